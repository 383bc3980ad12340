"""Clauses about one feature, each of another shape. Every one is true or is not made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from segreport import truth
from segreport.models import Feature, SegmentProfile
from segreport.rules.entries import Level
from segreport.rules.facts import (
    AGE,
    View,
    alike,
    among,
    apart,
    at_rank,
    beside_overall,
    descending,
    group,
    holds,
    is_signed,
    overall,
    pick,
    ranked,
    shown,
    standing,
    stats,
    subject,
    turn,
    words,
    write,
)
from segreport.rules.multiples import lean, multiple


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause without its full stop."""

    shape: str
    text: str
    score: float
    """How much one wants to read it."""


Shape = Callable[[View, Feature], Piece | None]


def opening(view: View, feature: Feature) -> str:
    """平均年龄 39.8 岁."""
    return f"{subject(view, feature)} {shown(view, feature)}"


def _extreme(view: View, feature: Feature) -> str | None:
    """The superlative that holds, in the feature's own word."""
    entry = words(view, feature)
    if holds(view, feature, "top"):
        return entry.most
    return entry.least if holds(view, feature, "bottom") else None


def _only(view: View, feature: Feature) -> str:
    """An opening that says the figure is small, where it is the lowest and clearly so."""
    small = holds(view, feature, "bottom") and holds(view, feature, "down-strong")
    if small and feature.unit != AGE:
        return f"{subject(view, feature)}仅 {shown(view, feature)}"
    return opening(view, feature)


def extreme_times(view: View, feature: Feature) -> Piece | None:
    """Highest or lowest, told as a multiple of the overall mean."""
    times = beside_overall(view, feature)
    if view.profile.k < 3 or times is None:
        return None
    if holds(view, feature, "top"):
        first = pick(view, feature, ("居各群组之首", "排在首位", "居首位"))
        return Piece("extreme-times", f"{opening(view, feature)}，{first}，{times}", 4.0)
    if holds(view, feature, "bottom"):
        last = pick(view, feature, ("居各群组末位", "排在末位"))
        return Piece("extreme-times", f"{_only(view, feature)}，{last}，{times}", 4.0)
    return None


def extreme_apart(view: View, feature: Feature) -> Piece | None:
    """Highest or lowest, told as a distance from the overall mean."""
    extreme, gap = _extreme(view, feature), apart(view, feature)
    if view.profile.k < 3 or extreme is None or gap is None or not _plain(view, feature):
        return None
    return Piece("extreme-apart", f"{opening(view, feature)}，{among(view)}{extreme}，{gap}", 3.8)


def extreme_far(view: View, feature: Feature) -> Piece | None:
    """Highest or lowest, told against the segment at the other end."""
    extreme, order = _extreme(view, feature), descending(view, feature)
    if view.profile.k < 3 or extreme is None:
        return None
    other = order[-1] if holds(view, feature, "top") else order[0]
    far = times_of(view, feature, other)
    if far is None:
        return None
    return Piece("extreme-far", f"{_only(view, feature)}，{among(view)}{extreme}，{far}", 3.7)


def extreme_next(view: View, feature: Feature) -> Piece | None:
    """Highest, told against the runner-up."""
    if view.profile.k < 3 or not holds(view, feature, "top"):
        return None
    second = descending(view, feature)[1]
    if alike(view, feature, second):
        return None
    gap = times_of(view, feature, second) or apart(view, feature, second)
    if gap is None:
        return None
    first = f"{among(view)}{_extreme(view, feature)}" if feature.unit == AGE else "排在首位"
    return Piece("extreme-next", f"{opening(view, feature)}，{first}，{gap}", 3.4)


def extreme_first(view: View, feature: Feature) -> Piece | None:
    """Highest or lowest, with the superlative before the figure."""
    gap = beside_overall(view, feature) or apart(view, feature)
    if view.profile.k < 3 or gap is None or not _plain(view, feature):
        return None
    for level, verb in _EXTREMES:
        if holds(view, feature, level):
            if feature.unit == AGE:
                text = f"{among(view)}{_extreme(view, feature)}，{opening(view, feature)}，{gap}"
            elif level == "top" and turn(view) % 2:
                text = f"论{feature.label}，这一群以 {lean(shown(view, feature))}居首，{gap}"
            else:
                word = ranked(feature, words(view, feature), level)
                text = f"{among(view)}{feature.label}{word}，{verb} {shown(view, feature)}，{gap}"
            return Piece("extreme-first", text, 3.6)
    return None


_EXTREMES: tuple[tuple[Level, str], ...] = (("top", "达"), ("bottom", "只有"))


def extreme_plain(view: View, feature: Feature) -> Piece | None:
    """Highest or lowest, nothing more."""
    extreme = _extreme(view, feature)
    if view.profile.k < 3 or extreme is None:
        return None
    return Piece("extreme-plain", f"{opening(view, feature)}，{among(view)}{extreme}", 2.2)


def second(view: View, feature: Feature) -> Piece | None:
    """Next to the highest."""
    if view.profile.k < 3 or not at_rank(view, feature, 2):
        return None
    first = descending(view, feature)[0]
    text = f"{opening(view, feature)}，仅次于{group(first)}"
    gap = beside_overall(view, feature) or apart(view, feature)
    if gap and holds(view, feature, "up"):
        text += f"，{gap}"
    return Piece("second", text, 3.0 if holds(view, feature, "up") else 2.0)


def next_to_last(view: View, feature: Feature) -> Piece | None:
    """Next to the lowest."""
    k = view.profile.k
    if k < 4 or not at_rank(view, feature, k - 1) or not holds(view, feature, "down-weak"):
        return None
    last = descending(view, feature)[-1]
    text = f"{opening(view, feature)}，仅高于{group(last)}"
    gap = beside_overall(view, feature) or apart(view, feature)
    if gap and holds(view, feature, "down"):
        text += f"，{gap}"
    return Piece("next-to-last", text, 2.8)


def between(view: View, feature: Feature) -> Piece | None:
    """Between two neighbours."""
    k, rank = view.profile.k, stats(view, feature).rank
    if k < 3 or rank in (1, k) or not at_rank(view, feature, rank):
        return None
    if k > 3 and rank in (2, k - 1):
        return None
    order = descending(view, feature)
    upper, lower = group(order[rank - 2]), group(order[rank])
    text = f"{opening(view, feature)}，处于中游，高于{lower}、低于{upper}"
    return Piece("between", text, 2.4)


def like_overall(view: View, feature: Feature) -> Piece | None:
    """About the overall mean."""
    if not alike(view, feature):
        return None
    mine, whole = shown(view, feature), overall(view, feature)
    text = "与整体持平" if mine == whole else f"与整体的 {lean(whole)}基本持平"
    return Piece("like-overall", f"{opening(view, feature)}，{text}", 3.2)


def high_but(view: View, feature: Feature) -> Piece | None:
    """Above the overall mean and far below the first, or below it and far above the last."""
    gap = beside_overall(view, feature) or apart(view, feature)
    extreme = holds(view, feature, "top") or holds(view, feature, "bottom")
    if view.profile.k < 3 or gap is None or extreme or not _plain(view, feature):
        return None
    order = descending(view, feature)
    high = holds(view, feature, "up")
    far = times_of(view, feature, order[0] if high else order[-1])
    if far is None:
        return None
    if high and far.startswith("约为"):
        contrast = f"但只有{far.removeprefix('约为')}"
    elif not high and far.startswith("为"):
        contrast = f"却是{far.removeprefix('为')}"
    else:
        return None
    return Piece("high-but", f"{opening(view, feature)}，{gap}，{contrast}", 3.05)


def like_neighbour(view: View, feature: Feature) -> Piece | None:
    """Clearly off the overall mean, but about what another segment has."""
    if view.profile.k < 3 or not _plain(view, feature):
        return None
    for other in descending(view, feature):
        near = other.label != view.segment.label and alike(view, feature, other)
        if near and shown(view, feature, other) != shown(view, feature):
            text = f"与{group(other)}（{shown(view, feature, other)}）相当"
            return Piece(
                "like-neighbour",
                f"{opening(view, feature)}，{text}，{standing(view, feature)}",
                3.3,
            )
    return None


def against_figure(view: View, feature: Feature) -> Piece | None:
    """Above or below the overall figure."""
    whole = overall(view, feature)
    if whole == shown(view, feature) or not _plain(view, feature):
        return None
    side = standing(view, feature).replace("平均", "整体")
    return Piece("against-figure", f"{opening(view, feature)}，{side}的 {whole}", 2.6)


def against_gap(view: View, feature: Feature) -> Piece | None:
    """Off the overall mean by so much."""
    gap = beside_overall(view, feature) or apart(view, feature)
    if gap is None or not _plain(view, feature):
        return None
    return Piece("against-gap", f"{opening(view, feature)}，{gap}", 2.5)


def slightly(view: View, feature: Feature) -> Piece | None:
    """A little off, or near enough: always true, so there is always something to say."""
    return Piece("slightly", f"{opening(view, feature)}，{standing(view, feature)}", 1.0)


def pair(view: View, feature: Feature) -> Piece | None:
    """With two segments: one against the other."""
    if view.profile.k != 2:
        return None
    other = next(s for s in view.profile.segments if s.label != view.segment.label)
    mine, theirs = shown(view, feature), shown(view, feature, other)
    if mine == theirs:
        return None
    if alike(view, feature, other):
        return Piece(
            "pair-alike",
            f"{opening(view, feature)}，与{lean(group(other))}的 {lean(theirs)}相当",
            3.6,
        )
    up = stats(view, feature).mean > other.stats[feature.name].mean
    strong = _versus_strong(view, feature, other, up=up)
    text = f"{'明显' if strong else ''}{'高' if up else '低'}于{lean(group(other))}的 {theirs}"
    return Piece("pair", f"{opening(view, feature)}，{text}", 3.0)


def pair_times(view: View, feature: Feature) -> Piece | None:
    """With two segments: a multiple of the other."""
    if view.profile.k != 2:
        return None
    other = next(s for s in view.profile.segments if s.label != view.segment.label)
    text = times_of(view, feature, other) or apart(view, feature, other)
    if text is None or alike(view, feature, other) or not _plain(view, feature):
        return None
    return Piece("pair-times", f"{opening(view, feature)}，{text}", 3.2)


def alone(view: View, feature: Feature) -> Piece | None:
    """With one segment there is nobody to compare with: the mean and the median."""
    if view.profile.k != 1:
        return None
    median = write(feature, stats(view, feature).median)
    return Piece("alone", f"{opening(view, feature)}，中位数 {median}", 5.0)


SHAPES: tuple[Shape, ...] = (
    alone,
    pair_times,
    pair,
    extreme_times,
    extreme_apart,
    extreme_far,
    extreme_next,
    extreme_first,
    extreme_plain,
    second,
    next_to_last,
    between,
    like_overall,
    high_but,
    like_neighbour,
    against_figure,
    against_gap,
    slightly,
)


def pieces(view: View, feature: Feature) -> tuple[Piece, ...]:
    """Every clause that is true of the feature; at least one."""
    if view.profile.k == 1:
        return tuple(filter(None, (alone(view, feature),)))
    return tuple(piece for shape in SHAPES if (piece := shape(view, feature)) is not None)


def _plain(view: View, feature: Feature) -> bool:
    return holds(view, feature, "up") or holds(view, feature, "down")


def times_of(view: View, feature: Feature, other: SegmentProfile) -> str | None:
    """为群组 0 的 3.6 倍: a multiple of another segment's mean."""
    if feature.unit == AGE or is_signed(view, feature):
        return None
    mean, theirs = stats(view, feature).mean, other.stats[feature.name].mean
    return multiple(feature, mean, theirs, group(other))


def _versus_strong(view: View, feature: Feature, other: SegmentProfile, *, up: bool) -> bool:
    verdict = truth.judge_versus(
        stats(view, feature).mean,
        other.stats[feature.name].mean,
        view.profile.overall[feature.name].std,
        "up" if up else "down",
        strong=True,
    )
    return verdict == "supported"
