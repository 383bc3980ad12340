"""How time grows with customers: whole runs over Parquet files of several sizes, and their scans.

    python -m benchmarks.scale 1m.parquet 10m.parquet 100m.parquet [-k 8] [--memory 4GB]

The files are those of `python -m benchmarks.customers`. The slope is that of the logarithm of the
time over the logarithm of the customers, from each file to the next and, by least squares, over
all: 1 is linear, less is better than linear (what a run costs whatever its size). The scan adds up
the same columns in DuckDB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pa_parquet

from benchmarks.large import SCAN, measure
from benchmarks.speed import FEATURES


def main() -> None:
    """Print a row for each file, and the slopes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("-k", type=int, default=8)
    parser.add_argument("--memory", default="4GB")
    given = parser.parse_args()
    print("| customers | run | memory | scan | run / scan |")
    print("|---:|---:|---:|---:|---:|", flush=True)
    measured = []
    for path in given.paths:
        n = pa_parquet.read_metadata(path).num_rows
        with tempfile.TemporaryDirectory() as folder:
            options = ["-k", str(given.k), "--memory", given.memory, "--offline", "-o", folder]
            run, memory = measure([sys.executable, "-m", "segreport", "run", str(path), *options])
        scan, _ = measure([sys.executable, "-c", SCAN, str(path), *FEATURES])
        measured.append((n, run))
        row = f"| {n:,} | {run:.1f} s | {memory:.1f} GB | {scan:.1f} s | {run / scan:.1f} |"
        print(row, flush=True)
    logs = np.log(np.array(measured))
    for (n, _), (m, _), before, after in zip(measured, measured[1:], logs, logs[1:], strict=False):
        slope = (after[1] - before[1]) / (after[0] - before[0])
        print(f"slope from {n:,} to {m:,}: {slope:.2f}")
    if len(measured) > 1:
        print(f"slope over all: {np.polyfit(logs[:, 0], logs[:, 1], 1)[0]:.2f}")


if __name__ == "__main__":
    main()
