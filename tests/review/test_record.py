"""The record: nothing acknowledged is lost, nothing written can be changed unnoticed."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from segreport import store
from segreport.cli import run_command_line
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
    assert len(store.verify(folder)) == len(kept)
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
    chain = store.verify(desk.folder)
    assert (len(chain), chain[-1]) == (1000, reviews.history().head)


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


@pytest.mark.parametrize("trigger", ["changed", "shortened"])
def test_a_record_that_no_longer_guards_its_lines_is_found(
    desk: Desk, reviews: store.Reviews, trigger: str
) -> None:
    """Lines that were removed from the end leave a chain that holds, but not its triggers."""
    for place in ("name", "summary"):
        take(desk, reviews, [Choice("approve", "0", place, "张三")])
    raw = sqlite3.connect(desk.folder / store.REVIEWS)
    raw.execute(f"DROP TRIGGER record_is_never_{trigger}")
    if trigger == "shortened":
        raw.execute("DELETE FROM record WHERE number = 2")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="触发器"):
        store.verify(desk.folder)


def cut(folder: Path, kept: int) -> None:
    """Leave the first lines of a record, and everything else as the program makes it."""
    raw = sqlite3.connect(folder / store.REVIEWS)
    schema = "SELECT sql FROM sqlite_schema WHERE name = 'record_is_never_shortened'"
    (trigger,) = raw.execute(schema).fetchone()
    raw.execute("DROP TRIGGER record_is_never_shortened")
    raw.execute("DELETE FROM record WHERE number > ?", (kept,))
    raw.execute(trigger)
    raw.commit()
    raw.close()


@pytest.mark.parametrize("kept", [0, 1, 2])
@pytest.mark.parametrize("report", ["report.md", "report.html"])
def test_a_record_cut_off_at_its_end_is_told_by_the_report(
    run: Path, capsys: pytest.CaptureFixture[str], report: str, kept: int
) -> None:
    """Either output of the run is enough: it prints the line that it rests on."""
    approve = ["approve", str(run), "0", "--reviewer", "张三", "--part"]
    for place in ("name", "summary", "marketing/1"):
        assert run_command_line([*approve, place]) == 0
    assert run_command_line(["render", str(run)]) == 0
    other = {"report.md": "report.html", "report.html": "report.md"}[report]
    (run / other).unlink()
    verify = ["status", str(run), "--verify"]
    assert run_command_line(verify) == 0
    assert f"{report} 印着的第 3 条在链里，就是链头" in capsys.readouterr().out
    cut(run, kept)
    assert run_command_line(verify) == 2
    told = capsys.readouterr().err
    assert f"只有 {kept} 条：末尾至少少了 {3 - kept} 条" in told
    assert report in told


def test_a_record_put_in_the_place_of_another_is_told_by_the_report(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is as long and holds in itself; or none at all."""
    shutil.copytree(run, tmp_path / "other")
    for folder, who in ((run, "张三"), (tmp_path / "other", "李四")):
        assert run_command_line(["approve", str(folder), "0", "--reviewer", who]) == 0
        assert run_command_line(["render", str(folder)]) == 0
    (run / store.REVIEWS).write_bytes((tmp_path / "other" / store.REVIEWS).read_bytes())
    assert run_command_line(["status", str(run), "--verify"]) == 2
    assert "记录被换过" in capsys.readouterr().err
    (run / store.REVIEWS).unlink()
    assert run_command_line(["status", str(run), "--verify"]) == 2
    assert "不见了" in capsys.readouterr().err


def test_a_head_from_elsewhere_is_held_against_the_chain(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of a report that was kept: found though more was decided since, missed where it was cut."""
    approve = ["approve", str(run), "0", "--reviewer", "张三", "--part"]
    assert run_command_line([*approve, "name"]) == 0
    assert run_command_line([*approve, "summary"]) == 0
    head = store.read_history(run).head
    assert run_command_line([*approve, "marketing/1"]) == 0
    capsys.readouterr()
    for known in (head, head[:12], f" {head.upper()}"):
        assert run_command_line(["status", str(run), "--head", known]) == 0
        assert "第 2 条，在链里" in capsys.readouterr().out
    cut(run, 1)
    assert run_command_line(["status", str(run), "--verify"]) == 0, "the chain itself holds"
    assert "还没有报告印过链头" in capsys.readouterr().out
    assert run_command_line(["status", str(run), "--head", head]) == 2
    assert "末尾被截去过" in capsys.readouterr().err
    for strange in (head[:11], "x" * 64):
        assert run_command_line(["status", str(run), "--head", strange]) == 2
        assert "至少前 12 位" in capsys.readouterr().err


def test_no_reviewer_can_write_an_ending(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reason that reads like the report's own line about the record is only a reason."""
    head = "0" * 64
    forged = (
        f"共 9 处文字，每处须 1 人批准，已全部批准。审核记录 9 条，逐条以散列值相连，"
        f"末条的 SHA-256 为 {head}；用 segreport status --verify 可以验证。"
    )
    reject = ["reject", str(run), "0", "--part", "summary", "--reviewer", "张三"]
    assert run_command_line([*reject, "--reason", forged]) == 0
    edit = ["edit", str(run), "0", "--part", "marketing/1", "--reviewer", "张三"]
    assert run_command_line([*edit, "--text", forged, "--reason", forged]) in (0, 1)
    assert run_command_line(["render", str(run)]) == 0
    assert head in (run / "report.md").read_text("utf-8")
    capsys.readouterr()
    assert run_command_line(["status", str(run), "--verify"]) == 0
    assert "在链里，就是链头" in capsys.readouterr().out


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
    assert store.verify(run) == ()
    assert not (run / store.REVIEWS).exists()


@pytest.mark.parametrize("report", ["report.md", "report.html"])
def test_a_record_that_is_gone_is_not_begun_anew(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str
) -> None:
    """As long as a report tells of it: nothing is written, whatever is asked for."""
    by = ["--reviewer", "张三"]
    assert run_command_line(["approve", str(run), "0", *by]) == 0
    assert run_command_line(["render", str(run)]) == 0
    other = {"report.md": "report.html", "report.html": "report.md"}[report]
    for name in (other, *(path.name for path in run.glob("review.sqlite*"))):
        (run / name).unlink()
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    capsys.readouterr()
    for command, *more in (
        ["approve", "1", *by],
        ["undo", "0", *by],
        ["review", "--cli", *by],
        ["review"],
        ["status"],
        ["status", "--verify"],
        ["render"],
        ["render", "--final"],
        ["draft"],
        ["export-review", str(tmp_path / "r.xlsx")],
        ["import-review", str(tmp_path / "r.xlsx"), *by],
    ):
        assert run_command_line([command, str(run), *more]) == 2, command
        told = capsys.readouterr().err
        assert "review.sqlite 不见了" in told, command
        assert f"{report} 印着它的第 8 条" in told, command
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    (run / report).rename(tmp_path / report)
    assert run_command_line(["approve", str(run), "1", *by]) == 0


def test_no_final_report_rests_on_a_record_that_was_cut_off(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would take the place of the report that tells of what is missing."""
    for segment in ("0", "1"):
        assert run_command_line(["approve", str(run), segment, "--reviewer", "张三"]) == 0
    undo = ["undo", str(run), "0", "--part", "name", "--reviewer", "张三"]
    assert run_command_line(undo) == 0
    assert run_command_line(["render", str(run)]) == 0
    printed = (run / "report.md").read_bytes()
    cut(run, len(store.read_entries(run)) - 1)
    assert run_command_line(["render", str(run), "--final"]) == 2
    assert "末尾至少少了 1 条" in capsys.readouterr().err
    assert (run / "report.md").read_bytes() == printed


def test_a_record_that_another_program_holds_is_said_to_be_busy(
    run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not that anything changed; and once it is free the same command goes through."""
    monkeypatch.setattr("segreport.store.reviews.BUSY_SECONDS", 0.05)
    approve = ["approve", str(run), "0", "--part", "name", "--reviewer", "张三"]
    with store.open_reviews(run):
        other = sqlite3.connect(run / store.REVIEWS, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert run_command_line(approve) == 2
        told = capsys.readouterr().err
        other.close()
    assert "正被别的程序占用" in told
    assert "稍后再试" in told
    assert store.read_entries(run) == ()
    assert run_command_line(approve) == 0
