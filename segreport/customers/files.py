"""Opening customer files: CSV, XLSX and Parquet become a table of untouched cells."""

from __future__ import annotations

import codecs
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
import python_calamine

from segreport.errors import CustomerDataError
from segreport.models import SourceFile

DELIMITERS = (",", "\t", ";", "|")
_EXCEL_DIGITS = 15


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as it lies in the files: text or number columns, nothing converted."""

    columns: pa.Table
    sources: tuple[SourceFile, ...]
    first_row: int = 2
    """Row number, as a spreadsheet shows it, of the first customer."""
    notes: tuple[str, ...] = ()


def read_files(paths: Sequence[Path], id_column: str | None = None) -> RawTable:
    """The files as one table; several are joined on the id column they share.

    Raises CustomerDataError where a file is missing, empty, of an unknown kind or broken, where
    a header repeats, or where several files have no id in common.
    """
    tables = [_read_file(path) for path in paths]
    if len(tables) == 1:
        return tables[0]
    return _join(tables, id_column)


def _read_file(path: Path) -> RawTable:
    readers = {".csv": _read_csv, ".txt": _read_csv, ".xlsx": _read_workbook,
               ".parquet": _read_parquet}  # fmt: skip
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise CustomerDataError(
            f"不认识文件 {path.name} 的格式（{path.suffix or '没有扩展名'}）。"
            "目前能读 CSV（.csv）、Excel（.xlsx）和 Parquet（.parquet）。"
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CustomerDataError(f"找不到文件 {path}。请检查路径和文件名。") from None
    except OSError as error:
        raise CustomerDataError(f"打不开文件 {path}：{error.strerror}。请检查权限。") from error
    if not content.strip():
        raise CustomerDataError(f"文件 {path.name} 是空的。请确认导出是否成功。")
    table = reader(path, content)
    _refuse_headers(path, table.columns.column_names)
    if table.columns.num_rows == 0:
        raise CustomerDataError(f"文件 {path.name} 只有表头，没有客户。请确认导出是否成功。")
    return table


def _source(path: Path, content: bytes, rows: int, **details: str) -> SourceFile:
    digest = hashlib.sha256(content).hexdigest()
    return SourceFile(name=path.name, sha256=digest, rows=rows, **details)


def _refuse_headers(path: Path, names: list[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if count > 1 and name]
    if repeated:
        raise CustomerDataError(
            f"文件 {path.name} 的表头有重复的列名：{'、'.join(repeated)}。请改名后重试。"
        )


# ── CSV ─────────────────────────────────────────────────────────────────────────────────────────


def _encoding(path: Path, content: bytes) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise CustomerDataError(
        f"文件 {path.name} 的编码既不是 UTF-8 也不是 GB18030（GBK）。"
        "请在 Excel 里另存为“CSV UTF-8”后重试。"
    )


def _read_csv(path: Path, content: bytes) -> RawTable:
    encoding = _encoding(path, content)
    body = content.removeprefix(codecs.BOM_UTF8)
    if encoding == "gb18030":
        body = body.decode(encoding).encode("utf-8")
    end = body.find(b"\n") + 1 or len(body)
    delimiter = max(DELIMITERS, key=body[:end].decode("utf-8").count)
    try:
        header = _parse_csv(body[:end], delimiter, width=None)
        names = [str(column[0].as_py() or "").strip() for column in header.columns]
        ragged: list[int | None] = []
        table = _parse_csv(body[end:], delimiter, len(names), ragged)
        if ragged:  # only a single thread knows the numbers of the rows
            ragged.clear()
            _parse_csv(body[end:], delimiter, len(names), ragged, threads=False)
    except pa.ArrowInvalid as error:
        raise CustomerDataError(
            f"文件 {path.name} 不是一张完整的 CSV 表：{error}。请在 Excel 里打开检查后另存一份。"
        ) from error
    if ragged:
        shown = "、".join(str((number or 0) + 1) for number in ragged[:5])
        raise CustomerDataError(
            f"文件 {path.name} 有 {len(ragged)} 行的列数与表头（{len(names)} 列）不同："
            f"第 {shown} 行{'等' if len(ragged) > 5 else ''}。请检查这些行的分隔符和引号。"
        )
    keep = [i for i, name in enumerate(names) if name or _filled(table.column(i))]
    table = table.select(keep).rename_columns([names[i] or f"第{i + 1}列" for i in keep])
    shown_encoding = {"utf-8-sig": "UTF-8（带 BOM）", "utf-8": "UTF-8", "gb18030": "GB18030"}
    source = _source(path, content, table.num_rows, encoding=shown_encoding[encoding])
    return RawTable(table, (source,))


def _parse_csv(
    body: bytes,
    delimiter: str,
    width: int | None,
    ragged: list[int | None] | None = None,
    *,
    threads: bool = True,
) -> pa.Table:
    """The lines as columns of text named '0', '1' …; rows of another width go to `ragged`."""

    def skip(row: pa_csv.InvalidRow) -> str:
        if ragged is not None:
            ragged.append(row.number)
        return "skip"

    names = [str(i) for i in range(width or 0)]
    if width is not None and not body.strip():
        return pa.table({name: pa.array([], pa.string()) for name in names})
    return pa_csv.read_csv(
        pa.BufferReader(body),
        read_options=pa_csv.ReadOptions(
            column_names=names or None,
            autogenerate_column_names=width is None,
            use_threads=threads,
        ),
        parse_options=pa_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=b'"' in body,
            invalid_row_handler=skip,
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )


def _filled(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.greater(pc.utf8_length(column), 0)).as_py())


# ── XLSX ────────────────────────────────────────────────────────────────────────────────────────


def _read_workbook(path: Path, content: bytes) -> RawTable:
    try:
        workbook = python_calamine.load_workbook(path)
        sheets = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise CustomerDataError(
            f"打不开工作簿 {path.name}：{error}。它可能加了密码或已损坏，请另存一份后重试。"
        ) from error
    filled = [(name, rows) for name, rows in sheets if len(rows) > 1]
    if not filled:
        raise CustomerDataError(f"工作簿 {path.name} 里没有带数据的工作表。请确认导出是否成功。")
    sheet, rows = max(filled, key=lambda entry: len(entry[1]) * len(entry[1][0]))
    notes: tuple[str, ...] = ()
    if len(filled) > 1:
        notes = (f"工作簿 {path.name} 有 {len(filled)} 张表，读取了最大的一张“{sheet}”。",)
    header = [str(cell).strip() for cell in rows[0]]
    keep = [i for i, name in enumerate(header) if name or any(row[i] != "" for row in rows[1:])]
    columns = {
        header[i] or f"第{i + 1}列": pa.array([_cell(row[i]) for row in rows[1:]], pa.string())
        for i in keep
    }
    _refuse_headers(path, [header[i] for i in keep])
    source = _source(path, content, len(rows) - 1, sheet=sheet)
    return RawTable(pa.table(columns), (source,), notes=notes)


def _cell(value: Any) -> str:
    """A workbook's cell as the text that a CSV export would hold."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**63 else repr(value)
    return "" if value is None else str(value)


# ── Parquet ─────────────────────────────────────────────────────────────────────────────────────


def _read_parquet(path: Path, content: bytes) -> RawTable:
    try:
        table = pa_parquet.read_table(pa.BufferReader(content))
    except (pa.ArrowInvalid, OSError) as error:
        raise CustomerDataError(
            f"文件 {path.name} 不是完整的 Parquet 文件：{error}。请重新导出。"
        ) from error
    return RawTable(table, (_source(path, content, table.num_rows),), first_row=1)


# ── joining ─────────────────────────────────────────────────────────────────────────────────────


def _join(tables: list[RawTable], id_column: str | None) -> RawTable:
    names = "、".join(table.sources[0].name for table in tables)
    shared = set.intersection(*(set(table.columns.column_names) for table in tables))
    key = id_column if id_column in shared else _key(tables, shared)
    if key is None:
        raise CustomerDataError(
            f"文件 {names} 没有共同的客户号列，无法合并。"
            "请让每个文件都带同名的客户号列，或先合并成一张表。"
        )
    whole = tables[0].columns
    notes = [note for table in tables for note in table.notes]
    for table in tables:
        _refuse_repeats(table, key)
    for table in tables[1:]:
        right = table.columns.drop_columns(
            [c for c in table.columns.column_names if c != key and c in whole.column_names]
        )
        whole = whole.join(right, keys=key, join_type="inner")
    lost = [
        f"{table.sources[0].name} 有 {table.columns.num_rows - whole.num_rows} 位没有对上"
        for table in tables
        if table.columns.num_rows > whole.num_rows
    ]
    if whole.num_rows == 0:
        raise CustomerDataError(f"文件 {names} 按 {key} 一位客户也没有对上。请检查客户号的写法。")
    notes.append(
        f"按 {key} 合并 {len(tables)} 个文件，对上 {whole.num_rows} 位客户"
        + ("；" + "，".join(lost) if lost else "")
        + "。"
    )
    sources = tuple(source for table in tables for source in table.sources)
    return RawTable(whole, sources, notes=tuple(notes))


def _key(tables: list[RawTable], shared: set[str]) -> str | None:
    """The shared column whose values are all distinct in every file, leftmost first."""
    names: list[str] = tables[0].columns.column_names
    for name in names:
        if name in shared and all(
            pc.count_distinct(table.columns[name]).as_py() == table.columns.num_rows
            for table in tables
        ):
            return name
    return None


def _refuse_repeats(table: RawTable, key: str) -> None:
    repeats = table.columns.num_rows - pc.count_distinct(table.columns[key]).as_py()
    if repeats:
        raise CustomerDataError(
            f"文件 {table.sources[0].name} 里同一个 {key} 出现多行（多出 {repeats} 行），"
            "一位客户只能有一行。请先按客户汇总后再合并。"
        )
