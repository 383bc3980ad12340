"""Spark and ClickHouse give the bytes of the route in memory, whatever they do side by side."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

from tests.engine.test_same_rules import DICTIONARY, customers
from tests.routes import DECIMALS, same
from tests.servers import skip

RUNS = """
import json, sys
from segreport.cli import run_command_line
sys.exit(max([run_command_line(run) for run in json.loads(sys.argv[1])]))
"""
QUERIES = """
import json, sys
from clickhouse_connect import get_client
client = get_client(interface="chdb", path=sys.argv[2])
for query in json.loads(sys.argv[1]):
    client.command(query)
"""


def alone(code: str, things: object, *arguments: str) -> None:
    """Run code in a process of its own, where drivers may warn and leave things behind."""
    run = [sys.executable, "-c", code, json.dumps(things), *arguments]
    found = subprocess.run(run, capture_output=True, check=False, timeout=900)
    assert found.returncode == 0, found.stderr.decode()


def test_spark(folder: Path, tmp_path: Path) -> None:
    """Cores, partitions, order and files of the rows differ."""
    for thing, found in (("pyspark", find_spec("pyspark")), ("Java", shutil.which("java"))):
        if found is None:
            skip(f"{thing} is not installed", "SPARK")
    always = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.local.dir": tmp_path,
        "spark.sql.adaptive.enabled": "false",  # it would make one partition of the seven
        "spark.ui.enabled": "false",
    }
    runs = []
    for cores, partitions, rows in ((1, 1, "many.parquet"), (3, 7, "many.parts")):
        own = {"spark.master": f"local[{cores}]", "spark.sql.shuffle.partitions": partitions}
        query = f"SELECT * FROM parquet.`{folder / rows}`"
        runs.append(["run", "--from", f"pyspark:///?{urlencode(always | own)}", "--query", query,
                     "--offline", "-o", str(tmp_path / rows)])  # fmt: skip
    alone(RUNS, runs)
    for rows in ("many.parquet", "many.parts"):
        same(folder, "many", tmp_path / rows)


def _need_clickhouse() -> None:
    for module in ("chdb", "clickhouse_connect"):
        if find_spec(module) is None:
            skip(f"{module} is not installed", "CLICKHOUSE")


def test_clickhouse(folder: Path, tmp_path: Path) -> None:
    """Threads, partitions, order and types of the rows differ."""
    _need_clickhouse()
    path, out = str(tmp_path / "clickhouse"), tmp_path / "segments.csv"
    money = [f"CAST(toString({c}) AS Nullable(Decimal(16, 2))) AS {c}" for c in DECIMALS]
    types = ", ".join([*money, "toLowCardinality(gender) AS gender"])
    tables = [
        f"CREATE TABLE many ENGINE MergeTree ORDER BY tuple() "
        f"AS SELECT * FROM file('{folder / 'many.parquet'}')",
        f"CREATE TABLE parts ENGINE MergeTree PARTITION BY age ORDER BY total_assets "
        f"SETTINGS allow_nullable_key = 1 "
        f"AS SELECT * REPLACE ({types}) FROM file('{folder / 'many.parts'}/*.parquet')",
    ]
    alone(QUERIES, tables, path)
    runs = []
    for table, threads in (("many", 1), ("parts", 4)):
        url = urlencode({"interface": "chdb", "path": path, "ch_max_threads": threads})
        runs.append(["run", "--from", f"clickhouse:///?{url}", "--table", table, "--offline",
                     "--write-to", f"{table}_segments", "-o", str(tmp_path / table)])  # fmt: skip
    alone(RUNS, runs)
    for table in ("many", "parts"):
        same(folder, "many", tmp_path / table)
        listed = f"SELECT * FROM {table}_segments ORDER BY customer_id"
        alone(QUERIES, [f"INSERT INTO FUNCTION file('{out}', 'CSV') "
                        f"SETTINGS engine_file_truncate_on_insert = 1 {listed}"], path)  # fmt: skip
        lines = (folder / "many/segments.csv").read_text("utf-8-sig").splitlines()[1:]
        assert out.read_text().replace('"', "").splitlines() == lines


def test_cells_of_text_in_clickhouse(tmp_path: Path) -> None:
    """Words for missing cells, thousands and padding are read as in a file."""
    _need_clickhouse()
    path, file = str(tmp_path / "clickhouse"), tmp_path / "c.parquet"
    table = customers().assign(空="x")
    table["金额"] = table["金额"].map("{:,.2f}".format).replace("nan", "")
    table.loc[3::50, "金额"] = "\\N"
    table.loc[4::50, "金额"] = "—"
    table.loc[::7, "编号"] = "\t" + table["编号"]
    table.to_parquet(file, index=False)
    (tmp_path / "d.yml").write_text(DICTIONARY, "utf-8")
    rows = f"SELECT * FROM file('{file}')"
    alone(QUERIES, [f"CREATE TABLE c ENGINE MergeTree ORDER BY tuple() AS {rows}"], path)
    url = f"clickhouse:///?{urlencode({'interface': 'chdb', 'path': path})}"
    runs = []
    for kind, more in (("new", []), ("old", ["--segment-column", "群"])):
        for place, source in (("there", ["--from", url, "--table", "c"]), ("here", [str(file)])):
            runs.append(["profile", *source, *more, "--dictionary", str(tmp_path / "d.yml"),
                         "-o", str(tmp_path / f"{kind}_{place}")])  # fmt: skip
    alone(RUNS, runs)
    for kind in ("new", "old"):
        here, there = (tmp_path / f"{kind}_{place}/profile.json" for place in ("here", "there"))
        assert here.read_bytes() == there.read_bytes()
