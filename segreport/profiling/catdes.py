"""The tests of FactoMineR's `catdes`: is a mean or a share in a segment unlike the rest?

Source: F. Husson, S. Lê, J. Pagès, *Exploratory Multivariate Analysis by Example Using R*, ch. 3,
and the function `catdes` of FactoMineR 2.7. `tests/reference/catdes.R` makes the figures that
these functions are held against.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from segreport.numerics import apart, hypergeometric, normal_quantile


def v_test(mean: float, overall: float, std: float, n: int, total: int) -> tuple[float, float]:
    """v and its two-sided p for the mean of a segment of `n` customers out of `total`.

    As in catdes, customers without a value count in both, though means and spread leave them out.

    v = (m − M) / √(S²/n · (N − n)/(N − 1)), S the population standard deviation. Where there is
    no rest to compare with, v is 0 and p is 1.
    """
    if n == total or std == 0:
        return 0.0, 1.0
    error = std * math.sqrt((total - n) / (total - 1) / n)
    v = (mean - overall) / error
    return v, math.erfc(abs(v) / math.sqrt(2))


def category_tests(
    counts: NDArray[np.int64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """v and two-sided mid-p of the hypergeometric test for each cell.

    `counts`: shape (k, c), customers by segment and category. Returns two arrays of that shape.
    p = 2·P(beyond the count) + P(the count), the smaller of the two sides; v carries the sign of
    (share in the segment − overall share). The two sides add up to 2, so p passes 1 by rounding
    only and is cut there. v is NaN where the margin leaves nothing to test (catdes writes 0).
    """
    sizes = counts.sum(axis=1, keepdims=True)
    totals = counts.sum(axis=0, keepdims=True)
    n = int(counts.sum())
    here, fewer, more = apart(hypergeometric, counts, n, sizes, totals)
    p = np.minimum(2 * np.minimum(fewer, more) + here, 1.0)
    sign = np.where(counts / sizes > totals / n, 1.0, -1.0)
    v = sign * -apart(normal_quantile, p / 2)
    settled = np.broadcast_to((totals == 0) | (totals == n) | (sizes == n), v.shape)
    return np.where(settled, np.nan, v), np.where(settled, 1.0, p)
