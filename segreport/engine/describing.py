"""The profile of customers in an engine: measured there, compared here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pyarrow as pa
from ibis.expr import types as ir

from segreport.engine import tallying
from segreport.engine.columns import Column
from segreport.engine.loading import Everyone
from segreport.engine.measures import Measure, Quartiles
from segreport.engine.measuring import Key, fetch, quartiles, sums
from segreport.engine.opening import Place
from segreport.engine.sheet import ROW, Sheet, side_by_side
from segreport.engine.studying import Studies
from segreport.engine.tallying import Labels
from segreport.exact import Moments
from segreport.models import Profile
from segreport.profiling import MISSING_CATEGORY, Part, build_profile

LABEL = "label"
_BATCH = 1 << 18
NAN = (math.nan, math.nan, math.nan)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Customers with their segments."""

    rows: ir.Table
    names: tuple[str, ...]
    codes: Labels | None = None
    """Positions in `names`, shape (n,), by the numbers of the rows of the studied sheet; None
    where the rows have them in a column `label`."""


def describe(
    place: Place, everyone: Everyone, found: Labelled, tell: Callable[[int, int], None]
) -> Profile:
    """The profile of customers in segments.

    `tell`: is told how many features are done, and of how many.
    """
    k = len(found.names)
    steps = len(everyone.measures) + len(everyone.described)
    if everyone.studies is not None and found.codes is not None:
        sizes = np.bincount(found.codes, minlength=k).tolist()
        tell(0, steps)
        parts = _sheet_parts(everyone.measures, everyone.studies, found.codes, sizes)
    else:
        sizes = _sizes(found.rows, k)
        columns = {m.feature.name: m.whole(found.rows) for m in everyone.measures}
        moments = sums(found.rows, columns, LABEL, everyone.n)
        parts = {}
        for done, measure in enumerate(everyone.measures):
            tell(done, steps)
            parts[measure.feature.name] = _parts(measure, found.rows, moments, sizes)
    counts = _counts(
        place, everyone, found, lambda done: tell(len(everyone.measures) + done, steps)
    )
    return build_profile(everyone.dictionary, found.names, sizes, parts, counts)


def _counts(
    place: Place, everyone: Everyone, found: Labelled, tell: Callable[[int], None]
) -> dict[str, tuple[list[str], np.ndarray]]:
    """The categories of each column that has some, and how often each is in each segment."""

    def count(column: Column) -> tuple[list[str], np.ndarray]:
        return _count(column, len(found.names), _cells(place, everyone, column, found))

    columns, studies = everyone.described, everyone.studies
    names = [column.feature.name for column in columns]
    if (
        studies
        and found.codes is not None
        and {c.name for c in columns} <= set(studies.sheet.columns)
    ):
        tell(0)
        return dict(zip(names, side_by_side(count, columns), strict=True))
    counts = {}
    for done, column in enumerate(columns):
        tell(done)
        counts[column.feature.name] = count(column)
    return counts


def _sheet_parts(
    measures: Sequence[Measure], studies: Studies, codes: Labels, sizes: Sequence[int]
) -> dict[str, tuple[Part, list[Part]]]:
    """The measures over everyone and in each segment, from a file of this machine."""
    cut = tallying.cut(codes, len(sizes))

    def work(measure: Measure) -> tuple[Part, list[Part]]:
        units = studies.units(measure)
        counted = tallying.tally(units, cut)
        quarters = tallying.quartiles(units, counted, cut)
        return _put_together(measure, counted.moments, [found or NAN for found in quarters], sizes)

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


def _count(
    column: Column, k: int, cells: Iterable[tuple[int, object, int]]
) -> tuple[list[str], np.ndarray]:
    """The categories of a column, and how often each is in each segment.

    `cells`: label, cell, how often.
    """
    merged = column.categories or {}
    names = sorted({name for name in merged.values() if name is not None})
    places = {name: place for place, name in enumerate(names)}
    counts = np.zeros((k, len(names) + 1), dtype=np.int64)
    for label, cell, n in cells:
        name = merged[cell]
        counts[label, len(names) if name is None else places[name]] += n
    return [*names, MISSING_CATEGORY], counts


def _cells(
    place: Place, everyone: Everyone, column: Column, found: Labelled
) -> Iterator[tuple[int, object, int]]:
    """Label, cell, how often, wherever the customers are."""
    k, name = len(found.names), column.name
    if everyone.studies is None or found.codes is None:
        return _counted_there(found.rows, name)
    if name in everyone.studies.sheet.columns:
        return _counted_here(_parts_of_sheet(everyone.studies.sheet, name, found.codes), k)
    return _counted_here(_parts_of_rows(place, found.rows, name, found.codes), k)


def _counted_there(rows: ir.Table, name: str) -> Iterator[tuple[int, object, int]]:
    cells = rows.group_by(label=rows[LABEL], cell=rows[name]).aggregate(n=rows.count())
    for row in fetch(cells):
        yield int(row["label"]), row["cell"], int(row["n"])


def _counted_here(
    parts: Iterable[tuple[Labels, pa.DictionaryArray]], k: int
) -> Iterator[tuple[int, object, int]]:
    for labels, coded in parts:
        cells = [*coded.dictionary.to_pylist(), None]
        places = coded.indices.fill_null(len(cells) - 1).to_numpy(zero_copy_only=False)
        places = places + labels.astype(np.int64) * len(cells)
        counts = np.bincount(places, minlength=k * len(cells)).reshape(k, -1)
        for label, at in np.argwhere(counts).tolist():
            yield label, cells[at], int(counts[label, at])


def _parts_of_sheet(
    sheet: Sheet, name: str, codes: Labels
) -> Iterator[tuple[Labels, pa.DictionaryArray]]:
    for start, cells in sheet.cells(name):
        yield codes[start : start + len(cells)], cells


def _parts_of_rows(
    place: Place, rows: ir.Table, name: str, codes: Labels
) -> Iterator[tuple[Labels, pa.DictionaryArray]]:
    batches = place.connection.to_pyarrow_batches(rows.select(ROW, name), chunk_size=_BATCH)
    for batch in batches:
        yield codes[batch.column(0).to_numpy()], batch.column(1).dictionary_encode()
