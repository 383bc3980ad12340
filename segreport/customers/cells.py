"""From columns of cells to numbers, and saying which cells are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segreport.customers.numerals import MISSING, MISSING_NUMBERS, Numeral, read_numeral

NUMERIC_SHARE = 0.99
_THOUSANDS = r"^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$"
_EUROPEAN = r"^[+-]?(\d+,\d{1,2}|\d+,\d{4,}|0,\d+|\d{1,3}(\.\d{3})+,\d+|\d{1,3}(\.\d{3}){2,})$"
_MOMENT = re.compile(
    r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|(?=.*:))"
    r"[T ]?(\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?)?"
)
_NONE = np.array([], dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column read as numbers."""

    values: NDArray[np.float64]
    """Shape (n,); NaN where the cell is empty, no number, or infinite."""
    bad: NDArray[np.intp] = field(default_factory=lambda: _NONE)
    """Positions of filled cells that are no number."""
    infinite: NDArray[np.intp] = field(default_factory=lambda: _NONE)
    """Positions of infinities."""
    unit: str = ""
    """What the cells are written in: '万', '%' …; the values are scaled."""
    mixed: tuple[tuple[str, int], ...] = ()
    """Where cells are written in several units: each with the position of its first cell."""
    european: int | None = None
    """Position of a cell such as 1.234,5 or 12,5, whose comma is a decimal point."""

    @property
    def numeric(self) -> bool:
        """Whether at least 99 % of the filled cells are numbers."""
        read = int((~np.isnan(self.values)).sum()) + len(self.infinite)
        return read > 0 and read >= NUMERIC_SHARE * (read + len(self.bad))


def is_number(text: str) -> bool:
    """Whether the cell is a number."""
    return read_numeral(text) is not None


def is_missing(text: str) -> bool:
    """Whether the cell says that nothing is known."""
    return text.strip() in MISSING_NUMBERS


def is_moment(text: str) -> bool:
    """Whether the cell is a date or a time of day."""
    return bool(_MOMENT.fullmatch(text.strip()))


def trimmed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as text without surrounding white space; missing cells are null."""
    if not pa.types.is_string(column.type):
        column = _as_text(column)
    text = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.is_in(text, pa.array(MISSING)), pa.scalar(None, pa.string()), text)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):
        whole = pc.all(pc.equal(column, pc.floor(column))).as_py()
        if whole:
            column = pc.cast(column, pa.int64(), safe=False)
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    return pc.cast(column, pa.string())


def read_numbers(column: pa.ChunkedArray) -> Numbers:
    """The column as float64."""
    try:
        numbers = Numbers(_floats(pc.cast(column, pa.float64(), safe=False)))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        numbers = _parse(trimmed(column))
    infinite = np.flatnonzero(np.isinf(numbers.values))
    if not len(infinite):
        return numbers
    values = np.where(np.isinf(numbers.values), np.nan, numbers.values)
    return replace(numbers, values=values, infinite=infinite)


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    values = np.asarray(pc.fill_null(column, float("nan")).to_numpy(), dtype=np.float64)
    return values + 0.0  # a negative zero is a zero


def _parse(text: pa.ChunkedArray) -> Numbers:
    missing = pc.is_in(text, pa.array(MISSING_NUMBERS))
    text = pc.if_else(missing, pa.scalar(None, pa.string()), text)
    try:
        return Numbers(_floats(pc.cast(text, pa.float64())))
    except pa.ArrowInvalid:
        pass
    grouped = pc.match_substring_regex(text, _THOUSANDS)
    plain = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
    try:
        return Numbers(_floats(pc.cast(plain, pa.float64())))
    except pa.ArrowInvalid:
        return _one_by_one(text)


def _one_by_one(text: pa.ChunkedArray) -> Numbers:
    """Every different cell is read once."""
    coded = text.combine_chunks().dictionary_encode()
    cells = coded.dictionary.to_pylist()
    codes = pc.fill_null(coded.indices, len(cells)).to_numpy(zero_copy_only=False)
    read = [_numeral(cell) for cell in cells]
    places = [(shown, int(np.flatnonzero(codes == code)[0])) for shown, code in _mixed(read)]
    values = np.array([n.value if n else np.nan for n in read] + [np.nan])
    none = np.array([n is None for n in read] + [False])
    units = {n.unit for n in read if n and n.unit not in ("", "元")}
    unit = units.pop() if len(units) == 1 else ""
    odd = pc.fill_null(pc.match_substring_regex(text, _EUROPEAN), False)
    european = pc.index(odd, True).as_py()
    return Numbers(
        values[codes],
        np.flatnonzero(none[codes]),
        _NONE,
        unit,
        tuple(places),
        None if european < 0 else european,
    )


def _numeral(cell: str) -> Numeral | None:
    if cell.lower().lstrip("+-") in ("inf", "infinity", "∞"):
        return Numeral(float("-inf") if cell[0] == "-" else float("inf"), "", "")
    return read_numeral(cell)


def _mixed(read: list[Numeral | None]) -> list[tuple[str, int]]:
    """Units (or currencies) that stand side by side, with a cell of each; 0 is 0 in all of them."""
    units: dict[str, int] = {}
    currencies: dict[str, int] = {}
    for code, numeral in enumerate(read):
        if numeral is not None and numeral.value:
            units.setdefault("" if numeral.unit == "元" else numeral.unit, code)
            currencies.setdefault(numeral.currency, code)
    if len(units) > 1:
        return [(unit or "不带单位", code) for unit, code in units.items()]
    if len(currencies) == 1 or set(currencies) == {"", "¥"}:
        return []
    return [(currency or "不带货币符号", code) for currency, code in currencies.items()]
