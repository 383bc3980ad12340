"""Multiples as text: 为群组 0 的 3.6 倍, 约为整体的两倍, 不到整体的一半."""

from __future__ import annotations

import math

from segreport import truth
from segreport.models import Feature
from segreport.wording import displayed, format_multiple, rounded

DIGITS = ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
GROUP = "群组"
MANY = 1.45
"""From here on a ratio is told as a multiple."""
HUGE = 100
"""A mean near zero makes multiples that say nothing."""
FEW = 0.85
"""Up to here a ratio is told in tenths."""


def multiple(feature: Feature, mean: float, other: float, whose: str) -> str | None:
    """约为整体的两倍, 为群组 0 的 3.6 倍, 约为整体的六成; None where neither says much.

    What is said also divides out of the figures that the reader sees.
    """
    if mean <= 0 or other <= 0:
        return None
    ratio, seen = mean / other, as_shown(feature, mean) / as_shown(feature, other)
    if ratio >= HUGE:
        return None
    if ratio >= MANY:
        return _times(ratio, seen, lean(whose))
    return _tenths(ratio, lean(whose)) if ratio <= FEW else None


def as_shown(feature: Feature, value: float) -> float:
    """The value as the reader sees it."""
    return displayed(value, feature.unit, feature.decimals or 0)


def _times(ratio: float, seen: float, whose: str) -> str | None:
    """为群组 0 的 3.6 倍; 约为 36 倍 where the displayed figures give no tenth."""
    nearest = round(ratio)
    if 2 <= nearest <= 5 and about(ratio, nearest) and about(seen, nearest):
        return f"约为{whose}的{count_word(nearest)}倍"
    if format_multiple(ratio) == format_multiple(seen):
        return f"为{whose}的 {format_multiple(ratio)}"
    for decimals in (0, 1) if ratio >= 10 else (1, 0):
        written = float(rounded(ratio, decimals))
        if about(ratio, written) and about(seen, written):
            return f"约为{whose}的 {format_multiple(written, decimals)}"
    return None


def about(ratio: float, written: float) -> bool:
    """Whether 约 with this number holds."""
    return truth.judge_multiple(ratio, written, written, 0.0, approx=True) == "supported"


def _tenths(ratio: float, whose: str) -> str | None:
    """约为整体的六成, 不到整体的一半."""
    near, above = round(ratio * 10), math.ceil(ratio * 10)
    if near >= 2 and about(ratio, near / 10):
        return f"约为{whose}的{tenths_word(near)}"
    below = truth.judge_bound(ratio, above / 10, "down") == "supported"
    return f"不到{whose}的{tenths_word(above)}" if 2 <= above <= 5 and below else None


def tenths_word(tenths: int) -> str:
    """六成, 一半."""
    return "一半" if tenths == 5 else f"{count_word(tenths)}成"


def lean(text: str) -> str:
    """The text as it stands before a Chinese word: a space after a digit, letter or label."""
    return f"{text} " if text[-1].isascii() or text.startswith(GROUP) else text


def count_word(count: int) -> str:
    """两, 三 … 十, then digits."""
    if count == 2:
        return "两"
    return DIGITS[count] if count < len(DIGITS) else f"{count} "
