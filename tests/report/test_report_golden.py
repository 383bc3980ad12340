"""The whole report of a small profile, as people have read it."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from report_samples import judge_all, make_draft, make_run, small_profile

from segreport.report import Report, render_report

GOLDEN = Path(__file__).parent / "golden"
FILES = ("report.md", "report.html", "charts/sizes.svg", "charts/levels.svg", "charts/totals.svg")
CANDIDATES = (
    {"k": 2, "silhouette": 0.31, "stability": 0.71, "smallest": 0.4},
    {"k": 3, "silhouette": 0.231, "stability": 0.952, "smallest": 0.1},
    {"k": 4, "silhouette": 0.2, "stability": 0.9, "smallest": 0.08},
)


def small_report() -> Report:
    profile = small_profile()
    draft = make_draft(profile)
    run = make_run(profile, chosen="auto", candidates=CANDIDATES)
    return render_report(profile, draft, judge_all(profile, draft), run)


def files_of(report: Report) -> dict[str, str]:
    """The report as the files it becomes."""
    charts = {f"charts/{name}": text for name, text in report.charts.items()}
    return {"report.md": report.markdown, "report.html": report.html, **charts}


@pytest.mark.parametrize("name", FILES)
def test_report_is_the_one_that_was_read(name):
    """To read it again after a change: `python tests/report/test_report_golden.py` writes it."""
    expected = (GOLDEN / name).read_bytes().decode()
    assert files_of(small_report())[name] == expected


def test_there_are_no_other_files():
    assert tuple(files_of(small_report())) == FILES


@pytest.mark.parametrize("seed", ["1", "2"])
def test_bytes_depend_on_nothing_but_the_values(seed):
    """Neither on the order of hashes nor on the process."""
    code = (
        "import hashlib, test_report_golden as t\n"
        "for text in t.files_of(t.small_report()).values():\n"
        "    print(hashlib.sha256(text.encode()).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": ":".join([str(Path(__file__).parent), *sys.path]),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    here = [hashlib.sha256(t.encode()).hexdigest() for t in files_of(small_report()).values()]
    assert done.stdout.split() == here


if __name__ == "__main__":
    for name, text in files_of(small_report()).items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(text.encode())
