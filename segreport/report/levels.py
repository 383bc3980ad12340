"""The levels of TRUTH.md in tints."""

from __future__ import annotations

from segreport.truth import STRONG, level

DEEP = 2 * STRONG
"""From here on the heat map has its darkest tint; the wording stays 显著."""

_TINTS = {"strong": 3, "plain": 2, "weak": 1}


def tint(d: float) -> str:
    """Name of the tint of a level word: up1 … up3, flat, down1 … down3."""
    direction, strength = level(d)
    return f"{direction}{_TINTS[strength]}" if direction else "flat"


def deep_tint(d: float) -> str:
    """The same for the heat map, which goes one step further: up4, down4."""
    return tint(d).replace("3", "4") if abs(d) >= DEEP else tint(d)
