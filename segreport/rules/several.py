"""Sentences about several features at once: those of a theme, or those that go together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from segreport.models import Feature
from segreport.rules.facts import (
    View,
    alike,
    among,
    beside_overall,
    by_size,
    holds,
    listed,
    short,
    shown,
    standing,
    theme_words,
    turn,
)
from segreport.rules.pack import Level
from segreport.rules.single import Piece, opening, pieces

LISTED = 5
"""More features than these are not listed in one clause."""
FIGURES = 3
"""More figures than these are not read in one breath."""

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


def figures(view: View, features: Sequence[Feature]) -> str:
    """总资产 62.6 万元、存款 22.2 万元和基金 14.2 万元."""
    first = opening(view, features[0])
    return listed([first, *(f"{short(view, f)} {shown(view, f)}" for f in features[1:])])


def all_extreme(view: View, features: Group) -> Piece | None:
    """All of them highest, or all of them lowest, with their figures."""
    if view.profile.k < 3 or not 2 <= len(features) <= FIGURES:
        return None
    for level, phrases in (
        ("top", ("均居首位", "均居各群组之首", "均排在首位")),
        ("bottom", ("均居末位", "均为各群组最低", "均排在末位")),
    ):
        if all(holds(view, feature, _level(level)) for feature in features):
            text = f"{figures(view, features)}，{phrases[turn(view) % 3]}"
            far = _furthest(view, features)
            return Piece(f"all-{level}", text + (f"；其中{far}" if far else ""), 5.0)
    return None


def whole_extreme(view: View, features: Group) -> Piece | None:
    """A theme of many features, all highest or all lowest: one figure stands for them."""
    if view.profile.k < 3 or len(features) < 3:
        return None
    head = features[0]
    rest = features[1:]
    for level, phrases in (
        ("top", ("同样居首", "也都居首位")),
        ("bottom", ("同样垫底", "也都居末位")),
    ):
        if all(holds(view, feature, _level(level)) for feature in features):
            lead = _best(view, head, ("extreme-times", "extreme-apart", "extreme-far"))
            names = listed([short(view, feature) for feature in rest[:LISTED]])
            end = phrases[1] if len(rest) > 1 else phrases[0]
            return Piece(f"whole-{level}", f"{lead}；{names}{end}", 5.2)
    return None


def all_level(view: View, features: Group) -> Piece | None:
    """All of them on one side of the overall mean."""
    if not 2 <= len(features) <= FIGURES:
        return None
    for level, phrase in LEVELS:
        if all(holds(view, feature, level) for feature in features):
            text = f"{figures(view, features)}，均{phrase}"
            far = _furthest(view, features)
            return Piece("all-level", text + (f"；其中{far}" if far else ""), 4.2)
    return None


def whole_level(view: View, features: Group) -> Piece | None:
    """A theme of many features on one side: one figure stands for them."""
    if len(features) < 3:
        return None
    for level, phrase in LEVELS:
        if all(holds(view, feature, level) for feature in features):
            rest = features[1:]
            names = listed([short(view, feature) for feature in rest[:LISTED]])
            return Piece("whole-level", f"{_best(view, features[0])}；{names}也都{phrase}", 4.4)
    return None


def whole_middle(view: View, features: Group) -> Piece | None:
    """A theme that is middling throughout, with the shades inside it."""
    if view.profile.k < 3 or len(features) < 3:
        return None
    if not all(holds(view, feature, "middle") for feature in features):
        return None
    shades = _grouped(view, features[1:])
    told = "，".join(_shade(view, level, group) for level, group in shades[:2])
    lead = _best(view, features[0], ("like-overall", "slightly", "between"))
    return Piece("whole-middle", f"{lead}；{told}，{say_all(view, features)}均居中游", 4.3)


def head_and_rest(view: View, features: Group) -> Piece | None:
    """The strongest feature first, then the others by what they have in common."""
    head, *rest = features if _uniform(view, features) else by_size(view, features)
    clauses = [_shade(view, level, group) for level, group in _grouped(view, tuple(rest))]
    text = "；".join([_best(view, head), *clauses[:3]])
    return Piece("head-and-rest", text, 3.0)


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
    whole_extreme,
    all_extreme,
    whole_level,
    all_level,
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
    return tuple(piece for shape in SHAPES if (piece := shape(view, features)) is not None)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _level(name: str) -> Level:
    return "top" if name == "top" else "bottom"


def _best(view: View, feature: Feature, wanted: tuple[str, ...] = ()) -> str:
    """The clause about a feature that one wants most: of the wanted shapes, else by score."""
    found = pieces(view, feature)
    for shape in wanted:
        for piece in found:
            if piece.shape == shape:
                return piece.text
    return max(found, key=lambda piece: piece.score).text


def _furthest(view: View, features: Group) -> str | None:
    """The feature furthest from the overall mean, where that is a multiple worth telling."""
    for feature in by_size(view, features):
        times = beside_overall(view, feature)
        if times:
            return f"{short(view, feature)}{times}"
    return None


def _uniform(view: View, features: Group) -> bool:
    return any(all(holds(view, f, level) for f in features) for level in ("up", "down"))


def _opposite(view: View, first: Feature, other: Feature) -> bool:
    sides = [("up", "down-weak"), ("down", "up-weak")]
    return any(holds(view, first, _as(a)) and holds(view, other, _as(b)) for a, b in sides)


def _as(name: str) -> Level:
    return next(level for level, _ in LEVELS if level == name)


def _status(view: View, feature: Feature) -> str:
    if view.profile.k >= 3:
        for level in ("top", "bottom"):
            if holds(view, feature, _level(level)):
                return level
    return standing(view, feature)


def _grouped(view: View, features: Group) -> list[tuple[str, Group]]:
    """The features by where they stand, strongest group first."""
    groups: dict[str, list[Feature]] = {}
    for feature in by_size(view, features):
        groups.setdefault(_status(view, feature), []).append(feature)
    return [(status, tuple(group)) for status, group in groups.items()]


def _shade(view: View, status: str, features: Group) -> str:
    """基金 14.2 万元，略高于整体 / 存款、理财和保险均居首位."""
    many = "均" if len(features) > 1 else ""
    phrase = {
        "top": (f"{many}居首位", f"{many}为{among(view)}最高")[turn(view) % 2],
        "bottom": (f"{many}居末位", f"{many}为{among(view)}最低")[turn(view) % 2],
    }.get(status, f"{many}{status}")
    if len(features) == 1:
        feature = features[0]
        same = alike(view, feature) and status.startswith("与整体")
        comma = "" if same else "，"
        return f"{short(view, feature)} {shown(view, feature)}{comma or '，'}{phrase}"
    names = listed([short(view, feature) for feature in features[:LISTED]])
    return f"{names}{phrase}"
