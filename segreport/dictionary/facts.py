"""What a guess is made from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What is known of one column of the customer table without its meaning."""

    name: str
    numeric: bool
    count: int
    """Filled cells."""
    missing: int
    """Empty cells."""
    distinct: int
    """Different values among the filled cells."""
    mean: float = 0.0
    std: float = 0.0
    skew: float = 0.0
    minimum: float = 0.0
    maximum: float = 0.0
    integral: bool = False
    """Whether every value is a whole number. This and the five above: numeric columns only."""
    examples: tuple[str, ...] = ()
    """Of text columns, the most frequent values."""
    odd: str = ""
    """Of text columns that are mostly numbers: which cells are none, as a Chinese clause."""
