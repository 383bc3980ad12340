"""A figure holds however it is said, and a false one never passes: many wordings of one fact."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from segreport.claims import check_text
from segreport.models import Feature, Profile, SegmentProfile
from segreport.wording import format_share, format_value

Pair = tuple[str, str]
"""A true sentence, and the same with another figure."""

OTHERS = (
    "{l}{a}，群组{o}只有{b}。",
    "{l}{a}，群组{o}是{b}。",
    "{l}{a}；群组{o}才{b}。",
    "{l}{a}（群组{o}：{b}）。",
    "{l}{a}，而群组{o}为{b}。",
    "{l}{a}，群组{o}也有{b}。",
)
WHOLE = (
    "{l}{a}，整体{b}。",
    "{l}{a}，全行平均{b}。",
    "全部客户的{l}为{b}，该群{a}。",
    "{l}{a}（整体{b}）。",
    "{l}由整体的{b}变为本群的{a}。",
)
GAPS = (
    "{l}{a}，群组{o}为{b}，相差{d}。",
    "{l}{a}，群组{o}是{b}，差了{d}。",
    "{l}与群组{o}相差{d}。",
    "{l}{a}，与群组{o}的差距为{d}。",
    "{l}{a}，群组{o}为{b}，两者相差{d}。",
)
MULTIPLES = (
    "{l}{a}，是群组{o}的{x:.1f}倍。",
    "{l}{a}，群组{o}才{b}，{x:.1f}倍。",
    "{l}相当于群组{o}的{x:.1f}倍。",
    "{l}抵得上{x:.1f}倍的群组{o}。",
    "{l}{a}，约为群组{o}（{b}）的{x:.1f}倍。",
)
TOTALS = (
    "{n}的客户贡献了{x}的{l}。",
    "{n}的客户，{x}的{l}。",
    "客户占{n}，{l}占{x}。",
    "全部{l}中有{x}出自这一群。",
    "人数占{n}，握有全部{l}的{x}。",
    "客户占比{n}，{l}总量占比{x}。",
)
TOGETHER = (
    "与群组{o}合计占全部客户的{x}。",
    "该群组与群组{o}两群合计占比{x}。",
    "加上群组{o}，两群共占全部客户的{x}。",
)
MEDIANS = (
    "{l}均值{a}，中位数{b}。",
    "{l}的均值与中位数分别为{a}和{b}。",
    "{l}均值、中位数为{a}、{b}。",
    "{l}中位{b}，平均{a}。",
)


def _others(profile: Profile) -> Iterator[tuple[Feature, SegmentProfile, SegmentProfile, Pair]]:
    """Feature, segment, another segment, and the two values as they are written."""
    for feature in profile.features:
        for segment, other in itertools.permutations(profile.segments, 2):
            own, far = segment.stats[feature.name].mean, other.stats[feature.name].mean
            yield feature, segment, other, (_write(feature, own), _write(feature, far))


def _write(feature: Feature, value: float) -> str:
    return format_value(value, feature.unit, feature.decimals or 0)


def _distance(feature: Feature, value: float) -> str:
    return f"{value * 100:.1f}个百分点" if feature.unit == "%" else _write(feature, value)


def _of_others(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for feature, segment, other, (own, far) in _others(profile):
        wrong = _write(feature, other.stats[feature.name].mean * 1.4)
        for text in OTHERS:
            named = {"l": feature.label, "a": own, "o": other.label}
            yield segment.label, (text.format(b=far, **named), text.format(b=wrong, **named))


def _of_whole(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for feature, segment in itertools.product(profile.features, profile.segments):
        own = _write(feature, segment.stats[feature.name].mean)
        mean = profile.overall[feature.name].mean
        for text in WHOLE:
            right, wrong = (_write(feature, mean * factor) for factor in (1.0, 1.4))
            named = {"l": feature.label, "a": own}
            yield segment.label, (text.format(b=right, **named), text.format(b=wrong, **named))


def _of_gaps(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for feature, segment, other, (own, far) in _others(profile):
        gap = abs(segment.stats[feature.name].mean - other.stats[feature.name].mean)
        right, wrong = (_distance(feature, gap * factor) for factor in (1.0, 1.6))
        for text in GAPS:
            named = {"l": feature.label, "a": own, "b": far, "o": other.label}
            yield segment.label, (text.format(d=right, **named), text.format(d=wrong, **named))


def _of_multiples(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for feature, segment, other, (own, far) in _others(profile):
        ratio = segment.stats[feature.name].mean / other.stats[feature.name].mean
        if ratio < 1.3 or feature.unit == "%":
            continue
        for text in MULTIPLES:
            named = {"l": feature.label, "a": own, "b": far, "o": other.label}
            yield (
                segment.label,
                (text.format(x=ratio, **named), text.format(x=ratio * 1.5, **named)),
            )


def _of_totals(profile: Profile) -> Iterator[tuple[str, Pair]]:
    amounts = [feature for feature in profile.features if feature.additive]
    for feature, segment in itertools.product(amounts, profile.segments):
        total = profile.n * profile.overall[feature.name].mean
        share = segment.n * segment.stats[feature.name].mean / total
        for text in TOTALS:
            named = {"l": feature.label, "n": format_share(segment.share)}
            right, wrong = (text.format(x=format_share(x), **named) for x in (share, share * 0.6))
            yield segment.label, (right, wrong)


def _of_two(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for segment, other in itertools.permutations(profile.segments, 2):
        share = segment.share + other.share
        for text in TOGETHER:
            right, wrong = (
                text.format(o=other.label, x=format_share(x)) for x in (share, share * 0.7)
            )
            yield segment.label, (right, wrong)


def _of_medians(profile: Profile) -> Iterator[tuple[str, Pair]]:
    for feature, segment in itertools.product(profile.features, profile.segments):
        stats = segment.stats[feature.name]
        mean, median = _write(feature, stats.mean), _write(feature, stats.median)
        if abs(stats.mean - stats.median) < 0.1 * stats.mean:
            continue
        for text in MEDIANS:
            right = text.format(l=feature.label, a=mean, b=median)
            yield segment.label, (right, text.format(l=feature.label, a=median, b=mean))


CONSTRUCTIONS = {
    "别群的数": _of_others,
    "整体的数": _of_whole,
    "差距": _of_gaps,
    "倍数": _of_multiples,
    "总额的份额": _of_totals,
    "两群合计": _of_two,
    "中位数": _of_medians,
}


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_true_figure_is_verified_in_every_wording(name: str, profile: Profile) -> None:
    pairs = list(CONSTRUCTIONS[name](profile))
    verdicts = {true: check_text(true, profile, label).verdict for label, (true, _) in pairs}
    assert len(verdicts) >= 15
    alarms = [
        text for text, verdict in verdicts.items() if verdict in ("contradicted", "overstated")
    ]
    assert not alarms
    unread = [text for text, verdict in verdicts.items() if verdict != "supported"]
    assert len(unread) <= 0.05 * len(verdicts), unread


@pytest.mark.parametrize("name", CONSTRUCTIONS)
def test_a_false_figure_passes_in_no_wording(name: str, profile: Profile) -> None:
    for label, (_, false) in CONSTRUCTIONS[name](profile):
        assert check_text(false, profile, label).verdict not in ("supported", "opinion"), false
