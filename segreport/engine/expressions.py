"""Arithmetic that comes to the same integers in every engine as NumPy's does (EXACT.md).

Engines agree on +, −, ×, ÷ and floor of doubles and on integers, and on nothing else: what is
written here uses no more. Logarithms differ in the last bit, so those at a rounding edge are
looked at one by one (`log_corrections`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ibis
import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import LIMIT, LOG_PLACES, STEPS, Axis

if TYPE_CHECKING:
    from ibis.expr import types as ir

EDGE = 1e-4
"""Logarithms this close to a rounding edge (in units of the last place) are compared."""


def _of_text(text: str) -> str:
    """What an engine makes of a text; its bytes count as text here."""
    raise NotImplementedError


_TO_UTF8, _MD5, _HEX = (
    ibis.udf.scalar.builtin(_of_text, name=name) for name in ("to_utf8", "md5", "hex")
)


def md5(text: ir.Value, engine: str) -> ir.Value:
    """MD5 in lower-case hexadecimal. ClickHouse and Trino give its bytes, and Trino wants bytes."""
    found = _MD5(_TO_UTF8(text) if engine == "trino" else text)
    return _HEX(found).lower() if engine in ("clickhouse", "trino") else found


def number(value: float) -> ir.FloatingValue:
    """A double; as text, because some engines read 0.1 as a DECIMAL and round it twice."""
    return ibis.literal(repr(float(value))).cast("float64")


def nearest(x: ir.Value, *, edges: bool = True) -> ir.Value:
    """The nearest integer of doubles below 2**51; a half goes to the even one, as `np.rint` has it.

    Without `edges` halves do not occur or do not matter.
    """
    if not edges:
        return (x + number(0.5)).floor().cast("int64")
    low = x.floor().cast("int64")
    part = x - low.cast("float64")
    up = (part > number(0.5)) | ((part == number(0.5)) & ((low & 1) == 1))
    return low + up.ifelse(1, 0).cast("int64")


def units(value: ir.Value, places: int, *, held: bool) -> ir.Value:
    """A column of doubles as integers at so many decimal places."""
    return nearest(value * number(10.0**places), edges=not held)


def log_units(value: ir.Value, corrections: Sequence[tuple[float, int]] = ()) -> ir.Value:
    """log(1 + x) as an integer at LOG_PLACES decimal places."""
    rounded = nearest(_raw_log(value), edges=False)
    if not corrections:
        return rounded
    cases = [(value == number(x), ibis.literal(to, "int64")) for x, to in corrections]
    return ibis.cases(*cases, else_=rounded)


def _raw_log(value: ir.Value) -> ir.Value:
    return (value + number(1.0)).ln() * number(10.0**LOG_PLACES)


def near_edges(rows: ir.Table, column: str) -> ir.Table:
    """The values whose logarithm is at a rounding edge, and how this engine rounds it."""
    raw = _raw_log(rows[column])
    part = raw - raw.floor().cast("float64")
    found = rows.filter((part - number(0.5)).abs() < number(EDGE))
    return found.select(x=found[column], to=log_units(found[column])).distinct()


def corrections(values: Sequence[float], rounded: Sequence[int]) -> list[tuple[float, int]]:
    """The values that this engine rounds to another integer than NumPy, and NumPy's."""
    ours = exact_log_units(np.array(values, dtype=np.float64))
    return [
        (x, int(to)) for x, to, was in zip(values, ours, rounded, strict=True) if int(to) != was
    ]


def exact_log_units(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """log(1 + x) at LOG_PLACES decimal places, as the grid in memory has it."""
    return np.rint(np.log1p(values) * 10.0**LOG_PLACES).astype(np.int64)


def grid_column(
    value: ir.Value, axis: Axis, corrections: Sequence[tuple[float, int]] = ()
) -> ir.Value:
    """A feature on the grid: `clustering.to_grid` in SQL."""
    filled = ibis.coalesce(value, number(axis.median))
    if axis.scale == "log":
        logs = log_units(filled, corrections).cast("float64")
        filled = logs / number(10.0**LOG_PLACES)
    z = (filled - number(axis.mean)) / number(axis.std)
    steps = (z * number(STEPS) + number(0.5)).floor().cast("int64")
    lowest, highest = ibis.literal(-LIMIT, "int64"), ibis.literal(LIMIT, "int64")
    return ibis.least(ibis.greatest(steps, lowest), highest)


def score(grid: Sequence[ir.Value], squares: ir.Value, centres: NDArray[np.int64]) -> ir.Value:
    """256 · squared distance to the nearest centre + its number, ties to the lowest.

    `squares`: Σ of the squared coordinates. The last byte is the label, the rest the distance.
    """
    scores = []
    for place, centre in enumerate(centres.tolist()):
        constant = 256 * sum(c * c for c in centre) + place
        terms = [x * ibis.literal(-512 * c, "int64") for x, c in zip(grid, centre, strict=True)]
        scores.append(total([*terms, ibis.literal(constant, "int64")]))
    best = ibis.least(*scores) if len(scores) > 1 else scores[0]
    return best + squares * ibis.literal(256, "int64")


def total(terms: Sequence[ir.Value]) -> ir.Value:
    """The sum of the terms, as a balanced tree: engines limit how deep expressions are."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return total(terms[:half]) + total(terms[half:])
