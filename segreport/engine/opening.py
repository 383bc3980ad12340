"""Where customers stay: DuckDB over files that memory does not hold, or an engine by URL."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlparse

from segreport.customers import Database, Reading
from segreport.customers.streams import Stream, open_stream
from segreport.customers.tidying import TOTALS
from segreport.engine.columns import NUMERAL
from segreport.engine.sheet import ROW
from segreport.errors import CustomerDataError
from segreport.models import SourceFile

if TYPE_CHECKING:
    from ibis.expr import types as ir

DISTRIBUTIONS = {
    "postgresql": "psycopg", "pyspark": "pyspark", "clickhouse": "clickhouse-connect",
    "trino": "trino",
}  # fmt: skip
"""Engines by URL, and the package that each needs; it is the extra's, too."""
_EXTRAS = {"postgresql": "postgres", "pyspark": "spark"}
_RAISE = "用 --memory 提高限额"
_ADVICE = f"文件超出了内存限额，这种写法要在内存里才能读。请{_RAISE}"
_SHARE = 3
_LEAST = 800
"""Megabytes of DuckDB: with less, sorting ten million ids may fail."""
_CHUNK = 1 << 22
_IDLE = 3600
"""Seconds that ClickHouse keeps temporary tables without being asked anything; by itself 60."""


@dataclass(frozen=True, slots=True)
class Place:
    """Customers as they lie in an engine."""

    connection: Any
    """The Ibis backend."""
    rows: ir.Table
    name: str
    n: int
    """Rows."""
    source: Callable[[], SourceFile]
    """What is noted of where they are; of a large file it takes a while."""
    notes: tuple[str, ...] = ()
    scratch: Path | None = None
    """A folder for large files, where the engine is part of this process."""
    file: Path | None = None
    """The Parquet file that the rows are."""
    room: int = 0
    """Bytes of memory for columns."""

    @property
    def local(self) -> bool:
        """Whether the engine is part of this process."""
        return self.scratch is not None

    def numbered(self) -> ir.Table | None:
        """The rows of the file with their numbers; None where they are not those of a file."""
        if self.file is None or ROW in self.rows.columns:
            return None
        return self.connection.read_parquet(self.file, file_row_number=True)

    def write(self, rows: ir.Table) -> Path:
        """The rows as a Parquet file."""
        file = (self.scratch or Path()) / "typed.parquet"
        self.connection.to_parquet(rows, file)
        return file

    def keep(self, rows: ir.Table, name: str) -> ir.Table:
        """The rows, computed once for several questions."""
        return keep(self.connection, rows, name)


def keep(connection: Any, rows: ir.Table, name: str) -> ir.Table:
    """The rows, computed once for several questions; gone when the connection is."""
    if connection.name == "trino":  # has no temporary tables: each question computes them anew
        return rows
    if connection.name == "pyspark":  # has caches in place of temporary tables
        return rows.cache()
    return connection.create_table(f"segreport_{name}", rows, temp=True)


@contextmanager
def open_files(path: Path, memory: int, reading: Reading | None = None) -> Iterator[Place]:
    """A Parquet or CSV file in DuckDB, which takes a quarter of `memory` and then the disk.

    Raises CustomerDataError where the file is broken or is written in a way that only the reader
    of small files knows.
    """
    reading = reading or Reading()
    parquet = path.suffix.lower() == ".parquet"
    _refuse_options(path, reading, parquet=parquet)
    with ExitStack() as stack:
        digest = stack.enter_context(ThreadPoolExecutor(1)).submit(_digest, path)
        import duckdb
        import ibis

        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="segreport-"))
        connection = ibis.duckdb.connect(
            memory_limit=f"{max(memory // 4_000_000, _LEAST)}MB",
            temp_directory=scratch,
            threads=os.cpu_count() or 1,
            preserve_insertion_order=False,
            enable_external_file_cache=False,  # the system keeps what was read
        )
        stack.callback(connection.disconnect)
        stream = None
        if parquet:
            rows = _parquet(connection, path)
        else:
            rows, stream = _csv(connection, path, Path(scratch), reading.encoding)
        count = int(rows.count().to_pyarrow().as_py())
        if count == 0:
            raise CustomerDataError(f"文件 {path.name} 只有表头，没有客户。请确认导出是否成功。")
        encoding, notes = (stream.encoding, stream.notes) if stream else ("", ())
        try:
            yield Place(
                connection,
                rows,
                path.name,
                count,
                lambda: SourceFile(
                    name=path.name, sha256=digest.result(), rows=count, encoding=encoding
                ),
                notes,
                Path(scratch),
                path if parquet else None,
                memory // _SHARE,
            )
        except (OSError, duckdb.IOException) as error:
            if not _is_full(error):
                raise
            raise CustomerDataError(
                f"磁盘满了，放不下 {path.name} 的临时文件（在 {scratch}）。请腾出空间，"
                f"或用环境变量 TMPDIR 换一个大些的盘，或{_RAISE}。"
            ) from None
        except duckdb.OutOfMemoryException:
            raise CustomerDataError(
                f"文件 {path.name} 超出了内存限额里分给数据库引擎的部分。请{_RAISE}。"
            ) from None
        except RuntimeError as error:
            if "interrupted" in str(error).lower():  # how DuckDB passes on Ctrl-C
                raise KeyboardInterrupt from None
            raise


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)


def _refuse_options(path: Path, reading: Reading, *, parquet: bool) -> None:
    for option, given in (
        ("--month", reading.month),
        ("--sheet", reading.sheet),
        ("--encoding", reading.encoding if parquet else None),
    ):
        if given is not None:
            raise CustomerDataError(
                f"文件 {path.name} 超出内存限额，不能用 {option}。请去掉 {option}，或{_RAISE}。"
            )


def _parquet(connection: Any, path: Path) -> ir.Table:
    import duckdb

    try:
        return connection.read_parquet(path)
    except duckdb.Error as error:
        raise CustomerDataError(
            f"文件 {path.name} 不是完整的 Parquet 文件。请重新导出或重新下载。"
        ) from error


def _csv(
    connection: Any, path: Path, folder: Path, encoding: str | None
) -> tuple[ir.Table, Stream]:
    """A CSV file with its header where the reader of small files finds it. Cells stay text."""
    import duckdb

    stream = open_stream(path, folder, encoding)
    head = stream.layout.head
    if head.money:
        raise CustomerDataError(
            f"文件 {path.name} 表头上方写着单位是{head.money}。{_ADVICE}，或把单位写进列名。"
        )
    if "" in head.names or len(set(head.names)) < len(head.names):
        raise CustomerDataError(f"文件 {path.name} 有重复的列名，或有列没有列名。{_ADVICE}。")
    try:
        rows = connection.read_csv(
            stream.path,
            auto_detect=False,
            header=False,
            skip=head.row + 1 + len(head.prose),
            delim=stream.layout.delimiter,
            quote='"',
            escape='"',
            columns={str(place): "VARCHAR" for place in range(len(head.names))},
        )
        rows = rows.rename({name: str(place) for place, name in enumerate(head.names)})
        return keep(connection, _customers(rows, path), "raw"), stream
    except duckdb.Error as error:
        raise CustomerDataError(
            f"文件 {path.name} 读不了：{_line(error)}。{_ADVICE}，或请检查各行的分隔符和引号。"
        ) from error


def _customers(rows: ir.Table, path: Path) -> ir.Table:
    """The rows without empty ones; what else is no customer is refused."""
    import ibis

    cells = [rows[name].strip() for name in rows.columns]
    filled = [(cell.length() > 0).fill_null(False) for cell in cells]
    count = sum((flag.ifelse(1, 0) for flag in filled[1:]), filled[0].ifelse(1, 0))
    lone = ibis.coalesce(
        *(flag.ifelse(cell, None) for flag, cell in zip(filled, cells, strict=True))
    )
    odd = {
        "合计": ibis.or_(*(cell.isin(TOTALS) for cell in cells[:2])),
        "只有一格文字（像是说明或小标题）": (count == 1)
        & (len(cells) > 1)
        & ~lone.re_search(NUMERAL),
        "重复的表头": ibis.and_(
            *(cell == name for cell, name in zip(cells, rows.columns, strict=True))
        ),
        '单元格写成了 ="…"': ibis.or_(*(cell.startswith('="') for cell in cells)),
    }
    wanted = {str(i): flag.ifelse(1, 0).sum() for i, flag in enumerate(odd.values())}
    found = rows.aggregate(**wanted).to_pyarrow().to_pylist()[0]
    for i, what in enumerate(odd):
        if found[str(i)]:
            raise CustomerDataError(
                f"文件 {path.name} 有 {found[str(i)]} 行{what}。请先删去或改正，或{_RAISE}。"
            )
    return rows.filter(count > 0)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


@contextmanager
def open_database(database: Database) -> Iterator[Place]:
    """A table or query of an engine, by URL through Ibis.

    Raises CustomerDataError where Ibis or the driver is missing and where nothing can be reached.
    """
    kind = database.kind
    if kind not in DISTRIBUTIONS:
        raise CustomerDataError(
            f"不能往 {kind} 里写表。请把 --write-to 写成 .csv 或 .parquet 文件。"
        )
    try:
        version(DISTRIBUTIONS[kind])
    except PackageNotFoundError:
        extra = _EXTRAS.get(kind, kind)
        raise CustomerDataError(
            f"没有安装 {kind} 的驱动。请运行 pip install 'segreport[{extra}]'。"
        ) from None
    from ibis.common.exceptions import TableNotFound

    try:
        connection = _connect(database)
    except Exception as error:  # noqa: BLE001  # each driver has its own errors
        host = urlparse(database.url).hostname or "本机"
        raise CustomerDataError(
            f"连不上 {kind} 数据库（{host}）：{database.scrub(error)}。"
            "请检查地址、用户名和密码，以及数据库是否在运行。"
        ) from None
    try:
        rows = _rows(connection, database)
        count = int(rows.count().to_pyarrow().as_py())
    except TableNotFound:
        raise CustomerDataError(f"数据库里没有表 {database.table}。请检查 --table。") from None
    except Exception as error:  # noqa: BLE001  # each driver has its own errors
        raise CustomerDataError(f"读不了 {database.name}：{database.scrub(error)}。") from None
    if count == 0:
        raise CustomerDataError(f"{database.name} 里没有客户。请检查表名或查询条件。")
    names = f"{database.name}\0{count}\0{rows.schema()}"
    source = SourceFile(
        name=database.name, sha256=hashlib.sha256(names.encode()).hexdigest(), rows=count
    )
    try:
        yield Place(connection, rows, database.name, count, lambda: source)
    finally:
        connection.disconnect()


def _connect(database: Database) -> Any:
    """The Ibis backend; Spark's settings are the parameters of the URL."""
    import ibis

    _, rest = database.url.split("://", 1)
    if database.kind != "pyspark":
        scheme = "postgres" if database.kind == "postgresql" else database.kind
        options = {"settings": {"session_timeout": _IDLE}} if scheme == "clickhouse" else {}
        return ibis.connect(f"{scheme}://{rest}", **options)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("segreport")
    for name, value in parse_qsl(urlparse(database.url).query):
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)


def _rows(connection: Any, database: Database) -> ir.Table:
    if database.query is not None:
        return connection.sql(database.select())
    schema, _, table = (database.table or "").rpartition(".")
    return connection.table(table, database=schema or None)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip("。.")
