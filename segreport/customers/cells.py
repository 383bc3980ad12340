"""From cells to numbers, and saying which cells are none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

MISSING = ("", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "None", "-", "—", "无")
_THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers."""

    values: NDArray[np.float64]
    """Shape (n,); NaN where the cell is empty, no number, or infinite."""
    bad: NDArray[np.intp]
    """Positions of filled cells that are no number."""
    infinite: NDArray[np.intp]
    """Positions of infinities."""


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as text without surrounding white space; missing cells are null."""
    if not pa.types.is_string(column.type):
        column = _as_text(column)
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(text, pa.array(MISSING)), pa.scalar(None, pa.string()), text)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(column, pc.floor(column))).as_py()
        if whole:
            column = pc.cast(column, pa.int64(), safe=False)
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    return pc.cast(column, pa.string())


def read_numbers(column: pa.ChunkedArray) -> Numbers:
    """The column as float64."""
    try:
        values = _floats(pc.cast(column, pa.float64(), safe=False))
        bad = np.array([], dtype=np.intp)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        values, bad = _parse(trimmed(column))
    infinite = np.flatnonzero(np.isinf(values))
    if len(infinite):
        values = np.where(np.isinf(values), np.nan, values)
    return Numbers(values, bad, infinite)


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    return np.asarray(pc.fill_null(column, float("nan")).to_numpy(), dtype=np.float64)


def _parse(text: pa.ChunkedArray) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    try:
        return _floats(pc.cast(text, pa.float64())), np.array([], dtype=np.intp)
    except pa.ArrowInvalid:
        pass
    grouped = pc.match_substring_regex(text, _THOUSANDS)
    plain = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
    series = pd.to_numeric(plain.to_pandas(), errors="coerce").astype("float64")
    values = series.to_numpy(dtype=np.float64, na_value=np.nan)
    filled = pc.is_valid(text).to_numpy()
    return values, np.flatnonzero(np.isnan(values) & filled)
