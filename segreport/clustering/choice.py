"""How many segments: a stated rule from silhouette, stability and the smallest segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import STEPS
from segreport.clustering.kmeans import SILHOUETTE_SAMPLE, fit_sample
from segreport.clustering.lloyd import Centres, nearest_centres
from segreport.models import Candidate
from segreport.numerics import adjusted_rand, apart, silhouette

CANDIDATES = range(2, 9)
RESAMPLES = 6
RESAMPLE_RESTARTS = 2


def choose_k(sample: NDArray[np.float64], *, seed: int = 0) -> tuple[int, tuple[Candidate, ...]]:
    """The number of segments and the table of candidates it was chosen from.

    `sample`: shape (m, d), the canonical sample.

    Among 2..8: the highest silhouette of those that are stable (mean adjusted Rand index of at
    least 0.8 between the sample's clustering and those of its halves) and whose smallest segment
    has at least 3 % of the customers; of equals the smallest k. Where none is eligible, the most
    stable.
    """
    distinct = len(np.unique(sample, axis=0))
    candidates = tuple(_candidate(sample, k, seed) for k in CANDIDATES if k < distinct)
    eligible = [candidate for candidate in candidates if candidate.eligible]
    if eligible:
        return max(eligible, key=lambda c: (c.silhouette, -c.k)).k, candidates
    if candidates:
        return max(candidates, key=lambda c: (c.stability, -c.k)).k, candidates
    return 1, ()


def _candidate(sample: NDArray[np.float64], k: int, seed: int) -> Candidate:
    labels = _labels(sample, fit_sample(sample, k, seed)[0])
    rng = np.random.default_rng(seed)
    agreements = []
    for _ in range(RESAMPLES):
        half = np.sort(rng.permutation(len(sample))[: max(len(sample) // 2, k + 1)])
        other = _labels(sample, fit_sample(sample[half], k, seed, RESAMPLE_RESTARTS)[0])
        agreements.append(apart(adjusted_rand, labels, other))
    stability = round(sum(agreements) / RESAMPLES, 3)
    smallest = int(np.bincount(labels, minlength=k).min()) / len(sample)
    few = min(SILHOUETTE_SAMPLE, len(sample))
    score = round(apart(silhouette, sample[:few], labels[:few]), 3)
    return Candidate(k=k, silhouette=score, stability=stability, smallest=smallest)


def _labels(sample: NDArray[np.float64], centres: Centres) -> NDArray[np.uint8]:
    grid = np.rint(sample.T * STEPS).astype(np.int16)
    return nearest_centres(grid, centres)
