"""How long segreport takes, as ratios to floors measured in the same run.

    python benchmarks/speed.py [--runs 5] [--rows 10000 1000000]

Whole processes, in turn (A B A B …), median of the ratios pair by pair: the machine's speed and
what else runs on it cancel out. The floors do the least that the job needs: a bare Typer program
for `--help`; for `run` importing pandas, pyarrow and scikit-learn, reading the file and one
single-threaded KMeans fit with one restart. At 10,000 rows, where imports are most of it, a second
floor imports what `run` imports, our own rooms among them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

BARE_TYPER = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
@app.command()
def run(file: str) -> None:
    "Say hello."
@app.command()
def stop(file: str) -> None:
    "Say goodbye."
app()
"""

FLOOR = """
import sys
import pandas as pd, pyarrow.csv, sklearn.cluster
from threadpoolctl import threadpool_limits
table = pyarrow.csv.read_csv(sys.argv[1]).to_pandas()
features = table[sys.argv[3:]]
points = features.fillna(features.median())
points = ((points - points.mean()) / points.std(ddof=0)).to_numpy()
with threadpool_limits(1):
    sklearn.cluster.KMeans(int(sys.argv[2]), n_init=1, random_state=0).fit(points)
"""

OWN_IMPORTS = "import segreport.cli.output, segreport.pipeline\n"
SMALL = 10_000

FEATURES = [
    "age", "monthly_income", "total_assets", "deposit_balance", "financial_balance",
    "fund_balance", "insurance_balance", "product_count", "financial_repurchase_count",
    "credit_card_monthly_expense", "investment_monthly_count", "app_login_count",
    "app_financial_view_time", "app_product_compare_count",
]  # fmt: skip


def write_customers(path: Path, rows: int) -> None:
    """Customers of the sample's model, repeated with noise to the number asked for."""
    import pandas as pd

    sample = pd.read_csv(Path(__file__).parents[1] / "data/customers.csv", dtype={0: str})
    rng = np.random.default_rng(0)
    table = sample.iloc[rng.integers(0, len(sample), rows)].reset_index(drop=True)
    table["customer_id"] = [f"{i:010d}" for i in rng.permutation(rows)]
    for name in [*FEATURES[1:7], "credit_card_monthly_expense"]:
        table[name] = (table[name] * rng.lognormal(0, 0.05, rows)).round(2)
    table.to_csv(path, index=False)


def seconds(command: list[str]) -> float:
    """Wall seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def compare(name: str, ours: list[str], floor: list[str], runs: int) -> None:
    """Print the row of one comparison."""
    seconds(ours), seconds(floor)
    pairs = [(seconds(ours), seconds(floor)) for _ in range(runs)]
    ratios = sorted(a / b for a, b in pairs)
    print(
        f"| {name} | {statistics.median(ratios):.2f} | {ratios[0]:.2f}–{ratios[-1]:.2f} "
        f"| {statistics.median(a for a, _ in pairs):.2f} s "
        f"| {statistics.median(b for _, b in pairs):.2f} s |",
        flush=True,
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 1_000_000])
    arguments = parser.parse_args()
    program = [sys.executable, "-m", "segreport"]
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {arguments.runs} pairs\n")
    print("| job | ratio | min–max | ours | floor |\n|---|---:|---:|---:|---:|")
    bare = [sys.executable, "-c", BARE_TYPER, "--help"]
    compare("`--help` / bare Typer program", [*program, "--help"], bare, arguments.runs)
    with tempfile.TemporaryDirectory() as folder:
        for rows in arguments.rows:
            path = Path(folder) / f"{rows}.csv"
            write_customers(path, rows)
            out = str(Path(folder) / f"run-{rows}")
            for k in ("3", "8"):
                ours = [*program, "run", str(path), "-k", k, "-o", out]
                floors = {"floor": FLOOR}
                if rows <= SMALL:
                    floors["floor with its own imports"] = OWN_IMPORTS + FLOOR
                for name, floor in floors.items():
                    compare(
                        f"`run` on {rows:,} rows, k = {k} / {name}",
                        ours,
                        [sys.executable, "-c", floor, str(path), k, *FEATURES],
                        arguments.runs,
                    )


if __name__ == "__main__":
    main()
