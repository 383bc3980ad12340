"""A small table of customers and a finished run of it, shared by the tests of the whole program."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.cli import run_command_line


def bank_table(n: int = 400, seed: int = 7) -> pd.DataFrame:
    """Invented customers under four of the retail pack's columns and two others."""
    rng = np.random.default_rng(seed)
    group = rng.choice(3, size=n, p=[0.5, 0.3, 0.2])
    table = pd.DataFrame(
        {
            "customer_id": [f"{i:08d}" for i in rng.permutation(n)],
            "age": rng.normal(np.array([45, 33, 55])[group], 6).round().clip(18, 90).astype(int),
            "monthly_income": rng.lognormal(np.array([9.8, 10.3, 10.9])[group], 0.3).round(2),
            "total_assets": rng.lognormal(np.array([11.5, 12.3, 14.0])[group], 0.5).round(2),
            "app_login_count": rng.poisson(np.array([3, 9, 5])[group]),
            "gender": rng.choice(["男", "女"], size=n),
        }
    )
    table.loc[::23, "monthly_income"] = np.nan
    return table


DICTIONARY = """\
name: 测试客户
id: customer_id
order_by: total_assets
themes:
  - {name: 资产}
  - {name: 收入}
  - {name: APP活跃度, aliases: [线上活跃度]}
  - {name: 基本信息}
features:
  - {name: age, label: 年龄, unit: 岁, theme: 基本信息}
  - {name: monthly_income, label: 月收入, unit: 元, theme: 收入, additive: true}
  - {name: total_assets, label: 总资产, unit: 元, theme: 资产, additive: true, scale: log}
  - {name: app_login_count, label: APP登录次数, unit: 次, theme: APP活跃度}
  - {name: gender, label: 性别, role: describe}
"""


@pytest.fixture(scope="session")
def customer_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A customer file and its dictionary."""
    folder = tmp_path_factory.mktemp("customers")
    bank_table().to_csv(folder / "customers.csv", index=False)
    (folder / "dictionary.yml").write_text(DICTIONARY, encoding="utf-8")
    return folder / "customers.csv", folder / "dictionary.yml"


@pytest.fixture(scope="session")
def finished_run(
    customer_files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The folder of a complete run."""
    customers, dictionary = customer_files
    folder = tmp_path_factory.mktemp("runs") / "run"
    arguments = ["run", str(customers), "--dictionary", str(dictionary), "-o", str(folder)]
    assert run_command_line(arguments) == 0
    return folder
