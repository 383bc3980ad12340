"""The real files beside the repository, where they are: each opens, and says what it left out."""

from pathlib import Path

import pytest

from segreport.customers import read_files
from segreport.pipeline import Profiled, Request, profile_customers, run

FOLDER = Path(__file__).parents[3] / "shared" / "customers"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no real files here")

ROWS = {
    "bank_churners.csv": (10127, 23, "第 2 行在表头下方，是说明文字"),
    "bankloan_cn.xls": (700, 9, ""),
    "bankloan_gbk.csv": (735, 9, ""),
    "cc_general.csv": (8950, 18, ""),
    "mobile_cn.xlsx": (286, 7, ""),
    "telco.csv": (7043, 21, ""),
    "wholesale.csv": (
        440,
        8,
        "第 12 列没有列名，只有第 10、11、12、13、14 等共 8 行有内容，已略去",
    ),
}


def profiled(*names: str) -> Profiled:
    return profile_customers(Request(tuple(FOLDER / name for name in names)), lambda _: None)


@pytest.mark.parametrize("name", ROWS)
def test_a_real_file_is_read_whole(name: str) -> None:
    rows, columns, note = ROWS[name]
    raw = read_files([FOLDER / name])
    assert (raw.columns.num_rows, raw.columns.num_columns) == (rows, columns)
    assert note in " ".join(raw.notes)
    if columns > 8:
        assert profiled(name).profile.segments


REPORTS = [[path.name] for path in sorted(FOLDER.glob("*.*"))] if FOLDER.is_dir() else []


@pytest.mark.parametrize("names", [*REPORTS, ["bank_base.csv", "bank_behavior.csv"]], ids="+".join)
def test_every_real_file_becomes_a_report(tmp_path: Path, names: list[str]) -> None:
    files = tuple(FOLDER / name for name in names)
    finished = run(Request(files), tmp_path / "run", lambda _: None)
    load = finished.run.load
    for file in load.files:
        dropped = sum(entry.count for entry in load.dropped if entry.file == file.name)
        assert file.rows - dropped == load.rows == finished.profile.n
    report = (tmp_path / "run/report.html").read_text("utf-8")
    assert all(name in report for name in names)


def test_the_same_customers_under_chinese_headers_have_the_same_segments() -> None:
    english, chinese = profiled("mall.csv"), profiled("mall_cn.csv")
    assert list(english.customers.ids) == list(chinese.customers.ids)
    assert english.segments().splitlines()[1:] == chinese.segments().splitlines()[1:]


def test_two_tables_are_joined() -> None:
    both = profiled("bank_base.csv", "bank_behavior.csv")
    assert both.run.load.rows == 10_000
    assert "对上 10000 位客户" in " ".join(both.run.load.notes)
