"""The levels of TRUTH.md in words."""

from __future__ import annotations

from segreport.truth import level

_ADVERBS = {"strong": "显著", "plain": "较", "weak": "略"}


def level_word(d: float) -> str:
    """The strongest wording that holds: 显著高, 较高, 略高, 接近整体 and the mirrors."""
    direction, strength = level(d)
    if direction is None:
        return "接近整体"
    return _ADVERBS[strength] + ("高" if direction == "up" else "低")
