"""The profile of customers in an engine: measured there, compared here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from ibis.expr import types as ir
from threadpoolctl import threadpool_limits

from segreport.engine import tallying
from segreport.engine.columns import Column
from segreport.engine.loading import Everyone
from segreport.engine.measures import Measure, Quartiles
from segreport.engine.measuring import Key, fetch, quartiles, sums
from segreport.engine.sheet import Sheet, side_by_side
from segreport.engine.studying import as_units
from segreport.engine.tallying import Labels
from segreport.exact import Moments
from segreport.models import Profile
from segreport.profiling import MISSING_CATEGORY, Part, build_profile

LABEL = "label"
NAN = (math.nan, math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Customers with their segments."""

    rows: ir.Table
    """With a column `label`: positions in `names`."""
    names: tuple[str, ...]
    codes: Labels | None = None
    """The labels of the rows of the studied sheet, where there is one."""


def describe(everyone: Everyone, found: Labelled, tell: Callable[[int, int], None]) -> Profile:
    """The profile of customers in segments.

    `tell`: is told how many features are done, and of how many.
    """
    k = len(found.names)
    steps = len(everyone.measures) + len(everyone.described)
    if everyone.studies is not None and found.codes is not None:
        sizes = np.bincount(found.codes, minlength=k).tolist()
        tell(0, steps)
        parts = _sheet_parts(everyone.measures, everyone.studies.sheet, found.codes, sizes)
    else:
        sizes = _sizes(found.rows, k)
        columns = {m.feature.name: m.whole(found.rows) for m in everyone.measures}
        moments = sums(found.rows, columns, LABEL, everyone.n)
        parts = {}
        for done, measure in enumerate(everyone.measures):
            tell(done, steps)
            parts[measure.feature.name] = _parts(measure, found.rows, moments, sizes)
    counts = {}
    for done, column in enumerate(everyone.described, len(everyone.measures)):
        tell(done, steps)
        counts[column.feature.name] = _count(column, found.rows, k)
    return build_profile(everyone.dictionary, found.names, sizes, parts, counts)


def _sheet_parts(
    measures: Sequence[Measure], sheet: Sheet, codes: Labels, sizes: Sequence[int]
) -> dict[str, tuple[Part, list[Part]]]:
    """The measures over everyone and in each segment, from a file of this machine."""
    cut = tallying.cut(codes, len(sizes))

    def work(measure: Measure) -> tuple[Part, list[Part]]:
        with sheet.open(measure.column) as source:
            units = as_units(measure, source)
            counted = tallying.tally(units, cut)
            quarters = tallying.quartiles(units, counted, cut)
        return _put_together(measure, counted.moments, [found or NAN for found in quarters], sizes)

    with threadpool_limits(1):
        found = side_by_side(work, measures)
    return {m.feature.name: parts for m, parts in zip(measures, found, strict=True)}


def _sizes(rows: ir.Table, k: int) -> list[int]:
    found = fetch(rows.group_by(LABEL).aggregate(n=rows.count()))
    sizes = {int(row[LABEL]): int(row["n"]) for row in found}
    return [sizes.get(label, 0) for label in range(k)]


def _parts(
    measure: Measure, rows: ir.Table, moments: dict[Key, dict[str, Moments]], sizes: Sequence[int]
) -> tuple[Part, list[Part]]:
    """A measure over everyone and in each segment."""
    own = [moments[label][measure.feature.name] for label in range(len(sizes))]
    counts: dict[Key, int] = {label: part.n for label, part in enumerate(own)}
    quarters = quartiles(rows, measure.whole(rows), LABEL, counts)
    return _put_together(
        measure, own, [quarters.get(label, NAN) for label in range(len(sizes))], sizes
    )


def _put_together(
    measure: Measure,
    own: Sequence[Moments],
    quarters: Sequence[Quartiles],
    sizes: Sequence[int],
) -> tuple[Part, list[Part]]:
    parts = [
        Part(part, size - part.n, quarter)
        for part, quarter, size in zip(own, quarters, sizes, strict=True)
    ]
    return Part(reduce(Moments.plus, own), measure.missing, measure.quartiles), parts


def _count(column: Column, rows: ir.Table, k: int) -> tuple[list[str], np.ndarray]:
    """The categories of a column, and how often each is in each segment."""
    merged = column.categories or {}
    names = sorted({name for name in merged.values() if name is not None})
    places = {name: place for place, name in enumerate(names)}
    counts = np.zeros((k, len(names) + 1), dtype=np.int64)
    cells = rows.group_by(label=rows[LABEL], cell=rows[column.name]).aggregate(n=rows.count())
    for row in fetch(cells):
        name = merged[row["cell"]]
        place = len(names) if name is None else places[name]
        counts[int(row["label"]), place] += int(row["n"])
    return [*names, MISSING_CATEGORY], counts
