"""Writes `data/customers.csv`: 5,000 invented retail-bank customers, the same bytes every time.

    python data/generate_customers.py [FILE]

Nobody in the table exists. Each customer is drawn from one of three latent groups (GROUPS) with
three latent traits: wealth w, digital affinity d and appetite for investing a. The groups overlap
in every trait, as real ones do, and are not written to the file. The traits give the columns:

- age: a scaled beta variable, its mean by group; wealth rises slowly with age
- monthly_income: log-normal in w
- balances: total wealth is log-normal in w and age and is split by a Dirichlet draw into deposits,
  wealth products, funds, insurance and other holdings; age favours deposits, d favours funds;
  total_assets is the exact sum in cents, the other holdings have no column of their own
- investment_monthly_count: negative binomial in a and w; financial_repurchase_count and most of
  product_count are binomial in it
- credit_card_monthly_expense: zero for customers without the card, else a beta share of income
- app_login_count: negative binomial in d; app_financial_view_time is seconds per login times a
  log-normal factor; app_product_compare_count is Poisson in d
- gender is independent, city_level leans on w, marriage_status on age

A few dozen cells of two columns are left empty at random. docs/sample-data.md has the figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20250401
CUSTOMERS = 5_000
MISSING = {"monthly_income": 37, "app_financial_view_time": 26}

# share of customers, mean of (age fraction, w, d, a), standard deviation of (w, d, a)
GROUPS = (
    (0.55, (0.49, -0.55, -0.50, -0.45), (0.72, 0.50, 0.70)),
    (0.29, (0.38, 0.20, 1.15, 0.80), (0.72, 0.50, 0.60)),
    (0.16, (0.60, 1.55, 0.10, 0.35), (0.46, 0.65, 0.70)),
)

AGE_FROM, AGE_RANGE = 22, 48
BALANCES = ("deposit_balance", "financial_balance", "fund_balance", "insurance_balance")

Floats = NDArray[np.float64]
Column = NDArray[np.int64] | NDArray[np.str_]


def draw_traits(rng: np.random.RandomState) -> tuple[Floats, Floats, Floats, Floats]:
    """Age in years and the latent w, d and a, each of shape (CUSTOMERS,)."""
    group = rng.choice(len(GROUPS), size=CUSTOMERS, p=[share for share, _, _ in GROUPS])
    means = np.array([mean for _, mean, _ in GROUPS])[group]
    spreads = np.array([spread for _, _, spread in GROUPS])[group]
    age = AGE_FROM + AGE_RANGE * rng.beta(means[:, 0] * 6, (1 - means[:, 0]) * 6)
    w, d, a = (means[:, 1:] + spreads * rng.standard_normal((CUSTOMERS, 3))).T
    return age, w, d - 0.020 * (age - 45), a


def draw_balances(rng: np.random.RandomState, age: Floats, w: Floats, d: Floats) -> Column:
    """Cents in BALANCES and other holdings: shape (CUSTOMERS, 5)."""
    noise = rng.standard_normal(CUSTOMERS)
    wealth = np.exp(12.83 + 0.86 * w + 0.018 * (age - 45) + 0.22 * noise)
    weights = np.column_stack(
        [
            0.34 * np.exp(0.012 * (age - 45)),
            np.full(CUSTOMERS, 0.25),
            0.20 * np.exp(0.12 * d),
            np.full(CUSTOMERS, 0.15),
            np.full(CUSTOMERS, 0.05),
        ]
    )
    shares = rng.standard_gamma(45 * weights)
    shares /= shares.sum(axis=1, keepdims=True)
    return np.rint(100 * wealth[:, None] * shares).astype(np.int64)


def negative_binomial(rng: np.random.RandomState, mean: Floats, shape: float) -> Column:
    """Counts with these means and variance mean + mean² / shape."""
    return rng.negative_binomial(shape, shape / (shape + mean))


def draw_people(rng: np.random.RandomState, age: Floats, w: Floats) -> dict[str, Column]:
    """The describing columns."""
    single = 1 / (1 + np.exp(0.11 * (age - 36)))
    apart = np.where(age > 30, 0.07, 0.02)
    marriage = rng.random_sample(CUSTOMERS)
    city = 0.35 * w + rng.standard_normal(CUSTOMERS)
    return {
        "gender": np.where(rng.random_sample(CUSTOMERS) < 0.503, "男", "女"),
        "city_level": np.select(
            [city > 0.15, city > -0.65, city > -1.25], ["一线", "二线", "三线"], "其他"
        ),
        "marriage_status": np.select(
            [marriage < single, marriage < single + apart], ["未婚", "离异"], "已婚"
        ),
    }


def draw_customers() -> dict[str, Column]:
    """All columns in file order; money in cents, everything else as it is written."""
    # The generator numpy has frozen: its streams stay the same in every release.
    rng = np.random.RandomState(SEED)
    ids = np.cumsum(rng.randint(1, 400, CUSTOMERS))
    age, w, d, a = draw_traits(rng)
    people = draw_people(rng, age, w)
    income = np.exp(10.27 + 0.38 * w + 0.34 * rng.standard_normal(CUSTOMERS))
    balances = draw_balances(rng, age, w, d)
    investments = negative_binomial(rng, np.exp(-0.95 + 0.75 * a + 0.12 * w), 6.0)
    products = 1 + rng.poisson(0.22, CUSTOMERS) + rng.binomial(investments, 0.70)
    card = rng.random_sample(CUSTOMERS) < 0.72
    logins = 2 + negative_binomial(rng, np.exp(0.92 + 0.58 * d + 0.08 * w), 20.0)
    seconds = 60 + 104 * (logins - 2) * np.exp(0.10 * d + 0.30 * rng.standard_normal(CUSTOMERS))
    return {
        "customer_id": np.char.zfill(ids.astype(str), 10),
        **people,
        "age": np.floor(age).astype(np.int64),
        "monthly_income": np.rint(100 * income).astype(np.int64),
        "total_assets": balances.sum(axis=1),
        **{name: balances[:, i] for i, name in enumerate(BALANCES)},
        "product_count": np.minimum(products, 6),
        "financial_repurchase_count": rng.binomial(investments, 0.27),
        "credit_card_monthly_expense": np.where(
            card, np.rint(100 * income * rng.beta(2.2, 3.3, CUSTOMERS)), 0
        ).astype(np.int64),
        "investment_monthly_count": investments,
        "app_login_count": logins,
        "app_financial_view_time": np.rint(seconds).astype(np.int64),
        "app_product_compare_count": 1 + rng.poisson(np.exp(-0.40 + 0.62 * d + 0.05 * w)),
        **{f"missing {name}": rng.permutation(CUSTOMERS) < n for name, n in MISSING.items()},
    }


def write_cell(name: str, value: object) -> str:
    """One cell: money has two decimals, the rest is an integer or text."""
    if name in ("monthly_income", "total_assets", "credit_card_monthly_expense", *BALANCES):
        return f"{int(str(value)) // 100}.{int(str(value)) % 100:02d}"
    return str(value)


def write_customers() -> str:
    """The whole file as text."""
    columns = draw_customers()
    empty = {name: columns.pop(f"missing {name}") for name in MISSING}
    cells = [
        [
            "" if name in empty and empty[name][row] else write_cell(name, value)
            for row, value in enumerate(column)
        ]
        for name, column in columns.items()
    ]
    rows = [",".join(columns), *(",".join(row) for row in zip(*cells, strict=True))]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("customers.csv")
    target.write_bytes(write_customers().encode())
