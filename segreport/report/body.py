"""What is said about each segment: the sentences of the draft beside the segment's tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from segreport.models import (
    VERDICT_LABELS,
    Draft,
    Drafting,
    Judgement,
    Profile,
    SegmentDraft,
    Sentence,
)
from segreport.report.reviews import stamp
from segreport.report.tables import Table, categories_table, features_table, segment_title
from segreport.review import Review

GROUNDS = "依据："
_HOLDS = frozenset({"supported", "opinion"})


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as it is printed."""

    text: str
    grounds: str = ""
    """The tail of an advice that says what it rests on."""
    theme: str = ""
    """Of a trait: what it is about."""
    mark: str = ""
    """〔夸大〕 and the like where the sentence did not hold; nothing where it did."""
    stamp: str = ""
    """〔草稿〕 where nobody has approved it."""


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """One segment's section and its advice."""

    anchor: str
    title: str
    name: Line
    lead: Line
    features: Table
    categories: Table | None
    traits: tuple[Line, ...]
    summary: Line
    grounds: Line
    compared: str
    """How the model's name goes with the rules'; empty where the rules gave it."""
    advice: tuple[tuple[str, tuple[Line, ...]], ...]
    """(营销策略 | 服务重点 | 目标…, its lines); groups without a line are left out."""


def judgements_by_id(judgements: Sequence[Judgement]) -> dict[str, Judgement]:
    """The verdicts by the place they belong to."""
    return {judgement.id: judgement for judgement in judgements}


def verdict_on(sentence: Sentence, verdicts: dict[str, Judgement]) -> Judgement | None:
    """The verdict on exactly this text; one on another wording of the place does not count."""
    judgement = verdicts.get(sentence.id)
    return judgement if judgement and judgement.text == sentence.text else None


def segment_parts(
    profile: Profile,
    draft: Draft,
    verdicts: dict[str, Judgement],
    drafting: Drafting | None = None,
    review: Review | None = None,
) -> tuple[SegmentPart, ...]:
    """Every segment's section, in profile order; what nobody has approved is stamped."""
    unapproved = review.unapproved if review else frozenset()
    drafts = {entry.segment: entry for entry in draft.segments}
    notes = {w.segment: w.agreement_reason for w in (drafting.segments if drafting else ())}
    notes |= review.agreements if review else {}
    return tuple(
        replace(
            _part(profile, drafts[segment.label], f"segment-{number}", verdicts, unapproved),
            compared=notes.get(segment.label, ""),
        )
        for number, segment in enumerate(profile.segments, start=1)
    )


def _part(
    profile: Profile,
    draft: SegmentDraft,
    anchor: str,
    verdicts: dict[str, Judgement],
    unapproved: Collection[str],
) -> SegmentPart:
    segment = profile.segment(draft.segment)

    def line(sentence: Sentence) -> Line:
        return replace(_line(sentence, verdicts), stamp=stamp(sentence, unapproved))

    def lines(sentences: Sequence[Sentence]) -> tuple[Line, ...]:
        return tuple(map(line, sentences))

    grounds = line(draft.grounds)
    advice = (
        ("营销策略", lines(draft.marketing)),
        ("服务重点", lines(draft.service)),
        ("目标（非数据，待业务确认）", lines(draft.targets)),
    )
    return SegmentPart(
        anchor=anchor,
        title=segment_title(segment.label),
        name=line(draft.name),
        lead=line(draft.lead),
        features=features_table(profile, segment),
        categories=categories_table(profile, segment),
        traits=lines(draft.traits),
        summary=line(draft.summary),
        grounds=replace(grounds, text=grounds.text.removeprefix(GROUNDS)),
        compared="",
        advice=tuple((title, group) for title, group in advice if group),
    )


def _line(sentence: Sentence, verdicts: dict[str, Judgement]) -> Line:
    judgement = verdict_on(sentence, verdicts)
    text, grounds = sentence.text, ""
    if sentence.kind == "strategy":
        text, marker, tail = sentence.text.rpartition(GROUNDS)
        text, grounds = (text, marker + tail) if text else (tail, "")
    return Line(
        text=text,
        grounds=grounds,
        theme=sentence.place.partition("/")[2] if sentence.kind == "trait" else "",
        mark=_mark(judgement),
    )


def _mark(judgement: Judgement | None) -> str:
    if judgement is None or judgement.verdict in _HOLDS:
        return ""
    return f"〔{VERDICT_LABELS[judgement.verdict]}〕"
