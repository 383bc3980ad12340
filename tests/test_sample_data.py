"""The sample customers: the file is what the generator writes, and what the docs say of it."""

import io
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.assets import find_asset
from segreport.dictionary import Dictionary, read_dictionary

SAMPLE = find_asset("data/customers.csv")


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return pd.read_csv(SAMPLE, dtype={"customer_id": str})


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return read_dictionary(find_asset("data/packs/retail_bank/dictionary.yml"))


def test_the_generator_writes_the_committed_bytes() -> None:
    write = runpy.run_path(str(find_asset("data/generate_customers.py")))["write_customers"]
    assert write().encode() == SAMPLE.read_bytes()


def test_lines_end_with_lf_and_money_has_two_decimals() -> None:
    text = SAMPLE.read_bytes().decode()
    assert "\r" not in text
    assert text.endswith("\n")
    raw = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    for name in ("total_assets", "deposit_balance", "credit_card_monthly_expense"):
        assert raw[name].str.fullmatch(r"\d+\.\d\d").all()


def test_ids_are_distinct_text_with_leading_zeros(customers: pd.DataFrame) -> None:
    assert len(customers) == 5000
    assert customers["customer_id"].str.fullmatch(r"00\d{8}").all()
    assert customers["customer_id"].is_unique


@pytest.mark.parametrize(
    ("column", "low", "high", "mean_low", "mean_high"),
    [
        ("age", 22, 69, 43, 46),
        ("monthly_income", 3_000, 250_000, 31_000, 36_000),
        ("total_assets", 10_000, 12_000_000, 550_000, 700_000),
        ("deposit_balance", 1_000, 6_000_000, 190_000, 260_000),
        ("financial_balance", 1_000, 4_000_000, 130_000, 180_000),
        ("fund_balance", 500, 4_000_000, 105_000, 145_000),
        ("insurance_balance", 500, 4_000_000, 80_000, 105_000),
        ("product_count", 1, 6, 1.4, 1.8),
        ("financial_repurchase_count", 0, 6, 0.10, 0.20),
        ("credit_card_monthly_expense", 0, 200_000, 8_500, 10_500),
        ("investment_monthly_count", 0, 12, 0.4, 0.7),
        ("app_login_count", 2, 40, 4.7, 5.7),
        ("app_financial_view_time", 60, 6_000, 380, 460),
        ("app_product_compare_count", 1, 15, 1.7, 2.1),
    ],
)
def test_columns_stay_within_bounds(
    customers: pd.DataFrame, column: str, low: float, high: float, mean_low: float, mean_high: float
) -> None:
    values = customers[column]
    assert values.min() >= low
    assert values.max() <= high
    assert mean_low <= values.mean() <= mean_high


def test_total_assets_are_the_balances_and_something_more(customers: pd.DataFrame) -> None:
    cents = customers.filter(regex="_balance$|total_assets").mul(100).round().astype("int64")
    other = cents["total_assets"] - cents.drop(columns="total_assets").sum(axis=1)
    assert (other >= 0).all()
    assert 0.03 < other.sum() / cents["total_assets"].sum() < 0.08


def test_columns_hang_together(customers: pd.DataFrame) -> None:
    r = customers.select_dtypes("number").corr()
    assert 0.55 < r.loc["monthly_income", "total_assets"] < 0.75
    assert 0.20 < r.loc["age", "total_assets"] < 0.40
    assert -0.40 < r.loc["age", "app_login_count"] < -0.15
    assert 0.80 < r.loc["app_login_count", "app_financial_view_time"] < 0.95
    assert 0.60 < r.loc["product_count", "investment_monthly_count"] < 0.80
    assert 0.40 < r.loc["monthly_income", "credit_card_monthly_expense"] < 0.60


def test_a_few_dozen_cells_of_two_columns_are_empty(customers: pd.DataFrame) -> None:
    missing = customers.isna().sum()
    assert missing[missing > 0].to_dict() == {"monthly_income": 37, "app_financial_view_time": 26}


def test_the_documented_figures_are_those_of_the_file(customers: pd.DataFrame) -> None:
    page = (Path(__file__).parents[1] / "docs" / "sample-data.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    figures = {r[1].strip(): (r[3].strip(), r[4].strip()) for r in rows if len(r) == 6}
    for name in customers.select_dtypes("number"):
        mean, std = figures[name]
        places = len(mean.partition(".")[2])
        assert f"{customers[name].mean():,.{places}f}" == mean
        assert f"{np.std(customers[name].dropna()):,.{places}f}" == std


def test_kmeans_finds_a_large_a_digital_and_a_small_wealthy_segment(
    customers: pd.DataFrame, dictionary: Dictionary
) -> None:
    from sklearn.cluster import KMeans

    names = [f.name for f in dictionary.features if f.role == "cluster"]
    table = customers[names].fillna(customers[names].median())
    z = ((table - table.mean()) / table.std()).to_numpy()
    labels = KMeans(3, n_init=5, random_state=0).fit_predict(z)
    segments = table.groupby(labels).mean().sort_values("total_assets")
    shares = [float(np.mean(labels == label)) for label in segments.index]
    assert 0.58 < shares[0] < 0.72
    assert 0.17 < shares[1] < 0.30
    assert 0.09 < shares[2] < 0.18
    assert segments["age"].idxmin() == segments.index[1]
    assert segments["app_login_count"].idxmax() == segments.index[1]


def test_the_retail_pack_names_every_column(
    customers: pd.DataFrame, dictionary: Dictionary
) -> None:
    assert [f.name for f in dictionary.features if f.role == "cluster"] == [
        "age",
        "monthly_income",
        "total_assets",
        "deposit_balance",
        "financial_balance",
        "fund_balance",
        "insurance_balance",
        "product_count",
        "financial_repurchase_count",
        "credit_card_monthly_expense",
        "investment_monthly_count",
        "app_login_count",
        "app_financial_view_time",
        "app_product_compare_count",
    ]
    assert {f.name for f in dictionary.features} | {"customer_id"} == set(customers.columns)
    assert {f.scale for f in dictionary.features} == {"linear"}
    words = [w for f in dictionary.features for w in (f.label, *f.aliases)]
    words += [w for t in dictionary.themes for w in (t.name, *t.aliases) if w not in ("收入",)]
    assert len(words) == len(set(words))
