"""Customer → segment, as a file for people and for other programs."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

from segreport.errors import CustomerDataError, cause

_FORMULA = r"^(?:[\s\x{feff}\x{200b}\x{3000}]*[=+\-@＝＋－＠]|[\t\r\n])"
"""What spreadsheets begin a formula with, full-width too (OWASP, CSV injection); blanks aside."""
_SPECIAL = r'[",\r\n]'
_AHEAD = 8
"""Parts that are put together while others are written."""
_BOM = b"\xef\xbb\xbf"

Labels = NDArray[np.str_]
Part = tuple[pa.Array, pa.DictionaryArray]
"""Ids (text) and their segments."""


def segments_csv(ids: pd.Index, labels: Labels, id_column: str | None) -> bytes:
    """Customer → segment as CSV for Excel (UTF-8 with BOM), sorted by id.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    keys = pa.array(ids, pa.large_string())
    if not ids.is_monotonic_increasing:
        order = pc.sort_indices(keys if id_column else keys.cast(pa.int64()))
        keys, labels = keys.take(order), labels[order.to_numpy()]
    return _BOM + _title(id_column) + _lines(keys, _coded(labels))


def _title(id_column: str | None) -> bytes:
    names = _cells(pa.array([id_column or "行号", "segment"], pa.large_string()))
    return f"{names[0]},{names[1]}\n".encode()


def as_part(ids: pd.Index, labels: Labels) -> Part:
    """The same for `write_listing`."""
    return pa.array(ids, pa.large_string()), _coded(labels)


def _coded(labels: Labels) -> pa.DictionaryArray:
    return pa.array(labels, pa.large_string()).dictionary_encode()


def _lines(ids: pa.Array, segments: pa.DictionaryArray) -> bytes:
    ends = _joined(",", _cells(segments.dictionary.cast(pa.large_string())), "\n")
    lines = _joined(_cells(ids.cast(pa.large_string())), ends.take(segments.indices))
    return bytes(lines.buffers()[2] or b"")


def _cells(column: pa.Array) -> pa.Array:
    """Cells as CSV has them: defused, and in quotes where they have to be."""
    if pc.all(pc.ascii_is_alnum(column)).as_py():
        return column
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


def write_listing(path: Path, parts: Iterable[Part], id_column: str) -> None:
    """Customer → segment as a file, in the order of the ids: Parquet by its name, else CSV.

    It appears whole or not at all. Raises CustomerDataError where the disk refuses.
    """
    whole = path.suffix.lower() == ".parquet"
    unfinished = path.with_name(f"{path.name}.segreport-tmp")  # which a run folder clears away
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (_write_parquet if whole else _write_csv)(unfinished, parts, id_column)
        unfinished.replace(path)
    except OSError as error:
        raise CustomerDataError(f"写不了文件 {path}：{cause(error)}。请换一个位置。") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _write_parquet(path: Path, parts: Iterable[Part], id_column: str) -> None:
    schema = pa.schema([(id_column, pa.string()), ("segment", pa.string())])
    with pa_parquet.ParquetWriter(path, schema) as writer:
        for ids, segments in parts:
            columns = [ids.cast(pa.string()), segments.cast(pa.string())]
            writer.write_table(pa.table(columns, schema=schema))


def _write_csv(path: Path, parts: Iterable[Part], id_column: str) -> None:
    with path.open("wb") as file, ThreadPoolExecutor(os.cpu_count()) as pool:
        file.write(_BOM + _title(id_column))
        waiting: deque[Future[bytes]] = deque()
        for part in parts:
            waiting.append(pool.submit(_lines, *part))
            if len(waiting) > _AHEAD:
                file.write(waiting.popleft().result())
        for rest in waiting:
            file.write(rest.result())
