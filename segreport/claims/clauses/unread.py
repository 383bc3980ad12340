"""Unread: what of a text no claim and no doubt accounts for, once everything was read."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from segreport.claims.clauses.abstracts import without_abstracts
from segreport.claims.nouns import Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

SPANS = {
    **dict.fromkeys(("年", "每年", "年均"), "年"),
    **dict.fromkeys(("日", "每天", "每日", "天天", "日均"), "日"),
    **dict.fromkeys(("周", "每周", "周均", "每星期"), "周"),
    **dict.fromkeys(("季", "每季", "每季度", "季均"), "季"),
}
PLACES = ("rank", "only")
"""Words that give somebody a place among the segments."""


def unread_segments(scope: Scope, clauses: tuple[Tokens, ...]) -> None:
    """先看群组3, 排它前面的都是群组3: another segment that no claim is about or held against."""
    told = {label for c in scope.claims for label in c.subject.replace("|", "+").split("+")}
    told |= {label for c in scope.claims if c.ref is not None for label in c.ref.segments}
    told |= {scope.own, *scope.spared}
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


def unread_places(scope: Scope, clauses: tuple[Tokens, ...]) -> None:
    """排名依次为群组2、群组1: a clause that places somebody, of which nothing at all was read."""
    read = sorted(
        {claim.start for claim in scope.claims if claim.relation != "scope"}
        | {doubt.start for doubt in scope.doubts}
    )
    for clause in clauses:
        first = bisect_left(read, clause[0].start) if clause else 0
        if not clause or (first < len(read) and read[first] < clause[-1].end):
            continue
        place = place_in(without_abstracts(clause))  # not 提升空间最大
        if place is not None:
            scope.doubt(place, "statement")


def unread_periods(scope: Scope, clauses: tuple[Tokens, ...]) -> None:
    """年收入39,118元 of 月收入, 每天登录10次: a span of time that no label has; 每持有一个产品…."""
    for clause in clauses:
        for token, after in pairwise(clause):
            name = after.names[0] if len(after.names) == 1 else ""
            if token.text == "每" and after.kind == "takes":
                scope.doubt(token, "statement")
            if after.kind != "feature" or token.text not in SPANS or not name:
                continue
            label = scope.vocabulary.label_of.get(name, "")
            short = len(token.text) == 1
            spanned = bool(scope.vocabulary.period_of.get(name))
            told = any(
                c.start > token.start and name in c.features and c.relation == "number"
                for c in scope.claims
                if c.start < clause[-1].end
            )
            if told and SPANS[token.text] not in label and (short or not spanned):
                scope.doubt(token, "statement")


def place_in(clause: Tokens) -> Token | None:
    """The first word of a clause that gives somebody a place among the segments."""
    return next((token for n, token in enumerate(clause) if _places(clause, n)), None)


def _places(clause: Tokens, position: int) -> bool:
    token, after = clause[position], clause[position + 1 : position + 2]
    if token.kind == "most":
        return bool(after) and after[0].kind in ("level", "feature", "word")
    if token.kind == "ref" and token.ref is not None and token.ref.kind == "overall":
        return any(t.kind == "not" for t in clause[:position])  # 没有哪项够得到整体水平
    listed = any(t.ref is not None and len(t.ref.segments) > 1 for t in clause[position:])
    listed = listed or sum(t.kind == "feature" for t in clause[:position]) > 1
    return token.kind in PLACES or (token.kind == "turn" and listed)
