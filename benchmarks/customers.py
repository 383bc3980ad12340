"""Customers of the sample's model to any number, as Parquet or CSV, a million at a time.

    python -m benchmarks.customers 10000000 customers.parquet

Rows of data/customers.csv drawn again at random (seed 0), the money multiplied with log-normal
noise of 5 % and rounded to cents, ids of ten digits in no order. Memory stays that of one part.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet

SAMPLE = Path(__file__).parents[1] / "data/customers.csv"
MONEY = [
    "monthly_income", "total_assets", "deposit_balance", "financial_balance", "fund_balance",
    "insurance_balance", "credit_card_monthly_expense",
]  # fmt: skip
PART = 1_000_000
_PRIME = 6_700_417  # multiplying by it modulo 10¹⁰ puts the ids in no order


def customers(rows: int) -> Iterator[pa.Table]:
    """Tables of at most a million customers."""
    sample = pd.read_csv(SAMPLE, dtype={"customer_id": str})
    rng = np.random.default_rng(0)
    for start in range(0, rows, PART):
        n = min(PART, rows - start)
        table = sample.iloc[rng.integers(0, len(sample), n)].reset_index(drop=True)
        ids = (np.arange(start, start + n, dtype=np.int64) * _PRIME) % 10**10
        table["customer_id"] = pd.Series(ids).astype(str).str.zfill(10)
        for name in MONEY:
            table[name] = (table[name] * rng.lognormal(0, 0.05, n)).round(2)
        yield pa.Table.from_pandas(table, preserve_index=False)


def write_customers(path: Path, rows: int) -> None:
    """So many customers, in a format by the file's name."""
    parts = customers(rows)
    first = next(parts)
    parquet = path.suffix == ".parquet"
    make = pa_parquet.ParquetWriter if parquet else pa_csv.CSVWriter
    with make(path, first.schema) as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


def main() -> None:
    """Write the file that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("path", type=Path)
    arguments = parser.parse_args()
    write_customers(arguments.path, arguments.rows)


if __name__ == "__main__":
    main()
