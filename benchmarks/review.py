"""Load on the review page over real HTTP: 50 clients, 10,000 decisions, none lost or doubled.

    python benchmarks/review.py [--clients 50] [--decisions 10000] [--people 50] [--seconds 30]

First every client decides as fast as the server answers, each on parts of a made-up draft that has
a part for every decision. Then people review the sample data, whole screens with a second's thought
between decisions.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from segreport import store
from segreport.models import Draft
from segreport.review import Decision, Part
from segreport.reviewing import lay_out, open_desk

ROOT = Path(__file__).parents[1]
SEGMENTS, CROWD_SEGMENTS = 40, 8
FORM = "application/x-www-form-urlencoded"


class Person:
    """A browser without a screen."""

    def __init__(self, link: str, name: str) -> None:
        self.host, _, token = link.removeprefix("http://").partition("/enter?link=")
        self.connection = HTTPConnection(self.host, timeout=60)
        self.cookie = self.csrf = ""
        self.name = name
        status, _, _ = self.post("/enter", {"link": token, "name": name})
        assert status == 303, status
        self.csrf = _field(self.get("/segments/1"), "csrf")

    def get(self, path: str) -> str:
        """A page; redirects are followed."""
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status == 303:
            return self.get(answer.headers["location"])
        assert answer.status == 200, (answer.status, path, text)
        return text

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, float]:
        """Status, where it leads, and the seconds it took."""
        body = urlencode(fields | {"csrf": self.csrf})
        headers = {"Cookie": self.cookie, "Origin": f"http://{self.host}", "Content-Type": FORM}
        begin = time.perf_counter()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        taken = time.perf_counter() - begin
        self.cookie = answer.headers.get("set-cookie", self.cookie).partition(";")[0]
        return answer.status, answer.headers.get("location", ""), taken


def _field(text: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', text)
    assert found, name
    return unescape(found[1])


def make_run(folder: Path, k: int) -> Path:
    """A run on the sample data."""
    command = [sys.executable, "-m", "segreport", "run", str(ROOT / "data/customers.csv")]
    command += ["-k", str(k), "-o", str(folder)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return folder


def multiply(folder: Path, parts: int) -> None:
    """Give every segment as many pieces of advice as it takes to have so many parts."""
    draft = store.load(folder, "drafts.json", Draft)
    each = parts // len(draft.segments) + 1
    segments = tuple(
        segment.model_copy(
            update={
                "marketing": tuple(
                    segment.marketing[0].model_copy(update={"place": f"marketing/{number}"})
                    for number in range(1, each + 1)
                )
            }
        )
        for segment in draft.segments
    )
    artifacts = {"drafts.json": store.dump(draft.model_copy(update={"segments": segments}))}
    store.save(folder, artifacts, store.load_run(folder))


@contextmanager
def serve(folder: Path, people: int) -> Iterator[list[str]]:
    """The real program, and a link for each person; ended by Ctrl-C."""
    code = (
        "import gc, sys; gc.set_threshold(100_000); "
        "from segreport.web import opening; greet = opening.greeting; "
        "opening.greeting = lambda door, at, _: greet(door, at, int(sys.argv[2])); "
        "from pathlib import Path; from segreport.web.serving import Place; "
        "opening.open_page(Path(sys.argv[1]), Place(), None, '', print)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(people)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    try:
        yield re.findall(r"http://\S+", "".join(lines))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def decide_all(person: Person, parts: list[tuple[str, Part]]) -> list[float]:
    """Approve these parts one after the other; how long each took to be acknowledged."""
    person.connection.close()  # the server has closed it if others took long to come in
    taken = []
    for at, part in parts:
        fields = {
            "action": "approve", "segment": part.segment, "place": part.place, "at": at,
            "version": str(part.version), "seen": part.shown.hash, "reason": person.name,
        }  # fmt: skip
        status, _, seconds = person.post("/decide", fields)
        assert status == 303, status
        taken.append(seconds)
    return taken


def storm(clients: int, decisions: int, scratch: Path) -> None:
    """As fast as they can."""
    folder = make_run(scratch / "storm", SEGMENTS)
    multiply(folder, decisions)
    desk = open_desk(folder)
    parts = [
        (f"{number}.{at}", part)
        for number, sheet in enumerate(lay_out(desk, store.read_history(folder)), start=1)
        for at, part in enumerate(sheet.parts, start=1)
        if part.place.startswith("marketing/")
    ][:decisions]
    shares = [parts[number::clients] for number in range(clients)]
    with serve(folder, clients) as links, ThreadPoolExecutor(clients) as pool:
        people = [Person(link, f"审核人{number}") for number, link in enumerate(links, start=1)]
        begin = time.perf_counter()
        taken = [s for each in pool.map(decide_all, people, shares) for s in each]
        elapsed = time.perf_counter() - begin
    wanted = {
        (part.segment, part.place): person.name
        for person, share in zip(people, shares, strict=True)
        for _, part in share
    }
    _prove(folder, wanted)
    print(f"storm: {clients} clients, {len(taken)} decisions in {elapsed:.1f} s "
          f"({len(taken) / elapsed:.0f}/s), each exactly once, chain verified")  # fmt: skip
    print(f"storm: {spread(taken)}")


def _prove(folder: Path, wanted: dict[tuple[str, str], str]) -> None:
    """Every decision is on record once, under the name of who made it, and the chain holds."""
    count = len(store.verify(folder))
    found = Counter()
    for entry in store.read_entries(folder):
        assert isinstance(entry.event, Decision)
        found[entry.event.segment, entry.event.place] += 1
        assert wanted[entry.event.segment, entry.event.place] == entry.event.reason
    assert count == len(wanted), (count, len(wanted))
    assert found == Counter(wanted.keys())


def review_for(person: Person, seconds: float, thought: float) -> tuple[list[float], int]:
    """Approve or take back whatever is on the screen.

    Seconds from key to the next screen, and how often somebody else was faster.
    """
    taken, collided = [], 0
    until = time.monotonic() + seconds
    chance = random.Random(person.name)
    text = ""
    while time.monotonic() < until:
        forms = re.findall(r'<form method="post" action="/decide">.*?</form>', text, re.DOTALL)
        if not forms:
            text = person.get(f"/segments/{chance.randint(1, CROWD_SEGMENTS)}")
        else:
            hidden = re.findall(r'name="(\w+)" value="([^"]*)"', chance.choice(forms))
            begin = time.perf_counter()
            status, location, _ = person.post("/decide", {n: unescape(v) for n, v in hidden})
            text = person.get(location) if status == 303 else ""
            if status == 303:
                taken.append(time.perf_counter() - begin)
            else:
                assert status == 409, status
                collided += 1
        time.sleep(thought)
    return taken, collided


def crowd(people: int, seconds: float, scratch: Path) -> None:
    """As people do it."""
    folder = make_run(scratch / "crowd", CROWD_SEGMENTS)
    with serve(folder, people) as links, ThreadPoolExecutor(people) as pool:
        persons = [Person(link, f"审核人{number}") for number, link in enumerate(links, start=1)]
        busy = []
        for person in persons:
            busy.append(pool.submit(review_for, person, seconds, 1.0))
            time.sleep(1.0 / people)
        results = [each.result() for each in busy]
    taken = [seconds for each, _ in results for seconds in each]
    count = len(store.verify(folder))
    assert count == len(taken), (count, len(taken))
    print(f"crowd: {people} people, a second's thought, {len(taken)} decisions, chain verified; "
          f"{sum(n for _, n in results)} times somebody else was faster")  # fmt: skip
    assert taken, "too short for anyone to decide"
    print(f"crowd, decision to next screen: {spread(taken)}")


def spread(taken: list[float]) -> str:
    """Median, p95, p99 and maximum in milliseconds."""
    ordered = sorted(taken)

    def at(share: float) -> str:
        return f"{ordered[min(int(share * len(ordered)), len(ordered) - 1)] * 1000:.0f} ms"

    return f"median {at(0.5)}, p95 {at(0.95)}, p99 {at(0.99)}, maximum {at(1)}"


def main() -> None:
    """Both, in a folder that is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--decisions", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        storm(given.clients, given.decisions, Path(scratch))
        crowd(given.people, given.seconds, Path(scratch))


if __name__ == "__main__":
    main()
