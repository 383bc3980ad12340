"""The profile: every figure of every segment from exact sums."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import is_numeric_dtype

from segreport.dictionary import Dictionary
from segreport.exact import Moments, Scaled, moments, quartiles, scale_to_integers
from segreport.models import CategoryStats, Feature, FeatureStats, Overall, Profile, SegmentProfile
from segreport.numerics import apart, false_discovery
from segreport.profiling.catdes import category_tests, v_test
from segreport.wording import default_decimals

Codes = NDArray[np.intp]
MISSING_CATEGORY = "（缺失）"


@dataclass(frozen=True, slots=True)
class Part:
    """One feature over some customers."""

    moments: Moments
    missing: int
    quartiles: tuple[float, float, float]

    @property
    def rows(self) -> int:
        """Customers with and without a value: what catdes takes for n."""
        return self.moments.n + self.missing


def profile_segments(
    table: pd.DataFrame, codes: Codes, labels: Sequence[str], dictionary: Dictionary
) -> Profile:
    """The profile of `table` (one row a customer) cut into segments.

    `codes`: shape (n,), for each row the position of its segment in `labels`; every label must
    occur. Columns of the dictionary's features that are numeric get means, the others shares of
    their categories. A feature without a single value in some segment is described nowhere.
    """
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(labels) + 1))
    measures = [f for f in dictionary.features if is_numeric_dtype(table[f.name])]
    with ThreadPoolExecutor() as pool:
        measured = pool.map(lambda f: _measure(_sorted(table[f.name], order), bounds), measures)
        parts = {f.name: part for f, part in zip(measures, measured, strict=True)}
    counts = {
        f.name: _count(table[f.name], codes, len(labels))
        for f in dictionary.features
        if f not in measures
    }
    return build_profile(dictionary, labels, np.diff(bounds).tolist(), parts, counts)


def build_profile(
    dictionary: Dictionary,
    labels: Sequence[str],
    sizes: Sequence[int],
    parts: Mapping[str, tuple[Part, list[Part]]],
    counts: Mapping[str, tuple[list[str], NDArray[np.int64]]],
) -> Profile:
    """The profile from what was measured.

    `sizes`: customers of each segment. `parts`: each measure over everyone and in each segment.
    `counts`: the categories of each other feature, and their customers, shape (k, categories).
    """
    measures = [f for f in dictionary.features if f.name in parts]
    describing = [f for f in dictionary.features if f.name in counts]
    numeric = [f for f in measures if all(part.moments.n for part in parts[f.name][1])]
    overall = {f.name: _overall(parts[f.name][0]) for f in numeric}
    stats: list[dict[str, FeatureStats]] = [{} for _ in labels]
    categories: list[dict[str, tuple[CategoryStats, ...]]] = [{} for _ in labels]
    for feature in numeric:
        for segment, entry in zip(stats, _compare(feature, *parts[feature.name]), strict=True):
            segment[feature.name] = entry
    for feature in describing:
        shares = _shares(*counts[feature.name])
        for column, share in zip(categories, shares, strict=True):
            column[feature.name] = share
    _adjust(stats, categories)
    n = sum(sizes)
    used = {feature.theme for feature in numeric}
    return Profile(
        title=dictionary.name,
        n=n,
        order_by=dictionary.order_by,
        features=tuple(_resolved(f, overall[f.name].mean) for f in numeric),
        describing=tuple(describing),
        themes=tuple(theme for theme in dictionary.themes if theme.name in used),
        overall=overall,
        segments=tuple(
            SegmentProfile(
                label=label,
                n=size,
                share=size / n,
                rank=rank,
                stats=stats[index],
                categories=categories[index],
            )
            for index, (label, size, rank) in enumerate(
                zip(labels, sizes, _ranks(sizes), strict=True)
            )
        ),
    )


def _sorted(column: pd.Series, order: Codes) -> NDArray[np.float64]:
    return column.to_numpy(dtype=np.float64)[order]


def _resolved(feature: Feature, mean: float) -> Feature:
    if feature.decimals is not None:
        return feature
    return feature.model_copy(update={"decimals": default_decimals(mean, feature.unit)})


def _measure(values: NDArray[np.float64], bounds: NDArray[np.intp]) -> tuple[Part, list[Part]]:
    """One feature of everyone and of each segment; `values` are sorted by segment."""
    present = ~np.isnan(values)
    if present.all():
        scaled, edges = scale_to_integers(values), bounds
    else:
        scaled = scale_to_integers(values[present])
        edges = np.concatenate(([0], np.cumsum(present)))[bounds]
    parts = [
        _part(Scaled(scaled.units[low:high], scaled.scale), int(rows) - int(high - low))
        for low, high, rows in zip(edges[:-1], edges[1:], np.diff(bounds), strict=True)
    ]
    everyone = reduce(Moments.plus, (part.moments for part in parts))
    return Part(everyone, len(values) - everyone.n, _quartiles(scaled)), parts


def _part(column: Scaled, missing: int) -> Part:
    return Part(moments(column), missing, _quartiles(column))


def _quartiles(column: Scaled) -> tuple[float, float, float]:
    return quartiles(column) if len(column.units) else (math.nan, math.nan, math.nan)


def _overall(whole: Part) -> Overall:
    q1, median, q3 = whole.quartiles
    return Overall(
        count=whole.moments.n,
        missing=whole.missing,
        mean=whole.moments.mean,
        median=median,
        std=whole.moments.std,
        q1=q1,
        q3=q3,
    )


def _compare(feature: Feature, whole: Part, parts: list[Part]) -> list[FeatureStats]:
    """Each segment's figures beside everyone's; q is still the plain p."""
    everyone = whole.moments
    mean, spread = everyone.mean, everyone.std
    ranks = _ranks([part.moments.mean for part in parts])
    shared = feature.additive and everyone.total > 0 and all(p.moments.total >= 0 for p in parts)
    entries = []
    for part, rank in zip(parts, ranks, strict=True):
        own = part.moments
        rest = everyone.minus(own)
        v, p = v_test(own.mean, mean, spread, part.rows, whole.rows)
        q1, median, q3 = part.quartiles
        entries.append(
            FeatureStats(
                count=own.n,
                missing=part.missing,
                mean=own.mean,
                median=median,
                std=own.std,
                q1=q1,
                q3=q3,
                rank=rank,
                d=_steady((own.mean - rest.mean) / spread) if rest.n and spread else 0.0,
                ratio=own.mean / mean if mean > 0 else None,
                total_share=own.total / everyone.total if shared else None,
                v=_steady(v),
                p=_steady(p),
                q=_steady(p),
            )
        )
    return entries


def _count(column: pd.Series, codes: Codes, k: int) -> tuple[list[str], NDArray[np.int64]]:
    """The categories of one text column, and how often each is in each segment."""
    coded = column.astype("category").cat
    names = [*map(str, coded.categories), MISSING_CATEGORY]
    places = coded.codes.to_numpy(dtype=np.intp) % len(names)
    counts = np.bincount(codes * len(names) + places, minlength=k * len(names))
    return names, counts.reshape(k, -1).astype(np.int64)


def _shares(names: list[str], table: NDArray[np.int64]) -> list[tuple[CategoryStats, ...]]:
    """Shares of the categories in each segment, largest category first."""
    totals = table.sum(axis=0)
    order = sorted(range(len(names)), key=lambda place: (-int(totals[place]), names[place]))
    order = [place for place in order if totals[place]]
    names, counts, totals = [names[place] for place in order], table[:, order], totals[order]
    v, p = category_tests(counts)
    sizes, n = counts.sum(axis=1), int(counts.sum())
    return [
        tuple(
            CategoryStats(
                category=name,
                n=int(counts[s, c]),
                share=int(counts[s, c]) / int(sizes[s]),
                segment_share=int(counts[s, c]) / int(totals[c]),
                overall=int(totals[c]) / n,
                v=None if math.isnan(v[s, c]) else _steady(_finite(v[s, c])),
                p=_steady(p[s, c]),
                q=_steady(p[s, c]),
            )
            for c, name in enumerate(names)
        )
        for s in range(len(counts))
    ]


def _finite(v: float) -> float:
    """A v-test whose p is below the smallest float is shown as the largest that is not."""
    return math.copysign(38.0, v) if math.isinf(v) else v


def _adjust(
    stats: list[dict[str, FeatureStats]], categories: list[dict[str, tuple[CategoryStats, ...]]]
) -> None:
    """Put Benjamini-Hochberg q values over all tests of the profile in place of the plain p."""
    plain = [entry.p for segment in stats for entry in segment.values()]
    shares = [e.p for segment in categories for column in segment.values() for e in column]
    if not plain + shares:
        return
    q = iter(apart(false_discovery, plain + shares))
    for segment in stats:
        for name, entry in segment.items():
            segment[name] = entry.model_copy(update={"q": _steady(next(q))})
    for groups in categories:
        for name, column in groups.items():
            groups[name] = tuple(e.model_copy(update={"q": _steady(next(q))}) for e in column)


def _ranks(values: Sequence[float]) -> list[int]:
    """1 for the highest; equals share the better rank."""
    return [1 + sum(other > value for other in values) for value in values]


def _steady(value: float) -> float:
    """Nine significant digits: what every platform's math library agrees on."""
    return float(f"{value:.9g}")
