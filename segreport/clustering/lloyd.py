"""Exact Lloyd passes on the grid: integer distances, sums and centres (EXACT.md, step 4).

Distances are computed as |c|² − 2·x·c in float64 matrix products. Every product and sum stays
below 2**53, so the floats hold integers and no order of summation can change them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import Grid

_CHUNK = 1 << 15
LARGE = 100_000
"""Up to this many customers passes go on until nobody moves; beyond, until one in a thousand."""
MAX_PASSES = 300

Centres = NDArray[np.int64]
"""Shape (k, d), grid coordinates."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over all customers returns besides their labels: k × (d + 1) integers."""

    counts: NDArray[np.int64]
    sums: NDArray[np.int64]
    inertia: int
    """Σ squared grid distance to the nearest of the centres that went in."""
    moved: int


def run_pass(grid: Grid, centres: Centres, labels: NDArray[np.uint8]) -> Pass:
    """Assign every customer to the nearest centre, ties to the lowest, and sum up.

    `labels`, shape (n,), holds the labels of the last pass and is overwritten.
    """
    k, d = centres.shape
    weights = -2.0 * centres
    norms = (centres.astype(np.float64) ** 2).sum(axis=1)[:, None]
    counts, sums = np.zeros(k, dtype=np.int64), np.zeros((k, d), dtype=np.int64)
    inertia = moved = 0
    for start in range(0, grid.shape[1], _CHUNK):
        points = grid[:, start : start + _CHUNK].astype(np.float64)
        scores = weights @ points + norms
        best, nearest = scores[0], np.zeros(points.shape[1], dtype=np.uint8)
        for centre in range(1, k):
            closer = scores[centre] < best
            nearest[closer] = centre
            best = np.minimum(best, scores[centre])
        inertia += int(best.astype(np.int64).sum()) + int(np.vdot(points, points))
        part = labels[start : start + _CHUNK]
        moved += int(np.count_nonzero(part != nearest))
        part[:] = nearest
        members = (nearest == np.arange(k, dtype=np.uint8)[:, None]).astype(np.float64)
        counts += members.sum(axis=1).astype(np.int64)
        sums += (members @ points.T).astype(np.int64)
    return Pass(counts, sums, inertia, moved)


def nearest_centres(grid: Grid, centres: Centres) -> NDArray[np.uint8]:
    """The nearest centre of every customer, ties to the lowest: shape (n,)."""
    labels = np.zeros(grid.shape[1], dtype=np.uint8)
    run_pass(grid, centres, labels)
    return labels


def first_inertia(grid: Grid, centres: Centres) -> int:
    """Σ squared grid distance of every customer to the nearest of these centres."""
    return run_pass(grid, centres, np.zeros(grid.shape[1], dtype=np.uint8)).inertia


def settle(grid: Grid, centres: Centres) -> tuple[Centres, NDArray[np.uint8], Pass, int]:
    """Passes until the labels are stable.

    Returns the centres the last labels were assigned to, those labels, the last pass and the
    number of passes. A centre that loses all its customers stays where it was.
    """
    n = grid.shape[1]
    settled = n // 1000 if n > LARGE else 0
    labels = np.full(n, np.iinfo(np.uint8).max, dtype=np.uint8)
    for passes in range(1, MAX_PASSES + 1):
        last = run_pass(grid, centres, labels)
        if last.moved <= settled or passes == MAX_PASSES:
            return centres, labels, last, passes
        filled = last.counts > 0
        counts = np.maximum(last.counts, 1)[:, None]
        means = (2 * last.sums + counts) // (2 * counts)
        centres = np.where(filled[:, None], means, centres)
    raise AssertionError("unreachable: the last pass returns")
