"""Whether the conditions of a rule hold in a segment, and on which features."""

from __future__ import annotations

from dataclasses import dataclass

from segreport.models import Feature, Profile
from segreport.rules.facts import View, by_size, holds, holds_in_theme, size
from segreport.rules.pack import ANY, Kind, Level, When

PEOPLE = "客户数"
"""Condition on the number of customers: only top and bottom."""
MOST = "多数指标"
"""Condition on more than half of all features."""
ENOUGH = 1.2
"""|d| beyond which a stronger trait makes no better fit."""
_MIDDLE_SIZE = 0.3


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


def _strength(view: View, features: tuple[Feature, ...]) -> float:
    mean = sum(size(view, feature) for feature in features) / len(features)
    return min(max(mean, _MIDDLE_SIZE), ENOUGH)


def _find(view: View, key: str, level: Level) -> tuple[Feature, ...]:
    """The features that make the condition true; empty where it is not."""
    profile = view.profile
    if key == MOST:
        found = tuple(feature for feature in profile.features if holds(view, feature, level))
        return by_size(view, found) if 2 * len(found) > len(profile.features) else ()
    if key.startswith(ANY):
        kind = view.pack.kinds[key.removeprefix(ANY)]
        return by_size(
            view, (f for f in profile.features if is_kind(f, kind) and holds(view, f, level))
        )
    found = resolve(profile, key)
    named = {word for feature in found for word in (feature.label, feature.name, *feature.aliases)}
    judged = holds if key in named else holds_in_theme
    return found if all(judged(view, feature, level) for feature in found) else ()


def is_kind(feature: Feature, kind: Kind) -> bool:
    """Whether the label says that the feature is of this kind; a kind without words has all."""
    if any(part in feature.label for part in kind.without):
        return False
    if not kind.ends and not kind.has:
        return True
    if kind.ends and feature.label.endswith(kind.ends):
        return True
    return any(part in feature.label for part in kind.has)


def _size_holds(view: View, level: Level) -> bool:
    sizes = sorted((segment.n for segment in view.profile.segments), reverse=level == "top")
    return len(sizes) > 1 and view.segment.n == sizes[0] != sizes[1]
