"""What a model costs in time: a whole `segreport run` with k = 8, against one without a model.

    python -m benchmarks.model [--seconds 2] [-k 8] [--runs 3] [CUSTOMERS]

A server on loopback answers every question after that many seconds. Each run is a process of its
own, from the command line to the finished report; the fastest of the runs counts. Measured is what
the model adds to the offline run, in multiples of one answer: once with texts that hold (one
round of questions), once with texts that never do (two revisions more, hence three rounds).
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.drafting.replying import answer, asked_places
from tests.llm.server import Asked, Play, Script, serve

DATA = Path(__file__).parents[1] / "data"
ALLOWED = 1.5
"""Answers that one round may add."""


BANNED = "保本保收益的理财，稳赚不赔。"
_REFERENCE = re.compile(r"规则写的参考稿.*?<data>\n名称：(.*?)\n(.*?)</data>", re.DOTALL)


def holding(asked: Asked, _: int) -> Play:
    """What the rules wrote, which is in the question and holds."""
    found = _REFERENCE.search(asked.body["messages"][1]["content"])
    assert found, "the question has no reference"  # of the benchmark's own customers
    lines = [line.removeprefix("- ") for line in found[2].strip().split("\n")]
    return answer(dict(zip(asked_places(asked), [found[1], *lines], strict=False)))


def failing(asked: Asked, _: int) -> Play:
    """Promises that may not be made, in every place and every time."""
    return answer(dict.fromkeys(asked_places(asked), BANNED))


def slow(script: Script, seconds: float) -> Script:
    """The same answers, each after so long."""

    def delayed(asked: Asked, number: int) -> Play:
        play = script(asked, number)
        play.delay = seconds
        return play

    return delayed


def fastest(runs: int, customers: Path, k: int, *options: str) -> float:
    """Seconds of the fastest of several whole runs, each in a folder of its own."""
    return min(once(customers, k, options) for _ in range(runs))


def once(customers: Path, k: int, options: Sequence[str]) -> float:
    """Seconds from the start of the process to its end."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["run", str(customers), "-k", str(k), "-o", f"{folder}/run", *options]
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "segreport", *words], check=True, capture_output=True)
        return time.perf_counter() - start


def main() -> None:
    """Print the seconds and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("customers", nargs="?", type=Path, default=DATA / "customers.csv")
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("-k", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    offline = fastest(given.runs, given.customers, given.k, "--offline")
    print(f"offline, k = {given.k}: {offline:.2f} s")
    for rounds, script in ((1, holding), (3, failing)):
        with serve(slow(script, given.seconds)) as server:
            options = ("--model", "m", "--base-url", server.url, "--concurrency", str(given.k))
            seconds = fastest(given.runs, given.customers, given.k, *options)
            asked = len(server.asked) // given.runs
        added = (seconds - offline) / given.seconds
        print(
            f"{rounds} round(s) of {given.seconds:g} s, {asked} requests: {seconds:.2f} s, "
            f"{added:.2f} answers more than offline, {added / rounds:.2f} a round "
            f"(allowed: {ALLOWED:g})"
        )


if __name__ == "__main__":
    main()
