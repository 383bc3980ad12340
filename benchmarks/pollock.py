"""Reading polluted CSV files: ours beside CleverCSV, over the collection Pollock.

    python -m benchmarks.pollock FOLDER [--list wrong]

FOLDER is a copy of github.com/HPI-Information-Systems/Pollock (Vitagliano et al., VLDB 2023):
`polluted_files` and `survey_sample`, each with `csv`, `clean` and `parameters`. A file is read
exactly when header and cells are those of its clean version, but for white space around cells,
empty cells at the end of rows, empty rows and empty columns without a name; where there is no
header the collection has col_0, col_1 … and we have places. `refused` ended in a message; `told`
differs from the clean version, and a note was printed; `wrong` differs silently.
Ours finds the encoding out; CleverCSV is told it, as in the collection's own experiment.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

FOLDERS = ("polluted_files", "survey_sample")
KINDS = ("exact", "refused", "told", "wrong", "crash")

PLACE = re.compile(r"^[A-Z]+列")
"""What our reader calls a column without a header, and puts before a name that is there twice."""
MADE_UP = re.compile(r"col_\d+")
"""What the collection calls a column of a table without a header."""

Rows = list[list[str]]
Reader = Callable[[Path, str], tuple[Rows, bool]]


class Refused(Exception):
    """The reader said that it does not read this file."""


def ours(path: Path, _encoding: str) -> tuple[Rows, bool]:
    """Header and cells by segreport; whether it said that it left something out."""
    from segreport.customers import read_files
    from segreport.errors import CustomerDataError

    try:
        raw = read_files([path])
    except CustomerDataError as error:
        raise Refused(str(error)) from None
    columns = [column.to_pylist() for column in raw.columns.columns]
    names = [PLACE.sub("", name, count=1) for name in raw.columns.column_names]
    return [names, *map(list, zip(*columns, strict=True))], bool(raw.notes)


def clever(path: Path, encoding: str) -> tuple[Rows, bool]:
    """Header and cells by CleverCSV, as its `read_table` reads them."""
    import clevercsv
    from clevercsv.exceptions import NoDetectionResult

    text = path.read_text(encoding)
    try:
        dialect = clevercsv.Sniffer().sniff(text)
    except NoDetectionResult as error:
        raise Refused(str(error)) from None
    with path.open(newline="", encoding=encoding) as stream:
        return list(clevercsv.reader(stream, dialect)), False


READERS: dict[str, Reader] = {"segreport": ours, "CleverCSV": clever}


def outcome(folder: Path, reader: str, name: str) -> tuple[str, str, str]:
    """The file, how it was read, and what was said."""
    parameters = json.loads((folder / "parameters" / f"{name}_parameters.json").read_text("utf-8"))
    clean = plain(list(csv.reader((folder / "clean" / name).open(newline="", encoding="utf-8"))))
    try:
        rows, noted = READERS[reader](folder / "csv" / name, parameters["encoding"])
    except Refused as error:
        return name, "refused", str(error)
    except Exception as error:  # noqa: BLE001 -- a crash is what is counted here
        return name, "crash", f"{type(error).__name__}: {error}"
    if clean and all(MADE_UP.fullmatch(name) for name in clean[0]) and not any(rows[0]):
        del clean[0]
    if plain(rows) == clean:
        return name, "exact", ""
    return name, "told" if noted else "wrong", first_difference(plain(rows), clean)


def plain(rows: Rows) -> Rows:
    """The rows without what holds nothing: outer white space, empty rows, cells and columns."""
    stripped = [[(cell or "").strip() for cell in row] for row in rows]
    filled = {i for row in stripped for i, cell in enumerate(row) if cell}
    kept = [[cell for i, cell in enumerate(row) if i in filled] for row in stripped]
    for row in kept:
        while row and not row[-1]:
            row.pop()
    return [row for row in kept if row]


def first_difference(rows: Rows, clean: Rows) -> str:
    for number, (row, right) in enumerate(zip(rows, clean, strict=False), 1):
        if row != right:
            return f"row {number}: {str(row)[:200]} for {str(right)[:200]}"
    return f"{len(rows)} rows for {len(clean)}"


def main() -> None:
    csv.field_size_limit(sys.maxsize)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", choices=KINDS, help="print the files that ended so")
    parser.add_argument("--readers", nargs="+", default=list(READERS), choices=READERS)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    print("| files | reader | " + " | ".join(KINDS) + " | all |")
    print("|---|---|" + "---:|" * (len(KINDS) + 1))
    for part in FOLDERS:
        folder = asked.folder / part
        names = sorted(
            path.name
            for path in (folder / "csv").iterdir()
            if (folder / "clean" / path.name).is_file()
        )
        for reader in asked.readers:
            with ProcessPoolExecutor(asked.jobs) as pool:
                found = list(pool.map(partial(outcome, folder, reader), names, chunksize=8))
            counts = Counter(kind for _, kind, _ in found)
            shown = " | ".join(str(counts[kind]) for kind in KINDS)
            print(f"| {part} | {reader} | {shown} | {len(names)} |", flush=True)
            for name, kind, said in found:
                if kind == asked.list:
                    print(f"    {name}: {said}", file=sys.stderr)


if __name__ == "__main__":
    main()
