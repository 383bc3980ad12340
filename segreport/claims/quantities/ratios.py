"""Ratios: 约为上月的3.3倍, one feature by another of the same segment."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, TOTAL, Reference, Token
from segreport.claims.quantities.numbers import (
    bounded,
    each_part,
    fits,
    listed,
    next_number,
    unit_of,
)
from segreport.claims.subjects.scope import Mention, Scope
from segreport.claims.subjects.steps import Tokens, at

LINKS = frozenset(
    [
        *("是", "为", "约为", "相当于", "约", "约合", "仅为", "达", "不足", "不到", "超过"),
        *("不及", "只有", "约当", "合", "只相当于", "仅相当于", "达到", "近", "大约", "接近"),
        *("逾", "抵得上", "抵", "顶得上", "比得上", "高达", "占到", "仅及", "只及", "等于"),
        "折合",
    ]
)


EQUAL = ("折合", "相当于", "约当", "等于", "约合", "仅相当于", "只相当于", "抵得上", "约为")


def ratio_to(scope: Scope, tokens: Tokens, position: int) -> int:
    """约为上月的3.3倍, 不及生鲜一项的四成: one feature by another. 0 where it is not."""
    if done := _ratios_in_turn(scope, tokens, position):
        return done
    token, where = tokens[position], position + 1
    own = _own_figure(scope, tokens, where, token.names)
    where += 3 if own else 0
    if (mean := at(tokens, where)) and mean.statistic == "mean" == scope.statistic:
        where += 1  # 相当于同组授信额度均值的28%左右
    while (later := at(tokens, where)) and later.text in ("的", "约", "近", "一项", "中"):
        where += 1
    whole = token.named.primary or (token.names[0] if len(token.names) == 1 else "")
    led = at(tokens, position - 1)
    equal = led is not None and led.text in EQUAL and where == position + 1  # 折合月流水约12.8%
    equal = equal and unit_of(scope, whole) != "%" and len(scope.targets()) == 1
    if later is None or (where == position + 1 and not equal) or not whole:
        return 0
    names = tuple(n for n in scope.targets() if n not in (SHARE, whole))
    told = scope.last_told
    if whole == SHARE and told is not None and told.relation == "share_of_total":
        names = (f"{TOTAL}{told.features[0]}",)  # 贡献26%的消费，是客户占比的1.4倍
    before = tokens[max(0, position - 3) : position]
    linked = any(t.text in LINKS or t.kind == "compare" for t in before)
    if before and before[-1].kind == "joint" and scope.claims_in_clause:
        linked = linked or scope.claims[-1].relation == "ratio"  # 杂货的4.8倍、乳品的6倍
    if later.number not in ("multiple", "fraction", "percent") or not names or not linked:
        return 0
    if own is not None:
        scope.state(own, "number", token.names, quantity=own.figure)
    ways = [t.direction for t in before if t.kind in ("compare", "level") and t.direction]
    quantity = bounded(later.figure, ways[-1]) if ways else scope.marked(later.figure)
    ref = Reference("feature", feature=whole)
    if not ways and len(names) == listed(tokens, where) > 1:
        return each_part(scope, tokens, where, "ratio", ref)
    scope.state(later, "ratio", names, quantity=quantity, ref=ref)
    scope.mentions.append(Mention(token.named, token.start, scope.clause, said=True))
    return where + 1


def _ratios_in_turn(scope: Scope, tokens: Tokens, position: int) -> int:
    """资产分别是融资余额和基金市值的27.3倍和3.9倍."""
    joint, other, linked = (at(tokens, position + offset) for offset in (1, 2, 3))
    number, names = at(tokens, position + 4), scope.targets()
    if joint is None or joint.kind not in ("joint", "with") or other is None or linked is None:
        return 0
    wholes = (*tokens[position].names, *other.names)
    if len(wholes) != 2 or linked.text != "的" or number is None or len(names) != 1:
        return 0
    ratio = number.number in ("multiple", "fraction", "percent")
    if not ratio or listed(tokens, position + 4) != 2 or names[0] in wholes:
        return 0
    where = position + 4
    for whole in wholes:
        quantity = scope.marked(tokens[where].figure)
        ratio_of = Reference("feature", feature=whole)
        scope.state(tokens[where], "ratio", names, quantity=quantity, ref=ratio_of)
        last, where = where, next_number(tokens, where + 1, number.number)
    return last + 1


def _own_figure(scope: Scope, tokens: Tokens, where: int, names: tuple[str, ...]) -> Token | None:
    """约为理财金额（1,475元）的3.4倍: the number of the other feature."""
    opening, number, closing = (at(tokens, where + offset) for offset in range(3))
    if opening is None or number is None or closing is None or len(names) != 1:
        return None
    inside = opening.text in ("（", "(") and closing.text in ("）", ")")
    return number if inside and number.quantity and fits(scope, names[0], number.figure) else None
