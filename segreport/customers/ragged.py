"""CSV rows of another width than the header: read where the other rows leave one reading only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from segreport.errors import CustomerDataError

Row = Sequence[str]

_FEWEST = 10
_MOST_SHAPES = 8
_COVERED = 0.98
_MOST_LACKING = 8
_SELDOM = 0.5
_DIGITS = re.compile(r"\d+")
_RUNS = (
    (re.compile(r"[0-9]+"), "9"),
    (re.compile(r"[a-z]+", re.IGNORECASE), "a"),
    (re.compile(r"[\u3400-\u9fff]+"), "字"),
)


@lru_cache(maxsize=1 << 14)
def shape(cell: str) -> str:
    """How a cell is written: 28/01/2018 → 9/9/9, MG-8769 → a-9, 张三 → 字."""
    for run, sign in _RUNS:
        cell = run.sub(sign, cell)
    return cell.strip()


@dataclass(frozen=True, slots=True)
class Profile:
    """How the cells of a column are written in rows of the right width."""

    shapes: frozenset[str] | None
    """Empty where no cell is filled; None where they are free text, or too few to tell."""
    values: frozenset[str]
    """The cells that are not empty."""
    share: float
    """How many of the cells are not empty."""

    def fits(self, cell: str) -> bool:
        """Whether the cell may stand in the column."""
        return self.shapes is None or not cell.strip() or shape(cell) in self.shapes


def profile_columns(rows: Iterable[Row], width: int) -> list[Profile] | None:
    """How the columns are written; None where there are too few rows to tell."""
    sample = [row for row in rows if any(map(str.strip, row))]
    if len(sample) < _FEWEST:
        return None
    found = []
    for position in range(width):
        cells = [row[position].strip() for row in sample]
        counts = Counter(shape(cell) for cell in cells if cell)
        common = counts.most_common(_MOST_SHAPES)
        covered = sum(count for _, count in common) >= _COVERED * counts.total()
        thin = 0 < counts.total() < _FEWEST
        shapes = frozenset(sign for sign, _ in common) if covered and not thin else None
        found.append(Profile(shapes, frozenset(filter(None, cells)), counts.total() / len(cells)))
    return found


def cut_row(row: Row, columns: Sequence[Profile], *, comma: bool) -> list[str] | None:
    """The row without an empty cell too many; None where that is not the only reading.

    Neighbouring cells of digits may be one number cut at its comma: those are not touched.
    """
    width = len(columns)
    if len(row) != width + 1 or (comma and any(map(_is_digits, row, row[1:]))):
        return None
    gaps = [i for i, cell in enumerate(row) if not cell.strip()]
    found = {(*row[:i], *row[i + 1 :]) for i in gaps}
    fitting = [cells for cells in found if _fits(cells, columns)]
    return list(fitting[0]) if len(fitting) == 1 else None


def pad_row(row: Row, columns: Sequence[Profile]) -> list[str] | None:
    """The row with empty cells at its end; None where that is not the only reading.

    Spreadsheets leave such cells out. The columns it lacks are empty in most rows, its cells fit
    nowhere but where they are, and none of them may be two that have grown together.
    """
    lacking = len(columns) - len(row)
    if not 0 < lacking <= _MOST_LACKING:
        return None
    if any(column.share > _SELDOM for column in columns[len(row) :]):
        return None
    padded = [*row, *[""] * lacking]
    if not _may_stand(padded, columns) or _readings(row, columns) > 1:
        return None
    return None if any(_readings(cells, columns) for cells in _split(row, columns)) else padded


def _readings(row: Row, columns: Sequence[Profile]) -> int:
    """In how many ways the filled cells may stand in the columns, in their order."""
    lacking = len(columns) - len(row)
    always = [0, *accumulate(column.share == 1 for column in columns)]
    ways, before = {0: 1}, -1  # by how far the last filled cell stands from its place
    for place, cell in enumerate(row):
        if not cell.strip():
            continue
        shifted = {}
        for shift in range(lacking + 1):
            if columns[place + shift].fits(cell):
                shifted[shift] = sum(
                    count
                    for last, count in ways.items()
                    if last <= shift and always[place + shift] == always[before + last + 1]
                )
        ways, before = shifted, place
    return sum(count for last, count in ways.items() if always[-1] == always[before + last + 1])


def _split(row: Row, columns: Sequence[Profile]) -> Iterator[tuple[str, ...]]:
    """The row with one of its cells cut in two, but for cells that other rows have, too."""
    lacking = len(columns) - len(row)
    last = max((i for i, cell in enumerate(row) if cell.strip()), default=0)
    moves = any(column.fits(row[last]) for column in columns[last + 1 : last + 1 + lacking])
    for place in range(last + 1) if moves else (last,):
        cell, following = row[place], columns[place + 1 : place + 1 + lacking]
        if cell.strip() in columns[place].values:
            continue
        for cut in range(1, len(cell)):
            rest = any(column.fits(cell[cut:]) for column in following)
            if rest and columns[place].fits(cell[:cut]):
                yield (*row[:place], cell[:cut], cell[cut:], *row[place + 1 :])


def _may_stand(cells: Row, columns: Sequence[Profile]) -> bool:
    """Whether all cells fit, and none is empty in a column where no other is."""
    gaps = any(c.share == 1 and not cell.strip() for cell, c in zip(cells, columns, strict=True))
    return not gaps and _fits(cells, columns)


def _is_digits(cell: str, following: str) -> bool:
    return bool(_DIGITS.fullmatch(cell.strip()) and _DIGITS.fullmatch(following.strip()))


def _fits(cells: Row, columns: Sequence[Profile]) -> bool:
    return all(column.fits(cell) for cell, column in zip(cells, columns, strict=True))


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
