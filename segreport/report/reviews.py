"""Appendix C: who decided what, when and why, and where the record ends."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from segreport.models import VERDICT_LABELS, Sentence
from segreport.report.tables import NOTHING, Table, left, right, table
from segreport.review import ACTION_LABELS, Decision, Effect, Line, Review
from segreport.wording import format_count

NOT_REVIEWED = "尚未审核。"
STAMP = "〔草稿〕"
"""Stands behind every text that nobody has approved."""

_ENDING = re.compile(
    r"^(?:<p>)?共 [\d,]+ 处文字，.*。审核记录 (?P<lines>[\d,]+) 条，逐条以散列值相连，"
    r"末条的 SHA-256 为 (?P<head>[0-9a-f]{64})；",
    re.MULTILINE,
)
"""`review_note` as it stands in either output; only a template begins a line with it."""

_EFFECTS: dict[Effect, str] = {"counts": "有效", "void": "已失效", "undone": "已撤回"}


def stamp(sentence: Sentence, unapproved: Collection[str]) -> str:
    """The mark of a sentence whose id is among those that nobody has approved; else nothing."""
    return STAMP if sentence.id in unapproved else ""


def banner(review: Review | None) -> str:
    """What stands at the head of a draft; empty of a final report."""
    if review is None or not review.unapproved:
        return ""
    waiting = format_count(review.parts - review.done)
    open_parts = f"有 {waiting} 处" if review.done else "全部"
    total = format_count(review.parts)
    return f"草稿：{total} 处文字{open_parts}尚未批准，均标有{STAMP}，不得对外使用。"


def review_note(review: Review | None) -> str:
    """How far the review is, and the head of the chain."""
    if review is None or not review.lines:
        return NOT_REVIEWED
    total, done = format_count(review.parts), format_count(review.done)
    state = "已全部批准" if review.done == review.parts else f"已批准 {done} 处"
    return (
        f"共 {total} 处文字，每处须 {format_count(review.required)} 人批准，{state}。"
        f"审核记录 {format_count(len(review.lines))} 条，逐条以散列值相连，"
        f"末条的 SHA-256 为 {review.head}；用 segreport status --verify 可以验证。"
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the record of a review ended when a report was made."""

    lines: int
    head: str


def read_ending(report: str) -> Ending | None:
    """What `review_note` says of the record in a report; None where it says nothing."""
    found = _ENDING.search(report)
    return Ending(int(found["lines"].replace(",", "")), found["head"]) if found else None


def review_table(review: Review | None) -> Table | None:
    """Every line of the record."""
    if review is None or not review.lines:
        return None
    columns = [
        *right("序号"),
        *left("时间（UTC）", "审核人", "位置", "决定", "内容", "理由", "现状"),
    ]
    return table(columns, (_row(line) for line in review.lines))


def _row(line: Line) -> list[str]:
    event = line.entry.event
    number, at = str(line.entry.number), event.at[:19].replace("T", " ")
    if not isinstance(event, Decision):
        asked = f"每处须 {format_count(event.reviewers)} 人批准"
        return [number, at, event.reviewer, "全部", "定人数", asked, NOTHING, NOTHING]
    return [
        number,
        at,
        event.reviewer,
        line.title,
        ACTION_LABELS[event.action],
        _content(event, line.effect),
        event.reason or NOTHING,
        _EFFECTS[line.effect] if line.effect else NOTHING,
    ]


def _content(event: Decision, effect: Effect | None) -> str:
    """What was decided on, where the report does not show it already."""
    verdict = event.shown.judgement.verdict
    held = verdict in ("supported", "opinion")
    doubt = "" if held else f"（{VERDICT_LABELS[verdict]}）"
    if event.action == "edit":
        return f"“{event.replaced}”改为“{event.shown.text}”{doubt}"
    if event.action == "undo":
        return f"撤回第 {event.takes_back} 条"
    if event.action == "approve" and effect == "counts":
        return f"如正文{doubt}"
    return f"“{event.shown.text}”{doubt}"
