"""What can be said of one segment: cells as text, and the predicates of truth.py on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from segreport import truth
from segreport.models import Feature, FeatureStats, Profile, SegmentProfile
from segreport.rules.entries import Level, Words
from segreport.rules.multiples import (
    GROUP,
    MANY,
    about,
    as_shown,
    count_word,
    lean,
    multiple,
    tenths_word,
)
from segreport.rules.pack import Pack
from segreport.rules.polarity import is_inverse, is_risk
from segreport.wording import (
    format_percent,
    format_points,
    format_share,
    format_value,
)

NO_WORDS = Words()
AGE = "岁"
TIMES = ("年", "个月", "月", "周", "天", "小时", "分钟", "秒")
LASTING = {"most": "最长", "least": "最短", "more": "长", "less": "短"}
ALIKE = "与整体基本持平"
UNUSUAL = 0.015
"""Difference of a part's share from the usual that is worth telling."""
NO_MATTER = 0.0015
"""Displayed figures may give a percentage that is off by a tenth of a point."""


@dataclass(frozen=True, slots=True)
class View:
    """One segment among the others, and the words of the trade."""

    profile: Profile
    segment: SegmentProfile
    pack: Pack


def views(profile: Profile, pack: Pack) -> tuple[View, ...]:
    """One view a segment, in profile order."""
    return tuple(View(profile, segment, pack) for segment in profile.segments)


def turn(view: View) -> int:
    """Position of the segment: picks among phrases that mean the same."""
    return view.profile.segments.index(view.segment)


def pick(view: View, feature: Feature, phrases: tuple[str, ...]) -> str:
    """One of several phrases that mean the same, so that neighbours do not read alike."""
    place = next(i for i, f in enumerate(view.profile.features) if f.name == feature.name)
    return phrases[(turn(view) + place) % len(phrases)]


# ── cells ───────────────────────────────────────────────────────────────────────────────────────


def stats(view: View, feature: Feature) -> FeatureStats:
    """The cell of this feature in the segment."""
    return view.segment.stats[feature.name]


def write(feature: Feature, value: float) -> str:
    """A value of the feature with its unit."""
    return format_value(value, feature.unit, feature.decimals or 0)


def shown(view: View, feature: Feature, segment: SegmentProfile | None = None) -> str:
    """The mean in this segment (or another), as the report shows it."""
    return write(feature, (segment or view.segment).stats[feature.name].mean)


def overall(view: View, feature: Feature) -> str:
    """The mean of everyone, as the report shows it."""
    return write(feature, view.profile.overall[feature.name].mean)


def size(view: View, feature: Feature) -> float:
    """|d|: how much the feature sets the segment apart."""
    return abs(stats(view, feature).d)


def by_size(view: View, features: Iterable[Feature]) -> tuple[Feature, ...]:
    """The features, those that set the segment apart most first."""
    return tuple(sorted(features, key=lambda feature: -size(view, feature)))


def descending(view: View, feature: Feature) -> tuple[SegmentProfile, ...]:
    """All segments, highest mean first."""
    return tuple(sorted(view.profile.segments, key=lambda s: -s.stats[feature.name].mean))


# ── predicates ──────────────────────────────────────────────────────────────────────────────────


def tied(view: View, feature: Feature) -> bool:
    """Whether another segment shows the same figure."""
    figures = [shown(view, feature, segment) for segment in view.profile.segments]
    return figures.count(shown(view, feature)) > 1


def at_rank(view: View, feature: Feature, rank: int) -> bool:
    """Whether the segment is at this rank (1 the highest) beyond doubt."""
    verdict = truth.judge_rank(stats(view, feature).rank, rank, tied=tied(view, feature))
    return verdict == "supported"


def holds(view: View, feature: Feature, level: Level) -> bool:
    """Whether a level class of TRUTH.md is supported."""
    entry, k = stats(view, feature), view.profile.k
    if level in ("top", "bottom"):
        return k > 1 and at_rank(view, feature, 1 if level == "top" else k)
    if level == "middle":  # by distance: second of five may be far above the average
        near = abs(entry.d) <= truth.MIDDLE
        return near and truth.judge_middle(entry.d, entry.rank, k) == "supported"
    if level in ("not-up", "not-down"):
        verdict = truth.judge_not(entry.d, "up" if level == "not-up" else "down")
        return verdict == "supported"
    direction: truth.Direction = "up" if level.startswith("up") else "down"
    strength: truth.Strength = (
        "strong" if level.endswith("strong") else "weak" if level.endswith("weak") else "plain"
    )
    return truth.judge_level(entry.d, direction, strength) == "supported"


def holds_in_theme(view: View, feature: Feature, level: Level) -> bool:
    """Whether the feature does its part in a theme's level: 间隔 has to be low for 活跃."""
    turned = is_turned(view, feature)
    return holds(view, feature, _MIRROR.get(level, level) if turned else level)


def holds_well(view: View, feature: Feature, level: Level) -> bool:
    """The same where up means good: few 逾期, a short 间隔."""
    turned = is_turned(view, feature) or is_risk(feature)
    return holds(view, feature, _MIRROR.get(level, level) if turned else level)


def is_turned(view: View, feature: Feature) -> bool:
    """Whether much of it means little activity, in any trade or in this one."""
    return is_inverse(feature) or any(part in feature.label for part in view.pack.inverse)


_PAIRS: tuple[tuple[Level, Level], ...] = (
    ("top", "bottom"),
    ("up-strong", "down-strong"),
    ("up", "down"),
    ("up-weak", "down-weak"),
    ("not-up", "not-down"),
)
_MIRROR: dict[Level, Level] = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}


def alike(view: View, feature: Feature, segment: SegmentProfile | None = None) -> bool:
    """Whether the mean is 持平 with the overall mean (or that of another segment).

    A mean that stands in the table as 略高 or 略低 is not told as 持平, though it may be both.
    """
    everyone = view.profile.overall[feature.name]
    if segment is None and abs(stats(view, feature).d) > truth.WEAK:
        return False
    other = segment.stats[feature.name].mean if segment else everyone.mean
    return truth.judge_alike(stats(view, feature).mean, other, everyone.std) == "supported"


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def words(view: View, feature: Feature) -> Words:
    """How the trade speaks of this feature; times are long and short unless the pack says else."""
    entry = _entry(view, feature)
    if feature.unit not in TIMES:
        return entry
    return entry.model_copy(
        update={key: word for key, word in LASTING.items() if key not in entry.model_fields_set}
    )


def _entry(view: View, feature: Feature) -> Words:
    called = {feature.label, feature.name}
    for entry in view.pack.words:
        if called & set(entry.of) or (entry.ends and feature.label.endswith(entry.ends)):
            return entry
    known = (entry for entry in view.pack.words if set(feature.aliases) & set(entry.of))
    return next(known, NO_WORDS)


def theme_words(view: View, theme: str) -> Words | None:
    """How the trade speaks of a theme, if it does."""
    return next((entry for entry in view.pack.words if theme in entry.of), None)


def subject(view: View, feature: Feature) -> str:
    """How a sentence about the mean begins."""
    return words(view, feature).subject or feature.label


def short(view: View, feature: Feature) -> str:
    """The name on a second mention: shorter only where the dictionary knows it."""
    brief = words(view, feature).short
    return brief if brief in feature.aliases else feature.label


def listed(items: Sequence[str]) -> str:
    """A、B和C."""
    return "和".join(filter(None, ("、".join(items[:-1]), items[-1])))


def group(segment: SegmentProfile) -> str:
    """How another segment is referred to."""
    return f"{GROUP} {segment.label}"


def ranked(feature: Feature, entry: Words, level: Level) -> str:
    """最多 after the label; ages are 最高, because 年龄最年长 says it twice."""
    if feature.unit == AGE:
        return "最高" if level == "top" else "最低"
    return entry.most if level == "top" else entry.least


def among(view: View) -> str:
    """三个群组中."""
    return f"{count_word(view.profile.k)}个群组中"


def head_count(view: View) -> str:
    """人数最多, 人数最少; empty where that is not so or shared."""
    sizes = [segment.n for segment in view.profile.segments]
    if len(sizes) > 1 and sizes.count(view.segment.n) == 1:
        if view.segment.n == max(sizes):
            return f"{among(view)}人数最多"
        if view.segment.n == min(sizes):
            return f"{among(view)}人数最少"
    return ""


# ── comparisons as text ─────────────────────────────────────────────────────────────────────────


def beside_overall(view: View, feature: Feature) -> str | None:
    """为整体的 3.4 倍: a multiple of the overall mean.

    Nobody multiplies ages or gains, and shares that are not far apart are told in points.
    """
    mean, whole = stats(view, feature).mean, view.profile.overall[feature.name].mean
    if (
        feature.unit == AGE
        or is_signed(view, feature)
        or (feature.unit == "%" and mean < MANY * whole)
    ):
        return None
    return multiple(feature, mean, whole, "整体")


def is_signed(view: View, feature: Feature) -> bool:
    """Whether the feature may fall below zero, as gains do: multiples of it say nothing."""
    return any(segment.stats[feature.name].mean < 0 for segment in view.profile.segments)


def part_of(view: View, part: Feature, total: Feature) -> str | None:
    """存款约占总资产的四成, 存款占总资产的 35.5%; None where it is as large as in everyone's."""
    mean, whole = stats(view, part).mean, stats(view, total).mean
    everyone = view.profile.overall
    if not 0 < mean < whole:
        return None
    share, usual = mean / whole, everyone[part.name].mean / everyone[total.name].mean
    if abs(share - usual) < UNUSUAL:
        return None
    tenths = round(share * 10)
    if 1 < tenths < 10 and about(share, tenths / 10):
        return f"{short(view, part)}约占{total.label}的{tenths_word(tenths)}"
    return f"{short(view, part)}占{total.label}的 {format_share(share)}"


def apart(view: View, feature: Feature, segment: SegmentProfile | None = None) -> str | None:
    """比整体小 4.7 岁, 比群组 0 高 17.1%, 比整体高 11.0 个百分点."""
    everyone = view.profile.overall[feature.name]
    mean = stats(view, feature).mean
    other = segment.stats[feature.name].mean if segment else everyone.mean
    whose = lean(group(segment)) if segment else "整体"
    entry = words(view, feature)
    gap = mean - other
    if feature.unit == "%":
        points = format_points(gap, feature.decimals or 0)
        return f"比{whose}{'高' if gap > 0 else '低'} {points}" if _says(points) else None
    if feature.unit == AGE:
        amount = write(feature, abs(gap))
        return (
            f"比{whose}{entry.more if gap > 0 else entry.less} {amount}" if _says(amount) else None
        )
    ratio = mean / other if other > 0 and mean >= 0 else 0.0
    if not 0.01 <= abs(ratio - 1) < 1 or ratio == 0:
        return None
    return f"比{whose}{entry.more if gap > 0 else entry.less}{_percent(feature, mean, other)}"


def _percent(feature: Feature, mean: float, other: float) -> str:
    """17.1%, or 约 6% where the displayed figures give another tenth."""
    ratio, seen = mean / other, as_shown(feature, mean) / as_shown(feature, other)
    if abs(ratio - seen) <= NO_MATTER:
        return f" {format_percent(ratio)}"
    return f"约 {format_percent(ratio, 0)}"


def _says(amount: str) -> bool:
    return any(digit in amount for digit in "123456789")


def standing(view: View, feature: Feature) -> str:
    """The strongest true wording against the overall mean, without a figure."""
    for level, phrases in _STANDINGS:
        if holds(view, feature, level):
            return _in_time(view, feature, pick(view, feature, phrases))
    if alike(view, feature):
        return ALIKE
    for level, weak in _WEAKLY:
        if holds(view, feature, level):
            return _in_time(view, feature, weak)
    return "接近整体平均"


def _in_time(view: View, feature: Feature, phrase: str) -> str:
    """长于整体 for what lasts."""
    if words(view, feature).more != LASTING["more"]:
        return phrase
    return phrase.replace("高于", "长于").replace("低于", "短于")


_STANDINGS: tuple[tuple[Level, tuple[str, ...]], ...] = (
    ("up-strong", ("明显高于整体", "显著高于整体")),
    ("down-strong", ("明显低于整体", "显著低于整体")),
    ("up", ("高于整体", "高于平均")),
    ("down", ("低于整体", "低于平均")),
)
_WEAKLY: tuple[tuple[Level, str], ...] = (("up-weak", "略高于整体"), ("down-weak", "略低于整体"))
