"""Customers in a database give what the CSV file of the same rows gives."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from segreport.cli import run_command_line
from segreport.customers import Database
from tests.postgres import postgres

SAMPLE = Path(__file__).parents[2] / "data/customers.csv"
SAME = ("profile.json", "segments.csv", "model.json", "drafts.json", "findings.json")
MONEY = ("monthly_income", "total_assets", "deposit_balance", "financial_balance")


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    table = pd.read_csv(SAMPLE, dtype={"customer_id": str}).head(800)
    table.loc[::50, "age"] = None
    return table


@pytest.fixture(scope="module")
def from_csv(customers: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv")
    customers.to_csv(folder / "customers.csv", index=False)
    assert run_command_line(["run", str(folder / "customers.csv"), "-o", str(folder / "run")]) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def sqlite_url(customers: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("sqlite") / "bank.db"
    connection = sqlite3.connect(path)
    customers.to_sql("customers", connection, index=False)
    connection.execute('CREATE TABLE "两 列" (甲, 甲乙)')
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def postgres_url(customers: pd.DataFrame) -> Iterator[str]:
    import psycopg

    with postgres() as url:
        kinds = [
            f"{name} {'numeric(14,2)' if name in MONEY else kind}"
            for name, kind in zip(customers, map(_kind, customers.dtypes), strict=True)
        ]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE customers ({', '.join(kinds)})")
            with connection.cursor().copy("COPY customers FROM STDIN") as copy:
                for row in customers.sample(frac=1, random_state=1).astype(object).to_numpy():
                    copy.write_row([None if pd.isna(cell) else cell for cell in row])
        yield url


def _kind(dtype: object) -> str:
    return {"int64": "integer", "float64": "double precision"}.get(str(dtype), "text")


def same(first: Path, second: Path) -> None:
    for name in SAME:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_sqlite_as_csv(sqlite_url: str, from_csv: Path, tmp_path: Path) -> None:
    arguments = ["run", "--from", sqlite_url, "--table", "customers", "-o", str(tmp_path)]
    assert run_command_line(arguments) == 0
    same(from_csv, tmp_path)
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert run["load"]["files"][0]["name"] == "bank.db 的表 customers"


def test_a_query_chooses_the_customers(sqlite_url: str, from_csv: Path, tmp_path: Path) -> None:
    query = "SELECT * FROM customers ORDER BY age DESC;"
    arguments = ["run", "--from", sqlite_url, "--query", query, "-o", str(tmp_path)]
    assert run_command_line(arguments) == 0
    same(from_csv, tmp_path)


def test_postgres_with_decimals_in_another_order(
    postgres_url: str, from_csv: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = postgres_url.replace("analyst@", "analyst:s3cret@")
    arguments = ["run", "--from", secret, "--table", "public.customers", "-o", str(tmp_path)]
    assert run_command_line(arguments) == 0
    same(from_csv, tmp_path)
    printed = capsys.readouterr()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "s3cret" not in printed.out + printed.err and b"s3cret" not in written


def test_init_and_score_read_databases(
    sqlite_url: str, from_csv: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = ["--from", sqlite_url, "--table", "customers"]
    assert run_command_line(["init", *source, "-o", str(tmp_path / "d.yml")]) == 0
    assert "total_assets" in (tmp_path / "d.yml").read_text("utf-8")
    assert run_command_line(["score", str(from_csv), *source, "-o", str(tmp_path / "s.csv")]) == 0
    assert (tmp_path / "s.csv").read_bytes() == (from_csv / "segments.csv").read_bytes()
    assert run_command_line(["profile", *source, "--json"]) == 0
    capsys.readouterr()


REFUSED = [
    (["--table", "customer"], "数据库里没有表 customer。库里的表有：customers、两 列"),
    (["--query", "SELEC 1"], '查询不能执行：near "SELEC": syntax error'),
    (["--query", "DROP TABLE customers"], "查询不能执行：attempt to write a readonly database"),
    (["--query", " "], "--query 应是一条 SELECT"),
    (["--query", "SELECT age, age FROM customers"], "有重复的列名：age"),
    (["--query", "SELECT * FROM customers WHERE age > 200"], "里没有客户"),
    (["--table", "两 列"], "里没有客户"),
    ([], "--from 要与 --table 或 --query 中的一个一起用"),
    (["--table", "a", "--query", "b"], "--from 要与 --table 或 --query 中的一个一起用"),
    (["--table", "customers", "x.csv"], "客户文件和 --from 只能给一个"),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED)
def test_what_cannot_be_read_is_said(
    sqlite_url: str,
    tmp_path: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "run"
    assert run_command_line(["run", "--from", sqlite_url, *arguments, "-o", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not out.exists() or not list(out.iterdir())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///nowhere.db", "找不到数据库文件 nowhere.db"),
        ("oracle://u:s3cret@h/x", "不认识数据库类型“oracle”"),
        ("bank.db", "不认识数据库类型“”"),
        ("postgresql://u:s3cret@127.0.0.1:1/x", "连不上 postgresql 数据库（127.0.0.1）"),
        ("postgresql://u:s3[cret@127.0.0.1/x", "--from 的地址看不懂"),
        ("postgresql://u:s3cret@127.0.0.1:port/x", "--from 的地址看不懂"),
    ],
)
def test_what_cannot_be_reached_is_said(
    url: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "--from", url, "--table", "t", "-o", str(tmp_path / "run")]
    assert run_command_line(arguments) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error and "s3cret" not in error


def test_a_missing_driver_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pymysql", None)
    arguments = ["run", "--from", "mysql://u@127.0.0.1/x", "--table", "t", "-o", str(tmp_path)]
    assert run_command_line(arguments) == 2
    assert "pip install 'segreport[mysql]'" in capsys.readouterr().err


def test_the_password_is_not_shown() -> None:
    database = Database("postgresql://u:s3cret@h/bank", table="public.customers")
    assert "s3cret" not in repr(database)
    assert (database.name, database.title) == ("bank 的表 public.customers", "customers")
