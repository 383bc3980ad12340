"""`segreport approve|edit|reject|undo` and `import-review`: from options to decisions on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from segreport import store
from segreport.cli.output import console
from segreport.errors import NotApproved, Outdated, ReasonMissing, SegreportError
from segreport.review import (
    ACTION_LABELS,
    Action,
    Choice,
    Decision,
    Entry,
    Part,
    Sheet,
    describe_conflict,
    same_person,
    standing,
)
from segreport.reviewing import (
    Desk,
    lay_out,
    lay_out_part,
    lay_out_segment,
    now,
    open_desk,
    pending,
    take,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask for."""

    action: Action
    segment: str
    places: Sequence[str] | None
    """Places or their titles; None: the whole segment, as far as it makes sense."""
    reviewer: str
    reason: str
    text: str = ""
    seen: int | None = None
    """Lines of the record that the reviewer has seen; None: whatever is there."""


def decide(folder: Path, wanted: Wanted, reviewers: int | None) -> int:
    """Record what is wanted, all of it or nothing, and say how far the review is."""
    desk = open_desk(folder)
    with store.open_reviews(folder) as reviews:
        if reviewers is not None:
            reviews.require(reviewers, wanted.reviewer, now())
        sheet = lay_out_segment(desk, reviews.history(), wanted.segment)
        choices = [_choice(wanted, part) for part in _chosen(sheet, wanted)]
        try:
            entries = take(desk, reviews, choices)
        except ReasonMissing as error:
            raise ReasonMissing(f"{error}请加上 --reason 理由。") from error
        sheets = lay_out(desk, reviews.history())
    _say_recorded(entries)
    _say_rest(sheets)
    return 0


def import_workbook(folder: Path, file: Path, reviewer: str, reviewers: int | None) -> int:
    """Record the rows that hold, list those that do not; 1 where there are any of these."""
    from segreport.reviewing.workbook import read_workbook

    desk = open_desk(folder)
    recorded: list[Entry] = []
    refused: list[str] = []
    with store.open_reviews(folder) as reviews:
        choices = read_workbook(file, reviewer)
        if reviewers is not None:
            reviews.require(reviewers, reviewer, now())
        for row, choice in choices:
            try:
                if _recorded_before(desk, reviews, choice):
                    continue
                recorded += take(desk, reviews, [choice])
            except SegreportError as error:
                refused.append(f"第 {row} 行没有记下。{error}")
        sheets = lay_out(desk, reviews.history())
    _say_recorded(recorded)
    _say_rest(sheets)
    if refused:
        raise NotApproved("\n".join([f"有 {len(refused)} 行没有记下：", *refused]))
    return 0


def _recorded_before(desk: Desk, reviews: store.Reviews, choice: Choice) -> bool:
    """Whether the same person has decided the same already: a file that is read a second time."""
    part = lay_out_part(desk, reviews.history(), choice.segment, choice.place)
    for entry in reversed(part.history):
        event = entry.event
        if not isinstance(event, Decision) or entry.number <= (choice.version or 0):
            return False
        same = (event.action, event.reason) == (choice.action, choice.reason)
        text = choice.action != "edit" or event.shown.text == choice.text
        if same and text and same_person(event.reviewer, choice.reviewer):
            return True
    return False


def _chosen(sheet: Sheet, wanted: Wanted) -> tuple[Part, ...]:
    """The parts that are meant. Raises SegreportError where there is none."""
    if wanted.places is not None:
        return tuple(_named(sheet, place) for place in dict.fromkeys(wanted.places))
    if wanted.action == "undo":
        parts = tuple(part for part in sheet.parts if _decided_by(part, wanted.reviewer))
        nothing = f"{wanted.reviewer} 在{sheet.title} 没有可以撤回的决定。"
    elif wanted.action == "reject":
        parts = tuple(part for part in sheet.parts if part.state != "rejected")
        nothing = f"{sheet.title} 已经全部否决。"
    else:
        parts = tuple(part for part in sheet.parts if part.awaits(wanted.reviewer))
        nothing = f"{sheet.title} 没有等 {wanted.reviewer} 批准的文字；已否决的请用 --part 指定。"
    if not parts:
        raise SegreportError(nothing)
    return parts


def _named(sheet: Sheet, place: str) -> Part:
    for part in sheet.parts:
        if place in (part.place, part.title):
            return part
    known = "、".join(part.place for part in sheet.parts)
    raise SegreportError(f"{sheet.title} 没有 {place} 这一处，有的是 {known}。")


def _decided_by(part: Part, reviewer: str) -> bool:
    events = (entry.event for entry in standing(part.history))
    return any(isinstance(e, Decision) and same_person(e.reviewer, reviewer) for e in events)


def _choice(wanted: Wanted, part: Part) -> Choice:
    if wanted.seen is not None and part.version > wanted.seen:
        told = describe_conflict(part, wanted.seen)
        raise Outdated(f"群组 {part.segment} 的{part.title}：{told}请看过再决定。")
    return part.chosen(wanted.action, wanted.reviewer, wanted.text, wanted.reason)


def _say_recorded(entries: Sequence[Entry]) -> None:
    actions = Counter(e.event.action for e in entries if isinstance(e.event, Decision))
    told = "，".join(f"{ACTION_LABELS[action]} {count} 处" for action, count in actions.items())
    console().print(f"已记下：{told}。" if told else "没有新的决定。", markup=False)


def _say_rest(sheets: Sequence[Sheet]) -> None:
    """How much is left."""
    total, left = sum(len(sheet.parts) for sheet in sheets), len(pending(sheets))
    rest = f"还有 {left} 处待批准（共 {total} 处）。" if left else f"{total} 处文字已全部批准。"
    console().print(rest, markup=False)
