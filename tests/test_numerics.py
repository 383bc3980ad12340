"""The process that scikit-learn and SciPy compute in."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from segreport.errors import SegreportError
from segreport.numerics import (
    adjusted_rand,
    apart,
    asking,
    false_discovery,
    fit_kmeans,
    hypergeometric,
    silhouette,
)


def test_answers_come_back_as_the_libraries_give_them() -> None:
    """Two far clusters have the obvious centres; the rest are textbook values."""
    points = np.array([[0.0], [0.2], [10.0], [10.2]])
    ((inertia, centres),) = apart(fit_kmeans, points, 2, range(1))
    assert sorted(centres.ravel().tolist()) == pytest.approx([0.1, 10.1])
    assert inertia == pytest.approx(0.04)
    labels = np.array([0, 0, 1, 1], dtype=np.uint8)
    assert apart(silhouette, points, labels) == pytest.approx(0.98, abs=0.001)
    assert apart(adjusted_rand, labels, 1 - labels) == 1
    assert apart(false_discovery, [0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.04, 0.04])
    here, fewer, more = apart(hypergeometric, np.array([[1]]), 4, np.array([[2]]), np.array([[2]]))
    assert [float(p[0, 0]) for p in (here, fewer, more)] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_a_failure_there_is_a_failure_here_and_the_next_request_works() -> None:
    """More clusters than points is scikit-learn's ValueError."""
    with pytest.raises(RuntimeError, match="ValueError"):
        apart(fit_kmeans, np.zeros((1, 1)), 2, range(1))
    assert apart(false_discovery, [0.5]) == [0.5]


def test_a_killed_process_is_one_clear_error_and_is_replaced() -> None:
    """As when the system is out of memory."""
    apart(false_discovery, [0.5])
    asking._running[os.getpid()].kill()
    asking._running[os.getpid()].wait()
    with pytest.raises(SegreportError, match="子进程中途退出"):
        apart(false_discovery, [0.5])
    assert apart(false_discovery, [0.5]) == [0.5]


def test_an_interpreter_that_cannot_be_started_is_one_clear_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when the system allows no more processes."""
    monkeypatch.setattr(asking, "_running", {})
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(SegreportError, match="无法启动"):
        apart(false_discovery, [0.5])


def test_the_asking_process_imports_neither_library_and_leaves_no_process_behind() -> None:
    """What reads its standard error is not kept waiting by a process that holds it open."""
    program = (
        "import os, sys\n"
        "from segreport.numerics import apart, false_discovery\n"
        "assert apart(false_discovery, [0.5]) == [0.5]\n"
        "assert not {'sklearn', 'scipy'} & set(sys.modules)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
