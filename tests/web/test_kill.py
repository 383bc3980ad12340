"""The server killed at any moment: what it acknowledged is there, once, and the chain holds."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from segreport import store
from segreport.models import Draft
from segreport.review import Decision
from segreport.store import read_entries, verify
from tests.web.serving import Client, Page, enter

KILLS = 100
PLACES = ("name", "summary", "marketing/1", "service/1")
"""What four people decide on, each on one."""

# The real command in a child of a process that has imported it, so that a start takes no second.
NURSERY = """
import os, sys, uvicorn
from pathlib import Path
from segreport.claims import read_lexicon, read_wording_rules
from segreport.web import opening
from segreport.web.pages import read_pages
from segreport.web.serving import Place
read_lexicon(), read_wording_rules()
for name in ("enter", "segment"):
    read_pages().environment.get_template(f"{name}.html.j2")
uvicorn.Config(print, http="h11", ws="none", lifespan="off", log_config=None).load()
for line in sys.stdin:
    child = os.fork()
    if not child:
        opening.open_page(Path(line.strip()), Place(), 4, "", lambda text: print(text, flush=True))
        os._exit(0)
    print("pid", child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""


@contextmanager
def nursery() -> Iterator[subprocess.Popen[str]]:
    """A process that starts servers, one at a time."""
    process = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def start(process: subprocess.Popen[str], folder: Path) -> tuple[int, Page]:
    """A server on the run; its process id."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{folder}\n")
    process.stdin.flush()
    said = []
    while not {"pid", "Ctrl-C"} <= set(re.findall(r"pid|Ctrl-C", " ".join(said))):
        said.append(process.stdout.readline())
        assert said[-1], said
    links = [link for line in said for link in re.findall(r"http://\S+", line)]
    pid = next(int(line.split()[1]) for line in said if line.startswith("pid"))
    return pid, Page(process, links, links[0].partition("/enter")[0])


def shorten(folder: Path) -> None:
    """Leave each segment four sentences: a server that has fewer to judge starts sooner."""
    draft = store.load(folder, "drafts.json", Draft)
    segments = tuple(
        segment.model_copy(
            update={
                "traits": (),
                "marketing": segment.marketing[:1],
                "service": segment.service[:1],
                "targets": (),
            }
        )
        for segment in draft.segments
    )
    artifacts = {"drafts.json": store.dump(draft.model_copy(update={"segments": segments}))}
    store.save(folder, artifacts, store.load_run(folder))


def decide(client: Client, place: str, reason: str, sent: set[str]) -> bool:
    """Approve a part, or take it back where it is approved; whether that was acknowledged."""
    page = client.get("/segments/1")
    forms = [fields for action in ("approve", "undo") for fields in page.forms(action)]
    fields = next(fields for fields in forms if fields["place"] == place)
    sent.add(reason)
    return client.post("/decide", fields | {"reason": reason}).status == 303


def decide_until_killed(client: Client, place: str, mark: str, sent: set[str]) -> set[str]:
    """Decide on one part again and again; the reasons that were acknowledged."""
    reasons = [f"{mark}-{number}" for number in range(1000)]
    acknowledged = set()
    try:
        for reason in reasons:
            if decide(client, place, reason, sent):
                acknowledged.add(reason)
    except (OSError, HTTPException):
        return acknowledged
    finally:
        client.__exit__()
    raise AssertionError("nobody killed it")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="这里没有 fork 和 SIGKILL")
def test_what_was_acknowledged_survives_any_kill(run_folder: Path) -> None:
    """Killed at a hundred moments, four people deciding: nothing lost, doubled or half-written."""
    shorten(run_folder)
    chance = random.Random(20261123)  # noqa: S311  # moments, not secrets
    acknowledged: set[str] = set()
    sent: set[str] = set()
    with nursery() as process, ThreadPoolExecutor(len(PLACES)) as pool:
        for number in range(KILLS):
            pid, page = start(process, run_folder)
            people = [enter(page, f"审核人{who}", who) for who in range(len(PLACES))]
            begin = time.perf_counter()
            assert decide(people[0], PLACES[0], f"{number}", sent)
            usual = time.perf_counter() - begin
            acknowledged.add(f"{number}")
            busy = [
                pool.submit(decide_until_killed, client, place, f"{number}-{who}", sent)
                for who, (client, place) in enumerate(zip(people, PLACES, strict=True))
            ]
            time.sleep(chance.uniform(0.0, 2.5) * min(usual, 0.03))
            os.kill(pid, signal.SIGKILL)
            for each in busy:
                acknowledged |= each.result()
            assert process.stdout is not None
            assert process.stdout.readline() == "gone\n"
            if number % 10 == 9:  # what is broken once stays broken: nothing is ever rewritten
                _prove(run_folder, acknowledged, sent)
    assert len(acknowledged) > KILLS
    assert len(sent) > len(acknowledged), "no kill came while a decision was under way"


def _prove(folder: Path, acknowledged: set[str], sent: set[str]) -> None:
    """The chain holds; what was acknowledged is on record once, and nothing that nobody sent."""
    verify(folder)
    events = (entry.event for entry in read_entries(folder))
    found = Counter(event.reason for event in events if isinstance(event, Decision))
    assert acknowledged <= found.keys()
    assert found.keys() <= sent
    assert set(found.values()) <= {1}
