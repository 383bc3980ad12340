"""Guessing a dictionary from the columns of a file."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What is known of a column."""

    name: str


Guess = Any


def guess_dictionary(columns: Any) -> Any:
    """Guess."""
