"""XLSB, read from files written record by record (xlsb_writer)."""

import datetime
from pathlib import Path

import pytest
from xlsb_writer import Cell, record, sheet, write_xlsb

from segreport.customers import RawTable, Reading, read_files
from segreport.errors import CustomerDataError

ROWS: list[list[Cell]] = [
    ["客户号", "年龄", "资产", "性别", "VIP"],
    ["001", 35.0, 1234.5, "男", True],
    ["002", 41.0, None, "女", False],
    ["003", 52.0, -2500000.25, "女", True],
]


def read(tmp_path: Path, sheets: dict[str, bytes], **said: str) -> RawTable:
    write_xlsb(tmp_path / "b.xlsb", sheets)
    return read_files([tmp_path / "b.xlsb"], reading=Reading(**said))


def test_cells_of_every_kind(tmp_path: Path) -> None:
    raw = read(tmp_path, {"客户": sheet(ROWS)})
    assert raw.columns.to_pydict() == {
        "客户号": ["001", "002", "003"],
        "年龄": ["35", "41", "52"],
        "资产": ["1234.5", "", "-2500000.25"],
        "性别": ["男", "女", "女"],
        "VIP": ["TRUE", "FALSE", "TRUE"],
    }
    assert raw.sources[0].sheet == "客户"


def test_titles_totals_and_sheets(tmp_path: Path) -> None:
    table = sheet([["客户明细"], *ROWS, ["合计", 128.0]])
    raw = read(tmp_path, {"说明": sheet([["x"], ["y"]]), "客户": table})
    assert raw.columns["客户号"].to_pylist() == ["001", "002", "003"]
    assert raw.numbers().tolist() == [3, 4, 5]
    assert [(d.reason, d.rows) for d in raw.dropped] == [("是合计", (6,))]
    raw = read(tmp_path, {"一月": sheet(ROWS), "二月": sheet(ROWS[:3])}, sheet="二月")
    assert raw.columns["客户号"].to_pylist() == ["001", "002"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (sheet([["a"] * 30, [1.0] * 30], first=1_048_000), "超出限度"),
        (sheet(ROWS)[:60], "没有带数据|打不开"),
        (record(129) + b"\xff\xff\xff\xff\x7f", "没有带数据|打不开"),
    ],
)  # fmt: skip
def test_broken_sheets_are_refused(tmp_path: Path, content: bytes, words: str) -> None:
    started = datetime.datetime.now(datetime.UTC)
    with pytest.raises(CustomerDataError, match=words):
        read(tmp_path, {"客户": content})
    assert (datetime.datetime.now(datetime.UTC) - started).total_seconds() < 10
