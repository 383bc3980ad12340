"""What a model is told of a profile: only aggregates of many customers, written as in a report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from segreport import truth
from segreport.models import Draft, Feature, Profile, SegmentDraft, SegmentProfile, Sentence
from segreport.prompts.leaving import (
    Masks,
    at_most_three_digits,
    clean_label,
    clean_text,
    make_masks,
)
from segreport.prompts.wordings import MANY, show, true_wordings
from segreport.wording import format_multiple, format_share

NOTHING = "—"
LONGEST_REJECTED = 300
BASICS = "基本信息"
"""What traits about categories without a theme stand under."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """What a reviewer would not have, and why."""

    text: str
    """Empty where a person wrote it: it may tell of what is not in the table."""
    reason: str


Rejections = Mapping[tuple[str, str], Rejection]
"""(segment, place) → what was rejected there."""


@dataclass(frozen=True, slots=True)
class Brief:
    """A profile as it may leave, and what it takes to read the answer."""

    profile: Profile
    outside: Profile
    """The same under the names that may leave; its segments are called by their position."""
    rules: Draft
    masks: Masks
    min_cell: int
    rejected: Rejections = field(default_factory=dict)

    @property
    def sent(self) -> tuple[str, ...]:
        """Labels of the segments that are large enough to be told of."""
        return tuple(s.label for s in self.profile.segments if s.n >= self.min_cell)

    def places(self, segment: str) -> dict[str, Sentence]:
        """What a model may write of a segment: the place as it is called outside → rule sentence.

        The lead, the grounds and the targets are counted, not phrased; they stay the rules'.
        """
        draft = _draft(self.rules, segment)
        traits = [trait for trait in draft.traits if self._has_figures(trait)]
        return {
            "name": draft.name,
            **{f"trait/{number}": trait for number, trait in enumerate(traits, start=1)},
            "summary": draft.summary,
            **{sentence.place: sentence for sentence in (*draft.marketing, *draft.service)},
        }

    def reference(self, sentence: Sentence) -> str:
        """A rule sentence as it may leave; empty where it tells of what may not."""
        if self.masks.hidden:
            return ""
        small = [s.label for s in self.profile.segments if s.n < self.min_cell]
        text = _without_categories(sentence.text, self.profile, sentence.segment)
        if any(f"群组 {label}" in text for label in small):
            return ""
        return self.masks.number(text)

    def _has_figures(self, trait: Sentence) -> bool:
        """Whether a trait is about a numeric feature and not about categories alone."""
        theme = trait.place.partition("/")[2]
        described = {feature.theme or BASICS for feature in self.profile.describing}
        return theme not in described or any(f.theme == theme for f in self.profile.features)


def brief_profile(
    profile: Profile,
    rules: Draft,
    covered: Collection[str] | None = None,
    min_cell: int = 10,
    rejected: Rejections | None = None,
) -> Brief:
    """What may be told of a profile.

    `covered` are the features whose label comes from a dictionary and may be said (None: all);
    of segments with fewer than `min_cell` customers nothing is told.
    """
    masks = make_masks(profile, covered)
    return Brief(profile, masks.outside(profile), rules, masks, min_cell, rejected or {})


def write_brief(
    brief: Brief, segment: str, taken: tuple[str, ...] = (), *, short: bool = False
) -> Mapping[str, object]:
    """The variables of the prompts `draft` and `revise` for one segment.

    `taken` are names that others have. A `short` brief leaves out what is only helpful: the rules'
    text and the comparisons with other segments.
    """
    profile = brief.profile
    own = profile.segment(segment)
    draft = _draft(brief.rules, segment)
    sized = all(s.n >= brief.min_cell for s in profile.segments)
    return {
        "k": profile.k,
        "segments": [
            {"number": brief.masks.position(label), "share": _share(profile, label, sized)}
            for label in brief.sent
        ],
        "overview": [_row(brief, feature) for feature in profile.features],
        "number": brief.masks.position(segment),
        "share": _share(profile, segment, sized),
        "features": [_told(brief, own, feature, short=short) for feature in profile.features],
        "rule_name": "" if short else brief.reference(draft.name),
        "reference": [] if short else _references(brief, draft),
        "taken": [clean_label(name) for name in taken],
        "rejected": [*_rejected(brief, segment)],
        "parts": [_part(brief, place, rule) for place, rule in brief.places(segment).items()],
    }


def _draft(rules: Draft, segment: str) -> SegmentDraft:
    return next(draft for draft in rules.segments if draft.segment == segment)


def _share(profile: Profile, segment: str, sized: bool) -> str:
    """Share of customers; untold where a small segment could be reckoned from the others."""
    return at_most_three_digits(format_share(profile.segment(segment).share)) if sized else NOTHING


def _cell(brief: Brief, segment: SegmentProfile, feature: Feature) -> str:
    stats = segment.stats[feature.name]
    if min(stats.count, segment.n) < brief.min_cell:
        return NOTHING
    return at_most_three_digits(show(feature, stats.mean))


def _row(brief: Brief, feature: Feature) -> dict[str, object]:
    """One feature across the segments: the part of the prompt that all segments share."""
    overall = brief.profile.overall[feature.name]
    enough = overall.count >= brief.min_cell
    return {
        "label": brief.masks.labels[feature.name],
        "theme": clean_label(feature.theme),
        "overall": at_most_three_digits(show(feature, overall.mean)) if enough else NOTHING,
        "cells": [_cell(brief, brief.profile.segment(label), feature) for label in brief.sent],
    }


def _told(brief: Brief, own: SegmentProfile, feature: Feature, *, short: bool) -> dict[str, object]:
    """One feature of the segment: its figure and everything that may be said about it."""
    stats = own.stats[feature.name]
    mean = _cell(brief, own, feature)
    known = mean != NOTHING
    label = brief.masks.labels[feature.name]
    wordings = true_wordings(brief.profile, own.label, feature, label) if known else ()
    if known and not short:
        wordings += (*_neighbours(brief, own, feature), *_multiples(brief, own, feature))
    return {
        "label": label,
        "mean": mean,
        "rank": f"{stats.rank}/{brief.profile.k}",
        "wordings": [at_most_three_digits(phrase) for phrase in wordings],
    }


def _neighbours(brief: Brief, own: SegmentProfile, feature: Feature) -> tuple[str, ...]:
    """显著高于群组 0、低于群组 2: the segments next below and next above, where they show it."""
    mean, spread = own.stats[feature.name].mean, brief.profile.overall[feature.name].std
    others = [
        (stats.mean, label)
        for label in brief.sent
        if label != own.label
        and (stats := brief.profile.segment(label).stats[feature.name]).count >= brief.min_cell
        and show(feature, stats.mean) != show(feature, mean)
    ]
    below = max((other for other in others if other[0] < mean), default=None)
    above = min((other for other in others if other[0] > mean), default=None)
    phrases = []
    for side, other in (("高", below), ("低", above)):
        if other is not None:
            far = abs(mean - other[0]) >= truth.STRONG * spread
            number = brief.masks.position(other[1])
            phrases.append(f"{'显著' if far else ''}{side}于群组 {number}")
    return tuple(phrases)


def _multiples(brief: Brief, own: SegmentProfile, feature: Feature) -> tuple[str, ...]:
    """为群组 0 的 3.6 倍, of those far below."""
    mean = own.stats[feature.name].mean
    phrases = []
    for label in brief.sent:
        other = brief.profile.segment(label).stats[feature.name]
        if label == own.label or other.mean <= 0 or other.count < brief.min_cell:
            continue
        if feature.unit not in ("%", "岁") and mean / other.mean >= MANY:
            number = brief.masks.position(label)
            phrases.append(f"为群组 {number} 的 {format_multiple(mean / other.mean)}")
    return tuple(phrases)


def _references(brief: Brief, draft: SegmentDraft) -> list[str]:
    sentences = (*draft.traits, draft.summary, *draft.marketing, *draft.service)
    return [text for sentence in sentences if (text := brief.reference(sentence))]


def _without_categories(text: str, profile: Profile, segment: str) -> str:
    """The text without its clauses on categories, whose names are cells of the file."""
    own = profile.segment(segment)
    for feature in profile.describing:
        for entry in own.categories.get(feature.name, ()):
            clause = rf"；?{re.escape(feature.label)}为{re.escape(entry.category)}的客户占[^；。]*"
            text = re.sub(clause, "", text)
    return text.strip("；。") and text


def _rejected(brief: Brief, segment: str) -> Iterator[dict[str, str]]:
    """What reviewers would not have in this segment, as it may leave."""
    for place, rule in brief.places(segment).items():
        found = brief.rejected.get((segment, rule.place))
        if found is None:
            continue
        text = brief.reference(rule.model_copy(update={"text": found.text})) if found.text else ""
        yield {
            "place": place,
            "text": clean_text(text, LONGEST_REJECTED),
            "reason": clean_text(brief.masks.hide(found.reason), LONGEST_REJECTED),
        }


_PARTS = {
    "name": "群组名称：4 到 14 个字，以“客户群”结尾",
    "summary": "群组特点：两三句话，先概括再点出经营重点",
    "marketing": "营销策略：一条可执行的建议，以“依据：…。”结尾",
    "service": "服务重点：一条可执行的建议，以“依据：…。”结尾",
}


def _part(brief: Brief, place: str, rule: Sentence) -> dict[str, str]:
    """A place that is asked for, and what belongs there."""
    kind = place.partition("/")[0]
    if kind != "trait":
        return {"place": place, "wanted": _PARTS[kind]}
    theme = rule.place.partition("/")[2]
    features = [brief.masks.labels[f.name] for f in brief.profile.features if f.theme == theme]
    about = clean_label(theme) + (f"（{'、'.join(features)}）" if features else "")
    return {"place": place, "wanted": f"特征：一两句话，只说{about}"}
