"""Outcomes: the verdict on a claim about one feature, and what every judge asks."""

from __future__ import annotations

from dataclasses import dataclass

from segreport import truth
from segreport.claims.nouns import SHARE, Claim, Reference, Statistic
from segreport.claims.table import Table, is_derived
from segreport.models import Cell, Verdict

CODES = {
    "number": "N01",
    "bound": "N02",
    "extreme": "N08",
    "count": "N03",
    "multiple": "M01",
    "difference": "M02",
    "ratio": "M03",
    "per": "M05",
    "share_of_total": "M04",
    "effect": "N07",
    "level": "L01",
    "middle": "L03",
    "rank": "R01",
    "rank_within": "R01",
    "leading": "R04",
    "tally": "R05",
    "only": "R02",
    "alone": "R02",
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


def worst_of(verdicts: list[Verdict]) -> Verdict:
    """The worst verdict of the parts of a claim."""
    return truth.worst(tuple(verdicts))


def turned(verdict: Verdict, negated: bool) -> Verdict:
    """The verdict where the claim is denied (并非最高)."""
    if not negated:
        return verdict
    return "contradicted" if verdict == "supported" else "supported"


def references_of(claim: Claim, table: Table) -> tuple[str, ...]:
    """The labels a claim compares with; 'all' is everyone."""
    ref = claim.ref or Reference("overall")
    if ref.kind == "segments":
        return ref.segments
    if ref.kind in ("others", "scope"):
        return table.others(claim.subject)
    return ("all",)


def held_against(claim: Claim, name: str, table: Table) -> list[tuple[str, str]]:
    """Pairs of feature and label a claim compares with."""
    ref = claim.ref
    if ref is not None and ref.kind == "feature" and ref.feature:
        return [(ref.feature, claim.subject)]
    if ref is not None and ref.kind in ("own_mean", "own_median"):
        return [(name, claim.subject)]
    if ref is not None and ref.kind == "ranked":
        return [(name, _at_rank(table, name, ref.count or 1, claim.statistic))]
    return [(name, segment) for segment in references_of(claim, table)]


def _at_rank(table: Table, name: str, rank: int, statistic: Statistic) -> str:
    """The segment at a place of a feature's ranking, −1 the last."""
    labels = [segment.label for segment in table.profile.segments]
    ordered = sorted(labels, key=lambda s: table.value(name, s, statistic), reverse=True)
    return ordered[rank if rank < 0 else rank - 1]


def other_statistic(claim: Claim) -> Statistic:
    """The mean where a median is compared with its own mean."""
    kind = claim.ref.kind if claim.ref is not None else ""
    return {"own_mean": "mean", "own_median": "median"}.get(kind, claim.statistic)  # type: ignore[return-value] # literals


def position_of(table: Table, name: str, claim: Claim) -> str:
    """Where the segment stands on a feature, for the message."""
    own = table.show(name, table.value(name, claim.subject, claim.statistic))
    rank, _ = table.rank(name, claim.subject, claim.statistic)
    shown = f"{table.label(name)} {own}，第 {rank} / {table.profile.k}"
    if name == SHARE or is_derived(name):
        return shown
    whole = table.show(name, table.value(name, "all", claim.statistic))
    d = table.d(name, claim.subject)
    return f"{shown}，整体 {whole}，效应量 {d:+.2f}".replace("-", "−")
