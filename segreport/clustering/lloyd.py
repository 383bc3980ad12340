"""Exact Lloyd passes on the grid: integer distances, sums and centres (EXACT.md, step 4).

Distances are computed as |c|² − 2·x·c in float64 matrix products. Every product and sum stays
below 2**53, so the floats hold integers and no order of summation can change them. A score is
256 · distance + number of the centre: its minimum is the distance to the nearest centre and its
last byte that centre's number, ties to the lowest.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import Grid

_CHUNK = 1 << 16
_FEW = 4
"""Chunks that are done sooner than threads are started for them."""
LARGE = 100_000
"""Up to this many customers passes go on until nobody moves; beyond, until one in a thousand."""
MAX_PASSES = 300
MOST_CENTRES = 255

_Part = TypeVar("_Part")
Centres = NDArray[np.int64]
"""Shape (k, d), grid coordinates."""
Labels = NDArray[np.uint8]
"""Shape (n,), number of the nearest centre."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over all customers returns besides their labels: k × (d + 1) integers."""

    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    inertia: int
    """Σ squared grid distance to the nearest of the centres that went in."""
    moved: int


def run_pass(grid: Grid, centres: Centres, labels: Labels, last: Pass | None = None) -> Pass:
    """Assign every customer to the nearest centre, ties to the lowest, and sum up.

    `labels`, shape (n,), holds the labels of the pass `last` and is overwritten. With `last` only
    the customers who moved are added and taken away; without, `labels` may hold anything.
    """
    k, d = centres.shape
    score = _scorer(centres)

    def assign(start: int) -> tuple[NDArray[np.int64], NDArray[np.int64], int, int]:
        points = grid[:, start : start + _CHUNK].astype(np.float64)
        scores = score(points)
        nearest = (scores & 255).astype(np.uint8)
        part = labels[start : start + _CHUNK]
        moved = np.flatnonzero(part != nearest)
        squares = np.einsum("ij,ij->i", points, points).astype(np.int64)  # each below 2**46
        inertia = int((scores >> 8).sum()) + int(squares.sum())
        if last is None:
            counts, sums = _sum_up(points, nearest, k)
        else:
            few = points[:, moved]
            gained, lost = _sum_up(few, nearest[moved], k), _sum_up(few, part[moved], k)
            counts, sums = gained[0] - lost[0], gained[1] - lost[1]
        part[:] = nearest
        return counts, sums, inertia, len(moved)

    counts = np.zeros(k, dtype=np.int64) if last is None else last.counts.copy()
    sums = np.zeros((k, d), dtype=np.int64) if last is None else last.sums.copy()
    inertia = moved = 0
    for part_counts, part_sums, part_inertia, part_moved in _side_by_side(assign, grid.shape[1]):
        counts += part_counts
        sums += part_sums
        inertia += part_inertia
        moved += part_moved
    return Pass(counts, sums, inertia, moved)


def _scorer(centres: Centres) -> Callable[[NDArray[np.float64]], NDArray[np.int64]]:
    """What finds the lowest score of points, shape (d, m): shape (m,)."""
    weights = -512.0 * centres
    bias = 256.0 * (centres**2).sum(axis=1)[:, None] + np.arange(len(centres))[:, None]
    return lambda points: np.minimum.reduce(weights @ points + bias, axis=0).astype(np.int64)


def _sum_up(
    points: NDArray[np.float64], labels: Labels, k: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    members = (labels == np.arange(k, dtype=np.uint8)[:, None]).astype(np.float64)
    counts = np.bincount(labels, minlength=k).astype(np.int64)
    return counts, (members @ points.T).astype(np.int64)


def _side_by_side(work: Callable[[int], _Part], n: int) -> Iterator[_Part]:
    """`work` on the start of every chunk; by several threads where there is enough to do.

    The parts are integers that are added up, so it does not matter who is done first.
    """
    starts = range(0, n, _CHUNK)
    if len(starts) <= _FEW:
        yield from map(work, starts)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(work, starts)


def nearest_centres(grid: Grid, centres: Centres) -> Labels:
    """The nearest centre of every customer, ties to the lowest: shape (n,)."""
    labels = np.zeros(grid.shape[1], dtype=np.uint8)
    score = _scorer(centres)

    def assign(start: int) -> None:
        scores = score(grid[:, start : start + _CHUNK].astype(np.float64))
        labels[start : start + _CHUNK] = scores & 255

    for _ in _side_by_side(assign, grid.shape[1]):
        pass
    return labels


def first_inertia(grid: Grid, centres: Centres) -> int:
    """Σ squared grid distance of every customer to the nearest of these centres."""
    return run_pass(grid, centres, np.zeros(grid.shape[1], dtype=np.uint8)).inertia


@dataclass(frozen=True, slots=True)
class Settled:
    """Where passes came to an end."""

    centres: Centres
    """Those that the last labels were assigned to."""
    last: Pass
    passes: int
    labels: Labels | None = None
    """None where the customers are not in memory."""


def settle(grid: Grid, centres: Centres) -> Settled:
    """Passes over the customers of `grid` until the labels are stable."""
    n = grid.shape[1]
    labels = np.full(n, np.iinfo(np.uint8).max, dtype=np.uint8)
    found = settle_by(lambda c, last: run_pass(grid, c, labels, last), n, centres)
    return replace(found, labels=labels)


def settle_by(run: Callable[[Centres, Pass | None], Pass], n: int, centres: Centres) -> Settled:
    """Passes over n customers until the labels are stable; `run` makes one, after the last.

    A centre that loses all its customers stays where it was.
    """
    settled = n // 1000 if n > LARGE else 0
    last = None
    for passes in range(1, MAX_PASSES + 1):
        last = run(centres, last)
        if last.moved <= settled or passes == MAX_PASSES:
            return Settled(centres, last, passes)
        filled = last.counts > 0
        counts = np.maximum(last.counts, 1)[:, None]
        means = (2 * last.sums + counts) // (2 * counts)
        centres = np.where(filled[:, None], means, centres)
    raise AssertionError("unreachable: the last pass returns")
