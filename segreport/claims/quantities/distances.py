"""Distances: the number behind a comparison: 高于整体三成, 高出1.2万元, 高于整体均值34,093元."""

from __future__ import annotations

from segreport.claims.comparisons.places import state_versus
from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.belonging import own_number, state_reference_number
from segreport.claims.quantities.numbers import bounded, each_part, listed, unit_of
from segreport.claims.subjects.behind import fraction_of, paired
from segreport.claims.subjects.references import is_multiple
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

SHORT_OF = ("不足", "不到", "不及", "未到", "未及", "未达", "达不到", "没到")
BOUNDS = (
    *SHORT_OF,
    *("超过", "超出", "高于", "低于", "超", "少于", "逾", "突破", "未达到", "多于", "不如"),
    *("大于", "小于", "刚过", "刚超过", "刚刚过", "刚刚超过", "略过", "略超", "勉强超过", "刚破"),
)


def is_negated(scope: Scope, token: Token) -> bool:
    """Whether a comparison is denied by a word before it, or by itself."""
    return scope.negated or token.note == "not"


def _of_pair(scope: Scope, tokens: Tokens, position: int, where: int, ref: Reference) -> int:
    """没到整体（9.8单对12.0单）: the segment's own number and that of the reference. 0: no pair."""
    token, number, names = tokens[position], tokens[where], scope.targets()
    other = paired(tokens, where)
    if not other or len(names) != 1 or number.number == "multiple":
        return 0
    strength, negated = scope.degree, is_negated(scope, token)
    scope.state(number, "number", names, quantity=number.figure)
    state_reference_number(scope, tokens[other], names, ref)
    scope.degree = strength
    state_versus(scope, token, token.way, ref, negated=negated)
    return other + 1


def with_number(scope: Scope, tokens: Tokens, position: int, where: int, ref: Reference) -> int:
    """The number after 高于整体…: a multiple, a distance, or the reference's own value. 0: none."""
    token, number = tokens[position], tokens[where]
    quantity, names = number.figure, scope.targets()
    if done := _of_pair(scope, tokens, position, where, ref):
        return done
    part = fraction_of(tokens, where + 1, quantity.kind)
    if part >= 0 and quantity.kind in ("value", "percent"):
        state_reference_number(scope, number, names, ref)
        limit = bounded(tokens[part].figure, token.way)
        scope.state(tokens[part], "multiple", names, quantity=limit, ref=ref)
        return part + 1
    between = tokens[position:where]
    linked = any(t.text == "的" for t in between) or token.text in SHORT_OF
    behind = at(tokens, where + 2) if where + 1 < len(tokens) else None
    behind = behind if tokens[where + 1 : where + 2] and tokens[where + 1].text == "的" else None
    averaged = behind is not None and behind.statistic == "mean"  # 低于全体10.2%的平均
    bracketed = any(t.text in ("（", "(") for t in between)  # 低过群组2（35.3%）
    owned = linked or averaged or bracketed or any(t.kind == "statistic" for t in between)
    whole = all(unit_of(scope, name) != "%" for name in names)
    distance = {"direction": token.way, "quantity": scope.marked(quantity), "ref": ref}
    if is_multiple(quantity, whole=whole) and (linked or quantity.kind == "multiple"):
        if token.text in BOUNDS:
            limit = bounded(quantity, token.way)
            scope.state(number, "multiple", names, quantity=limit, ref=ref)
        else:
            scope.state(number, "difference", names, **distance)
    elif not bracketed and _is_distance(token, quantity.kind, owned=owned or not whole):
        if len(names) == listed(tokens, where) > 1 and scope.in_turn >= 0:
            return each_part(scope, tokens, where, "difference", ref, way=token.way)
        scope.state(number, "difference", names, **distance)
    elif quantity.kind in ("value", "percent"):
        _own_value(scope, token, number, ref, owned=owned)
        if len(names) > 1:
            return own_number(scope, tokens, where, ref)
    else:
        return 0
    return where + 1


def _is_distance(token: Token, kind: str, *, owned: bool) -> bool:
    """11个百分点, 高于整体三成, 高出1.2万元."""
    if kind == "points" or (kind in ("percent", "fraction") and not owned):
        return True
    return kind == "value" and token.text.endswith(("出", "了"))


def _own_value(scope: Scope, token: Token, number: Token, ref: Reference, *, owned: bool) -> None:
    """高于整体均值34,093元: the value of the reference, and the comparison itself."""
    strength, negated, subject = scope.strength(token), is_negated(scope, token), scope.subject
    if ref.kind in ("overall", "segments") and len(scope.targets()) > 1:
        state_versus(scope, token, token.way, ref, negated=negated)
        return
    if ref.kind in ("overall", "segments") and len(ref.segments) <= 1:
        scope.subject = ref.segments[0] if ref.segments else "all"
        scope.state(
            number,
            "number",
            scope.targets(),
            quantity=scope.marked(number.figure),
            loose=not owned or number.figure.approx,
            ref=Reference("segments", (subject,)) if not owned or number.figure.approx else None,
            direction=token.way,
        )
        scope.subject = subject
    elif ref.kind in ("own_mean", "own_median") and number.figure.bound:
        scope.state(number, "difference", scope.targets(), direction=token.way,
                    quantity=scope.marked(number.figure), ref=ref)  # fmt: skip
        return  # 中位数低于均值十万元有余
    elif ref.kind in ("own_mean", "own_median"):
        state_reference_number(scope, number, scope.targets(), ref)
    scope.degree = strength
    state_versus(scope, token, token.way, ref, negated=negated)
