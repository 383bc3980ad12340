"""The same customers give the same bytes: in any row order, with any number of threads."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow as pa
from threadpoolctl import threadpool_limits

from segreport.cli import run_command_line

REPOSITORY = Path(__file__).parents[2]


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every artifact but run.json, which names the file that was read."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_ten_shuffles_by_one_two_and_four_threads_are_one_set_of_bytes(tmp_path: Path) -> None:
    customers = pd.read_csv(REPOSITORY / "data/customers.csv", dtype=str, keep_default_na=False)
    found: dict[str, set[str]] = {}
    threads_before = pa.cpu_count()
    for shuffle in range(10):
        shuffled = customers.sample(frac=1, random_state=shuffle)
        path = tmp_path / "customers.csv"
        shuffled.to_csv(path, index=False, lineterminator="\n")
        for threads in (1, 2, 4):
            pa.set_cpu_count(threads)
            folder = tmp_path / f"{shuffle}-{threads}"
            with threadpool_limits(threads):
                assert run_command_line(["run", str(path), "-o", str(folder)]) == 0
            for name, digest in hashes(folder).items():
                found.setdefault(name, set()).add(digest)
    pa.set_cpu_count(threads_before)
    assert {"profile.json", "segments.csv", "drafts.json", "findings.json", "model.json"} <= set(
        found
    )
    assert {name: len(digests) for name, digests in found.items()} == dict.fromkeys(found, 1)


def test_a_second_run_writes_the_same_bytes(
    customer_files: tuple[Path, Path], finished_run: Path, tmp_path: Path
) -> None:
    customers, dictionary = customer_files
    arguments = ["run", str(customers), "--dictionary", str(dictionary), "-o", str(tmp_path / "r")]
    assert run_command_line(arguments) == 0
    assert hashes(tmp_path / "r") == hashes(finished_run)
    assert (tmp_path / "r/run.json").read_bytes() == (finished_run / "run.json").read_bytes()


def test_rendering_again_changes_nothing(finished_run: Path) -> None:
    before = hashes(finished_run)
    assert run_command_line(["render", str(finished_run)]) == 0
    assert hashes(finished_run) == before
