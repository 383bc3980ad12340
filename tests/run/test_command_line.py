"""What a user sees on the terminal: results, exit codes, Chinese messages, no tracebacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from segreport.cli import run_command_line


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "segreport", *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_run_ends_with_its_segments_and_where_the_report_is(
    customer_files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    customers, dictionary = customer_files
    folder = tmp_path / "out"
    arguments = ["run", str(customers), "--dictionary", str(dictionary), "-o", str(folder)]
    assert run_command_line([*arguments, "--offline"]) == 0
    printed = capsys.readouterr()
    assert f"报告：{folder / 'report.md'}" in printed.out
    assert "读取 customers.csv" in printed.err
    expected = {"run.json", "profile.json", "segments.csv", "model.json", "drafts.json",
                "findings.json", "report.md", "report.html", "charts"}  # fmt: skip
    assert {path.name for path in folder.iterdir()} == expected


def test_json_is_the_only_thing_on_standard_output(
    customer_files: tuple[Path, Path], tmp_path: Path
) -> None:
    customers, dictionary = customer_files
    done = program("run", str(customers), "--dictionary", str(dictionary), "-k", "4", "--json",
                   "-o", str(tmp_path / "out"))  # fmt: skip
    assert done.returncode == 0
    summary = json.loads(done.stdout)
    assert summary["customers"] == 400
    assert [segment["label"] for segment in summary["segments"]] == ["0", "1", "2", "3"]
    assert sum(segment["n"] for segment in summary["segments"]) == 400
    assert summary["sentences"]["contradicted"] == 0


def test_segments_are_written_for_excel_sorted_by_id(finished_run: Path) -> None:
    content = (finished_run / "segments.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfcustomer_id,segment\n00000000,")
    table = pd.read_csv(finished_run / "segments.csv", dtype=str)
    assert table["customer_id"].tolist() == [f"{i:08d}" for i in range(400)]


def test_ids_that_look_like_formulas_are_defused(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    rows = [f"{sign}id{i},{i},{i * i}" for i, sign in enumerate("=+-@a")]
    path.write_text("客户号,x,y\n" + "\n".join(rows) + "\n", "utf-8")
    assert run_command_line(["run", str(path), "-k", "2", "-o", str(tmp_path / "r")]) == 0
    text = (tmp_path / "r/segments.csv").read_text("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == [
        "'+id1", "'-id2", "'=id0", "'@id3", "aid4",
    ]  # fmt: skip


def test_the_profile_alone(
    customer_files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    customers, dictionary = customer_files
    assert run_command_line(["profile", str(customers), "--dictionary", str(dictionary)]) == 0
    assert "总资产" in capsys.readouterr().out
    arguments = ["profile", str(customers), "--dictionary", str(dictionary), "--json"]
    assert run_command_line(arguments) == 0


def test_new_customers_get_the_segments_of_the_model(
    finished_run: Path, customer_files: tuple[Path, Path], tmp_path: Path
) -> None:
    target = tmp_path / "scored.csv"
    arguments = ["score", str(finished_run), str(customer_files[0]), "-o", str(target)]
    assert run_command_line(arguments) == 0
    assert target.read_bytes() == (finished_run / "segments.csv").read_bytes()


def test_existing_segments_keep_their_labels(
    customer_files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = pd.read_csv(customer_files[0], dtype={"customer_id": str})
    table["等级"] = pd.cut(table["total_assets"], 3, labels=["金", "白金", "钻石"])
    table.to_csv(tmp_path / "c.csv", index=False)
    arguments = ["run", str(tmp_path / "c.csv"), "--dictionary", str(customer_files[1])]
    folder = tmp_path / "r"
    assert run_command_line([*arguments, "--segment-column", "等级", "-o", str(folder)]) == 0
    capsys.readouterr()
    profile = json.loads((folder / "profile.json").read_text("utf-8"))
    assert [segment["label"] for segment in profile["segments"]] == ["金", "白金", "钻石"]
    assert run_command_line(["score", str(folder), str(customer_files[0])]) == 2
    assert "没有可以给新客户打分的模型" in capsys.readouterr().err


def test_a_column_of_too_many_segments_is_refused(
    customer_files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An age is no segment: fifty groups of a few customers cannot be compared one by one."""
    table = pd.read_csv(customer_files[0], dtype={"customer_id": str})
    table["年份"] = [f"Y{i % 53}" for i in range(len(table))]
    table.to_csv(tmp_path / "c.csv", index=False)
    arguments = ["run", str(tmp_path / "c.csv"), "--dictionary", str(customer_files[1])]
    folder = tmp_path / "r"
    assert run_command_line([*arguments, "--segment-column", "年份", "-o", str(folder)]) == 2
    assert "分群列 年份 有 53 种取值，多于 36 个群组没法逐一比较" in capsys.readouterr().err
    assert not (folder / "report.md").exists()


def test_a_guessed_dictionary_lies_beside_the_report_and_can_be_used(
    tmp_path: Path, customer_files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "r"
    assert run_command_line(["run", str(customer_files[0]), "-o", str(folder)]) == 0
    dictionary = folder / "dictionary.yml"
    assert dictionary.is_file()
    again = tmp_path / "again"
    arguments = ["run", str(customer_files[0]), "--dictionary", str(dictionary), "-o", str(again)]
    assert run_command_line(arguments) == 0
    assert (again / "profile.json").read_bytes() == (folder / "profile.json").read_bytes()
    target = tmp_path / "guess.yml"
    assert run_command_line(["init", str(customer_files[0]), "-o", str(target)]) == 0
    assert "年龄" in target.read_text("utf-8")
    assert run_command_line(["init", str(customer_files[0]), "-o", str(target)]) == 2
    assert "已经存在" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "没有.csv"], "找不到文件 没有.csv"),
        (["run", "x.csv", "-k", "1"], "-k 应为 2 到 50 之间的整数或 auto，写的是“1”"),
        (["run", "x.csv", "-k", "三"], "写的是“三”"),
        (["run", "x.csv", "-k", "3", "--segment-column", "s"], "只能用一个"),
        (["run", "x.csv", "--seed", "-1"], "--seed 应为"),
        (["run", "x.csv", "--seed", "abc"], "应为整数"),
        (["run"], "缺少参数 FILE"),
        (["runn"], "没有命令 runn"),
        (["run", "x.csv", "--dictionery", "d.yml"], "没有选项 --dictionery"),
        (["run", "x.csv", "-o"], "选项 -o 后面要写一个值"),
        (["run", "x.csv", "--dictionary", "没有.yml"], "找不到字典文件 没有.yml"),
        (["render", "没有"], "不是运行目录"),
        (["render", "a", "b"], "多余的参数：b"),
    ],
)
def test_mistakes_are_one_chinese_message(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(arguments) == 2
    message = capsys.readouterr().err
    assert message.count("错误：") == 1
    assert words in message
    assert "Traceback" not in message


def test_a_folder_with_other_files_is_not_written_to(
    customer_files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "毕业照.jpg").write_bytes(b"x")
    assert run_command_line(["run", str(customer_files[0]), "-o", str(tmp_path)]) == 2
    assert "毕业照.jpg" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["毕业照.jpg"]


def test_help_is_chinese_and_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from segreport.cli import run_command_line\n"
        "code = run_command_line(['--help'])\n"
        "heavy = {'pandas', 'sklearn', 'openai', 'numpy', 'pyarrow', 'pydantic', 'jinja2'}\n"
        "sys.exit(code or ' '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "用法：" in text
    assert "命令" in text
    for english in ("Usage", "Options", "Commands", "Show this message", "Arguments"):
        assert english not in text
    for command in ("run", "profile", "render", "score", "init"):
        page = program(command, "--help").stdout.decode()
        assert "用法：" in page
        assert "Show this message" not in page


def test_a_gbk_console_does_not_crash(customer_files: tuple[Path, Path]) -> None:
    done = program("profile", str(customer_files[0]), PYTHONIOENCODING="gbk")
    assert done.returncode == 0, done.stderr.decode("gbk")
    assert "总资产" in done.stdout.decode("gbk")


def test_no_color_and_pipes_print_no_escape_codes(customer_files: tuple[Path, Path]) -> None:
    done = program("profile", str(customer_files[0]), NO_COLOR="1")
    assert b"\x1b" not in done.stdout + done.stderr
