"""Strategies and targets: advice from the pack, each piece with the figures that ground it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from segreport.models import Feature, Sentence
from segreport.rules.entries import Strategy, Target
from segreport.rules.facts import (
    View,
    apart,
    beside_overall,
    holds,
    pick,
    shown,
    standing,
    stats,
)
from segreport.rules.matching import PEOPLE, Fit, fit, fits, is_tiny, name_bound, resolve
from segreport.rules.multiples import lean
from segreport.rules.polarity import is_risk
from segreport.rules.several import EXTREMES
from segreport.rules.single import opening
from segreport.wording import format_count, format_share, format_value

ITEMS = 2
"""Pieces of advice of each part."""
CITED = 3
"""Features that ground one piece of advice."""
USED_ELSEWHERE = 0.8
AGAIN = 0.35
"""What a channel that was used in the segment takes."""
TRAIT_AGAIN = 0.7
"""What a trait that was used in the segment takes."""
SPECIFIC = 0.05
"""What each condition adds."""
RISKY = {"low": 0.0, "middle": 0.1, "high": 0.4}
"""What the risk of a product takes: plain advice comes first."""
ANSWERS = 1.0
"""What is added to advice that answers a risk that is up."""
SHARED = 0.1
"""What each other segment it would fit as well takes from a piece of advice."""


@dataclass(frozen=True, slots=True)
class Option:
    """A strategy that fits a segment."""

    entry: Strategy
    found: Fit
    score: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What is advised for one segment."""

    marketing: tuple[Sentence, ...]
    service: tuple[Sentence, ...]
    targets: tuple[Sentence, ...]


def write_advice(seen: tuple[View, ...]) -> tuple[Advice, ...]:
    """The advice for every segment, in profile order, as different as the pack allows."""
    options = [_options(view) for view in seen]
    common = Counter(name for found in options for name in {o.entry.id for o in found})
    used: Counter[str] = Counter()
    result = []
    for view, found in zip(seen, options, strict=True):
        chosen = _choose(found, common, used)
        used.update(option.entry.id for option in chosen)
        parts = {part: [o for o in chosen if o.entry.part == part] for part in PARTS}
        result.append(
            Advice(
                marketing=_write(view, parts["marketing"], "marketing"),
                service=_write(view, parts["service"], "service"),
                targets=_targets(view),
            )
        )
    return tuple(result)


PARTS = ("marketing", "service")
COMMON = "通用做法，不以某一项指标为前提"


def _options(view: View) -> list[Option]:
    """Every strategy whose traits the segment has and whose risk it carries."""
    found = []
    for entry in view.pack.strategies:
        if not _suits(view, entry):
            continue
        for matched in fits(view, entry.when):
            score = matched.strength + SPECIFIC * len(entry.when)
            score += entry.lead - RISKY[entry.risk]
            score += ANSWERS if any(_is_alarm(view, f) for f in matched.features) else 0.0
            found.append(Option(entry, matched, score))
    tiny = [option for option in found if PEOPLE in option.entry.when]
    alarms = [o for o in found if any(_is_alarm(view, f) for f in o.found.features)]
    return [*tiny, *alarms] if is_tiny(view) else found


def _is_alarm(view: View, feature: Feature) -> bool:
    return is_risk(feature) and holds(view, feature, "up")


def _suits(view: View, entry: Strategy) -> bool:
    """Whether the segment's means and traits carry what is advised."""
    for key, (low, high) in entry.means.items():
        if any(not low <= stats(view, f).mean <= high for f in resolve(view.profile, key)):
            return False
    rules = [rule for rule in view.pack.suitability if rule.risk == entry.risk]
    return entry.risk == "low" or any(fit(view, rule.when) is not None for rule in rules)


def _choose(found: list[Option], common: Counter[str], used: Counter[str]) -> list[Option]:
    """The strongest of each part; no product twice, a channel twice only in need."""
    chosen: list[Option] = []
    for part in PARTS:
        for _ in range(ITEMS):
            products = {option.entry.product for option in chosen}
            channels = {option.entry.channel for option in chosen}
            cited = {f.name for option in chosen for f in option.found.features}
            left = [
                option
                for option in found
                if option.entry.part == part and option.entry.product not in products
            ]
            if not left:
                break
            chosen.append(
                max(
                    left,
                    key=lambda o: (
                        o.score
                        - USED_ELSEWHERE * used[o.entry.id]
                        - SHARED * (common[o.entry.id] - 1)
                        - (AGAIN if o.entry.channel in channels else 0.0)
                        - (TRAIT_AGAIN if cited & {f.name for f in o.found.features} else 0.0)
                    ),
                )
            )
    return chosen


def _write(view: View, options: list[Option], part: str) -> tuple[Sentence, ...]:
    """The advice of one part."""
    sentences = []
    for number, option in enumerate(options, 1):
        bound = option.found.bound
        action = name_bound(view, option.entry.action, bound)
        features = _grounding(view, option)
        sentences.append(
            Sentence(
                segment=view.segment.label,
                kind="strategy",
                place=f"{part}/{number}",
                text=f"{action.rstrip('。')}。依据：{_grounds(view, option, features)}。",
            )
        )
    return tuple(sentences)


def _grounding(view: View, option: Option) -> tuple[Feature, ...]:
    """What the entry names, else what its conditions are about."""
    named = [f for key in option.entry.grounds for f in resolve(view.profile, key)]
    features = tuple(dict.fromkeys(named)) or option.found.features
    return features[:CITED]


def _grounds(view: View, option: Option, features: tuple[Feature, ...]) -> str:
    """The figures; of advice for everyone that it is so, and of a small segment its size."""
    if features:
        return cite(view, features)
    if PEOPLE not in option.entry.when:
        return COMMON
    return f"{format_count(view.segment.n)} 位客户，占 {format_share(view.segment.share)}"


def cite(view: View, features: tuple[Feature, ...]) -> str:
    """The figures of the traits, compared: 月收入 3.99 万元，比整体高 17.1%；…"""
    if view.profile.k == 1:
        return "、".join(f"{feature.label} {shown(view, feature)}" for feature in features)
    if view.profile.k >= 3 and len(features) > 1:
        figures = "、".join(f"{feature.label} {shown(view, feature)}" for feature in features)
        for level, phrases in EXTREMES:
            if all(holds(view, feature, level) for feature in features):
                return f"{figures}，{pick(view, features[0], phrases)}"
    return "；".join(_cited(view, feature) for feature in features)


def _cited(view: View, feature: Feature) -> str:
    plain = holds(view, feature, "up") or holds(view, feature, "down")
    gap = (beside_overall(view, feature) or apart(view, feature)) if plain else None
    return f"{opening(view, feature)}，{gap or standing(view, feature)}"


# ── targets ─────────────────────────────────────────────────────────────────────────────────────


def _targets(view: View) -> tuple[Sentence, ...]:
    """The first target of the pack that fits."""
    for target in view.pack.targets:
        features = resolve(view.profile, target.feature)
        if len(features) == 1 and fit(view, target.when) is not None:
            text = _target(view, features[0], target)
            if text is not None:
                return (
                    Sentence(
                        segment=view.segment.label, kind="strategy", place="target/1", text=text
                    ),
                )
    return ()


def _target(view: View, feature: Feature, target: Target) -> str | None:
    """The text with today's mean and the aim, rounded as people round aims."""
    mean = stats(view, feature).mean
    places = min(feature.decimals or 0, 1)
    aim = format_value(mean * (1 + target.step), feature.unit, places)
    if mean <= 0 or aim == format_value(mean, feature.unit, places):
        return None
    return target.text.format(now=lean(shown(view, feature)), target=aim)
