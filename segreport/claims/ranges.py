"""Ranges: the lowest and the highest of all segments (各群组介于21次至103次, 最高52岁)."""

from __future__ import annotations

import re

from segreport.claims.extremes import PASSED
from segreport.claims.nouns import SHARE, Reference
from segreport.claims.numbers import fits
from segreport.claims.scope import Scope
from segreport.claims.steps import Tokens, at
from segreport.truth import Direction
from segreport.wording import Quantity, read_quantities

_DASH = re.compile(r"\s*[至到~～—–−-]\s*")
_UNIT = re.compile(r"[^\d.,\s]+")
ALL = Reference("scope")


def range_of_all(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """在各群组间介于21次至103次: both ends; 0 where it is not so."""
    names, ref = scope.targets(), _all_named(tokens, position)
    if quantity.low == quantity.high or not ref or scope.subject != scope.own:
        return 0
    if len(names) != 1 or names == (SHARE,) or not fits(scope, names[0], quantity):
        return 0
    ends = _ends(scope, tokens[position].text)
    if len(ends) != 2:
        return 0
    for end, way in zip(ends, ("down", "up"), strict=True):
        scope.state(tokens[position], "extreme", names, quantity=end, direction=way, ref=ref)
    return position + 1


def _ends(scope: Scope, text: str) -> list[Quantity]:
    """Both ends, each with the digits that it is written with (25.76万元至256.0万元)."""
    halves = _DASH.split(text, maxsplit=1)
    if len(halves) == 2 and not _UNIT.search(halves[0]):
        halves[0] += "".join(_UNIT.findall(halves[1]))
    found = (read_quantities(half, scope.vocabulary.units) for half in halves)
    return [quantities[0] for quantities in found if len(quantities) == 1]


def _all_named(tokens: Tokens, position: int) -> Reference | None:
    """All segments, or all others, that the clause is about."""
    refs = [t.ref for t in tokens[:position] if t.ref is not None]
    if len(refs) != 1 or refs[0].kind not in ("scope", "others"):
        return None
    return refs[0] if refs[0].kind == "others" else ALL


def both_ends(scope: Scope, tokens: Tokens, position: int) -> int:
    """四个群组的年龄最高为52岁、最低为31岁: of all of them; 0 where it is not so."""
    names, ref = scope.targets(), _all_named(tokens, position)
    ends = [n for n, token in enumerate(tokens[:-1]) if token.kind == "most"]
    ways = {tokens[n + 1].direction for n in ends}
    if ref is None or len(names) != 1 or len(ends) != 2 or ways != {"up", "down"}:
        return 0
    numbers = [_number_behind(tokens, end + 2) for end in ends]
    if not all(n and fits(scope, names[0], tokens[n].figure) for n in numbers):
        return 0
    for end, number in zip(ends, numbers, strict=True):
        way: Direction = tokens[end + 1].way
        figure = scope.marked(tokens[number].figure)
        scope.state(tokens[number], "extreme", names, quantity=figure, direction=way, ref=ref)
    return numbers[-1] + 1


def _number_behind(tokens: Tokens, position: int) -> int:
    while (token := at(tokens, position)) and (token.text in PASSED or token.text in ("（", "(")):
        position += 1
    return position if token is not None and token.quantity else 0
