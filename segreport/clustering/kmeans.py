"""KMeans: seeds and restarts by scikit-learn on a sample, exact passes over everyone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import md5
from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from segreport.clustering.grid import STEPS, Axis, ClusterModel, Grid, fit_axes, to_grid
from segreport.clustering.lloyd import (
    LARGE,
    Centres,
    Settled,
    first_inertia,
    nearest_centres,
    settle,
)
from segreport.errors import CustomerDataError
from segreport.exact import moments, scale_to_integers
from segreport.models import Feature
from segreport.numerics import apart, fit_kmeans, silhouette

SAMPLE = 4096
"""Customers in the canonical sample."""
REHEARSAL = 1 << 18
"""Customers that starts are tried on where there are more than LARGE."""
REHEARSED = 3
"""Starts that go through passes there."""
RESTARTS = 16
MOST_RESTARTS = 100
"""Small samples, which are cheap and uneven, get up to this many."""
FINALISTS = 10
SILHOUETTE_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments, and how they came about."""

    model: ClusterModel
    sample: int
    passes: int
    inertia: float
    """In squared standard deviations."""
    silhouette: float | None
    """Mean silhouette coefficient on (part of) the sample; None for k = 1."""


class Crowd(Protocol):
    """Everyone on the grid, wherever they are: what the search for segments asks of them."""

    @property
    def n(self) -> int:
        """Customers."""

    @property
    def axes(self) -> tuple[Axis, ...]:
        """How features go onto the grid."""

    @property
    def sample(self) -> NDArray[np.float64]:
        """Shape (m, d), standard deviations, in hash order."""

    @property
    def rehearsal(self) -> Grid | None:
        """Shape (d, m): the sample and more, in hash order; None up to LARGE customers."""

    def distinct(self, enough: int) -> int:
        """How many customers differ from each other, counted until there are enough."""

    def settle(self, centres: Centres) -> Settled:
        """Passes until the labels are stable."""

    def levels(self, found: Settled) -> NDArray[np.float64] | None:
        """Mean of the feature that segments are ordered by, a segment; None: there is none."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Customers in memory, on the grid, with their canonical sample; made once for every k."""

    axes: tuple[Axis, ...]
    grid: Grid
    sample: NDArray[np.float64]
    order: NDArray[np.float64] | None = None
    """Shape (n,): the feature that segments are ordered by."""
    rehearsal: Grid | None = None

    @property
    def n(self) -> int:
        """Customers."""
        return int(self.grid.shape[1])

    def distinct(self, enough: int) -> int:
        """How many customers differ; all are looked at only where the first are too few."""
        first = int(np.unique(self.grid[:, :SAMPLE], axis=1).shape[1])
        return first if first >= enough else int(np.unique(self.grid, axis=1).shape[1])

    def settle(self, centres: Centres) -> Settled:
        """Passes until the labels are stable."""
        return settle(self.grid, centres)

    def levels(self, found: Settled) -> NDArray[np.float64] | None:
        """Mean of the feature that segments are ordered by, a segment."""
        if self.order is None or found.labels is None:
            return None
        parts = (self.order[found.labels == old] for old in range(len(found.centres)))
        return np.array([_mean(part) for part in parts])


def prepare(
    table: pd.DataFrame,
    ids: pd.Index | None,
    features: Sequence[Feature],
    order_by: str | None = None,
) -> Prepared:
    """Put the customers on the grid and draw the canonical sample.

    The sample is the customers with the smallest MD5 of their id, in that order, or where they
    have none of their grid coordinates: a property of the customers, not of the file
    (EXACT.md, step 2), and one that every engine can compute.
    """
    axes = fit_axes(table, features)
    grid = to_grid(table, axes)
    if ids is None:
        keys = pa.array(["|".join(map(str, point)) for point in grid.T.tolist()])
    else:
        keys = pa.array(ids, from_pandas=True)
    first = _first(keys)
    sample = grid[:, first[:SAMPLE]].T.astype(np.float64) / STEPS
    rehearsal = grid[:, first] if len(table) > LARGE else None
    order = table[order_by].to_numpy() if order_by is not None and order_by in table else None
    return Prepared(axes, grid, sample, order, rehearsal)


def _first(keys: pa.Array) -> NDArray[np.intp]:
    """The positions of the smallest MD5 hashes, in their order: REHEARSAL, or as many as are."""
    if len(keys) > LARGE:  # hashed side by side
        import duckdb

        hashed = pa.table({"key": keys, "place": np.arange(len(keys))})
        query = "SELECT place FROM hashed ORDER BY md5(key) LIMIT $1"
        with duckdb.connect() as engine:
            engine.register("hashed", hashed)
            places = engine.execute(query, [REHEARSAL]).fetchnumpy()["place"]
        return np.asarray(places, dtype=np.intp)
    cells = keys.cast(pa.binary()).to_pylist()
    hashes = b"".join([md5(cell, usedforsecurity=False).digest() for cell in cells])
    return np.argsort(np.frombuffer(hashes, dtype=">u8")[::2], kind="stable")[:REHEARSAL]


def find_segments(crowd: Crowd, k: int, seed: int = 0) -> Segments:
    """k segments of everyone, numbered upward by the level of the feature they are ordered by.

    Raises CustomerDataError where fewer than k customers differ.
    """
    distinct = crowd.distinct(k)
    if distinct < k:
        raise CustomerDataError(
            f"只有 {distinct} 种不同的客户，分不成 {k} 群。请减小 -k 或检查特征列。"
        )
    with threadpool_limits(1):
        best = _settle_best(crowd, fit_sample(crowd.sample, k, seed)[:FINALISTS])
    if 0 in best.last.counts:
        raise CustomerDataError(f"这些客户分不出 {k} 个都有客户的群组。请减小 -k。")
    model = ClusterModel(
        axes=crowd.axes,
        centres=tuple(tuple(row) for row in _in_order(best, crowd.levels(best)).tolist()),
        labels=tuple(str(number) for number in range(k)),
    )
    return Segments(
        model=model,
        sample=len(crowd.sample),
        passes=best.passes,
        inertia=best.last.inertia / STEPS**2,
        silhouette=sample_silhouette(crowd.sample, model) if k > 1 else None,
    )


def _settle_best(crowd: Crowd, finalists: list[Centres]) -> Settled:
    """The best of these starts after the exact passes.

    Of very many customers only one start is tried, which has been through passes over some.
    """
    some = crowd.rehearsal
    if some is not None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            first = list(pool.map(partial(first_inertia, some), finalists))
            hopeful = [finalists[place] for place in np.argsort(first, kind="stable")[:REHEARSED]]
            rehearsed = list(pool.map(partial(settle, some), hopeful))
        finalists = [min(rehearsed, key=lambda r: (0 in r.last.counts, r.last.inertia)).centres]
    results = [crowd.settle(centres) for centres in finalists]
    return min(results, key=lambda r: (0 in r.last.counts, r.last.inertia))


def assign_prepared(prepared: Prepared, model: ClusterModel) -> NDArray[np.intp]:
    """The segment of each customer: shape (n,), positions in `model.labels`."""
    with threadpool_limits(1):
        centres = np.array(model.centres, dtype=np.int64)
        return nearest_centres(prepared.grid, centres).astype(np.intp)


def assign(model: ClusterModel, table: pd.DataFrame) -> NDArray[np.intp]:
    """The segment of each row of `table`: shape (n,), positions in `model.labels`.

    Missing values are filled by the medians of the model.
    """
    grid = to_grid(table, model.axes)
    return assign_prepared(Prepared(model.axes, grid, np.empty((0, len(grid)))), model)


def fit_sample(
    sample: NDArray[np.float64], k: int, seed: int, restarts: int = RESTARTS
) -> list[Centres]:
    """Centres of the restarts on the sample, on the grid, best first, without repeats."""
    restarts = min(restarts * SAMPLE // len(sample), MOST_RESTARTS)
    fits = apart(fit_kmeans, sample, k, range(seed, seed + restarts))
    found: dict[tuple[int, ...], Centres] = {}
    for _, means in sorted(fits, key=lambda fit: round(fit[0], 6)):
        centres = np.floor(means * STEPS + 0.5).astype(np.int64)
        centres = centres[np.lexsort(centres.T[::-1])]
        found.setdefault(tuple(centres.ravel().tolist()), centres)
    return list(found.values())


def _in_order(found: Settled, levels: NDArray[np.float64] | None) -> Centres:
    """The centres in the order of the segments."""
    centres = found.centres
    if levels is None:
        levels = centres.sum(axis=1).astype(np.float64)
    return centres[np.lexsort([*centres.T[::-1], levels])]


def _mean(values: NDArray[np.float64]) -> float:
    present = values[~np.isnan(values)]
    return moments(scale_to_integers(present)).mean if len(present) else float("-inf")


def sample_silhouette(sample: NDArray[np.float64], model: ClusterModel) -> float:
    """Mean silhouette coefficient of the sample's first customers, to three decimals."""
    points = sample[:SILHOUETTE_SAMPLE]
    grid = np.rint(points.T * STEPS).astype(np.int16)
    labels = nearest_centres(grid, np.array(model.centres, dtype=np.int64))
    if len(np.unique(labels)) < 2 or len(np.unique(labels)) >= len(points):
        return 0.0
    return round(apart(silhouette, points, labels), 3)
