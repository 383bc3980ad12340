"""A large file: segreport beside the straightforward script, whole processes in turn.

    python -m benchmarks.large 10m.parquet [-k 3 8] [--memory 2GB] [--runs 1]

The file (Parquet or CSV) is that of `python -m benchmarks.customers`. The script reads it with
pandas, fills in medians, standardises, fits KMeans with n_init=10 and prints means by segment; it
does nothing else of what segreport does. The scan adds up the same 14 columns in DuckDB. Times
are ratios to the script's; memory is the largest resident set of the process.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.speed import FEATURES

SCRIPT = """
import sys
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
if sys.argv[1].endswith(".csv"):
    table = pd.read_csv(sys.argv[1], usecols=sys.argv[3:])
else:
    table = pd.read_parquet(sys.argv[1], columns=sys.argv[3:])
points = StandardScaler().fit_transform(table.fillna(table.median()))
labels = KMeans(int(sys.argv[2]), n_init=10, random_state=0).fit_predict(points)
print(table.groupby(labels).agg(["mean", "median", "std"]))
"""

SCAN = """
import sys
import duckdb
sums = ", ".join(f"sum({name})" for name in sys.argv[2:])
print(duckdb.sql(f"select {sums} from '{sys.argv[1]}'").fetchall())
"""


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds and gigabytes of one whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, _gigabytes(used)


def _gigabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss * 1024 / 1e9


def main() -> None:
    """Print a row for each k."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("-k", type=int, nargs="*", default=[3, 8])
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--runs", type=int, default=1)
    given = parser.parse_args()
    print("| k | time / script | time / scan | memory / script | ours | script | scan |")
    print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for k in given.k:
            ours = [
                sys.executable,
                "-m",
                "segreport",
                "run",
                str(given.path),
                "-k",
                str(k),
                "--memory",
                given.memory,
                "--offline",
                "-o",
                folder,
            ]
            script = [sys.executable, "-c", SCRIPT, str(given.path), str(k), *FEATURES]
            scan = [sys.executable, "-c", SCAN, str(given.path), *FEATURES]
            runs = [
                [measure(command) for command in (ours, script, scan)] for _ in range(given.runs)
            ]
            (a, b, c), (m, n, _) = (
                [statistics.median(run[place][what] for run in runs) for place in range(3)]
                for what in range(2)
            )
            row = (
                f"| {k} | {a / b:.3f} | {a / c:.1f} | {m / n:.2f} "
                f"| {a:.0f} s, {m:.1f} GB | {b:.0f} s, {n:.1f} GB | {c:.1f} s |"
            )
            print(row, flush=True)


if __name__ == "__main__":
    main()
