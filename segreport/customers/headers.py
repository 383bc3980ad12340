"""Where the table begins: titles above the header, the header, prose right under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from segreport.customers.cells import is_missing, is_moment, is_number
from segreport.customers.ragged import shape
from segreport.customers.raw import column_name, show_rows
from segreport.dictionary import UNITS
from segreport.errors import CustomerDataError

Row = Sequence[str]

_DEEPEST = 30
_LONGEST = 200
_SHOWN = 60
_FEWEST = 5
_FULL = 0.6
_NUMERIC = 0.9
_ALIKE = (0.7, 1.5)
_YEAR = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])?")
_PROSE_LENGTH = 6
_SCALED = ("千元", "万元", "百万元", "亿元", "千美元", "万美元", "%")
_TYPES = re.compile(
    r"文字|文本|字符|数值|数字|整数|小数|编号|日期|类别|text|string|int|float|number|date"
)
_MONEY = re.compile(
    r"单位\s*[：:为]?\s*[（(]?\s*(?:人民币)?\s*(千元|万元|百万元|亿元|千美元|万美元)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the customers."""

    names: tuple[str, ...]
    """Column names, '' where there is none; trailing empty ones are kept."""
    row: int
    """Position of the header among the rows; where there is none, of the row above the first."""
    prose: tuple[int, ...] = ()
    """Positions of rows under the header that are explanations, not customers."""
    notes: tuple[str, ...] = ()
    above: tuple[int, ...] = ()
    """Positions of rows above the header with something in them."""
    money: str = ""
    """What the amounts are said to be in above the table: 单位：万元."""


def find_money(texts: Iterable[str]) -> str:
    """万元 of 单位：万元; '' where the amounts are plain 元 or nothing is said."""
    found = (match[1] for text in texts if (match := _MONEY.search(text)))
    return next(found, "")


def find_head(name: str, sample: Sequence[Row]) -> Head:
    """The header of a table whose first rows these are.

    Raises CustomerDataError where there is none, or where the first full row looks like data.
    """
    rows = [[_clean(cell) for cell in row] for row in sample]
    filled = [sum(map(bool, row)) for row in rows]
    at = _header_row(name, rows, filled)
    if _headless(rows, at):
        note = (
            f"{name} 没有表头：第 {at + 1} 行就是数据，各列按位置记作“A列”“B列”……"
            "请核对；加一行列名，报告才读得懂。"
        )
        places = tuple(map(column_name, range(len(rows[at]))))
        return Head(places, at - 1, notes=(note,))
    names, borrowed = _names(rows, at)
    for column in names:
        if len(column) > _LONGEST:
            raise CustomerDataError(
                f"文件 {name} 第 {at + 1} 行有长达 {len(column)} 个字的列名，不像表头。"
                "请检查分隔符和引号，或给表加上一行列名。"
            )
    _refuse_data(name, at, rows)
    under = _second_row(rows, at)
    notes = []
    if under:
        names, at = under, at + 1
        notes.append(f"{name} {_show([at - 1, at])}合起来是表头，已合成：{_listed(names)}。")
    above = tuple(i for i in range(at - bool(under or borrowed)) if filled[i])
    if above:
        notes.append(f"{name} {_show(above)}在表头上方，是标题或说明，已跳过。")
    if borrowed:
        notes.append(f"{name} 的列名 {'、'.join(borrowed)} 取自表头上方一行（合并的单元格）。")
    money = find_money(cell for i in above for cell in rows[i])
    if money:
        notes.append(f"{name} 表头上方写着单位是{money}，没有写明单位的金额都按{money}理解。")
    prose = tuple(_prose(rows, at))
    for position in prose:
        _refuse_second_header(name, at, position, rows)
    if prose:
        notes.append(f"{name} {_show(prose)}在表头下方，是说明文字，已跳过。")
        names, said = _with_units(name, names, [rows[i] for i in prose])
        notes += said
    return Head(names, at, prose, tuple(notes), above, money)


def _names(rows: Sequence[Row], at: int) -> tuple[tuple[str, ...], list[str]]:
    """The names, and which of them stand a row higher: merged cells over two rows of headers.

    Names that are there twice and stand under two such cells have these in front.
    """
    over = rows[at - 1] if at else ()
    if sum(map(bool, over)) < 2 or any("：" in cell or ":" in cell for cell in over):
        return tuple(rows[at]), []
    below = rows[at]
    whole = _joined(over, below)[: len(below)]
    high = [i for i, cell in enumerate(below) if not cell and i < len(over) and over[i]]
    counts = Counter(below)
    grouped = [i for i, cell in enumerate(below) if cell and counts[cell] > 1]
    if len({whole[i] for i in grouped}) < len(grouped):
        grouped = []
    taken = {*high, *grouped}
    names = tuple(whole[i] if i in taken else cell for i, cell in enumerate(below))
    return names, [names[i] for i in sorted(taken)]


def _show(positions: Sequence[int]) -> str:
    return show_rows([position + 1 for position in positions])


def _with_units(
    name: str, names: tuple[str, ...], prose: Sequence[Row]
) -> tuple[tuple[str, ...], list[str]]:
    """A row of units under the header: 万元 and the like go into the names, where they count."""
    units = [
        next((UNITS[row[i]] for row in prose if len(row) > i and row[i] in UNITS), "")
        for i in range(len(names))
    ]
    places = [
        i
        for i, title in enumerate(names)
        if title and units[i] in _SCALED and units[i] not in title
    ]
    if not places:
        return names, []
    new = tuple(f"{n}（{units[i]}）" if i in places else n for i, n in enumerate(names))
    shown = "、".join(new[i] for i in places)
    return new, [f"{name} 表头下方写着单位，已并入列名：{shown}。"]


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
        noted = filled[later] >= filled[at] and _looks_like_note(rows[at])
        if noted or _is_cut_title(rows, at, later):
            at = later
    return at


def _is_cut_title(rows: Sequence[Row], at: int, later: int) -> bool:
    """A title cut at its commas: wider or narrower than a header and its customers below it."""
    width, below = len(rows[later]), rows[later + 1 :]
    return (
        len(rows[at]) != width
        and all(rows[later])
        and len(below) >= _FEWEST
        and all(len(row) == width for row in below[:-1])
        and any(_numeric_column(below, i) for i in range(width))
    )


def _looks_like_note(row: Row) -> bool:
    """A title of merged cells has gaps; a note has a colon (and a time has one, too)."""
    cells = [cell for cell in row if cell]
    colons = any("：" in cell or ":" in cell for cell in cells if not is_moment(cell))
    return colons or "" in row[1 : len(cells)]


def _headless(rows: Sequence[Row], at: int) -> bool:
    """Whether the first row cannot be a header.

    No word stands over numbers, and it repeats a number, has a date over dates, or is all numbers,
    some with decimals.
    """
    first, below = rows[at], rows[at + 1 :]
    if any(map(any, rows[:at])) or len(below) < _FEWEST:
        return False
    columns = [[row[i] for row in below if len(row) > i and row[i]] for i in range(len(first))]
    numeric = [bool(c) and all(is_number(t) or is_missing(t) for t in c) for c in columns]
    plain = [is_number(cell) or is_missing(cell) for cell in first]
    if any(n and not p for n, p in zip(numeric, plain, strict=True)):
        return False
    numbers = [c for c, n, p in zip(first, numeric, plain, strict=True) if n and p and c]
    dated = any(
        is_moment(cell) and column and all(is_moment(t) or is_missing(t) for t in column)
        for cell, column in zip(first, columns, strict=True)
    )
    decimal = all(plain) and any("." in cell for cell in numbers)
    return dated or decimal or len(set(numbers)) < len(numbers)


def _refuse_data(name: str, at: int, rows: Sequence[Row]) -> None:
    """A header of numbers over a column of numbers is the first customer; so with dates."""
    for position, cell in enumerate(rows[at]):
        alike = is_moment if is_moment(cell) else is_number
        if not alike(cell) or _YEAR.fullmatch(cell):
            continue
        below = [row[position] for row in rows[at + 1 :] if len(row) > position and row[position]]
        if below and all(alike(text) or is_missing(text) for text in below):
            raise CustomerDataError(
                f"文件 {name} 第 {at + 1} 行可以读作表头，也可以读作第一位客户"
                f"（例如第 {position + 1} 列的“{cell[:20]}”）。请在第一位客户上方加一行列名；"
                "如果它确是列名，请改成不是数字的名字。"
            )


def _second_row(rows: Sequence[Row], at: int) -> tuple[str, ...]:
    """The names, where words under merged cells of the header are columns' names; () elsewhere."""
    if at + 2 >= len(rows):
        return ()
    head, below, after = rows[at], rows[at + 1], rows[at + 2 :]
    gaps = [i for i, cell in enumerate(below) if cell and not (head[i] if i < len(head) else "")]
    words = not any(
        is_number(cell) or is_moment(cell) or is_missing(cell) for cell in below if cell
    )
    used = [i for i in gaps if any(len(row) > i and row[i] for row in after)]
    few = 2 * len([c for c in below if c]) <= len([c for c in head if c]) + len(gaps)
    return _joined(head, below) if used and words and few else ()


def _joined(over: Row, under: Row) -> tuple[str, ...]:
    """存款, '' over 余额, 日均 → 存款余额, 存款日均; a name with nothing under it stays."""
    width = max(len(over), len(under))
    over, under = ([*row, *[""] * (width - len(row))] for row in (over, under))
    names = []
    group = ""
    for high, low in zip(over, under, strict=True):
        group = high or group
        gap = " " if f"{group[-1:]}{low[:1]}".isascii() else ""
        names.append(f"{group}{gap}{low}".strip() if low and low != group else high)
    return tuple(names)


def _listed(names: Sequence[str]) -> str:
    return "、".join(filter(None, names))[:_SHOWN]


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
        if len(rows[i]) != len(rows[at]) or _like_a_customer(rows[i], rest):
            break
        found.append(i)
    return found


def _like_a_customer(row: Row, rest: Sequence[Row]) -> bool:
    """Whether a cell with digits is written as those under it: C001 over C002."""
    for i, cell in enumerate(row):
        written = shape(cell)
        below = [shape(other[i]) for other in rest if len(other) > i and other[i]]
        if "9" in written and below.count(written) >= max(2, _NUMERIC * len(below)):
            return True
    return False


def _refuse_second_header(name: str, at: int, position: int, rows: Sequence[Row]) -> None:
    """Explanations are longer than names, units are known; what is neither may be the header."""
    pairs = zip(rows[at], rows[position], strict=False)
    ratios = [len(below) / len(above) for above, below in pairs if above and below]
    cells = [cell for cell in rows[position] if cell]
    units = sum(cell in UNITS or bool(_TYPES.fullmatch(cell.lower())) for cell in cells)
    if 2 * units >= len(cells):
        return
    shown = ["、".join(cell for cell in rows[i] if cell)[:30] for i in (at, position)]
    if ratios and _ALIKE[0] <= median(ratios) <= _ALIKE[1]:
        raise CustomerDataError(
            f"文件 {name} 第 {at + 1} 行和第 {position + 1} 行都像表头（“{shown[0]}”和"
            f"“{shown[1]}”）。请只留一行表头。"
        )
    if median(map(len, cells)) < _PROSE_LENGTH:
        raise CustomerDataError(
            f"文件 {name} 第 {position + 1} 行在数值列里写的都是文字（“{shown[1]}”），"
            "不知道是说明还是客户。请删去这一行，或把文字改成数字、留空。"
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
