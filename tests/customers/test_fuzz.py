"""Whatever bytes a file has: a table or a CustomerDataError, never more customers than rows."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from segreport.customers import RawTable, read_files
from segreport.customers.numerals import read_numeral
from segreport.errors import CustomerDataError

CELLS = st.one_of(
    st.sampled_from(
        ["", "NA", "1", "2.5", "1,234", "12%", "合计", "客户号", "张三", '"', "—", "\t"]
    ),
    st.text(max_size=6),
    st.integers(-(10**6), 10**6).map(str),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12)


def attempt(content: bytes, name: str = "f.csv") -> RawTable | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return read_files([path])
        except CustomerDataError as error:
            assert name in str(error)
            return None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    attempt(content)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["f.xlsx", "f.xls", "f.ods", "f.parquet"]))
def test_any_bytes_as_a_workbook(content: bytes, name: str) -> None:
    attempt(b"PK\x03\x04" + content, name)
    attempt(content, name)


@settings(max_examples=300, deadline=None)
@given(
    TABLES,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_any_cells(table: list[list[str]], delimiter: str, ending: str, encoding: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(table)
    raw = attempt(text.getvalue().encode(encoding, "replace"))
    if raw is not None:
        assert raw.columns.num_rows <= len(table)
        assert len(set(raw.columns.column_names)) == raw.columns.num_columns
        assert len(raw.numbers()) == raw.columns.num_rows


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=12))
def test_any_cell_is_a_number_or_none(text: str) -> None:
    numeral = read_numeral(text)
    assert numeral is None or isinstance(numeral.value, float)


@settings(max_examples=300, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read_back_exactly(value: float) -> None:
    numeral = read_numeral(repr(value))
    assert numeral is not None
    assert numeral.value == value
