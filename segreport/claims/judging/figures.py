"""Figures: judging numbers: values, multiples, distances, shares."""

from __future__ import annotations

from math import isnan, nan

from segreport import truth
from segreport.claims.judging.outcomes import (
    Outcome,
    held_against,
    other_statistic,
    worst_of,
)
from segreport.claims.nouns import GRAND, IS, PACK, SHARE, TOTAL, Claim
from segreport.claims.quantities.numbers import PEOPLE_UNITS
from segreport.claims.table import Table, before_words, is_derived, segment_title
from segreport.claims.words.lexicon import unit_factors
from segreport.models import VERDICTS, Cell, Verdict
from segreport.wording import Quantity, format_multiple, format_share, format_signed


def judge_number(claim: Claim, name: str, table: Table) -> Outcome:
    """26,058元, 超过200万: a value of the segment or of what it is compared with."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (numbers have one)
    if name == SHARE and claim.subject == "all":
        return Outcome(claim, "unverifiable", (), "")
    value = table.value(name, claim.subject, claim.statistic)
    unit = table.unit(name)
    verdicts = [
        _match(value, quantity, factor, share=name == SHARE) for factor in _factors(unit, quantity)
    ]
    if claim.loose and claim.ref:
        own = table.value(name, claim.ref.segments[0], claim.statistic)
        gap = own - value if claim.direction == "up" else value - own
        if quantity.kind == "percent":
            gap = gap / value if value else gap
        verdicts += [_match(gap, quantity, factor) for factor in _factors(unit, quantity)]
    if name.startswith(GRAND):  # 消费总额 may be the mean as well
        mean = table.value(name[1:], claim.subject, claim.statistic)
        means = [_match(mean, quantity, factor) for factor in _factors(unit, quantity)]
        verdicts += ["unverifiable" if verdict == "supported" else verdict for verdict in means]
    best = max(verdicts, key=VERDICTS.index)
    plain = name == SHARE or IS in name or is_derived(name)
    word = "中位数" if claim.statistic == "median" else "" if plain else "均值"
    found = f"{before_words(claim.subject)}的{table.label(name)}{word} {table.show(name, value)}"
    return Outcome(claim, best, (table.cell(name, claim.subject, claim.statistic),), found)


def judge_extreme(claim: Claim, name: str, table: Table) -> Outcome:
    """其余各群最高也仅3.6%: the highest (lowest) of the other segments, or of all (ref: scope)."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (numbers have one)
    pick = max if claim.direction == "up" else min
    whole = claim.ref is not None and claim.ref.kind == "scope"
    among = (*table.others(claim.subject), *((claim.subject,) if whole else ()))
    found = pick(among, key=lambda other: table.value(name, other))
    value = table.value(name, found)
    verdicts = [_match(value, quantity, factor) for factor in _factors(table.unit(name), quantity)]
    end = "最高" if claim.direction == "up" else "最低"
    shown = (
        f"{'各群组' if whole else '其余群组'}中{table.label(name)}{end}的是{segment_title(found)}，"
        f"{table.show(name, value)}"
    )
    best = max(verdicts, key=VERDICTS.index)
    return Outcome(claim, best, (table.cell(name, found, "mean"),), shown)


def judge_alone(claim: Claim, name: str, table: Table) -> Outcome:
    """只有该群组高于整体, 唯一超过80万元: no other segment is so."""
    named = claim.ref.segments if claim.ref else ()
    rest = [s for s in table.others(claim.subject) if s not in named]
    limit, far = table.value(name, "all"), table.spread(name) * 0.05
    if claim.quantity is not None:
        factor = _factors(table.unit(name), claim.quantity)[0]
        up = claim.direction == "up"
        limit, far = (claim.quantity.low if up else claim.quantity.high) * factor, 0.0
    sign = 1 if claim.direction == "up" else -1
    rivals = [s for s in rest if (table.value(name, s) - limit) * sign > far]
    found = "、".join(
        f"{segment_title(s)}的{table.label(name)}{table.show(name, table.value(name, s))}"
        for s in rivals
    )
    cells = tuple(table.cell(name, s, "mean") for s in (claim.subject, *rivals))
    return Outcome(claim, "contradicted" if rivals else "supported", cells, found)


def _factors(unit: str, quantity: Quantity) -> tuple[float, ...]:
    if quantity.kind == "value" and not quantity.unit and unit in ("千元", "百元", "万元"):
        return (1.0, *unit_factors(unit).get("元", ()))  # 2.6万 of a column in 千元
    if quantity.kind != "value" or not quantity.unit or unit == "%":
        return (1.0,)
    return unit_factors(unit).get(quantity.unit, ()) or (1.0,)


def _match(value: float, quantity: Quantity, factor: float, *, share: bool = False) -> Verdict:
    low, high, step = quantity.low * factor, quantity.high * factor, quantity.step * factor
    if quantity.bound == ">" and (quantity.rounded or quantity.kind == "fraction"):
        return truth.judge_rounded_down(value, low, step)
    if quantity.bound:
        limit = high if quantity.bound == "<" else low
        return truth.judge_bound(value, limit, "up" if quantity.bound == ">" else "down")
    if share:
        return truth.judge_share(value, low, high, step, approx=quantity.approx)
    return truth.judge_number(value, low, high, step, approx=quantity.approx)


def judge_effect(claim: Claim, table: Table) -> Outcome:
    """效应量 −0.67 of each feature; −1.11 至 −0.99 are the smallest and the largest."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (effects have one)
    values = [table.d(name, claim.subject) for name in claim.features]
    low, high, step = quantity.low, quantity.high, quantity.step
    ends = [(value, low) for value in values]
    if low != high:
        ends = [(min(values), low), (max(values), high)]
    held = [
        truth.judge_number(value, end, end, step, approx=quantity.approx) for value, end in ends
    ]
    cells = tuple(table.cell(name, claim.subject, "d") for name in claim.features)
    shown = dict.fromkeys(format_signed(value, 2) for value in (min(values), max(values)))
    names = "、".join(table.label(name) for name in claim.features)
    found = f"{before_words(claim.subject)}{names}的效应量为 {' 至 '.join(shown)}"
    return Outcome(claim, worst_of(held), cells, found)


def judge_multiples(claim: Claim, table: Table) -> Outcome:
    """为整体的 1.9 至 8.1 倍, of several features: the smallest and the largest of their ratios."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (multiples have one)
    ratios: list[float] = []
    cells: list[Cell] = []
    for name in claim.features:
        own = table.value(name, claim.subject, claim.statistic)
        cells.append(table.cell(name, claim.subject, claim.statistic))
        for other_name, segment in held_against(claim, name, table):
            other = table.value(other_name, segment, other_statistic(claim))
            if other <= 0:
                return Outcome(claim, "unverifiable", (), "")
            ratios.append(own / other)
    verdicts = [_match(ratio, quantity, 1.0) for ratio in ratios]
    verdicts.append(_width(ratios, quantity))
    names = "、".join(table.label(name) for name in claim.features)
    found = f"{names}为 {_show_ratio(min(ratios))} 至 {_show_ratio(max(ratios))}"
    return Outcome(claim, worst_of(verdicts), tuple(cells), found)


def judge_count(claim: Claim, name: str, table: Table) -> Outcome:
    """2,701位客户."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (counts have one)
    n = table.size(claim.subject)
    cell = Cell(segment=claim.subject, feature=name, statistic="n", value=float(n))
    return Outcome(
        claim, _match(n, quantity, 1.0), (cell,), f"{before_words(claim.subject)}共 {n:,} 位客户"
    )


def judge_multiple(claim: Claim, name: str, table: Table) -> Outcome:
    """A multiple of each reference."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (multiples have one)
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    found: list[float] = []
    ratios: list[str] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    held = held_against(claim, name, table)
    others = [table.value(other, segment, other_statistic(claim)) for other, segment in held]
    cells += [table.cell(other, segment, other_statistic(claim)) for other, segment in held]
    titles = [_held_title(claim, name, *pair, table) for pair in held]
    if claim.ref is not None and claim.ref.summed:
        others, titles = [sum(others)], [f"{'、'.join(titles).rstrip()}之和"]
        if _total_times(claim, name, table) == "supported":
            return Outcome(claim, "supported", tuple(cells), "")
    for other, title in zip(others, titles, strict=True):
        if other <= 0:
            verdicts.append("unverifiable")
            continue
        found.append(own / other)
        ratios.append(f"{title}的 {_show_ratio(own / other)}")
        ways = (own / other, other / own) if claim.loose and own > 0 else (own / other,)
        verdicts.append(max((_match(way, quantity, 1.0) for way in ways), key=VERDICTS.index))
    verdicts.append(_width(found, quantity))
    verdict = worst_of(verdicts)
    if verdict == "overstated" and quantity.bound and "supported" in verdicts[:-1]:
        verdict = "supported"  # 是其余各群的2.6倍起步: the nearest of them
    if verdict != "supported" and _is_share_of_all(claim, name, table):
        verdict = "unverifiable"  # 交易笔数不足全行的一成: of the mean, or of all there are
    return Outcome(claim, verdict, tuple(cells), f"{table.label(name)}为" + "、".join(ratios))


def _total_times(claim: Claim, name: str, table: Table) -> Verdict:
    """存款是其余三群之和的两倍, of the sums over all customers."""
    own, rest = table.total_share(name, claim.subject), 0.0
    for _, segment in held_against(claim, name, table):
        rest += table.total_share(name, segment) or 0.0
    known = own is not None and rest > 0 and claim.quantity is not None
    additive = name in {feature.name for feature in table.profile.features if feature.additive}
    if not known or not additive or own is None or claim.quantity is None:
        return "unverifiable"
    return _match(own / rest, claim.quantity, 1.0)


def _held_title(claim: Claim, name: str, other: str, segment: str, table: Table) -> str:
    """What a multiple is one of: a segment, everyone, another feature, the mean or the median."""
    if other != name:
        return table.label(other)
    if other_statistic(claim) != claim.statistic:
        return "均值" if other_statistic(claim) == "mean" else "中位数"
    return before_words(segment)


def _is_share_of_all(claim: Claim, name: str, table: Table) -> bool:
    overall = claim.ref is not None and claim.ref.kind == "overall" and claim.ref.sums
    additive = name in {feature.name for feature in table.profile.features if feature.additive}
    if not (overall and additive) or claim.subject == "all":
        return False
    return judge_share_of_total(claim, name, table).verdict == "supported"


def _width(values: list[float], quantity: Quantity) -> Verdict:
    """A range (3.8–6.2倍) may not be much wider than what it is said of."""
    if quantity.low == quantity.high or not values:
        return "supported"
    return truth.judge_range(min(values), max(values), quantity.low, quantity.high, quantity.step)


def _show_ratio(ratio: float) -> str:
    return format_multiple(ratio) if ratio >= 1 else format_share(ratio)


def judge_difference(claim: Claim, name: str, table: Table) -> Outcome:
    """高出36%, 多出1.2万元, 低11个百分点."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (differences have one)
    people = name == SHARE and quantity.kind == "value" and quantity.unit in PEOPLE_UNITS
    own = table.size(claim.subject) if people else table.value(name, claim.subject, claim.statistic)
    sign = -1.0 if claim.direction == "down" else 1.0
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown: list[str] = []
    unit = table.unit(name)
    for other_name, segment in held_against(claim, name, table):
        other = table.value(other_name, segment, other_statistic(claim))
        other = table.size(segment) if people else other
        cells.append(table.cell(other_name, segment, other_statistic(claim)))
        gap = (own - other) * sign if claim.direction else abs(own - other)
        title = segment_title(segment) if other_name == name else table.label(other_name)
        shown.append(f"{title} {table.show(other_name, other)}")
        if quantity.kind in ("value", "points"):
            if quantity.kind == "points" and unit != "%":
                verdicts.append("contradicted")
                continue
            found = [_match(gap, quantity, factor) for factor in _factors(unit, quantity)]
            verdicts.append(max(found, key=VERDICTS.index))
        elif other <= 0:
            verdicts.append("unverifiable")
        else:
            way = sign if claim.direction or own >= other else -1.0  # 与整体相差2.4%
            verdicts.append(_excess(own / other, quantity, way))
    own_shown = f"{table.label(name)} {table.show(name, own)}"
    verdict = worst_of(verdicts)
    if verdict == "overstated" and quantity.bound and "supported" in verdicts:
        verdict = "supported"  # 与群组2、群组3的差距均在1.3个百分点以内: the largest
    if verdict == "overstated" and claim.direction is None:
        least = quantity.bound == "<" and quantity.low == quantity.step
        verdict = "supported" if least else "unverifiable"  # 相差不足1岁: no smaller word for it
    return Outcome(claim, verdict, tuple(cells), "，".join([own_shown, *shown]))


def _excess(ratio: float, quantity: Quantity, sign: float) -> Verdict:
    """高出36%, 低约三成, 高出两倍."""
    if quantity.bound or quantity.kind == "multiple":
        verdict = _match((ratio - 1) * sign, quantity, 1.0)
        if quantity.bound == "<" or quantity.kind == "multiple":
            verdict = max(verdict, _ratio_within(ratio, quantity, sign), key=VERDICTS.index)
        meant = quantity.kind == "multiple" and _match(ratio, quantity, 1.0) == "supported"
        return "unverifiable" if meant and verdict != "supported" else verdict
    if sign > 0:
        return truth.judge_difference(
            ratio, quantity.low, quantity.high, quantity.step, approx=quantity.approx
        )
    return truth.judge_difference(
        ratio, -quantity.high, -quantity.low, quantity.step, approx=quantity.approx
    )


def _ratio_within(ratio: float, quantity: Quantity, sign: float) -> Verdict:
    """高出不足一成: the ratio is below 1.1; 低不足一成: above 0.9; 高出一倍多: above two."""
    limit = 1 + sign * (quantity.high if quantity.bound == "<" else quantity.low)
    if not quantity.bound or limit <= 0:
        return "contradicted"
    return truth.judge_bound(
        ratio, limit, "up" if (quantity.bound == ">") == (sign > 0) else "down"
    )


def judge_per(claim: Claim, name: str, table: Table) -> Outcome:
    """每单223元: one feature by another."""
    quantity = claim.quantity
    assert quantity is not None and claim.ref and claim.ref.feature  # noqa: S101 (as it was read)
    count = table.value(claim.ref.feature, claim.subject)
    if count <= 0 or claim.statistic != "mean":
        return Outcome(claim, "unverifiable", (), "")
    value = table.value(name, claim.subject) / count
    cells = (
        table.cell(name, claim.subject, "mean"),
        table.cell(claim.ref.feature.rpartition(PACK)[2], claim.subject, "mean"),
    )
    found = f"{table.label(name)} ÷ {table.label(claim.ref.feature)} 为 {table.show(name, value)}"
    factors = _factors(table.unit(name), quantity)
    verdict = max((_match(value, quantity, factor) for factor in factors), key=VERDICTS.index)
    return Outcome(claim, verdict, cells, found)


def judge_share_of_total(claim: Claim, name: str, table: Table) -> Outcome:
    """持有全部客户总资产的26.7%."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (shares have one)
    made = name.startswith((TOTAL, GRAND))
    share = nan if made else table.value(f"{TOTAL}{name}", claim.subject)
    if isnan(share) or claim.subject == "all":
        return Outcome(claim, "unverifiable", (), "")
    if quantity.bound:
        verdict = _match(share, quantity, 1.0)
    else:
        verdict = truth.judge_share(
            share, quantity.low, quantity.high, quantity.step, approx=quantity.approx
        )
    found = f"占全部客户{table.label(name)}的 {format_share(share)}"
    return Outcome(claim, verdict, (table.cell(name, claim.subject, "total_share"),), found)
