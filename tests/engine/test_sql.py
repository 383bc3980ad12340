"""Every question of a run is one that each engine's SQL has words for, exact ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis
import pytest
from ibis.backends.duckdb import Backend
from ibis.expr import types as ir

from segreport import engine
from segreport.cli import run_command_line
from segreport.engine.expressions import md5
from segreport.engine.opening import Place
from segreport.models import SourceFile

GUESSES = r"\buniq|quantile|approx"
WRONG = {
    "clickhouse": GUESSES,
    "postgres": GUESSES,
    "pyspark": GUESSES,
    "trino": rf"{GUESSES}|>>|<<|&|::",  # it has functions in place of these operators
}
"""What may not occur in the SQL of an engine."""
CUSTOMERS = """
SELECT * REPLACE (
    CAST(total_assets AS DECIMAL(16, 2)) AS total_assets,
    format('{:,}', CAST(monthly_income AS BIGINT)) AS monthly_income,
    age > 50 AS marriage_status
) FROM read_parquet(?)
"""


@pytest.fixture(scope="module")
def asked(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> list[ir.Expr]:
    """What a run with new segments and one with existing ones ask an engine."""
    found: list[ir.Expr] = []

    @contextmanager
    def opened(_database: object) -> Iterator[Place]:
        connection = ibis.duckdb.connect()
        file = str(folder / "few.parquet")
        connection.con.execute(f"CREATE TABLE t AS {CUSTOMERS}", [file])
        source = SourceFile(name="t", sha256="", rows=3000)
        yield Place(connection, connection.table("t"), "t", source.rows, lambda: source)
        connection.disconnect()

    def noted(name: str) -> Any:
        real = getattr(Backend, name)

        def note(self: Backend, *arguments: Any, **options: Any) -> Any:
            found.extend(a for a in arguments if isinstance(a, ir.Expr))
            return real(self, *arguments, **options)

        return note

    run = ["--from", "trino://x@localhost/y/z", "--table", "t", "--write-to", "w"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "open_database", opened)
        for name in ("to_pyarrow", "to_pyarrow_batches", "create_table"):
            patch.setattr(Backend, name, noted(name))
        for more in ([], ["--segment-column", "city_level"]):
            out = str(tmp_path_factory.mktemp("run"))
            assert run_command_line(["profile", *run, *more, "-o", out]) == 0
    assert len(found) > 100
    return found


@pytest.mark.parametrize("dialect", WRONG)
def test_every_question_has_words(asked: list[ir.Expr], dialect: str) -> None:
    if dialect == "pyspark":
        pytest.importorskip("pyspark", reason="pyspark is not installed")
        assert ibis.pyspark.name == dialect  # which loads its options
    for question in asked:
        sql = str(ibis.to_sql(question, dialect=dialect))
        assert not re.search(WRONG[dialect], sql, re.IGNORECASE), sql


@pytest.mark.parametrize(
    ("dialect", "said"),
    [
        ("postgres", 'MD5("t0"."a")'),
        ("pyspark", "MD5(`t0`.`a`)"),
        ("clickhouse", 'LOWER(HEX(MD5("t0"."a")))'),
        ("trino", 'LOWER(TO_HEX(MD5(TO_UTF8("t0"."a"))))'),
    ],
)
def test_md5_is_lower_case_hexadecimal_everywhere(dialect: str, said: str) -> None:
    table = ibis.table({"a": "string"}, name="t")
    assert said in str(ibis.to_sql(table.select(m=md5(table["a"], dialect)), dialect=dialect))
