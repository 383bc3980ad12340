"""CSV rows of another width than the header: read where the other rows leave one reading only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from segreport.errors import CustomerDataError

Row = Sequence[str]

_FEWEST = 10
_MOST_SHAPES = 8
_COVERED = 0.98
_DIGITS = re.compile(r"\d+")
_RUNS = (
    (re.compile(r"[0-9]+"), "9"),
    (re.compile(r"[a-z]+", re.IGNORECASE), "a"),
    (re.compile(r"[\u3400-\u9fff]+"), "字"),
)


def shape(cell: str) -> str:
    """How a cell is written: 28/01/2018 → 9/9/9, MG-8769 → a-9, 张三 → 字."""
    for run, sign in _RUNS:
        cell = run.sub(sign, cell)
    return cell.strip()


def columns_of(rows: Iterable[Row], width: int) -> list[set[str] | None] | None:
    """The shapes of each column's cells, empty where all are, None where they are free text.

    None as a whole where there are too few rows to tell.
    """
    sample = [row for row in rows if any(map(str.strip, row))]
    if len(sample) < _FEWEST:
        return None
    found: list[set[str] | None] = []
    for position in range(width):
        counts = Counter(shape(row[position]) for row in sample if row[position].strip())
        common = counts.most_common(_MOST_SHAPES)
        covered = sum(count for _, count in common) >= _COVERED * counts.total()
        found.append({sign for sign, _ in common} if covered else None)
    return found


def fit_row(
    row: Row, width: int, columns: Sequence[set[str] | None] | None, *, comma: bool
) -> list[str] | None:
    """The row without an empty cell too many; None where that is not the only reading.

    Neighbouring cells of digits may be one number cut at its comma: those are not touched. Nor are
    rows with a cell too few: it may be any of them, or two may have grown together.
    """
    if columns is None or len(row) != width + 1 or (comma and any(map(_is_digits, row, row[1:]))):
        return None
    gaps = [i for i, cell in enumerate(row) if not cell.strip()]
    found = {(*row[:i], *row[i + 1 :]) for i in gaps}
    fitting = [cells for cells in found if all(map(_fits, cells, columns))]
    return list(fitting[0]) if len(fitting) == 1 else None


def _is_digits(cell: str, following: str) -> bool:
    return bool(_DIGITS.fullmatch(cell.strip()) and _DIGITS.fullmatch(following.strip()))


def _fits(cell: str, shapes: set[str] | None) -> bool:
    return shapes is None or not cell.strip() or shape(cell) in shapes


def refuse_stray_quotes(name: str, body: bytes, delimiter: str) -> None:
    """A quote within a cell, and a later cell that ends in one: were they one cell, or two?

    Readers take such quotes for text and cut the row at every delimiter between them.
    """
    sign = re.escape(delimiter.encode())
    pattern = re.compile(
        rb'[^\s"%s]"(?=[^\s"%s])(?:[^"\r\n%s]|"")*%s(?:[^"\r\n]|"")*"(?=%s|[\r\n]|\Z)'
        % ((sign,) * 5)
    )
    found = pattern.search(body)
    if found is not None:
        line = body.count(b"\n", 0, found.start()) + 1
        raise CustomerDataError(
            f"文件 {name} 第 {line} 行的引号不成对：有一个引号夹在单元格中间，"
            "不知道单元格从哪里开始。请检查这一行的分隔符和引号。"
        )
