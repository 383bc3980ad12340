"""Ranges: the lowest and the highest of all segments (各群组介于21次至103次, 最高52岁)."""

from __future__ import annotations

import re
from itertools import pairwise

from segreport.claims.comparisons.extremes import PASSED
from segreport.claims.nouns import SHARE, Reference
from segreport.claims.quantities.numbers import fits
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction
from segreport.wording import Quantity, read_quantities

_DASH = re.compile(r"\s*[至到~～—–−-]\s*")
_UNIT = re.compile(r"[^\d.,\s]+")
ALL = Reference("scope")


def range_of_all(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """在各群组间介于21次至103次: both ends; 0 where it is not so."""
    ends = _ends(scope, tokens[position].text) if quantity.low != quantity.high else []
    return position + 1 if state_ends(scope, tokens, (position, position), ends) else 0


def state_ends(scope: Scope, tokens: Tokens, places: tuple[int, int], ends: list[Quantity]) -> bool:
    """The lowest and the highest of the segments named before; whether there are any.

    Of some of them the table has no range, so that is left to a person.
    """
    names, ref = scope.targets(), _all_named(scope, tokens, places[0])
    if ref is None or len(ends) != 2 or len(names) != 1 or names == (SHARE,):
        return False
    if scope.subject not in (scope.own, "|".join(ref.segments)):
        return False
    if not all(fits(scope, names[0], end) for end in ends):
        return False
    if ref.kind == "segments":
        scope.doubt(tokens[places[0]], "number")
        return True
    scope.subject = scope.own
    ways: tuple[Direction, Direction] = ("down", "up")
    for place, end, way in zip(places, ends, ways, strict=True):
        scope.state(tokens[place], "extreme", names, quantity=end, direction=way, ref=ref)
    return True


def _ends(scope: Scope, text: str) -> list[Quantity]:
    """Both ends, each with the digits that it is written with (25.76万元至256.0万元)."""
    halves = _DASH.split(text, maxsplit=1)
    if len(halves) == 2 and not _UNIT.search(halves[0]):
        halves[0] += "".join(_UNIT.findall(halves[1]))
    found = (read_quantities(half, scope.vocabulary.units) for half in halves)
    return [quantities[0] for quantities in found if len(quantities) == 1]


def _all_named(scope: Scope, tokens: Tokens, position: int) -> Reference | None:
    """All segments, all others, or several, that the clause is about."""
    refs = [t.ref for t in tokens[:position] if t.ref is not None]
    labels = tuple(dict.fromkeys(label for ref in refs for label in ref.segments))
    if refs and all(ref.kind == "segments" for ref in refs) and len(labels) > 1:
        every = set(labels) == set(scope.vocabulary.labels)
        return ALL if every else Reference("segments", labels)
    if len(refs) != 1 or refs[0].kind not in ("scope", "others"):
        return None
    return refs[0] if refs[0].kind == "others" else ALL


def both_ends(scope: Scope, tokens: Tokens, position: int) -> int:
    """四个群组的年龄最高为52岁、最低为31岁: of all of them; 0 where it is not so."""
    names, ref = scope.targets(), _all_named(scope, tokens, position)
    ends = [n for n, token in enumerate(tokens[:-1]) if token.kind == "most"]
    ways = {tokens[n + 1].direction for n in ends}
    several = ref is None or ref.kind == "segments"
    if several or len(names) != 1 or len(ends) != 2 or ways != {"up", "down"}:
        return 0
    numbers = [_number_behind(tokens, end + 2) for end in ends]
    if not all(n and fits(scope, names[0], tokens[n].figure) for n in numbers):
        return 0
    for end, number in zip(ends, numbers, strict=True):
        way: Direction = tokens[end + 1].way
        figure = scope.marked(tokens[number].figure)
        scope.state(tokens[number], "extreme", names, quantity=figure, direction=way, ref=ref)
    return numbers[-1] + 1


def with_both_ends(clauses: tuple[Tokens, ...]) -> tuple[Tokens, ...]:
    """各群组年龄最高66岁，最低34岁: both ends in one clause, where the text cut them apart."""
    told = list(clauses)
    for number, (clause, after) in enumerate(pairwise(clauses)):
        ways = [_end_way(clause), _end_way(after)]
        whole = any(t.ref is not None and t.ref.kind == "scope" for t in clause)
        goes_on = not any(t.kind in ("feature", "its", "ref") for t in after)
        if whole and goes_on and None not in ways and ways[0] != ways[1]:
            joint = after[0]._replace(kind="joint", text="，", direction=None, quantity=None)
            told[number] = (*clause, joint, *after)
            told[number + 1] = (joint._replace(kind="neutral"),)
    return tuple(told)


def _end_way(clause: Tokens) -> Direction | None:
    """The end of all segments that a clause gives the number of: its only superlative."""
    ends = [n for n, token in enumerate(clause[:-1]) if token.kind == "most"]
    if len(ends) != 1 or not (where := _number_behind(clause, ends[0] + 2)):
        return None
    last = where + 1 == len(clause) or clause[where + 1].text in ("）", ")")
    return clause[ends[0] + 1].direction if last else None


def _number_behind(tokens: Tokens, position: int) -> int:
    while (token := at(tokens, position)) and (token.text in PASSED or token.text in ("（", "(")):
        position += 1
    return position if token is not None and token.quantity else 0
