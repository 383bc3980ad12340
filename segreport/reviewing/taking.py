"""Decisions taken: a choice held against what is there, judged, and put on record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from segreport.errors import Outdated, SegreportError
from segreport.review import Choice, Decision, Entry, History, Shown, decide
from segreport.reviewing.desk import Desk, find_sentence, lay_out_part, names_after, show
from segreport.store import Reviews
from segreport.wording import plain


def take(desk: Desk, reviews: Reviews, choices: Sequence[Choice]) -> tuple[Entry, ...]:
    """Decide and record, all of the choices or none; returns once they are on the disk.

    Raises NotApproved, Outdated or SegreportError, each with one Chinese message.
    """
    if not desk.fresh():
        raise Outdated("这次运行在您看过之后重新做过，内容可能变了。请重新打开再决定。")
    at = now()

    def make(choice: Choice) -> Callable[[History], Decision]:
        return lambda history: _decide(desk, history, choice, at)

    return reviews.record([make(choice) for choice in choices])


def now() -> str:
    """The time as the record has it: ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def judge_edit(desk: Desk, history: History, choice: Choice) -> Shown:
    """What would be shown, verdict and findings included, if this edit were made."""
    text = plain(choice.text)
    if not text:
        raise SegreportError("改写后的文字是空的。要否决这一处请用否决。")
    _, sentence = find_sentence(desk, choice.segment, choice.place)
    names = names_after(desk, history)
    if sentence.kind == "name":
        names = tuple((s, text if s == sentence.segment else name) for s, name in names)
    return show(desk, sentence, text, names)


def _decide(desk: Desk, history: History, choice: Choice, at: str) -> Decision:
    part = lay_out_part(desk, history, choice.segment, choice.place)
    proposed = judge_edit(desk, history, choice) if choice.action == "edit" else None
    return decide(part, choice, proposed, at)
