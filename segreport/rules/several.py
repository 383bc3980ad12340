"""Sentences about several features at once: those of a theme, or those that go together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from segreport.models import Feature
from segreport.rules.entries import Level
from segreport.rules.facts import (
    ALIKE,
    View,
    at_rank,
    beside_overall,
    by_size,
    descending,
    group,
    holds,
    listed,
    part_of,
    pick,
    short,
    shown,
    size,
    standing,
    stats,
    theme_words,
    words,
)
from segreport.rules.multiples import MANY
from segreport.rules.single import Piece, opening, pieces, times_of
from segreport.wording import format_multiple, format_value

LISTED = 5
"""More features than these are not listed in one clause."""
RANGE, CALM = "whole-extreme-range", "whole-middle"
NEAR = 0.2
"""|d| up to which a feature is near the average."""
FIGURES = 3
"""More figures than these are not read in one breath."""

EXTREME_WORDS: tuple[tuple[Level, str], ...] = (("top", "首位"), ("bottom", "末位"))
EXTREMES: tuple[tuple[Level, tuple[str, ...]], ...] = (
    ("top", ("均居首位", "均居各群组之首", "均排在首位")),
    ("bottom", ("均居末位", "均为各群组最低", "均排在末位")),
)

Group = tuple[Feature, ...]
Shape = Callable[[View, Group], Piece | None]


def say_all(view: View, features: Group) -> str:
    """各项资产, where the trade and the dictionary have a word for the whole theme; else a list."""
    theme = features[0].theme
    if theme and view.profile.theme_features(theme) == tuple(
        feature for feature in view.profile.features if feature in features
    ):
        entry = theme_words(view, theme)
        known = next((t for t in view.profile.themes if t.name == theme), None)
        names = (theme, *(known.aliases if known else ()))
        if entry and entry.say in names:
            return entry.say
        whole = next((name for name in names if name.startswith("各")), "")
        if whole:
            return whole
    return listed([short(view, feature) for feature in features[:LISTED]])


def told_of(view: View, features: Group) -> Group:
    """The features that `say_all` names: all of them, or the first few of a list."""
    first = features[:LISTED]
    names = listed([short(view, feature) for feature in first])
    return first if say_all(view, features) == names else features


def both(names: str) -> str:
    """均, where the words before it mean several features."""
    return "均" if names.startswith("各") or "、" in names or "和" in names else ""


def figures(view: View, features: Sequence[Feature], *, brief: bool = False) -> str:
    """总资产 62.6 万元、存款 22.2 万元、基金 14.2 万元."""
    head = features[0]
    first = f"{short(view, head)} {shown(view, head)}" if brief else opening(view, head)
    return "、".join([first, *(f"{short(view, f)} {shown(view, f)}" for f in features[1:])])


def all_extreme(view: View, features: Group) -> Piece | None:
    """All of them highest, or all of them lowest, with their figures."""
    if view.profile.k < 3 or not 2 <= len(features) <= FIGURES:
        return None
    for level, phrases in EXTREMES:
        if all(holds(view, feature, level) for feature in features):
            text = f"{figures(view, features)}，{pick(view, features[0], phrases)}"
            far = _furthest(view, features)
            return Piece(f"all-extreme-{level}", text + (f"；其中{far}" if far else ""), 5.0)
    return None


def whole_extreme(view: View, features: Group) -> Piece | None:
    """A theme of many features, all highest or all lowest: one figure stands for them."""
    if view.profile.k < 3 or len(features) <= FIGURES:
        return None
    head, *rest = features
    for level, word in EXTREME_WORDS:
        if all(holds(view, feature, level) for feature in features):
            leads = ("extreme-times", "extreme-apart", "extreme-far", "extreme-plain")
            lead = _best(view, head, leads)
            names = listed([short(view, feature) for feature in rest[:LISTED]])
            return Piece(f"whole-extreme-{level}", f"{lead}；{names}也都居{word}", 5.2)
    return None


def whole_range(view: View, features: Group) -> Piece | None:
    """A theme of many features, all highest and all several times the overall mean."""
    ratios = [stats(view, feature).ratio or 0.0 for feature in told_of(view, features)]
    if (
        len(features) <= FIGURES
        or view.profile.k < 3
        or not MANY <= min(ratios) <= max(ratios) < 10
    ):
        return None
    if not all(holds(view, feature, "top") for feature in features):
        return None
    low, high = math.floor(min(ratios) * 10) / 10, math.ceil(max(ratios) * 10) / 10
    whole = say_all(view, features)
    times = f"为整体的 {format_value(low, '', 1)} 至 {format_multiple(high)}"
    return Piece(
        RANGE, f"{whole}{both(whole)}居首位，{times}；其中{opening(view, features[0])}", 5.3
    )


def all_second(view: View, features: Group) -> Piece | None:
    """All of them above the overall mean and next to the same segment."""
    if view.profile.k < 3 or not 2 <= len(features) <= FIGURES:
        return None
    if not all(at_rank(view, f, 2) and holds(view, f, "up-weak") for f in features):
        return None
    firsts = {descending(view, feature)[0].label: feature for feature in features}
    if len(firsts) != 1:
        return None
    first = group(descending(view, features[0])[0])
    return Piece("all-second", f"{figures(view, features)}，均仅次于{first}", 4.35)


def all_level(view: View, features: Group) -> Piece | None:
    """All of them on one side of the overall mean."""
    if not 2 <= len(features) <= FIGURES:
        return None
    for level, phrase in LEVELS:
        if all(holds(view, feature, level) for feature in features):
            text = f"{figures(view, features)}，均{phrase}"
            far = _furthest(view, features)
            understated = level.endswith("weak") and any(
                holds(view, f, "up") or holds(view, f, "down") for f in features
            )
            score = 2.5 if understated else 4.2
            return Piece("all-level", text + (f"；其中{far}" if far else ""), score)
    return None


def whole_level(view: View, features: Group) -> Piece | None:
    """A theme of many features on one side: one figure stands for them."""
    if len(features) <= FIGURES:
        return None
    for level, phrase in LEVELS:
        if all(holds(view, feature, level) for feature in features):
            rest = features[1:]
            names = listed([short(view, feature) for feature in rest[:LISTED]])
            extremes = sum(_status(view, feature) in ("top", "bottom") for feature in features)
            score = 2.9 if 2 * extremes > len(features) else 4.4
            text = f"{_best(view, features[0])}；{names}{'均' if len(rest) > 1 else ''}{phrase}"
            return Piece("whole-level", text, score)
    return None


def whole_middle(view: View, features: Group) -> Piece | None:
    """A theme that is middling throughout, with the shades inside it."""
    if view.profile.k < 3 or len(features) < 3:
        return None
    if not all(_unremarkable(view, feature) for feature in features):
        return None
    shades = _grouped(view, features[1:])
    told = "；".join(_shade(view, level, members) for level, members in shades[:2])
    lead = _best(view, features[0], ("like-overall", "slightly", "between"))
    whole = say_all(view, features)
    end = "" if "、" in whole or "和" in whole else f"；{whole}{both(whole)}居中游"
    return Piece(CALM, f"{lead}；{told}{end}", 4.3)


def head_and_rest(view: View, features: Group) -> Piece | None:
    """The strongest feature first, then the others by what they have in common."""
    head, *rest = features if _uniform(view, features) else by_size(view, features)
    clauses = [_shade(view, level, members) for level, members in _grouped(view, tuple(rest))]
    text = "；".join([_best(view, head), *clauses[:4]])
    extreme = _status(view, head) in ("top", "bottom")
    return Piece("head-and-rest", text, 3.4 if extreme else 3.0)


def figures_and_standing(view: View, features: Group) -> Piece | None:
    """Two features, each with its figure and where it stands."""
    if len(features) != 2 or view.profile.k == 1:
        return None
    first, other = by_size(view, features)
    one, two = standing(view, first), standing(view, other)
    if one == two:
        return None
    contrast = "，而" if _opposite(view, first, other) else "，"
    text = (
        f"{opening(view, first)}，{one}{contrast}{short(view, other)} {shown(view, other)}，{two}"
    )
    return Piece("figures-and-standing", text, 3.1)


def alone_together(view: View, features: Group) -> Piece | None:
    """With one segment: the figures."""
    if view.profile.k != 1:
        return None
    return Piece("alone-together", figures(view, features[:LISTED]), 9.0)


SHAPES: tuple[Shape, ...] = (
    alone_together,
    whole_range,
    whole_extreme,
    all_extreme,
    whole_level,
    all_level,
    all_second,
    whole_middle,
    figures_and_standing,
    head_and_rest,
)

LEVELS: tuple[tuple[Level, str], ...] = (
    ("up-strong", "明显高于整体"),
    ("down-strong", "明显低于整体"),
    ("up", "高于整体"),
    ("down", "低于整体"),
    ("up-weak", "略高于整体"),
    ("down-weak", "略低于整体"),
)


def sentences(view: View, features: Group) -> tuple[Piece, ...]:
    """Every sentence that is true of these features; at least one."""
    if len(features) == 1:
        return pieces(view, features[0])
    found = (shape(view, features) for shape in SHAPES)
    makeup = _makeup(view, features)
    return tuple(_with(piece, makeup) for piece in found if piece is not None)


def _with(piece: Piece, more: str) -> Piece:
    """The piece with a last clause, close to the figure where it ends on one."""
    if not more:
        return piece
    stop = "，" if piece.shape in (RANGE, CALM) else "；"
    return Piece(piece.shape, f"{piece.text}{stop}{more}", piece.score)


def _makeup(view: View, features: Group) -> str:
    """存款占总资产的 35.5%: the largest part of a total, where it is unlike everyone's."""
    for total in features:
        parts = [f for f in features if f.label in words(view, total).parts]
        if parts and view.profile.k > 1:
            largest = max(parts, key=lambda part: stats(view, part).mean)
            told = part_of(view, largest, total)
            return told or ""
    return ""


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _unremarkable(view: View, feature: Feature) -> bool:
    """In the middle, by its distance as well as by its rank."""
    extreme = holds(view, feature, "top") or holds(view, feature, "bottom")
    return holds(view, feature, "middle") and size(view, feature) <= NEAR and not extreme


def _best(view: View, feature: Feature, wanted: tuple[str, ...] = ()) -> str:
    """The clause about a feature that one wants most: of the wanted shapes, else by score."""
    found = pieces(view, feature)
    for shape in wanted:
        for piece in found:
            if piece.shape == shape:
                return piece.text
    return max(found, key=lambda piece: piece.score).text


def _furthest(view: View, features: Group) -> str | None:
    """The feature with the most telling multiple, of the overall mean or of the other end."""
    found = []
    for feature in features:
        far = descending(view, feature)[-1 if stats(view, feature).d > 0 else 0]
        use_far = pick(view, feature, ("", "far")) and far.label != view.segment.label
        times = times_of(view, feature, far) if use_far else beside_overall(view, feature)
        if times:
            found.append(
                (abs((stats(view, feature).ratio or 1) - 1), f"{short(view, feature)}{times}")
            )
    return max(found)[1] if found else None


def _uniform(view: View, features: Group) -> bool:
    up = all(holds(view, feature, "up") for feature in features)
    return up or all(holds(view, feature, "down") for feature in features)


def _opposite(view: View, first: Feature, other: Feature) -> bool:
    if holds(view, first, "up"):
        return holds(view, other, "down-weak")
    return holds(view, first, "down") and holds(view, other, "up-weak")


def _status(view: View, feature: Feature) -> str:
    if view.profile.k >= 3:
        for level, _ in EXTREME_WORDS:
            if holds(view, feature, level):
                return level
    return standing(view, feature)


def _grouped(view: View, features: Group) -> list[tuple[str, Group]]:
    """The features by where they stand, strongest group first."""
    groups: dict[str, list[Feature]] = {}
    for feature in by_size(view, features):
        groups.setdefault(_status(view, feature), []).append(feature)
    return [(status, tuple(members)) for status, members in groups.items()]


def _shade(view: View, status: str, features: Group) -> str:
    """基金 14.2 万元，略高于整体 / 存款、理财和保险均居首位."""
    head = features[0]
    many = "均" if len(features) > 1 else ""
    phrase = {
        "top": pick(view, head, (f"{many}居首位", f"{many}排在首位")),
        "bottom": pick(view, head, (f"{many}居末位", f"{many}排在末位")),
        ALIKE: f"{many}与整体相当",
    }.get(status, f"{many}{status}")
    if len(features) <= 2:
        return f"{figures(view, features, brief=True)}，{phrase}"
    return f"{listed([short(view, feature) for feature in features[:LISTED]])}{phrase}"
