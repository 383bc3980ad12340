"""kill -9 at any step of a run leaves whole artifacts, and the next run is as if nothing was."""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from segreport.cli import run_command_line

# Runs the command line and kills its own process at the Nth call that touches the disk.
KILLED_RUN = """
import os, pathlib, signal, sys
left = int(sys.argv[1])
def count(function):
    def counted(*args, **kwargs):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return counted
os.fsync = count(os.fsync)
pathlib.Path.replace = count(pathlib.Path.replace)
pathlib.Path.mkdir = count(pathlib.Path.mkdir)
from segreport.cli import run_command_line
sys.exit(run_command_line(sys.argv[2:]))
"""


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def runs(
    customer_files: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Finished runs of the same customers in 3 and in 4 segments."""
    customers, dictionary = customer_files
    folder = tmp_path_factory.mktemp("kill")
    for k in ("3", "4"):
        arguments = ["run", str(customers), "--dictionary", str(dictionary), "-k", k]
        assert run_command_line([*arguments, "-o", str(folder / k)]) == 0
    return folder / "3", folder / "4"


@pytest.mark.parametrize("point", [*range(1, 26), 28, 31])
def test_a_killed_run_leaves_whole_artifacts_and_is_repeated_exactly(
    point: int, runs: tuple[Path, Path], customer_files: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = (contents(run) for run in runs)
    customers, dictionary = customer_files
    arguments = ["run", str(customers), "--dictionary", str(dictionary), "-o", str(tmp_path / "r")]
    assert run_command_line([*arguments, "-k", "3"]) == 0
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_RUN, str(point), *arguments, "-k", "4"],
        capture_output=True,
        check=False,
    )
    assert killed.returncode in (-signal.SIGKILL, 0), killed.stderr.decode()
    for name, digest in contents(tmp_path / "r").items():
        if not name.endswith((".segreport-tmp", ".segreport-lock")):
            assert digest in (old.get(name), new.get(name)), f"{name} is torn"
    assert run_command_line([*arguments, "-k", "4"]) == 0
    assert contents(tmp_path / "r") == new


def test_a_half_written_run_is_refused_with_the_cure(
    runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("run.json", "profile.json", "drafts.json", "findings.json"):
        source = runs[1] if name == "profile.json" else runs[0]
        (tmp_path / name).write_bytes((source / name).read_bytes())
    assert run_command_line(["render", str(tmp_path)]) == 2
    assert "请重新运行 segreport run" in capsys.readouterr().err
