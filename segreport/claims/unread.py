"""Unread: what of a text no claim and no doubt accounts for, once everything was read."""

from __future__ import annotations

from segreport.claims.scope import Scope
from segreport.claims.steps import Tokens


def unread_segments(scope: Scope, clauses: tuple[Tokens, ...]) -> None:
    """先看群组3, 排它前面的都是群组3: another segment that no claim is about or held against."""
    told = {label for c in scope.claims for label in c.subject.replace("|", "+").split("+")}
    told |= {label for c in scope.claims if c.ref is not None for label in c.ref.segments}
    told |= {scope.own}
    for token in (token for clause in clauses for token in clause):
        named = token.ref is not None and token.kind == "ref" and token.ref.kind == "segments"
        if named and token.ref is not None and not told & set(token.ref.segments):
            scope.doubt(token, "statement")


def unread_numbers(scope: Scope, clauses: tuple[Tokens, ...]) -> None:
    """A number that was passed over: no claim holds it, and nothing doubts it."""
    read = {claim.start for claim in scope.claims} | {doubt.start for doubt in scope.doubts}
    read |= {claim.quantity.start for claim in scope.claims if claim.quantity}
    for token in (token for clause in clauses for token in clause):
        digits = token.quantity is not None and any(letter.isdigit() for letter in token.text)
        if digits and token.start not in read:
            scope.doubt(token, "number")
