"""What the columns of an engine look like, for guessing what they mean."""

from __future__ import annotations

import math
from typing import Any

from ibis.expr import types as ir

from segreport.customers.cells import NUMERIC_SHARE, is_number
from segreport.customers.numerals import MISSING
from segreport.dictionary import ColumnFacts
from segreport.engine.columns import numbers
from segreport.engine.expressions import number
from segreport.engine.measuring import count_distinct, fetch
from segreport.errors import CustomerDataError

_EXAMPLES = 20
_SAMPLE = 1000


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
    if bad is not None and not numeric:
        _refuse_numerals(name, rows.filter(bad).select(text=text))
    counted = rows.group_by(text=text).aggregate(n=rows.count())
    counted = counted.filter(counted["text"].notnull())
    common = fetch(counted.order_by([counted["n"].desc(), counted["text"]]).limit(_EXAMPLES))
    filled = int(found["filled"])
    return ColumnFacts(
        name=name,
        numeric=numeric,
        count=filled,
        missing=n - filled,
        distinct=count_distinct(text),
        mean=_figure(found, "mean", numeric=numeric),
        std=_figure(found, "std", numeric=numeric),
        skew=_skew(rows, value, found) if numeric else 0.0,
        minimum=_figure(found, "low", numeric=numeric),
        maximum=_figure(found, "high", numeric=numeric),
        integral=numeric and int(found["whole"]) == read,
        examples=tuple(str(row["text"]) for row in common),
    )


def _refuse_numerals(name: str, cells: ir.Table) -> None:
    """Numbers that only the reader in memory knows would make the column a text unnoticed."""
    sample = [str(row["text"]) for row in fetch(cells.distinct().limit(_SAMPLE))]
    readable = [cell for cell in sample if is_number(cell)]
    if 2 * len(readable) > len(sample):
        raise CustomerDataError(
            f"列 {name} 的数字写成了“{min(readable)}”的样子，不在内存里读时只认 1234.5 和 1,234.5。"
            "请先换算成这样的数字；文件也可以用 --memory 提高限额，在内存里读。"
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
