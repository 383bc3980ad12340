"""Workbooks: XLSX, XLSM, XLSB, XLS and ODS, and which of their sheets holds the table."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import python_calamine

from segreport.customers.bombs import inspect_archive
from segreport.customers.encodings import INVISIBLE
from segreport.customers.headers import find_head
from segreport.customers.raw import RawTable, Reading, source_of
from segreport.customers.tidying import tidy
from segreport.errors import CustomerDataError

_SAMPLE_ROWS = 200
_EXCEL_DIGITS = 15
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    rows: list[list[Any]]
    hidden: bool = False


def read_workbook(path: Path, content: bytes, reading: Reading) -> RawTable:
    """The table of a workbook: of the sheet asked for, else of the largest one."""
    inspected = inspect_archive(path.name, content) if content.startswith(b"PK") else []
    sheets = _open(path.name, content, reading.sheet)
    sheet, notes = _choose(path.name, sheets, reading.sheet)
    texts = [[_cell(cell) for cell in row] for row in sheet.rows]
    head = find_head(path.name, texts[:_SAMPLE_ROWS])
    body = texts[head.row + 1 :]
    columns = list(zip(*body, strict=True)) if body else [()] * len(head.names)
    table = pa.table({str(i): pa.array(column, pa.string()) for i, column in enumerate(columns)})
    raw = tidy(path.name, table, head, np.arange(head.row + 2, head.row + 2 + len(body)))
    notes += inspected
    notes += _long_numbers(path.name, sheet.rows[head.row + 1 :], head.names)
    source = source_of(path, content, len(body), sheet=sheet.name)
    return replace(raw, sources=(source,), notes=(*notes, *raw.notes))


@contextmanager
def without_panics() -> Iterator[None]:
    """A panic of the reader of workbooks becomes an error of it."""
    try:
        yield
    except BaseException as error:  # PyO3's PanicException, which nothing exports to be named
        if type(error).__name__ != "PanicException":
            raise
        raise python_calamine.CalamineError(str(error)) from None


def _open(name: str, content: bytes, wanted: str | None) -> list[_Sheet]:
    try:
        with without_panics():
            return _sheets(name, content, wanted)
    except python_calamine.PasswordError:
        raise CustomerDataError(f"工作簿 {name} 加了密码。请去掉密码另存一份后重试。") from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _unreadable(name, error) from None


def _sheets(name: str, content: bytes, wanted: str | None) -> list[_Sheet]:
    workbook = python_calamine.load_workbook(io.BytesIO(content))
    sheets = [
        sheet
        for sheet in workbook.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    names = [sheet.name for sheet in sheets]
    if wanted is not None and wanted not in names:
        raise CustomerDataError(
            f"工作簿 {name} 里没有叫“{wanted}”的工作表，有的是：{'、'.join(names)}。请改 --sheet。"
        )
    return [
        _Sheet(
            sheet.name,
            _filled_down(workbook.get_sheet_by_name(sheet.name)),
            sheet.visible != python_calamine.SheetVisibleEnum.Visible,
        )
        for sheet in sheets
        if wanted in (None, sheet.name)
    ]


def _unreadable(name: str, error: BaseException) -> CustomerDataError:
    return CustomerDataError(
        f"打不开工作簿 {name}：{error}。它可能加了密码或已损坏，请另存一份后重试。"
    )


def _filled_down(sheet: python_calamine.CalamineSheet) -> list[list[Any]]:
    """The rows; every cell of a merged block one column wide has the value of the block."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def _choose(name: str, sheets: Sequence[_Sheet], wanted: str | None) -> tuple[_Sheet, list[str]]:
    filled = [sheet for sheet in sheets if len(sheet.rows) > 1]
    shown = [sheet for sheet in filled if not sheet.hidden]
    if wanted is None and shown and len(shown) < len(filled):
        left = "、".join(sheet.name for sheet in filled if sheet.hidden)
        chosen, notes = _choose(name, shown, None)
        return chosen, [f"工作簿 {name} 的隐藏工作表 {left} 没有读取。", *notes]
    if not filled:
        raise CustomerDataError(f"工作簿 {name} 里没有带数据的工作表。请确认导出是否成功。")
    best = max(filled, key=lambda sheet: len(sheet.rows) * len(sheet.rows[0]))
    if len(filled) == 1 or wanted is not None:
        return best, []
    header = _header(name, best)
    twins = [sheet.name for sheet in filled if _header(name, sheet) == header]
    if len(twins) > 1:
        raise CustomerDataError(
            f"工作簿 {name} 有 {len(twins)} 张表头相同的表：{'、'.join(twins)}。"
            "请用 --sheet 指定读哪一张。"
        )
    return best, [
        f"工作簿 {name} 有 {len(filled)} 张表，读取了最大的一张“{best.name}”（可用 --sheet 指定）。"
    ]


def _header(name: str, sheet: _Sheet) -> tuple[str, ...]:
    try:
        return find_head(name, [[_cell(c) for c in row] for row in sheet.rows[:_SAMPLE_ROWS]]).names
    except CustomerDataError:
        return (sheet.name,)


def _long_numbers(name: str, rows: Sequence[Sequence[Any]], names: Sequence[str]) -> list[str]:
    """Columns with numbers of more digits than Excel keeps."""
    limit = 10.0**_EXCEL_DIGITS
    return [
        f"{name} 的列“{title}”有超过 {_EXCEL_DIGITS} 位的数字，Excel 已把末尾的数字变成 0；"
        "如果是客户号，请在源系统里按文本导出。"
        for i, title in enumerate(names)
        if any(type(row[i]) in (int, float) and abs(row[i]) >= limit for row in rows)
    ]


def _cell(value: Any) -> str:
    """A workbook's cell as the text that a CSV export would hold."""
    if isinstance(value, str):
        return value if value.isascii() else value.translate(_INVISIBLE)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**63 else repr(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time.min:
        return value.date().isoformat()
    return "" if value is None else str(value)
