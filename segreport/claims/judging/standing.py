"""Standing: judging where a segment stands: levels, ranks, comparisons."""

from __future__ import annotations

from dataclasses import replace

from segreport import truth
from segreport.claims.judging.outcomes import (
    Outcome,
    held_against,
    other_statistic,
    position_of,
    turned,
    worst_of,
)
from segreport.claims.nouns import IS, SHARE, TOTAL, Claim, Reference
from segreport.claims.table import Table, segment_title
from segreport.claims.words.terms import is_whole
from segreport.models import Cell, Verdict
from segreport.wording import Quantity


def judge_level(claim: Claim, name: str, table: Table) -> Outcome:
    """高, 略低, 显著高于整体, 并不低."""
    direction = claim.direction or "up"
    if claim.subject == "all":
        return Outcome(claim, "unverifiable", (), "")
    d = table.d(name, claim.subject)
    if claim.negated and claim.strength == "strong":  # 谈不上显著偏高
        strong = truth.judge_level(d, direction, "strong") == "supported"
        verdict: Verdict = "contradicted" if strong else "supported"
    elif claim.negated:
        verdict = truth.judge_not(d, direction)
    else:
        verdict = truth.judge_level(d, direction, claim.strength)
    if "+" in name and verdict == "overstated":
        verdict = "unverifiable"  # the spread of a sum is not in the table
    return Outcome(claim, verdict, _pair(table, name, claim), position_of(table, name, claim))


def judge_middle(claim: Claim, name: str, table: Table) -> Outcome:
    """居中, 接近整体平均."""
    d = table.d(name, claim.subject)
    rank, _ = table.rank(name, claim.subject)
    verdict = truth.judge_middle(d, rank, table.profile.k)
    verdict = turned(verdict, claim.negated)
    return Outcome(claim, verdict, _pair(table, name, claim), position_of(table, name, claim))


def _pair(table: Table, name: str, claim: Claim) -> tuple[Cell, ...]:
    if name == SHARE:
        return (table.cell(name, claim.subject, "mean"),)
    return (
        table.cell(name, claim.subject, "mean"),
        table.cell(name, claim.subject, "d"),
        table.cell(name, "all", "mean"),
    )


def judge_rank(claim: Claim, name: str, table: Table) -> Outcome:
    """最高, 第二, 垫底, 并非最高."""
    among = claim.ref.segments if claim.ref is not None else ()
    top, bottom = table.rank(name, claim.subject, claim.statistic, among)
    k = table.profile.k
    wanted = claim.rank if claim.rank > 0 else -claim.rank
    rank = top if claim.rank > 0 else bottom
    tied = not among and table.tied(name, claim.subject, claim.statistic)
    if claim.relation == "rank_within":
        verdict: Verdict = "supported" if rank <= wanted else "contradicted"
    elif tied and wanted == 1 and rank != 1:
        best = [s.label for s in table.profile.segments]
        extreme = max if claim.rank > 0 else min
        value = extreme(table.value(name, s, claim.statistic) for s in best)
        own = table.show(name, table.value(name, claim.subject, claim.statistic))
        verdict = "overstated" if table.show(name, value) == own else "contradicted"
    else:
        verdict = truth.judge_rank(rank, wanted, tied=tied and wanted == 1)
    verdict = turned(verdict, claim.negated)
    if wanted > k:
        verdict = "contradicted"
    cells = (
        table.cell(name, claim.subject, claim.statistic),
        table.cell(name, claim.subject, "rank"),
    )
    return Outcome(claim, verdict, cells, position_of(table, name, claim))


def judge_tally(claim: Claim, table: Table) -> Outcome:
    """八项指标居首: how many of the features do, no more and no less."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (tallies have one)
    held = [_each_of_tally(claim, name, table) for name in claim.features]
    least = [o for o in held if o.verdict == "supported"]
    count = len(least)
    part = quantity.kind in ("fraction", "percent")
    whole = len(claim.features) if part else 1
    counts = {count / whole}
    if claim.direction is not None:  # 高于整体, by however little
        counts.add(sum(o.verdict in ("supported", "overstated") for o in held) / whole)
    verdicts = [_counted(value, quantity) for value in counts]
    verdict: Verdict = "supported" if any(verdicts) else "contradicted"
    names = "、".join(table.label(o.cells[0].feature) for o in least if o.cells)
    cells = tuple(cell for o in least for cell in o.cells)
    return Outcome(claim, verdict, cells, f"这样的指标有 {count} 项（{names or '无'}）")


def _each_of_tally(claim: Claim, name: str, table: Table) -> Outcome:
    single = replace(claim, negated=False, loose=False)
    if claim.direction is not None:
        return judge_level(replace(single, relation="level"), name, table)
    return judge_rank(
        replace(single, relation="rank_within" if claim.loose else "rank"), name, table
    )


def _counted(value: float, quantity: Quantity) -> bool:
    if quantity.bound:
        return value > quantity.low if quantity.bound == ">" else value < quantity.high
    step = quantity.step / 2 if quantity.kind == "percent" else 0.05 * quantity.approx
    return quantity.low - step <= value <= quantity.high + step


def judge_leading(claim: Claim, name: str, table: Table) -> Outcome:
    """第一大品类: the rank of a feature among those of its theme, in the segment itself."""
    if name == SHARE or "+" in name or IS in name:
        return Outcome(claim, "unverifiable", (), "")
    feature = table.profile.feature(name)
    kin = [
        f.name
        for f in table.profile.theme_features(feature.theme)
        if f.unit == feature.unit and f.theme and not is_whole(f)
    ]
    if len(kin) < 2 or name not in kin:
        return Outcome(claim, "unverifiable", (), "")
    values = {other: table.value(other, claim.subject, claim.statistic) for other in kin}
    own = values[name]
    top = 1 + sum(value > own for value in values.values())
    bottom = 1 + sum(value < own for value in values.values())
    rank = top if claim.rank > 0 else bottom
    among = claim.loose and rank <= abs(claim.rank)  # 以存款和理财为主
    verdict = truth.judge_rank(abs(claim.rank) if among else rank, abs(claim.rank), tied=False)
    cells = tuple(table.cell(other, claim.subject, claim.statistic) for other in kin)
    found = (
        f"{table.label(name)} {table.show(name, own)}，在{feature.theme}各项中第 {top} / {len(kin)}"
    )
    return Outcome(claim, turned(verdict, claim.negated), cells, found)


def judge_only(claim: Claim, name: str, table: Table) -> Outcome:
    """仅次于群组2 (direction down); 仅高于群组0 (up). Either end of the ranking may be meant."""
    ref = claim.ref or Reference("segments")
    top, bottom = table.rank(name, claim.subject, claim.statistic)
    others = {s: table.rank(name, s, claim.statistic) for s in ref.segments}
    size = len(others)
    if claim.direction == "down":
        holds = top == size + 1 and all(rank[0] <= size for rank in others.values())
    else:
        holds = bottom == size + 1 and all(rank[1] <= size for rank in others.values())
    cells = (table.cell(name, claim.subject, "mean"), table.cell(name, claim.subject, "rank"))
    verdict: Verdict = "supported" if holds else "contradicted"
    return Outcome(claim, verdict, cells, position_of(table, name, claim))


def judge_between(claim: Claim, name: str, table: Table) -> Outcome:
    """介于群组0和群组2之间."""
    ref = claim.ref or Reference("segments")
    ends = [table.value(name, s, claim.statistic) for s in ref.segments]
    own = table.value(name, claim.subject, claim.statistic)
    verdict: Verdict = "supported" if min(ends) < own < max(ends) else "contradicted"
    cells = tuple(table.cell(name, s, claim.statistic) for s in (claim.subject, *ref.segments))
    return Outcome(claim, verdict, cells, position_of(table, name, claim))


def judge_versus(claim: Claim, name: str, table: Table) -> Outcome:
    """高于群组0, 显著低于其余群组, 远高于上月."""
    direction = claim.direction or "up"
    if claim.ref is not None and claim.ref.summed:
        return _versus_sum(claim, name, table)
    own = table.value(name, claim.subject, claim.statistic)
    spread = table.spread(name)
    own_figure = claim.ref is not None and claim.ref.kind in ("own_mean", "own_median")
    strong = claim.strength == "strong" and name != SHARE and not own_figure
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown = [f"{table.label(name)} {table.show(name, own)}"]
    for other_name, segment in held_against(claim, name, table):
        other = table.value(other_name, segment, other_statistic(claim))
        verdict = truth.judge_versus(own, other, spread, direction, strong=strong)
        verdicts.append(_not_less(own, other, direction) if claim.negated else verdict)
        cells.append(table.cell(other_name, segment, claim.statistic))
        title = table.label(other_name) if other_name != name else segment_title(segment)
        shown.append(f"{title} {table.show(other_name, other)}")
    verdict = worst_of(verdicts)
    mass = claim.ref is not None and claim.ref.kind == "others" and claim.ref.sums
    if mass and not claim.negated and verdict != "supported" and claim.subject != "all":
        one = truth.judge_level(table.d(name, claim.subject), direction, claim.strength)
        verdict = "supported" if one == "supported" else verdict  # 高于其余客户, taken as one
    return Outcome(claim, verdict, tuple(cells), "，".join(shown))


def _versus_sum(claim: Claim, name: str, table: Table) -> Outcome:
    """比其余三群加起来还多: of the sums over all customers, or of the means added up.

    Where only one of the two holds, and the text does not say which is meant, it is open.
    """
    sign = -1 if (claim.direction == "down") != claim.negated else 1
    others = [segment for _, segment in held_against(claim, name, table)]
    additive = name in {feature.name for feature in table.profile.features if feature.additive}
    shown: list[str] = []
    holds: list[bool] = []
    for told in (name, f"{TOTAL}{name}") if additive else (name,):
        own = table.value(told, claim.subject, claim.statistic)
        rest = sum(table.value(told, segment, claim.statistic) for segment in others)
        holds.append((own - rest) * sign > 0)
        figures = f"{table.show(told, own)}，其余之和 {table.show(told, rest)}"
        shown.append(f"{table.label(told)} {figures}")
    verdict: Verdict = "supported" if all(holds) else "contradicted"
    if any(holds) and not all(holds):
        verdict = "unverifiable"
    cells = tuple(table.cell(name, s, claim.statistic) for s in (claim.subject, *others))
    return Outcome(claim, verdict, cells, "；".join(shown))


def _not_less(own: float, other: float, direction: truth.Direction) -> Verdict:
    """不低于群组1: at least as high."""
    holds = own >= other if direction == "down" else own <= other
    return "supported" if holds else "contradicted"


def judge_alike(claim: Claim, name: str, table: Table) -> Outcome:
    """与群组1相当, 与整体持平."""
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown = [f"{table.label(name)} {table.show(name, own)}"]
    for other_name, segment in held_against(claim, name, table):
        other = table.value(other_name, segment, other_statistic(claim))
        verdict = truth.judge_alike(own, other, table.spread(name))
        verdicts.append(turned(verdict, claim.negated))
        cells.append(table.cell(other_name, segment, claim.statistic))
        title = segment_title(segment) if other_name == name else table.label(other_name)
        shown.append(f"{title} {table.show(other_name, other)}")
    return Outcome(claim, worst_of(verdicts), tuple(cells), "，".join(shown))


def judge_apart(claim: Claim, name: str, table: Table) -> Outcome:
    """与群组3差距显著, on either side."""
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    held = held_against(claim, name, table)
    for other_name, segment in held:
        other = table.value(other_name, segment, claim.statistic)
        direction: truth.Direction = "up" if own >= other else "down"
        spread = table.spread(name)
        if segment == "all" and name != SHARE and claim.statistic == "mean":
            verdicts.append(truth.judge_level(table.d(name, claim.subject), direction, "strong"))
        else:
            verdicts.append(truth.judge_versus(own, other, spread, direction, strong=True))
    cells = tuple(table.cell(n, s, claim.statistic) for n, s in ((name, claim.subject), *held))
    return Outcome(claim, worst_of(verdicts), cells, position_of(table, name, claim))
