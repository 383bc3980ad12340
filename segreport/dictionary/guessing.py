"""placeholder"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    name: str


Guess = Any


def guess_dictionary(columns: Any) -> Any: ...
