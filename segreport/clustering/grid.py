"""The integer grid: standardised features as int16, by exact moments (EXACT.md, step 1)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segreport.errors import CustomerDataError
from segreport.exact import moments, quartiles, scale_to_integers
from segreport.models import Feature, Frozen

STEPS = 4096
"""Grid steps in one standard deviation."""
LIMIT = 32767
LOG_PLACES = 9
"""Decimal places that a logarithm is rounded to, so that its last bit does not matter."""

Grid = NDArray[np.int16]
"""Shape (d, n): features by customers."""


class Axis(Frozen):
    """How one feature goes onto the grid."""

    feature: str
    scale: Literal["linear", "log"]
    median: float
    """Stands in for a missing value."""
    mean: float
    """Of the transformed values, missing ones filled."""
    std: float


class ClusterModel(Frozen):
    """model.json: what gives a customer a segment."""

    axes: tuple[Axis, ...]
    centres: tuple[tuple[int, ...], ...]
    """k × d grid coordinates, in the order of the segments."""
    labels: tuple[str, ...]
    id_column: str | None = None


def fit_axes(table: pd.DataFrame, features: Sequence[Feature]) -> tuple[Axis, ...]:
    """The exact moments of each feature of `table` (n rows), missing values filled by the median.

    Raises CustomerDataError for a log feature with a value below 0.
    """
    with ThreadPoolExecutor() as pool:
        return tuple(pool.map(lambda f: _fit_axis(table[f.name].to_numpy(), f), features))


def _fit_axis(values: NDArray[np.float64], feature: Feature) -> Axis:
    present = values[~np.isnan(values)]
    if feature.scale == "log" and present.min() < 0:
        raise CustomerDataError(
            f"特征 {feature.name}（{feature.label}）有负数，不能按 scale: log 处理。"
            "请在字典里去掉这一行的 scale。"
        )
    median = quartiles(scale_to_integers(present))[1]
    filled = np.where(np.isnan(values), median, values)
    exact = moments(scale_to_integers(transform(filled, feature.scale)))
    return Axis(
        feature=feature.name,
        scale=feature.scale,
        median=median,
        mean=exact.mean,
        std=exact.std,
    )


def transform(values: NDArray[np.float64], scale: str) -> NDArray[np.float64]:
    """The values that are standardised: themselves, or their logarithms as LOG_PLACES has them."""
    if scale == "linear":
        return values
    return np.asarray(np.round(np.log1p(values), LOG_PLACES), dtype=np.float64)


def to_grid(table: pd.DataFrame, axes: Sequence[Axis]) -> Grid:
    """The customers of `table` on the grid: shape (d, n), int16."""
    grid = np.empty((len(axes), len(table)), dtype=np.int16)
    for row, axis in enumerate(axes):
        grid[row] = on_axis(table[axis.feature].to_numpy(dtype=np.float64), axis)
    return grid


def on_axis(values: NDArray[np.float64], axis: Axis) -> NDArray[np.float64]:
    """Values of a feature, NaN where missing, as whole numbers on the grid."""
    transformed = transform(values, axis.scale)
    if np.isnan(transformed.sum()):
        median = transform(np.array([axis.median]), axis.scale)
        transformed = np.where(np.isnan(transformed), median, transformed)
    z = (transformed - axis.mean) / axis.std
    return np.clip(np.floor(z * STEPS + 0.5), -LIMIT, LIMIT)
