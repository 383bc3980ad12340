"""`segreport check`: drafts of a run, reports by anybody, sentences of a file."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import segreport
from segreport.cli import run_command_line
from segreport.models import Profile

# Of the run in conftest: group 1 is the young and active one, group 2 holds most of the assets.
REPORT = """\
# 客户分群报告

## 3 各群组特征分析与命名

### 群组 0：低资产客户群

- 年龄居中，总资产在三个群组中最低。

### 群组 1：年轻低活跃客户群

- 年龄在三个群组中最低，**总资产最高**。
- 该群组多为已婚有孩家庭。

### 群组 2：高资产客户群

- 总资产在三个群组中最高。

## 4 决策建议

### 群组 2：高资产客户群

- 营销策略：由客户经理一对一服务，主推保本理财。
"""


def table(run: Path) -> Profile:
    return Profile.model_validate_json((run / "profile.json").read_bytes())


def test_the_drafts_of_a_run_are_fit(
    finished_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["check", str(finished_run)]) == 0
    assert "矛盾" not in capsys.readouterr().out


def test_a_report_by_somebody_else_is_checked_line_by_line(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_text(REPORT, encoding="utf-8")
    assert run_command_line(["check", str(finished_run), str(report), "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    verdicts = {(line["id"], line["text"]): line["verdict"] for line in lines}
    assert verdicts == {
        ("5", "低资产客户群"): "supported",
        ("7", "年龄居中，总资产在三个群组中最低。"): "supported",
        ("9", "年轻低活跃客户群"): "contradicted",
        ("11", "年龄在三个群组中最低，总资产最高。"): "contradicted",
        ("12", "该群组多为已婚有孩家庭。"): "unsupported",
        ("14", "高资产客户群"): "supported",
        ("16", "总资产在三个群组中最高。"): "supported",
        ("20", "高资产客户群"): "supported",
        ("22", "营销策略：由客户经理一对一服务，主推保本理财。"): "opinion",
    }
    blocked = [f["code"] for line in lines for f in line["findings"] if f["code"].startswith("W")]
    assert len(blocked) == 1


def test_an_annotated_copy_marks_only_what_does_not_hold(
    finished_run: Path, tmp_path: Path
) -> None:
    report, copy = tmp_path / "report.md", tmp_path / "copy.md"
    report.write_text(REPORT, encoding="utf-8")
    arguments = ["check", str(finished_run), str(report), "--annotate", str(copy)]
    assert run_command_line(arguments) == 1
    marked = [line for line in copy.read_text("utf-8").splitlines() if "〔" in line]
    assert [line.split("〔")[0] for line in marked] == [
        "### 群组 1：年轻低活跃客户群",
        "- 年龄在三个群组中最低，**总资产最高**。",
        "- 该群组多为已婚有孩家庭。",
        "- 营销策略：由客户经理一对一服务，主推保本理财。",
    ]
    assert "〔无据：" in marked[2]


def test_sentences_of_a_file_keep_their_ids(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sentences.jsonl"
    lines = [
        {"id": "a", "segment": 2, "kind": "trait", "text": "总资产居各群组之首。", "more": 1},
        {"id": "b", "segment": "0", "kind": "trait", "text": "总资产居各群组之首。"},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    file.write_text(text, encoding="utf-8")
    assert run_command_line(["check", str(finished_run), "--sentences", str(file), "--json"]) == 1
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["id"], line["segment"], line["verdict"]) for line in printed] == [
        ("a", "2", "supported"),
        ("b", "0", "contradicted"),
    ]
    finding = printed[1]["findings"][0]
    assert finding["cells"][0]["feature"] == "total_assets"
    assert finding["written"] in lines[1]["text"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "第 1 行应为"),
        ('{"id": "a", "segment": 0}', "第 1 行应为"),
        ('{"id": "a", "segment": 9, "text": "年轻"}', "群组 9 不在这次运行里"),
        ("[1]", "第 1 行应为"),
    ],
)
def test_a_broken_file_of_sentences_names_the_line(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    file = tmp_path / "s.jsonl"
    file.write_text(text, encoding="utf-8")
    assert run_command_line(["check", str(finished_run), "--sentences", str(file)]) == 2
    assert words in capsys.readouterr().err


def test_explain_prints_how_a_sentence_was_read(
    finished_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["check", str(finished_run), "--explain"]) == 0
    assert "名次第 1" in capsys.readouterr().out


def test_a_report_without_headings_is_refused_with_the_cure(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_text("今年业绩很好。\n", encoding="utf-8")
    assert run_command_line(["check", str(finished_run), str(report)]) == 2
    assert "### 群组 N：名称" in capsys.readouterr().err


def test_what_was_not_checked_is_told_with_its_lines(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_text(
        "# 报告\n\n这批客户的总资产 20 万元。\n\n## 群组 2\n\n总资产在三个群组中最高。\n\n"
        "| 项目 | 取值 |\n|---|---|\n| 迭代 | 8 |\n",
        encoding="utf-8",
    )
    assert run_command_line(["check", str(finished_run), str(report)]) == 0
    shown = capsys.readouterr().out.replace("\n", "")
    assert "核对了 1 句：成立 1" in shown
    assert "另有 1 句、1 个表未核对（第 3、9 行）" in shown
    assert run_command_line(["check", str(finished_run), str(report), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["id"], line["verdict"]) for line in lines] == [
        ("7", "supported"),
        ("3", None),
        ("9", None),
    ]


def test_a_sentence_about_everyone_is_judged(
    finished_run: Path,
    customer_files: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, age = tmp_path / "s.jsonl", pd.read_csv(customer_files[0])["age"].mean()
    for told, verdict in ((age, "supported"), (age + 20, "contradicted")):
        text = f"全体客户平均年龄 {told:.1f} 岁。"
        line = {"id": "1", "segment": "all", "kind": "trait", "text": text}
        file.write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
        run_command_line(["check", str(finished_run), "--sentences", str(file), "--json"])
        assert json.loads(capsys.readouterr().out)["verdict"] == verdict


def test_what_the_run_wrote_itself_is_not_for_a_person_until_it_is_changed_or_moved(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = (finished_run / "report.md").read_text("utf-8")
    assert run_command_line(["check", str(finished_run), str(finished_run / "report.md")]) == 0
    shown = capsys.readouterr().out.replace("\n", "")
    assert "一字不差" in shown and "请人工核对" not in shown
    evidence = next(line for line in own.splitlines() if line.startswith("    *   总资产：均值"))
    copy = tmp_path / "report.md"
    for text in (
        own.replace(evidence, evidence.replace("均值", "均值约", 1)),
        own.replace(evidence, "") + f"\n{evidence}\n",
    ):
        copy.write_text(text, encoding="utf-8")
        assert run_command_line(["check", str(finished_run), str(copy)]) == 0
        shown = capsys.readouterr().out.replace("\n", "")
        assert "另有 1 句未核对" in shown and "请人工核对" in shown


def test_a_segment_there_is_not_and_a_false_cell_fail_the_check(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    for text, words in (
        (
            "## 群组 2\n\n总资产最高。\n\n## 群组 7：神秘客户群\n",
            "没有群组 7：这次运行只有群组 0、1、2。",
        ),
        ("| 群组 | 总资产 |\n|---|---|\n| 群组 2 | 1 元 |\n", "“1 元”与表不符"),
        ("群组 2 的总资产最高。全体客户平均年龄 8 岁。\n", "“8 岁”与表不符"),
    ):
        report.write_text(text, encoding="utf-8")
        assert run_command_line(["check", str(finished_run), str(report)]) == 1
        assert words in capsys.readouterr().out


def test_the_report_of_a_run_holds_on_its_own_table(
    finished_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["check", str(finished_run), str(finished_run / "report.md")]) == 0
    shown = capsys.readouterr().out
    assert "格：" in shown
    assert "矛盾" not in shown


def test_a_report_in_gbk_is_read(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.md"
    report.write_bytes("## 群组 2\n\n总资产在三个群组中最高。\n".encode("gbk"))
    assert run_command_line(["check", str(finished_run), str(report)]) == 0
    assert "成立 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.html", b"<p>x</p>", "请给 Markdown 文件"),
        ("report.md", b"<!DOCTYPE html>\n<html>", "请给 Markdown 文件"),
        ("report.docx", b"PK\x03\x04\x00\x00\xff\xfe", "请另存为 UTF-8"),
        ("report.md", b"\x80\x81\xff\xfe\xfd", "请另存为 UTF-8"),
    ],
)
def test_what_is_no_markdown_is_refused_in_one_line(
    finished_run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes,
    words: str,
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run_command_line(["check", str(finished_run), str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_a_folder_is_no_report(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["check", str(finished_run), str(tmp_path)]) == 2
    assert "是文件夹" in capsys.readouterr().err


def test_the_authors_report_is_never_overwritten(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, link = tmp_path / "report.md", tmp_path / "link.md"
    report.write_text(REPORT, encoding="utf-8")
    link.symlink_to(report)
    for copy in (report, link, tmp_path / "." / "report.md"):
        arguments = ["check", str(finished_run), str(report), "--annotate", str(copy)]
        assert run_command_line(arguments) == 2
        assert "会覆盖原报告" in capsys.readouterr().err
    assert report.read_text("utf-8") == REPORT


def test_a_file_without_sentences_is_an_error(
    finished_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "s.jsonl"
    file.write_text("\n", encoding="utf-8")
    assert run_command_line(["check", str(finished_run), "--sentences", str(file)]) == 2
    assert "里没有句子" in capsys.readouterr().err


def test_a_wrong_option_points_to_the_help_of_its_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_command_line(["check", "run", "--nope"]) == 2
    assert "运行 segreport check --help 查看用法" in capsys.readouterr().err


def test_the_same_from_python(finished_run: Path) -> None:
    profile = table(finished_run)
    assert segreport.check_text("总资产居各群组之首。", profile, "2").verdict == "supported"
    assert segreport.check_text("总资产居各群组之首。", profile, 1).verdict == "contradicted"


def test_checking_needs_neither_pandas_nor_scikit_learn(finished_run: Path) -> None:
    code = (
        "import sys\n"
        "from segreport.cli import run_command_line\n"
        f"code = run_command_line(['check', {str(finished_run)!r}])\n"
        "sys.exit(code or ' '.join({'pandas', 'sklearn', 'numpy'} & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
