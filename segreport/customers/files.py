"""Opening customer files: CSV, workbooks and Parquet become a table of untouched cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pa_parquet

from segreport.customers.csvfile import read_csv
from segreport.customers.joining import join
from segreport.customers.months import has_months, one_month, shared_month
from segreport.customers.raw import RawTable, Reading, source_of
from segreport.customers.workbooks import read_workbook
from segreport.errors import CustomerDataError, cause

_TEXTS = (".csv", ".txt", ".tsv")
_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_MOST_VALUES = 1_000_000_000
_MOST_BYTES = 8 << 30


def read_files(
    paths: Sequence[Path], id_column: str | None = None, reading: Reading | None = None
) -> RawTable:
    """The files as one table; several are joined on the id column they share.

    Raises CustomerDataError where a file is missing, empty, of an unknown kind or broken, where
    it can be read in several ways, or where several files have no id in common.
    """
    reading = reading or Reading()
    _refuse_needless(paths, reading)
    tables = [_read_file(path, reading) for path in paths]
    monthly = [has_months(table) for table in tables]
    month = reading.month or shared_month(tables)
    wanted = [month if has or not any(monthly) else None for has in monthly]
    single = [
        one_month(table, id_column, month) for table, month in zip(tables, wanted, strict=True)
    ]
    return single[0] if len(single) == 1 else join(single, id_column)


def _refuse_needless(paths: Sequence[Path], reading: Reading) -> None:
    """An option that no file can follow is a misunderstanding, and is not passed over."""
    kinds = {path.suffix.lower() for path in paths}
    if reading.sheet is not None and not kinds.intersection(_WORKBOOKS):
        raise CustomerDataError("--sheet 只用于工作簿，这里没有工作簿。请去掉 --sheet。")
    if reading.encoding is not None and not kinds.intersection(_TEXTS):
        raise CustomerDataError("--encoding 只用于 CSV，这里没有 CSV。请去掉 --encoding。")


def _read_file(path: Path, reading: Reading) -> RawTable:
    kind = path.suffix.lower()
    if path.is_dir():
        raise CustomerDataError(f"{path} 是一个目录。请给出其中的客户文件。")
    if kind not in (*_TEXTS, *_WORKBOOKS, ".parquet"):
        raise CustomerDataError(
            f"不认识文件 {path.name} 的格式（{path.suffix or '没有扩展名'}）。"
            "能读 CSV（.csv、.tsv、.txt）、工作簿（.xlsx、.xls、.xlsb、.ods）"
            "和 Parquet（.parquet）。"
        )
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise CustomerDataError(f"找不到文件 {path}。请检查路径和文件名。") from None
    except OSError as error:
        raise CustomerDataError(f"打不开文件 {path}：{cause(error)}。请检查权限。") from error
    if not content or content.isspace():
        raise CustomerDataError(f"文件 {path.name} 是空的。请确认导出是否成功。")
    if kind in _TEXTS:
        _refuse_disguise(path.name, content)
        table = read_csv(path, content, reading)
    else:
        read = _read_parquet if kind == ".parquet" else read_workbook
        table = read(path, content, reading)
    if table.columns.num_rows == 0:
        raise CustomerDataError(f"文件 {path.name} 只有表头，没有客户。请确认导出是否成功。")
    return table


def _refuse_disguise(name: str, content: bytes) -> None:
    """Workbooks, archives and web pages that are called CSV."""
    for start, what in (
        (b"PK\x03\x04", " Excel 工作簿或压缩包"),
        (b"\xd0\xcf\x11\xe0", "旧版 Excel 工作簿"),
        (b"%PDF", " PDF"),
        (b"PAR1", " Parquet"),
        (b"\x1f\x8b", "压缩文件"),
    ):
        if content.startswith(start):
            raise CustomerDataError(
                f"文件 {name} 其实是{what}，不是 CSV。请改成正确的扩展名，或导出为 CSV 后重试。"
            )
    if content[:512].lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise CustomerDataError(
            f"文件 {name} 其实是网页（HTML/XML），不是 CSV。请用 Excel 打开后另存为 CSV 或 XLSX。"
        )


def _read_parquet(path: Path, content: bytes, _reading: Reading) -> RawTable:
    try:
        file = pa_parquet.ParquetFile(pa.BufferReader(content))
        shape = file.metadata
        groups = (shape.row_group(i).total_byte_size for i in range(shape.num_row_groups))
        if shape.num_rows * shape.num_columns > _MOST_VALUES or sum(groups) > _MOST_BYTES:
            raise CustomerDataError(
                f"文件 {path.name} 有 {shape.num_rows} 行 {shape.num_columns} 列，超出限度。"
                "请分成几份。"
            )
        table = file.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        raise CustomerDataError(
            f"文件 {path.name} 不是完整的 Parquet 文件。请重新导出或重新下载。"
        ) from error
    repeated = [name for name, count in Counter(table.column_names).items() if count > 1]
    if repeated:
        raise CustomerDataError(
            f"文件 {path.name} 有重复的列名：{'、'.join(repeated)}。请改名后重试。"
        )
    nested = [
        field.name
        for field in table.schema
        if pa.types.is_nested(field.type) or pa.types.is_duration(field.type)
    ]
    if nested:
        raise CustomerDataError(
            f"文件 {path.name} 的列 {'、'.join(nested)} 不是简单的值。请展开或删去后重试。"
        )
    table = pa.table(
        [_plain(path.name, f.name, table[f.name]) for f in table.schema], names=table.column_names
    )
    return RawTable(table, (source_of(path, content, table.num_rows),), first_row=1)


def _plain(name: str, title: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Bytes as text and half floats as floats: what the rest of the program can count with."""
    kind = column.type
    if pa.types.is_float16(kind):
        return column.cast(pa.float32())
    binary = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    if not any(test(kind) for test in binary):
        return column
    try:
        return column.cast(pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        raise CustomerDataError(
            f"文件 {name} 的列 {title} 是二进制内容，不是文字或数字。请删去这一列后重试。"
        ) from None
