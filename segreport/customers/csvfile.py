"""CSV files: the delimiter, the fast reader for clean files, the careful one for the others."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from segreport.customers.encodings import (
    LOST,
    Text,
    read_text,
    refuse_stray,
    tell_invisible,
    without_invisible,
)
from segreport.customers.headers import Head, find_head
from segreport.customers.ragged import (
    cut_row,
    pad_row,
    profile_columns,
    refuse_stray_quotes,
)
from segreport.customers.raw import RawTable, Reading, show_rows, source_of
from segreport.customers.tidying import is_footnote, tidy
from segreport.errors import CustomerDataError

DELIMITERS = (",", "\t", ";", "|")
_SHOWN_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "|": "竖线"}
SAMPLE_BYTES = 1 << 18
_SAMPLE_ROWS = 200
_CONSISTENT = 0.9
_CHUNK = 50_000
_PROFILED = 2000
_MOST_RAGGED = 20_000
_STRETCH = 1 << 20
"""Bytes of a file that are looked at in one go."""
_SOMETHING = re.compile(rb"\S")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is to be read."""

    delimiter: str
    head: Head


def find_layout(name: str, start: str) -> Layout:
    """The delimiter and the header of a file that begins so.

    Raises CustomerDataError where there is no header, or where it can be read in several ways.
    """
    delimiter = _delimiter(name, start)
    sample = _rows(start, delimiter, _SAMPLE_ROWS)
    head = _with_surplus(name, find_head(name, sample), sample)
    if len(head.names) == 1:
        _refuse_one_column(name, start, head)
    return Layout(delimiter, head)


def read_csv(path: Path, content: bytes, reading: Reading) -> RawTable:
    """The table of a text file."""
    text, invisible = without_invisible(read_text(path.name, content, reading.encoding))
    layout = find_layout(path.name, text.body[:SAMPLE_BYTES].decode("utf-8", "ignore"))
    delimiter, head = layout.delimiter, layout.head
    notes = [tell_invisible(path.name, invisible)] if invisible else []
    table = _read_fast(text, delimiter, head)
    if table is None:
        table, said = _read_carefully(path.name, text, delimiter, head)
        notes += said
    head = replace(head, notes=(*head.notes, *notes))
    raw = tidy(path.name, table, head, np.arange(head.row + 2, head.row + 2 + table.num_rows))
    if text.stray:
        raw = _without_stray(path.name, raw, text)
    source = source_of(path, content, table.num_rows, encoding=text.encoding)
    return replace(raw, sources=(source,))


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    """The first rows, as well as they can be read."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    with suppress(csv.Error):  # told, with its row, when the whole file is read
        rows.extend(islice(reader, most))
    return rows


def _delimiter(name: str, start: str) -> str:
    """The delimiter that gives most rows the same width, from the header on.

    Raises CustomerDataError where two do so equally well.
    """
    fits = []
    for delimiter in DELIMITERS:
        rows = [row for row in _rows(start, delimiter, _SAMPLE_ROWS) if any(map(str.strip, row))]
        if len(rows) > 2 and len(start) == SAMPLE_BYTES:
            rows.pop()
        widths = Counter(len(row) for row in rows if len(row) > 1)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
        first = next(i for i, row in enumerate(rows) if len(row) == width)
        fits.append((count / len(rows), first, width, delimiter))
    if not fits:
        return ","
    share, first, width, best = max(fits, key=lambda fit: (fit[0], -fit[1], fit[2]))
    if f'"{best}"' in start:  # the others stand between cells in quotes, if anywhere
        fits = [fit for fit in fits if f'"{fit[3]}"' in start]
    for other in fits:
        if other[3] != best and other[0] >= _CONSISTENT and (other[0], other[1]) >= (share, first):
            raise CustomerDataError(
                f"文件 {name} 有两种读法：按{_SHOWN_DELIMITERS[best]}分成 {width} 列，"
                f"或按{_SHOWN_DELIMITERS[other[3]]}分成 {other[2]} 列。"
                "请给含分隔符的单元格加上引号，或换一种分隔符导出。"
            )
    return best


def _with_surplus(name: str, head: Head, sample: Sequence[Sequence[str]]) -> Head:
    """The header with nameless columns where every row ends in delimiters that it does not have."""
    width = len(head.names)
    below = sample[head.row + 1 : -1] or sample[head.row + 1 :]  # the last one may be cut
    rows = [row for row in below if sum(map(bool, map(str.strip, row))) > 1]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or any(any(map(str.strip, row[width:])) for row in rows):
        return head
    surplus = widths.pop() - width
    if surplus <= 0:
        return head
    note = f"{name} 每行末尾都比表头多 {surplus} 个空单元格（行末多了分隔符），已略去。"
    return replace(head, names=head.names + ("",) * surplus, notes=(*head.notes, note))


def _refuse_one_column(name: str, start: str, head: Head) -> None:
    """One column with the same sign in every row is a table with a delimiter nobody expects."""
    lines = [line for line in start.splitlines()[max(head.row, 0) : _SAMPLE_ROWS] if line.strip()]
    for sign in ("~", "^", "\x01", "#", " ", "；", "，", "、"):
        count = lines[0].strip().count(sign)
        if count and all(line.strip().count(sign) == count for line in lines):
            raise CustomerDataError(
                f"文件 {name} 认不出分隔符，每行都有“{sign.strip() or '空格'}”。"
                "请用逗号、分号、制表符或竖线分隔后重试。"
            )


def _read_fast(text: Text, delimiter: str, head: Head) -> pa.Table | None:
    """The rows under the header by Arrow; None where a row needs a careful look."""
    body = text.body
    quoted = b'"' in body
    odd = b"\r" in body and body.count(b"\r") != body.count(b"\r\n")
    if odd or (quoted and not _is_quoted_plainly(body, delimiter)):
        return None
    end = 0
    for _ in range(head.row + 1):
        end = body.find(b"\n", end) + 1 or len(body)
    if body.count(b'"', 0, end) % 2:
        return None
    view = memoryview(body)[end:]
    names = [str(i) for i in range(len(head.names))]
    if not _SOMETHING.search(body, end):
        return pa.table({name: pa.array([], pa.string()) for name in names})
    ragged = []

    def skip(row: pa_csv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    try:
        table = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(view)),
            read_options=pa_csv.ReadOptions(column_names=names),
            parse_options=pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                ignore_empty_lines=False,
                invalid_row_handler=skip,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: pa.string() for name in names}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if ragged or (quoted and not _is_whole(table, body.count(b"\n", end), body)):
        return None
    return table


def _is_quoted_plainly(body: bytes, delimiter: str) -> bool:
    """Whether every quote is at one end of a cell, and at one only."""
    signs = np.frombuffer(body, dtype=np.uint8)
    edges = np.frombuffer(f"{delimiter}\n".encode(), dtype=np.uint8)

    def at(places: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The signs there; beyond the ends of the body is a line's end."""
        within = (places >= 0) & (places < len(signs))
        return np.where(within, signs.take(places, mode="clip"), edges[1])

    def is_plain(start: int) -> bool:
        quotes = start + np.flatnonzero(signs[start : start + _STRETCH] == ord('"'))
        before, after = at(quotes - 1), at(quotes + 1)
        returned = (after == ord("\r")) & (at(quotes + 2) == edges[1])
        opens, closes = np.isin(before, edges), np.isin(after, edges) | returned
        return bool((opens != closes).all())

    with ThreadPoolExecutor() as pool:
        return all(pool.map(is_plain, range(0, len(signs), _STRETCH)))


def _is_whole(table: pa.Table, breaks: int, body: bytes) -> bool:
    """Whether every line became one row, and every quote was one around a cell."""
    lines = breaks + (not body.endswith(b"\n"))
    longest = (pc.max(pc.binary_length(column)).as_py() for column in table.columns)
    if table.num_rows != lines or max(longest) > csv.field_size_limit():
        return False
    with ThreadPoolExecutor() as pool:
        return not any(pool.map(_has_quote, table.columns))


def _has_quote(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring(column, '"')).as_py())


def _read_carefully(
    name: str, text: Text, delimiter: str, head: Head
) -> tuple[pa.Table, list[str]]:
    """The rows under the header one by one, and what was done to those of another width."""
    refuse_stray_quotes(name, text.body, delimiter)
    width = len(head.names)
    chunks: list[pa.Table] = []
    rows: list[list[str]] = []
    ragged: dict[int, list[str]] = {}
    for number, row in _numbered(name, text, delimiter):
        if number <= head.row + 1:
            continue
        if len(row) != width:
            if any(map(str.strip, row)):
                ragged[number] = list(row)
            row[:] = [""] * width
        rows.append(row)
        if len(rows) == _CHUNK:
            chunks.append(_columns(rows, width))
            rows = []
    chunks.append(_columns(rows, width))
    table = pa.concat_tables(chunks)
    if not ragged:
        return table, []
    fitted, notes = _fit(name, table, ragged, comma=delimiter == ",")
    strange = {n: row for n, row in ragged.items() if n not in fitted}
    last = max(_last_customer(table) + head.row + 2, *fitted, 0)
    remarks = {n: row for n, row in strange.items() if n > last and is_footnote(row)}
    strange = {n: row for n, row in strange.items() if n not in remarks}
    _refuse_ragged(name, head, strange, whole=last > head.row + 1)
    fitted |= {n: [_first(row)] + [""] * (width - 1) for n, row in remarks.items()}
    return _with_rows(table, fitted, head.row + 2), notes


def _last_customer(table: pa.Table) -> int:
    """Position of the last row with more than one filled cell; -1 where there is none."""
    for row in range(table.num_rows - 1, -1, -1):
        if sum(bool(column[row].as_py().strip()) for column in table.columns) > 1:
            return row
    return -1


def _fit(
    name: str, table: pa.Table, ragged: dict[int, list[str]], *, comma: bool
) -> tuple[dict[int, list[str]], list[str]]:
    """Rows of another width that have one reading, and a note on them."""
    sample = table.slice(0, _PROFILED)
    rows = zip(*(c.to_pylist() for c in sample.columns), strict=True)
    columns = profile_columns(rows, table.num_columns)
    if columns is None or len(ragged) > _MOST_RAGGED:
        return {}, []
    cut = _read_as(ragged, lambda row: cut_row(row, columns, comma=comma))
    padded = _read_as(ragged, lambda row: pad_row(row, columns))
    notes = []
    if cut:
        notes.append(
            f"{name} {show_rows(list(cut))}多了一个分隔符，"
            "按其他各行的写法只有一种读法，已去掉多出的空单元格。"
        )
    if padded:
        notes.append(
            f"{name} {show_rows(list(padded))}末尾少了单元格，"
            "按其他各行的写法只有一种读法，已按空单元格补上。"
        )
    return cut | padded, notes


def _read_as(
    rows: Mapping[int, list[str]], read: Callable[[list[str]], list[str] | None]
) -> dict[int, list[str]]:
    return {number: cells for number, row in rows.items() if (cells := read(row)) is not None}


def _with_rows(table: pa.Table, rows: dict[int, list[str]], first: int) -> pa.Table:
    """The table with these rows in place of the empty ones that held their places."""
    if not rows:
        return table
    places = pa.array(np.isin(np.arange(first, first + table.num_rows), list(rows)))
    columns = zip(*(rows[number] for number in sorted(rows)), strict=True)
    return pa.table(
        {
            name: pc.replace_with_mask(table.column(name), places, pa.array(cells, pa.string()))
            for name, cells in zip(table.column_names, columns, strict=True)
        }
    )


def _numbered(name: str, text: Text, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with the number that a spreadsheet shows."""
    stream = io.TextIOWrapper(io.BytesIO(text.body), encoding="utf-8", newline="")
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, row
    except csv.Error as error:
        raise CustomerDataError(
            f"文件 {name} 第 {number + 1} 行的引号不成对，或一个单元格过长（{error}）。"
            "请在 Excel 里打开检查这一行后另存一份。"
        ) from None


def _first(row: Sequence[str]) -> str:
    return next(cell for cell in row if cell.strip())


def _refuse_ragged(
    name: str, head: Head, ragged: Mapping[int, Sequence[str]], *, whole: bool
) -> None:
    """`whole`: whether there are rows as wide as the header."""
    if not ragged:
        return
    width, others = len(head.names), {len(row) for row in ragged.values()}
    if not whole and len(others) == 1:
        more = others.pop() - width
        raise CustomerDataError(
            f"文件 {name} 的表头有 {width} 格，以下各行却都是 {width + more} 格，"
            f"不知道表头{'缺' if more > 0 else '多'}的是哪一列。"
            "请把表头补成每列一个列名（例如没有列名的行号列），再重试。"
        )
    raise CustomerDataError(
        f"文件 {name} 有 {len(ragged)} 行的列数与表头（{width} 列）不同："
        f"{show_rows(list(ragged))}。请检查这些行的分隔符和引号。"
    )


def _columns(rows: Sequence[Sequence[str]], width: int) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    return pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})


def _without_stray(name: str, raw: RawTable, text: Text) -> RawTable:
    """Stray bytes are no harm in cells that are left out; anywhere else they are refused."""
    cells = (pc.any(pc.match_substring(column, LOST)).as_py() for column in raw.columns.columns)
    if any(LOST in header for header in raw.columns.column_names) or any(cells):
        raise refuse_stray(name, text.stray)
    note = f"{name} {show_rows(text.stray)}有不能解读的字节，只在已略去的单元格里，不影响客户数据。"
    return replace(raw, notes=(*raw.notes, note))
