"""What becomes of a customer file: a table, or one message that names the trouble."""

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from segreport.customers import Customers, load_customers, read_files
from segreport.dictionary import Dictionary
from segreport.errors import CustomerDataError
from segreport.models import Feature

DICTIONARY = Dictionary(
    name="测试客户",
    id="客户号",
    features=(
        Feature(name="age", label="年龄", unit="岁"),
        Feature(name="assets", label="总资产", unit="元"),
        Feature(name="gender", label="性别", role="describe"),
    ),
)

ROWS = """客户号,age,assets,gender,备注
000000000000000012,30,1000.50,女,a
000000000000000003,40,,男,b
110101199003070011,50,3000,女,c
"""


def load(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "c.csv") -> Customers:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return load_customers(read_files([path]), DICTIONARY)


def refused(tmp_path: Path, text: str) -> str:
    with pytest.raises(CustomerDataError) as caught:
        load(tmp_path, text)
    return str(caught.value)


def test_ids_stay_text_and_sort_the_customers(tmp_path: Path) -> None:
    customers = load(tmp_path, ROWS)
    assert list(customers.ids) == [
        "000000000000000003",
        "000000000000000012",
        "110101199003070011",
    ]
    assert customers.table["age"].tolist() == [40.0, 30.0, 50.0]
    assert customers.table["gender"].tolist() == ["男", "女", "女"]


def test_missing_cells_are_counted_with_the_median_that_fills_them(tmp_path: Path) -> None:
    (missing,) = load(tmp_path, ROWS).summary.missing
    assert (missing.feature, missing.count, missing.filled) == ("assets", 1, 2000.25)


def test_columns_the_dictionary_does_not_mention_are_listed(tmp_path: Path) -> None:
    (left_out,) = load(tmp_path, ROWS).summary.left_out
    assert (left_out.column, left_out.reason) == ("备注", "字典中没有")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8（带 BOM）"), ("gb18030", "GB18030")],
)
def test_chinese_encodings_read_the_same(tmp_path: Path, encoding: str, shown: str) -> None:
    customers = load(tmp_path, ROWS, encoding)
    assert customers.summary.files[0].encoding == shown
    assert customers.table["gender"].tolist() == ["男", "女", "女"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    customers = load(tmp_path, ROWS.replace(",", delimiter))
    assert customers.table["age"].tolist() == [40.0, 30.0, 50.0]


def test_xlsx_and_parquet_hold_the_same_customers(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "客户号": ["007", "003", "011"],
            "age": [30, 40, 50],
            "assets": [1000.5, np.nan, 3000.0],
            "gender": ["女", "男", "女"],
        }
    )
    table.to_parquet(tmp_path / "c.parquet")
    table.to_excel(tmp_path / "c.xlsx", index=False, sheet_name="客户表")
    for name in ("c.parquet", "c.xlsx"):
        customers = load_customers(read_files([tmp_path / name]), DICTIONARY)
        assert list(customers.ids) == ["003", "007", "011"], name
        assert customers.table["age"].tolist() == [40.0, 30.0, 50.0], name
        assert np.isnan(customers.table["assets"][0]), name
    assert customers.summary.files[0].sheet == "客户表"


def test_the_largest_sheet_is_read_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    book.active.append(["导出于系统"])
    sheet = book.create_sheet("数据")
    for row in [("客户号", "age", "assets", "gender"), ("1", 30, 5, "女"), ("2", 31, 6, "男")]:
        sheet.append(row)
    book.save(tmp_path / "b.xlsx")
    customers = load_customers(read_files([tmp_path / "b.xlsx"]), DICTIONARY)
    assert list(customers.ids) == ["1", "2"]
    assert "读取了最大的一张“数据”" in customers.summary.notes[0]


def test_all_problems_of_a_file_come_together_with_their_rows(tmp_path: Path) -> None:
    message = refused(
        tmp_path,
        "客户号,age,assets\n1,三十,5\n2,31,inf\n2,32,6\n3,abc,7\n",
    )
    assert message == (
        "c.csv 有 4 个问题，改正后重试：\n"
        "  1. 字典里的特征 gender（性别）在文件里没有这一列\n"
        "  2. 列 age 应为数值，第 2、5 行不是（例如“三十”）。请改成数字或留空；"
        "如果它本来就是文字，请在字典里写 role: describe\n"
        "  3. 列 assets 第 3 行是无穷大。请改成数字或留空\n"
        "  4. 客户号列 客户号 有重复：第 3、4 行（例如“2”）。"
        "一位客户只能有一行，请先去重或按客户汇总"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "是空的"),
        ("  \n", "是空的"),
        ("客户号,age,assets,gender\n", "只有表头"),
        ("客户号,客户号,age,gender\n1,2,3,女\n", "有两列都叫“客户号”，内容却不同"),
        (
            "客户号,age,assets,gender\n1,2,3,女\n2,3\n4,5,6,男,9\n",
            "有 2 行的列数与表头（4 列）不同：第 3、4 行",
        ),
        ("客户号,age,assets,gender\n,2,3,女\n2,3,4,男\n", "第 2 行是空的"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, text: str, words: str) -> None:
    message = refused(tmp_path, text)
    assert words in message
    assert "c.csv" in message


def test_constant_and_empty_columns_are_left_out_with_the_reason(tmp_path: Path) -> None:
    customers = load(
        tmp_path, "客户号,age,assets,gender\n1,30,,女\n2,30,,男\n3,30,,女\n".replace("3,30", "3,31")
    )
    assert [(e.column, e.reason) for e in customers.summary.left_out] == [("assets", "整列为空")]
    with pytest.raises(CustomerDataError, match="没有可用于分群的数值特征"):
        load(tmp_path, "客户号,age,assets,gender\n1,30,5,女\n2,30,5,男\n")


def test_a_missing_file_and_an_unknown_kind_are_named(tmp_path: Path) -> None:
    with pytest.raises(CustomerDataError, match="找不到文件"):
        read_files([tmp_path / "none.csv"])
    (tmp_path / "x.doc").write_text("x")
    with pytest.raises(CustomerDataError, match=r"不认识文件 x\.doc 的格式"):
        read_files([tmp_path / "x.doc"])


@pytest.mark.parametrize("name", ["c.xlsx", "c.parquet"])
def test_a_broken_binary_file_is_one_message(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 this is no such file")
    with pytest.raises(CustomerDataError, match=name):
        read_files([tmp_path / name])


def test_two_files_are_joined_on_the_id_they_share(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户号,age,gender\n1,30,女\n2,40,男\n3,50,女\n", "utf-8")
    (tmp_path / "b.csv").write_text("客户号,assets\n3,300\n1,100\n9,900\n", "utf-8")
    customers = load_customers(read_files([tmp_path / "a.csv", tmp_path / "b.csv"]), DICTIONARY)
    assert list(customers.ids) == ["1", "3"]
    assert customers.table["assets"].tolist() == [100.0, 300.0]
    assert customers.summary.notes == (
        "按 客户号 合并 2 个文件，对上 2 位客户；a.csv 有 1 位没有对上，b.csv 有 1 位没有对上。",
    )


def test_files_without_a_shared_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户号,age\n1,30\n", "utf-8")
    (tmp_path / "b.csv").write_text("编号,assets\n1,30\n", "utf-8")
    with pytest.raises(CustomerDataError, match="没有共同的客户号列"):
        read_files([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_without_an_id_the_rows_are_told_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("age,assets\n50,1\n30,2\n", "utf-8")
    features = DICTIONARY.features[:2]
    customers = load_customers(read_files([path]), Dictionary(features=features))
    assert list(customers.ids) == ["3", "2"]
    assert customers.table["age"].tolist() == [30.0, 50.0]


def test_existing_segments_come_with_their_labels(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(
        "客户号,age,assets,gender,等级\n2,30,1,女,金\n1,31,2,男,银\n3,32,3,男,\n", "utf-8"
    )
    customers = load_customers(read_files([path]), DICTIONARY, "等级")
    assert list(customers.ids) == ["1", "2"]
    assert customers.segments == ("银", "金")
    assert customers.summary.notes == ("1 位客户没有 等级，未计入。",)
