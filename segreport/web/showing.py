"""What a reviewer sees of a part: words and pieces that the templates only arrange."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from segreport.models import VERDICT_LABELS, VERDICTS, Author, Finding, Judgement, Profile, Verdict
from segreport.report import CellGroup, group_cells
from segreport.review import (
    ACTION_LABELS,
    STATE_LABELS,
    Change,
    Decision,
    Entry,
    Part,
    Sheet,
    needs_reason,
    obstacles,
    same_person,
    standing,
)
from segreport.wording import format_moment

AUTHORS: dict[Author, str] = {"rule": "规则撰写", "model": "模型撰写", "person": "人工改写"}
HEADINGS = {
    "name": "命名",
    "trait": "特征",
    "summary": "群组特点",
    "marketing": "营销策略",
    "service": "服务重点",
    "target": "目标（非数据，待业务确认）",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and how it is marked."""

    text: str
    mark: str = ""
    """A verdict, 'old' or 'new'; empty for text that needs no mark."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict on a text with everything behind it."""

    tone: Verdict
    label: str
    pieces: tuple[Piece, ...]
    messages: tuple[Piece, ...]
    """What the checker has to say, worst first."""
    groups: tuple[CellGroup, ...]
    obstacles: tuple[str, ...]
    """Why nobody may approve it."""
    asks_reason: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since a decision."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record."""

    who: str
    when: str
    what: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Card:
    """One part on the screen of its segment."""

    number: int
    """From 1, in the order of the report."""
    part: Part
    heading: str
    """Of the group that begins here; empty within one."""
    ruling: Ruling
    author: str
    state: str
    """What became of it and by whom."""
    differences: tuple[Difference, ...]
    record: tuple[Line, ...]
    can_approve: bool
    can_reject: bool
    can_undo: bool
    doubtful: bool


def show_cards(sheet: Sheet, profile: Profile, reviewer: str) -> tuple[Card, ...]:
    """The parts of a segment as this reviewer sees them."""
    cards = []
    before = ""
    for number, part in enumerate(sheet.parts, start=1):
        heading = HEADINGS.get(part.place.partition("/")[0], part.title)
        cards.append(_card(number, part, "" if heading == before else heading, profile, reviewer))
        before = heading
    return tuple(cards)


def _card(number: int, part: Part, heading: str, profile: Profile, reviewer: str) -> Card:
    backs = any(same_person(reviewer, name) for name in part.backers)
    own = any(
        isinstance(entry.event, Decision) and same_person(reviewer, entry.event.reviewer)
        for entry in standing(part.history)
    )
    ruling = show_ruling(part.shown.judgement, profile)
    return Card(
        number=number,
        part=part,
        heading=heading,
        ruling=ruling,
        author=AUTHORS[part.author],
        state=describe_state(part),
        differences=tuple(show_change(change) for change in part.changes),
        record=show_record(part.history),
        can_approve=not part.done and not backs and not ruling.obstacles,
        can_reject=part.state != "rejected",
        can_undo=own,
        doubtful=is_doubtful(part),
    )


def is_doubtful(part: Part) -> bool:
    """Whether a person has to think about it, not only to nod."""
    return not part.done and (part.state in ("rejected", "void") or not part.shown.judgement.fit)


def describe_state(part: Part) -> str:
    """待审; 已批准 · 张三 · 11-23 10:32; 已有 1 人批准（张三），还需 1 人."""
    label = STATE_LABELS[part.state]
    if part.state == "pending" and part.backers:
        behind = len(part.backers)
        names = "、".join(part.backers)
        return f"已有 {behind} 人批准（{names}），还需 {part.required - behind} 人"
    if part.state in ("approved", "edited") and part.backers:
        label = f"{label} · {'、'.join(part.backers)}"
    elif part.last is not None:
        label = f"{label} · {part.last.reviewer}"
    return label if part.last is None else f"{label} · {show_moment(part.last.at)}"


def show_moment(at: str) -> str:
    """A moment of the record without its year: 11-23 10:32."""
    return format_moment(at).partition("-")[2]


def show_ruling(judgement: Judgement, profile: Profile) -> Ruling:
    """A judgement in words."""
    cells = dict.fromkeys(judgement.evidence)
    cells |= dict.fromkeys(cell for finding in judgement.findings for cell in finding.cells)
    worst_first = sorted(judgement.findings, key=lambda f: VERDICTS.index(f.verdict))
    return Ruling(
        tone=judgement.verdict,
        label=VERDICT_LABELS[judgement.verdict],
        pieces=_marked(judgement.text, judgement.findings),
        messages=tuple(dict.fromkeys(Piece(f.message, f.verdict) for f in worst_first)),
        groups=group_cells(profile, cells, judgement.segment),
        obstacles=obstacles(judgement),
        asks_reason=needs_reason(judgement),
    )


def _marked(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """The text cut where findings begin and end; where several lie, the worst one marks."""
    marks = [""] * len(text)
    for finding in sorted(findings, key=lambda f: -VERDICTS.index(f.verdict)):
        for place in range(finding.start, min(finding.end, len(text))):
            marks[place] = finding.verdict
    pieces: list[Piece] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[start]:
            pieces.append(Piece(text[start:end], marks[start]))
            start = end
    return tuple(pieces)


def show_change(change: Change) -> Difference:
    """A change with what went and what came marked."""
    return Difference(change.what, compare_texts(change.before, change.after))


def compare_texts(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one, character by character: what went is 'old', what came is 'new'."""
    pieces = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(before[a:b]))
            continue
        pieces += [Piece(text, mark) for text, mark in ((before[a:b], "old"), (after[c:d], "new"))]
    return tuple(piece for piece in pieces if piece.text)


def show_record(entries: Iterable[Entry]) -> tuple[Line, ...]:
    """Lines of the record in words."""
    events = (entry.event for entry in entries)
    return tuple(_line(event) for event in events if isinstance(event, Decision))


def _line(decision: Decision) -> Line:
    return Line(
        who=decision.reviewer,
        when=show_moment(decision.at),
        what=ACTION_LABELS[decision.action],
        text=decision.shown.text,
        reason=decision.reason,
    )
