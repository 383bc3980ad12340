"""Ids that are a number behind letters which all share, in their order, in 8 bytes each.

Such an id and its row go into one integer, so that sorting integers sorts the customers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

from segreport.engine.sheet import PIECE, pieces_of

_BITS = 64
_FORM = re.compile("(.*?)([0-9]{1,18})")
"""With so many digits a number is sure to be below 2**63."""
_ZERO = ord("0")

Part = tuple[pa.StringArray, NDArray[np.int64]]
"""Ids, and where each is among the rows of the file."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How every id is written."""

    letters: bytes
    digits: int


def pack(file: Path, column: str, room: int, stop: Event) -> Iterator[Part] | None:
    """The ids of a Parquet file in their order, in parts.

    None where they are written in several ways, are too long for an integer, or do not go into
    `room` bytes; and once `stop` is set.
    """
    with pa_parquet.ParquetFile(file, pre_buffer=False) as opened:
        n = opened.metadata.num_rows
        if 8 * n > room:
            return None
        keys, form, start = np.empty(n, dtype=np.uint64), None, 0
        for batch in opened.iter_batches(PIECE, columns=[column], use_threads=False):
            ids = batch.column(0).cast(pa.string())
            form = form or _form(ids)
            numbers = None if form is None or stop.is_set() else _numbers(ids, form)
            if numbers is None:
                return None
            keys[start : start + len(ids)] = numbers
            start += len(ids)
    if form is None:
        return None
    low, shift = keys.min(), np.uint64(n.bit_length())
    if int(keys.max() - low).bit_length() + n.bit_length() > _BITS:
        return None
    for start, piece in pieces_of(keys):
        piece[:] = (piece - low) << shift | np.arange(start, start + len(piece), dtype=np.uint64)
    keys.sort()
    return _parts(keys, low, shift, form)


def _parts(
    keys: NDArray[np.uint64], low: np.uint64, shift: np.uint64, form: _Form
) -> Iterator[Part]:
    rows = (np.uint64(1) << shift) - np.uint64(1)
    for _, piece in pieces_of(keys):
        yield _texts((piece >> shift) + low, form), (piece & rows).astype(np.int64)


def _form(ids: pa.StringArray) -> _Form | None:
    """How the first id is written; None where it does not end in digits or is none."""
    first = ids[0].as_py() if len(ids) else None
    found = _FORM.fullmatch(first or "")
    return None if found is None else _Form(found[1].encode(), len(found[2]))


def _numbers(ids: pa.StringArray, form: _Form) -> NDArray[np.uint64] | None:
    """The numbers behind the letters; None where an id is written in another way."""
    _, offsets, data = ids.buffers()
    ends = np.frombuffer(offsets, np.int32)[ids.offset : ids.offset + len(ids) + 1]
    width = len(form.letters) + form.digits
    if ids.null_count or (np.diff(ends) != width).any():
        return None
    signs = np.frombuffer(data, np.uint8)[ends[0] : ends[-1]].reshape(-1, width)
    letters, digits = np.hsplit(signs, [len(form.letters)])
    digits = digits - np.uint8(_ZERO)  # what comes before 0 wraps round to more than 9
    if (letters != np.frombuffer(form.letters, np.uint8)).any() or (digits > 9).any():
        return None
    numbers = np.zeros(len(ids), dtype=np.uint64)
    for place in range(form.digits):
        numbers *= np.uint64(10)
        numbers += digits[:, place]
    return numbers


def _texts(numbers: NDArray[np.uint64], form: _Form) -> pa.StringArray:
    """`_numbers` backwards."""
    n, width = len(numbers), len(form.letters) + form.digits
    signs = np.empty((n, width), dtype=np.uint8)
    signs[:, : len(form.letters)] = np.frombuffer(form.letters, np.uint8)
    for place in reversed(range(len(form.letters), width)):
        rest = numbers // np.uint64(10)
        signs[:, place] = numbers - np.uint64(10) * rest + np.uint64(_ZERO)
        numbers = rest
    ends = pa.py_buffer(np.arange(0, (n + 1) * width, width, dtype=np.int32))
    return pa.StringArray.from_buffers(n, ends, pa.py_buffer(signs))
