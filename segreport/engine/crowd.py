"""Everyone on the grid in an engine: a pass is one query that returns k × (d + 3) integers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from segreport.clustering.grid import Axis, Grid
from segreport.clustering.kmeans import Prepared
from segreport.clustering.lloyd import Centres, Labels, Pass, Settled, nearest_centres, run_pass
from segreport.engine.expressions import score
from segreport.engine.journal import Journal, settle_on
from segreport.engine.measuring import fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from ibis.expr import types as ir

SQUARES = "squares"


@dataclass(frozen=True, slots=True)
class TableCrowd:
    """Customers in an engine, on the grid: a `clustering.Crowd`."""

    axes: tuple[Axis, ...]
    grid: ir.Table
    """Columns g0 …, int64, and `squares`, the sum of their squares; more do no harm."""
    n: int
    sample: NDArray[np.float64]
    rehearsal: Grid | None
    journal: Journal
    means: Callable[[ir.Value], list[float]] | None
    """The means of the feature that segments are ordered by, by a label of 0 …."""

    def _coordinates(self) -> list[ir.Value]:
        return [self.grid[f"g{place}"] for place in range(len(self.axes))]

    def score(self, centres: Centres) -> ir.Value:
        """256 · squared distance + number of the nearest centre."""
        return score(self._coordinates(), self.grid[SQUARES], centres)

    def label(self, centres: Centres) -> ir.Value:
        """The number of the nearest centre."""
        return self.score(centres) & 255

    def distinct(self, enough: int) -> int:
        """How many customers differ, counted until there are enough."""
        points = self.grid.select(self._coordinates()).distinct().limit(enough)
        return int(points.count().to_pyarrow().as_py())

    def settle(self, centres: Centres) -> Settled:
        """Passes until the labels are stable."""
        return settle_on(self.journal, self._step, self.n, centres)

    def _step(self, centres: Centres, before: Centres | None, _last: Pass | None) -> Pass:
        return self._pass(centres, before)

    def _pass(self, centres: Centres, before: Centres | None) -> Pass:
        """Assign every customer, ties to the lowest centre, and sum up."""
        k, d = centres.shape
        best = self.score(centres)
        wanted = {f"s{place}": x for place, x in enumerate(self._coordinates())}
        moved = 1 if before is None else ((best & 255) != self.label(before)).ifelse(1, 0)
        rows = self.grid.select(label=best & 255, distance=best >> 8, moved=moved, **wanted)
        aggregates = {name: rows[name].sum() for name in ("distance", "moved", *wanted)}
        found = fetch(rows.group_by("label").aggregate(n=rows.count(), **aggregates))
        counts, sums = np.zeros(k, dtype=np.int64), np.zeros((k, d), dtype=np.int64)
        for row in found:
            counts[int(row["label"])] = int(row["n"])
            sums[int(row["label"])] = [int(row[name]) for name in wanted]
        inertia, changed = (sum(int(row[name]) for row in found) for name in ("distance", "moved"))
        return Pass(counts, sums, inertia, changed)

    def levels(self, found: Settled) -> NDArray[np.float64] | None:
        """Mean of the feature that segments are ordered by, a segment."""
        if self.means is None:
            return None
        return np.array(self.means(self.label(found.centres)))


@dataclass(frozen=True, slots=True)
class MappedCrowd(Prepared):
    """Customers whose grid is in a file of this machine."""

    journal: Journal = field(kw_only=True)
    means: Callable[[Labels, int], list[float]] | None = field(kw_only=True)
    """The means of the feature that segments are ordered by, by a label of 0 … k − 1."""

    def settle(self, centres: Centres) -> Settled:
        """Passes until the labels are stable."""
        labels = self._no_labels()
        of: list[Centres | None] = [None]

        def run(now: Centres, before: Centres | None, last: Pass | None) -> Pass:
            if before is not None and before is not of[0]:
                labels[:] = nearest_centres(self.grid, before)
            of[0] = now
            return run_pass(self.grid, now, labels, last)

        found = settle_on(self.journal, run, self.n, centres)
        if found.centres is not of[0]:
            labels[:] = nearest_centres(self.grid, found.centres)
        return replace(found, labels=labels)

    def label(self, centres: Centres) -> Labels:
        """The number of the nearest centre of every customer: shape (n,)."""
        with threadpool_limits(1):
            return nearest_centres(self.grid, centres)

    def levels(self, found: Settled) -> NDArray[np.float64] | None:
        """Mean of the feature that segments are ordered by, a segment."""
        if self.means is None or found.labels is None:
            return None
        return np.array(self.means(found.labels, len(found.centres)))

    def _no_labels(self) -> Labels:
        return np.full(self.n, np.iinfo(np.uint8).max, dtype=np.uint8)
