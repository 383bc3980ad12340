"""What a column looks like, for guessing what it means."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segreport.customers.cells import Numbers, read_numbers, trimmed
from segreport.customers.raw import RawTable, show_rows
from segreport.dictionary import ColumnFacts

_EXAMPLES = 20


def describe_columns(raw: RawTable) -> tuple[ColumnFacts, ...]:
    """The facts of every column, in file order.

    A column counts as numeric when at least 99 % of its filled cells are numbers.
    """
    return tuple(
        _describe(name, raw.columns.column(position), raw)
        for position, name in enumerate(raw.columns.column_names)
    )


def _describe(name: str, column: pa.ChunkedArray, raw: RawTable) -> ColumnFacts:
    text = trimmed(column)
    filled = len(text) - text.null_count
    numbers = read_numbers(column)
    values = numbers.values[~np.isnan(numbers.values)]
    numeric = numbers.numeric and len(values) > 0
    counts = pc.value_counts(text.drop_null())
    distinct = len(counts)
    common = counts.sort(by="counts", order="descending") if distinct else counts
    examples = tuple(str(value) for value in common.field("values")[:_EXAMPLES].to_pylist())
    mean = std = skew = minimum = maximum = 0.0
    if numeric:
        mean, std = float(values.mean()), float(values.std())
        minimum, maximum = float(values.min()), float(values.max())
        skew = float(np.mean(((values - mean) / std) ** 3)) if std > 0 else 0.0
    return ColumnFacts(
        name=name,
        numeric=numeric,
        count=filled,
        missing=len(text) - filled,
        distinct=distinct,
        mean=mean,
        std=std,
        skew=skew if math.isfinite(skew) else 0.0,
        minimum=minimum,
        maximum=maximum,
        integral=numeric and bool(np.all(values == np.floor(values))),
        examples=examples,
        odd="" if numeric else _odd(numbers, text, raw),
    )


def _odd(numbers: Numbers, text: pa.ChunkedArray, raw: RawTable) -> str:
    """What keeps a column of mostly numbers from being one, with the rows."""
    if numbers.european is not None:
        return f"有的用逗号作小数点或用点分千位（例如“{text[numbers.european].as_py()}”）"
    if not len(numbers.bad) or 2 * len(numbers.bad) > len(text) - text.null_count:
        return ""
    cell = text[int(numbers.bad[0])].as_py()
    return f"{show_rows(raw.numbers()[numbers.bad].tolist())}不是（例如“{cell[:20]}”）"
