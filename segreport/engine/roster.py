"""The ids of a Parquet file of this machine in their order, fetched while other work goes on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segreport.customers.numerals import MISSING
from segreport.engine.sheet import ROW, is_label

BYTES = 48
"""Of memory that an id takes while it is put in order."""
_ID = "id"
_BATCH = 1 << 18


@dataclass(frozen=True)
class Roster:
    """Ids as text."""

    ids: pa.ChunkedArray
    """In their order, by bytes."""
    rows: NDArray[np.uint32]
    """Shape (n,): where each is in the file."""

    @cached_property
    def distinct(self) -> int:
        """Different ids."""
        n = len(self.ids)
        return n - int(pc.sum(pc.equal(self.ids.slice(1), self.ids.slice(0, n - 1))).as_py() or 0)

    @cached_property
    def plain(self) -> bool:
        """Whether no id is empty and all are of visible ASCII without what numbers are cut by.

        What is plain has no blanks, no full-width signs, and no number that a program rewrote.
        """
        return (
            not self.ids.null_count
            and all(_is_plain(_letters(chunk)) for chunk in self.ids.chunks)
            and not pc.any(pc.is_in(self.ids, pa.array(MISSING))).as_py()
        )


def _is_plain(letters: NDArray[np.uint8]) -> bool:
    if not len(letters):
        return True
    visible = letters.min() > ord(" ") and letters.max() < 127
    return bool(visible) and not any((letters == ord(sign)).any() for sign in ".+")


def _letters(ids: pa.StringArray) -> NDArray[np.uint8]:
    """The bytes of all ids, one after another."""
    _, offsets, data = ids.buffers()
    ends = np.frombuffer(offsets, np.int32)[[ids.offset, ids.offset + len(ids)]]
    return np.frombuffer(data or b"", np.uint8)[ends[0] : ends[1]]


@contextmanager
def call_roster(connection: Any, file: Path | None, column: str | None) -> Iterator[Any]:
    """What gives the roster once it is ready.

    That is None where there is no file, or its ids are neither texts nor whole numbers.
    """
    if file is None or column is None or not is_label(file, column):
        yield lambda: None
        return
    cursor = connection.con.cursor()  # which may work beside the connection
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(_call, cursor, file, column)
        try:
            yield found.result
        finally:
            if not found.done():
                cursor.interrupt()


def _call(cursor: Any, file: Path, column: str) -> Roster:
    from duckdb import ColumnExpression
    from duckdb.sqltypes import VARCHAR

    rows = cursor.read_parquet(str(file), file_row_number=True)
    text = ColumnExpression(column).cast(VARCHAR).alias(_ID)
    ids, places = [], []
    for batch in rows.select(text, ROW).order(_ID).fetch_arrow_reader(_BATCH):
        ids.append(batch.column(0).cast(pa.string()))
        places.append(batch.column(1).to_numpy().astype(np.uint32))
    return Roster(pa.chunked_array(ids, pa.string()), np.concatenate(places))
