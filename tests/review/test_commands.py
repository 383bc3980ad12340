"""The commands of a review as a reviewer meets them."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from segreport.cli import run_command_line


@pytest.mark.parametrize(
    "command", [["status"], ["approve", "0", "--part", "summary", "--reviewer", "王敏"]]
)
def test_deciding_needs_neither_pandas_nor_scikit_learn(run: Path, command: list[str]) -> None:
    name, *more = command
    code = (
        "import sys\n"
        "from segreport.cli import run_command_line\n"
        f"code = run_command_line({[name, str(run), *more]!r})\n"
        "heavy = {'pandas', 'sklearn', 'scipy', 'numpy', 'openai', 'uvicorn'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or (code if code > 1 else None))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def states(run: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    run_command_line(["status", str(run), "--json"])
    printed = json.loads(capsys.readouterr().out)
    return [part["state"] for segment in printed["segments"] for part in segment["parts"]]


def test_a_whole_review_in_the_terminal(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A false edit is refused, a rejection keeps its reason, the rest is approved by one key."""
    type_in(monkeypatch, "n", "e", "总资产最高，居两个群组之首。", "r", "说得太满", "s", "s")
    assert run_command_line(["review", str(run), "--cli", "--reviewer", "王敏"]) == 0
    printed = capsys.readouterr().out
    assert "没有记下" in printed
    assert "矛盾" in printed
    found = states(run, capsys)
    assert found.count("rejected") == 1
    assert set(found) == {"approved", "rejected"}
    assert run_command_line(["render", str(run), "--final"]) == 1


def test_why_a_sentence_was_rejected_is_told_to_the_next_model(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reject = ["reject", str(run), "0", "--part", "summary", "--reviewer", "王敏"]
    assert run_command_line([*reject, "--reason", "不要写成口号"]) == 0
    ask = ["draft", str(run), "--dry-run", "--model", "m", "--base-url", "http://127.0.0.1:9/v1"]
    capsys.readouterr()
    assert run_command_line(ask) == 0
    assert "不要写成口号" in capsys.readouterr().out


def test_a_missing_reason_is_asked_for_by_its_option(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = ["--reviewer", "王敏"]
    assert run_command_line(["reject", str(run), "0", "--part", "summary", *by]) == 1
    assert "否决要写明理由。请加上 --reason" in capsys.readouterr().err
    text = ["--part", "summary", "--text", "该群客户多已婚有孩。"]
    assert run_command_line(["edit", str(run), "0", *text, *by]) == 1
    assert "--reason" in capsys.readouterr().err


def test_in_a_workbook_it_is_asked_for_without(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who fills in a column knows no options."""
    file = tmp_path / "r.xlsx"
    assert run_command_line(["export-review", str(run), str(file)]) == 0
    book = load_workbook(file)
    book.worksheets[0].cell(2, 9).value = "否决"
    book.worksheets[0].cell(3, 9).value = "改写"
    book.worksheets[0].cell(3, 10).value = "该群客户多已婚有孩。"
    book.save(file)
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "王敏"]) == 1
    told = capsys.readouterr().err
    assert "否决要写明理由" in told
    assert "批准要写明理由" in told
    assert "--reason" not in told
