"""The customers that every route has to describe with the same bytes, and the comparison.

Of `many` there is one more than the number up to which every start is settled, so that the passes
of large tables are the ones that are compared.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from segreport.cli import run_command_line
from segreport.clustering.lloyd import LARGE

SAMPLE = Path(__file__).parents[1] / "data/customers.csv"
SAME = ("profile.json", "model.json", "drafts.json", "findings.json")
DECIMALS = ("monthly_income", "total_assets", "deposit_balance")
NOISY = (*DECIMALS, "financial_balance", "fund_balance", "insurance_balance")


def make_customers(rows: int) -> pd.DataFrame:
    """The sample's customers with noise on the money, some cells empty, in no order."""
    rng = np.random.default_rng(2)
    sample = pd.read_csv(SAMPLE, dtype={"customer_id": str})
    table = sample.iloc[rng.integers(0, len(sample), rows)].reset_index(drop=True)
    table["customer_id"] = [f"{i:07d}" for i in rng.permutation(rows)]
    for name in NOISY:
        table[name] = (table[name] * rng.lognormal(0, 0.05, rows)).round(2)
    for name in ("age", "total_assets", "gender"):
        table[name] = table[name].astype(object).mask(rng.random(rows) < 0.01)
    return table.assign(
        age=table["age"].astype(float), total_assets=table["total_assets"].astype(float)
    )


def write_customers(folder: Path) -> None:
    """many and few: .csv, what is found in memory, and .parquet with the rows in another order.

    many.parts has the rows of many in a third order, in five files.
    """
    for name, rows in (("many", LARGE + 1), ("few", 3000)):
        table = make_customers(rows)
        table.to_csv(folder / f"{name}.csv", index=False)
        table = table.sample(frac=1, random_state=9)
        table.to_parquet(folder / f"{name}.parquet", index=False, row_group_size=rows // 7)
        run = ["run", str(folder / f"{name}.csv"), "-o", str(folder / name), "--offline"]
        assert run_command_line(run) == 0
    parts = folder / "many.parts"
    parts.mkdir()
    table = pd.read_parquet(folder / "many.parquet").sample(frac=1, random_state=5)
    for place in range(5):
        table.iloc[place::5].to_parquet(parts / f"{place}.parquet", index=False)


def body(run: Path) -> list[str]:
    """The report up to 数据与方法, without the sentence that names the file."""
    report = (run / "report.md").read_text("utf-8").split("## 附录 D")[0]
    return [line for line in report.splitlines() if "数据来自" not in line]


def same(folder: Path, name: str, run: Path) -> None:
    for artifact in SAME:
        assert (folder / name / artifact).read_bytes() == (run / artifact).read_bytes(), artifact
    assert body(folder / name) == body(run)
