"""Segments: exact, canonical, and no worse than scikit-learn's own."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from segreport.clustering import assign, assign_prepared, choose_k, find_segments, prepare
from segreport.clustering.grid import fit_axes, to_grid
from segreport.clustering.lloyd import run_pass
from segreport.customers import load_customers, read_files
from segreport.dictionary import read_dictionary
from segreport.errors import CustomerDataError
from segreport.models import Feature
from segreport.pipeline import Request, find_dictionary

SHARED = Path(__file__).parents[3] / "shared"
FEATURES = (Feature(name="a", label="甲"), Feature(name="b", label="乙", scale="log"))


def three_groups(n: int = 600, seed: int = 1) -> tuple[pd.DataFrame, pd.Index]:
    """Three well separated groups of 1/2, 1/3 and 1/6 of the customers, `a` rising."""
    rng = np.random.default_rng(seed)
    sizes = (n // 2, n // 3, n // 6)
    a = np.concatenate([rng.normal(m, 1, s) for m, s in zip((10, 50, 90), sizes, strict=True)])
    b = np.concatenate([rng.lognormal(m, 0.2, s) for m, s in zip((2, 6, 4), sizes, strict=True)])
    ids = pd.Index([f"c{i:05d}" for i in range(n)], dtype="str")
    return pd.DataFrame({"a": a.round(2), "b": b.round(2)}), ids


def test_groups_are_found_and_numbered_by_the_feature_asked_for() -> None:
    table, ids = three_groups()
    for order_by, sizes in (("a", [300, 200, 100]), ("b", [300, 100, 200])):
        prepared = prepare(table, ids, FEATURES, order_by)
        codes = assign_prepared(prepared, find_segments(prepared, 3).model)
        assert np.bincount(codes).tolist() == sizes


def test_without_ids_the_sample_does_not_depend_on_the_order_of_the_rows() -> None:
    table, _ = three_groups(6000)
    shuffled = table.sample(frac=1, random_state=3).reset_index(drop=True)
    first, second = (prepare(rows, None, FEATURES).sample for rows in (table, shuffled))
    assert first.shape == (4096, 2)
    assert np.array_equal(first, second)


def test_the_model_gives_its_own_customers_their_segments() -> None:
    table, ids = three_groups()
    prepared = prepare(table, ids, FEATURES)
    model = find_segments(prepared, 4).model
    assert assign(model, table).tolist() == assign_prepared(prepared, model).tolist()


def test_missing_values_are_the_median() -> None:
    table, _ = three_groups()
    table.loc[::7, "a"] = np.nan
    axes = fit_axes(table, FEATURES)
    assert axes[0].median == pytest.approx(float(np.nanmedian(table["a"])), rel=1e-12)
    filled = table.fillna({"a": axes[0].median})
    assert (to_grid(table, axes) == to_grid(filled, axes)).all()


def test_the_grid_is_standardised_in_steps_of_a_4096th() -> None:
    table = pd.DataFrame({"a": [0.0, 2.0, 4.0, 6.0]})
    axes = fit_axes(table, FEATURES[:1])
    assert (axes[0].mean, axes[0].std) == (3.0, 5.0**0.5)
    # (0 − 3) / √5 · 4096 = −5495.2…, (2 − 3) / √5 · 4096 = −1831.7…
    assert to_grid(table, axes).tolist() == [[-5495, -1832, 1832, 5495]]


def test_a_pass_returns_counts_sums_and_inertia_with_ties_to_the_lowest_centre() -> None:
    grid = np.array([[0, 10, 20, 30], [0, 0, 0, 5]], dtype=np.int16)
    labels = np.full(4, 9, dtype=np.uint8)
    result = run_pass(grid, np.array([[0, 0], [20, 0]]), labels)
    assert labels.tolist() == [0, 0, 1, 1]
    assert result.counts.tolist() == [2, 2]
    assert result.sums.tolist() == [[10, 0], [50, 5]]
    assert result.inertia == 0 + 100 + 0 + (100 + 25)
    assert result.moved == 4


def test_too_few_different_customers_are_refused() -> None:
    table = pd.DataFrame({"a": [1.0, 1.0, 2.0, 2.0], "b": [1.0, 1.0, 2.0, 2.0]})
    ids = pd.Index(list("wxyz"), dtype="str")
    with pytest.raises(CustomerDataError, match="只有 2 种不同的客户，分不成 3 群"):
        find_segments(prepare(table, ids, FEATURES), 3)


def test_a_log_feature_with_negative_values_is_refused() -> None:
    with pytest.raises(CustomerDataError, match="特征 b（乙）有负数"):
        fit_axes(pd.DataFrame({"a": [1.0, 2.0], "b": [-1.0, 2.0]}), FEATURES)


def test_auto_finds_the_three_groups_and_shows_all_candidates() -> None:
    table, ids = three_groups()
    k, candidates = choose_k(prepare(table, ids, FEATURES).sample)
    assert k == 3
    assert [candidate.k for candidate in candidates] == [2, 3, 4, 5, 6, 7, 8]
    assert candidates[1].stability == 1.0
    assert candidates[1].smallest == 1 / 6


@pytest.mark.parametrize("k", [2, 3, 5, 8])
@pytest.mark.parametrize("case", ["D1", "D2", "D3", "D4", "D5", "D6", "D7"])
def test_inertia_is_within_half_a_per_mille_of_ten_restarts_on_all_rows(case: str, k: int) -> None:
    folder = SHARED / "claims" / case
    if not folder.is_dir():
        pytest.skip("../shared is not here")
    dictionary = read_dictionary(folder / "dictionary.yml")
    customers = load_customers(read_files([folder / "customers.csv"]), dictionary)
    features = customers.clustered()
    ours = find_segments(prepare(customers.table, customers.ids, features), k)
    points = to_grid(customers.table, ours.model.axes).T / 4096
    with threadpool_limits(1):
        theirs = KMeans(k, n_init=10, random_state=0).fit(points).inertia_
    assert ours.inertia <= 1.0005 * theirs


@pytest.mark.parametrize("k", [3, 8])
@pytest.mark.parametrize(
    "name",
    [
        "bank_10k.csv", "bank_base.csv", "bank_behavior.csv", "bank_churners.csv",
        "bankloan_gbk.csv", "cc_general.csv", "mall_cn.csv", "mobile_cn.xlsx", "telco.csv",
        "wholesale.csv",
    ],
)  # fmt: skip
def test_inertia_holds_on_real_files_with_guessed_dictionaries(name: str, k: int) -> None:
    path = SHARED / "customers" / name
    if not path.is_file():
        pytest.skip("../shared is not here")
    raw = read_files([path])
    dictionary = find_dictionary(raw, None, Request((path,))).dictionary
    customers = load_customers(raw, dictionary)
    features = customers.clustered()
    ours = find_segments(prepare(customers.table, customers.ids, features), k)
    points = to_grid(customers.table, ours.model.axes).T / 4096
    with threadpool_limits(1):
        theirs = KMeans(k, n_init=10, random_state=0).fit(points).inertia_
    assert ours.inertia <= 1.0005 * theirs


def test_no_sum_leaves_the_integers_that_doubles_hold() -> None:
    d, n = 140, 1 << 16
    grid = np.full((d, n), 32_767, dtype=np.int16)
    grid[0, 0] = 32_766
    found = run_pass(grid, np.zeros((1, d), dtype=np.int64), np.zeros(n, dtype=np.uint8)).inertia
    assert found == (d * n - 1) * 32_767**2 + 32_766**2
    assert found > 2**53
