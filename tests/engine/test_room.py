"""What memory has room for changes how columns are gone through, and nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.cli import run_command_line
from segreport.engine import opening, studying, tallying
from segreport.engine.sheet import open_sheet
from segreport.engine.studying import Studies, study
from segreport.models import Feature

FEATURES = [
    ("v0", Feature(name="cents", label="金额", scale="log")),
    ("v1", Feature(name="count", label="次数")),
    ("v2", Feature(name="wide", label="编码")),
    ("v3", Feature(name="third", label="比")),
]


def studied(folder: Path, room: int) -> Studies:
    folder.mkdir()
    rng, n = np.random.default_rng(5), 5_000
    table = pd.DataFrame(
        {
            "cents": rng.lognormal(8, 2, n).round(2),
            "count": rng.poisson(4, n).astype(float),
            "wide": rng.integers(-(2**40), 2**40, n).astype(float),
            "third": rng.integers(-20, 20, n) / 3,
        }
    )
    table = table.mask(rng.random(table.shape) < 0.1)
    table.to_parquet(folder / "c.parquet", index=False)
    names = {name: feature.name for name, feature in FEATURES}
    sheet = open_sheet(folder / "c.parquet", names)
    return study(sheet, FEATURES, folder, room, gridded=True)


def test_integers_are_the_same_wherever_they_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, disk = studied(tmp_path / "memory", 1 << 30), studied(tmp_path / "disk", 0)
    monkeypatch.setattr(studying, "_DISK", 0)
    nowhere = studied(tmp_path / "nowhere", 0)
    assert sorted(path.name for path in (tmp_path / "memory").iterdir()) == ["c.parquet"]
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == [
        "c.parquet", "grid", "v0.units", "v1.units"
    ]  # fmt: skip
    for kept in (memory, disk):
        assert [x.units is not None for x in kept.columns.values()] == [True, True, False, False]
        same(kept, nowhere)
    assert all(x.units is None for x in nowhere.columns.values())


def same(first: Studies, second: Studies) -> None:
    assert np.array_equal(first.grid, second.grid)
    cut = tallying.cut((np.arange(5_000) % 3).astype(np.uint8), 3)
    for name, column in first.columns.items():
        other = second.columns[name]
        assert (column.facts, column.measure, column.axis) == (
            (other.facts, other.measure, other.axis)
        )
        mine, theirs = first.units(column.measure), second.units(other.measure)
        counted, again = tallying.tally(mine, cut), tallying.tally(theirs, cut)
        assert counted.moments == again.moments
        assert tallying.quartiles(mine, counted, cut) == tallying.quartiles(theirs, again, cut)


def test_an_engine_without_memory_says_so_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    n = 200_000
    ids = [f"{i * 7919 % 1_000_003:030d}" for i in range(n)]
    amounts = np.random.default_rng(1).lognormal(8, 1, n).round(2)
    pd.DataFrame({"客户号": ids, "金额": amounts}).to_parquet(tmp_path / "c.parquet", index=False)
    monkeypatch.setattr(opening, "_LEAST", 1)
    out = tmp_path / "run"
    arguments = ["run", str(tmp_path / "c.parquet"), "--memory", "1MB", "--offline"]
    assert run_command_line([*arguments, "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "超出了内存限额里分给数据库引擎的部分。请用 --memory 提高限额" in said
    assert "Traceback" not in said
    assert not (out / "report.md").exists()


def test_a_full_disk_is_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    amounts = np.random.default_rng(1).lognormal(8, 1, 2_000).round(2)
    ids = [f"C{i:04d}" for i in range(2_000)]
    pd.DataFrame({"客户号": ids, "金额": amounts}).to_parquet(tmp_path / "c.parquet", index=False)
    monkeypatch.setattr(os, "posix_fallocate", full)
    out = tmp_path / "run"
    arguments = ["run", str(tmp_path / "c.parquet"), "--memory", "0", "--offline"]
    assert run_command_line([*arguments, "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "磁盘满了，放不下 c.parquet 的临时文件" in said
    assert "TMPDIR" in said and "Traceback" not in said
    assert not (out / "report.md").exists()
