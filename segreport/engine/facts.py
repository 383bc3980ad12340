"""What the columns of an engine look like, for guessing what they mean."""

from __future__ import annotations

import math
from typing import Any

from ibis.expr import types as ir

from segreport.customers.cells import NUMERIC_SHARE
from segreport.customers.numerals import MISSING
from segreport.dictionary import ColumnFacts
from segreport.engine.columns import numbers
from segreport.engine.expressions import number
from segreport.engine.measuring import fetch

_EXAMPLES = 20


def describe_columns(rows: ir.Table) -> tuple[ColumnFacts, ...]:
    """The facts of every column, in the order of the table."""
    n = int(rows.count().to_pyarrow().as_py())
    return tuple(_describe(rows, name, n) for name in rows.columns)


def _describe(rows: ir.Table, name: str, n: int) -> ColumnFacts:
    column = rows[name]
    text = column.cast("string").strip()
    text = text.isin(MISSING).ifelse(None, text)
    value, bad, _ = numbers(column)
    found = fetch(
        rows.aggregate(
            filled=text.count(),
            distinct=text.nunique(),
            read=value.count(),
            bad=(bad.ifelse(1, 0).sum() if bad is not None else text.count() * 0),
            low=value.min(),
            high=value.max(),
            mean=value.mean(),
            std=value.std(how="pop"),
            whole=(value == value.floor().cast("float64")).ifelse(1, 0).sum(),
        )
    )[0]
    read, bad_cells = int(found["read"]), int(found["bad"] or 0)
    numeric = read > 0 and read >= NUMERIC_SHARE * (read + bad_cells)
    counted = rows.group_by(text=text).aggregate(n=rows.count())
    counted = counted.filter(counted["text"].notnull())
    common = fetch(counted.order_by([counted["n"].desc(), counted["text"]]).limit(_EXAMPLES))
    filled = int(found["filled"])
    return ColumnFacts(
        name=name,
        numeric=numeric,
        count=filled,
        missing=n - filled,
        distinct=int(found["distinct"]),
        mean=_figure(found, "mean", numeric=numeric),
        std=_figure(found, "std", numeric=numeric),
        skew=_skew(rows, value, found) if numeric else 0.0,
        minimum=_figure(found, "low", numeric=numeric),
        maximum=_figure(found, "high", numeric=numeric),
        integral=numeric and int(found["whole"]) == read,
        examples=tuple(str(row["text"]) for row in common),
    )


def _figure(found: dict[str, Any], name: str, *, numeric: bool) -> float:
    return float(found[name]) if numeric else 0.0


def _skew(rows: ir.Table, value: ir.Value, found: dict[str, Any]) -> float:
    mean, std = float(found["mean"]), float(found["std"])
    if std <= 0:
        return 0.0
    z = (value - number(mean)) / number(std)
    skew = fetch(rows.aggregate(skew=(z * z * z).mean()))[0]["skew"]
    return float(skew) if math.isfinite(skew) else 0.0
