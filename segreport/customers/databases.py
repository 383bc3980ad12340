"""Tables of a database, read by URL through its usual driver (PEP 249) as untouched cells."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import ParseResult, parse_qsl, unquote, urlparse

import pyarrow as pa
import pyarrow.compute as pc

from segreport.customers.months import one_month
from segreport.customers.raw import RawTable, Reading
from segreport.errors import CustomerDataError
from segreport.models import SourceFile

POSTGRES = ("postgresql", "postgres")
KINDS = ("sqlite", *POSTGRES, "mysql")
_BATCH = 50_000
_SECONDS = 15
_SHOWN = 10
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname NOT IN "
    "('pg_catalog', 'information_schema') ORDER BY tablename",
    "mysql": "SELECT table_name FROM information_schema.tables WHERE table_schema = database() "
    "ORDER BY table_name",
}


@dataclass(frozen=True, slots=True)
class Database:
    """Where customers are in a database: a table of it, or what a query finds."""

    url: str = field(repr=False)
    """With the password, so it is never shown: `name` is."""
    table: str | None = None
    query: str | None = None

    @property
    def kind(self) -> str:
        """sqlite, postgresql, mysql …; the name of the driver after a `+` does not matter."""
        scheme = urlparse(self.url).scheme.split("+")[0].lower()
        return "postgresql" if scheme in POSTGRES else scheme

    @property
    def name(self) -> str:
        """What a report calls it: file or database, and the table. No host, user or password."""
        base = Path(unquote(urlparse(self.url).path)).name or self.kind
        return f"{base} 的表 {self.table}" if self.table else f"{base} 的查询"

    @property
    def title(self) -> str:
        """A name for the report and its folder."""
        return (self.table or "").rpartition(".")[2] or "query"

    def scrub(self, error: BaseException) -> str:
        """What a driver says, on one line and without the password."""
        said = error.args[1] if len(error.args) == 2 else error  # without the number of MySQL's
        text = " ".join(str(said).split())
        password = urlparse(self.url).password
        for secret in filter(None, (password, unquote(password or ""))):
            text = text.replace(secret, "***")
        return text.rstrip("。.")

    def select(self) -> str:
        """The SQL that finds the customers."""
        if self.query is not None:
            return self.query.strip().rstrip(";")
        mark = "`" if self.kind == "mysql" else '"'
        parts = (self.table or "").split(".") if self.kind != "sqlite" else [self.table or ""]
        quoted = (f"{mark}{part.replace(mark, 2 * mark)}{mark}" for part in parts)
        return f"SELECT * FROM {'.'.join(quoted)}"  # noqa: S608  # the names are quoted


def read_database(
    database: Database, id_column: str | None = None, reading: Reading | None = None
) -> RawTable:
    """The customers of the table or query, one row each where there are several months.

    Raises CustomerDataError where the database cannot be reached or has no such table, where the
    driver is not installed, and where there is nothing in it.
    """
    driver = _driver(database)
    with closing(_connect(database, driver)) as connection:
        try:
            batches = list(_fetch(connection, database))
        except (driver.Error, sqlite3.Warning, UnicodeDecodeError) as error:
            raise _explain(connection, database, error, driver) from None
    names = [name for name, _ in batches[0]]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise CustomerDataError(
            f"{database.name} 有重复的列名：{'、'.join(repeated)}。请在查询里用 AS 改名。"
        )
    columns = [
        _joined([batch[place][1] for batch in batches], place, database, names)
        for place in range(len(names))
    ]
    table = pa.table(columns, names=names)
    if table.num_rows == 0:
        raise CustomerDataError(f"{database.name} 里没有客户。请检查表名或查询条件。")
    source = SourceFile(name=database.name, sha256=_digest(table), rows=table.num_rows)
    raw = RawTable(table, (source,), first_row=1)
    return one_month(raw, id_column, reading.month if reading else None)


def count_customers(database: Database) -> tuple[int, int]:
    """Rows and columns of the table or query; (0, 0) where it has to be read to know.

    Raises CustomerDataError as `read_database` does.
    """
    if database.kind not in POSTGRES:
        return 0, 0
    driver = _driver(database)
    with closing(_connect(database, driver)) as connection, closing(connection.cursor()) as cursor:
        try:
            cursor.execute(f"SELECT * FROM ({database.select()}) AS t LIMIT 0")  # noqa: S608  # the user's own
            columns = len(cursor.description or ())
            cursor.execute(f"SELECT count(*) FROM ({database.select()}) AS t")  # noqa: S608  # the user's own
            return int(cursor.fetchone()[0]), columns
        except driver.Error as error:
            raise _explain(connection, database, error, driver) from None


def _driver(database: Database) -> ModuleType:
    """The module that speaks with this kind of database."""
    kind = database.kind
    if kind not in KINDS:
        raise CustomerDataError(
            f"不认识数据库类型“{kind}”。能读 sqlite:///文件名、"
            "postgresql://用户:密码@主机/库 和 mysql://用户:密码@主机/库。"
        )
    if kind == "sqlite":
        return sqlite3
    module, extra = ("psycopg", "postgres") if kind == "postgresql" else ("pymysql", "mysql")
    try:
        return import_module(module)
    except ImportError:
        raise CustomerDataError(
            f"没有安装 {kind} 的驱动。请运行 pip install 'segreport[{extra}]'。"
        ) from None


def _connect(database: Database, driver: ModuleType) -> Any:
    """A connection that only reads."""
    url = urlparse(database.url)
    try:
        if database.kind == "sqlite":
            return _open_sqlite(url)
        if database.kind == "postgresql":
            return _open_postgres(database.url, driver)
        return _open_mysql(url, driver)
    except (driver.Error, OSError, ValueError) as error:
        raise CustomerDataError(
            f"连不上 {database.kind} 数据库（{url.hostname or '本机'}）：{database.scrub(error)}。"
            "请检查地址、用户名和密码，以及数据库是否在运行。"
        ) from None


def _open_sqlite(url: ParseResult) -> sqlite3.Connection:
    # sqlite:///relative and sqlite:////absolute, as SQLAlchemy has it
    path = Path(unquote(url.path).removeprefix("/"))
    if not path.is_file():
        raise CustomerDataError(
            f"找不到数据库文件 {path}。"
            "相对路径写三条斜线（sqlite:///bank.db），绝对路径写四条（sqlite:////data/bank.db）。"
        )
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _open_postgres(url: str, driver: ModuleType) -> Any:
    address = "postgresql://" + url.split("://", 1)[1]
    connection = driver.connect(address, connect_timeout=_SECONDS)
    connection.read_only = True
    return connection


def _open_mysql(url: ParseResult, driver: ModuleType) -> Any:
    bits = {driver.constants.FIELD_TYPE.BIT: lambda cell: int.from_bytes(cell, "big")}
    connection = driver.connect(
        host=url.hostname or "localhost",
        port=url.port or 3306,
        user=unquote(url.username or ""),
        password=unquote(url.password or "").encode(),  # of a text it takes Latin-1
        database=unquote(url.path.lstrip("/")) or None,
        charset=dict(parse_qsl(url.query)).get("charset", "utf8mb4"),
        connect_timeout=_SECONDS,
        conv={**import_module("pymysql.converters").conversions, **bits},
        cursorclass=import_module("pymysql.cursors").SSCursor,
    )
    with connection.cursor() as cursor:
        cursor.execute("START TRANSACTION READ ONLY")
    return connection


def _fetch(connection: Any, database: Database) -> Iterator[list[tuple[str, pa.Array]]]:
    """The rows in batches, by column; the first batch is there even where there are no rows."""
    named = {"name": "segreport"} if database.kind == "postgresql" else {}
    with closing(connection.cursor(**named)) as cursor:
        cursor.execute(database.select())
        if cursor.description is None:
            raise CustomerDataError("--query 应是一条 SELECT，查出客户。")
        names = [str(column[0]) for column in cursor.description]
        rows = _rows(cursor)
        while True:
            columns = zip(*rows, strict=True) if rows else [()] * len(names)
            yield [(n, _cells(c)) for n, c in zip(names, columns, strict=True)]
            rows = _rows(cursor)
            if not rows:
                return


def _rows(cursor: Any) -> Sequence[Sequence[object]]:
    """The next rows; of a connection that is lost in the middle, its error and no other."""
    lost = True
    try:
        rows: Sequence[Sequence[object]] = cursor.fetchmany(_BATCH)
        lost = False
    finally:
        result: Any = getattr(cursor, "_result", None)
        if lost and hasattr(result, "unbuffered_active"):  # PyMySQL would read on when closed
            result.unbuffered_active = False
    return rows


def _explain(
    connection: Any, database: Database, error: Exception, driver: ModuleType
) -> CustomerDataError:
    """Why a table or query could not be read, and what tables there are."""
    said = database.scrub(error)
    if getattr(connection, "broken", False) or not getattr(connection, "open", True):
        return CustomerDataError(
            f"读到一半连接断开了（{database.name}）：{said}。请确认数据库在运行、网络通畅后重试。"
        )
    if database.query is not None:
        return CustomerDataError(f"查询不能执行：{said}。请检查 --query 的 SQL。")
    try:
        connection.rollback()
        with closing(connection.cursor()) as cursor:
            cursor.execute(_TABLES[database.kind])
            tables = [str(row[0]) for row in cursor.fetchall()]
    except driver.Error:
        return CustomerDataError(f"读不了 {database.name}：{said}。请检查表名和权限。")
    if (database.table or "").rpartition(".")[2] in tables:
        return CustomerDataError(f"读不了 {database.name}：{said}。请检查读这张表的权限。")
    shown = "、".join(tables[:_SHOWN]) + ("……" if len(tables) > _SHOWN else "")
    listed = f"库里的表有：{shown}" if tables else "库里一张表也没有"
    return CustomerDataError(f"数据库里没有表 {database.table}。{listed}。请检查 --table。")


def _cells(values: Sequence[object]) -> pa.Array:
    """Whole numbers, numbers, truth values and dates as they are; everything else as text."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds <= {int, float} and kinds != {int, float}:
        try:
            return pa.array(values)
        except (OverflowError, pa.ArrowInvalid):
            return pa.array([_text(value) for value in values], pa.string())
    if len(kinds) == 1 and kinds <= {bool, str}:
        return pa.array(values)
    return pa.array([_text(value) for value in values], pa.string())


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8")
    return str(value)


def _joined(
    chunks: Sequence[pa.Array], place: int, database: Database, names: Sequence[str]
) -> pa.ChunkedArray:
    """The parts of a column as one type; where they differ, as text."""
    kinds = {chunk.type for chunk in chunks} - {pa.null()}
    kind = kinds.pop() if len(kinds) == 1 else pa.string()
    try:
        return pa.chunked_array([pc.cast(chunk, kind) for chunk in chunks], kind)
    except pa.ArrowException as error:
        raise CustomerDataError(f"{database.name} 的列 {names[place]} 读不了：{error}。") from error


def _digest(table: pa.Table) -> str:
    """sha256 of the cells, in the order in which the database gave them."""
    found = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        found.update(f"{name}\0{column.type}\0".encode())
        for buffer in column.combine_chunks().buffers():
            found.update(b"\0" if buffer is None else buffer)
    return found.hexdigest()
