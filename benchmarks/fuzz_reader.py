"""Fuzzing the reader with atheris: whatever the bytes, a table or one of our errors.

    pip install atheris
    python -m benchmarks.fuzz_reader [--minutes 60] [--corpus FOLDER]

The first byte chooses the kind of file. What can be read is also described, given a guessed
dictionary and loaded, as `segreport run` does before it clusters. Anything but a SegreportError
ends the run with a traceback and a file `crash-…` in the working folder. Inputs that reach new
code are kept in the corpus folder and used again by the next run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["segreport"]):
    from segreport.customers import load_customers, read_files
    from segreport.errors import SegreportError
    from segreport.pipeline import Request, find_dictionary

KINDS = (".csv", ".csv", ".csv", ".csv", ".tsv", ".xlsx", ".xls", ".ods", ".xlsb", ".parquet")

HEADER = "客户号,年龄,资产（万元）,占比,统计月份\n"
SEEDS = (
    HEADER + "001,35,1.5,12%,202401\n002,41,2.5,8%,202401\n003,52,,NA,202401\n",
    HEADER + '001,35,"1,234.5",12%,202401\n001,36,￥2,8%,202402\n合计,71,,,\n注：截至年底\n',
    "客户明细,,\n单位：万元,,\n客户号;年龄;资产\n1;2;3\n2;3;4\n",
    'id\ta\tb\r\n"x"\t1\t(2.5)\r\n"y ""z"\t１２\t-\r\n',
    "id,a,b\n1,2,3,\n2,3,4,\n\n合计,5,7\n",
)


def write_seeds(folder: Path) -> None:
    for number, text in enumerate(SEEDS):
        for encoding in ("utf-8", "gb18030", "utf-16"):
            (folder / f"seed-{number}-{encoding}").write_bytes(b"\0" + text.encode(encoding))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--corpus", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        corpus = asked.corpus or Path(folder) / "corpus"
        corpus.mkdir(parents=True, exist_ok=True)
        write_seeds(corpus)

        def once(content: bytes) -> None:
            kind = KINDS[content[0] % len(KINDS)] if content else ".csv"
            path = Path(folder) / f"f{kind}"
            path.write_bytes(content[1:])
            try:
                raw = read_files([path])
                found = find_dictionary(raw, None, Request((path,)))
                load_customers(raw, found.dictionary, reasons=found.reasons)
            except SegreportError:
                pass

        limits = [f"-max_total_time={int(asked.minutes * 60)}", "-max_len=2048", "-timeout=20"]
        atheris.Setup([sys.argv[0], *limits, str(corpus)], once)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
