"""Exact facts, sums and order statistics of a column of a sheet.

As `measuring` has them of an engine: the same integers, from pieces that stay in the cache.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations_with_replacement, islice, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from segreport.engine.sheet import PIECE, Floats, Pieces, pieces_of, side_by_side
from segreport.exact import (
    Moments,
    fitting_places,
    holds,
    interpolate_quartiles,
    quartile_ranks,
)

BITS = 16
"""Of a histogram's bins."""
LIMB = 17
"""Bits of the parts that integers are multiplied in: a sum over a piece stays below 2**53."""
_LOW = np.int32((1 << LIMB) - 1)
_EXACT = 2**53
_STRETCH = (1 << 20) // PIECE
"""Pieces whose bins are counted at a time."""

_SEVERAL = 32
"""Pieces that are read before several threads work on them."""

Counts = NDArray[np.int64]
Integers = NDArray[np.signedinteger[Any]]
Labels = NDArray[np.uint8] | NDArray[np.int32]
Quartiles = tuple[float, float, float]
Sums = tuple[list[int], dict[tuple[int, int], int]]


@dataclass(frozen=True, slots=True)
class Survey:
    """What has to be known of a column before it is integers."""

    count: int
    infinite: int
    low: float
    high: float
    places: int
    """Decimal places that hold every value, or the most that fit."""
    held: bool


@dataclass(frozen=True, slots=True)
class Units:
    """A column of a sheet as integers, lowest to highest."""

    source: Callable[[], Iterator[tuple[int, Integers]]]
    """Integers from 0 (the lowest) upward, −1 where missing, in pieces like those of a sheet."""
    low: int
    high: int
    scale: int
    """What the integers are to be divided by."""

    @property
    def bits(self) -> int:
        """Of the largest difference to the lowest."""
        return max(1, (self.high - self.low).bit_length())

    @property
    def shift(self) -> int:
        """Bits that the first histogram leaves out."""
        return max(0, self.bits - BITS)

    @property
    def bins(self) -> int:
        """Of the first histogram."""
        return ((self.high - self.low) >> self.shift) + 1

    def pieces(
        self, cut: Cut | None, *, ordered: bool = False
    ) -> Iterator[tuple[Integers, Labels | None]]:
        """The present integers with their labels; in the order of these or not."""
        for start, piece in self.source():
            units, own, end = piece, None, start + len(piece)
            if cut is not None and ordered:
                units, own = piece[cut.order[start:end]], cut.ordered[start:end]
            elif cut is not None:
                own = cut.labels[start:end]
            if units.min() < 0:
                present = units >= 0
                units, own = units[present], None if own is None else own[present]
            if len(units):
                yield units, own


def as_integers(
    source: Pieces, low: int, high: int, scale: int, rounded: Callable[[Floats], Floats]
) -> Units:
    """A column as integers; `rounded` makes whole numbers of its values."""
    small = (high - low).bit_length() < 32 and max(abs(low), abs(high)) < _EXACT

    def integers() -> Iterator[tuple[int, Integers]]:
        for start, values in source():
            whole = rounded(values)
            missing = np.isnan(whole) if np.isnan(whole.sum()) else None
            if missing is not None:
                whole[missing] = low
            units = (whole - low).astype(np.int32) if small else whole.astype(np.int64) - low
            if missing is not None:
                units[missing] = -1
            yield start, units

    return Units(integers, low, high, scale)


def keep(units: Units, n: int, file: Path | None = None) -> Units:
    """The same n integers, 4 bytes each or less, in memory or in the file; all below 2**31."""
    kind = next(
        kind
        for kind in (np.int8, np.int16, np.int32)
        if units.high - units.low <= np.iinfo(kind).max
    )
    if file is not None:
        with file.open("wb") as opened:
            for _, piece in units.source():
                opened.write(piece.astype(kind).data)
        return replace(units, source=lambda: _pieces_in(file, kind))
    kept: Integers = np.empty(n, dtype=kind)
    for start, piece in units.source():
        kept[start : start + len(piece)] = piece
    return replace(units, source=lambda: pieces_of(kept))


def _pieces_in(file: Path, kind: DTypeLike) -> Iterator[tuple[int, Integers]]:
    start = 0
    with file.open("rb") as opened:
        while len(piece := np.fromfile(opened, kind, PIECE)):
            yield start, piece
            start += len(piece)


def each(units: Units, function: Callable[[Floats], Floats]) -> Iterator[tuple[int, Floats]]:
    """What a function makes of the values whose integers these are: NaN where missing.

    It is asked once for each different value where these are few.
    """
    low, scale = np.float64(units.low), np.float64(units.scale)
    if units.shift == 0:
        images = function(np.append((np.arange(units.bins) + low) / scale, np.nan))
        yield from ((start, images[piece]) for start, piece in units.source())
        return
    for start, piece in units.source():
        values = (piece + low) / scale
        if piece.min() < 0:
            values[piece < 0] = np.nan
        yield start, function(values)


@dataclass(frozen=True, slots=True)
class Cut:
    """Customers in segments, and an order by segment of each PIECE of them."""

    k: int
    labels: Labels
    """Shape (n,)."""
    order: NDArray[np.uint32]
    """Shape (n,): positions in the piece."""
    ordered: Labels
    """Shape (n,): the labels in that order."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums and histogram of a column, by label."""

    moments: tuple[Moments, ...]
    histogram: Counts
    """Shape (k, bins): how many have these highest bits."""


def cut(labels: Labels, k: int) -> Cut:
    """The segments (0 … k − 1) of all rows of a sheet."""
    order, ordered = np.empty(len(labels), dtype=np.uint32), np.empty_like(labels)

    def sort(start: int) -> None:
        piece = labels[start : start + PIECE]
        places = np.argsort(piece, kind="stable")
        order[start : start + PIECE], ordered[start : start + PIECE] = places, piece[places]

    side_by_side(sort, range(0, len(labels), PIECE))
    return Cut(k, labels, order, ordered)


def survey(source: Pieces) -> Survey:
    """The facts of a column; what is infinite counts as missing."""
    count = infinite = places = 0
    low, high, held = np.inf, -np.inf, True
    for _, piece in source():
        values, (lowest, highest) = piece, _ends(piece)
        if not (math.isfinite(lowest) and math.isfinite(highest)):
            infinite += int(np.isinf(piece).sum())
            values = piece[np.isfinite(piece)]
            if not len(values):
                continue
            lowest, highest = _ends(values)
        count += len(values)
        low, high = min(low, lowest), max(high, highest)
        most = fitting_places(max(abs(low), abs(high)))[-1]
        while held and not holds(values, places):
            held = places < most
            places += held
    most = fitting_places(max(abs(low), abs(high)))[-1] if count else 0
    held = held and places <= most
    return Survey(count, infinite, low, high, places if held else most, held)


def _ends(values: Floats) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def tally(column: Units, cut: Cut | None = None) -> Tally:
    """Exact sums and the first histogram, by label or of everyone."""
    k = 1 if cut is None else cut.k
    limbs = 0 if column.shift == 0 else -(-column.bits // LIMB)
    sums = [_no_sums(limbs) for _ in range(k)]
    counter = _Counter(k * column.bins)
    for units, own in column.pieces(cut, ordered=limbs > 0):
        bins = (units >> column.shift).astype(np.int64)
        if own is not None:
            bins += own.astype(np.int64) * column.bins
        counter.add(bins)
        if limbs:
            _add_by_label(sums, _limbs(units, limbs), own)
    histogram = counter.close().reshape(k, column.bins)
    if column.shift == 0:
        return Tally(tuple(_counted(row, column) for row in histogram), histogram)
    sizes = histogram.sum(axis=1).tolist()
    return Tally(tuple(map(partial(_moments, column), sizes, sums)), histogram)


def sum_up(column: Units) -> Moments:
    """Exact sums of everyone."""
    limbs = -(-column.bits // LIMB)
    n, sums = 0, _no_sums(limbs)
    for units, _ in column.pieces(None):
        n += len(units)
        _add(sums, _limbs(units, limbs))
    return _moments(column, n, sums)


def means(column: Units, labels: Labels, k: int) -> list[float]:
    """Mean by label, correctly rounded; −inf without values."""
    limbs = -(-column.bits // LIMB)
    counts, totals = np.zeros(k, dtype=np.int64), np.zeros((limbs, k), dtype=np.int64)

    def add(part: tuple[int, Integers]) -> tuple[Counts, list[Counts]]:
        start, units = part
        own = labels[start : start + len(units)]
        if units.min() < 0:
            units, own = units[units >= 0], own[units >= 0]
        sums = [np.bincount(own, limb, minlength=k) for limb in _limbs(units, limbs)]
        return np.bincount(own, minlength=k), [found.astype(np.int64) for found in sums]

    parts = column.source()
    while several := list(islice(parts, _SEVERAL)):
        for part_counts, part_totals in side_by_side(add, several):
            counts += part_counts
            totals += part_totals
    found = []
    for n, limbed in zip(counts.tolist(), totals.T.tolist(), strict=True):
        total = n * column.low + sum(part << (LIMB * i) for i, part in enumerate(limbed))
        found.append(total / (n * column.scale) if n else -math.inf)
    return found


def _limbs(units: Integers, limbs: int) -> list[Floats]:
    return [((units >> (LIMB * i)) & _LOW).astype(np.float64) for i in range(limbs)]


def _add_by_label(sums: list[Sums], parts: list[Floats], own: Labels | None) -> None:
    """Add pieces whose labels are in order."""
    bounds = [0, len(parts[0])]
    if own is not None:
        bounds = np.searchsorted(own, np.arange(len(sums) + 1)).tolist()
    for label, (low, high) in enumerate(pairwise(bounds)):
        if low < high:
            _add(sums[label], [part[low:high] for part in parts])


def _no_sums(limbs: int) -> Sums:
    """Of limbs, and of the products of each pair of them."""
    return [0] * limbs, dict.fromkeys(combinations_with_replacement(range(limbs), 2), 0)


def _add(sums: Sums, parts: list[Floats]) -> None:
    """Sums of a piece stay below 2**53, so no order of adding them up changes them."""
    totals, products = sums
    for i, part in enumerate(parts):
        totals[i] += int(part.sum())
    for i, j in products:
        products[i, j] += int(np.einsum("i,i->", parts[i], parts[j]))  # without BLAS threads


def _moments(column: Units, n: int, sums: Sums) -> Moments:
    total = sum(x << (LIMB * i) for i, x in enumerate(sums[0]))
    squares = sum((x if i == j else 2 * x) << (LIMB * (i + j)) for (i, j), x in sums[1].items())
    low = column.low
    return Moments(n, total + n * low, squares + 2 * low * total + n * low * low, column.scale)


def _counted(histogram: Counts, column: Units) -> Moments:
    """Moments from a histogram that leaves no bits out."""
    values = np.arange(len(histogram))
    n, total = int(histogram.sum()), int(histogram @ values)
    squares, low = int(histogram @ values**2), column.low
    return Moments(n, total + n * low, squares + 2 * low * total + n * low * low, column.scale)


def quartiles(column: Units, counted: Tally, cut: Cut | None = None) -> list[Quartiles | None]:
    """First quartile, median, third quartile by label: type 7, exact; None without values."""
    counts = [part.n for part in counted.moments]
    wanted = [quartile_ranks(n) if n else [] for n in counts]
    found = _order_statistics(column, counted.histogram, wanted, cut)
    return [
        interpolate_quartiles(ordered, n, column.scale) if n else None
        for ordered, n in zip(found, counts, strict=True)
    ]


def _order_statistics(
    column: Units, histogram: Counts, wanted: list[list[int]], cut: Cut | None
) -> list[dict[int, int]]:
    """The integers at these ranks (0 the lowest) by label.

    `histogram` has the highest bits of everyone's; the next ones have the next BITS bits of those
    who are in a bin with a wanted rank.
    """
    shift = column.shift
    open_ = {
        (label, rank): _locate(histogram[label], rank)
        for label, ranks in enumerate(wanted)
        for rank in ranks
    }
    while shift:
        bins = sorted({(label, at) for (label, _), (at, _) in open_.items()})
        finer = max(0, shift - BITS)
        histograms = _refine(column, bins, cut, shift, finer)
        for (label, rank), (at, left) in open_.items():
            part, rest = _locate(histograms[bins.index((label, at))], left)
            open_[label, rank] = ((at << (shift - finer)) + part, rest)
        shift = finer
    return [
        {rank: open_[label, rank][0] + column.low for rank in ranks}
        for label, ranks in enumerate(wanted)
    ]


def _locate(histogram: Counts, rank: int) -> tuple[int, int]:
    """The bin that the rank is in, and its rank there."""
    upto = np.cumsum(histogram)
    at = int(np.searchsorted(upto, rank, side="right"))
    return at, rank - int(upto[at] - histogram[at])


def _refine(
    column: Units, bins: list[tuple[int, int]], cut: Cut | None, shift: int, finer: int
) -> Counts:
    """Histograms, shape (len(bins), …), of the next bits in bins of (label, higher bits)."""
    width, coarse = 1 << (shift - finer), ((column.high - column.low) >> shift) + 1
    keys = np.array([label * coarse + at for label, at in bins])
    first = np.zeros((bins[-1][0] + 1) * column.bins + 1, dtype=np.bool_)
    for label, at in bins:
        first[label * column.bins + (at >> (column.shift - shift))] = True
    counter = _Counter(len(bins) * width)
    for units, own in column.pieces(cut):
        top = (units >> column.shift).astype(np.int64)
        if own is not None:
            top += own.astype(np.int64) * column.bins
        near = np.flatnonzero(first.take(top, mode="clip"))
        few = units[near]
        key = (few >> shift).astype(np.int64)
        if own is not None:
            key += own[near].astype(np.int64) * coarse
        place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        hit = keys[place] == key
        counter.add(place[hit] * width + ((few[hit] >> finer) & (width - 1)))
    return counter.close().reshape(len(bins), width)


class _Counter:
    """A histogram that is added to in pieces, many of which are counted at once."""

    def __init__(self, bins: int) -> None:
        self._counts = np.zeros(bins, dtype=np.int64)
        self._waiting: list[Counts] = []

    def add(self, bins: Counts) -> None:
        """Count these bins."""
        self._waiting.append(bins)
        if len(self._waiting) == _STRETCH:
            self.close()

    def close(self) -> Counts:
        """The counts of all that were added."""
        if self._waiting:
            found = np.concatenate(self._waiting)
            self._counts += np.bincount(found, minlength=len(self._counts))
            self._waiting = []
        return self._counts
