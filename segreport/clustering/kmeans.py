"""KMeans: seeds and restarts by scikit-learn on a sample, exact passes over everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from segreport.clustering.grid import STEPS, Axis, ClusterModel, Grid, fit_axes, to_grid
from segreport.clustering.lloyd import LARGE, Centres, first_inertia, nearest_centres, settle
from segreport.errors import CustomerDataError
from segreport.exact import moments, scale_to_integers
from segreport.models import Feature
from segreport.numerics import apart, fit_kmeans, silhouette

SAMPLE = 4096
"""Customers in the canonical sample."""
RESTARTS = 16
MOST_RESTARTS = 100
"""Small samples, which are cheap and uneven, get up to this many."""
FINALISTS = 10
SILHOUETTE_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Who is in which segment."""

    codes: NDArray[np.intp]
    """Shape (n,): position of each customer's segment in `model.labels`."""
    model: ClusterModel
    sample: int
    passes: int
    inertia: float
    """In squared standard deviations."""
    silhouette: float | None
    """Mean silhouette coefficient on (part of) the sample; None for k = 1."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Customers on the grid with their canonical sample; made once for every k."""

    axes: tuple[Axis, ...]
    grid: Grid
    sample: NDArray[np.float64]
    """Shape (m, d), standard deviations, in hash order."""


def prepare(table: pd.DataFrame, ids: pd.Index, features: Sequence[Feature]) -> Prepared:
    """Put the customers on the grid and draw the canonical sample.

    The sample is the customers with the smallest hashes of their ids, in that order: a property
    of the customers, not of the file (EXACT.md, step 2).
    """
    axes = fit_axes(table, features)
    grid = to_grid(table, axes)
    order = np.argsort(pd.util.hash_array(ids.to_numpy(dtype=object), categorize=False))
    sample = grid[:, order[:SAMPLE]].T.astype(np.float64) / STEPS
    return Prepared(axes, grid, sample)


def segment_customers(
    table: pd.DataFrame,
    ids: pd.Index,
    features: Sequence[Feature],
    k: int,
    *,
    seed: int = 0,
    order_by: str | None = None,
) -> Segmentation:
    """Cut the customers into k segments, numbered upward by the mean of `order_by`.

    Without `order_by` by the mean standardised level over all features. `table`: one row a
    customer, in canonical order. Raises CustomerDataError where fewer than k customers differ.
    """
    prepared = prepare(table, ids, features)
    refuse_few(prepared.grid, k)
    with threadpool_limits(1):
        return _segment(prepared, table, k, seed, order_by)


def _segment(
    prepared: Prepared, table: pd.DataFrame, k: int, seed: int, order_by: str | None
) -> Segmentation:
    finalists = fit_sample(prepared.sample, k, seed)[:FINALISTS]
    if len(table) > LARGE:
        finalists = [min(finalists, key=lambda centres: first_inertia(prepared.grid, centres))]
    results = [settle(prepared.grid, centres) for centres in finalists]
    centres, labels, last, passes = min(results, key=lambda r: (0 in r[2].counts, r[2].inertia))
    if 0 in last.counts:
        raise CustomerDataError(f"这些客户分不出 {k} 个都有客户的群组。请减小 -k。")
    centres = centres[_canonical(centres, labels, table, order_by)]
    model = ClusterModel(
        axes=prepared.axes,
        centres=tuple(tuple(row) for row in centres.tolist()),
        labels=tuple(str(number) for number in range(k)),
    )
    return Segmentation(
        codes=nearest_centres(prepared.grid, centres).astype(np.intp),
        model=model,
        sample=len(prepared.sample),
        passes=passes,
        inertia=last.inertia / STEPS**2,
        silhouette=sample_silhouette(prepared.sample, model) if k > 1 else None,
    )


def assign(model: ClusterModel, table: pd.DataFrame) -> NDArray[np.intp]:
    """The segment of each row of `table`: shape (n,), positions in `model.labels`.

    Missing values are filled by the medians of the model.
    """
    grid = to_grid(table, model.axes)
    with threadpool_limits(1):
        return nearest_centres(grid, np.array(model.centres, dtype=np.int64)).astype(np.intp)


def refuse_few(grid: Grid, k: int) -> None:
    """Raise CustomerDataError where fewer than k customers differ from each other."""
    for part in (grid[:, :SAMPLE], grid):
        distinct = np.unique(part, axis=1).shape[1]
        if distinct >= k:
            return
    raise CustomerDataError(
        f"只有 {distinct} 种不同的客户，分不成 {k} 群。请减小 -k 或检查特征列。"
    )


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


def _canonical(
    centres: Centres, labels: NDArray[np.uint8], table: pd.DataFrame, order_by: str | None
) -> NDArray[np.intp]:
    """Old numbers of the segments in their new order."""
    if order_by is None or order_by not in table:
        levels = centres.sum(axis=1).astype(np.float64)
    else:
        values = table[order_by].to_numpy()
        levels = np.array([_mean(values[labels == old]) for old in range(len(centres))])
    keys = [*centres.T[::-1], levels]
    return np.lexsort(keys)


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
