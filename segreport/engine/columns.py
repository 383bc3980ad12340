"""One column of an engine as the dictionary reads it: a measure, or categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from segreport.customers.cells import read_numbers, trimmed
from segreport.customers.numerals import MISSING_NUMBERS
from segreport.customers.table import MAX_CATEGORIES
from segreport.errors import CustomerDataError
from segreport.models import Feature

if TYPE_CHECKING:
    from ibis.expr import types as ir

MOST_CATEGORIES = 10_000
_THOUSANDS = r"^[+-]?[1-9][0-9]?[0-9]?(,[0-9][0-9][0-9])+([.][0-9]*)?$"
NUMERAL = r"^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"


@dataclass(frozen=True, slots=True)
class Column:
    """A feature's column."""

    feature: Feature
    name: str
    """In the typed rows."""
    value: ir.Value
    """Doubles, null where missing; of categories the cells as they are."""
    bad: ir.Value | None = None
    """Where cells are no numbers."""
    infinite: ir.Value | None = None
    categories: Mapping[object, str | None] | None = None
    """Cell → category; None for a measure."""
    tally: Mapping[str | None, int] = field(default_factory=dict)
    """Customers by category; None: missing."""


def read_column(rows: ir.Table, feature: Feature, place: int) -> Column:
    """The feature's column: categories where it only describes and has few different values."""
    column = _called(rows[feature.name], feature)
    if feature.role == "describe":
        found = _categories(rows, column, feature, f"c{place}")
        if found is not None:
            return found
    value, bad, infinite = numbers(column)
    return Column(feature, f"v{place}", value, bad, infinite)


def numbers(column: ir.Value) -> tuple[ir.Value, ir.Value | None, ir.Value | None]:
    """Doubles (null where missing), where cells are no numbers, and where they are infinite."""
    kind = column.type()
    nothing = ibis.null("float64")
    if kind.is_boolean():
        return column.cast("int64").cast("float64"), None, None
    if kind.is_floating():
        value = column.cast("float64")
        infinite = value.isinf()
        return (value.isnan() | infinite).ifelse(nothing, value), None, infinite
    if kind.is_numeric():
        return column.cast("float64"), None, None
    if kind.is_string():
        text = column.strip()
        text = text.re_search(_THOUSANDS).ifelse(text.replace(",", ""), text)
        fine = text.re_search(NUMERAL)
        bad = text.notnull() & ~text.isin(MISSING_NUMBERS) & ~fine
        return fine.ifelse(text, ibis.null("string")).cast("float64"), bad, None
    return nothing, column.notnull(), None


def _called(column: ir.Value, feature: Feature) -> ir.Value:
    """The column with the words of the dictionary in place of those of the table."""
    if not feature.values:
        return column
    text = (column.cast("int64") if column.type().is_floating() else column).cast("string").strip()
    return text.cases(*feature.values, else_=text)


def _categories(rows: ir.Table, column: ir.Value, feature: Feature, name: str) -> Column | None:
    """The column with its categories counted; None where it is a measure."""
    if not (column.type().is_numeric() or column.type().is_boolean()):
        column = column.cast("string")
    counted = rows.group_by(cell=column).aggregate(n=rows.count()).limit(MOST_CATEGORIES + 1)
    table = counted.to_pyarrow()
    cells = table["cell"]
    if pa.types.is_decimal(cells.type):
        cells = cells.cast(pa.string())
    names = trimmed(cells).to_pylist()
    different = set(names) - {None}
    if len(different) > MAX_CATEGORIES or feature.unit:
        distinct = pa.chunked_array([pa.array(sorted(different), pa.string())])
        if not len(read_numbers(distinct).bad):
            return None
    if len(different) > MOST_CATEGORIES:
        raise CustomerDataError(
            f"列 {feature.name}（{feature.label}）有一万多种文字，不能用来描述群组。"
            "请从字典里去掉这一列。"
        )
    tally: dict[str | None, int] = {}
    for category, n in zip(names, table["n"].to_pylist(), strict=True):
        tally[category] = tally.get(category, 0) + int(n)
    merged = dict(zip(table["cell"].to_pylist(), names, strict=True))
    return Column(feature, name, column, categories=merged, tally=tally)
