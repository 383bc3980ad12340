"""The profile of a large Parquet file with known segments, beside pandas, Polars and DuckDB.

    python -m benchmarks.profile 10m.parquet [--runs 3]      (pip install polars)

Whole processes in turn. First the segments of `segreport run -k 8` are put beside the customers.
The others compute mean, standard deviation and the quartiles of the 14 columns by segment and
overall, and nothing else; `segreport profile` checks ids and cells, counts categories, tests every
difference and writes its artifacts as well.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pa_parquet

from benchmarks.large import measure
from benchmarks.speed import FEATURES

PANDAS = """
import sys
import pandas as pd
table = pd.read_parquet(sys.argv[1], columns=[*sys.argv[2:], "segment"])
def figures(part):
    return part.agg(["mean", "std"]), part.quantile([0.25, 0.5, 0.75])
print(figures(table[sys.argv[2:]]), figures(table.groupby("segment")))
"""

POLARS = """
import sys
import polars as pl
wanted = [
    made.name.suffix("_" + name)
    for column in sys.argv[2:]
    for name, made in {
        "mean": pl.col(column).mean(),
        "std": pl.col(column).std(),
        **{f"q{q}": pl.col(column).quantile(q / 4, "linear") for q in (1, 2, 3)},
    }.items()
]
rows = pl.scan_parquet(sys.argv[1])
print(pl.collect_all([rows.select(wanted), rows.group_by("segment").agg(wanted)]))
"""

DUCKDB = """
import sys
import duckdb
wanted = ", ".join(
    f"avg({c}), stddev_pop({c}), quantile_cont({c}, [0.25, 0.5, 0.75])" for c in sys.argv[2:]
)
for group in ("", "GROUP BY segment"):
    print(duckdb.sql(f"SELECT {wanted} FROM '{sys.argv[1]}' {group}").fetchall())
"""


def label(path: Path, folder: Path) -> Path:
    """The customers with their segments."""
    listing, target = folder / "who.parquet", folder / "labelled.parquet"
    command = [sys.executable, "-m", "segreport", "run", str(path), "-k", "8", "--offline"]
    command += ["--write-to", str(listing), "-o", str(folder / "run")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = pa_parquet.read_table(listing).sort_by("customer_id")
    ids, segments = found["customer_id"].combine_chunks(), found["segment"].combine_chunks()
    with pa_parquet.ParquetFile(path) as file:
        schema = file.schema_arrow.append(pa.field("segment", pa.int64()))
        with pa_parquet.ParquetWriter(target, schema) as writer:
            for batch in file.iter_batches(1_000_000):
                places = pc.index_in(batch["customer_id"].cast(ids.type), ids)
                column = segments.take(places).cast(pa.int64())
                writer.write_batch(batch.append_column("segment", column))
    return target


def main() -> None:
    """Print our time as a ratio to each of the others'."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = str(label(given.path, folder))
        ours = [sys.executable, "-m", "segreport", "profile", path, "--segment-column", "segment"]
        ours += ["-o", str(folder / "profile")]
        others = {"pandas": PANDAS, "Polars": POLARS, "DuckDB": DUCKDB}
        commands = {"segreport": ours} | {
            name: [sys.executable, "-c", script, path, *FEATURES] for name, script in others.items()
        }
        runs = [
            {name: measure(command) for name, command in commands.items()}
            for _ in range(given.runs)
        ]
    print("| beside | time | memory | ours | theirs |")
    print("|---|---:|---:|---:|---:|")
    for name in others:
        a, m = (statistics.median(run["segreport"][what] for run in runs) for what in range(2))
        b, n = (statistics.median(run[name][what] for run in runs) for what in range(2))
        print(
            f"| {name} | {a / b:.2f} | {m / n:.2f} "
            f"| {a:.1f} s, {m:.1f} GB | {b:.1f} s, {n:.1f} GB |"
        )


if __name__ == "__main__":
    main()
