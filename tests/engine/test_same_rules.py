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
    assert not list(out.iterdir())


def test_a_large_csv_that_is_not_plain_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    customers().to_csv(tmp_path / "gbk.csv", index=False, encoding="gb18030")
    twice = "编号,金额,金额\n" + "".join(f"{i},{i * i},{i}\n" for i in range(99))
    (tmp_path / "twice.csv").write_text(twice, "utf-8")
    (tmp_path / "sum.csv").write_text("编号,金额\n1,2\n2,3\n合计,5\n", "utf-8")
    said_of = {"gbk.csv": "的编码是", "twice.csv": "重复的列名", "sum.csv": "有 1 行合计"}
    for name, said in said_of.items():
        arguments = ["profile", str(tmp_path / name), "--memory", "0"]
        assert run_command_line(arguments) == 2
        error = capsys.readouterr().err
        assert said in error
