"""Sentences of the rules made false in ten ways: every one is caught, whatever the table.

Whether a mutant is false is computed here from the profile alone. Every mutation changes one
figure or word of a sentence whose parts are known, so that its truth can be recomputed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from segreport.assets import find_asset
from segreport.claims import check_text
from segreport.models import Kind, Profile, Sentence
from segreport.rules import draft_from_rules, read_pack
from tests.rules.making import CALM, ONLINE, RICH, bank_profile

PACK = read_pack(find_asset("data/packs/retail_bank"))
WAYS = (
    *("segment", "×10", "万↔亿", "%↔百分点", "高↔低"),
    *("rank", "strength", "feature", "share", "unit"),
)
STRONG = 0.5
"""From this effect size on 显著 holds."""
FIT = ("supported", "opinion")
HIGH_LOW = (
    *(
        ("高于整体", "低于整体"),
        ("低于整体", "高于整体"),
        ("居首位", "居末位"),
        ("居末位", "居首位"),
    ),
    *(
        ("比整体高", "比整体低"),
        ("比整体低", "比整体高"),
        ("最年轻", "最年长"),
        ("最年长", "最年轻"),
    ),
)
RANKS = (
    *(("居各群组之首", "排在第二位"), ("居各群组末位", "排在首位"), ("排在首位", "排在第二位")),
    *(("排在末位", "排在首位"), ("仅次于", "仅高于"), ("居首位", "排在第二位")),
    *(
        ("居末位", "排在第二位"),
        ("个群组中最高", "个群组中排第二"),
        ("个群组中最低", "个群组中排第二"),
    ),
)
"""A place in the ranking for another; all rule sentences with a place have it alone."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A false sentence, how it was made, and what it was made from."""

    way: str
    segment: str
    kind: Kind
    text: str
    origin: str


def _profiles() -> Iterator[Profile]:
    """Segments far apart, and some so near each other that little is marked about them."""
    draw = np.random.default_rng(11)
    for seed, k in enumerate((3, 4, 5, 3, 4, 3, 4)):
        centres = [
            (np.array(centre) * draw.uniform(0.6, 1.6, len(centre))).tolist()
            for centre in (CALM, ONLINE, RICH, CALM, ONLINE)[:k]
        ]
        yield bank_profile(centres, draw.integers(20, 90, k).tolist(), seed=seed)
    for seed, k in enumerate((3, 4, 5, 3), start=5):
        near = [(np.array(ONLINE) * draw.uniform(0.85, 1.15, len(ONLINE))).tolist()] * k
        near = [(np.array(c) * draw.uniform(0.9, 1.1, len(c))).tolist() for c in near]
        yield bank_profile(near, draw.integers(40, 90, k).tolist(), seed=seed)


def _stated(text: str, profile: Profile) -> Iterator[tuple[re.Match[str], str]]:
    """The means a text states right after a label or alias (存款 22.2 万元), with the feature."""
    for feature in profile.features:
        for word in {feature.label, *feature.aliases}:
            unit = re.escape(feature.unit)
            pattern = rf"(?<![\w]){re.escape(word)}(?:仅)? (?P<n>[\d,.]+) (?P<u>万元|亿元|{unit})"
            for match in re.finditer(pattern, text):
                yield match, feature.name


def _shows(profile: Profile, segment: str, name: str, number: str, unit: str) -> bool:
    """Whether the mean rounds to this number, recomputed without the checker."""
    places = len(number.partition(".")[2])
    factor = {"万元": 1e4, "亿元": 1e8}.get(unit, 1.0)
    mean = profile.segment(segment).stats[name].mean / factor
    return abs(mean - float(number.replace(",", ""))) <= 0.5 * 10**-places + 1e-9


def _figures(sentence: Sentence, profile: Profile) -> Iterator[tuple[str, str]]:
    """Mutants of every stated mean: ×10, 万↔亿, 百分点, another unit, feature or segment."""
    text, own = sentence.text, sentence.segment
    for match, name in _stated(text, profile):
        number, unit = match["n"], match["u"]
        start, end = match.span("n")
        stop = match.end("u")
        yield "×10", f"{text[:start]}{float(number.replace(',', '')) * 10:,.1f}{text[end:]}"
        if unit == "万元":
            yield "万↔亿", f"{text[:start]}{number} 亿元{text[stop:]}"
        if unit in ("次", "个", "秒", "岁"):
            yield "unit", f"{text[:start]}{number} 万元{text[stop:]}"
        for twin in profile.features:
            same = twin.unit == profile.feature(name).unit and twin.name != name
            if same and not _shows(profile, own, twin.name, number, unit):
                changed = match[0].replace(_word(match, profile, name), twin.label)
                yield "feature", f"{text[: match.start()]}{changed}{text[match.end() :]}"


def _word(match: re.Match[str], profile: Profile, name: str) -> str:
    feature = profile.feature(name)
    words = (feature.label, *feature.aliases)
    return max((word for word in words if match[0].startswith(word)), key=len)


def _swapped(text: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for old, new in pairs:
        for match in re.finditer(re.escape(old), text):
            yield f"{text[: match.start()]}{new}{text[match.end() :]}"


def _words(sentence: Sentence, profile: Profile) -> Iterator[tuple[str, str]]:
    """Mutants of words: direction, place, strength, percent and shares."""
    text = sentence.text
    for changed in _swapped(text, HIGH_LOW):
        yield "高↔低", changed
    for changed in _swapped(text, RANKS):
        yield "rank", changed
    for changed in _swapped(text, (("略高于整体", "显著高于整体"), ("略低于整体", "显著低于整体"))):
        yield "strength", changed
    for match in re.finditer(r"比整体[高低] ([\d.]+)%", text):
        yield "%↔百分点", f"{text[: match.end() - 1]} 个百分点{text[match.end() :]}"
    if sentence.place == "lead":
        own = profile.segment(sentence.segment).share
        for match in re.finditer(r"占 ([\d.]+)%", text):
            for other in profile.segments:
                if abs(other.share - own) > 0.001:
                    share = f"占 {other.share:.1%}"
                    yield "share", f"{text[: match.start()]}{share}{text[match.end() :]}"


def _strengths(sentence: Sentence, profile: Profile) -> Iterator[tuple[str, str]]:
    """Mutants that make more of a difference than there is: 高于整体 → 显著高于整体."""
    text, own = sentence.text, profile.segment(sentence.segment)
    for match in re.finditer(
        r"(?<!明显)(?<!显著)[高低]于(?:整体|平均)|与整体(?:基本)?(?:持平|相当)", text
    ):
        start = max(text.rfind(stop, 0, match.start()) for stop in "；。：") + 1
        clause = text[start : match.start()].removesuffix("略")
        named = [
            f.name for f in profile.features if any(w in clause for w in (f.label, *f.aliases))
        ]
        if named and any(abs(own.stats[name].d) < STRONG for name in named[-1:]):
            way = "低" if "低" in match[0] else "高"
            yield "strength", f"{text[:start]}{clause}显著{way}于整体{text[match.end() :]}"


def _segments(sentence: Sentence, profile: Profile) -> Iterator[tuple[str, str]]:
    """The sentence said of another segment, whose stated means are not the same."""
    stated = list(_stated(sentence.text, profile))
    for other in profile.segments:
        wrong = any(
            not _shows(profile, other.label, name, match["n"], match["u"]) for match, name in stated
        )
        if other.label != sentence.segment and wrong:
            yield other.label, sentence.text


def mutants(profile: Profile) -> Iterator[Mutant]:
    """Every mutant of every sentence that states a figure."""
    for sentence in draft_from_rules(profile, PACK).sentences():
        if not re.search(r"\d", sentence.text) or sentence.place.startswith("target"):
            continue
        own, kind = sentence.segment, sentence.kind
        made = (*_figures(sentence, profile), *_words(sentence, profile))
        for way, text in (*made, *_strengths(sentence, profile)):
            yield Mutant(way, own, kind, text, sentence.text)
        for label, text in _segments(sentence, profile):
            yield Mutant("segment", label, kind, text, sentence.text)


@pytest.fixture(scope="module")
def made() -> list[tuple[Profile, Mutant]]:
    """The mutants of all profiles."""
    return [(profile, mutant) for profile in _profiles() for mutant in mutants(profile)]


def test_there_are_mutants_of_every_kind(made: list[tuple[Profile, Mutant]]) -> None:
    """Enough of them, and none is the sentence it was made from."""
    ways = Counter(mutant.way for _, mutant in made)
    assert set(ways) == set(WAYS)
    assert min(ways.values()) >= 100, ways
    assert sum(ways.values()) >= 3000
    assert not [m for _, m in made if m.way != "segment" and m.text == m.origin]


def test_the_sentences_themselves_pass() -> None:
    """No mutant is caught for what its origin says."""
    for profile in _profiles():
        for s in draft_from_rules(profile, PACK).sentences():
            assert check_text(s.text, profile, s.segment, s.kind).verdict in FIT, s.text


def test_every_mutant_is_caught(made: list[tuple[Profile, Mutant]]) -> None:
    """Not one of them is supported, nor taken for an opinion."""
    passed = [
        (mutant.way, mutant.segment, mutant.text)
        for profile, mutant in made
        if check_text(mutant.text, profile, mutant.segment, mutant.kind).verdict in FIT
    ]
    assert passed == []
