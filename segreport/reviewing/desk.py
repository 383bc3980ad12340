"""What a reviewer sees: the run's draft with the edits that stand, part by part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from segreport import store, truth
from segreport.assets import find_asset
from segreport.claims import NameCheck, check_names, check_text
from segreport.errors import SegreportError
from segreport.models import (
    Cell,
    Draft,
    Judgement,
    Kind,
    Profile,
    Run,
    SegmentDraft,
    Sentence,
)
from segreport.report.evidence import write_cells
from segreport.review import (
    Decision,
    History,
    Part,
    Sheet,
    Shown,
    part_state,
    standing,
    standing_edit,
    what_changed,
)
from segreport.reviewing.proving import refuse_lost_record
from segreport.rules import Pack, draft_from_rules, ground_name
from segreport.wording import plain
from segreport.writing import find_pack

PROFILE = "profile.json"
DRAFTS = "drafts.json"
REMEMBERED = 16384
"""Judgements kept, so that a page does not have the same sentence judged again and again."""

_FIRST = {"void": 0, "rejected": 1, "pending": 2, "edited": 3, "approved": 4}
_RULES = ("data/lexicon.yml", "data/wording_rules.yml")

Thing = TypeVar("Thing")
Names = tuple[tuple[str, str], ...]
"""(segment, name), in profile order."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A run as it was read; every decision is made before one."""

    folder: Path
    run: Run
    profile: Profile
    draft: Draft
    rules: Draft
    """What the rules would have written, for comparison."""
    pack: Pack
    rules_version: str
    judge: Callable[[str, str, Kind, str], Judgement]
    """(text, segment, kind, id) → the checker's judgement."""
    judge_names: Callable[[Names], tuple[NameCheck, ...]]
    """The names as a set: used twice, or against the rules'."""

    def fresh(self) -> bool:
        """Whether the run folder is still the one that was read."""
        return store.load_run(self.folder).hashes == self.run.hashes

    def segment(self, label: str) -> SegmentDraft:
        """The draft of one segment. Raises SegreportError where there is none."""
        found = _called(label, self.draft.segments, lambda segment: segment.segment)
        if found is not None:
            return found
        known = "、".join(segment.segment for segment in self.draft.segments)
        raise SegreportError(f"这次运行没有群组 {label}，有的是 {known}。")


def open_desk(folder: Path) -> Desk:
    """Read a run for review. Raises StoreError where it is not whole, or its record is lost."""
    run = store.load_run(folder)
    profile = store.load(folder, PROFILE, Profile)
    draft = store.load(folder, DRAFTS, Draft)
    refuse_lost_record(folder)
    return make_desk(folder, run, profile, draft)


def make_desk(
    folder: Path, run: Run, profile: Profile, draft: Draft, judged: Sequence[Judgement] = ()
) -> Desk:
    """A run for review whose artifacts are at hand; `run` holds their hashes.

    What has been `judged` by the present rules is not judged again.
    """
    pack = find_pack(run.pack)
    by_rules = all(sentence.author == "rule" for sentence in draft.sentences())
    rules = draft if by_rules else draft_from_rules(profile, pack)
    rule_names = {segment.segment: segment.name.text for segment in rules.segments}

    known = {(j.text, j.segment, j.kind, j.id): j for j in judged}

    @lru_cache(maxsize=REMEMBERED)
    def judge(text: str, segment: str, kind: Kind, place: str) -> Judgement:
        found = known.get((text, segment, kind, place))
        return found or check_text(text, profile, segment, kind, place)

    @lru_cache(maxsize=64)
    def judge_names(names: Names) -> tuple[NameCheck, ...]:
        return check_names(dict(names), profile, rule_names)

    version = rules_version(run.pack)
    return Desk(folder, run, profile, draft, rules, pack, version, judge, judge_names)


def rules_version(pack: str) -> str:
    """sha256 of what verdicts rest on: thresholds, lexicon, wording rules and the rule pack."""
    thresholds = {name: value for name, value in vars(truth).items() if name.isupper()}
    digest = hashlib.sha256(json.dumps(thresholds, sort_keys=True).encode())
    packs = sorted((find_asset("data/packs") / pack).glob("*.yml"))
    for path in (*map(find_asset, _RULES), *packs):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def lay_out(desk: Desk, history: History) -> tuple[Sheet, ...]:
    """Every segment as it stands after these decisions, in profile order."""
    names = names_after(desk, history)
    return tuple(_sheet(desk, history, segment, names) for segment in desk.draft.segments)


def lay_out_segment(desk: Desk, history: History, label: str) -> Sheet:
    """One segment as it stands. Raises SegreportError where there is none."""
    return _sheet(desk, history, desk.segment(label), names_after(desk, history))


def lay_out_part(desk: Desk, history: History, label: str, place: str) -> Part:
    """One part as it stands. Raises SegreportError where there is none."""
    title, sentence = find_sentence(desk, label, place)
    return _part(desk, history, title, sentence, names_after(desk, history))


def find_sentence(desk: Desk, label: str, place: str) -> tuple[str, Sentence]:
    """What a place is called, and the draft's sentence there. Raises SegreportError."""
    segment = desk.segment(label)
    found = _called(place, tuple(parts_of(segment)), lambda part: part[1].place)
    if found is not None:
        return found
    known = "、".join(sentence.place for _, sentence in parts_of(segment))
    raise SegreportError(f"群组 {label} 没有 {place} 这一处，有的是 {known}。")


def _called(wanted: str, things: Sequence[Thing], name_of: Callable[[Thing], str]) -> Thing | None:
    """The one of this name; or the only one whose name is written so on one line.

    A label or theme may hold blanks and characters that no page and no cell gives back.
    """
    exact = [thing for thing in things if name_of(thing) == wanted]
    alike = exact or [thing for thing in things if plain(name_of(thing)) == plain(wanted)]
    return alike[0] if len(alike) == 1 else None


def pending(sheets: Iterable[Sheet]) -> tuple[Part, ...]:
    """The parts that still need a person: void ones, then rejected ones, then what is new."""
    waiting = [part for sheet in sheets for part in sheet.parts if not part.done]
    return tuple(sorted(waiting, key=lambda part: _FIRST[part.state]))


def parts_of(segment: SegmentDraft) -> Iterator[tuple[str, Sentence]]:
    """What of a segment is decided on, and what each is called; lead and grounds go with a name."""
    with_the_name = (segment.lead, segment.grounds)
    return (part for part in segment.titled() if part[1] not in with_the_name)


def _sheet(desk: Desk, history: History, segment: SegmentDraft, names: Names) -> Sheet:
    label = segment.segment
    check = _check(desk, names, label)
    return Sheet(
        segment=label,
        title=f"群组 {label}",
        name=check.judgement.text,
        rule_name=_of(desk.rules, label).name.text,
        agreement=check.agreement,
        agreement_reason=check.reason,
        parts=tuple(
            _part(desk, history, title, sentence, names) for title, sentence in parts_of(segment)
        ),
    )


def _part(desk: Desk, history: History, title: str, sentence: Sentence, names: Names) -> Part:
    entries = history.on(sentence.segment, sentence.place)
    edit = standing_edit(entries, sentence.text)
    shown = show(desk, sentence, edit.shown.text if edit else sentence.text, names)
    state, backing = part_state(entries, shown, history.required, edited=edit is not None)
    kept = standing(entries)
    last = kept[-1].event if kept else None
    last = last if isinstance(last, Decision) else None

    def write(cells: Iterable[Cell]) -> str:
        return "；".join(write_cells(desk.profile, cells, sentence.segment))

    return Part(
        segment=sentence.segment,
        place=sentence.place,
        kind=sentence.kind,
        title=title,
        shown=shown,
        author="person" if edit else sentence.author,
        drafted=sentence.text,
        drafted_by=sentence.author,
        rule=_ruled(desk, sentence),
        state=state,
        version=entries[-1].number if entries else 0,
        backers=backing,
        required=history.required,
        last=last,
        changes=what_changed(last, shown, write) if last and state == "void" else (),
        history=entries,
    )


def show(desk: Desk, sentence: Sentence, text: str, names: Names) -> Shown:
    """What is decided on where `text` stands at the place of `sentence`.

    A name is judged among `names`, which hold it already.
    """
    beside: tuple[str, ...] = ()
    judgement = desk.judge(text, sentence.segment, sentence.kind, sentence.id)
    if sentence.kind == "name":
        draft = desk.segment(sentence.segment)
        check = _check(desk, names, sentence.segment)
        judgement = judgement.model_copy(update={"findings": check.judgement.findings})
        beside = (draft.lead.text, grounds(desk, draft, text, judgement))
    return Shown(
        profile=desk.run.hashes[PROFILE],
        rules=desk.rules_version,
        text=text,
        beside=beside,
        judgement=judgement,
    )


def grounds(desk: Desk, draft: SegmentDraft, name: str, judgement: Judgement) -> str:
    """What a name rests on: the draft's sentence, or one that fits the name a person gave."""
    if name == draft.name.text:
        return draft.grounds.text
    numeric = {feature.name for feature in desk.profile.features}
    spoken_of = dict.fromkeys(cell.feature for cell in judgement.evidence)
    features = tuple(feature for feature in spoken_of if feature in numeric)
    if not features:
        return draft.grounds.text
    return ground_name(desk.profile, desk.pack, draft.segment, name, features).text


def names_after(desk: Desk, history: History) -> Names:
    """The names as they stand."""
    found = []
    for segment in desk.draft.segments:
        edit = standing_edit(history.on(segment.segment, "name"), segment.name.text)
        found.append((segment.segment, edit.shown.text if edit else segment.name.text))
    return tuple(found)


def _check(desk: Desk, names: Names, label: str) -> NameCheck:
    return next(c for c in desk.judge_names(names) if c.judgement.segment == label)


def _ruled(desk: Desk, sentence: Sentence) -> str:
    """What the rules wrote at the place of a sentence; empty where they wrote nothing."""
    ruled = _of(desk.rules, sentence.segment).sentences()
    return next((other.text for other in ruled if other.place == sentence.place), "")


def _of(draft: Draft, label: str) -> SegmentDraft:
    return next(segment for segment in draft.segments if segment.segment == label)
