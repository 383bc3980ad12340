"""Which features are good when high: risks and gaps are not, and some say only who one is."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from segreport.assets import find_asset
from segreport.dictionary import parse_yaml
from segreport.models import Feature, Frozen, Text
from segreport.rules.entries import Kind, Portrait, Strategy, Words


class Risk(Kind):
    """A kind of feature that is bad news when high."""

    apart: bool = False
    """Told under a heading of its own."""


class Polarity(Frozen):
    """What holds of features in every trade (data/polarity.yml)."""

    risks: dict[str, Risk]
    """Gravest first."""
    inverse: tuple[Text, ...]
    """Parts of labels of features that are better when low."""
    neutral: tuple[Text, ...]
    """Parts of labels of features that say who customers are, not what they do."""
    words: tuple[Words, ...] = ()
    portraits: tuple[Portrait, ...] = Field(default=())
    strategies: tuple[Strategy, ...] = ()


@cache
def polarity() -> Polarity:
    """The shipped lexicon. Raises DictionaryError listing every mistake by line."""
    path = find_asset("data/polarity.yml")
    text = path.read_text("utf-8")
    return parse_yaml(text, f"词表 {path}", Polarity, "risks", "请至少写一类")


def is_kind(feature: Feature, kind: Kind) -> bool:
    """Whether the label says that the feature is of this kind; a kind without words has all."""
    label = feature.label.lower()
    if any(part in label for part in kind.without):
        return False
    if not kind.ends and not kind.has:
        return True
    return label.endswith(kind.ends) or any(part in label for part in kind.has)


def gravity(feature: Feature) -> int:
    """Place of the feature's risk among the risks, 0 the gravest; beyond them all for none."""
    risks = list(polarity().risks.values())
    return next((place for place, risk in enumerate(risks) if is_kind(feature, risk)), len(risks))


def is_risk(feature: Feature) -> bool:
    """Whether much of it is bad news: 违约, 投诉, 负债."""
    return gravity(feature) < len(polarity().risks)


def is_told_apart(feature: Feature) -> bool:
    """Whether it is a risk with a heading of its own."""
    return any(risk.apart and is_kind(feature, risk) for risk in polarity().risks.values())


def is_inverse(feature: Feature) -> bool:
    """Whether less of it is better though it is no risk: 距上次消费天数."""
    return _has(feature, polarity().inverse)


def is_neutral(feature: Feature) -> bool:
    """Whether it only says who the customers are: 年龄, 工龄."""
    return _has(feature, polarity().neutral)


def _has(feature: Feature, parts: tuple[str, ...]) -> bool:
    label = feature.label.lower()
    return any(part in label for part in parts)
