"""Under the header: empty rows, totals, footnotes and nameless columns are told and left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segreport.customers.cells import is_moment, is_number, read_numbers
from segreport.customers.headers import Head, find_money
from segreport.customers.months import is_id_name
from segreport.customers.numerals import read_numeral
from segreport.customers.ragged import shape
from segreport.customers.raw import RawTable, column_name, dropped_rows, show_rows
from segreport.errors import CustomerDataError

TOTALS = (
    "合计", "总计", "小计", "总和", "共计", "合 计", "总 计", "小 计",
    "合计：", "总计：", "小计：", "合计:", "总计:", "Total", "TOTAL", "Grand Total",
)  # fmt: skip
_FOOT = 20
_MARKED = re.compile(
    r"^[*※（(【\[]?\s*(注|备注|说明|制表|填表|审核|数据来源|来源|统计口径|口径|导出|以上|共\s*\d+"
    r"|note|source)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(rf"{_MARKED.pattern}|[：:。；;]|单位|.{{40}}", re.IGNORECASE)

_OFFICE = re.compile(
    r"[*（(]?(制表|制单|填表|编制|复核|审核|经办|主管|负责|打印|导出|报表|统计|数据|日期|时间|单位|机构|部门|联系|电话|页)"
)
_SIGNED = re.compile(r"\S{1,12}\s*[：:]")

Rows = NDArray[np.intp]
_NO_ROWS: Rows = np.array([], dtype=np.intp)


def is_footnote(row: Sequence[str]) -> bool:
    """Whether a row under the table is a remark on it: a cell of prose, or 制表：… and 复核：…."""
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(filled) == 1:
        return bool(_FOOTNOTE.search(filled[0]))
    signed = all(_SIGNED.match(cell) and not is_moment(cell) for cell in filled)
    return (
        bool(filled) and signed and (2 * len(filled) <= len(row) or all(map(_OFFICE.match, filled)))
    )


def tidy(name: str, table: pa.Table, head: Head, numbers: Rows) -> RawTable:
    """The customers of a table of text whose columns are as the header has them.

    `numbers`: the row number of each row. Raises CustomerDataError where two columns of one name
    differ, or where a row may be a customer and may be a total or a heading.
    """
    notes = list(head.notes)
    drop = np.zeros(table.num_rows, dtype=np.bool_)
    prose = [i - head.row - 1 for i in head.prose]
    drop[prose] = True
    dropped = [dropped_rows(name, "是表头下的说明", numbers[prose].tolist())] if prose else []
    table = _unwrapped(name, table, notes)
    empty = _empty(table)
    _refuse_second_table(name, table, numbers, empty)
    footnotes = _footnotes(table)
    totals = _totals(name, table, numbers, np.union1d(empty, footnotes))
    money = head.money or find_money(_texts(table, footnotes))
    if money and not head.money:
        notes.append(f"{name} 表下写着单位是{money}，没有写明单位的金额都按{money}理解。")
    for found, what in (
        (empty, "是空行"),
        (_repeated_headers(table, head), "重复了表头"),
        (totals, "是合计"),
        (footnotes, "是表下的说明"),
    ):
        fresh = found[~drop[found]]
        drop[fresh] = True
        if len(fresh):
            dropped.append(dropped_rows(name, what, numbers[fresh].tolist()))
        if len(fresh) and (what != "是空行" or fresh[0] < len(numbers) - len(fresh)):
            notes.append(f"{name} {show_rows(numbers[fresh].tolist())}{what}，已跳过。")
    if drop.any():
        table, numbers = table.filter(pa.array(~drop)), numbers[~drop]
    _refuse_headings(name, table, numbers)
    table, more = _name_columns(name, table, head, numbers)
    first = int(numbers[0]) if len(numbers) else head.row + 2
    return RawTable(
        table,
        (),
        first,
        tuple(notes + more),
        numbers if drop.any() else None,
        tuple(dropped),
        money,
    )


def _trim(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_trim_whitespace(column)


def _where(mask: pa.ChunkedArray) -> Rows:
    return np.flatnonzero(np.asarray(mask.to_numpy(), dtype=np.bool_))


def _empty(table: pa.Table) -> Rows:
    rows = np.arange(table.num_rows, dtype=np.intp)
    for column in table.columns:
        if not len(rows):
            break
        cells = column if len(rows) == table.num_rows else column.take(pa.array(rows))
        rows = rows[_where(pc.equal(_trim(cells), ""))]
    return rows


def _repeated_headers(table: pa.Table, head: Head) -> Rows:
    """Rows that are the header again, as in files pasted one under the other."""
    at = next(i for i, name in enumerate(head.names) if name)
    rows = _where(pc.equal(_trim(table.column(at)), head.names[at]))
    cells = [_trim(column.take(pa.array(rows))).to_pylist() for column in table.columns]
    same = [tuple(row) == head.names for row in zip(*cells, strict=True)]
    return rows[np.array(same, dtype=np.bool_)]


def _totals(name: str, table: pa.Table, numbers: Rows, others: Rows) -> Rows:
    """Rows whose first or second cell says that they are a sum.

    In the middle of the table they must be the sum of the rows above them, or are refused: a
    customer may be called 合计 as well.
    """
    words = pa.array(TOTALS)
    named = [_where(pc.is_in(_trim(column), value_set=words)) for column in table.columns[:2]]
    found = np.unique(np.concatenate(named)) if named else _NO_ROWS
    plain = np.ones(table.num_rows, dtype=np.bool_)
    plain[np.union1d(found, others)] = False
    last = int(np.flatnonzero(plain)[-1]) if plain.any() else -1
    start = 0
    for row in found[found < last].tolist():
        blocks = (np.arange(start, row), np.arange(row))
        if not any(_is_sum(table, row, block[plain[block]]) for block in blocks):
            raise CustomerDataError(
                f"文件 {name} 第 {numbers[row]} 行写着“合计”一类的字，但与上面各行加起来不符，"
                "不知道是合计还是客户。合计请删去，客户请换一个客户号或名称。"
            )
        start = row + 1
    return found


def _is_sum(table: pa.Table, row: int, above: Rows) -> bool:
    """Whether some number in the row is the sum of those above it."""
    for column in table.columns:
        total = read_numeral(str(column[row]))
        if total is None or not total.value or not len(above):
            continue
        cells = read_numbers(column.take(pa.array(above)))
        if not len(cells.bad) and math.isclose(np.nansum(cells.values), total.value, rel_tol=1e-4):
            return True
    return False


def _footnotes(table: pa.Table) -> Rows:
    """Rows of one filled cell that is a remark: under the last customer, or anywhere if marked."""
    lone = _empty(table.select(range(1, table.num_columns))) if table.num_columns > 1 else _NO_ROWS
    words = table.column(0).take(pa.array(lone)).to_pylist()
    marked = [
        r for r, word in zip(lone.tolist(), words, strict=True) if _MARKED.search(word.strip())
    ]
    first = max(0, table.num_rows - _FOOT)
    foot = list(zip(*(column[first:].to_pylist() for column in table.columns), strict=True))
    found: list[int] = []
    for i in range(len(foot) - 1, -1, -1):
        filled = [cell for cell in foot[i] if cell.strip()]
        total = any(cell.strip() in TOTALS for cell in foot[i][:2])
        if len(filled) > 1 and not total and not is_footnote(foot[i]):
            break
        if table.num_columns > 1 and is_footnote(foot[i]):
            found.append(first + i)
    return np.unique(np.array(found + marked, dtype=np.intp))


def _texts(table: pa.Table, rows: Rows) -> list[str]:
    cells = (column.take(pa.array(rows)).to_pylist() for column in table.columns)
    return [cell for column in cells for cell in column if cell]


def _refuse_headings(name: str, table: pa.Table, numbers: Rows) -> None:
    """A lone first cell under an empty row, or written unlike the others: no customer."""
    if table.num_columns < 2 or not table.num_rows:
        return
    lone = _empty(table.select(range(1, table.num_columns)))
    ids = table.column(0)
    others = np.setdiff1d(np.arange(min(table.num_rows, 10 * _FOOT)), lone)
    usual = {shape(ids[row].as_py()) for row in others.tolist()} if len(lone) else set()
    for row in lone.tolist() if usual else ():
        apart = row > 0 and numbers[row] - numbers[row - 1] > 1
        if apart or (table.num_columns > 2 and shape(ids[row].as_py()) not in usual):
            raise CustomerDataError(
                f"文件 {name} 第 {numbers[row]} 行只有一格有内容（“{ids[row].as_py()[:20]}”），"
                "不知道是小标题还是没有数据的客户。小标题请删去。"
            )


def _refuse_second_table(name: str, table: pa.Table, numbers: Rows, empty: Rows) -> None:
    """A row of words after an empty row, in columns of numbers, is the header of another table."""
    for gap in empty[:_FOOT].tolist():
        if not 0 < gap < table.num_rows - 2:
            continue
        before, after = ([str(c[i]).strip() for c in table.columns] for i in (gap - 1, gap + 1))
        words = [cell for cell in after if cell and not is_number(cell)]
        over = sum(is_number(a) and b in words for a, b in zip(before, after, strict=True))
        if over and len(words) > 1 and not any(map(is_number, after)):
            raise CustomerDataError(
                f"文件 {name} 第 {numbers[gap + 1]} 行像是另一张表的表头"
                f"（{'、'.join(words[:4])}）。"
                "一个文件只能有一张表，请把它们分开存放。"
            )


def _unwrapped(name: str, table: pa.Table, notes: list[str]) -> pa.Table:
    """Cells such as ="0012", with which exports keep spreadsheets from touching a number."""
    for i, column in enumerate(table.columns):
        if len(column) and str(column[0]).startswith('="'):
            notes.append(f'{name} 第 {i + 1} 列的单元格写成了 ="…"，已去掉外面的等号和引号。')
            plain = pc.replace_substring_regex(column, r'^\s*="(.*)"\s*$', r"\1")
            table = table.set_column(i, table.column_names[i], plain)
    return table


def _name_columns(
    name: str, table: pa.Table, head: Head, numbers: Rows
) -> tuple[pa.Table, list[str]]:
    """The columns under their names; nameless ones stay only where most rows fill them."""
    notes: list[str] = []
    names: list[str] = []
    keep: list[int] = []
    for i, header in enumerate(head.names):
        if not header:
            filled = _where(pc.not_equal(_trim(table.column(i)), ""))
            if 2 * len(filled) <= table.num_rows:
                if len(filled):
                    rows = show_rows(numbers[filled].tolist())
                    notes.append(f"{name} 第 {i + 1} 列没有列名，只有{rows}有内容，已略去。")
                continue
            notes.append(f"{name} 第 {i + 1} 列没有列名，记作“{column_name(i)}”。")
        title = header or column_name(i)
        if title in names and table.column(i).equals(table.column(keep[names.index(title)])):
            notes.append(f"{name} 有两列都叫“{title}”且内容相同，只用前一列。")
            continue
        keep.append(i)
        names.append(title)
    twice = {title for title, count in Counter(names).items() if count > 1}
    ids = sorted(filter(is_id_name, twice))
    if ids:
        raise CustomerDataError(
            f"文件 {name} 有两列都叫“{ids[0]}”，内容却不同，不知道用哪一列。请改名后重试。"
        )
    if twice:
        notes.append(
            f"{name} 有重复的列名 {'、'.join(sorted(twice))}，内容不同，"
            f"已在前面加上列的位置，例如“{column_name(keep[names.index(min(twice))])}{min(twice)}”。"
        )
    names = [column_name(i) + n if n in twice else n for i, n in zip(keep, names, strict=True)]
    return table.select(keep).rename_columns(names), notes
