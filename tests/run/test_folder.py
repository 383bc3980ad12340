"""The run folder: one program at a time, and nothing unfinished left behind."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from segreport import store
from segreport.cli.entry import run_command_line
from segreport.errors import StoreError


def test_two_do_not_write_to_one_folder(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with store.hold_folder(folder):
        with (
            pytest.raises(StoreError, match="另一个 segreport 正在写目录"),
            store.hold_folder(folder),
        ):
            pass
        (folder / "run.json").write_text("{}")
    with store.hold_folder(folder):
        pass
    assert [path.name for path in folder.iterdir()] == ["run.json"]


def test_a_run_is_refused_while_another_writes(
    tmp_path: Path, customer_files: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    with store.hold_folder(tmp_path / "run"):
        assert run_command_line(["run", str(customer_files[0]), "-o", str(tmp_path / "run")]) == 2
    assert "请等它结束，或用 -o 换一个目录" in capfd.readouterr().err


def test_a_run_that_fails_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    assert run_command_line(["run", "broken.parquet"]) == 2
    assert "不是完整的 Parquet 文件" in capfd.readouterr().err
    assert not (tmp_path / "reports" / "broken").exists()


def test_what_a_full_disk_left_unfinished_is_removed(
    tmp_path: Path, customer_files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert run_command_line(["run", str(customer_files[0]), "-o", str(tmp_path / "run")]) == 2
    assert "磁盘满了" in capfd.readouterr().err
    assert not (tmp_path / "run").exists()


def test_several_files_have_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = range(40)
    base = "".join(f"{i:04d},{i % 7}\n" for i in rows)
    more = "".join(f"{i:04d},{i % 11}\n" for i in rows)
    (tmp_path / "base.csv").write_text(f"customer_id,age\n{base}")
    (tmp_path / "more.csv").write_text(f"customer_id,deposit\n{more}")
    run_command_line(["run", "base.csv", "more.csv"])
    assert f"报告：{Path('reports') / 'base+more' / 'report.md'}" in capfd.readouterr().out


def test_a_directory_is_no_file_of_customers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command_line(["run", "."]) == 2
    assert "是一个目录" in capfd.readouterr().err


def test_write_to_takes_csv_and_parquet(
    customer_files: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_command_line(["run", str(customer_files[0]), "--write-to", "segments.txt"]) == 2
    assert "--write-to 应写成 .csv 或 .parquet 文件" in capfd.readouterr().err


def test_a_misspelt_command_gets_a_suggestion(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["chek"]) == 2
    assert "没有命令 chek。是不是想写 check？" in capfd.readouterr().err


def test_a_run_over_a_review_says_what_no_longer_holds(
    tmp_path: Path, customer_files: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    folder, (table, dictionary) = str(tmp_path / "run"), customer_files
    rest = ["--dictionary", str(dictionary), "-o", folder]
    run_command_line(["run", str(table), *rest])
    run_command_line(["approve", folder, "0", "--reviewer", "张三"])
    run_command_line(["run", str(table), *rest])
    assert "失效" not in capfd.readouterr().out
    fewer = tmp_path / "customers.csv"
    fewer.write_text("".join(table.read_text("utf-8").splitlines(keepends=True)[:-40]), "utf-8")
    run_command_line(["run", str(fewer), *rest])
    assert "处审核决定因数据或文字变了而失效，要重新审核" in capfd.readouterr().out
