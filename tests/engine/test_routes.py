"""Every route gives the same bytes: in memory, DuckDB, PostgreSQL and Spark.

There is one customer more than the number up to which every start is settled, so that the passes
of large tables are the ones that are compared; `test_few_customers…` has the others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.cli import run_command_line
from segreport.clustering import kmeans
from segreport.clustering.lloyd import LARGE
from segreport.engine import crowd, loading, sheet, standing, tallying
from segreport.engine.sheet import open_sheet
from tests.postgres import postgres

SAMPLE = Path(__file__).parents[2] / "data/customers.csv"
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """many.csv, and many.parquet with the rows in another order and in several row groups."""
    found = tmp_path_factory.mktemp("customers")
    for name, rows in (("many", LARGE + 1), ("few", 3000)):
        table = make_customers(rows)
        table.to_csv(found / f"{name}.csv", index=False)
        table = table.sample(frac=1, random_state=9)
        table.to_parquet(found / f"{name}.parquet", index=False, row_group_size=rows // 7)
        run = ["run", str(found / f"{name}.csv"), "-o", str(found / name), "--offline"]
        assert run_command_line(run) == 0
    return found


def body(run: Path) -> list[str]:
    """The report up to 数据与方法, without the sentence that names the file."""
    report = (run / "report.md").read_text("utf-8").split("## 附录 D")[0]
    return [line for line in report.splitlines() if "数据来自" not in line]


def same(folder: Path, name: str, run: Path) -> None:
    for artifact in SAME:
        assert (folder / name / artifact).read_bytes() == (run / artifact).read_bytes(), artifact
    assert body(folder / name) == body(run)


@pytest.mark.parametrize("memory", ["1MB", "25MB"])
def test_duckdb_over_parquet_without_and_with_room_for_the_ids(
    folder: Path, tmp_path: Path, memory: str
) -> None:
    listing = tmp_path / "who.parquet"
    arguments = ["run", str(folder / "many.parquet"), "--memory", memory, "--offline"]
    arguments += ["--write-to", str(listing), "-o", str(tmp_path / "run")]
    assert run_command_line(arguments) == 0
    same(folder, "many", tmp_path / "run")
    segments = (tmp_path / "run/segments.csv").read_bytes()
    assert segments == (folder / "many/segments.csv").read_bytes()
    listed = pd.read_csv(folder / "many/segments.csv", dtype=str)
    assert pd.read_parquet(listing).astype(str).equals(listed.astype(str))


def test_duckdb_over_csv(folder: Path, tmp_path: Path) -> None:
    assert run_command_line(["run", str(folder / "many.csv"), "--memory", "1MB", "--offline",
                             "-o", str(tmp_path)]) == 0  # fmt: skip
    same(folder, "many", tmp_path)


@pytest.mark.parametrize("core", ["Prescott", "Haswell"])
def test_memory_with_another_blas_kernel(folder: Path, tmp_path: Path, core: str) -> None:
    arguments = ["run", str(folder / "many.parquet"), "--offline", "-o", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "segreport", *arguments], check=True,
                   capture_output=True, env={**os.environ, "OPENBLAS_CORETYPE": core})  # fmt: skip
    same(folder, "many", tmp_path)


def test_few_customers_in_duckdb_settle_every_start(folder: Path, tmp_path: Path) -> None:
    assert run_command_line(["run", str(folder / "few.parquet"), "--memory", "0", "--offline",
                             "-o", str(tmp_path)]) == 0  # fmt: skip
    same(folder, "few", tmp_path)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """PostgreSQL with the tables many and few, money as numeric."""
    import psycopg

    with postgres() as url, psycopg.connect(url, autocommit=True) as connection:
        for name in ("many", "few"):
            table = pd.read_parquet(folder / f"{name}.parquet").astype(object)
            kinds = [f"{c} {_kind(c, table[c])}" for c in table]
            connection.execute(f"CREATE TABLE {name} ({', '.join(kinds)})")
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in table.where(table.notna(), None).itertuples(index=False):
                    copy.write_row(row)
        yield url


def _kind(name: str, column: pd.Series) -> str:
    if name in DECIMALS:
        return "numeric(16,2)"
    kinds = {str: "text", float: "double precision", int: "integer"}
    return kinds[type(column.dropna().iloc[0])]


@pytest.mark.parametrize("name", ["many", "few"])
def test_postgres(folder: Path, server: str, name: str, tmp_path: Path) -> None:
    import psycopg

    assert run_command_line(["run", "--from", server, "--table", name, "--memory", "1KB",
                             "--offline", "--write-to", f"{name}_segments",
                             "-o", str(tmp_path)]) == 0  # fmt: skip
    same(folder, name, tmp_path)
    assert not (tmp_path / "segments.csv").exists()
    with psycopg.connect(server) as connection:
        found = connection.execute(f"SELECT * FROM {name}_segments ORDER BY 1").fetchall()
    lines = (folder / name / "segments.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [f"{customer},{segment}" for customer, segment in found] == lines


@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="pyspark or Java is not installed",
)
def test_spark(folder: Path, tmp_path: Path) -> None:
    url = ("pyspark:///?spark.master=local[2]&spark.sql.shuffle.partitions=3"
           "&spark.ui.enabled=false&spark.driver.host=127.0.0.1"
           f"&spark.driver.bindAddress=127.0.0.1&spark.local.dir={tmp_path}")  # fmt: skip
    query = f"SELECT * FROM parquet.`{folder / 'many.parquet'}`"
    arguments = ["run", "--from", url, "--query", query, "--offline", "-o", str(tmp_path / "run")]
    subprocess.run([sys.executable, "-m", "segreport", *arguments], check=True,
                   capture_output=True)  # fmt: skip
    same(folder, "many", tmp_path / "run")


def test_few_of_very_many_rehearse(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (kmeans, standing):
        monkeypatch.setattr(room, "REHEARSAL", 20_000)
    for kind, memory in (("csv", "8GB"), ("parquet", "1MB")):
        run = ["run", str(folder / f"many.{kind}"), "--memory", memory, "--offline", "-k", "5"]
        assert run_command_line([*run, "-o", str(tmp_path / kind)]) == 0
    for artifact in SAME:
        found = [(tmp_path / kind / artifact).read_bytes() for kind in ("csv", "parquet")]
        assert found[0] == found[1], artifact


def test_columns_that_memory_has_no_room_for_are_decoded_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "open_sheet", lambda *found: open_sheet(*found[:2], room=0))
    monkeypatch.setattr(sheet, "PIECE", 30_001)
    monkeypatch.setattr(tallying, "PIECE", 30_001)
    run = ["run", str(folder / "many.parquet"), "--memory", "1MB", "--offline"]
    assert run_command_line([*run, "-o", str(tmp_path)]) == 0
    same(folder, "many", tmp_path)


def test_a_killed_run_goes_on_after_its_last_pass(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (kmeans, standing):
        monkeypatch.setattr(room, "REHEARSAL", 4_096)  # which leaves more passes over everyone
    start = ["run", str(folder / "many.parquet"), "--memory", "1MB", "--offline", "-o"]
    assert run_command_line([*start, str(tmp_path / "whole")]) == 0
    run = [*start, str(tmp_path / "run")]
    made = {"first": 0, "second": 0}
    original = crowd.run_pass

    def interrupted(*arguments: object) -> object:
        if made["first"] == 3:
            raise KeyboardInterrupt
        made["first"] += 1
        return original(*arguments)

    def counted(*arguments: object) -> object:
        made["second"] += 1
        return original(*arguments)

    monkeypatch.setattr(crowd, "run_pass", interrupted)
    assert run_command_line(run) == 130
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["passes.jsonl"]
    assert len((tmp_path / "run/passes.jsonl").read_text("ascii").splitlines()) == 3
    with (tmp_path / "run/passes.jsonl").open("a") as file:
        file.write('{"key": "torn')
    monkeypatch.setattr(crowd, "run_pass", counted)
    assert run_command_line(run) == 0
    same(tmp_path, "whole", tmp_path / "run")
    monkeypatch.setattr(crowd, "run_pass", original)
    passes = made["second"]
    made["second"] = 0
    assert passes > 0 and not (tmp_path / "run/passes.jsonl").exists()
    monkeypatch.setattr(crowd, "run_pass", counted)
    assert run_command_line(run) == 0
    assert made["second"] == passes + 3
