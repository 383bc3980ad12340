"""Columns of a sheet, each gone through once: facts, quartiles, and its row of the grid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import LOG_PLACES, Axis, standardise, transform
from segreport.engine.expressions import exact_log_units
from segreport.engine.measures import LARGEST, Measure, fit_axis
from segreport.engine.sheet import Opened, Pieces, Sheet, side_by_side
from segreport.engine.tallying import (
    Survey,
    Units,
    as_integers,
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


@dataclass(frozen=True, slots=True)
class Study:
    """A column, measured."""

    facts: Survey
    measure: Measure
    axis: Axis | None = None
    """Where its customers are on the grid; None for a column that segments are not made from."""
    units: Units | None = None
    """Its integers, where memory keeps them."""


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

    @contextmanager
    def open(self, measure: Measure) -> Iterator[Units]:
        """The integers of a measure."""
        kept = self.columns[measure.column].units
        if kept is not None:
            yield kept
            return
        with self.sheet.open(measure.column) as column:
            yield as_units(measure, column.pieces)


def study(
    sheet: Sheet, columns: Sequence[tuple[str, Feature]], file: Path | None, room: int
) -> Studies:
    """Every column of the sheet; those to make segments from go to a grid, if a file is given.

    It lies in that file where it is more than `room` bytes; so many may also be taken to keep the
    integers of the columns.
    """
    np.empty(_HEAP, np.uint8)  # freed again, it teaches malloc to keep what pieces are made of
    clustered = [name for name, feature in columns if file and feature.role == "cluster"]
    grid = np.empty((0, sheet.n), dtype=np.int16)
    if file is not None and clustered:
        shape = len(clustered), sheet.n
        fits = 2 * len(clustered) * sheet.n <= room
        grid = np.empty(shape, np.int16) if fits else np.memmap(file, np.int16, "w+", shape=shape)
    rows = dict(zip(clustered, grid, strict=True))
    kept = 4 * sheet.n * len(columns) <= room

    def work(column: tuple[str, Feature]) -> Study:
        name, feature = column
        with sheet.open(name) as opened:
            return _study(opened, sheet.n, feature, name, rows.get(name), kept=kept)

    found = side_by_side(work, columns)
    if kept:
        sheet.forget_buffers()
    return Studies(sheet, {x.measure.column: x for x in found}, grid)


def _study(
    column: Opened,
    n: int,
    feature: Feature,
    name: str,
    row: NDArray[np.int16] | None,
    *,
    kept: bool,
) -> Study:
    facts = survey(column.pieces)
    measure = Measure(
        feature, name, facts.count, n - facts.count, facts.low, facts.high, facts.places, facts.held
    )
    if not facts.count or facts.infinite or max(abs(facts.low), abs(facts.high)) >= LARGEST:
        return Study(facts, measure)
    units = as_units(measure, column.pieces)
    kept = kept and units.bits < _KEPT_BITS
    if kept:
        units = keep(units, n)
    counted = tally(units)
    measure = replace(measure, quartiles=quartiles(units, counted)[0] or measure.quartiles)
    study = Study(facts, measure, units=units if kept else None)
    log = feature.scale == "log"
    if row is None or facts.low == facts.high or (log and facts.low < 0):
        return study
    if log:
        column = column.mapped(lambda values: transform(values, "log"))
    axis = fit_axis(measure, _log_moments(measure, column) if log else counted.moments[0])
    for start, values in column.pieces():
        row[start : start + len(values)] = standardise(values, axis)
    return replace(study, axis=axis)


def as_units(measure: Measure, source: Pieces) -> Units:
    """The column's integers."""
    factor = 10.0**measure.places
    low, high = (int(np.rint(x * factor)) for x in (measure.low, measure.high))
    return as_integers(
        source, low, high, 10**measure.places, lambda values: np.rint(values * factor)
    )


def _log_moments(measure: Measure, logarithms: Opened) -> Moments:
    low, high = exact_log_units(np.array([measure.low, measure.high])).tolist()
    scale = 10**LOG_PLACES
    # a library's logarithm need not rise strictly in its last bit
    return sum_up(
        as_integers(
            logarithms.pieces, low - 1, high + 1, scale, lambda x: np.rint(x * float(scale))
        )
    )
