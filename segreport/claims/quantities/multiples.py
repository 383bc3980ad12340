"""Multiples: X 倍 and X 成 of a reference, and distances from it."""

from __future__ import annotations

from typing import Literal

from segreport.claims.nouns import Reference
from segreport.claims.quantities.numbers import bounded, in_turn, listed, next_number
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction

LEAST = ("至少", "起码", "最少", "少说", "不下", "最低")
"""至少是其余各群的2.6倍: a bound, before what the multiple is of."""


def main_of(scope: Scope, names: tuple[str, ...]) -> tuple[str, ...]:
    """The total of a theme, where one multiple is said of the theme as a whole."""
    wanted = scope.topic[0].group.primary if len(scope.topic) == 1 else None
    return (wanted,) if wanted in names and wanted and not scope.each else names


def state_multiple(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """X 倍, X 成 of a reference; in 分别 each of its segments or features has its own."""
    token, quantity = tokens[position], scope.marked(tokens[position].figure)
    if not quantity.bound and any(t.text in LEAST for t in tokens[max(0, position - 5) : position]):
        quantity = bounded(quantity, "up")
    names = in_turn(scope)
    if quantity.low == quantity.high:
        names = main_of(scope, names)
    if not names:
        scope.doubt(token, "number")
        return after
    whole = ref
    if len(ref.segments) > 1 and len(names) == 1 and next_number(tokens, after, quantity.kind) >= 0:
        scope.in_turn = max(scope.in_turn, 0)  # 群组0、群组1的11倍和6倍
    if scope.in_turn < 0:
        scope.approx = False
    elif len(names) == 1 and len(ref.segments) > 1:
        turn = min(scope.in_turn, len(ref.segments) - 1)
        ref = Reference("segments", (ref.segments[turn],))
        scope.in_turn += 1
    before = at(tokens, position - 1)
    way = before.direction if before is not None and before.kind == "level" else None
    relation: Literal["difference", "multiple"] = "difference" if way else "multiple"
    held: dict[str, bool] = {}
    if quantity.low != quantity.high and len(names) > 1:
        held = {"sure": scope.sure}  # a range is said of each of them
    scope.state(token, relation, names, quantity=quantity, ref=ref, direction=way, **held)
    following = next_number(tokens, after, quantity.kind) if scope.in_turn >= 0 else -1
    if following >= 0:
        scope.last_ref = whole
        return state_multiple(scope, tokens, following, whole, following + 1)
    return after


def state_distance(
    scope: Scope, tokens: Tokens, position: int, gap: Direction | Literal["either"]
) -> int:
    """比群组0高12元."""
    token, names = tokens[position], main_of(scope, in_turn(scope))
    if not names or scope.against is None:
        scope.doubt(token, "number")
        return position + 1
    ref = scope.against
    if gap == "either" and token.figure.low < 0:
        gap = "up"  # 与整体的差值为−9.3个百分点
    if len(names) == 1 and len(ref.segments) == listed(tokens, position) > 1:
        scope.in_turn = max(scope.in_turn, 0)
    if scope.in_turn >= 0 and len(names) == 1 and len(ref.segments) > 1:
        ref = Reference("segments", (ref.segments[min(scope.in_turn, len(ref.segments) - 1)],))
        scope.in_turn += 1
    scope.state(
        token,
        "difference",
        names,
        quantity=scope.marked(token.figure),
        ref=ref,
        direction=None if gap == "either" else gap,
    )
    following = next_number(tokens, position + 1, token.number) if scope.in_turn >= 0 else -1
    if following >= 0:
        return state_distance(scope, tokens, following, gap)
    scope.approx = False
    return position + 1
