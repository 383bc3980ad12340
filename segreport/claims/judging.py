"""Judging: every claim against the table, by the functions of `truth` and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segreport import truth
from segreport.claims.lexicon import unit_factors
from segreport.claims.nouns import SHARE, Claim, Reference, Statistic
from segreport.claims.table import Table, segment_title
from segreport.models import VERDICTS, Cell, Verdict
from segreport.wording import Quantity, format_multiple, format_share

CODES = {
    "number": "N01",
    "bound": "N02",
    "count": "N03",
    "multiple": "M01",
    "difference": "M02",
    "ratio": "M03",
    "per": "M05",
    "share_of_total": "M04",
    "level": "L01",
    "middle": "L03",
    "rank": "R01",
    "rank_within": "R01",
    "leading": "R04",
    "only": "R02",
    "between": "C03",
    "versus": "C01",
    "alike": "C02",
    "apart": "C04",
    "scope": "K01",
}
OVERSTATED = {"L01": "L02", "R01": "R03", "C01": "C05", "N02": "N05", "C04": "C05"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one claim about one feature."""

    claim: Claim
    verdict: Verdict
    cells: tuple[Cell, ...]
    found: str
    """What the table says, formatted."""

    @property
    def code(self) -> str:
        """Stable code of the finding this outcome becomes."""
        key = self.claim.relation
        bounded = key == "number" and self.claim.quantity and self.claim.quantity.bound
        code = CODES["bound" if bounded else key]
        return OVERSTATED.get(code, code) if self.verdict == "overstated" else code


def judge_claim(claim: Claim, table: Table) -> tuple[Outcome, ...]:
    """The outcomes of a claim: one a feature, one in all for sums and counts of segments."""
    judge = _WHOLE.get(claim.relation)
    if judge is not None:
        return (judge(claim, table),)
    single = _SINGLE[claim.relation]
    return tuple(single(claim, name, table) for name in claim.features)


def _worst(verdicts: list[Verdict]) -> Verdict:
    return truth.worst(tuple(verdicts))


def _turned(verdict: Verdict, negated: bool) -> Verdict:
    if not negated:
        return verdict
    return "contradicted" if verdict == "supported" else "supported"


def _level(claim: Claim, name: str, table: Table) -> Outcome:
    direction = claim.direction or "up"
    if claim.subject == "all":
        return Outcome(claim, "unverifiable", (), "")
    d = table.d(name, claim.subject)
    if claim.negated:
        verdict = truth.judge_not(d, direction)
    else:
        verdict = truth.judge_level(d, direction, claim.strength)
    if "+" in name and verdict == "overstated":
        verdict = "unverifiable"  # the spread of a sum is not in the table
    return Outcome(claim, verdict, _pair(table, name, claim), _position(table, name, claim))


def _middle(claim: Claim, name: str, table: Table) -> Outcome:
    d = table.d(name, claim.subject)
    rank, _ = table.rank(name, claim.subject)
    verdict = truth.judge_middle(d, rank, table.profile.k)
    verdict = _turned(verdict, claim.negated)
    return Outcome(claim, verdict, _pair(table, name, claim), _position(table, name, claim))


def _pair(table: Table, name: str, claim: Claim) -> tuple[Cell, ...]:
    if name == SHARE:
        return (table.cell(name, claim.subject, "mean"),)
    return (
        table.cell(name, claim.subject, "mean"),
        table.cell(name, claim.subject, "d"),
        table.cell(name, "all", "mean"),
    )


def _position(table: Table, name: str, claim: Claim) -> str:
    own = table.show(name, table.value(name, claim.subject, claim.statistic))
    rank, _ = table.rank(name, claim.subject, claim.statistic)
    shown = f"{table.label(name)}{own}，第 {rank} / {table.profile.k}"
    if name == SHARE:
        return shown
    whole = table.show(name, table.value(name, "all", claim.statistic))
    d = table.d(name, claim.subject)
    return f"{shown}，整体 {whole}，效应量 {d:+.2f}".replace("-", "−")


def _rank(claim: Claim, name: str, table: Table) -> Outcome:
    top, bottom = table.rank(name, claim.subject, claim.statistic)
    k = table.profile.k
    wanted = claim.rank if claim.rank > 0 else -claim.rank
    rank = top if claim.rank > 0 else bottom
    tied = table.tied(name, claim.subject, claim.statistic)
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
    verdict = _turned(verdict, claim.negated)
    if wanted > k:
        verdict = "contradicted"
    cells = (
        table.cell(name, claim.subject, claim.statistic),
        table.cell(name, claim.subject, "rank"),
    )
    return Outcome(claim, verdict, cells, _position(table, name, claim))


def _leading(claim: Claim, name: str, table: Table) -> Outcome:
    """第一大品类: the rank of a feature among those of its theme, in the segment itself."""
    if name == SHARE or "+" in name:
        return Outcome(claim, "unverifiable", (), "")
    feature = table.profile.feature(name)
    kin = [
        f.name
        for f in table.profile.theme_features(feature.theme)
        if f.unit == feature.unit and f.theme and not f.label.startswith(("总", "累计"))
    ]
    if len(kin) < 3:
        return Outcome(claim, "unverifiable", (), "")
    values = {other: table.value(other, claim.subject, claim.statistic) for other in kin}
    own = values[name]
    top = 1 + sum(value > own for value in values.values())
    bottom = 1 + sum(value < own for value in values.values())
    rank = top if claim.rank > 0 else bottom
    verdict = truth.judge_rank(rank, abs(claim.rank), tied=False)
    cells = tuple(table.cell(other, claim.subject, claim.statistic) for other in kin)
    found = (
        f"{table.label(name)}{table.show(name, own)}，在{feature.theme}各项中第 {top} / {len(kin)}"
    )
    return Outcome(claim, _turned(verdict, claim.negated), cells, found)


def _only(claim: Claim, name: str, table: Table) -> Outcome:
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
    return Outcome(claim, verdict, cells, _position(table, name, claim))


def _between(claim: Claim, name: str, table: Table) -> Outcome:
    ref = claim.ref or Reference("segments")
    ends = [table.value(name, s, claim.statistic) for s in ref.segments]
    own = table.value(name, claim.subject, claim.statistic)
    verdict: Verdict = "supported" if min(ends) < own < max(ends) else "contradicted"
    cells = tuple(table.cell(name, s, claim.statistic) for s in (claim.subject, *ref.segments))
    return Outcome(claim, verdict, cells, _position(table, name, claim))


def _references(claim: Claim, table: Table) -> tuple[str, ...]:
    ref = claim.ref or Reference("overall")
    if ref.kind == "segments":
        return ref.segments
    if ref.kind in ("others", "scope"):
        return table.others(claim.subject)
    return ("all",)


def _versus(claim: Claim, name: str, table: Table) -> Outcome:
    direction = claim.direction or "up"
    own = table.value(name, claim.subject, claim.statistic)
    spread = table.spread(name)
    strong = claim.strength == "strong" and name != SHARE
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown = [f"{table.label(name)}{table.show(name, own)}"]
    for other_name, segment in _held_against(claim, name, table):
        other = table.value(other_name, segment, _other_statistic(claim))
        verdict = truth.judge_versus(own, other, spread, direction, strong=strong)
        verdicts.append(_not_less(own, other, direction) if claim.negated else verdict)
        cells.append(table.cell(other_name, segment, claim.statistic))
        title = table.label(other_name) if other_name != name else segment_title(segment)
        shown.append(f"{title} {table.show(other_name, other)}")
    return Outcome(claim, _worst(verdicts), tuple(cells), "，".join(shown))


def _not_less(own: float, other: float, direction: truth.Direction) -> Verdict:
    """不低于群组1: at least as high."""
    holds = own >= other if direction == "down" else own <= other
    return "supported" if holds else "contradicted"


def _held_against(claim: Claim, name: str, table: Table) -> list[tuple[str, str]]:
    ref = claim.ref
    if ref is not None and ref.kind == "feature" and ref.feature:
        return [(ref.feature, claim.subject)]
    if ref is not None and ref.kind in ("own_mean", "own_median"):
        return [(name, claim.subject)]
    return [(name, segment) for segment in _references(claim, table)]


def _other_statistic(claim: Claim) -> Statistic:
    """The mean where a median is compared with its own mean."""
    kind = claim.ref.kind if claim.ref is not None else ""
    return {"own_mean": "mean", "own_median": "median"}.get(kind, claim.statistic)  # type: ignore[return-value] # literals


def _alike(claim: Claim, name: str, table: Table) -> Outcome:
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown = [f"{table.label(name)}{table.show(name, own)}"]
    for other_name, segment in _held_against(claim, name, table):
        other = table.value(other_name, segment, _other_statistic(claim))
        verdict = truth.judge_alike(own, other, table.spread(name))
        verdicts.append(_turned(verdict, claim.negated))
        cells.append(table.cell(other_name, segment, claim.statistic))
        shown.append(f"{segment_title(segment)} {table.show(other_name, other)}")
    return Outcome(claim, _worst(verdicts), tuple(cells), "，".join(shown))


def _apart(claim: Claim, name: str, table: Table) -> Outcome:
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    for segment in _references(claim, table):
        other = table.value(name, segment, claim.statistic)
        direction: truth.Direction = "up" if own >= other else "down"
        spread = table.spread(name)
        verdicts.append(truth.judge_versus(own, other, spread, direction, strong=True))
    cells = tuple(
        table.cell(name, s, claim.statistic) for s in (claim.subject, *_references(claim, table))
    )
    return Outcome(claim, _worst(verdicts), cells, _position(table, name, claim))


def _number(claim: Claim, name: str, table: Table) -> Outcome:
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
        verdicts += [_match(gap, quantity, factor) for factor in _factors(unit, quantity)]
    best = max(verdicts, key=VERDICTS.index)
    title = segment_title(claim.subject)
    word = "中位数" if claim.statistic == "median" else "均值" if name != SHARE else ""
    found = f"{title}{table.label(name)}{word} {table.show(name, value)}"
    return Outcome(claim, best, (table.cell(name, claim.subject, claim.statistic),), found)


def _factors(unit: str, quantity: Quantity) -> tuple[float, ...]:
    if quantity.kind != "value" or not quantity.unit or unit == "%":
        return (1.0,)
    return unit_factors(unit).get(quantity.unit, ()) or (1.0,)


def _match(value: float, quantity: Quantity, factor: float, *, share: bool = False) -> Verdict:
    low, high, step = quantity.low * factor, quantity.high * factor, quantity.step * factor
    if quantity.bound:
        limit = high if quantity.bound == "<" else low
        return truth.judge_bound(value, limit, "up" if quantity.bound == ">" else "down")
    if share:
        return truth.judge_share(value, low, high, step, approx=quantity.approx)
    return truth.judge_number(value, low, high, step, approx=quantity.approx)


def _count(claim: Claim, name: str, table: Table) -> Outcome:
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (counts have one)
    everyone = claim.subject == "all"
    n = table.profile.n if everyone else table.profile.segment(claim.subject).n
    cell = Cell(segment=claim.subject, feature=name, statistic="n", value=float(n))
    return Outcome(
        claim, _match(n, quantity, 1.0), (cell,), f"{segment_title(claim.subject)}共 {n:,} 位客户"
    )


def _multiple(claim: Claim, name: str, table: Table) -> Outcome:
    """A multiple of each reference."""
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (multiples have one)
    own = table.value(name, claim.subject, claim.statistic)
    verdicts: list[Verdict] = []
    found: list[float] = []
    ratios: list[str] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    for other_name, segment in _held_against(claim, name, table):
        other = table.value(other_name, segment, _other_statistic(claim))
        cells.append(table.cell(other_name, segment, _other_statistic(claim)))
        if other <= 0:
            verdicts.append("unverifiable")
            continue
        found.append(own / other)
        ratios.append(f"{segment_title(segment)}的 {_show_ratio(own / other)}")
        verdicts.append(_match(own / other, quantity, 1.0))
    verdicts.append(_width(found, quantity))
    return Outcome(
        claim, _worst(verdicts), tuple(cells), f"{table.label(name)}为" + "、".join(ratios)
    )


def _width(values: list[float], quantity: Quantity) -> Verdict:
    """A range (3.8–6.2倍) may not be much wider than what it is said of."""
    if quantity.low == quantity.high or not values:
        return "supported"
    return truth.judge_range(min(values), max(values), quantity.low, quantity.high, quantity.step)


def _show_ratio(ratio: float) -> str:
    return format_multiple(ratio) if ratio >= 1 else format_share(ratio)


def _difference(claim: Claim, name: str, table: Table) -> Outcome:
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (differences have one)
    own = table.value(name, claim.subject, claim.statistic)
    sign = -1.0 if claim.direction == "down" else 1.0
    verdicts: list[Verdict] = []
    cells = [table.cell(name, claim.subject, claim.statistic)]
    shown: list[str] = []
    unit = table.unit(name)
    for other_name, segment in _held_against(claim, name, table):
        other = table.value(other_name, segment, _other_statistic(claim))
        cells.append(table.cell(other_name, segment, _other_statistic(claim)))
        gap = (own - other) * sign if claim.direction else abs(own - other)
        shown.append(f"{segment_title(segment)} {table.show(other_name, other)}")
        if quantity.kind in ("value", "points"):
            if quantity.kind == "points" and unit != "%":
                verdicts.append("contradicted")
                continue
            found = [_match(gap, quantity, factor) for factor in _factors(unit, quantity)]
            verdicts.append(max(found, key=VERDICTS.index))
        elif other <= 0:
            verdicts.append("unverifiable")
        else:
            verdicts.append(_excess(own / other, quantity, sign))
    own_shown = f"{table.label(name)}{table.show(name, own)}"
    return Outcome(claim, _worst(verdicts), tuple(cells), "，".join([own_shown, *shown]))


def _excess(ratio: float, quantity: Quantity, sign: float) -> Verdict:
    """高出36%, 低约三成, 高出两倍."""
    if quantity.bound or quantity.kind == "multiple":
        verdict = _match((ratio - 1) * sign, quantity, 1.0)
        meant = quantity.kind == "multiple" and _match(ratio, quantity, 1.0) == "supported"
        return "unverifiable" if meant and verdict != "supported" else verdict
    if sign > 0:
        return truth.judge_difference(
            ratio, quantity.low, quantity.high, quantity.step, approx=quantity.approx
        )
    return truth.judge_difference(
        ratio, -quantity.high, -quantity.low, quantity.step, approx=quantity.approx
    )


def _per(claim: Claim, name: str, table: Table) -> Outcome:
    quantity = claim.quantity
    assert quantity is not None and claim.ref and claim.ref.feature  # noqa: S101 (as it was read)
    count = table.value(claim.ref.feature, claim.subject)
    if count <= 0:
        return Outcome(claim, "unverifiable", (), "")
    value = table.value(name, claim.subject) / count
    cells = (
        table.cell(name, claim.subject, "mean"),
        table.cell(claim.ref.feature, claim.subject, "mean"),
    )
    found = f"{table.label(name)} ÷ {table.label(claim.ref.feature)} 为 {table.show(name, value)}"
    return Outcome(claim, _match(value, quantity, 1.0), cells, found)


def _ratio(claim: Claim, name: str, table: Table) -> Outcome:
    return _multiple(claim, name, table)


def _share_of_total(claim: Claim, name: str, table: Table) -> Outcome:
    quantity = claim.quantity
    assert quantity is not None  # noqa: S101 (shares have one)
    share = table.total_share(name, claim.subject)
    if share is None:
        return Outcome(claim, "unverifiable", (), "")
    if quantity.bound:
        verdict = _match(share, quantity, 1.0)
    else:
        verdict = truth.judge_share(
            share, quantity.low, quantity.high, quantity.step, approx=quantity.approx
        )
    found = f"占全部客户{table.label(name)}的 {format_share(share)}"
    return Outcome(claim, verdict, (table.cell(name, claim.subject, "total_share"),), found)


def _scope(claim: Claim, table: Table) -> Outcome:
    ref = claim.ref or Reference("scope")
    wanted = table.profile.k - (1 if ref.kind == "others" else 0)
    fits = ref.count is None or ref.count == wanted
    return Outcome(
        claim, "supported" if fits else "contradicted", (), f"共有 {table.profile.k} 个群组"
    )


_SINGLE: dict[str, Callable[[Claim, str, Table], Outcome]] = {
    "level": _level,
    "middle": _middle,
    "rank": _rank,
    "rank_within": _rank,
    "only": _only,
    "between": _between,
    "versus": _versus,
    "alike": _alike,
    "apart": _apart,
    "number": _number,
    "count": _count,
    "multiple": _multiple,
    "difference": _difference,
    "ratio": _ratio,
    "per": _per,
    "leading": _leading,
    "share_of_total": _share_of_total,
}
_WHOLE: dict[str, Callable[[Claim, Table], Outcome]] = {
    "scope": _scope,
}
