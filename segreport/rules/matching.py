"""Whether the conditions of a rule hold in a segment, and on which features."""

from __future__ import annotations

from dataclasses import dataclass

from segreport.models import Feature, Profile
from segreport.rules.entries import ANY, Level, When
from segreport.rules.facts import (
    View,
    by_size,
    holds,
    holds_in_theme,
    holds_well,
    short,
    size,
    words,
)
from segreport.rules.polarity import is_inverse, is_kind, is_neutral, is_risk, polarity

PEOPLE = "客户数"
"""Condition on the number of customers: top, bottom, or down-strong (too few for a segment)."""
MOST = "多数指标"
"""Condition on more than half of the features that say how customers do; good is up."""
ENOUGH = 1.2
"""|d| beyond which a stronger trait makes no better fit."""
_MIDDLE_SIZE = 0.3
FEW, FEW_OF_ALL = 30, 0.1
"""Fewer customers than these, and no more of all than that, are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How conditions hold."""

    features: tuple[Feature, ...]
    """Those the conditions are about, in the order of the conditions."""
    strength: float
    """Mean |d| over the conditions, each no more than ENOUGH."""
    bound: Feature | None
    """The feature an `any` condition found."""


def resolve(profile: Profile, key: str) -> tuple[Feature, ...]:
    """The features a word means: a theme's, or the one with this label, column name or alias."""
    themed = profile.theme_features(key)
    if themed:
        return themed
    for feature in profile.features:
        if key in (feature.label, feature.name):
            return (feature,)
    for feature in profile.features:
        if key in feature.aliases:
            return (feature,)
    for theme in profile.themes:
        if key in theme.aliases:
            return profile.theme_features(theme.name)
    return ()


def fit(view: View, when: When) -> Fit | None:
    """How the conditions hold in the segment; None where one does not."""
    return next(iter(fits(view, when)), None)


def fits(view: View, when: When) -> tuple[Fit, ...]:
    """Every way the conditions hold: one for each feature an `any` finds, strongest first."""
    features: list[Feature] = []
    strengths: list[float] = []
    choices: tuple[Feature, ...] = ()
    for key, level in when.items():
        if key == PEOPLE:
            if not _size_holds(view, level):
                return ()
            strengths.append(_MIDDLE_SIZE)
            continue
        found = _find(view, key, level)
        if not found:
            return ()
        if key.startswith(ANY):
            choices = choices or found
            found = found[:1]
        features += [feature for feature in found if feature not in features]
        strengths.append(_strength(view, found))
    average = sum(strengths) / len(strengths) if strengths else 0.0
    if not choices:
        return (Fit(tuple(features), average, None),)
    rest = [feature for feature in features if feature != choices[0]]
    return tuple(
        Fit((choice, *(f for f in rest if f != choice)), _strength(view, (choice,)), choice)
        for choice in choices
    )


def name_bound(view: View, text: str, bound: Feature | None) -> str:
    """The text with the feature that an `any` condition found: {label} 乳品采购额, {item} 乳品."""
    if bound is None:
        return text
    entry = words(view, bound)
    ending = next((end for end in entry.ends if entry.joint and bound.label.endswith(end)), "")
    label = short(view, bound)
    return text.format(label=label, item=bound.label.removesuffix(ending) or label)


def _strength(view: View, features: tuple[Feature, ...]) -> float:
    mean = sum(size(view, feature) for feature in features) / len(features)
    return min(max(mean, _MIDDLE_SIZE), ENOUGH)


def _find(view: View, key: str, level: Level) -> tuple[Feature, ...]:
    """The features that make the condition true; empty where it is not."""
    profile = view.profile
    if key == MOST:
        told = [feature for feature in profile.features if not is_neutral(feature)]
        good = tuple(feature for feature in told if holds_well(view, feature, level))
        return by_size(view, good) if 2 * len(good) > len(told) else ()
    if key.startswith(ANY):
        like = _of_kind(view, key.removeprefix(ANY))
        return by_size(view, (f for f in like if holds(view, f, level)))
    found = resolve(profile, key)
    named = {word for feature in found for word in (feature.label, feature.name, *feature.aliases)}
    judged = holds if key in named else holds_in_theme
    return found if all(judged(view, feature, level) for feature in found) else ()


def _of_kind(view: View, name: str) -> list[Feature]:
    """The features of a kind. Risks are only of the kinds of risks: 欠费金额 is no 金额.

    A kind without words has all, but neither who the customers are nor how long they were away.
    """
    kind = view.pack.kinds[name]
    found = [feature for feature in view.profile.features if is_kind(feature, kind)]
    if name not in polarity().risks:
        found = [feature for feature in found if not is_risk(feature)]
    if kind.ends or kind.has:
        return found
    return [feature for feature in found if not (is_neutral(feature) or is_inverse(feature))]


def is_tiny(view: View) -> bool:
    """Whether the segment is too small to be managed as one."""
    return view.profile.k > 1 and view.segment.n < FEW and view.segment.share < FEW_OF_ALL


def _size_holds(view: View, level: Level) -> bool:
    if level == "down-strong":
        return is_tiny(view)
    sizes = sorted((segment.n for segment in view.profile.segments), reverse=level == "top")
    return len(sizes) > 1 and view.segment.n == sizes[0] != sizes[1]
