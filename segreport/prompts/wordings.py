"""What the table lets one say of a feature in a segment: true phrases, ready to be copied."""

from __future__ import annotations

from segreport import truth
from segreport.models import Feature, FeatureStats, Profile
from segreport.wording import (
    format_multiple,
    format_percent,
    format_points,
    format_share,
    format_value,
    level_word,
)

AGE = "岁"
MANY = 1.5
"""From here on a ratio is offered as a multiple."""
HUGE = 100
COUNTS = dict(enumerate("零一二三四五六七八九十"))


def true_wordings(profile: Profile, segment: str, feature: Feature, called: str) -> tuple[str, ...]:
    """Phrases that hold by TRUTH.md, the most telling first; `feature` is their subject.

    `called` is what the feature is called where it is named again.

    Raises KeyError where the profile has no such segment.
    """
    if profile.k == 1:
        return ()
    stats = profile.segment(segment).stats[feature.name]
    phrases = [
        *_place(profile, stats, feature),
        *_level(profile, stats, feature),
        *_distance(profile, stats, feature, called),
    ]
    return tuple(dict.fromkeys(phrases))


def show(feature: Feature, value: float) -> str:
    """A value of the feature as reports write it."""
    return format_value(value, feature.unit, feature.decimals or 0)


def _place(profile: Profile, stats: FeatureStats, feature: Feature) -> list[str]:
    """First, second, last; nothing where another segment shows the same figure."""
    means = [show(feature, s.stats[feature.name].mean) for s in profile.segments]
    if means.count(show(feature, stats.mean)) > 1:
        return []
    k, rank = profile.k, stats.rank
    everyone = f"{COUNTS.get(k, k)}个群组中" if k > 2 else "两个群组中"
    if rank == 1:
        return [f"{everyone}{_high(feature)}", "居首位"]
    if rank == k:
        return [f"{everyone}{_low(feature)}", "居末位"]
    return [f"排名第{COUNTS.get(rank, rank)}", "居中游"]


def _high(feature: Feature) -> str:
    return "最年长" if feature.unit == AGE else "最高"


def _low(feature: Feature) -> str:
    return "最年轻" if feature.unit == AGE else "最低"


def _level(profile: Profile, stats: FeatureStats, feature: Feature) -> list[str]:
    overall = profile.overall[feature.name]
    word = level_word(stats.d)
    phrases = [word if word == "接近整体" else f"{word}于整体"]
    if word.startswith("较"):
        phrases = [f"{word[1:]}于整体", word]
    if truth.judge_alike(stats.mean, overall.mean, overall.std) == "supported":
        phrases.append("与整体基本持平")
    return phrases


def _distance(profile: Profile, stats: FeatureStats, feature: Feature, called: str) -> list[str]:
    """How far from the overall mean, and the share of the total."""
    overall = profile.overall[feature.name].mean
    gap = stats.mean - overall
    side = "高" if gap > 0 else "低"
    phrases = []
    if feature.unit == "%":
        points = format_points(gap, feature.decimals or 0)
        phrases.append(f"比整体{side} {points}")
    elif feature.unit == AGE:
        verb = "大" if gap > 0 else "小"
        phrases.append(f"比整体{verb} {show(feature, abs(gap))}")
    elif stats.ratio is not None and 0 < stats.ratio < HUGE:
        phrases.append(f"比整体{side} {format_percent(stats.ratio)}")
        if stats.ratio >= MANY:
            phrases.append(f"为整体的 {format_multiple(stats.ratio)}")
    if feature.additive and stats.total_share is not None:
        phrases.append(f"占全部客户{called}的 {format_share(stats.total_share)}")
    return phrases
