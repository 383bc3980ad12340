"""How numbers and ids are written in real files, and what is made of them."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from segreport.customers import Customers, load_customers, read_files
from segreport.customers.cells import read_numbers
from segreport.customers.numerals import read_numeral
from segreport.dictionary import Dictionary
from segreport.errors import CustomerDataError
from segreport.models import Feature

DICTIONARY = Dictionary(id="id", features=(Feature(name="x", label="x"),))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2萬", 20000.0), ("1,234.00", 1234.0), ("￥12.5", 12.5), ("¥ -3", -3.0), ("-¥3", -3.0),
        ("$1,000", 1000.0),
        ("12元", 12.0), ("1.23万", 12300.0), ("1.23万元", 12300.0), ("0.57亿", 57e6), ("15%", 0.15),
        ("７.５", 7.5), ("15％", 0.15), ("(123)", -123.0), ("（1,234.5）", -1234.5),
        ("1.2e3", 1200.0),
        ("1E-2", 0.01), ("+5", 5.0), (" 7 ", 7.0), (".5", 0.5), ("5.", 5.0), ("−4", -4.0),
        ("007", 7.0), ("14.29%", 0.1429), ("1.1万", 11000.0), ("RMB 5", 5.0),
    ],
)  # fmt: skip
def test_what_is_a_number(text: str, value: float) -> None:
    numeral = read_numeral(text)
    assert numeral is not None
    assert numeral.value == value


@pytest.mark.parametrize(
    "text",
    ["2024-03-01", "2024/3/1", "12:30", "1,5", "12,34", "1,2345", "1.2.3", "5²", "½", "①", "٣",
     "1_000", "0x10", "--5", "(-5)", "5-", "十二", "约5", "5岁", "3成", "1 2", "", "e5", "%", "¥"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


def load(tmp_path: Path, cells: list[str], ids: list[str] | None = None) -> Customers:
    path = tmp_path / "c.csv"
    names = ids or [f"{n:03d}" for n in range(len(cells))]
    rows = [f'{name};"{cell}"' for name, cell in zip(names, cells, strict=True)]
    path.write_text("id;x\n" + "\n".join(rows) + "\n", "utf-8")
    return load_customers(read_files([path]), DICTIONARY)


def refused(tmp_path: Path, cells: list[str], ids: list[str] | None = None) -> str:
    with pytest.raises(CustomerDataError) as caught:
        load(tmp_path, cells, ids)
    return str(caught.value)


def test_one_unit_is_scaled_and_said(tmp_path: Path) -> None:
    customers = load(tmp_path, ["1.5万", "2万元", "0", "—"])
    assert customers.table["x"].tolist()[:3] == [15000.0, 20000.0, 0.0]
    assert np.isnan(customers.table["x"][3])
    assert "列 x 的单元格带“万”，已换算成不带单位的数。" in customers.summary.notes


@pytest.mark.parametrize(
    "cells", [["1.5万", "8000"], ["15%", "0.2"], ["1亿", "2万"], ["￥1", "$2"]]
)
def test_mixed_units_are_refused_with_a_cell_of_each(tmp_path: Path, cells: list[str]) -> None:
    message = refused(tmp_path, cells)
    assert f"列 x 的单位不一致：第 2 行是“{cells[0]}”，第 3 行是“{cells[1]}”" in message


def test_the_odd_one_in_a_hundred_is_missing_and_listed(tmp_path: Path) -> None:
    customers = load(tmp_path, [str(n) for n in range(150)] + ["见附件"])
    assert np.isnan(customers.table["x"][150])
    assert "列 x 第 152 行不是数字（例如“见附件”），按缺失处理。" in customers.summary.notes
    assert "第 12 行不是（例如“见附件”）" in refused(tmp_path, [*"0123456789", "见附件"])


def test_none_is_missing_among_numbers_and_a_name_among_words() -> None:
    column = pa.chunked_array([["None", "1", "无", "NA"]])
    assert np.isnan(read_numbers(column).values).tolist() == [True, False, True, True]
    assert not len(read_numbers(column).bad)


def test_ids_of_a_spreadsheet(tmp_path: Path) -> None:
    customers = load(tmp_path, ["1", "2"], ["12.0", "13.0"])
    assert list(customers.ids) == ["12", "13"]
    mixed = load(tmp_path, ["1", "2"], ["12.0", "13"])
    assert list(mixed.ids) == ["12.0", "13"]
    assert "有 1 个以“.0”结尾" in mixed.summary.notes[0]
    assert "科学计数法（例如“1.10101E+17”）" in refused(tmp_path, ["1", "2"], ["1.10101E+17", "2"])


def test_the_same_row_twice_counts_once_and_another_row_is_refused(tmp_path: Path) -> None:
    customers = load(tmp_path, ["1", "2", "1"], ["a", "b", "a"])
    assert list(customers.ids) == ["a", "b"]
    assert "第 4 行与前面同一客户的一行完全相同，只计一次。" in customers.summary.notes
    assert "有重复：第 2、4 行（例如“a”）" in refused(tmp_path, ["1", "2", "3"], ["a", "b", "a"])
