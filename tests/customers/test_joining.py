"""Two tables as they come from two systems: joined rightly, or refused with what differs."""

from pathlib import Path

import pytest

from segreport.customers import RawTable, Reading, read_files
from segreport.customers.months import read_month
from segreport.errors import CustomerDataError

IDS = [f"{n:03d}" for n in range(1, 21)]
AGES = "客户号,年龄\n" + "".join(f"{n},{20 + int(n)}\n" for n in IDS)
ASSETS = "客户号,资产\n" + "".join(f"{n},{int(n) * 100}\n" for n in IDS)


def monthly(name: str, months: tuple[int, ...]) -> str:
    rows = "".join(f"{n},{month},{int(n) * (month % 100)}\n" for n in IDS for month in months)
    return f"客户号,统计月份,{name}\n{rows}"


def join(tmp_path: Path, *texts: str, month: str | None = None) -> RawTable:
    paths = [tmp_path / f"{chr(97 + i)}.csv" for i in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return read_files(paths, reading=Reading(month=month))


def test_rows_without_a_partner_are_counted_with_their_numbers(tmp_path: Path) -> None:
    raw = join(tmp_path, AGES + "900,50\n", ASSETS.replace("\n005", "\n800"))
    assert raw.columns.num_rows == 19
    assert [(d.file, d.count, d.rows) for d in raw.dropped] == [
        ("a.csv", 2, (6, 22)),
        ("b.csv", 1, (6,)),
    ]
    assert "对上 19 位客户；a.csv 有 2 位没有对上，b.csv 有 1 位没有对上" in raw.notes[-1]


def test_the_same_row_twice_counts_once(tmp_path: Path) -> None:
    raw = join(tmp_path, AGES + "005,25\n", ASSETS)
    assert raw.columns["客户号"].to_pylist() == IDS
    assert [(d.reason, d.rows) for d in raw.dropped] == [("与前面的一行完全相同", (22,))]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (ASSETS.replace("\n00", "\n").replace("\n0", "\n"), "20 位客户在两个文件里的 客户号 写法"),
        (ASSETS.replace("\n005", "\n'005"), "a.csv 里是“005”，b.csv 里是“'005”"),
        (ASSETS.replace("\n005", "\n005.0"), "1 位客户在两个文件里的 客户号 写法不同"),
        (ASSETS.replace("\n0", "\nX"), "一位客户也没有对上"),
        (ASSETS.replace("客户号", "客户编号"), "a.csv 的列有 客户号、年龄；b.csv 的列有 客户编号"),
        (ASSETS + "005,99\n", "b.csv 里同一个 客户号 出现多行（多出 1 行）"),
        (ASSETS + ",99\n", "b.csv 的客户号列 客户号 第 22 行等 1 行是空的"),
        ("单位：万元,\n" + ASSETS, "几个文件的金额单位不同：a.csv 是元，b.csv 是万元"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, other: str, words: str) -> None:
    with pytest.raises(CustomerDataError) as caught:
        join(tmp_path, AGES, other)
    assert words in str(caught.value)


def test_two_monthly_tables_are_read_as_of_one_month(tmp_path: Path) -> None:
    first, second = monthly("存款", (202401, 202402, 202403)), monthly("贷款", (202312, 202402))
    raw = join(tmp_path, first, second)
    assert set(raw.columns["统计月份"].to_pylist()) == {"202402"}
    assert raw.columns["贷款"].to_pylist() == [str(int(n) * 2) for n in IDS]
    with pytest.raises(
        CustomerDataError, match=r"a\.csv 是 2024-01 到 2024-03，b\.csv 是 2023-11 到"
    ):
        join(tmp_path, first, monthly("贷款", (202311, 202312)))


def test_the_other_months_are_dropped_rows(tmp_path: Path) -> None:
    raw = join(tmp_path, AGES, monthly("存款", (202401, 202402)))
    assert [(d.file, d.reason, d.count) for d in raw.dropped] == [
        ("b.csv", "不是 2024-02 的数据", 20)
    ]
    raw = join(tmp_path, AGES, monthly("存款", (202401, 202402)), month="mean")
    assert raw.columns["存款"].to_pylist() == [int(n) * 1.5 for n in IDS]
    with pytest.raises(CustomerDataError, match="看不懂 --month “二月”"):
        join(tmp_path, AGES, monthly("存款", (202401, 202402)), month="二月")


@pytest.mark.parametrize(("said", "words"), [("sheet", "没有工作簿"), ("encoding", "没有 CSV")])
def test_an_option_that_no_file_can_follow_is_refused(
    tmp_path: Path, said: str, words: str
) -> None:
    path = tmp_path / ("a.csv" if said == "sheet" else "a.xlsx")
    path.write_text(AGES, "utf-8")
    with pytest.raises(CustomerDataError, match=words):
        read_files([path], reading=Reading(**{said: "utf-8"}))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("202310", "2023-10"),
        ("202311", "2023-11"),
        ("202312", "2023-12"),
        ("20231231", "2023-12"),
        ("2023/1/11", "2023-01"),
        ("2023-11-01 00:00:00", "2023-11"),
        ("2023年11月", "2023-11"),
        ("2023年1月份", "2023-01"),
        ("2023.12", "2023-12"),
        ("2023111", None),
        ("202313", None),
        ("2023年", None),
        ("45292", None),
        ("01/02/2023", None),
    ],
)
def test_months_as_people_write_them(text: str, month: str | None) -> None:
    assert read_month(text) == month
