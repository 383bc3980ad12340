"""What could be read wrongly without anybody noticing: read rightly and told, or refused."""

from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest

from segreport.customers import RawTable, read_files
from segreport.errors import CustomerDataError
from segreport.pipeline import Profiled, Request, profile_customers

HEADER = "客户号,年龄,资产,性别\n"
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}


def row(n: int) -> str:
    return f"C{n:03d},{20 + n},{n * 137.5 + 10},{'男女'[n % 2]}"


def rows(changed: dict[int, str] | None = None) -> str:
    return "".join(f"{(changed or {}).get(n, row(n))}\n" for n in range(1, 41))


def column(cells: dict[int, str] | str, name: str = "资产") -> str:
    """A table whose third column has these cells, `{n}` standing for the number of the row."""
    table = HEADER.replace("资产", name)
    for n in range(1, 41):
        cell = cells if isinstance(cells, str) else cells.get(n, cells[0])
        table += f"C{n:03d},{20 + n},{cell.format(n=n)},{'男女'[n % 2]}\n"
    return table


NOTED = "客户号,年龄,资产,性别,备注\n"


def noted(changed: dict[int, str]) -> str:
    """Rows with a remark in every eighth."""
    remarks = (changed.get(n, f"{row(n)},{'' if n % 8 else '老客户'}") for n in range(1, 41))
    return "".join(f"{line}\n" for line in remarks)


def profiled(tmp_path: Path, text: str) -> Profiled:
    (tmp_path / "t.csv").write_bytes(text.encode())
    return profile_customers(Request((tmp_path / "t.csv",), k=2), lambda _: None)


def raw_of(tmp_path: Path, text: str) -> RawTable:
    (tmp_path / "t.csv").write_bytes(text.encode())
    return read_files([tmp_path / "t.csv"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER + "C000,保密,未填,男\n" + rows(), "年龄 多数是数字，但第 2 行不是（例如“保密”）"),
        ("年龄,资产,次数\n无可奉告,不便透露,未填\n1,2,3\n2,3,4\n3,4,5\n", "不知道是说明还是客户"),
        (HEADER + rows({20: "Total,30,500.5,男"}), "第 21 行写着“合计”一类的字，但与上面各行"),
        (HEADER + rows({20: "C020,合计,500.5,男"}), "第 21 行写着“合计”一类的字，但与上面各行"),
        (HEADER + rows({10: "华东区：,,,"}), "第 11 行只有一格有内容（“华东区：”）"),
        (HEADER + rows() + "\n二季度,,,\n" + rows(), "第 43 行只有一格有内容（“二季度”）"),
        (HEADER + rows() + "Ｃ００５,33,44,男\n", "有重复：第 6、42 行"),
        (HEADER + rows({10: "C010,30,1,375,男"}), "第 11 行"),
        (HEADER + rows({10: "C010,30,,137,男"}), "第 11 行"),
        (HEADER + rows({10: "C010,30,男"}), "第 11 行"),
        (HEADER + rows({10: "C010,30,1385.0"}), "1 行的列数与表头（4 列）不同：第 11 行"),
        (NOTED + noted({10: "C010,30,男老客户"}), "有 1 行的列数与表头（5 列）不同：第 11 行"),
        ("年龄,资产,性别\n" + rows(), "的表头有 3 格，以下各行却都是 4 格，不知道表头缺的是哪一列"),
        ("1,2,3\n" + "".join(f"{n},{n + 1},{n + 2}\n" for n in range(9)), "可以读作表头，也可以"),
        ("客户,0.5,1.5\n" + "".join(f"张{n},{n}.5,{n}.1\n" for n in range(9)), "可以读作表头"),
        (HEADER + rows({10: 'C010,30,1"x,3",男'}), "第 11 行的引号不成对：有一个引号夹在单元格"),
        (rows(), "可以读作表头，也可以读作第一位客户（例如第 2 列的“21”）"),
        ("2024-01-02,张,李\n2024-01-03,王,赵\n2024-01-04,钱,孙\n", "可以读作表头，也可以读作"),
        (column({0: "{n}%", 7: "0.12"}, "占比"), "第 2 行是“1%”，第 8 行是“0.12”"),
        (column("{n}万", "资产（万元）"), "不知道要换算一次还是两次"),
        (column({0: "{n}0", 7: "$70"}), "第 2 行是“10”，第 8 行是“$70”"),
        (column({0: "¥{n}0", 7: "$70"}), "单位不一致"),
        (HEADER + rows().replace("C005", "C0\x0005"), "第 6 行有空字节"),
        (HEADER + rows().replace("C005", "1.2E+17"), "科学计数法"),
    ],
)  # fmt: skip
def test_what_could_be_two_things_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CustomerDataError) as caught:
        profiled(tmp_path, text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (HEADER + rows({5: row(5).translate(FULL_WIDTH)}), "1 个带全角字符（例如“C００５”）"),
        (HEADER + rows().replace("C005", "C0\u200b05"), "1 个看不见的字符"),
        (HEADER + rows().replace("C005", "\ufeffC005"), "1 个看不见的字符"),
        (HEADER + rows().replace("697.5", "69\u00ad7.5"), "1 个看不见的字符"),
        (HEADER + rows().replace("C005", "\u3000C005\u00a0"), ""),
        (HEADER + rows({10: "C010,,30,1385.0,女"}).replace("女", "男"), "第 11 行多了一个分隔符"),
        (HEADER + rows().replace("\n", ",\n"), "每行末尾都比表头多 1 个空单元格"),
        (HEADER + rows() + "合计,,9999,\n", "第 42 行是合计"),
        ("客户号,基本,,概况\n,年龄,资产,性别\n" + rows(), "列名 客户号 取自表头上方一行"),
    ],
)  # fmt: skip
def test_what_is_mended_is_told(tmp_path: Path, text: str, note: str) -> None:
    loaded = profiled(tmp_path, text)
    assert list(loaded.customers.ids) == [f"C{n:03d}" for n in range(1, 41)]
    table = loaded.customers.table
    assert table["年龄"].tolist() == [20 + n for n in range(1, 41)]
    if "资产" in table:
        assert table["资产"].tolist() == [n * 137.5 + 10 for n in range(1, 41)]
    assert any(note in said for said in loaded.run.load.notes) or not note


@pytest.mark.parametrize("cell", ['"1,5"', '"0,125"', '"1.234,5"', "1.234.567"])
def test_a_decimal_comma_is_named(tmp_path: Path, cell: str) -> None:
    loaded = profiled(tmp_path, column({0: "{n}", 7: cell}))
    reasons = {entry.column: entry.reason for entry in loaded.run.load.left_out}
    assert f"有的用逗号作小数点或用点分千位（例如“{cell.strip(chr(34))}”）" in reasons["资产"]


def test_a_subtotal_that_adds_up_is_dropped_wherever_it_is(tmp_path: Path) -> None:
    text = HEADER + rows({3: f"小计,43,{147.5 + 285},", 7: "小计,,2092.5,"})
    raw = raw_of(tmp_path, text)
    assert raw.columns.num_rows == 38
    assert [(d.reason, d.count, d.rows) for d in raw.dropped] == [("是合计", 2, (4, 8))]


def test_a_customer_without_data_stays(tmp_path: Path) -> None:
    loaded = profiled(tmp_path, HEADER + rows({10: "C010,,,"}))
    assert "C010" in loaded.customers.ids
    assert not loaded.run.load.dropped


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("客户明细,,,\n单位：万元,,,\n" + HEADER + rows(), "万元"),
        ("客户明细,,,金额单位:亿元\n" + HEADER + rows(), "亿元"),
        (HEADER + rows() + "注：金额单位为千元,,,\n", "千元"),
        (HEADER + rows(), "元"),
    ],
)
def test_the_unit_above_or_below_the_table_is_that_of_its_amounts(
    tmp_path: Path, text: str, unit: str
) -> None:
    features = {f.name: f.unit for f in profiled(tmp_path, text).customers.dictionary.features}
    assert features == {"年龄": "岁", "资产": unit, "性别": ""}


def test_a_dictionary_in_yuan_for_a_table_in_wan_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("单位：万元,,,\n" + HEADER + rows(), "utf-8")
    (tmp_path / "d.yml").write_text(
        "id: 客户号\nfeatures:\n  - {name: 资产, label: 资产, unit: 元}\n", "utf-8"
    )
    with pytest.raises(CustomerDataError, match="金额单位是万元，字典却说 资产 等的单位是元"):
        profile_customers(
            Request((tmp_path / "t.csv",), k=2, dictionary=tmp_path / "d.yml"), lambda _: None
        )


def test_a_row_of_units_goes_into_the_names(tmp_path: Path) -> None:
    raw = raw_of(tmp_path, "客户号,年龄,年收入,次数\n编号,岁,万元,次\n" + rows())
    assert raw.columns.column_names == ["客户号", "年龄", "年收入（万元）", "次数"]
    assert raw.columns.num_rows == 40


def test_dates_as_serial_numbers_and_negative_zeros(tmp_path: Path) -> None:
    loaded = profiled(tmp_path, column("4{n:02d}00", "开户日期"))
    assert [(e.column, "日期序号" in e.reason) for e in loaded.run.load.left_out] == [
        ("开户日期", True)
    ]
    table = profiled(tmp_path, column({0: "{n}", 7: "-0"})).customers.table
    assert str(table["资产"].iloc[6]) == "0.0"


def test_hidden_sheets_chart_sheets_and_hidden_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "客户"
    old = made.create_sheet("旧客户")
    old.sheet_state = "hidden"
    made.create_chartsheet("图")
    for n in range(30):
        old.append([f"X{n}", n, n])
    for cells in (["客户号", "年龄", "资产"], ["a", 30, 5], ["b", 40, 6], ["c", 50, 7]):
        sheet.append(cells)
    sheet.row_dimensions[3].hidden = True
    sheet["C4"] = "#DIV/0!"
    sheet["C4"].data_type = "e"
    made.save(tmp_path / "b.xlsx")
    raw = read_files([tmp_path / "b.xlsx"])
    assert raw.columns["客户号"].to_pylist() == ["a", "b", "c"]
    assert raw.notes == (
        "工作簿 b.xlsx 的隐藏工作表 旧客户 没有读取。",
        "工作簿 b.xlsx 里有隐藏的行（例如筛选过），一并读取了。",
        "工作簿 b.xlsx 里有 #DIV/0! 一类的错误值，按缺失处理。",
    )


def test_ids_that_a_float_cannot_hold_are_refused(tmp_path: Path) -> None:
    table = pa.table(
        {"客户号": [1e17 + 16 * n for n in range(30)], "资产": [1.5 * n + 3 for n in range(30)]}
    )
    pyarrow.parquet.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(CustomerDataError, match="客户号已不精确"):
        profile_customers(Request((tmp_path / "t.parquet",), k=2), lambda _: None)


def test_what_was_dropped_is_in_the_run_and_the_report_as_data(tmp_path: Path) -> None:
    from segreport.pipeline import run

    (tmp_path / "t.csv").write_text(
        "客户明细,,,\n" + HEADER + rows() + ",,,\n合计,,9999,\n注：截至年底,,,\n", "utf-8"
    )
    finished = run(Request((tmp_path / "t.csv",), k=2), tmp_path / "run", lambda _: None)
    load = finished.run.load
    assert [(d.file, d.reason, d.count, d.rows) for d in load.dropped] == [
        ("t.csv", "是空行", 1, (43,)),
        ("t.csv", "是合计", 1, (44,)),
        ("t.csv", "是表下的说明", 1, (45,)),
    ]
    assert (load.files[0].rows, load.rows) == (43, 40)
    report = (tmp_path / "run/report.md").read_text("utf-8")
    assert "| t.csv | — | UTF-8 | 43 | 40 | 3 |" in report
    assert "| t.csv | 是合计 | 1 |" in report
    assert "客户号 客户号；数值 2 列：年龄、资产；只用于描述 1 列：性别。" in report
