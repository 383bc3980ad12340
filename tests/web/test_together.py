"""Many decide at the same moment: each gets what is due to them, whoever's turn it was to write."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from segreport import store
from segreport.errors import Outdated, SegreportError, StoreError
from segreport.review import Choice, Decision, Entry, Part
from segreport.reviewing import lay_out, open_desk, take


def choose(part: Part, who: int, *, version: int = 0) -> Choice:
    """An approval of what is shown."""
    name = f"审核人{who}"
    return Choice("approve", part.segment, part.place, name, version=version, seen=part.shown.hash)


def test_one_failure_among_many_fails_alone(run_folder: Path) -> None:
    """Of forty decisions at once a quarter is outdated; the others are recorded, each once."""
    desk = open_desk(run_folder)
    parts = [
        part for sheet in lay_out(desk, store.read_history(run_folder)) for part in sheet.parts
    ]
    barrier = Barrier(40)

    with store.open_reviews(run_folder) as reviews:

        def decide(who: int) -> tuple[Entry, ...] | SegreportError:
            barrier.wait()
            try:
                return take(desk, reviews, [choose(parts[who], who, version=int(who % 4 == 0))])
            except SegreportError as error:
                return error

        with ThreadPoolExecutor(40) as pool:
            results = list(pool.map(decide, range(40)))

    for who, result in enumerate(results):
        if who % 4 == 0:
            assert isinstance(result, Outdated)
        else:
            assert isinstance(result, tuple)
            (entry,) = result
            assert isinstance(entry.event, Decision)
            assert entry.event.reviewer == f"审核人{who}"
    assert len(store.verify(run_folder)) == 30
    numbers = [entry.number for result in results if isinstance(result, tuple) for entry in result]
    assert sorted(numbers) == list(range(1, 31))


def test_a_group_is_all_or_nothing_whoever_it_is_written_with(run_folder: Path) -> None:
    """Each of ten people approves three parts, the third outdated for half of them."""
    desk = open_desk(run_folder)
    parts = [
        part for sheet in lay_out(desk, store.read_history(run_folder)) for part in sheet.parts
    ]
    barrier = Barrier(10)

    with store.open_reviews(run_folder) as reviews:

        def decide(who: int) -> int:
            mine = parts[3 * who : 3 * who + 3]
            choices = [choose(part, who) for part in mine[:2]]
            choices.append(choose(mine[2], who, version=who % 2))
            barrier.wait()
            try:
                return len(take(desk, reviews, choices))
            except Outdated:
                return 0

        with ThreadPoolExecutor(10) as pool:
            assert list(pool.map(decide, range(10))) == [3, 0] * 5
    assert len(store.verify(run_folder)) == 15


def test_two_on_one_part_at_once_are_told_apart(run_folder: Path) -> None:
    """Exactly one of eight is first; all others learn that somebody was."""
    desk = open_desk(run_folder)
    (part, *_) = lay_out(desk, store.read_history(run_folder))[0].parts
    barrier = Barrier(8)

    with store.open_reviews(run_folder) as reviews:

        def decide(who: int) -> bool:
            barrier.wait()
            try:
                take(desk, reviews, [choose(part, who)])
            except Outdated:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(decide, range(8))) == 1
    assert len(store.verify(run_folder)) == 1


def test_when_the_disk_refuses_nobody_is_told_that_it_is_done(
    run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everyone whose decision was to be written gets the error, and nothing is there."""
    desk = open_desk(run_folder)
    parts = lay_out(desk, store.read_history(run_folder))[0].parts
    barrier = Barrier(6)

    with store.open_reviews(run_folder) as reviews:

        def refuse(_: object) -> None:
            raise StoreError("写不进去")

        monkeypatch.setattr(reviews, "_write", refuse)

        def decide(who: int) -> bool:
            barrier.wait()
            with pytest.raises(StoreError):
                take(desk, reviews, [choose(parts[who], who)])
            return True

        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(decide, range(6)))
    assert len(store.verify(run_folder)) == 0
