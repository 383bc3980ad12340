"""Customer → segment, as a file for people and for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

_FORMULA = r"^[=+\-@\t\r]"
_BOM = b"\xef\xbb\xbf"
KINDS = (".csv", ".parquet")

Labels = NDArray[np.str_]


def segments_csv(ids: pd.Index, labels: Labels, id_column: str | None) -> bytes:
    """Customer → segment as CSV for Excel (UTF-8 with BOM), sorted by id.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    return _BOM + _rows(ids, labels, id_column, head=True)


def _rows(ids: pd.Index, labels: Labels, id_column: str | None, *, head: bool) -> bytes:
    name = id_column or "行号"
    table = pd.DataFrame({name: ids, "segment": labels})
    if not ids.is_monotonic_increasing:
        key = None if id_column else lambda rows: rows.astype("int64")
        table = table.sort_values(name, key=key)
    for column in table:
        risky = table[column].str.match(_FORMULA)
        table[column] = table[column].mask(risky, "'" + table[column])
    return table.to_csv(index=False, header=head, lineterminator="\n").encode("utf-8")


def write_listing(path: Path, parts: Iterable[tuple[pd.Index, Labels]], id_column: str) -> None:
    """The same as a file, part by part in the order of the ids: Parquet by its name, else CSV."""
    if path.suffix.lower() == ".parquet":
        schema = pa.schema([(id_column, pa.string()), ("segment", pa.string())])
        with pa_parquet.ParquetWriter(path, schema) as writer:
            for ids, labels in parts:
                columns = [pa.array(ids, pa.string(), from_pandas=True), pa.array(labels.tolist())]
                writer.write_table(pa.table(columns, schema=schema))
        return
    with path.open("wb") as file:
        file.write(_BOM)
        for place, (ids, labels) in enumerate(parts):
            file.write(_rows(ids, labels, id_column, head=place == 0))
