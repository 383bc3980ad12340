"""The trait sentences: one a theme, what matters most first, no shape worn out."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from segreport.models import CategoryStats, Feature, Sentence
from segreport.rules.facts import View, by_size, holds, size
from segreport.rules.polarity import gravity, is_told_apart
from segreport.rules.several import sentences
from segreport.rules.single import Piece
from segreport.wording import format_share

BASICS = "基本信息"
OTHERS = "其他"
RISKS = "风险"
"""Place of what is bad news when high, whatever its theme."""
SEXES = ("男", "女")
TELLING = ("婚姻", "卡种")
"""Columns whose categories say by themselves what they are about: 已婚客户."""
VAGUE = ("未知", "其他", "是", "否", "高", "中", "低")
AT_MOST = 2
"""Times a shape may stand in one segment while another is true as well."""
WORN_HERE = 2.0
WORN_THERE = 0.7
EXTREME = "extreme"
"""Part of the names of all shapes that tell of a first or last place."""
SUPERLATIVE = 0.4
"""What each superlative takes from the next one in the segment."""
SURE = 0.01
NOTABLE = 0.05
"""A category is mentioned from this difference of shares on."""
TOGETHER = 6
"""Features without a theme that one sentence takes."""


@dataclass(frozen=True, slots=True)
class Block:
    """The features one sentence is about."""

    place: str
    features: tuple[Feature, ...]
    told: str = ""
    """What is said about categories."""


def write_traits(seen: tuple[View, ...]) -> tuple[tuple[Sentence, ...], ...]:
    """The trait sentences of every segment, in profile order."""
    elsewhere: Counter[tuple[str, str]] = Counter()
    return tuple(_of_segment(view, elsewhere) for view in seen)


def _of_segment(view: View, elsewhere: Counter[tuple[str, str]]) -> tuple[Sentence, ...]:
    """One segment's sentences; `elsewhere` counts shapes a theme has had, and goes on counting."""
    here: Counter[str] = Counter()
    written = []
    for block in find_blocks(view):
        texts = []
        if block.features:
            piece = _choose(view, block, here, elsewhere)
            here[piece.shape] += 1
            here[EXTREME] += EXTREME in piece.shape
            elsewhere[block.place, piece.shape] += 1
            texts.append(piece.text)
        if block.told:
            texts.append(block.told)
        written.append(
            Sentence(
                segment=view.segment.label,
                kind="trait",
                place=f"trait/{block.place}",
                text="；".join(texts) + "。",
            )
        )
    return tuple(written)


def _choose(
    view: View, block: Block, here: Counter[str], elsewhere: Counter[tuple[str, str]]
) -> Piece:
    found = sentences(view, block.features)
    fresh = [piece for piece in found if here[piece.shape] < AT_MOST] or list(found)
    return max(
        fresh,
        key=lambda piece: (
            piece.score
            - WORN_HERE * here[piece.shape]
            - WORN_THERE * elsewhere[block.place, piece.shape]
        ),
    )


def find_blocks(view: View) -> tuple[Block, ...]:
    """What the segment's sentences are about, what sets it apart most first."""
    profile = view.profile
    told = _categories(view)
    risks = tuple(sorted(filter(is_told_apart, profile.features), key=gravity))
    usual = tuple(feature for feature in profile.features if feature not in risks)
    if not profile.themes:
        blocks = [Block(RISKS, risks)] if risks else []
        blocks += _without_themes(view, usual)
    else:
        themes = [theme.name for theme in profile.themes]
        loose = tuple(f for f in usual if f.theme not in themes)
        pairs = [(name, tuple(f for f in usual if f.theme == name)) for name in themes]
        pairs = [(RISKS, risks), *pairs, (OTHERS, loose)]
        blocks = [Block(name, features) for name, features in pairs if features]
        blocks.sort(key=lambda block: -_weight(view, block))
    known = {block.place for block in blocks}
    merged = [Block(b.place, b.features, told.get(b.place, "")) for b in blocks]
    return (
        *merged,
        *(Block(place, (), text) for place, text in told.items() if place not in known),
    )


def _weight(view: View, block: Block) -> float:
    """How much a theme sets the segment apart; being first or last counts, an alarm most."""
    if any(is_told_apart(feature) and holds(view, feature, "up") for feature in block.features):
        return math.inf
    sizes = [size(view, feature) for feature in block.features]
    extreme = any(holds(view, f, "top") or holds(view, f, "bottom") for f in block.features)
    return max(sizes) + sum(sizes) / len(sizes) + (0.2 if extreme else 0.0)


def _without_themes(view: View, features: tuple[Feature, ...]) -> list[Block]:
    """Features without themes: the most remarkable, then those above, below and near."""
    ordered = by_size(view, features)
    if view.profile.k == 1 or len(ordered) <= 1:
        return [Block("各项特征", ordered)] if ordered else []
    marked = tuple(f for f in ordered if holds(view, f, "up") or holds(view, f, "down"))
    rest = [feature for feature in ordered if feature not in marked[:3]]
    groups = {
        "最突出": marked[:3],
        "高于整体": tuple(f for f in rest if holds(view, f, "up")),
        "低于整体": tuple(f for f in rest if holds(view, f, "down")),
        "接近整体": tuple(f for f in rest if f not in marked),
    }
    return [Block(place, features[:TOGETHER]) for place, features in groups.items() if features]


def _categories(view: View) -> dict[str, str]:
    """By theme: the categories whose share is surely and notably unlike everyone's."""
    told: dict[str, dict[tuple[float, float], str]] = {}
    for feature in view.profile.describing:
        entry = _notable(view.segment.categories.get(feature.name, ()))
        if entry is not None:
            texts = told.setdefault(feature.theme or BASICS, {})
            share, overall = format_share(entry.share), format_share(entry.overall)
            text = f"{_people(feature, entry.category)}占 {share}，整体为 {overall}"
            # the same shares again are the same customers under another column's word
            texts.setdefault((entry.share, entry.overall), text)
    return {place: "；".join(list(texts.values())[:2]) for place, texts in told.items()}


def _people(feature: Feature, category: str) -> str:
    """男性客户, 已婚客户; 收入档次为4万美元以下的客户."""
    if category in SEXES and "性别" in feature.label:
        return f"{category}性客户"
    if category not in VAGUE and any(word in feature.label for word in TELLING):
        return f"{category}客户"
    return f"{feature.label}为{_quoted(category)}的客户"


def _quoted(category: str) -> str:
    """女 as it is, “No internet service” in quotation marks."""
    return f"“{category}”" if category.isascii() else category


def _notable(column: tuple[CategoryStats, ...]) -> CategoryStats | None:
    sure = [
        entry
        for entry in column
        if entry.q < SURE
        and abs(entry.share - entry.overall) >= NOTABLE
        and entry.v is not None
        and not entry.category.isdecimal()  # a code without a meaning tells a reader nothing
    ]
    return max(  # of two categories that leave no third, the rarer one
        sure,
        key=lambda entry: (round(abs(entry.share - entry.overall), 9), -entry.overall),
        default=None,
    )
