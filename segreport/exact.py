"""Sums that do not depend on the order of the rows: columns as scaled integers.

A column of decimals (cents, counts, fractions with a few places) is a column of integers divided
by a power of ten. Sums of integers have no order, so means and variances come out the same to the
last bit on every machine, with any number of threads and in any row order (EXACT.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segreport.errors import CustomerDataError

MAX_DECIMALS = 12
_LIMIT = 2.0**47
_LARGEST = 2.0**63
_LIMB = 16
_MASK = (1 << _LIMB) - 1
_CHUNK = 1 << 20
_FIRST = 1 << 10

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scaled:
    """A column as integers: value = units / scale."""

    units: Integers
    """Shape (n,)."""
    scale: int
    """A power of ten."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, sum and sum of squares of a scaled column, exact."""

    n: int
    total: int
    squares: int
    scale: int

    @property
    def mean(self) -> float:
        """Arithmetic mean, correctly rounded."""
        return self.total / (self.n * self.scale)

    @property
    def std(self) -> float:
        """Population standard deviation."""
        spread = self.n * self.squares - self.total**2
        return math.sqrt(spread / (self.n * self.scale) ** 2)

    def plus(self, part: Moments) -> Moments:
        """These customers and those of `part`, who are on the same scale."""
        return Moments(
            self.n + part.n, self.total + part.total, self.squares + part.squares, self.scale
        )

    def minus(self, part: Moments) -> Moments:
        """Everyone but `part`."""
        return Moments(
            self.n - part.n, self.total - part.total, self.squares - part.squares, self.scale
        )


def scale_to_integers(values: Floats) -> Scaled:
    """The column as integers at the fewest decimal places that hold every value exactly.

    `values`: shape (n,), finite. Where not even the most places that fit hold them (binary
    fractions, more than 14 digits) the values are rounded to those places. Raises
    CustomerDataError for values that no 64-bit integer holds (beyond 9.2e18).
    """
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest >= _LARGEST:
        raise CustomerDataError(
            f"有一列的数值大到 {largest:.2g}，超出了能精确计算的范围（9.2e18）。"
            "请检查是否把编号当成了数值。"
        )
    fitting = fitting_places(largest)
    first = values[:_FIRST]
    for places in fitting:
        if places != fitting[-1] and not holds(first, places):
            continue
        if places == fitting[-1] or holds(values, places):
            break
    return Scaled(np.rint(values * 10.0**places).astype(np.int64), 10**places)


def fitting_places(largest: float) -> list[int]:
    """The decimal places that a column with this largest absolute value may be scaled by."""
    return [p for p in range(MAX_DECIMALS + 1) if largest * 10.0**p < _LIMIT] or [0]


def holds(values: Floats, places: int) -> bool:
    """Whether so many decimal places hold every value exactly."""
    return np.array_equal(np.rint(values * 10.0**places) / 10.0**places, values)


def moments(column: Scaled) -> Moments:
    """Exact count, sum and sum of squares."""
    total = squares = 0
    for start in range(0, len(column.units), _CHUNK):
        limbs = _limbs(column.units[start : start + _CHUNK])
        for i, limb in enumerate(limbs):
            total += int(limb.sum()) << (_LIMB * i)
            for j in range(i, len(limbs)):
                product = int((limb * limbs[j]).sum()) << (_LIMB * (i + j))
                squares += product if i == j else 2 * product
    return Moments(len(column.units), total, squares, column.scale)


def _limbs(units: Integers) -> list[Integers]:
    """Pieces of 16 bits, lowest first, the last with the sign: no sum of products overflows."""
    limbs = []
    while units.size and (units.max() > _MASK or units.min() < -_MASK):
        limbs.append(units & _MASK)
        units = units >> _LIMB
    return [*limbs, units]


def quartiles(column: Scaled) -> tuple[float, float, float]:
    """First quartile, median, third quartile: linear interpolation (R type 7), exact."""
    n = len(column.units)
    wanted = quartile_ranks(n)
    ordered = np.partition(column.units, wanted)
    return interpolate_quartiles({rank: int(ordered[rank]) for rank in wanted}, n, column.scale)


def quartile_ranks(n: int) -> list[int]:
    """The ranks, 0 the lowest, whose values the quartiles of n values lie between."""
    lower = [(n - 1) * quarter // 4 for quarter in (1, 2, 3)]
    return sorted({rank for low in lower for rank in (low, min(low + 1, n - 1))})


def interpolate_quartiles(
    ordered: Mapping[int, int], n: int, scale: int
) -> tuple[float, float, float]:
    """The quartiles of n integers, divided by `scale`, from those at `quartile_ranks`."""
    result = []
    for quarter in (1, 2, 3):
        low, part = divmod((n - 1) * quarter, 4)
        below, above = ordered[low], ordered[min(low + 1, n - 1)]
        result.append((4 * below + part * (above - below)) / (4 * scale))
    return result[0], result[1], result[2]
