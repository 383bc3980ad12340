"""Customer → segment, as a file for people and for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

from segreport.errors import CustomerDataError

_FORMULA = r"^(?:[\s\x{feff}\x{200b}\x{3000}]*[=+\-@＝＋－＠]|[\t\r\n])"
"""What spreadsheets begin a formula with, full-width too (OWASP, CSV injection); blanks aside."""
_SPECIAL = r'[",\r\n]'
_BOM = b"\xef\xbb\xbf"

Labels = NDArray[np.str_]


def segments_csv(ids: pd.Index, labels: Labels, id_column: str | None) -> bytes:
    """Customer → segment as CSV for Excel (UTF-8 with BOM), sorted by id.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    return _BOM + _rows(ids, labels, id_column, head=True)


def _rows(ids: pd.Index, labels: Labels, id_column: str | None, *, head: bool) -> bytes:
    cells = [pa.array(ids, pa.large_string()), pa.array(labels, pa.large_string())]
    if not ids.is_monotonic_increasing:
        order = pc.sort_indices(cells[0] if id_column else cells[0].cast(pa.int64()))
        cells = [column.take(order) for column in cells]
    first, second = map(_cells, cells)
    lines = _joined(first, ",", second, "\n")
    names = _cells(pa.array([id_column or "行号", "segment"], pa.large_string()))
    title = f"{names[0]},{names[1]}\n".encode() if head else b""
    return title + bytes(lines.buffers()[2] or b"")


def _cells(column: pa.Array) -> pa.Array:
    """Cells as CSV has them: defused, and in quotes where they have to be."""
    risky = pc.match_substring_regex(column, _FORMULA)
    if pc.any(risky).as_py():
        column = pc.if_else(risky, _joined("'", column), column)
    special = pc.match_substring_regex(column, _SPECIAL)
    if pc.any(special).as_py():
        doubled = pc.replace_substring(column, '"', '""')
        quoted = _joined('"', doubled, '"')
        column = pc.if_else(special, quoted, column)
    return column


def _joined(*parts: pa.Array | str) -> pa.Array:
    texts = [pa.scalar(p, pa.large_string()) if isinstance(p, str) else p for p in (*parts, "")]
    return pc.binary_join_element_wise(*texts)


def write_listing(path: Path, parts: Iterable[tuple[pd.Index, Labels]], id_column: str) -> None:
    """The same as a file, part by part in the order of the ids: Parquet by its name, else CSV.

    It appears whole or not at all. Raises CustomerDataError where the disk refuses.
    """
    whole = path.suffix.lower() == ".parquet"
    unfinished = path.with_name(f"{path.name}.segreport-tmp")  # which a run folder clears away
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (_write_parquet if whole else _write_csv)(unfinished, parts, id_column)
        unfinished.replace(path)
    except OSError as error:
        raise CustomerDataError(f"写不了文件 {path}：{error.strerror}。请换一个位置。") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write_parquet(path: Path, parts: Iterable[tuple[pd.Index, Labels]], id_column: str) -> None:
    schema = pa.schema([(id_column, pa.string()), ("segment", pa.string())])
    with pa_parquet.ParquetWriter(path, schema) as writer:
        for ids, labels in parts:
            columns = [pa.array(ids, pa.string(), from_pandas=True), pa.array(labels.tolist())]
            writer.write_table(pa.table(columns, schema=schema))


def _write_csv(path: Path, parts: Iterable[tuple[pd.Index, Labels]], id_column: str) -> None:
    with path.open("wb") as file:
        file.write(_BOM)
        for place, (ids, labels) in enumerate(parts):
            file.write(_rows(ids, labels, id_column, head=place == 0))
