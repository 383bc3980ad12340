"""Orders: the segments one after the other (由高到低依次为群组3（103.1笔）、群组0、群组1)."""

from __future__ import annotations

import re
from itertools import pairwise

from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.numbers import fits
from segreport.claims.subjects.attributes import BRACKETS
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction

_FALLING = re.compile(r"[由从自]?(?:最)?[高大多长强][到至](?:最)?[低小少短弱]")
_RISING = re.compile(r"[由从自]?(?:最)?[低小少短弱][到至](?:最)?[高大多长强]")
PASSED = ("neutral", "turn", "joint", "with", "statistic", "each")


def in_order(scope: Scope, tokens: Tokens, position: int) -> int:
    """Each segment is held against the next: the position behind; 0 where it is not so."""
    text, names = tokens[position].text, scope.targets()
    falling, rising = _FALLING.match(text), _RISING.match(text)
    within = tokens[position] if _is_top(tokens[position]) else None
    if not (falling or rising or within) or len(names) != 1 or scope.subject != scope.own:
        return 0
    found: list[tuple[Token, str]] = []
    told: list[tuple[Token, str]] = []
    where = position + 1
    while (token := at(tokens, where)) is not None:
        if token.ref is not None and token.ref.kind == "segments":
            found += [(token, label) for label in token.ref.segments]
        elif token.kind == "its" and token.note == "own":
            found.append((token, scope.own))
        elif token.quantity and found and fits(scope, names[0], token.figure):
            told.append((token, found[-1][1]))
        elif _is_top(token) and not found:
            within = token
        elif token.kind not in PASSED and token.text not in BRACKETS:
            break
        where += 1
    if len(found) < 2:
        return 0
    if within is not None:
        _state_within(scope, names, found, within)
    if falling or rising or any(token.kind == "turn" for token in tokens[position:where]):
        _state(scope, names, found, told, "down" if rising else "up")
    return where


def _is_top(token: Token) -> bool:
    """前三位."""
    return token.kind == "rank" and token.note == "within" and token.text.startswith("前")


def _state_within(
    scope: Scope, names: tuple[str, ...], found: list[tuple[Token, str]], within: Token
) -> None:
    """前三位依次为群组5、群组4、群组3: each of them is among the first three."""
    own = scope.subject
    for token, label in found:
        scope.subject = label
        scope.state(token, "rank_within", names, rank=within.rank[0])
    scope.subject = own


def _state(
    scope: Scope,
    names: tuple[str, ...],
    found: list[tuple[Token, str]],
    told: list[tuple[Token, str]],
    way: Direction,
) -> None:
    own = scope.subject
    for (token, label), (_, following) in pairwise(found):
        scope.subject = label
        ref = Reference("segments", (following,))
        scope.state(token, "versus", names, direction=way, ref=ref)
    for token, label in told:
        scope.subject = label
        scope.state(token, "number", names, quantity=scope.marked(token.figure))
    scope.subject = own
