"""The nouns of a review: what is shown, what is decided on it, and what has been decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from segreport.models import Agreement, Author, Frozen, Judgement, Kind, Text
from segreport.review.people import same_person

Action = Literal["approve", "edit", "reject", "undo"]
State = Literal["pending", "approved", "edited", "rejected", "void"]

STATE_LABELS: dict[State, str] = {
    "pending": "待审",
    "approved": "已批准",
    "edited": "已改定",
    "rejected": "已否决",
    "void": "已失效",
}
ACTION_LABELS: dict[Action, str] = {
    "approve": "批准",
    "edit": "改写",
    "reject": "否决",
    "undo": "撤回",
}
Effect = Literal["counts", "void", "undone"]
"""Whether a decision holds, covers what is no longer there, or was taken back."""
LATEST = ""
"""A choice that was made on whatever is there now."""


class Shown(Frozen):
    """Exactly what a decision covers; when its hash is another one, the decision is void."""

    profile: str
    """sha256 of profile.json."""
    rules: str
    """sha256 of everything that verdicts rest on: truth table, lexicon, wording rules, pack."""
    text: Text
    beside: tuple[str, ...] = ()
    """Of a name: the line under the heading and the grounds, which are decided with it."""
    judgement: Judgement
    """The verdict on `text` with its findings and cells."""

    @cached_property
    def hash(self) -> str:
        """sha256 of all of it."""
        return hashlib.sha256(canonical(self).encode()).hexdigest()


class Decision(Frozen):
    """What a reviewer decided, and what it was decided on."""

    action: Action
    segment: str
    place: str
    reviewer: str
    at: str
    """When, ISO 8601 in UTC."""
    reason: str = ""
    shown: Shown
    """What it covers; of an edit: the new text as it was judged."""
    drafted: str
    """What the draft had at this place."""
    drafted_by: Author
    replaced: str = ""
    """Of an edit: the text that stood there before."""
    takes_back: int = 0
    """Of an undo: the number of the entry that no longer counts."""


class Requirement(Frozen):
    """How many people have to stand behind each part, from here on."""

    action: Literal["require"] = "require"
    reviewers: Annotated[int, Field(ge=1, le=9)]
    reviewer: str
    """Who asked for it."""
    at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record."""

    number: int
    """From 1, without gaps."""
    previous: str
    """The hash of the entry before; of the first one 64 zeros."""
    hash: str
    """sha256 of `previous` and the event."""
    event: Decision | Requirement


@dataclass(frozen=True)
class History:
    """What has been decided, by the part it is about."""

    parts: Mapping[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    """(segment, place) → its decisions, oldest first."""
    required: int = 1
    """People that have to stand behind a part."""
    head: str = ""
    """The hash of the last entry; empty where nothing was decided."""
    count: int = 0

    def on(self, segment: str, place: str) -> tuple[Entry, ...]:
        """The decisions on one part, oldest first."""
        return self.parts.get((segment, place), ())

    def extended(self, entries: Iterable[Entry]) -> History:
        """The history with later entries."""
        parts = dict(self.parts)
        required, head, count = self.required, self.head, self.count
        for entry in entries:
            event = entry.event
            if isinstance(event, Requirement):
                required = event.reviewers
            else:
                key = (event.segment, event.place)
                parts[key] = (*parts.get(key, ()), entry)
            head, count = entry.hash, count + 1
        return History(parts, required, head, count)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reviewer wants, and what he had before him when he wanted it."""

    action: Action
    segment: str
    place: str
    reviewer: str
    text: str = ""
    """Of an edit: the new text."""
    reason: str = ""
    version: int | None = None
    """`Part.version` of what he saw; None: whatever is there."""
    seen: str = LATEST
    """`Part.shown.hash` of what he saw; empty: whatever is there."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is no longer as it was when it was decided on."""

    what: str
    """In Chinese: 文字, 数据, 核对结论, 规则 …"""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to decide on: everything that a reviewer sees of it."""

    segment: str
    place: str
    """name, trait/资产, summary, marketing/1, service/1, target/1."""
    kind: Kind
    title: str
    """命名, 特征 · 资产, 群组特点, 营销策略 1 …"""
    shown: Shown
    """The text, its verdict, findings and cells; a decision covers `shown.hash`."""
    author: Author
    """Who wrote the text that is shown."""
    drafted: str
    """What the draft has here; another text than the shown one where a person edited it."""
    drafted_by: Author
    rule: str
    """What the rules wrote here; empty where they wrote nothing."""
    state: State
    version: int
    """The number of the last entry about this part, 0 where there is none."""
    backers: tuple[str, ...]
    """Who stands behind exactly what is shown."""
    required: int
    """How many of them it takes."""
    last: Decision | None
    """The last decision that was not taken back: who, when, why."""
    changes: tuple[Change, ...]
    """Of a void part: what changed since that decision."""
    history: tuple[Entry, ...]
    """Everything ever decided on it, oldest first."""

    @property
    def done(self) -> bool:
        """Whether it may go into a final report."""
        return self.state in ("approved", "edited")

    @property
    def text(self) -> str:
        """The text that is shown."""
        return self.shown.text

    def chosen(self, action: Action, reviewer: str, text: str = "", reason: str = "") -> Choice:
        """A choice on exactly what this shows."""
        return Choice(
            action=action,
            segment=self.segment,
            place=self.place,
            reviewer=reviewer,
            text=text,
            reason=reason,
            version=self.version,
            seen=self.shown.hash,
        )

    def awaits(self, reviewer: str) -> bool:
        """Whether it lacks this person's approval; a rejected part takes a decision of its own."""
        mine = any(same_person(reviewer, backer) for backer in self.backers)
        return not self.done and self.state != "rejected" and not mine


@dataclass(frozen=True, slots=True)
class Sheet:
    """One segment before a reviewer."""

    segment: str
    title: str
    """群组 0."""
    name: str
    """As it stands, edits included."""
    rule_name: str
    agreement: Agreement | None
    """How the name goes with the rules'."""
    agreement_reason: str
    parts: tuple[Part, ...]
    """In the order of the report."""

    @property
    def done(self) -> bool:
        """Whether every part may go into a final report."""
        return all(part.done for part in self.parts)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record as a report prints it."""

    entry: Entry
    title: str
    """What the part is called; empty of a requirement."""
    effect: Effect | None
    """None of an undo and of a requirement."""


@dataclass(frozen=True, slots=True)
class Review:
    """How far the review of a run is: what its report says of it."""

    unapproved: frozenset[str]
    """Ids of the sentences that stand in the report and that nobody has approved."""
    parts: int
    """Things to decide on."""
    done: int
    """Of these, the ones that are approved."""
    required: int = 1
    head: str = ""
    """The hash of the last line of the record; empty where nothing was decided."""
    lines: tuple[Line, ...] = ()
    agreements: Mapping[str, str] = field(default_factory=dict)
    """Segment → how the name that a person gave goes with the rules', in Chinese."""


def canonical(value: Frozen) -> str:
    """A value as JSON that is the same for the same value: sorted keys, no blanks."""
    return json.dumps(
        value.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
