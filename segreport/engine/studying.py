"""Columns of a sheet, each gone through once: facts, quartiles, and its row of the grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import LOG_PLACES, Axis, on_axis
from segreport.engine.expressions import exact_log_units
from segreport.engine.measures import LARGEST, Measure, fit_axis
from segreport.engine.sheet import Pieces, Sheet, side_by_side
from segreport.engine.tallying import Survey, Units, quartiles, sum_up, survey, tally
from segreport.exact import Moments
from segreport.models import Feature

_HEAP = 30 << 20


@dataclass(frozen=True, slots=True)
class Study:
    """A column, measured."""

    facts: Survey
    measure: Measure
    axis: Axis | None
    """Where its customers are on the grid; None for a column that segments are not made from."""


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


def study(sheet: Sheet, columns: Sequence[tuple[str, Feature]], file: Path | None) -> Studies:
    """Every column of the sheet; those to make segments from go to a grid in the file, if any."""
    np.empty(_HEAP, np.uint8)  # freed again, it teaches malloc to keep what pieces are made of
    clustered = [name for name, feature in columns if file and feature.role == "cluster"]
    grid = np.empty((0, sheet.n), dtype=np.int16)
    if file is not None and clustered:
        grid = np.memmap(file, np.int16, "w+", shape=(len(clustered), sheet.n))
    rows = dict(zip(clustered, grid, strict=True))

    def work(column: tuple[str, Feature]) -> Study:
        name, feature = column
        with sheet.open(name) as source:
            return _study(source, sheet.n, feature, name, rows.get(name))

    found = side_by_side(work, columns)
    return Studies(sheet, {x.measure.column: x for x in found}, grid)


def _study(
    source: Pieces, n: int, feature: Feature, name: str, row: NDArray[np.int16] | None
) -> Study:
    facts = survey(source)
    measure = Measure(
        feature, name, facts.count, n - facts.count, facts.low, facts.high, facts.places, facts.held
    )
    if not facts.count or facts.infinite or max(abs(facts.low), abs(facts.high)) >= LARGEST:
        return Study(facts, measure, None)
    units = as_units(measure, source)
    counted = tally(units)
    measure = replace(measure, quartiles=quartiles(units, counted)[0] or measure.quartiles)
    log = feature.scale == "log"
    if row is None or facts.low == facts.high or (log and facts.low < 0):
        return Study(facts, measure, None)
    axis = fit_axis(measure, _log_moments(measure, source) if log else counted.moments[0])
    for start, values in source():
        row[start : start + len(values)] = on_axis(values, axis)
    return Study(facts, measure, axis)


def as_units(measure: Measure, source: Pieces) -> Units:
    """The column's integers."""
    factor = 10.0**measure.places
    low, high = (int(np.rint(x * factor)) for x in (measure.low, measure.high))
    return Units(source, low, high, 10**measure.places, lambda values: np.rint(values * factor))


def _log_moments(measure: Measure, source: Pieces) -> Moments:
    low, high = exact_log_units(np.array([measure.low, measure.high])).tolist()
    scale = 10**LOG_PLACES
    # a library's logarithm need not rise strictly in its last bit
    return sum_up(
        Units(source, low - 1, high + 1, scale, lambda x: np.rint(np.log1p(x) * float(scale)))
    )
