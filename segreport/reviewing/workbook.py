"""A review through Excel: the parts as a workbook to fill in, and its decisions read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from segreport import store
from segreport.errors import SegreportError
from segreport.models import VERDICT_LABELS
from segreport.report.evidence import write_cells
from segreport.review import STATE_LABELS, Action, Choice, Part
from segreport.reviewing.desk import Desk, lay_out, open_desk, pending
from segreport.wording import plain

SHEET = "审核"
ACTIONS: dict[str, Action] = {"批准": "approve", "改写": "edit", "否决": "reject", "撤回": "undo"}
MOST_ROWS = 20_000
MOST_BYTES = 50 << 20
"""Of a workbook and of everything in its archive; one of ours has a thousandth of it."""

_DECIDES, _TEXT, _REASON = "决定", "新文字", "理由"
_SEGMENT, _PLACE, _VERSION, _SEEN = "群组", "位置代号", "版本", "散列"
_COLUMNS = (
    (_SEGMENT, 8), ("位置", 16), ("文字", 48), ("规则原文", 36), ("核对结论", 10), ("核对说明", 36),
    ("依据", 40), ("现状", 24), (_DECIDES, 10), (_TEXT, 48), (_REASON, 30),
    (_PLACE, 14), (_VERSION, 8), (_SEEN, 20),
)  # fmt: skip
_HIDDEN = (_PLACE, _VERSION, _SEEN)
_TO_FILL = (_DECIDES, _TEXT, _REASON)
_LONGEST_CELL = 32_000


def write_workbook(folder: Path) -> bytes:
    """The parts of a run as XLSX, what needs a person first; nothing in it is a formula."""
    desk = open_desk(folder)
    sheets = lay_out(desk, store.read_history(folder))
    waiting = pending(sheets)
    rest = tuple(part for sheet in sheets for part in sheet.parts if part.done)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_row(sheet, 1, [title for title, _ in _COLUMNS])
    for number, part in enumerate((*waiting, *rest), start=2):
        _write_row(sheet, number, _row(desk, part))
    _lay_out(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_workbook(file: Path, reviewer: str) -> tuple[tuple[int, Choice], ...]:
    """The decisions of a filled-in workbook with their rows.

    Raises SegreportError, once for all rows that cannot be understood, where it is not one of ours.
    """
    rows = _read(file)
    head = next(rows, ())
    places = {plain(str(title)): column for column, title in enumerate(head) if title is not None}
    missing = [title for title in (_SEGMENT, *_HIDDEN, *_TO_FILL) if title not in places]
    if missing:
        raise SegreportError(
            f"{file} 不是 export-review 导出的审核表：没有“{'”“'.join(missing)}”列。"
            "请重新导出，只填决定、新文字和理由三列。"
        )
    choices, problems = [], []
    for number, row in enumerate(rows, start=2):
        cells = {
            title: row[column] if column < len(row) else None for title, column in places.items()
        }
        if any(_written(cells[title]) for title in _TO_FILL):
            try:
                choices.append((number, _choice(cells, reviewer)))
            except SegreportError as error:
                problems.append(f"第 {number} 行：{error}")
    if problems:
        raise SegreportError("\n".join([f"{file} 有读不懂的行，一行也没有记下：", *problems]))
    return tuple(choices)


def _row(desk: Desk, part: Part) -> list[str]:
    judgement = part.shown.judgement
    cells = dict.fromkeys(judgement.evidence)
    cells |= dict.fromkeys(cell for finding in judgement.findings for cell in finding.cells)
    state = STATE_LABELS[part.state]
    if part.last is not None:
        state += f"（{part.last.reviewer}{'：' if part.last.reason else ''}{part.last.reason}）"
    state += "".join(f"；{c.what}由“{c.before}”变为“{c.after}”" for c in part.changes)
    return [
        part.segment,
        part.title,
        part.text,
        part.rule if part.rule != part.text else "",
        VERDICT_LABELS[judgement.verdict],
        "；".join(dict.fromkeys(finding.message for finding in judgement.findings)),
        "；".join(write_cells(desk.profile, cells, part.segment)),
        state,
        "",
        "",
        "",
        part.place,
        str(part.version),
        part.shown.hash,
    ]


def _write_row(sheet: Worksheet, number: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row=number, column=column, value=plain(text)[:_LONGEST_CELL] or None)
        if cell.value is not None:
            cell.data_type = "s"  # never a formula, whatever it begins with
        cell.quotePrefix = True  # nor when somebody edits it
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _lay_out(sheet: Worksheet) -> None:
    for column, (title, width) in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        sheet.column_dimensions[letter].hidden = title in _HIDDEN
        sheet[f"{letter}1"].font = Font(bold=True)
    sheet.freeze_panes = "C2"
    titles = [title for title, _ in _COLUMNS]
    letter = get_column_letter(titles.index(_DECIDES) + 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(ACTIONS)}"', allow_blank=True)
    choice.add(f"{letter}2:{letter}{MOST_ROWS}")
    sheet.add_data_validation(choice)


def _read(file: Path) -> Iterator[Sequence[Any]]:
    """The rows of the sheet. Raises SegreportError where the file cannot be read."""
    try:
        content = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if max(size, len(content)) > MOST_BYTES:
            raise SegreportError(f"{file} 太大，不像是审核表。")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=3 * len(_COLUMNS), values_only=True)
        found = list(rows)
    except FileNotFoundError:
        raise SegreportError(f"找不到文件 {file}。请检查路径。") from None
    except (
        zipfile.BadZipFile, OSError, KeyError, ValueError, TypeError, IndexError, AttributeError,
        ParseError, EOFError,
    ) as error:  # fmt: skip
        raise SegreportError(f"打不开审核表 {file}：{error}。请另存为 XLSX 后重试。") from error
    yield from found


def _choice(cells: Mapping[str, Any], reviewer: str) -> Choice:
    decided, text = _written(cells[_DECIDES]), _written(cells[_TEXT])
    if decided not in ACTIONS:
        known = "、".join(ACTIONS)
        raise SegreportError(f"“决定”写的是“{decided}”，应为 {known} 之一。")
    action = ACTIONS[decided]
    if text and action != "edit":
        raise SegreportError(f"写了新文字，决定却是{decided}；要用新文字请选改写。")
    version, seen = _written(cells[_VERSION]), _written(cells[_SEEN])
    if not version.isdecimal() or not seen:
        raise SegreportError("隐藏的版本或散列列被改动过，请重新导出。")
    return Choice(
        action=action,
        segment=_written(cells[_SEGMENT]),
        place=_written(cells[_PLACE]),
        reviewer=reviewer,
        text=text,
        reason=_written(cells[_REASON]),
        version=int(version),
        seen=seen,
    )


def _written(value: object) -> str:
    """A cell as text; a number that Excel made of one is the integer it was."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return plain(str(value))
