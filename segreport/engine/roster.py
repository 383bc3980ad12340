"""The ids of a Parquet file of this machine in their order, fetched while other work goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segreport.customers.numerals import MISSING
from segreport.engine.packing import Part, pack
from segreport.engine.sheet import PIECE, ROW, is_label

_ID = "id"
_MISSING = pa.array(MISSING)


@dataclass(frozen=True, slots=True)
class Roster:
    """Ids as text in their order, by bytes, in a file."""

    file: Path
    n: int
    distinct: int
    """Different ids."""
    plain: bool
    """Whether no id is empty and all are of visible ASCII without what numbers are cut by.

    What is plain has no blanks, no full-width signs, and no number that a program rewrote.
    """

    def parts(self) -> Iterator[Part]:
        """Ids, and where each is among the rows of the customers' file."""
        with pa.OSFile(str(self.file)) as file:
            for batch in pa.ipc.open_stream(file):
                yield batch.column(0), batch.column(1).to_numpy()


def _repeated(ids: pa.ChunkedArray) -> int:
    """Ids that are the one before them."""
    n = len(ids)
    return int(pc.sum(pc.equal(ids.slice(1), ids.slice(0, n - 1))).as_py() or 0)


def _are_plain(ids: pa.StringArray) -> bool:
    letters = _letters(ids)
    if ids.null_count or not len(letters):
        return False
    visible = letters.min() > ord(" ") and letters.max() < 127
    return (
        bool(visible)
        and not any((letters == ord(sign)).any() for sign in ".+")
        and not pc.any(pc.is_in(ids, _MISSING)).as_py()
    )


def _letters(ids: pa.StringArray) -> NDArray[np.uint8]:
    """The bytes of all ids, one after another."""
    _, offsets, data = ids.buffers()
    ends = np.frombuffer(offsets, np.int32)[[ids.offset, ids.offset + len(ids)]]
    return np.frombuffer(data or b"", np.uint8)[ends[0] : ends[1]]


@contextmanager
def call_roster(
    connection: Any, file: Path | None, column: str | None, folder: Path | None, room: int
) -> Iterator[Any]:
    """What gives the roster, written to the folder, once it is ready.

    That is None where there is no file, or its ids are neither texts nor whole numbers. `room`:
    bytes of memory that may be taken to sort them there.
    """
    if file is None or folder is None or column is None or not is_label(file, column):
        yield lambda: None
        return
    cursor = connection.con.cursor()  # which may work beside the connection
    stop = Event()

    def call() -> Roster | None:
        parts = pack(file, column, room, stop)
        if stop.is_set():
            return None
        return _write(_sort(cursor, file, column) if parts is None else parts, folder / "roster")

    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(call)
        try:
            yield found.result
        finally:
            if not found.done():
                stop.set()
                cursor.interrupt()


def _sort(cursor: Any, file: Path, column: str) -> Iterator[Part]:
    """Ids and rows in the order of the ids, sorted on the disk where they have to be."""
    from duckdb import ColumnExpression
    from duckdb.sqltypes import VARCHAR

    rows = cursor.read_parquet(str(file), file_row_number=True)
    text = ColumnExpression(column).cast(VARCHAR).alias(_ID)
    for batch in rows.select(text, ROW).order(_ID).fetch_arrow_reader(PIECE):
        yield batch.column(0).cast(pa.string()), batch.column(1).to_numpy()


def _write(parts: Iterable[Part], target: Path) -> Roster:
    schema = pa.schema({_ID: pa.string(), ROW: pa.int64()})
    n = repeated = 0
    plain, last = True, None
    with pa.ipc.new_stream(str(target), schema) as stream:
        for ids, rows in parts:
            stream.write_batch(pa.record_batch([ids, pa.array(rows)], schema))
            repeated += _repeated(pa.chunked_array([pa.array([last], pa.string()), ids]))
            plain = plain and _are_plain(ids)
            n, last = n + len(ids), ids[-1].as_py()
    return Roster(target, n, n - repeated, plain)
