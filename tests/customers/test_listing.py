"""Customer → segment for a spreadsheet: whatever ids and labels hold, none is a formula."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd

from segreport.customers import as_part, segments_csv, write_listing
from tests.hostile import TEXTS

STORABLE = [text for text in TEXTS if not re.search("[\ud800-\udfff\x00]", text)]
"""Without what neither UTF-8 nor an array of NumPy holds."""
OPENS = tuple("=+-@＝＋－＠\t\r\n")


def table(content: bytes) -> list[list[str]]:
    """The cells of a CSV file."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_no_id_label_or_header_is_a_formula() -> None:
    """Each is itself, or itself behind an apostrophe."""
    for header in ("=1+1", "＝1", "\t=1", "客户号"):
        ids = pd.Index([f"{text}{number}" for number, text in enumerate(STORABLE)])
        content = segments_csv(ids, np.array(STORABLE), header)
        head, *rows = table(content)
        assert head[0].removeprefix("'") == header
        assert len(rows) == len(STORABLE)
        for cell in (cell for row in [head, *rows] for cell in row):
            assert not cell.lstrip(" \u3000\ufeff\u200b").startswith(OPENS), repr(cell)
        numbers = {f"{text}{number}": text for number, text in enumerate(STORABLE)}
        for found, label in rows:
            known = found if found in numbers else found.removeprefix("'")
            assert label in (numbers[known], f"'{numbers[known]}")


def test_the_copy_elsewhere_is_as_safe(tmp_path: Path) -> None:
    """What --write-to puts into a .csv file."""
    ids, labels = pd.Index(sorted(STORABLE)), np.array(sorted(STORABLE))
    write_listing(tmp_path / "copy.csv", [as_part(ids, labels)], "=id")
    for cell in (cell for row in table((tmp_path / "copy.csv").read_bytes()) for cell in row):
        assert not cell.lstrip(" \u3000\ufeff\u200b").startswith(OPENS), repr(cell)
