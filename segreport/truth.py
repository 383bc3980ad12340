"""TRUTH.md in code: the one place where it is decided whether a statement holds.

Pure functions on figures. The rule-based drafts choose their words with them, the checker judges
by them and the appendix prints their thresholds; nothing else in the program decides again.

Notation: m is the mean in the segment, M the overall mean, S the overall population standard
deviation, d = (mean in the segment − mean of everyone else) / S. Rank 1 is the highest mean of k.
"""

from __future__ import annotations

from typing import Literal

from segreport.models import VERDICTS, Verdict

WEAK = 0.05
PLAIN = 0.2
STRONG = 0.5
MIDDLE = 0.5
ALIKE_RELATIVE = 0.05
ALIKE_SPREAD = 0.2
APPROXIMATE = 0.05
BOUND = 0.20
SHARE_POINTS = 0.03

Direction = Literal["up", "down"]
Strength = Literal["weak", "plain", "strong"]


def worst(verdicts: tuple[Verdict, ...]) -> Verdict:
    """The verdict of a sentence from those of its claims; without any, `opinion`."""
    return min(verdicts, key=VERDICTS.index, default="opinion")


def judge_level(d: float, direction: Direction, strength: Strength = "plain") -> Verdict:
    """高/较高 (plain), 略高 (weak), 显著高 (strong) and their mirrors."""
    signed = d if direction == "up" else -d
    if strength == "weak":
        return "supported" if signed > WEAK else "contradicted"
    if signed >= (PLAIN if strength == "plain" else STRONG):
        return "supported"
    return "overstated" if signed > 0 else "contradicted"


def judge_middle(d: float, rank: int, k: int) -> Verdict:
    """中等、居中、一般、接近整体平均."""
    inner = k >= 3 and rank not in (1, k)
    return "supported" if abs(d) <= MIDDLE or inner else "contradicted"


def judge_not(d: float, direction: Direction) -> Verdict:
    """并不低、不高: not the opposite class; `direction` is the one that is denied."""
    return "supported" if (d > -WEAK if direction == "down" else d < WEAK) else "contradicted"


def judge_versus(
    mean: float, other: float, spread: float, direction: Direction, *, strong: bool = False
) -> Verdict:
    """高于群组0、显著低于群组1: a comparison of two means, `spread` the overall S."""
    gap = mean - other if direction == "up" else other - mean
    if gap <= 0:
        return "contradicted"
    return "overstated" if strong and gap < STRONG * spread else "supported"


def judge_alike(mean: float, other: float, spread: float) -> Verdict:
    """与群组1相当、与整体持平: within 5 % of it and within 0.2 S."""
    gap = abs(mean - other)
    near = gap <= ALIKE_RELATIVE * abs(other) and gap <= ALIKE_SPREAD * spread
    return "supported" if near else "contradicted"


def judge_number(
    value: float, low: float, high: float, step: float, *, approx: bool = False
) -> Verdict:
    """26,058元, 约2.6万元, 2–3倍: `value` rounds to the digits written, or with 约 is within 5 %.

    `low` and `high` are the same unless a range is written; `step` is the value of the last digit
    written, 0 where a number has none (一半).
    """
    slack = step / 2 if low == high or step < 1 else 0.0
    if approx:
        slack = APPROXIMATE * max(abs(low), abs(high))
    return (
        "supported"
        if low - slack <= value + _dust(value) and value - _dust(value) <= high + slack
        else "contradicted"
    )


def _dust(value: float) -> float:
    """What the last bits of a float may be wrong by."""
    return 1e-12 * (1 + abs(value))


def judge_bound(value: float, limit: float, direction: Direction) -> Verdict:
    """超过200万, 不足1次: the inequality holds, and the value is within 20 % of the limit."""
    dust = _dust(limit)
    holds = value >= limit - dust if direction == "up" else value <= limit + dust
    if not holds:
        return "contradicted"
    return "supported" if abs(value - limit) <= BOUND * abs(limit) + 1e-12 else "overstated"


def judge_rounded_down(value: float, low: float, step: float) -> Verdict:
    """三倍多, 一成有余: above the number, and below the next that would be written so."""
    if low < value < low + step:
        return "supported"
    return judge_bound(value, low, "up")


def judge_share(share: float, low: float, high: float, step: float, *, approx: bool) -> Verdict:
    """占比12.6%, 约六成: rounds to the digits written, or with 约 is within 3 percentage points."""
    slack = SHARE_POINTS if approx else step / 2
    near = low - slack <= share + 1e-12 and share - 1e-12 <= high + slack
    return "supported" if near else "contradicted"


def judge_range(lowest: float, highest: float, low: float, high: float, step: float) -> Verdict:
    """3.8–6.2倍 of values that lie within: each end within 20 % of a value, or one digit wide."""
    if high - low <= step * (1 + 1e-9):
        return "supported"
    tight = high <= (1 + BOUND) * highest and low >= (1 - BOUND) * lowest
    return "supported" if tight else "overstated"


def judge_multiple(
    ratio: float, low: float, high: float, step: float, *, approx: bool = False
) -> Verdict:
    """3.1倍, 约三成, 2–3倍: the ratio of two means, as a number."""
    return judge_number(ratio, low, high, step, approx=approx)


def judge_difference(
    ratio: float, low: float, high: float, step: float, *, approx: bool = False
) -> Verdict:
    """高出36%, 低约三成: `ratio` − 1 rounds to the digits; with 约 it is also right within 5 %."""
    rounded = judge_number(ratio - 1, low, high, step)
    near = judge_number(ratio - 1, low, high, 0.0, approx=approx)
    return "supported" if "supported" in (rounded, near) else rounded


def judge_rank(rank: int, wanted: int, *, tied: bool) -> Verdict:
    """最高, 垫底: the extreme rank, alone at displayed precision."""
    if tied and rank == wanted:
        return "overstated"
    return "supported" if rank == wanted else "contradicted"


def level(d: float) -> tuple[Direction | None, Strength]:
    """The strongest wording class that is supported: (direction, strength), or (None, …)."""
    direction: Direction = "up" if d > 0 else "down"
    size = abs(d)
    if size >= STRONG:
        return direction, "strong"
    if size >= PLAIN:
        return direction, "plain"
    if size > WEAK:
        return direction, "weak"
    return None, "plain"
