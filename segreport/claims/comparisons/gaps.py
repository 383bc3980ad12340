"""Gaps: 与群组1相差12元, 拉开与其他群组的距离, 与群组3差距显著."""

from __future__ import annotations

from segreport.claims.comparisons.places import state_versus
from segreport.claims.nouns import SHARE, Reference
from segreport.claims.quantities.carried import wait_for_last
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.references import Found, find_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import behind_by, short_of
from segreport.claims.subjects.steps import Tokens, at

MIDDLES = {"mean", "median"}
OPENING = ("拉开", "甩开", "拉大", "拉开了")
AMID = ("中间", "当中", "之间", "中间就")
BOTH = ("俩", "二者", "两者", "两个数", "两数", "这俩", "一来一去", "前后", *AMID)
"""What says that a distance is one between the two figures told last."""
STILL = ("仍", "尚", "还")


def opens_gap(scope: Scope, tokens: Tokens, position: int) -> int:
    """拉开与其他群组的距离."""
    led = at(tokens, position + 1)
    if tokens[position].text not in OPENING or led is None:
        return 0
    if number_after(tokens, position + 1) >= 0 and (pair := between_two(scope, tokens, position)):
        return read_gap(scope, tokens, position, pair)
    if led.kind != "with":
        return 0
    found, names = find_reference(scope, tokens, position + 2), scope.targets()
    noun = at(tokens, found[1] + 1) if found else None
    gap = noun is not None and (noun.note == "gap" or noun.text in ("距离", "差距"))
    if not found or not gap or not names:
        return 0
    scope.state(tokens[position], "apart", names, ref=found[0], strength="strong")
    return found[1] + 2


def read_gap(scope: Scope, tokens: Tokens, position: int, found: Found | None) -> int:
    """与群组1相差12元: a distance without a direction."""
    found = found or _to_last_feature(scope, tokens, position)
    found = found or between_two(scope, tokens, position) or _to_told(scope, tokens, position)
    if found:
        scope.against = scope.last_ref = found[0]
        if done := behind_by(scope, tokens, position, found[1]):
            return done
        position = found[1] - 1
    where = number_after(tokens, position + 1)
    if where >= 0 and wait_for_last(scope, tokens, where):
        led = at(tokens, position)
        behind = tokens[position - 1].text in ("还", "仍", "尚") if position else False
        lower = led is not None and led.text == "差" and behind  # 跟群组4比还差7单
        return read_quantity(scope, tokens, where, gap="down" if lower else "either")
    still = any(t.text.startswith(STILL) for t in tokens[:position])
    if still and scope.against is not None and scope.targets() and tokens[position].text == "差距":
        scope.sure = False  # 与群组3相比仍有差距: most likely below it
        state_versus(scope, tokens[position], "down", scope.against, negated=scope.negated)
    return position + 1


def _to_last_feature(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """存款（3.1万元）与基金（1.8万元）之差为1.3万元: of the two features that are linked."""
    named = [n for n in range(position) if tokens[n].kind == "feature"][-2:]
    pair = [tokens[n].names[0] for n in named if len(tokens[n].names) == 1]
    linked = len(pair) == len(named) == 2 and any(
        token.kind in ("with", "joint") for token in tokens[named[0] : named[1]]
    )
    alike = linked and unit_of(scope, pair[0]) == unit_of(scope, pair[1])
    if not alike or scope.against is not None:
        return None
    scope.set_topic((pair[0],), tokens[named[0]].start)
    return Reference("feature", feature=pair[1]), position + 1


def _to_told(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """和群组0、群组2都很接近，各差13元: from those it was held against last."""
    told = scope.claims[-1] if scope.claims else None
    before = at(tokens, position - 1)
    alone = before is None or (position == 1 and before.kind in ("each", "degree", "neutral"))
    if scope.against is not None or told is None or told.ref is None or not alone:
        return None
    held = told.relation in ("alike", "versus") and told.features == scope.targets()
    return (told.ref, position + 1) if held and told.ref.kind == "segments" else None


def between_two(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """均值7,632元，中位数5,314元，中间差着两千多: the two figures of this segment told last."""
    told = [claim for claim in scope.claims if claim.relation != "scope"][-2:]
    named = any(t.ref or t.kind == "feature" or t.statistic for t in tokens[:position])
    plain = all(c.relation == "number" and len(c.features) == 1 for c in told)
    own = all(claim.subject == scope.own and SHARE not in claim.features for claim in told)
    if scope.against is not None or named or len(told) != 2 or not (plain and own):
        return None
    first, second = told
    if first.features == second.features and {first.statistic, second.statistic} == MIDDLES:
        scope.set_topic(first.features, tokens[position].start)
        scope.statistic = "mean"
        return Reference("own_median"), position + 1
    alike = unit_of(scope, first.features[0]) == unit_of(scope, second.features[0])
    if first.features == second.features or not alike:
        return None
    scope.sure = scope.sure and any(token.text in BOTH for token in tokens[:position])
    scope.set_topic(first.features, tokens[position].start)
    return Reference("feature", feature=second.features[0]), position + 1


def read_apart(scope: Scope, tokens: Tokens, position: int) -> int:
    """与群组3差距显著: far from it on either side."""
    ref, names = scope.against, scope.targets()
    if done := short_of(scope, tokens, position):
        return done
    if ref is not None and ref.kind in ("segments", "others", "overall") and names:
        scope.state(tokens[position], "apart", names, ref=ref, strength="strong")
    return position + 1
