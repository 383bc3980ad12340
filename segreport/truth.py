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


def judge_rank(rank: int, wanted: int, *, tied: bool) -> Verdict:
    """最高 (1), 排名第二 (2), 最低 (k): `tied` at displayed precision with another segment."""
    if rank != wanted:
        return "contradicted"
    return "overstated" if tied else "supported"


def judge_about(value: float, written: float) -> Verdict:
    """约两倍、近三成: within 5 % of what is written."""
    near = abs(value - written) <= APPROXIMATE * abs(written)
    return "supported" if near else "contradicted"


def judge_bound(value: float, written: float) -> Verdict:
    """不到一半: below what is written and within 20 % of it; further below is overstated."""
    if value >= written:
        return "contradicted"
    return "supported" if written - value <= BOUND * abs(written) else "overstated"


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
