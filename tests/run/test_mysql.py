"""Customers in MySQL give what the CSV file of the same rows gives; what fails is one message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from segreport.cli import run_command_line
from segreport.customers import Database, read_database
from segreport.errors import CustomerDataError
from tests.mysql import mysql

SAME = ("profile.json", "segments.csv", "model.json", "drafts.json", "findings.json")
PASSWORD = "p@ss:w/ö?#%密"  # noqa: S105  # of the tests' own server
IDS = [2**63 + n for n in range(60)]
COLUMNS = """客户号 BIGINT UNSIGNED, 年龄 INT, 总资产 DECIMAL(14,2), 占比 DOUBLE, 开户日期 DATE,
    手机银行 TINYINT(1), 短信 BIT(1), 城市 VARCHAR(20), 更新 TIMESTAMP NULL"""


def customers() -> list[tuple[object, ...]]:
    """Sixty customers in two groups; every tenth has no age, every twelfth no city."""
    return [
        (
            handle,
            None if n % 10 == 0 else 25 + n % 7 + 30 * (n % 2),
            f"{1000.05 + 17 * n + 90000 * (n % 2):.2f}",
            round(0.01 * (n % 9) + 0.5 * (n % 2), 2),
            f"2020-01-{1 + n % 28:02d}",
            n % 2,
            n % 3 == 0,
            None if n % 12 == 0 else ["北京", "上海", "深圳"][n % 3],
            None,
        )
        for n, handle in enumerate(IDS)
    ]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with a bank of UTF-8 tables, one of them in GBK, and an analyst who may read it."""
    import pymysql

    with mysql() as port:
        connection = pymysql.connect(host="127.0.0.1", port=port, user="root", charset="utf8mb4")
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE bank CHARACTER SET utf8mb4")
            cursor.execute("USE bank")
            for name, charset in (("客户表", "utf8mb4"), ("gbk_customers", "gbk")):
                cursor.execute(f"CREATE TABLE `{name}` ({COLUMNS}) CHARACTER SET {charset}")
                marks = ", ".join(["%s"] * 9)
                cursor.executemany(f"INSERT INTO `{name}` VALUES ({marks})", customers())
            cursor.execute("CREATE TABLE secret (a INT)")
            cursor.execute("CREATE TABLE nobody (a INT)")
            cursor.execute(f"CREATE USER analyst@'%' IDENTIFIED BY '{PASSWORD}'")
            for table in ("客户表", "gbk_customers", "nobody"):
                cursor.execute(f"GRANT SELECT ON bank.`{table}` TO analyst@'%'")
            connection.commit()
        yield port


def url(port: int, password: str = PASSWORD, database: str = "bank") -> str:
    return f"mysql://analyst:{quote(password, safe='')}@127.0.0.1:{port}/{database}"


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("csv")
    lines = ["客户号,年龄,总资产,占比,开户日期,手机银行,短信,城市,更新"]
    for row in customers():
        cells = [int(cell) if isinstance(cell, bool) else cell for cell in row]
        lines.append(",".join("" if cell is None else str(cell) for cell in cells))
    (folder / "客户表.csv").write_text("\n".join(lines), "utf-8")
    dictionary = str(folder / "d.yml")
    assert run_command_line(["init", str(folder / "客户表.csv"), "-o", dictionary]) == 0
    arguments = ["run", str(folder / "客户表.csv"), "--dictionary", dictionary, "-k", "2"]
    assert run_command_line([*arguments, "-o", str(folder / "run")]) == 0
    return folder / "run"


@pytest.mark.parametrize(
    "what",
    [
        ["--table", "客户表"],
        ["--table", "bank.客户表"],
        ["--table", "gbk_customers"],
        ["--query", "SELECT * FROM `客户表` WHERE 城市 LIKE '%海' OR 1 ORDER BY 年龄;"],
    ],
)  # fmt: skip
def test_the_same_as_from_csv(
    port: int, from_csv: Path, tmp_path: Path, what: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    dictionary = str(from_csv.parent / "d.yml")
    arguments = ["run", "--from", url(port), *what, "--dictionary", dictionary, "-k", "2"]
    assert run_command_line([*arguments, "-o", str(tmp_path)]) == 0
    for name in SAME:
        assert (from_csv / name).read_bytes() == (tmp_path / name).read_bytes(), name
    printed = capsys.readouterr()
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for secret in (PASSWORD, quote(PASSWORD, safe="")):
        assert secret not in printed.out + printed.err and secret.encode() not in written


def test_cells_are_those_of_the_table(port: int) -> None:
    table = read_database(Database(url(port), table="客户表")).columns
    first = {name: table[name][0].as_py() for name in table.column_names}
    assert first == {
        "客户号": str(2**63),
        "年龄": None,
        "总资产": "1000.05",
        "占比": 0.0,
        "开户日期": "2020-01-01",
        "手机银行": 0,
        "短信": 1,
        "城市": None,
        "更新": None,
    }


REFUSED = [
    (["--table", "顾客"], "数据库里没有表 顾客。库里的表有：gbk_customers、nobody、客户表。"),
    (["--table", "secret"], "数据库里没有表 secret。库里的表有："),
    (["--table", "nobody"], "bank 的表 nobody 里没有客户"),
    (["--query", "SELEC 1"], "查询不能执行："),
    (["--query", "SELECT 年龄, 年龄 FROM 客户表"], "有重复的列名：年龄"),
    (["--query", "DELETE FROM 客户表"], "查询不能执行："),
]


@pytest.mark.parametrize(("what", "said"), REFUSED)
def test_what_cannot_be_read_is_said(
    port: int, tmp_path: Path, what: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert run_command_line(["run", "--from", url(port), *what, "-o", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error and PASSWORD not in error
    assert not out.exists() or not list(out.iterdir())


def test_who_may_not_enter_is_told(port: int) -> None:
    for wrong in (url(port, "s3cret"), url(port, database="nowhere")):
        with pytest.raises(
            CustomerDataError, match=r"连不上 mysql 数据库（127\.0\.0\.1）："
        ) as caught:
            read_database(Database(wrong, table="客户表"))
        assert "请检查地址、用户名和密码" in str(caught.value)
        assert "s3cret" not in str(caught.value) and PASSWORD not in str(caught.value)


def test_a_server_that_goes_away_is_told(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    import pymysql
    from pymysql.cursors import SSCursor

    original = SSCursor.fetchmany
    gone: list[int] = []

    def killed(self: SSCursor, size: int | None = None) -> object:
        if not gone:
            gone.append(self.connection.thread_id())
            with pymysql.connect(host="127.0.0.1", port=port, user="root") as root:
                root.cursor().execute(f"KILL {gone[0]}")
        return original(self, size)

    monkeypatch.setattr(SSCursor, "fetchmany", killed)
    query = "SELECT a.* FROM 客户表 a, 客户表 b, 客户表 c, 客户表 d"
    with pytest.raises(
        CustomerDataError, match=r"读到一半连接断开了（bank 的查询）：.*请确认数据库在运行"
    ):
        read_database(Database(url(port), query=query))
