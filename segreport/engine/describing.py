"""The profile of customers in an engine: measured there, compared here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
from ibis.expr import types as ir

from segreport.engine.columns import Column
from segreport.engine.loading import Everyone, Measure
from segreport.engine.measuring import Key, fetch, quartiles, sums
from segreport.exact import Moments
from segreport.models import Profile
from segreport.profiling import MISSING_CATEGORY, Part, build_profile

LABEL = "label"
NAN = (math.nan, math.nan, math.nan)


def describe(
    everyone: Everyone, rows: ir.Table, labels: Sequence[str], tell: Callable[[int, int], None]
) -> Profile:
    """The profile of the customers of `rows`, whose column `label` is a position in `labels`.

    `tell`: is told how many features are done, and of how many.
    """
    sizes = _sizes(rows, len(labels))
    columns = {m.feature.name: m.whole(rows) for m in everyone.measures}
    moments = sums(rows, columns, LABEL, everyone.n)
    steps = len(everyone.measures) + len(everyone.described)
    parts = {}
    for done, measure in enumerate(everyone.measures):
        tell(done, steps)
        parts[measure.feature.name] = _parts(measure, rows, moments, sizes)
    counts = {}
    for done, column in enumerate(everyone.described, len(everyone.measures)):
        tell(done, steps)
        counts[column.feature.name] = _count(column, rows, len(labels))
    return build_profile(everyone.dictionary, labels, sizes, parts, counts)


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
    parts = [
        Part(part, size - part.n, quarters.get(label, NAN))
        for label, (part, size) in enumerate(zip(own, sizes, strict=True))
    ]
    whole = reduce(Moments.plus, own)
    return Part(whole, measure.missing, measure.quartiles), parts


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
