"""What the templates are given: bars, marked texts, differences and states."""

from threading import Thread
from typing import Any

import pytest

from segreport.models import Feature, FeatureStats, Overall, Profile, SegmentProfile
from segreport.web.bars import HEIGHT, draw_bars
from segreport.web.sessions import Door, Session
from segreport.web.showing import Piece, compare_texts, show_moment
from segreport.web.users import hash_password, holds, read_users, save_user
from segreport.wording import format_moment


def profile_of(means: list[float]) -> Profile:
    """A table of one feature with these means, a segment each."""

    def stats(mean: float) -> FeatureStats:
        nothing: dict[str, Any] = dict.fromkeys(("d", "v", "p", "q"), 0.0)
        return FeatureStats(
            count=1, missing=0, mean=mean, median=mean, std=1.0, q1=mean, q3=mean, rank=1,
            ratio=None, total_share=None, **nothing,
        )  # fmt: skip

    segments = tuple(
        SegmentProfile(label=str(n), n=1, share=1 / len(means), rank=1, stats={"x": stats(mean)})
        for n, mean in enumerate(means)
    )
    mean = sum(means) / len(means)
    overall = Overall(count=1, missing=0, mean=mean, median=mean, std=1.0, q1=mean, q3=mean)
    feature = Feature(name="x", label="甲", unit="次", decimals=1)
    return Profile(
        title="t", n=3, order_by=None, features=(feature,), describing=(), themes=(),
        overall={"x": overall}, segments=segments,
    )  # fmt: skip


def test_bars_are_as_high_as_the_means() -> None:
    """The highest fills the drawing, the others in proportion; the mean of all is a line."""
    drawn = draw_bars(profile_of([1.0, 4.0, 1.0]), "x", "1")
    assert drawn is not None
    assert [bar.height for bar in drawn.bars] == [8.0, 32.0, 8.0]
    assert [bar.own for bar in drawn.bars] == [False, True, False]
    assert drawn.overall == HEIGHT - 16
    assert drawn.text == "群组 0：1.0 次；群组 1：4.0 次；群组 2：1.0 次"


def test_bars_below_zero_hang_from_it() -> None:
    """Zero lies where the bars meet."""
    drawn = draw_bars(profile_of([-1.0, 3.0]), "x", "0")
    assert drawn is not None
    assert drawn.base == 24.0
    assert [(bar.y, bar.height) for bar in drawn.bars] == [(24.0, 8.0), (0.0, 24.0)]


def test_bars_of_nothing_can_be_seen() -> None:
    """Where all means are zero there is still a bar for each."""
    drawn = draw_bars(profile_of([0.0, 0.0]), "x", "0")
    assert drawn is not None
    assert all(bar.height > 1 for bar in drawn.bars)


def test_there_are_no_bars_of_a_text_column() -> None:
    """Its categories have no mean."""
    assert draw_bars(profile_of([1.0]), "gender", "0") is None


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("总资产最高", "总资产最低", [("总资产最", ""), ("高", "old"), ("低", "new")]),
        ("", "新", [("新", "new")]),
        ("旧", "", [("旧", "old")]),
        ("一样", "一样", [("一样", "")]),
    ],
)
def test_a_difference_shows_what_went_and_what_came(
    before: str, after: str, pieces: list[tuple[str, str]]
) -> None:
    """Character by character, as Chinese has no blanks between words."""
    assert compare_texts(before, after) == tuple(Piece(*piece) for piece in pieces)


def test_a_moment_is_shown_by_the_clock_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The record has UTC."""
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    assert show_moment("2026-11-23T18:30:05+00:00") == "11-24 02:30"
    assert format_moment("2026-12-31T18:30:05+00:00") == "2027-01-01 02:30"
    monkeypatch.undo()
    time.tzset()


def test_sessions_end_after_a_day_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the browser thinks of the cookie's age."""
    door = Door()
    key = door.enter(door.add_link(), "张敏")
    assert key is not None
    assert door.find(key) is not None
    monkeypatch.setattr("segreport.web.sessions.time.monotonic", lambda: 1e12)
    assert door.find(key) is None
    assert door.sessions == {}


class Crowded(dict[str, Session]):
    """Sessions of a door through which somebody comes while they are looked through."""

    def __init__(self, door: Door) -> None:
        super().__init__(door.sessions)
        self.newcomer = Thread(target=door.enter, args=(door.add_link(), "李强"))

    def items(self) -> Any:
        """As of a dict; the newcomer gets a moment to come in."""
        found = list(super().items())
        if not self.newcomer.ident:
            self.newcomer.start()
            self.newcomer.join(0.2)
        return found


def test_who_comes_in_while_another_leaves_stays_in() -> None:
    """Leaving looks through the sessions, and must not forget one that was begun meanwhile."""
    door = Door()
    key = door.enter(door.add_link(), "张敏")
    assert key is not None
    session = door.sessions[key]
    door.sessions = crowded = Crowded(door)
    door.end(session)
    crowded.newcomer.join()
    assert [other.reviewer for other in door.sessions.values()] == ["李强"]


def test_a_password_holds_only_for_its_own_line(tmp_path: Any) -> None:
    """Salted: two people with one password have two hashes, and neither line holds another."""
    path = tmp_path / "users"
    for name in ("张敏", "李强"):
        save_user(path, hash_password(name, "ten characters"))
    users = read_users(path)
    assert holds(users["张敏"], "ten characters")
    assert not holds(users["张敏"], "ten character")
    assert not holds(None, "ten characters")
    assert users["张敏"].digest != users["李强"].digest
