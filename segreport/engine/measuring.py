"""Exact sums and order statistics where the customers are: only aggregates come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from segreport.exact import Moments, interpolate_quartiles, quartile_ranks

if TYPE_CHECKING:
    from ibis.expr import types as ir

BINS = 14
"""Bits of a histogram's bins: quantiles are found in so many bits at a time."""

Integers = NDArray[np.int64]
Histogram = tuple[Integers, Integers]
"""Bins that have customers, in order, and how many."""
Key = int | None
"""A segment, or None for everyone."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A column of integers, lowest to highest; no order of adding them up changes a sum."""

    value: ir.Value
    low: int
    high: int
    scale: int = 1
    """What the integers are to be divided by."""

    @property
    def bits(self) -> int:
        """Of the largest difference to the lowest."""
        return max(1, (self.high - self.low).bit_length())

    @property
    def shifted(self) -> ir.Value:
        """From 0 upward: no engine needs to know how negative numbers are shifted."""
        return self.value - self.low


def fetch(table: ir.Table) -> list[dict[str, Any]]:
    """The rows of a small result."""
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows


def count_distinct(cells: ir.Value) -> int:
    """How many different cells, without empty ones. Ibis' `nunique` is a guess in ClickHouse."""
    return int(cells.name("cell").as_table().drop_null().distinct().count().to_pyarrow().as_py())


def sums(
    rows: ir.Table, columns: Mapping[str, Whole], by: str | None, n: int
) -> dict[Key, dict[str, Moments]]:
    """Count, sum and sum of squares of each column, for everyone or by the column `by`.

    Numbers are cut into limbs so short that no sum over n customers passes 63 bits.
    """
    width = (62 - n.bit_length()) // 2
    wanted = {}
    for place, column in enumerate(columns.values()):
        wanted[f"n{place}"] = column.value.count()
        limbs = _limbs(column, width)
        for i, limb in enumerate(limbs):
            wanted[f"s{place}_{i}"] = limb.sum()
        for i, j in combinations_with_replacement(range(len(limbs)), 2):
            wanted[f"q{place}_{i}_{j}"] = (limbs[i] * limbs[j]).sum()
    found = rows.group_by(by).aggregate(**wanted) if by else rows.aggregate(**wanted)
    return {
        None if by is None else int(row[by]): {
            name: _moments(row, place, column, width)
            for place, (name, column) in enumerate(columns.items())
        }
        for row in fetch(found)
    }


def _limbs(column: Whole, width: int) -> list[ir.Value]:
    rest, limbs = column.shifted, []
    for _ in range(0, column.bits - width, width):
        limbs.append(rest & ((1 << width) - 1))
        rest = rest >> width
    return [*limbs, rest]


def _moments(row: Mapping[str, Any], place: int, column: Whole, width: int) -> Moments:
    total = squares = 0
    for name, value in row.items():
        kind, *limbs = name[0], *name[1:].split("_")
        if limbs[0] != str(place) or value is None:
            continue
        shift = width * sum(map(int, limbs[1:]))
        if kind == "s":
            total += int(value) << shift
        elif kind == "q":
            squares += (int(value) if limbs[1] == limbs[2] else 2 * int(value)) << shift
    n, low = int(row[f"n{place}"]), column.low
    return Moments(n, total + n * low, squares + 2 * low * total + n * low * low, column.scale)


def quartiles(
    rows: ir.Table, column: Whole, by: str | None, counts: Mapping[Key, int]
) -> dict[Key, tuple[float, float, float]]:
    """First quartile, median, third quartile of each group: type 7, exact, as in `exact`.

    `counts`: customers with a value in each group. Groups without any are left out.
    """
    wanted = {key: quartile_ranks(n) for key, n in counts.items() if n}
    values = order_statistics(rows, column, by, wanted)
    return {
        key: interpolate_quartiles(found, counts[key], column.scale)
        for key, found in values.items()
    }


def order_statistics(
    rows: ir.Table, column: Whole, by: str | None, wanted: Mapping[Key, Iterable[int]]
) -> dict[Key, dict[int, int]]:
    """The values at these ranks (0 the lowest) of each group, from histograms of BINS bits.

    The first histogram has the highest bits of everyone's values, the next ones the next bits of
    those that are in a bin with a wanted rank.
    """
    shift = max(0, column.bits - BINS)
    value = column.shifted
    open_ = {key: {rank: (0, rank) for rank in ranks} for key, ranks in wanted.items()}
    bins: set[int] = set()
    before = column.bits
    while True:
        part = rows.mutate(_w=value)
        part = part.filter(part["_w"].notnull())
        if bins:
            part = part.filter((part["_w"] >> before).isin(sorted(bins)))
        histograms = _histograms(part, shift, by)
        for key, ranks in open_.items():
            open_[key] = _narrow(histograms[key], ranks, before - shift, first=not bins)
        if shift == 0:
            return {
                key: {rank: at + column.low for rank, (at, _) in ranks.items()}
                for key, ranks in open_.items()
            }
        bins = {at for ranks in open_.values() for at, _ in ranks.values()}
        before, shift = shift, max(0, shift - BINS)


def _histograms(rows: ir.Table, shift: int, by: str | None) -> dict[Key, Histogram]:
    """Customers by the bin of `_w`, in the order of the bins, in each group."""
    bin_ = (rows["_w"] >> shift).name("_bin")
    found = rows.group_by([*([by] if by else []), bin_]).aggregate(_n=rows.count()).to_pyarrow()
    bins, counts = (found[name].to_numpy().astype(np.int64) for name in ("_bin", "_n"))
    if by is None:
        return {None: _ordered(bins, counts)}
    keys = found[by].to_numpy()
    return {int(key): _ordered(bins[keys == key], counts[keys == key]) for key in np.unique(keys)}


def _ordered(bins: Integers, counts: Integers) -> Histogram:
    order = np.argsort(bins)
    return bins[order], counts[order]


def _narrow(
    histogram: Histogram, ranks: Mapping[int, tuple[int, int]], finer: int, *, first: bool
) -> dict[int, tuple[int, int]]:
    """For each rank the bin it is in and its rank there; it was in a coarser bin before."""
    bins, counts = histogram
    upto = np.concatenate(([0], np.cumsum(counts)))
    found = {}
    for rank, (coarse, place) in ranks.items():
        start = 0 if first else int(np.searchsorted(bins, coarse << finer))
        at = int(np.searchsorted(upto, upto[start] + place, side="right")) - 1
        found[rank] = (int(bins[at]), int(upto[start] + place - upto[at]))
    return found
