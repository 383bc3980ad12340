"""A table as it lies in the files, and how the user wants files read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from segreport.models import Dropped, SourceFile

_SHOWN = 5
_LISTED = 100


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
    dropped: tuple[Dropped, ...] = ()
    """Rows that are in the files and not in the table."""
    money: str = ""
    """What amounts are in where no header says it: 万元, when the file is headed 单位：万元."""

    def numbers(self) -> NDArray[np.intp]:
        """The row number of each customer."""
        if self.row_numbers is not None:
            return self.row_numbers
        return np.arange(self.first_row, self.first_row + self.columns.num_rows, dtype=np.intp)


def numbered(table: pa.Table) -> pa.Table:
    """The table with its columns called 0, 1 …: Arrow takes names such as [客户号] for paths."""
    return table.rename_columns([str(place) for place in range(table.num_columns)])


def column_name(place: int) -> str:
    """What a spreadsheet calls the column: 0 → A列, 27 → AB列."""
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}列"


def source_of(path: Path, content: bytes, rows: int, **details: str) -> SourceFile:
    """The file as the report names it."""
    digest = hashlib.sha256(content).hexdigest()
    return SourceFile(name=path.name, sha256=digest, rows=rows, **details)


def dropped_rows(file: str, reason: str, numbers: Sequence[int]) -> Dropped:
    """Rows that are left out; of many only the first are listed."""
    listed = tuple(int(number) for number in numbers[:_LISTED])
    return Dropped(file=file, reason=reason, count=len(numbers), rows=listed)


def without_rows(
    sources: Sequence[SourceFile], reason: str, numbers: NDArray[np.intp]
) -> tuple[Dropped, ...]:
    """Rows of a table that are not used; of joined files only the first has these numbers."""
    if not len(numbers):
        return ()
    first = dropped_rows(sources[0].name, reason, numbers.tolist())
    others = (Dropped(file=s.name, reason=reason, count=len(numbers)) for s in sources[1:])
    return (first, *others)


def show_rows(numbers: Sequence[int]) -> str:
    """[3, 4, 9] → 第 3、4、9 行; of many only the first are listed."""
    shown = "、".join(str(number) for number in numbers[:_SHOWN])
    return f"第 {shown}" + (f" 等共 {len(numbers)} 行" if len(numbers) > _SHOWN else " 行")
