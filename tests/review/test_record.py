"""The record: nothing acknowledged is lost, nothing written can be changed unnoticed."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from segreport import store
from segreport.errors import StoreError
from segreport.review import Choice, Decision
from segreport.reviewing import Desk, lay_out, take

# Forks a child that decides and acknowledges each decision on a pipe, and kills it after a while.
KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from segreport import store
from segreport.review import Choice
from segreport.reviewing import lay_out, open_desk, take
folder, points = Path(sys.argv[1]), int(sys.argv[2])
desk = open_desk(folder)
parts = [part for sheet in lay_out(desk, store.read_history(folder)) for part in sheet.parts]
chance = random.Random(7)
for point in range(points):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with store.open_reviews(folder) as reviews:
            for number in range(10_000):
                part = parts[number % len(parts)]
                reason = f"{point}-{number}"
                choice = Choice("reject", part.segment, part.place, "甲", reason=reason)
                take(desk, reviews, [choice])
                os.write(write, (reason + "\\n").encode())
    os.close(write)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(read) as pipe:
        acknowledged = pipe.read().split()
    kept = [entry.event.reason for entry in store.read_entries(folder)]
    own = [reason for reason in kept if reason.startswith(f"{point}-")]
    assert own[: len(acknowledged)] == acknowledged, (own, acknowledged)
    assert len(own) <= len(acknowledged) + 1, "at most the one that was under way"
    assert store.verify(folder)[0] == len(kept)
print(len(kept))
"""


def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(run: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(run), "100"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) > 0


def test_fifty_at_once_lose_and_double_nothing(desk: Desk, reviews: store.Reviews) -> None:
    parts = [part for sheet in lay_out(desk, reviews.history()) for part in sheet.parts]

    def client(number: int) -> None:
        for turn in range(20):
            part = parts[(number + turn) % len(parts)]
            reason = f"{number}-{turn}"
            choice = Choice("reject", part.segment, part.place, f"审{number}", reason=reason)
            take(desk, reviews, [choice])

    threads = [threading.Thread(target=client, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = [entry.event for entry in reviews.entries()]
    reasons = sorted(event.reason for event in events if isinstance(event, Decision))
    assert reasons == sorted(f"{number}-{turn}" for number in range(50) for turn in range(20))
    assert store.verify(desk.folder) == (1000, reviews.history().head)


def test_lines_are_neither_changed_nor_removed(desk: Desk, reviews: store.Reviews) -> None:
    take(desk, reviews, [Choice("approve", "0", "name", "张三")])
    with sqlite3.connect(desk.folder / store.REVIEWS) as raw:
        for statement in ("UPDATE record SET place = 'summary'", "DELETE FROM record"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                raw.execute(statement)
    raw.close()


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE record SET event = replace(event, '张三', '李四') WHERE number = 1",
        "UPDATE record SET place = 'summary' WHERE number = 1",
        "UPDATE record SET hash = previous || hash WHERE number = 2",
        "DELETE FROM record WHERE number = 1",
        "UPDATE record SET number = 9 WHERE number = 2",
    ],
)
def test_a_forged_line_is_found(desk: Desk, reviews: store.Reviews, forgery: str) -> None:
    """Even by one who removes the triggers first."""
    for place in ("name", "summary"):
        take(desk, reviews, [Choice("approve", "0", place, "张三")])
    raw = sqlite3.connect(desk.folder / store.REVIEWS)
    raw.execute("DROP TRIGGER record_is_never_changed")
    raw.execute("DROP TRIGGER record_is_never_shortened")
    raw.execute(forgery)
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="与链不符"):
        store.verify(desk.folder)


def test_a_record_of_a_later_version_is_left_alone(run: Path) -> None:
    raw = sqlite3.connect(run / store.REVIEWS)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(StoreError, match="请升级"), store.open_reviews(run):
        pass


def test_what_is_no_record_is_refused(run: Path) -> None:
    (run / store.REVIEWS).write_bytes(b"not a database at all" * 99)
    with pytest.raises(StoreError, match="不是完整的审核记录"), store.open_reviews(run):
        pass


def test_reading_makes_no_record(run: Path) -> None:
    assert store.read_entries(run) == ()
    assert store.verify(run) == (0, "")
    assert not (run / store.REVIEWS).exists()
