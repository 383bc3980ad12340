"""A finished run to review, a page that serves it, and a browser that looks at it."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from segreport.cli import run_command_line
from tests.web.browsing import CHROMIUM, Browser, open_browser
from tests.web.serving import Page, serve

CUSTOMERS = Path(__file__).parents[2] / "data" / "customers.csv"


@pytest.fixture(scope="session")
def fresh_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a complete run that nobody has reviewed. Copy it before you write to it."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    assert run_command_line(["run", str(CUSTOMERS), "-k", "3", "-o", str(folder)]) == 0
    return folder


@pytest.fixture
def run_folder(fresh_run: Path, tmp_path: Path) -> Path:
    """A run of one's own."""
    return Path(shutil.copytree(fresh_run, tmp_path / "run"))


@pytest.fixture
def start(run_folder: Path) -> Iterator[Callable[..., Page]]:
    """Starts the page on the run, or on another folder, with further options."""
    pages: list[Page] = []

    def begin(*options: str, folder: Path = run_folder) -> Page:
        pages.append(serve(folder, *options))
        return pages[-1]

    yield begin
    for page in pages:
        page.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; required in CI, skipped with the reason where there is none."""
    if not Path(CHROMIUM).exists():
        assert os.environ.get("CI") != "true", f"CI needs {CHROMIUM}"
        pytest.skip(f"没有 {CHROMIUM}，不能做浏览器测试（Debian：apt-get install chromium）")
    with open_browser() as opened:
        yield opened
