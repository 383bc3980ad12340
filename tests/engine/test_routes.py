"""Every route gives the same bytes: in memory, DuckDB and PostgreSQL; `test_clusters` has more."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from segreport.cli import run_command_line
from segreport.clustering import kmeans
from segreport.engine import crowd, sheet, standing, studying, tallying
from tests.postgres import postgres
from tests.routes import DECIMALS, SAME, same


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
    """PostgreSQL with the tables many and few, and parts: many in another order, partitioned."""
    import psycopg

    with postgres() as url, psycopg.connect(url, autocommit=True) as connection:
        for name, file, by in (
            ("many", "many.parquet", ""),
            ("few", "few.parquet", ""),
            ("parts", "many.parts", " PARTITION BY HASH (customer_id)"),
        ):
            table = pd.read_parquet(folder / file).astype(object)
            kinds = [f"{c} {_kind(c, table[c])}" for c in table]
            connection.execute(f"CREATE TABLE {name} ({', '.join(kinds)}){by}")
            for part in range(3 if by else 0):
                values = f"FOR VALUES WITH (MODULUS 3, REMAINDER {part})"
                connection.execute(f"CREATE TABLE part_{part} PARTITION OF parts {values}")
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in table.where(table.notna(), None).itertuples(index=False):
                    copy.write_row(row)
            connection.execute(f"ANALYZE {name}")
        yield url


def _kind(name: str, column: pd.Series) -> str:
    if name in DECIMALS:
        return "numeric(16,2)"
    kinds = {str: "text", float: "double precision", int: "integer"}
    return kinds[type(column.dropna().iloc[0])]


@pytest.mark.parametrize(("name", "workers"), [("many", 0), ("parts", 4), ("few", 2)])
def test_postgres(folder: Path, server: str, name: str, workers: int, tmp_path: Path) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        for setting, value in (
            ("max_parallel_workers_per_gather", workers),
            ("min_parallel_table_scan_size", 0),
            ("parallel_setup_cost", 0),
            ("parallel_tuple_cost", 0),
        ):
            connection.execute(f"ALTER ROLE analyst SET {setting} = {value}")
    with psycopg.connect(server) as connection:
        plan = connection.execute(f"EXPLAIN SELECT sum(total_assets) FROM {name}").fetchall()
        assert ("Gather" in str(plan)) == (workers > 0)
    assert run_command_line(["run", "--from", server, "--table", name, "--memory", "1KB",
                             "--offline", "--write-to", f"{name}_segments",
                             "-o", str(tmp_path)]) == 0  # fmt: skip
    memory = "few" if name == "few" else "many"
    same(folder, memory, tmp_path)
    assert not (tmp_path / "segments.csv").exists()
    with psycopg.connect(server) as connection:
        found = connection.execute(f"SELECT * FROM {name}_segments ORDER BY 1").fetchall()
    lines = (folder / memory / "segments.csv").read_text("utf-8-sig").splitlines()[1:]
    assert [f"{customer},{segment}" for customer, segment in found] == lines


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


def test_columns_that_there_is_no_room_for_are_decoded_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studying, "_DISK", 0)
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
