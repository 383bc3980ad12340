"""Columns of a sheet, each gone through once: facts, quartiles, and its row of the grid."""

from __future__ import annotations

import errno
import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import disk_usage

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import LOG_PLACES, Axis, on_axis, transform
from segreport.engine.expressions import exact_log_units
from segreport.engine.measures import LARGEST, Measure, fit_axis
from segreport.engine.sheet import Floats, Pieces, Sheet, side_by_side
from segreport.engine.tallying import (
    Survey,
    Units,
    as_integers,
    each,
    keep,
    quartiles,
    sum_up,
    survey,
    tally,
)
from segreport.exact import Moments
from segreport.models import Feature

_HEAP = 30 << 20
_KEPT_BITS = 32
_DISK = 0.5
"""Share of a disk's free room that may be taken."""

Images = Callable[[Callable[[Floats], Floats]], Iterator[tuple[int, Floats]]]
"""What a function makes of the values of a column, in pieces, each with its first row."""
Keep = Callable[[Units, str], Units]
"""Keeps the integers of the column of this name."""


@dataclass(frozen=True, slots=True)
class Study:
    """A column, measured."""

    facts: Survey
    measure: Measure
    axis: Axis | None = None
    """Where its customers are on the grid; None for a column that segments are not made from."""
    units: Units | None = None
    """Its integers, where they are kept."""


@dataclass(frozen=True, slots=True)
class Studies:
    """The numeric columns of a sheet."""

    sheet: Sheet
    columns: Mapping[str, Study]
    grid: NDArray[np.int16]
    """Shape (d, n): the columns to make segments from."""

    def on_grid(self, columns: Sequence[str]) -> NDArray[np.int16]:
        """These columns of the grid: shape (len(columns), n)."""
        every = [name for name, x in self.columns.items() if x.measure.feature.role == "cluster"]
        if every == list(columns):
            return self.grid
        return self.grid[[every.index(name) for name in columns]]

    def units(self, measure: Measure) -> Units:
        """The integers of a measure."""
        kept = self.columns[measure.column].units
        return kept or as_units(measure, partial(self.sheet.pieces, measure.column))


def study(
    sheet: Sheet,
    columns: Sequence[tuple[str, Feature]],
    scratch: Path,
    room: int,
    *,
    gridded: bool,
) -> Studies:
    """Every column of the sheet; those to make segments from go to a grid if it is `gridded`.

    The grid and the integers of the columns lie in files of the scratch folder where they are more
    than `room` bytes each, and the integers nowhere where that disk has no room for them either.
    """
    np.empty(_HEAP, np.uint8)  # freed again, it teaches malloc to keep what pieces are made of
    clustered = [name for name, feature in columns if gridded and feature.role == "cluster"]
    grid = _empty_grid(scratch / "grid", (len(clustered), sheet.n), room)
    rows = dict(zip(clustered, grid, strict=True))
    keep = _keeper(4 * sheet.n * len(columns), sheet.n, scratch, room)
    found = side_by_side(lambda c: _study(sheet, c[1], c[0], rows.get(c[0]), keep), columns)
    return Studies(sheet, {x.measure.column: x for x in found}, grid)


def _empty_grid(file: Path, shape: tuple[int, int], room: int) -> NDArray[np.int16]:
    size = 2 * math.prod(shape)
    if size <= room:
        return np.empty(shape, dtype=np.int16)
    _reserve(file, size)
    return np.memmap(file, np.int16, "r+", shape=shape)


def _reserve(file: Path, size: int) -> None:
    """Take the disk's blocks now: a full disk is an error here, and the end of the process later.

    Raises OSError.
    """
    with file.open("wb") as opened:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(opened.fileno(), 0, size)
        elif size > disk_usage(file.parent).free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        opened.truncate(size)


def _keeper(size: int, n: int, scratch: Path, room: int) -> Keep | None:
    """What keeps the n integers of a column, where there is room for `size` bytes of them all."""
    if size <= room:
        return lambda units, _: keep(units, n)
    if size <= disk_usage(scratch).free * _DISK:
        return lambda units, name: keep(units, n, scratch / f"{name}.units")
    return None


def _study(
    sheet: Sheet, feature: Feature, name: str, row: NDArray[np.int16] | None, keep: Keep | None
) -> Study:
    decoded: Pieces = partial(sheet.pieces, name)
    facts = survey(decoded)
    missing = sheet.n - facts.count
    measure = Measure(
        feature, name, facts.count, missing, facts.low, facts.high, facts.places, facts.held
    )
    if not facts.count or facts.infinite or max(abs(facts.low), abs(facts.high)) >= LARGEST:
        return Study(facts, measure)
    units = as_units(measure, decoded)
    kept = keep is not None and units.bits < _KEPT_BITS
    if keep is not None and kept:
        units = keep(units, name)
    images = partial(each, units) if kept and facts.held else partial(_each_decoded, decoded)
    counted = tally(units)
    measure = replace(measure, quartiles=quartiles(units, counted)[0] or measure.quartiles)
    study = Study(facts, measure, units=units if kept else None)
    log = feature.scale == "log"
    if row is None or facts.low == facts.high or (log and facts.low < 0):
        return study
    axis = fit_axis(measure, _log_moments(measure, images) if log else counted.moments[0])
    for start, piece in images(partial(on_axis, axis=axis)):
        row[start : start + len(piece)] = piece
    return replace(study, axis=axis)


def _each_decoded(
    decoded: Pieces, function: Callable[[Floats], Floats]
) -> Iterator[tuple[int, Floats]]:
    return ((start, function(piece)) for start, piece in decoded())


def as_units(measure: Measure, source: Pieces) -> Units:
    """The column's integers."""
    factor = 10.0**measure.places
    low, high = (int(np.rint(x * factor)) for x in (measure.low, measure.high))
    return as_integers(
        source, low, high, 10**measure.places, lambda values: np.rint(values * factor)
    )


def _log_moments(measure: Measure, images: Images) -> Moments:
    low, high = exact_log_units(np.array([measure.low, measure.high])).tolist()
    scale = 10**LOG_PLACES

    def logarithms() -> Iterator[tuple[int, Floats]]:
        return images(lambda values: transform(values, "log"))

    # a library's logarithm need not rise strictly in its last bit
    return sum_up(
        as_integers(logarithms, low - 1, high + 1, scale, lambda x: np.rint(x * float(scale)))
    )
