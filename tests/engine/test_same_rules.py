"""What an engine reads, it reads by the rules of the reader in memory, or refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.cli import run_command_line

DICTIONARY = """\
id: 编号
order_by: 金额
features:
  - {name: 金额, label: 金额, unit: 元, scale: log, additive: true}
  - {name: 次数, label: 次数, unit: 次}
  - {name: 会员, label: 会员占比, unit: '%', role: describe, values: {是: '1', 否: '0'}}
  - {name: 等级, label: 等级, role: describe, values: {a: 甲, b: 乙}}
  - {name: 门店, label: 门店数, role: describe}
  - {name: 空, label: 空, role: describe}
"""


def customers(n: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    group = rng.integers(0, 3, n)
    table = pd.DataFrame(
        {
            "编号": [f" {i:05d}" for i in rng.permutation(n)],
            "金额": rng.lognormal(5 + 2 * group, 0.3).round(2),
            "次数": rng.poisson(3 + 10 * group).astype(float),
            "会员": rng.choice(["是", "否", " 是"], n),
            "等级": rng.choice(["a", "b", "丙", "-", None], n),
            "门店": rng.integers(0, 60, n),
            "空": "",
            "群": rng.choice(["B", "A", None], n, p=[0.5, 0.4, 0.1]),
        }
    )
    table.loc[::9, "次数"] = np.nan
    table.loc[::11, "金额"] = np.nan
    return table


def profiles(
    table: pd.DataFrame, folder: Path, *options: str
) -> list[tuple[bytes, dict[str, object]]]:
    """Profile and load summary: from CSV in memory, from Parquet and CSV in DuckDB."""
    table.to_csv(folder / "c.csv", index=False)
    table.sample(frac=1, random_state=2).to_parquet(folder / "c.parquet", index=False)
    (folder / "d.yml").write_text(DICTIONARY, "utf-8")
    found = []
    for name, more in (
        ("c.csv", []),
        ("c.parquet", ["--memory", "0"]),
        ("c.csv", ["--memory", "0"]),
    ):
        out = folder / f"{name}{len(more)}"
        arguments = ["profile", str(folder / name), "-o", str(out), *options, *more]
        assert run_command_line(arguments) == 0
        run = json.loads((out / "run.json").read_text("utf-8"))
        load = {key: run["load"][key] for key in ("rows", "id_column", "left_out", "missing")}
        found.append(((out / "profile.json").read_bytes(), load))
    return found


def test_words_of_the_dictionary_rates_and_missing_cells(tmp_path: Path) -> None:
    memory, *engines = profiles(customers(), tmp_path, "--dictionary", str(tmp_path / "d.yml"))
    assert engines == [memory, memory]
    profile = json.loads(memory[0])
    assert [f["name"] for f in profile["features"]] == ["金额", "次数", "会员", "门店"]
    names = {c["category"] for c in profile["segments"][0]["categories"]["等级"]}
    assert names == {"甲", "乙", "丙", "（缺失）"}


def test_a_guessed_dictionary(tmp_path: Path) -> None:
    memory, *engines = profiles(customers().drop(columns="空"), tmp_path, "-k", "4")
    assert engines == [memory, memory]


def test_customers_without_an_id(tmp_path: Path) -> None:
    table = customers()[["金额", "次数", "等级"]].replace({"等级": {"-": None}})
    table.loc[table["金额"].isna() & table["次数"].isna(), "次数"] = 5.0
    memory, *engines = profiles(table, tmp_path)
    assert engines == [memory, memory]


def test_segments_that_exist(tmp_path: Path) -> None:
    options = ("--segment-column", "群", "--dictionary", str(tmp_path / "d.yml"))
    memory, *engines = profiles(customers().drop(columns=["空"]).assign(空="x"), tmp_path, *options)
    for profile, load in engines:
        assert profile == memory[0]
        assert load["rows"] == memory[1]["rows"]


SPOILED = [
    ("金额", "很多", "列 金额 应为数值，有 1 行不是（例如“很多”）"),
    ("次数", np.inf, "列 次数 有 1 行是无穷大"),
    ("编号", "", "客户号列 编号 有 1 行是空的"),
    ("编号", "00007", "客户号列 编号 有重复"),
    ("编号", "1.2E+05", "有 1 个被 Excel 写成了科学计数法"),
    ("金额", -1.0, "特征 金额（金额）有负数"),
]


@pytest.mark.parametrize(("column", "cell", "said"), SPOILED)
def test_what_is_wrong_is_said(
    column: str, cell: object, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = customers()
    table[column] = table[column].astype(object)
    table.loc[table["编号"] == " 00003", column] = cell
    if cell == "很多":
        table[column] = table[column].astype("str")
    table.to_parquet(tmp_path / "c.parquet", index=False)
    (tmp_path / "d.yml").write_text(DICTIONARY, "utf-8")
    arguments = ["run", str(tmp_path / "c.parquet"), "--dictionary", str(tmp_path / "d.yml")]
    out = tmp_path / "out"
    assert run_command_line([*arguments, "--memory", "0", "-o", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not out.exists()


BODY = "".join(
    f"{i:04d},{20 + i % 40},{i * i % 977 + 0.5:.2f},{'男女'[i % 2]}\n" for i in range(1, 200)
)
HEADER = "客户号,年龄,总资产,性别\n"
PLAIN = HEADER + BODY
TRADITIONAL = "客戶編號,年齡,資產,性別\n" + BODY
GROUPED = HEADER + "".join(
    f'{i:04d},{20 + i % 40},"{i * i * 37 + 0.5:,.2f}",{"男女"[i % 2]}\n' for i in range(1, 200)
)


def with_cells(cell: str) -> str:
    """The table with every tenth 总资产 so; `{n}` stands for a number."""
    lines = BODY.splitlines()
    for i in range(0, len(lines), 10):
        cells = lines[i].split(",")
        lines[i] = ",".join([*cells[:2], cell.format(n=i + 3), cells[3]])
    return HEADER + "\n".join(lines) + "\n"


SHAPES = {
    "plain": (PLAIN, "utf-8", ""),
    "BOM": (PLAIN, "utf-8-sig", ""),
    "GBK": (PLAIN, "gb18030", ""),
    "UTF-16": (PLAIN, "utf-16", ""),
    "Big5": (TRADITIONAL, "cp950", "--encoding"),
    "cut": (PLAIN, "cut", "文件不完整"),
    "GBK after a megabyte": (HEADER.replace("性别", "memo"), "late", ""),
    "semicolons": (PLAIN.replace(",", ";"), "gb18030", ""),
    "tabs": (PLAIN.replace(",", "\t"), "utf-8", ""),
    "CRLF": (PLAIN.replace("\n", "\r\n"), "utf-8", ""),
    "CR": (PLAIN.replace("\n", "\r"), "utf-8", "单独的回车符"),
    "quotes": ("\n".join('"' + '","'.join(line.split(",")) + '"' for line in PLAIN.splitlines()),
               "utf-8", ""),
    "line break in quotes": (PLAIN.replace("男", '"男\n性"'), "utf-8", ""),
    "quote within a cell": (PLAIN.replace("0007,27,49.50,女", '0007,27,4"9,5",女'), "utf-8", "引"),
    "title": ("客户明细表,,,\n制表：张三,,,\n" + PLAIN, "gb18030", ""),
    "title of one cell": ("客户明细表\n\n" + PLAIN, "utf-8", ""),
    "unit above": ("单位：万元,,,\n" + PLAIN, "utf-8", "表头上方写着单位是万元"),
    "prose below": (HEADER + "编号,岁,元,文字\n" + BODY, "utf-8", ""),
    "two header rows": ("客户号,年龄,资产,,性别\n,,存款,理财,\n" + BODY.replace(".50,", ".50,7.25,")
                        .replace("7.25,男", "9,男"), "utf-8", ""),
    "empty rows": (PLAIN.replace("\n0100", "\n,,,\n0100"), "utf-8", ""),
    "total": (PLAIN + "合计,,99.5,\n", "utf-8", "行合计"),
    "remark": (PLAIN + "注：截至年底,,,\n", "utf-8", "只有一格文字"),
    "ragged remark": (PLAIN + "注：截至年底\n", "utf-8", "--memory"),
    "ragged": (PLAIN.replace("0100,", "0100,1,"), "utf-8", "--memory"),
    "header again": (PLAIN + HEADER + BODY.replace("\n0", "\n9").replace("0001", "9001"), "utf-8",
                     "重复的表头"),
    "one name twice": (PLAIN.replace("性别", "年龄"), "utf-8", "重复的列名"),
    "no name": (PLAIN.replace("性别", ""), "utf-8", "有列没有列名"),
    "invisible": (PLAIN.replace("0100", "01\u200b00"), "utf-8", ""),
    "formula": (PLAIN.replace("0001,", '="0001",', 1), "utf-8", '="'),
    "ids twice": (PLAIN + "0001,1,2,男\n", "utf-8", "有重复"),
    "wide ids": (PLAIN.replace("0100,", "０１００,"), "utf-8", "全角"),
    "padded ids": (PLAIN.replace("0100,", "\u3000 0100\u00a0,"), "utf-8", "全角"),
    "no header": ("".join(f"{i},{20 + i % 40},{i * i % 977 * 0.5}\n" for i in range(1, 99)),
                  "utf-8", ""),
    "thousands": (GROUPED, "utf-8", ""),
    **{f"missing {word}": (with_cells(word), "gb18030", "")
       for word in ("", "NA", "—", "无", "NULL")},
    **{f"cells {cell}": (with_cells(cell), "utf-8", "--memory")
       for cell in ("￥{n}.5", "{n}万", "({n}.5)", "１２", "{n}元", "{n}%")},
}  # fmt: skip


def written(text: str, encoding: str) -> bytes:
    if encoding == "cut":
        return text.encode("gb18030")[:-2]
    if encoding == "late":  # a megabyte and a half of ASCII, then Chinese
        rows = "".join(f"{i},{20 + i % 40},{i}.5,{'x' * 600}\n" for i in range(2500))
        text = "id,age,assets,memo\n" + rows + "9999,33,7,很长的备注，都是常用的字\n"
        return text.encode("gb18030")
    return text.encode(encoding)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_csv_is_read_as_a_small_one_or_refused(
    shape: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Profile and segments byte for byte, or one message that says what to do."""
    text, encoding, said = SHAPES[shape]
    path = tmp_path / "c.csv"
    path.write_bytes(written(text, encoding))
    arguments = ["run", str(path), "--offline", "-o"]
    code = run_command_line([*arguments, str(tmp_path / "large"), "--memory", "0"])
    error = capsys.readouterr().err
    assert "Traceback" not in error and "内部出错" not in error
    if said:
        assert code == 2 and said in error, error
        return
    assert code == 0, error
    assert run_command_line([*arguments, str(tmp_path / "small")]) == 0
    listed = ["segments.csv"] if "客户号" in text or encoding == "late" else []  # by id only
    for name in ("profile.json", "drafts.json", *listed):
        assert (tmp_path / "large" / name).read_bytes() == (tmp_path / "small" / name).read_bytes()
    loads = [
        json.loads((tmp_path / run / "run.json").read_text("utf-8"))["load"]
        for run in ("large", "small")
    ]
    assert loads[0]["files"][0]["encoding"] == loads[1]["files"][0]["encoding"]
    assert loads[0]["rows"] == loads[1]["rows"]


@pytest.mark.parametrize("option", [["--month", "2024-01"], ["--sheet", "一"]])
def test_options_that_a_large_file_cannot_follow_are_refused(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.csv").write_text(PLAIN, "utf-8")
    assert run_command_line(["profile", str(tmp_path / "c.csv"), *option, "--memory", "0"]) == 2
    assert f"不能用 {option[0]}" in capsys.readouterr().err


def test_a_large_file_in_the_encoding_that_is_given(tmp_path: Path) -> None:
    text = (
        PLAIN.replace("客户号", "客戶編號")
        .replace("年龄,总资产", "年齡,資產")
        .replace("性别", "性別")
    )
    (tmp_path / "c.csv").write_bytes(text.encode("cp950"))
    arguments = ["profile", str(tmp_path / "c.csv"), "--encoding", "big5", "-o"]
    assert run_command_line([*arguments, str(tmp_path / "large"), "--memory", "0"]) == 0
    assert run_command_line([*arguments, str(tmp_path / "small")]) == 0
    large, small = ((tmp_path / run / "profile.json").read_bytes() for run in ("large", "small"))
    assert large == small
