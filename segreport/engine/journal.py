"""Passes that were made, so that a killed run goes on after its last finished one.

A line of JSON a pass, under the hash of everything that its result depends on: the customers'
exact moments and canonical sample, and the centres. Whoever asks the same again gets the answer.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segreport.clustering.grid import Axis
from segreport.clustering.lloyd import LARGE, Centres, Pass, Settled, settle_by

_TELLING = 0.3
"""Seconds that a pass takes before it is worth a line."""

Run = Callable[[Centres, Centres | None, Pass | None], Pass]
"""A pass over centres, given those before and the pass over them."""


@dataclass(frozen=True, slots=True)
class Journal:
    """Passes over one crowd, in memory and, where there is a file, on the disk."""

    file: Path | None
    tell: Callable[[str], None]
    crowd: bytes = b""
    """Hash of the customers."""
    known: dict[str, Pass] = field(default_factory=dict)

    def once(self, centres: Centres, before: Centres | None, run: Callable[[], Pass]) -> Pass:
        """The pass from the journal, else made now and written down."""
        digest = hashlib.sha256(self.crowd + centres.tobytes())
        digest.update(b"" if before is None else before.tobytes())
        key = digest.hexdigest()
        if key not in self.known:
            self.known[key] = run()
            self._write(key, self.known[key])
        return self.known[key]

    def _write(self, key: str, found: Pass) -> None:
        if self.file is not None:
            line = {"key": key, "counts": found.counts.tolist(), "sums": found.sums.tolist(),
                    "inertia": found.inertia, "moved": found.moved}  # fmt: skip
            with self.file.open("a", encoding="ascii") as file:
                file.write(json.dumps(line) + "\n")


def open_journal(
    file: Path | None,
    tell: Callable[[str], None],
    axes: tuple[Axis, ...],
    sample: NDArray[np.float64],
) -> Journal:
    """The journal of a crowd with what the file has of it; a torn last line is no loss."""
    digest = hashlib.sha256(repr(axes).encode())
    digest.update(sample.tobytes())
    journal = Journal(file, tell, digest.digest())
    if file is None or not file.is_file():
        return journal
    for line in file.read_text("ascii", errors="replace").splitlines():
        try:
            entry = json.loads(line)
            counts, sums = (np.array(entry[name], dtype=np.int64) for name in ("counts", "sums"))
            journal.known[entry["key"]] = Pass(counts, sums, entry["inertia"], entry["moved"])
        except (ValueError, KeyError, TypeError):
            continue
    return journal


def settle_on(journal: Journal, run: Run, n: int, centres: Centres) -> Settled:
    """Passes over n customers until the labels are stable, from the journal as far as it goes."""
    before: list[Centres] = []
    moved: list[int] = []

    def step(now: Centres, last: Pass | None) -> Pass:
        old = before[-1] if before else None
        start = time.monotonic()
        found = journal.once(now, old, lambda: run(now, old, last))
        before.append(now)
        moved.append(found.moved)
        seconds = time.monotonic() - start
        if seconds > _TELLING:
            journal.tell(_progress(moved, n, seconds))
        return found

    return settle_by(step, n, centres)


def _progress(moved: list[int], n: int, seconds: float) -> str:
    """How many moved, and how long it takes until few enough do, if it goes on like this."""
    said = f"第 {len(moved)} 轮：{moved[-1]:,} 位客户换了群组"
    target = max(1, n // 1000 if n > LARGE else 1)
    if len(moved) < 3 or not target < moved[-1] < moved[-3]:
        return said
    shrink = math.log(moved[-3] / moved[-1]) / 2
    left = math.ceil(math.log(moved[-1] / target) / shrink)
    return f"{said}，约还要 {left} 轮、{max(1, round(left * seconds))} 秒"
