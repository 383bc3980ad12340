"""The functions of the other process, and its main loop. Runs as a script: imports nothing of ours.

Heavy imports stand in the functions, so that this module can be imported for their names.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def fit_kmeans(
    points: NDArray[np.float64], k: int, seeds: Sequence[int]
) -> list[tuple[float, NDArray[np.float64]]]:
    """Inertia and centres, shape (k, d), of scikit-learn's KMeans from each seed, run to the end.

    `points`: shape (n, d).
    """
    from sklearn.cluster import KMeans

    fits = [KMeans(k, n_init=1, random_state=seed, tol=0).fit(points) for seed in seeds]
    return [(float(fit.inertia_), fit.cluster_centers_) for fit in fits]


def silhouette(points: NDArray[np.float64], labels: NDArray[np.uint8]) -> float:
    """Mean silhouette coefficient, −1..1. `points`: shape (n, d); at least two labels."""
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(points, labels))


def adjusted_rand(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Adjusted Rand index of two labellings, each of shape (n,)."""
    from sklearn.metrics import adjusted_rand_score

    return float(adjusted_rand_score(one, other))


def hypergeometric(
    counts: NDArray[np.int64], n: int, sizes: NDArray[np.int64], totals: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """P(count), P(fewer), P(more) of `counts` in draws of `sizes` from `n` with `totals` hits."""
    from scipy.stats import hypergeom

    draw = hypergeom(n, sizes, totals)
    return draw.pmf(counts), draw.cdf(counts - 1), draw.sf(counts)


def normal_quantile(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard normal's quantile of each probability."""
    from scipy.special import ndtri

    quantiles: NDArray[np.float64] = ndtri(p)
    return quantiles


def false_discovery(p: Sequence[float]) -> list[float]:
    """Benjamini-Hochberg q values of a family of p values."""
    from scipy.stats import false_discovery_control

    q: list[float] = false_discovery_control(p).tolist()
    return q


def _serve() -> None:
    """Answer requests on standard input, a pickled (name, arguments) each, until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the asking process hears Ctrl-C and ends us
    warnings.simplefilter("ignore")  # few distinct customers are reported by the asking process
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nothing printed may mix with the answers
    import sklearn.cluster  # noqa: F401  # before the first request: this is what we are for

    while True:
        try:
            name, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301  # written by our parent
        except (EOFError, pickle.UnpicklingError):  # our parent is gone, or went while it asked
            return
        try:
            answer: object = (True, globals()[name](*arguments))
        except Exception as error:  # noqa: BLE001  # raised again where it was asked for
            answer = (False, f"{type(error).__name__}: {error}")
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # who asked is gone
        _serve()
    # unloading the libraries takes a quarter of a second, and our standard error stays open for it
    os._exit(0)
