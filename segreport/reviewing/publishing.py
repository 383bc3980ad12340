"""What a reviewed run publishes: the text as it stands, and how far its review is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segreport import store
from segreport.errors import NotApproved
from segreport.models import Draft, Judgement, SegmentDraft, Sentence
from segreport.review import (
    STATE_LABELS,
    Decision,
    Effect,
    Entry,
    History,
    Line,
    Part,
    Review,
    Sheet,
    standing,
)
from segreport.reviewing.desk import Desk, lay_out, open_desk, parts_of, pending

NAMED = 12
"""Open parts that a refusal names one by one."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A run after its review so far."""

    draft: Draft
    """With the edits that stand."""
    judgements: tuple[Judgement, ...]
    """Of that draft, as far as there were any of the run's."""
    review: Review


def review_run(desk: Desk, entries: Sequence[Entry], judgements: Sequence[Judgement]) -> Reviewed:
    """The run as its reviewers have left it; `judgements` are those of its own draft."""
    if not entries:
        unapproved = frozenset(sentence.id for sentence in desk.draft.sentences())
        count = sum(1 for segment in desk.draft.segments for _ in parts_of(segment))
        return Reviewed(desk.draft, tuple(judgements), Review(unapproved, count, 0))
    history = History().extended(entries)
    sheets = lay_out(desk, history)
    pairs = zip(desk.draft.segments, sheets, strict=True)
    draft = Draft(segments=tuple(_edited(segment, sheet) for segment, sheet in pairs))
    parts = [part for sheet in sheets for part in sheet.parts]
    own = {part.shown.judgement.id: part.shown.judgement for part in parts}
    kept = tuple(own.get(judgement.id, judgement) for judgement in judgements)
    review = Review(
        unapproved=frozenset(_unapproved(draft, parts)),
        parts=len(parts),
        done=sum(part.done for part in parts),
        required=history.required,
        head=history.head,
        lines=tuple(_lines(entries, parts)),
        agreements={
            sheet.segment: sheet.agreement_reason
            for sheet in sheets
            if sheet.parts[0].author == "person"
        },
    )
    return Reviewed(draft, kept, review)


def read_reviewed(folder: Path) -> Draft:
    """The text of a run as it stands. Raises StoreError where the run is not whole."""
    desk = open_desk(folder)
    return review_run(desk, store.read_entries(folder), ()).draft


def refuse_unapproved(desk: Desk, entries: Sequence[Entry]) -> None:
    """Raises NotApproved, saying what is missing, unless every part is approved."""
    sheets = lay_out(desk, History().extended(entries))
    waiting = pending(sheets)
    if not waiting:
        return
    told = "、".join(
        f"群组 {part.segment} 的{part.title}（{_why(part)}）" for part in waiting[:NAMED]
    )
    rest = f"，另有 {len(waiting) - NAMED} 处" if len(waiting) > NAMED else ""
    total = sum(len(sheet.parts) for sheet in sheets)
    raise NotApproved(
        f"不能出终稿：{total} 处文字中还有 {len(waiting)} 处没有批准：{told}{rest}。"
        f"请用 segreport review {desk.folder} 审完再试。"
    )


def _why(part: Part) -> str:
    if part.backers:
        return f"还差 {part.required - len(part.backers)} 人"
    return STATE_LABELS[part.state]


def _edited(segment: SegmentDraft, sheet: Sheet) -> SegmentDraft:
    """The draft of a segment with the edits that stand."""
    parts = {part.place: part for part in sheet.parts}

    def pick(sentence: Sentence) -> Sentence:
        part = parts[sentence.place]
        if part.author == sentence.author and part.text == sentence.text:
            return sentence
        return sentence.model_copy(update={"text": part.text, "author": part.author})

    grounds = parts["name"].shown.beside[1]
    return segment.model_copy(
        update={
            "name": pick(segment.name),
            "grounds": segment.grounds.model_copy(update={"text": grounds}),
            "traits": tuple(map(pick, segment.traits)),
            "summary": pick(segment.summary),
            "marketing": tuple(map(pick, segment.marketing)),
            "service": tuple(map(pick, segment.service)),
            "targets": tuple(map(pick, segment.targets)),
        }
    )


def _unapproved(draft: Draft, parts: Sequence[Part]) -> Iterator[str]:
    """Ids of what is not approved; the lead and the grounds share the fate of the name."""
    waiting = {(part.segment, part.place) for part in parts if not part.done}
    for segment in draft.segments:
        for sentence in segment.sentences():
            place = "name" if sentence in (segment.lead, segment.grounds) else sentence.place
            if (sentence.segment, place) in waiting:
                yield sentence.id


def _lines(entries: Sequence[Entry], parts: Sequence[Part]) -> Iterator[Line]:
    found = {(part.segment, part.place): part for part in parts}
    for entry in entries:
        event = entry.event
        if not isinstance(event, Decision):
            yield Line(entry, "", None)
            continue
        part = found.get((event.segment, event.place))
        title = f"群组 {event.segment} · {part.title if part else event.place}"
        yield Line(entry, title, None if event.action == "undo" else _effect(entry, event, part))


def _effect(entry: Entry, event: Decision, part: Part | None) -> Effect:
    if part is None:
        return "void"
    if entry not in standing(part.history):
        return "undone"
    if event.shown.hash != part.shown.hash:
        return "void"
    if event.action == "reject":
        return "counts" if part.state == "rejected" else "void"
    return "counts" if part.backers else "void"
