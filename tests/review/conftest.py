"""A small run to review, and a fresh copy of it for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport import store
from segreport.cli import run_command_line
from segreport.reviewing import Desk, open_desk

DICTIONARY = """\
name: 测试客户
id: customer_id
order_by: total_assets
themes: [{name: 资产}, {name: APP活跃度, aliases: [线上活跃度, 活跃]}]
features:
  - {name: total_assets, label: 总资产, unit: 元, theme: 资产, additive: true}
  - {name: app_login_count, label: APP登录次数, unit: 次, theme: APP活跃度}
"""


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run in two segments: 0 is poor and active, 1 rich and idle. Nobody has reviewed it."""
    folder = tmp_path_factory.mktemp("review")
    rng = np.random.default_rng(5)
    rich = np.arange(60) % 2
    table = pd.DataFrame(
        {
            "customer_id": [f"c{i:03d}" for i in range(60)],
            "total_assets": np.where(rich, 900_000, 100_000) + rng.integers(0, 9_999, 60),
            "app_login_count": np.where(rich, 2, 12) + rng.integers(0, 3, 60),
        }
    )
    table.to_csv(folder / "c.csv", index=False)
    (folder / "d.yml").write_text(DICTIONARY, encoding="utf-8")
    arguments = ["run", str(folder / "c.csv"), "--dictionary", str(folder / "d.yml"), "-k", "2"]
    assert run_command_line([*arguments, "-o", str(folder / "run")]) == 0
    return folder / "run"


@pytest.fixture
def run(untouched: Path, tmp_path: Path) -> Path:
    """A copy of the run to be reviewed."""
    shutil.copytree(untouched, tmp_path / "run")
    return tmp_path / "run"


@pytest.fixture
def desk(run: Path) -> Desk:
    """The run as it was read."""
    return open_desk(run)


@pytest.fixture
def reviews(run: Path) -> Iterator[store.Reviews]:
    """Its record, open."""
    with store.open_reviews(run) as opened:
        yield opened
