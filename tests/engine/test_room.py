"""What memory has room for changes how columns are gone through, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.cli import run_command_line
from segreport.engine import opening, tallying
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
    sheet = open_sheet(folder / "c.parquet", names, room)
    return study(sheet, FEATURES, folder / "grid", room)


def test_integers_that_are_kept_are_those_of_a_second_decoding(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    kept, again = studied(tmp_path / "a", 1 << 30), studied(tmp_path / "b", 0)
    assert [x.units is not None for x in kept.columns.values()] == [True, True, False, False]
    assert all(x.units is None for x in again.columns.values())
    assert np.array_equal(kept.grid, again.grid)
    cut = tallying.cut((np.arange(5_000) % 3).astype(np.uint8), 3)
    for name, column in kept.columns.items():
        other = again.columns[name]
        assert (column.facts, column.measure, column.axis) == (
            (other.facts, other.measure, other.axis)
        )
        with kept.open(column.measure) as mine, again.open(other.measure) as theirs:
            first, second = tallying.tally(mine, cut), tallying.tally(theirs, cut)
            assert first.moments == second.moments
            assert tallying.quartiles(mine, first, cut) == tallying.quartiles(theirs, second, cut)


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
