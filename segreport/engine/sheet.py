"""The numeric columns of a Parquet file of this machine, in parts, in the order of the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

if TYPE_CHECKING:
    from segreport.models import Feature

ROW = "file_row_number"
"""What DuckDB calls the number of a row in its Parquet file."""
PIECE = 1 << 18
"""Rows at a time: few enough for the processor's cache, enough to keep threads apart."""

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_Number = TypeVar("_Number", bound=np.generic)
Floats = NDArray[np.float64]
Pieces = Callable[[], Iterator[tuple[int, Floats]]]
"""The values of a column from the first to the last as often as is needed, PIECE at a time, each
piece with its first row; good until the next one."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A column of a sheet."""

    pieces: Pieces
    buffer: Floats | None
    """Shape (n,): all of it, where memory has room."""

    def mapped(self, function: Callable[[Floats], Floats]) -> Opened:
        """The column under a function, by which a buffer is overwritten."""
        if self.buffer is None:
            return Opened(
                lambda: ((start, function(piece)) for start, piece in self.pieces()), None
            )
        for start, piece in self.pieces():
            self.buffer[start : start + len(piece)] = function(piece)
        return self


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns of doubles, NaN where missing."""

    path: Path
    columns: Mapping[str, str]
    """Our name → that in the file."""
    n: int
    """Rows."""
    buffers: SimpleQueue[Floats]
    """Shape (n,) each, one a thread; without length where memory has no room for them."""

    @contextmanager
    def open(self, column: str) -> Iterator[Opened]:
        """The column, to be gone through as often as is needed."""
        buffer = self.buffers.get()
        try:
            if len(buffer) < self.n:
                yield Opened(lambda: self._pieces(column), None)
                return
            for start, values in self._pieces(column):
                buffer[start : start + len(values)] = values
            yield Opened(lambda: pieces_of(buffer), buffer)
        finally:
            self.buffers.put(buffer)

    def forget_buffers(self) -> None:
        """Give memory back; a column that is opened once more is decoded as often as it is read."""
        for _ in range(self.buffers.qsize()):
            self.buffers.get()
            self.buffers.put(np.empty(0))

    def cells(self, column: str) -> Iterator[tuple[int, pa.DictionaryArray]]:
        """The cells of a column of texts, in parts, each with its first row."""
        start, name = 0, self.columns[column]
        with pa_parquet.ParquetFile(self.path, read_dictionary=[name], pre_buffer=False) as file:
            for batch in file.iter_batches(PIECE, columns=[name], use_threads=False):
                cells = batch.column(0)
                yield start, cells if _is_coded(cells) else cells.dictionary_encode()
                start += len(cells)

    def _pieces(self, column: str) -> Iterator[tuple[int, Floats]]:
        piece = np.empty(min(PIECE, self.n))
        start = filled = 0
        with pa_parquet.ParquetFile(self.path, pre_buffer=False) as file:
            columns = [self.columns[column]]
            for batch in file.iter_batches(PIECE, columns=columns, use_threads=False):
                values = _doubles(batch.column(0))
                while len(values):
                    few = values[: len(piece) - filled]
                    piece[filled : filled + len(few)] = few
                    values, filled = values[len(few) :], filled + len(few)
                    if filled == len(piece) or start + filled == self.n:
                        yield start, piece[:filled]
                        start, filled = start + filled, 0


def open_sheet(path: Path, columns: Mapping[str, str], room: int) -> Sheet:
    """The columns of a Parquet file: our names → those in the file.

    `room`: bytes that may be taken to decode each column only once.
    """
    n, threads = pa_parquet.read_metadata(path).num_rows, os.cpu_count() or 1
    buffers: SimpleQueue[Floats] = SimpleQueue()
    for _ in range(threads):
        buffers.put(np.empty(n if 8 * n * threads <= room else 0))
    return Sheet(path, columns, n, buffers)


def pieces_of(array: NDArray[_Number]) -> Iterator[tuple[int, NDArray[_Number]]]:
    """An array in pieces, each with its first row."""
    for start in range(0, len(array), PIECE):
        yield start, array[start : start + PIECE]


def side_by_side(work: Callable[[_Task], _Result], tasks: Iterable[_Task]) -> list[_Result]:
    """`work` on every task by several threads, in the order of the tasks."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, tasks))


def are_numbers(path: Path, features: Sequence[Feature]) -> bool:
    """Whether these columns of a Parquet file are numbers as they lie there."""
    schema = pa_parquet.read_schema(path)
    return all(not f.values and _is_number(schema.field(f.name).type) for f in features)


def is_label(path: Path, name: str) -> bool:
    """Whether the cells of this column of a Parquet file are written as Python writes them."""
    kind = pa_parquet.read_schema(path).field(name).type
    return bool(
        pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind)
    )


def are_texts(path: Path, feature: Feature) -> bool:
    """Whether this column of a Parquet file is text as it lies there."""
    kind = pa_parquet.read_schema(path).field(feature.name).type
    return not feature.values and (pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_coded(cells: pa.Array) -> bool:
    return bool(pa.types.is_dictionary(cells.type))


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_boolean(kind)
        or pa.types.is_float32(kind) or pa.types.is_float64(kind)
    )  # fmt: skip


def _doubles(cells: pa.Array) -> Floats:
    """Doubles; NaN where there is nothing."""
    if pa.types.is_boolean(cells.type):
        cells = cells.cast(pa.uint8())
    values: Floats = cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return values
