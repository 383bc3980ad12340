"""Judging: every claim against the table, by the functions of `truth` and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from segreport.claims.judging.figures import (
    judge_alone,
    judge_count,
    judge_difference,
    judge_effect,
    judge_extreme,
    judge_multiple,
    judge_multiples,
    judge_number,
    judge_per,
    judge_share_of_total,
)
from segreport.claims.judging.outcomes import Outcome
from segreport.claims.judging.standing import (
    judge_alike,
    judge_apart,
    judge_between,
    judge_leading,
    judge_level,
    judge_middle,
    judge_only,
    judge_rank,
    judge_tally,
    judge_versus,
)
from segreport.claims.nouns import EVERYONE, OVER, Claim, Reference
from segreport.claims.table import Table, is_derived


def judge_claim(claim: Claim, table: Table) -> tuple[Outcome, ...]:
    """The outcomes of a claim: one a feature, one in all for sums and counts of segments."""
    quantity = claim.quantity
    ranged = quantity is not None and quantity.low != quantity.high
    if claim.relation == "multiple" and ranged and len(claim.features) > 1:
        return (judge_multiples(claim, table),)
    if table.members(claim.subject) and claim.relation == "multiple":
        return (_untold(claim),)
    judge = _WHOLE.get(claim.relation)
    if judge is not None:
        return (judge(claim, table),)
    if claim.ref is not None and claim.ref.segments == (claim.subject,):
        return (_untold(claim),)  # 比本群低
    if claim.subject == EVERYONE and claim.relation in _AMONG_SEGMENTS:
        return (_untold(claim),)
    if _is_ratio_held(claim):
        claim = replace(claim, relation="versus")  # 每笔约92元，高于整体的68元: it has no spread
    single = _SINGLE[claim.relation]
    return tuple(
        single(claim, name, table) if _is_told(claim, name, table) else _untold(claim)
        for name in claim.features
    )


def _is_told(claim: Claim, name: str, table: Table) -> bool:
    """Whether the table has what is said of a figure that is made from others."""
    if table.members(claim.subject) and claim.relation not in ("number", "count", "share_of_total"):
        return False
    if not is_derived(name):
        return True
    known = claim.relation not in ("level", "middle", "effect", "leading", "count")
    return known and table.value(name, claim.subject) == table.value(name, claim.subject)


def _is_ratio_held(claim: Claim) -> bool:
    held = claim.ref is not None and claim.ref.kind == "overall" and claim.strength != "strong"
    ratios = all(OVER in name for name in claim.features)
    return claim.relation == "level" and held and ratios and claim.subject != EVERYONE


def _untold(claim: Claim) -> Outcome:
    return Outcome(claim, "unverifiable", (), "")


def _scope(claim: Claim, table: Table) -> Outcome:
    ref = claim.ref or Reference("scope")
    wanted = table.profile.k - (1 if ref.kind == "others" else 0)
    fits = ref.count is None or ref.count == wanted
    return Outcome(
        claim, "supported" if fits else "contradicted", (), f"共有 {table.profile.k} 个群组"
    )


_AMONG_SEGMENTS = ("middle", "rank", "rank_within", "only", "between", "apart")
"""What can be said of one segment among the others, and not of everyone."""
_SINGLE: dict[str, Callable[[Claim, str, Table], Outcome]] = {
    "level": judge_level,
    "middle": judge_middle,
    "rank": judge_rank,
    "rank_within": judge_rank,
    "only": judge_only,
    "alone": judge_alone,
    "between": judge_between,
    "versus": judge_versus,
    "alike": judge_alike,
    "apart": judge_apart,
    "number": judge_number,
    "extreme": judge_extreme,
    "count": judge_count,
    "multiple": judge_multiple,
    "difference": judge_difference,
    "ratio": judge_multiple,
    "per": judge_per,
    "leading": judge_leading,
    "share_of_total": judge_share_of_total,
}
_WHOLE: dict[str, Callable[[Claim, Table], Outcome]] = {
    "scope": _scope,
    "effect": judge_effect,
    "tally": judge_tally,
}
