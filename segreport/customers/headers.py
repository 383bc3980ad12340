"""Where the table begins: titles above the header, the header, prose right under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from segreport.customers.cells import is_missing, is_number
from segreport.customers.raw import show_rows
from segreport.errors import CustomerDataError

Row = Sequence[str]

_DEEPEST = 30
_LONGEST = 200
_FULL = 0.6
_NUMERIC = 0.9
_ALIKE = (0.7, 1.5)
_YEAR = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])?")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the customers."""

    names: tuple[str, ...]
    """Column names, '' where there is none; trailing empty ones are kept."""
    row: int
    """Position of the header among the rows."""
    prose: tuple[int, ...] = ()
    """Positions of rows under the header that are explanations, not customers."""
    notes: tuple[str, ...] = ()


def find_head(name: str, sample: Sequence[Row]) -> Head:
    """The header of a table whose first rows these are.

    Raises CustomerDataError where there is none, or where the first full row looks like data.
    """
    rows = [[_clean(cell) for cell in row] for row in sample]
    filled = [sum(map(bool, row)) for row in rows]
    at = _header_row(name, rows, filled)
    names = tuple(rows[at])
    for column in names:
        if len(column) > _LONGEST:
            raise CustomerDataError(
                f"文件 {name} 第 {at + 1} 行有长达 {len(column)} 个字的列名，不像表头。"
                "请检查分隔符和引号，或给表加上一行列名。"
            )
    _refuse_data(name, at, rows)
    above = [i + 1 for i in range(at) if filled[i]]
    notes = [f"{name} {show_rows(above)}在表头上方，是标题或说明，已跳过。"] if above else []
    prose = tuple(_prose(rows, at))
    for position in prose:
        _refuse_second_header(name, at, position, rows)
    if prose:
        notes.append(f"{name} {show_rows([i + 1 for i in prose])}在表头下方，是说明文字，已跳过。")
    return Head(names, at, prose, tuple(notes))


def _header_row(name: str, rows: Sequence[Row], filled: Sequence[int]) -> int:
    typical = sorted(count for count in filled if count)
    if not typical:
        raise CustomerDataError(f"文件 {name} 是空的。请确认导出是否成功。")
    needed = max(2 if typical[-1] > 1 else 1, _FULL * typical[len(typical) // 2])
    full = [i for i in range(min(_DEEPEST, len(rows))) if filled[i] >= needed]
    if not full:
        raise CustomerDataError(
            f"文件 {name} 的前 {_DEEPEST} 行里没有表头。请把表头放在客户数据的正上方。"
        )
    at = full[0]
    for later in full[1:]:  # a note of two cells, then the header, then customers with numbers
        if any(is_number(cell) for cell in rows[later]) or any(
            is_number(cell) for cell in rows[at] if not _YEAR.fullmatch(cell)
        ):
            break
        if filled[later] >= filled[at] and _looks_like_note(rows[at]):
            at = later
    return at


def _looks_like_note(row: Row) -> bool:
    """A title of merged cells has gaps; a note has a colon."""
    cells = [cell for cell in row if cell]
    return any("：" in cell or ":" in cell for cell in cells) or "" in row[1 : len(cells)]


def _refuse_data(name: str, at: int, rows: Sequence[Row]) -> None:
    """A header of numbers over a column of numbers is the first customer."""
    for position, cell in enumerate(rows[at]):
        if not is_number(cell) or _YEAR.fullmatch(cell):
            continue
        below = [row[position] for row in rows[at + 1 :] if len(row) > position and row[position]]
        if below and all(is_number(text) or is_missing(text) for text in below):
            raise CustomerDataError(
                f"文件 {name} 第 {at + 1} 行可以读作表头，也可以读作第一位客户"
                f"（例如第 {position + 1} 列的“{cell[:20]}”）。请在第一位客户上方加一行列名；"
                "如果它确是列名，请改成不是数字的名字。"
            )


def _clean(header: str) -> str:
    """Line breaks and control characters are no part of a name."""
    joined = re.sub(r"\s*[\r\n]+\s*", "", header)
    return re.sub(r"[\x00-\x1f\x7f\u200b\ufeff]+", " ", joined).strip()


def _prose(rows: Sequence[Row], at: int) -> list[int]:
    """Rows right under the header with text wherever the columns have numbers."""
    found: list[int] = []
    for i in range(at + 1, min(at + 4, len(rows))):
        rest = rows[i + 1 :]
        columns = [c for c in range(len(rows[at])) if _numeric_column(rest, c)]
        cells = [rows[i][c] for c in columns if c < len(rows[i]) and rows[i][c]]
        words = [cell for cell in cells if not is_number(cell) and not is_missing(cell)]
        if len(cells) < 2 or len(words) < len(cells) or _repeats(rows[i]):
            break
        found.append(i)
    return found


def _refuse_second_header(name: str, at: int, position: int, rows: Sequence[Row]) -> None:
    """Explanations are longer than names, units are shorter; what is alike may be the header."""
    pairs = zip(rows[at], rows[position], strict=False)
    ratios = [len(below) / len(above) for above, below in pairs if above and below]
    if ratios and _ALIKE[0] <= median(ratios) <= _ALIKE[1]:
        shown = ("、".join(cell for cell in rows[i] if cell)[:30] for i in (at, position))
        raise CustomerDataError(
            f"文件 {name} 第 {at + 1} 行和第 {position + 1} 行都像表头（“{next(shown)}”和"
            f"“{next(shown)}”）。请只留一行表头。"
        )


def _repeats(row: Row) -> bool:
    """The same word again and again is an entry, such as 未知, and no explanation."""
    counts = Counter(cell for cell in row if cell)
    return len(counts) < 2


def _numeric_column(rows: Sequence[Row], position: int) -> bool:
    cells = [row[position] for row in rows if len(row) > position]
    cells = [cell for cell in cells if not is_missing(cell)]
    numbers = sum(is_number(cell) for cell in cells)
    return len(cells) >= 2 and numbers >= _NUMERIC * len(cells)
