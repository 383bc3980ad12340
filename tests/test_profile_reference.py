"""The profile says what R says: FactoMineR's catdes, quantile(type = 7), population spread."""

import csv
import math
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.dictionary import Dictionary
from segreport.models import CategoryStats, Feature, Profile
from segreport.profiling import profile_segments

HERE = Path(__file__).parent / "reference"
D1 = Path(__file__).parents[2] / "shared" / "claims" / "D1" / "customers.csv"
TOLERANCE = 1e-6
R_MISSING, MISSING = "NA", "（缺失）"

Rows = list[dict[str, str]]


def read_reference(name: str) -> Rows:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def profile(table: pd.DataFrame) -> Profile:
    codes = table.pop("segment").to_numpy(dtype=np.intp)
    features = tuple(Feature(name=name, label=name) for name in table.columns)
    labels = [str(code) for code in range(int(codes.max()) + 1)]
    return profile_segments(table, codes, labels, Dictionary(features=features))


@pytest.fixture(scope="module")
def small() -> tuple[Profile, Rows, Rows]:
    table = pd.read_csv(HERE / "small.csv").drop(columns="customer_id")
    return profile(table), read_reference("small_means.csv"), read_reference("small_categories.csv")


@pytest.fixture(scope="module")
def d1() -> tuple[Profile, Rows, Rows]:
    if not D1.exists():
        pytest.skip("the shared claims data are not beside the repository")
    table = pd.read_csv(D1).drop(columns="customer_id")
    bands = pd.cut(table["age"], [0, 34, 44, 54, 200], labels=["a", "b", "c", "d"])
    table["age_band"] = bands.astype(str)
    table["products"] = table["product_count"].astype(str)
    table["investments"] = table["investment_monthly_count"].astype(str)
    return profile(table), read_reference("d1_means.csv"), read_reference("d1_categories.csv")


@pytest.fixture(params=["small", "d1"])
def case(request: pytest.FixtureRequest) -> tuple[Profile, Rows, Rows]:
    found: tuple[Profile, Rows, Rows] = request.getfixturevalue(request.param)
    return found


def same(ours: float, theirs: str) -> bool:
    return math.isclose(ours, float(theirs), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def same_p(ours: float, theirs: str) -> bool:
    """p values on the log scale; those below 1e-300 need only both be so small."""
    p = float(theirs)
    if max(p, ours) < 1e-300:
        return True
    return math.isclose(math.log(ours), math.log(p), rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def test_v_and_p_of_means_are_those_of_catdes(case: tuple[Profile, Rows, Rows]) -> None:
    table, means, _ = case
    assert len(means) == table.k * len(table.features)
    for row in means:
        ours = table.segment(row["segment"]).stats[row["feature"]]
        assert same(ours.v, row["v"]), row
        assert same_p(ours.p, row["p"]), row


def test_means_and_population_spreads_are_those_of_catdes(
    case: tuple[Profile, Rows, Rows],
) -> None:
    table, means, _ = case
    for row in means:
        ours = table.segment(row["segment"]).stats[row["feature"]]
        everyone = table.overall[row["feature"]]
        assert same(ours.mean, row["mean"]), row
        assert same(ours.std, row["std"]), row
        assert same(everyone.mean, row["overall_mean"]), row
        assert same(everyone.std, row["overall_std"]), row


def test_quartiles_are_type_7(case: tuple[Profile, Rows, Rows]) -> None:
    table, means, _ = case
    for row in means:
        ours = table.segment(row["segment"]).stats[row["feature"]]
        everyone = table.overall[row["feature"]]
        for name in ("q1", "median", "q3"):
            assert same(getattr(ours, name), row[name]), row
            assert same(getattr(everyone, name), row[f"overall_{name}"]), row


def category(table: Profile, row: dict[str, str]) -> CategoryStats:
    wanted = MISSING if row["category"] == R_MISSING else row["category"]
    found = table.segment(row["segment"]).categories[row["column"]]
    return next(entry for entry in found if entry.category == wanted)


def test_category_tests_are_those_of_catdes(case: tuple[Profile, Rows, Rows]) -> None:
    """A category that everybody has: catdes writes v = 0, we say that there is no test."""
    table, _, categories = case
    entries = [e for segment in table.segments for e in segment.categories.values()]
    assert len(categories) == sum(len(column) for column in entries)
    for row in categories:
        ours = category(table, row)
        assert same(100 * ours.segment_share, row["segment_share"]), row
        assert same(100 * ours.share, row["share"]), row
        assert same(100 * ours.overall, row["overall"]), row
        assert same_p(ours.p, row["p"]), row
        if ours.overall == 1:
            assert ours.v is None
            assert float(row["v"]) == 0
        else:
            assert ours.v is not None
            assert same(ours.v, row["v"]), row


def test_beyond_the_smallest_float_v_is_38() -> None:
    """catdes writes Inf there; a profile holds finite numbers only."""
    segment = np.repeat([0, 1], 1000)
    table = pd.DataFrame({"segment": segment, "card": np.where(segment == 0, "金卡", "普卡")})
    first = profile(table).segments[0].categories["card"]
    assert [(entry.category, entry.v, entry.p) for entry in first] == [
        ("普卡", -38.0, 0.0),
        ("金卡", 38.0, 0.0),
    ]


def test_q_is_benjamini_hochberg_over_all_tests(case: tuple[Profile, Rows, Rows]) -> None:
    table, _, _ = case
    tests = [entry for segment in table.segments for entry in segment.stats.values()]
    tests += [
        entry
        for segment in table.segments
        for entries in segment.categories.values()
        for entry in entries
    ]
    tests.sort(key=lambda entry: entry.p)
    q = 1.0
    for rank in range(len(tests), 0, -1):
        q = min(q, tests[rank - 1].p * len(tests) / rank)
        assert math.isclose(tests[rank - 1].q, q, rel_tol=TOLERANCE, abs_tol=1e-300)


def test_the_small_table_is_what_its_script_writes() -> None:
    write = runpy.run_path(str(HERE / "generate_small.py"))["write_small"]
    assert write().encode() == (HERE / "small.csv").read_bytes()
