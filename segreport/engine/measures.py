"""A numeric column as integers, and as an axis of the grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segreport.clustering.grid import Axis
from segreport.engine.expressions import exact_log_units, units
from segreport.engine.measuring import Whole
from segreport.exact import Moments, fitting_places, holds
from segreport.models import Feature

if TYPE_CHECKING:
    from ibis.expr import types as ir

Quartiles = tuple[float, float, float]
LARGEST = 2.0**62
"""Values from here on are refused."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A numeric column as integers."""

    feature: Feature
    column: str
    """Its name in the rows: doubles, null where missing."""
    count: int
    missing: int
    low: float
    high: float
    places: int = 0
    held: bool = True
    """Whether so many decimal places hold every value exactly."""
    quartiles: Quartiles = (0.0, 0.0, 0.0)

    def whole(self, rows: ir.Table) -> Whole:
        """The integers, and what they are to be divided by."""
        low, high = (int(np.rint(x * 10.0**self.places)) for x in (self.low, self.high))
        value = units(rows[self.column], self.places, held=self.held)
        return Whole(value, low, high, 10**self.places)


def fit_axis(measure: Measure, present: Moments) -> Axis:
    """Moments with the missing values at the median."""
    median = measure.quartiles[1]
    filled = present
    if measure.missing:
        places = len(str(present.scale)) - 1
        if measure.feature.scale == "log":
            at = int(exact_log_units(np.array([median]))[0])
        else:
            places = _places(measure, median, places)
            at = int(np.rint(median * 10.0**places))
        filled = _rescaled(present, 10**places).plus(
            Moments(measure.missing, measure.missing * at, measure.missing * at * at, 10**places)
        )
    return Axis(
        feature=measure.feature.name,
        scale=measure.feature.scale,
        median=median,
        mean=filled.mean,
        std=filled.std,
    )


def _places(measure: Measure, median: float, least: int) -> int:
    """Places that hold the values and the median; the most that fit, where none do."""
    fitting = fitting_places(max(abs(measure.low), abs(measure.high)))
    fine = [p for p in fitting if p >= least and holds(np.array([median]), p)]
    return fine[0] if fine and measure.held else fitting[-1]


def _rescaled(moments: Moments, scale: int) -> Moments:
    factor = scale // moments.scale
    return Moments(moments.n, moments.total * factor, moments.squares * factor**2, scale)
