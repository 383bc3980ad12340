"""The numeric columns of a Parquet file of this machine, in parts, in the order of the file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
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
class Sheet:
    """Columns of doubles, NaN where missing."""

    path: Path
    columns: Mapping[str, str]
    """Our name → that in the file."""
    n: int
    """Rows."""

    def cells(self, column: str) -> Iterator[tuple[int, pa.DictionaryArray]]:
        """The cells of a column of texts, in parts, each with its first row."""
        start, name = 0, self.columns[column]
        with pa_parquet.ParquetFile(self.path, read_dictionary=[name], pre_buffer=False) as file:
            for batch in file.iter_batches(PIECE, columns=[name], use_threads=False):
                cells = batch.column(0)
                yield start, cells if _is_coded(cells) else cells.dictionary_encode()
                start += len(cells)

    def pieces(self, column: str) -> Iterator[tuple[int, Floats]]:
        """The values of a column, decoded, as Pieces has them."""
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


def open_sheet(path: Path, columns: Mapping[str, str]) -> Sheet:
    """The columns of a Parquet file: our names → those in the file."""
    return Sheet(path, columns, pa_parquet.read_metadata(path).num_rows)


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
