"""What surrounds a table is told with its row numbers and left out; what is unclear is refused."""

from pathlib import Path

import pytest

from segreport.customers import RawTable, Reading, read_files
from segreport.errors import CustomerDataError

HEADER = "客户号,年龄,资产,性别\n"
BODY = "".join(f"{n:03d},{20 + n},{n * 10.5},{'男女'[n % 2]}\n" for n in range(1, 8))
NAMES = ["客户号", "年龄", "资产", "性别"]
IDS = [f"{n:03d}" for n in range(1, 8)]


def read(tmp_path: Path, text: str, written: str = "utf-8", **said: str) -> RawTable:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode(written))
    return read_files([path], reading=Reading(**said))


def refused(tmp_path: Path, text: str, written: str = "utf-8", **said: str) -> str:
    with pytest.raises(CustomerDataError) as caught:
        read(tmp_path, text, written, **said)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "first", "note"),
    [
        ("明细,,,\n日期：2024-01-01,制表人：张三,,\n" + HEADER + BODY, 4, "第 1、2 行在表头上方"),
        ("明细\n日期：2024-01-01,制表人：张三\n\n" + HEADER + BODY, 5, "第 1、2 行在表头上方"),
        ("基本信息,,资产,\n" + HEADER + BODY, 3, "第 1 行在表头上方"),
        (HEADER + "编号,岁,元,文字\n" + BODY, 3, "第 2 行在表头下方，是说明文字"),
        (HEADER + BODY + "合计,,500.5,\n", 2, "第 9 行是合计"),
        (HEADER + BODY + "\n注：数据截至2024年3月\n", 2, "第 10 行是表下的说明"),
        (HEADER + BODY + "注：数据截至2024年3月,,,\n", 2, "第 9 行是表下的说明"),
        (HEADER + BODY + "制表：张三,,复核：李四,\n", 2, "第 9 行是表下的说明"),
        (HEADER + BODY + "制表：张三,审核：王五,复核：李四,\n合计,,5,\n", 2, "第 9 行是表下的说明"),
        (HEADER + BODY + "制表：张三,复核：李四\n", 2, "第 9 行是表下的说明"),
        (HEADER + ",,,\n" + BODY, 3, "第 2 行是空行"),
        (HEADER + BODY + HEADER, 2, "第 9 行重复了表头"),
        ((HEADER + BODY).replace("\n", ",,\n"), 2, ""),
        ("sep=,\n" + HEADER + BODY, 3, "第 1 行在表头上方"),
    ],
)  # fmt: skip
def test_rows_that_are_no_customers_are_told(
    tmp_path: Path, text: str, first: int, note: str
) -> None:
    raw = read(tmp_path, text)
    assert raw.columns.column_names == NAMES
    assert set(raw.columns["客户号"].to_pylist()) <= set(IDS)
    assert raw.numbers()[0] == first
    assert not note or any(note in said for said in raw.notes)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_line_ends_delimiters_and_quotes(
    tmp_path: Path, ending: str, delimiter: str, quote: str
) -> None:
    lines = (HEADER + BODY).splitlines()
    rows = [delimiter.join(f"{quote}{c}{quote}" for c in line.split(",")) for line in lines]
    raw = read(tmp_path, ending.join(rows) + ending)
    assert raw.columns.column_names == NAMES
    assert raw.columns["客户号"].to_pylist() == IDS
    assert raw.columns["性别"].to_pylist() == [("男女"[n % 2]) for n in range(1, 8)]


def test_the_delimiter_between_quotes_wins(tmp_path: Path) -> None:
    rows = "".join(f'"{n}","a;b;c","{n * 2}"\n' for n in range(1, 9))
    raw = read(tmp_path, '"客户号","标签；","资产"\n' + rows)
    assert raw.columns["标签；"].to_pylist() == ["a;b;c"] * 8


def test_quoted_line_breaks_count_as_one_row(tmp_path: Path) -> None:
    raw = read(tmp_path, '客户号,年龄,备注\n1,20,"a\nb"\n2,30,"c,d"\n合计,50,\n3,40,x\n')
    assert raw.columns["备注"].to_pylist() == ["a\nb", "c,d", "x"]
    assert raw.numbers().tolist() == [2, 3, 5]


def test_headers_lose_line_breaks_and_keep_their_units(tmp_path: Path) -> None:
    raw = read(tmp_path, '客户号,年收入（万元）,"资产\n(元)"\n1,2,3\n2,3,4\n')
    assert raw.columns.column_names == ["客户号", "年收入（万元）", "资产(元)"]


def test_a_nameless_column_is_left_out_where_few_rows_fill_it(tmp_path: Path) -> None:
    text = "id,a,,,\n" + "".join(f"{n},{n},,{'note' if n == 3 else ''},\n" for n in range(9))
    raw = read(tmp_path, text)
    assert raw.columns.column_names == ["id", "a"]
    assert raw.notes == ("t.csv 第 4 列没有列名，只有第 5 行有内容，已略去。",)


def test_a_nameless_column_of_an_index_stays(tmp_path: Path) -> None:
    raw = read(tmp_path, ",a,b\n" + "".join(f"{n},{n + 5},{n * 2}\n" for n in range(6)))
    assert raw.columns.column_names == ["A列", "a", "b"]


def test_columns_of_one_name_are_one_where_they_are_the_same(tmp_path: Path) -> None:
    raw = read(tmp_path, "id,a,a\n1,2,2\n2,3,3\n")
    assert raw.columns.column_names == ["id", "a"]
    assert "内容相同" in raw.notes[0]


def test_columns_of_one_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    raw = read(tmp_path, "客户号,余额（万元）,年龄,余额（万元）\n1,2,30,2\n2,3,40,4\n")
    names = ["客户号", "B列余额（万元）", "年龄", "D列余额（万元）"]
    assert raw.columns.column_names == names
    assert raw.columns[names[3]].to_pylist() == ["2", "4"]
    assert "有重复的列名 余额（万元），内容不同，已在前面加上列的位置" in raw.notes[0]
    words = "有两列都叫“客户号”，内容却不同，不知道用哪一列"
    assert words in refused(tmp_path, "客户号,客户号,a\n1,2,2\n2,3,4\n")


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("基本,,存款,,理财,\n客户号,年龄,余额,日均,余额,日均\n",
         ["客户号", "年龄", "存款余额", "存款日均", "理财余额", "理财日均"]),
        ("客户号,年龄,存款,,理财,\n,,余额,日均,余额,日均\n",
         ["客户号", "年龄", "存款余额", "存款日均", "理财余额", "理财日均"]),
        ("截至2024年3月\n客户号,年龄,存款,,理财,笔数\n,,活期,定期,,\n",
         ["客户号", "年龄", "存款活期", "存款定期", "理财", "笔数"]),
    ],
)  # fmt: skip
def test_two_rows_of_merged_headers_are_one(tmp_path: Path, head: str, names: list[str]) -> None:
    body = "".join(f"{n},{20 + n},{n * 2},{n * 3},{n * 4},{n * 5}\n" for n in range(1, 9))
    raw = read(tmp_path, head + body)
    assert raw.columns.column_names == names
    assert raw.columns.num_rows == 8
    assert raw.columns[names[3]].to_pylist() == [str(n * 3) for n in range(1, 9)]
    assert any("表头" in note for note in raw.notes)


@pytest.mark.parametrize("first", ["7,7,5.5", "3,2024-01-01,5", "0.5,2,1", "3,,1.5"])
def test_a_table_without_a_header_is_read_by_place(tmp_path: Path, first: str) -> None:
    kind = "2024-02-{n:02d}" if "2024" in first else "{n}"
    rows = "".join(f"{n},{kind.format(n=n)},{n * 2}\n" for n in range(10, 19))
    raw = read(tmp_path, f"{first}\n{rows}")
    assert raw.columns.column_names == ["A列", "B列", "C列"]
    assert raw.columns["A列"].to_pylist() == [first[: first.index(",")], *map(str, range(10, 19))]
    assert raw.numbers().tolist() == list(range(1, 11))
    assert raw.notes[0].startswith("t.csv 没有表头：第 1 行就是数据，各列按位置记作“A列”")


def test_a_title_with_commas_is_no_header(tmp_path: Path) -> None:
    raw = read(tmp_path, "客户明细,截至2024年3月,内部,资料,勿传\n" + HEADER + BODY)
    assert raw.columns.column_names == NAMES
    assert raw.notes == ("t.csv 第 1 行在表头上方，是标题或说明，已跳过。",)


def test_rows_without_their_empty_last_cells_are_read(tmp_path: Path) -> None:
    """As Excel writes them, where the last columns are mostly empty."""
    rows = "".join(
        f"{n:03d},{20 + n},{n * 10.5},男"
        + ("" if n > 16 else ",老客户,是" if n == 3 else ",,")
        + "\n"
        for n in range(1, 30)
    )
    raw = read(tmp_path, HEADER.replace("\n", ",备注,存疑\n") + rows)
    assert raw.columns["客户号"].to_pylist() == [f"{n:03d}" for n in range(1, 30)]
    assert raw.columns["备注"].to_pylist() == ["", "", "老客户", *[""] * 26]
    assert "第 18、19、20、21、22 等共 13 行末尾少了单元格" in raw.notes[0]


@pytest.mark.parametrize("name", [".客户号", "[客户号]", "客户.号"])
def test_a_name_that_looks_like_a_path_is_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text(f"{name},统计月份,年龄\n1,202401,5\n2,202401,6\n", "utf-8")
    (tmp_path / "b.csv").write_text(f"{name},[资产]\n2,7\n1,8\n1,8\n", "utf-8")
    raw = read_files([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert raw.columns.column_names == [name, "统计月份", "年龄", "[资产]"]
    assert raw.columns["[资产]"].to_pylist() == ["8", "7"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b;c\n1,2;3\n4,5;6\n7,8;9\n", "两种读法：按逗号分成 2 列，或按分号分成 2 列"),
        ("客户号,1,2\n001,5,6\n002,6,7\n", "可以读作表头，也可以读作第一位客户"),
        ("id,a,b\n1,2,3\n2,3,4\n3,4,5\n,,\n城市,人数,\n北京,5,\n上海,6,\n", "第 6 行像是另一张表"),
        ("组号,类别,金额\n客户号,年龄,资产\n1,2,3\n2,3,4\n", "第 1 行和第 2 行都像表头"),
        ("id a b\n1 2 3\n2 3 4\n", "认不出分隔符"),
        ('id,a\n1,"x"y\n2,3\n', "第 2 行的引号不成对"),
        ("id,a,b\n1,2,3\n\n2,3\n", "第 4 行"),
    ],
)
def test_what_is_unclear_is_refused(tmp_path: Path, text: str, words: str) -> None:
    assert words in refused(tmp_path, text)


def test_stray_bytes_do_no_harm_in_cells_that_are_left_out(tmp_path: Path) -> None:
    rows = [b"id,a,,", *(b"%d,%d,," % (n, n * n) for n in range(9)), b"10,3,,note\xa0"]
    (tmp_path / "t.csv").write_bytes(b"\r\n".join(rows))
    raw = read_files([tmp_path / "t.csv"])
    assert raw.columns.num_rows == 10
    assert "第 11 行有不能解读的字节" in raw.notes[-1]
    (tmp_path / "t.csv").write_bytes(b"id,a\n1,2\n2,x\xa0\n3,4\n")
    with pytest.raises(CustomerDataError, match=r"t\.csv 第 3 行有不能按 UTF-8"):
        read_files([tmp_path / "t.csv"])


def test_the_encoding_given_is_used(tmp_path: Path) -> None:
    raw = read(tmp_path, "客戶編號,年齡\n1,2\n2,3\n", "cp950", encoding="big5")
    assert raw.columns.column_names == ["客戶編號", "年齡"]
    assert raw.sources[0].encoding == "big5"
    assert "不认识编码 klingon" in refused(tmp_path, HEADER + BODY, encoding="klingon")
    assert "第 1 行不能按 ascii 解读" in refused(tmp_path, HEADER + BODY, encoding="ascii")


LONG = "客户号,统计月份,资产,城市\n" + "".join(
    f"{n:03d},2024{m:02d},{n * m},城{m}\n"
    for n in range(1, 5)
    for m in (3, 1, 2)
    if (n, m) != (4, 3)
)  # fmt: skip


def test_of_a_monthly_table_the_latest_month_is_read(tmp_path: Path) -> None:
    raw = read(tmp_path, LONG)
    assert raw.columns["客户号"].to_pylist() == ["001", "002", "003"]
    assert raw.columns["资产"].to_pylist() == ["3", "6", "9"]
    assert raw.numbers().tolist() == [2, 5, 8]
    assert "只用 2024-03 的数据" in raw.notes[0]
    assert raw.notes[1] == "1 位客户在这个月没有数据，未计入。"


@pytest.mark.parametrize("month", ["2024-02", "202402", "2024年2月", "2024/2"])
def test_a_month_that_is_asked_for(tmp_path: Path, month: str) -> None:
    raw = read(tmp_path, LONG, month=month)
    assert raw.columns["资产"].to_pylist() == ["2", "4", "6", "8"]


def test_the_mean_over_the_months(tmp_path: Path) -> None:
    raw = read(tmp_path, LONG, month="mean")
    assert raw.columns.sort_by("客户号")["资产"].to_pylist() == [2.0, 4.0, 6.0, 6.0]
    assert sorted(raw.columns["城市"].to_pylist()) == ["城2", "城3", "城3", "城3"]


@pytest.mark.parametrize(
    ("text", "month", "words"),
    [
        (LONG, "2023-01", "没有 2023-01 的数据"),
        (LONG + "001,202403,5,城\n", "2024-03", "同一个 客户号 在同一个 统计月份 有多行"),
        (LONG.replace("202401", "一月"), "2024-03", "看不懂的月份（例如“一月”）"),
        (HEADER + BODY, "2024-03", "没有月份列，不能用 --month"),
    ],
)
def test_months_that_cannot_be_read(tmp_path: Path, text: str, month: str, words: str) -> None:
    assert words in refused(tmp_path, text, month=month)


def test_a_monthly_table_joins_a_table_of_customers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + BODY, "utf-8")
    (tmp_path / "b.csv").write_text(LONG.replace("资产", "余额"), "utf-8")
    raw = read_files([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert raw.columns["客户号"].to_pylist() == ["001", "002", "003"]
    assert raw.columns["余额"].to_pylist() == ["3", "6", "9"]
    assert raw.numbers().tolist() == [2, 3, 4]


def test_ids_that_a_spreadsheet_made_decimal_join(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户号,年龄\n12,30\n13,40\n", "utf-8")
    (tmp_path / "b.csv").write_text("客户号,资产\n13.0,5\n12.0,6\n", "utf-8")
    raw = read_files([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert raw.columns["资产"].to_pylist() == ["6", "5"]
    assert "每个都以“.0”结尾" in raw.notes[0]


def test_one_to_many_without_a_month_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("客户号,年龄\n12,30\n13,40\n", "utf-8")
    (tmp_path / "b.csv").write_text("客户号,资产\n13,5\n12,6\n12,7\n", "utf-8")
    with pytest.raises(CustomerDataError, match="请先按客户汇总后再合并；如果是按月的明细"):
        read_files([tmp_path / "a.csv", tmp_path / "b.csv"], "客户号")
