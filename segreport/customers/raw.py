"""A table as it lies in the files, and how the user wants files read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from segreport.models import SourceFile

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user said about the files; what is not said is found out."""

    encoding: str | None = None
    """Of text files."""
    sheet: str | None = None
    """Of workbooks."""
    month: str | None = None
    """Of long monthly tables: a month, or 'mean'."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it lies in the files: text or number columns, nothing converted."""

    columns: pa.Table
    sources: tuple[SourceFile, ...]
    first_row: int = 2
    """Row number, as a spreadsheet shows it, of the first customer."""
    notes: tuple[str, ...] = ()
    row_numbers: NDArray[np.intp] | None = None
    """Row number of each customer; None: they follow `first_row` without a gap."""

    def numbers(self) -> NDArray[np.intp]:
        """The row number of each customer."""
        if self.row_numbers is not None:
            return self.row_numbers
        return np.arange(self.first_row, self.first_row + self.columns.num_rows, dtype=np.intp)


def source_of(path: Path, content: bytes, rows: int, **details: str) -> SourceFile:
    """The file as the report names it."""
    digest = hashlib.sha256(content).hexdigest()
    return SourceFile(name=path.name, sha256=digest, rows=rows, **details)


def show_rows(numbers: Sequence[int]) -> str:
    """[3, 4, 9] → 第 3、4、9 行; of many only the first are listed."""
    shown = "、".join(str(number) for number in numbers[:_SHOWN])
    return f"第 {shown}" + (f" 等共 {len(numbers)} 行" if len(numbers) > _SHOWN else " 行")
