"""True sentences made false in ten ways: every one is caught."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from segreport.claims import check_text
from segreport.models import Feature, Profile, SegmentProfile
from segreport.truth import level
from segreport.wording import format_multiple, format_share, format_value

WORDS = {
    ("up", "strong"): "显著高于整体平均",
    ("up", "plain"): "高于整体平均",
    ("up", "weak"): "略高于整体平均",
    ("down", "strong"): "显著低于整体平均",
    ("down", "plain"): "低于整体平均",
    ("down", "weak"): "略低于整体平均",
}


def _value(feature: Feature, value: float) -> str:
    return format_value(value, feature.unit, feature.decimals or 0)


def _true(profile: Profile, segment: SegmentProfile) -> Iterator[tuple[str, dict[str, str]]]:
    """True sentences with the ways to make each false: name of the way → false sentence."""
    others = [other for other in profile.segments if other is not segment]
    yield from _about_size(segment, others)
    for feature in profile.features:
        stats = segment.stats[feature.name]
        written = _value(feature, stats.mean)
        base = f"{feature.label}{written}。"
        ways = {"×10": f"{feature.label}{_value(feature, stats.mean * 10)}。"}
        for other in others:
            ways[f"segment {other.label}"] = (
                f"{feature.label}{_value(feature, other.stats[feature.name].mean)}。"
            )
        if "万" in written:
            ways["万→亿"] = base.replace("万", "亿")
        if feature.unit == "%":
            ways["%→百分点"] = base.replace("%", "个百分点")
        else:
            ways["unit"] = f"{feature.label}{stats.mean:.1f}%。"
        for twin in profile.features:
            if twin.unit == feature.unit and twin is not feature:
                ways[f"feature {twin.name}"] = f"{twin.label}{written}。"
        yield base, ways
        yield from _about_level(profile, feature, segment)
        yield from _about_others(feature, segment, others)


def _about_size(
    segment: SegmentProfile, others: list[SegmentProfile]
) -> Iterator[tuple[str, dict[str, str]]]:
    ways = {f"share {o.label}": f"占全部客户的{format_share(o.share)}。" for o in others}
    yield f"占全部客户的{format_share(segment.share)}。", ways


def _about_level(
    profile: Profile, feature: Feature, segment: SegmentProfile
) -> Iterator[tuple[str, dict[str, str]]]:
    stats = segment.stats[feature.name]
    direction, strength = level(stats.d)
    if direction is None:
        return
    other = "down" if direction == "up" else "up"
    ways = {"direction": f"{feature.label}{WORDS[other, strength]}。"}
    if strength != "strong":
        ways["strength"] = f"{feature.label}{WORDS[direction, 'strong']}。"
    yield f"{feature.label}{WORDS[direction, strength]}。", ways
    place = {1: "居三个群组首位", 2: "在三个群组中排名第二", 3: "在三个群组中垫底"}
    ways = {
        f"rank {rank}": f"{feature.label}{words}。"
        for rank, words in place.items()
        if rank != stats.rank
    }
    if profile.k == 3:
        yield f"{feature.label}{place[stats.rank]}。", ways


def _about_others(
    feature: Feature, segment: SegmentProfile, others: list[SegmentProfile]
) -> Iterator[tuple[str, dict[str, str]]]:
    own = segment.stats[feature.name].mean
    for other, wrong in itertools.permutations(others, 2):
        theirs = other.stats[feature.name].mean
        ratio = own / theirs if theirs else 0.0
        if ratio < 1.15:
            continue
        larger = format_multiple(ratio * 1.5)
        yield (
            f"{feature.label}约为群组{other.label}的{format_multiple(ratio)}。",
            {
                "reference": f"{feature.label}约为群组{wrong.label}的{format_multiple(ratio)}。",
                "multiple": f"{feature.label}约为群组{other.label}的{larger}。",
            },
        )


def _cases(profile: Profile) -> list[tuple[str, str, dict[str, str]]]:
    return [
        (segment.label, text, ways)
        for segment in profile.segments
        for text, ways in _true(profile, segment)
    ]


def test_true_sentences_are_verified(profile: Profile) -> None:
    wrong = [
        (text, check_text(text, profile, segment).verdict)
        for segment, text, _ in _cases(profile)
        if check_text(text, profile, segment).verdict != "supported"
    ]
    assert wrong == []


def test_every_mutant_is_caught(profile: Profile) -> None:
    cases = [(s, t, w, f) for s, t, ways in _cases(profile) for w, f in ways.items()]
    passed = [
        (way, false)
        for segment, text, way, false in cases
        if false != text and check_text(false, profile, segment).verdict in ("supported", "opinion")
    ]
    assert len(cases) > 200
    assert passed == []


@pytest.mark.parametrize(
    "fact", ["多为已婚有房人士", "近半年增速领先", "以企业高管为主", "满意度居首", "在他行另有存款"]
)
def test_a_fact_outside_of_the_table_is_caught(profile: Profile, fact: str) -> None:
    for segment, text, _ in _cases(profile):
        longer = f"{text.rstrip('。')}，{fact}。"
        assert check_text(longer, profile, segment).verdict == "unsupported"
