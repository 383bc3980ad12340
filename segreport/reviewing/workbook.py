"""A review through Excel: the parts as a workbook to fill in, and its decisions read back."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import python_calamine
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from segreport import store
from segreport.customers.workbooks import without_panics
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
_LONGEST_CELL = 32_767
"""UTF-16 code units that a cell of Excel takes."""
_CUT = "……（余下的见审核页）"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Where a spreadsheet would read _x000D_ as one character (ECMA-376, ST_Xstring)."""
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f\b')


def write_workbook(folder: Path) -> bytes:
    """The parts of a run as XLSX, what needs a person first; nothing in it is a formula.

    Raises SegreportError where a text that is to be decided on does not fit into a cell.
    """
    desk = open_desk(folder)
    sheets = lay_out(desk, store.read_history(folder))
    waiting = pending(sheets)
    rest = tuple(part for sheet in sheets for part in sheet.parts if part.done)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_row(sheet, 1, [title for title, _ in _COLUMNS])
    for number, part in enumerate((*waiting, *rest), start=2):
        _refuse_too_long(part)
        _write_row(sheet, number, _row(desk, part))
    _lay_out(sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read_workbook(file: Path, reviewer: str) -> tuple[tuple[int, Choice], ...]:
    """The decisions of a filled-in workbook with their rows.

    Raises SegreportError, once for all rows that cannot be understood, where it is not one of ours.
    """
    head, *rows = _read(file) or [()]
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


def _refuse_too_long(part: Part) -> None:
    """Nobody approves what he cannot see whole."""
    if all(_fits(_escaped(text)) for text in (part.text, part.segment, part.place)):
        return
    raise SegreportError(
        f"群组 {plain(part.segment)[:40]} 的{plain(part.title)[:40]}有 {len(part.text)} 个字，"
        "工作表的一格放不下。请用 segreport review 在审核页里审，或重新撰写。"
    )


def _escaped(text: str) -> str:
    """A text as a cell holds it, which shows as the text itself."""
    return _ESCAPE.sub("_x005F_", plain(text))


def _fits(escaped: str) -> bool:
    return len(escaped.encode("utf-16-le")) // 2 <= _LONGEST_CELL


def _cell(text: str) -> str:
    """A text for a cell; a very long list of findings or figures is cut, and says so."""
    escaped = _escaped(text)
    return escaped if _fits(escaped) else escaped[: _LONGEST_CELL // 2 - len(_CUT)] + _CUT


def _write_row(sheet: Worksheet, number: int, texts: Sequence[str]) -> None:
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row=number, column=column, value=_cell(text) or None)
        if cell.value is not None:
            cell.data_type = "s"  # never a formula, whatever it begins with
        cell.number_format = "@"  # what is typed stays what was typed: no date, no number
        cell.quotePrefix = True  # nor a formula when somebody edits it
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


def _read(file: Path) -> Sequence[Sequence[Any]]:
    """The rows of the sheet. Raises SegreportError where the file cannot be read."""
    try:
        content = file.read_bytes()
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if max(size, len(content)) > MOST_BYTES:
                raise SegreportError(f"{file} 太大，不像是审核表。")
            _refuse_formulas(file, archive)
        # not openpyxl: of what Excel saved it drops every "x005F_", written or typed
        with without_panics():
            return _rows(content)
    except FileNotFoundError:
        raise SegreportError(f"找不到文件 {file}。请检查路径。") from None
    except (
        zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, IndexError,
        ValueError, RuntimeError, python_calamine.CalamineError,
    ) as error:  # fmt: skip
        raise _unreadable(file, error) from error


def _rows(content: bytes) -> Sequence[Sequence[Any]]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    sheet = book.get_sheet_by_name(SHEET if SHEET in names else names[0])
    return sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)


def _unreadable(file: Path, error: BaseException) -> SegreportError:
    return SegreportError(f"打不开审核表 {file}：{error}。请另存为 XLSX 后重试。")


def _refuse_formulas(file: Path, archive: zipfile.ZipFile) -> None:
    """A formula is not what somebody wrote, and what it came to may be another thing tomorrow."""
    for name in archive.namelist():
        found = name.startswith("xl/worksheets/") and _FORMULA.search(archive.read(name))
        if found:
            raise SegreportError(
                f"{file} 的单元格 {found[1].decode()} 里是公式，一行也没有记下。"
                "请改成文字：把单元格设为文本格式，或在开头加一个英文单引号。"
            )


def _choice(cells: Mapping[str, Any], reviewer: str) -> Choice:
    decided, text = _written(cells[_DECIDES]), _typed(cells, _TEXT)
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
        reason=_typed(cells, _REASON),
        version=int(version),
        seen=seen,
    )


def _written(value: object) -> str:
    """A cell as text; a number that a spreadsheet made of one is the integer it was."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else plain(str(value))


def _typed(cells: Mapping[str, Any], title: str) -> str:
    """What somebody typed. Raises SegreportError where it has become something else."""
    value = cells[title]
    if isinstance(value, str):
        return plain(value)
    number = _written(value)
    if number.isdecimal() and number.isascii():
        return number
    raise SegreportError(
        f"“{title}”被当成了日期、数字或真假值（{number}）。请把单元格设为文本格式后重新填写。"
    )
