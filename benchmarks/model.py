"""How long a model is waited for: eight segments against a server that answers in two seconds.

    python -m benchmarks.model [--seconds 2] [-k 8]

The server runs on loopback and answers every question the same way after that time. Measured is
the drafting alone, from the finished profile to the draft, in multiples of one answer.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from segreport import pipeline
from segreport.rules import read_pack
from segreport.settings import Settings
from segreport.writing import choose_model, write_draft
from tests.llm.server import Play, said, serve

DATA = Path(__file__).parents[1] / "data"


def main() -> None:
    """Print the seconds and the ratio, with and without revisions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("-k", type=int, default=8)
    given = parser.parse_args()
    profiled = pipeline.profile_customers(
        pipeline.Request((DATA / "customers.csv",), k=given.k), lambda _: None
    )
    pack = read_pack(DATA / "packs/retail_bank")
    for text, rounds in (("", 3), ("拒绝", 1)):
        answer = said('{"parts": []}') if rounds == 3 else said(None, refusal=text)
        play = Play(body=answer.body, delay=given.seconds)
        with serve(lambda *_, play=play: play) as server, tempfile.TemporaryDirectory() as folder:
            model = choose_model(
                Settings(model="m", base_url=server.url, concurrency=given.k), keyless=True
            )
            start = time.perf_counter()
            write_draft(profiled.profile, profiled.run, pack, Path(folder), model, lambda _: None)
            seconds = time.perf_counter() - start
            print(
                f"k = {given.k}, {rounds} round(s) of {given.seconds:g} s, "
                f"{len(server.asked)} requests: {seconds:.2f} s, "
                f"{seconds / given.seconds / rounds:.2f} × one answer a round"
            )


if __name__ == "__main__":
    main()
