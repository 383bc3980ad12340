"""Whether customers fit into memory."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from segreport.customers.databases import Database

SHARE = 0.5
"""Of the free memory that a run takes where the user does not say."""
_UNKNOWN = 4 << 30
_CSV, _CELL = 8, 40
"""Bytes of memory at the peak: for a byte of CSV, for a cell of Parquet."""
_LARGE = 64 << 20
"""Files below this always fit where the user does not say otherwise."""
_VAST = 1_000_000
"""Customers."""
STAYS = ("pyspark", "clickhouse", "trino")
"""Engines whose customers are never read into memory."""


def free_memory() -> int:
    """Bytes that are free; a guess where the system does not tell."""
    try:
        text = Path("/proc/meminfo").read_text("ascii")
        found = re.search(r"MemAvailable:\s*(\d+) kB", text)
        return int(found[1]) * 1024 if found else _UNKNOWN
    except OSError:
        pass
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):
        return _UNKNOWN


def budget(memory: int | None) -> int:
    """Bytes that a run may take."""
    return int(SHARE * free_memory()) if memory is None else memory


def outgrows(files: Sequence[Path], memory: int | None) -> bool:
    """Whether the customers of a CSV or Parquet file would take more memory than they may."""
    if len(files) != 1 or not files[0].is_file():
        return False
    path, size = files[0], files[0].stat().st_size
    if memory is None and size < _LARGE:
        return False
    kind = path.suffix.lower()
    if kind in (".csv", ".txt", ".tsv"):
        return _CSV * size > budget(memory)
    return kind == ".parquet" and _cells(path) * _CELL > budget(memory)


def is_vast(files: Sequence[Path]) -> bool:
    """Whether a Parquet file has so many customers that it is quicker to leave them there."""
    vast = len(files) == 1 and files[0].suffix.lower() == ".parquet" and files[0].is_file()
    return vast and files[0].stat().st_size > _LARGE and _shape(files[0])[0] >= _VAST


def _cells(path: Path) -> int:
    rows, columns = _shape(path)
    return rows * columns


def _shape(path: Path) -> tuple[int, int]:
    import pyarrow as pa
    import pyarrow.parquet as pa_parquet

    try:
        shape = pa_parquet.read_metadata(path)
    except (pa.ArrowException, OSError):
        return 0, 0  # the reader says what is wrong with it
    return int(shape.num_rows), int(shape.num_columns)


def stays(database: Database, rows: int, columns: int, memory: int | None) -> bool:
    """Whether so many customers of a database are better left there."""
    return database.kind in STAYS or rows * columns * 2 * _CELL > budget(memory)
