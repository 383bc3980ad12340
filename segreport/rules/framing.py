"""What frames the traits: the line under the heading, who they are, why the name."""

from __future__ import annotations

from collections.abc import Sequence

from segreport.models import Feature, Sentence
from segreport.rules.facts import (
    View,
    among,
    by_size,
    holds,
    listed,
    short,
    standing,
    stats,
    words,
)
from segreport.rules.matching import fit
from segreport.rules.naming import Name
from segreport.rules.pack import Portrait
from segreport.rules.several import say_all
from segreport.wording import format_count, format_share, format_value

APART = 1.15
"""A share of a total is told as unlike the share of customers from this ratio on."""
SHARES = 2
"""Shares of totals that are told beside the main one."""
NEAR = 0.2
"""|d| up to which a summary calls something near the average."""


def _sentence(view: View, kind: str, place: str, text: str) -> Sentence:
    return Sentence.model_validate(
        {"segment": view.segment.label, "kind": kind, "place": place, "text": text}
    )


# ── the line under the heading ──────────────────────────────────────────────────────────────────


def write_lead(view: View) -> Sentence:
    """How many they are and what they hold of the totals."""
    count = format_count(view.segment.n)
    if view.profile.k == 1:
        return _sentence(view, "summary", "lead", f"全部 {count} 位客户。")
    text = f"{count} 位客户，占 {format_share(view.segment.share)}"
    held = _holdings(view)
    return _sentence(view, "summary", "lead", text + (held or _size(view)) + "。")


def _size(view: View) -> str:
    sizes = [segment.n for segment in view.profile.segments]
    if sizes.count(view.segment.n) > 1 or view.profile.k < 3:
        return ""
    for extreme, word in ((max(sizes), "最多"), (min(sizes), "最少")):
        if view.segment.n == extreme:
            return f"，{among(view)}人数{word}"
    return ""


def _shares(view: View) -> list[tuple[Feature, float]]:
    found = []
    for feature in view.profile.features:
        share = stats(view, feature).total_share
        if share is not None and feature.additive:
            found.append((feature, share))
    return found


def _holdings(view: View) -> str:
    """；持有全部客户总资产的 26.7%，却贡献了 55.2% 的理财复购."""
    shares = _shares(view)
    if not shares:
        return ""
    main = next((pair for pair in shares if pair[0].name == view.profile.order_by), shares[0])
    own = view.segment.share
    side = _side(main[1], own)
    rest = [pair for pair in shares if pair[0] != main[0] and pair[0].theme != main[0].theme]
    rest = rest or [pair for pair in shares if pair[0] != main[0]]
    rest.sort(key=lambda pair: -abs(pair[1] / own - 1))
    contrast = [pair for pair in rest if _side(pair[1], own) not in (side, 0)][:SHARES]
    told = _told(view, main, side)
    if contrast:
        return f"{told}，{'而' if side == 0 else '却'}{_listed_shares(view, contrast)}"
    same = [pair for pair in rest if _side(pair[1], own) == side != 0][:SHARES]
    if same:
        return f"{told}、{_tail(same)}"
    return told + ("，与人数占比相称" if side == 0 else "")


def _side(share: float, own: float) -> int:
    """1 where the share of the total is well above that of customers, −1 well below, else 0."""
    return 1 if share >= own * APART else -1 if share <= own / APART else 0


def _told(view: View, pair: tuple[Feature, float], side: int) -> str:
    feature, share = pair
    verb = words(view, feature).verb or "占有"
    turn = {1: "，却", -1: "，却只", 0: "；"}[side]
    return f"{turn}{verb}全部客户{feature.label}的 {format_share(share)}"


def _tail(pairs: Sequence[tuple[Feature, float]]) -> str:
    return listed([f"{feature.label}的 {format_share(share)}" for feature, share in pairs])


def _listed_shares(view: View, pairs: Sequence[tuple[Feature, float]]) -> str:
    verb = words(view, pairs[0][0]).verb or "占有"
    return f"{verb}{_tail(pairs)}"


# ── who they are ────────────────────────────────────────────────────────────────────────────────


def write_summary(view: View, used: set[str]) -> Sentence:
    """Who they are in a sentence, then what that means; `used` collects the interpretations."""
    if view.profile.k == 1:
        text = "只有一个群组，以上均为全体客户的平均水平；要看差异，需要分出更多群组。"
        return _sentence(view, "summary", "summary", text)
    portrait = _portrait(view, used)
    return _sentence(view, "summary", "summary", f"{_who(view)}。{portrait}")


def _portrait(view: View, used: set[str]) -> str:
    """The first interpretation of the pack that fits and stands nowhere else yet."""
    fitting = [
        (portrait, found)
        for portrait in view.pack.portraits
        if (found := fit(view, portrait.when)) is not None
    ]
    fresh: list[tuple[Portrait, str]] = []
    for portrait, found in fitting:
        label = short(view, found.bound) if found.bound else ""
        fresh.append((portrait, portrait.text.format(label=label)))
    text = next((text for _, text in fresh if text not in used), fresh[0][1] if fresh else "")
    used.add(text)
    return text


def _who(view: View) -> str:
    features = view.profile.features
    tops = _where(view, "top")
    bottoms = _where(view, "bottom")
    if view.profile.k >= 3 and len(features) >= 4:
        for extreme, word in ((tops, "首位"), (bottoms, "末位")):
            others = tuple(f for f in features if f not in extreme)
            if len(extreme) > 3 * len(others):
                beside = (
                    f"除{_names(view, others)}外，其余" if others else f"全部 {len(features)} 项"
                )
                return f"{beside}指标均居{word}"
    high = _where(view, "up-strong") or _where(view, "up")
    low = _where(view, "down-strong") or _where(view, "down")
    near = tuple(f for f in features if abs(stats(view, f).d) <= NEAR and holds(view, f, "middle"))
    high_text, low_text = _clause(view, high, tops, "首位"), _clause(view, low, bottoms, "末位")
    if high and low:
        lead, other = (high_text, low_text) if _heavier(view, high, low) else (low_text, high_text)
        return f"{lead}，{other}"
    one = high_text or low_text
    if not one:
        return "各项指标都接近整体平均"
    return f"{_names(view, near)}{_both(near)}接近整体平均，{one}" if near else one


def _where(view: View, level: str) -> tuple[Feature, ...]:
    return tuple(f for f in view.profile.features if holds(view, f, level))  # type: ignore[arg-type]


def _heavier(view: View, first: Sequence[Feature], other: Sequence[Feature]) -> bool:
    return abs(stats(view, by_size(view, first)[0]).d) >= abs(
        stats(view, by_size(view, other)[0]).d
    )


def _both(features: Sequence[Feature]) -> str:
    return "均" if len(features) > 1 else ""


def _clause(
    view: View, features: tuple[Feature, ...], extreme: tuple[Feature, ...], word: str
) -> str:
    """线上活跃度、月投资次数均居首位; the superlative where it holds for all that is named."""
    if not features:
        return ""
    named = _named(view, features)
    if view.profile.k >= 3 and all(feature in extreme for feature in named):
        return f"{_names(view, named)}{_both(named)}居{word}"
    kind = {standing(view, feature) for feature in named}
    same = kind.pop() if len(kind) == 1 else ""
    weaker = "高于整体" if stats(view, named[0]).d > 0 else "低于整体"
    return f"{_names(view, named)}{_both(named)}{same or weaker}"


def _named(view: View, features: Sequence[Feature]) -> tuple[Feature, ...]:
    """Those that fill whole themes, or the strongest four."""
    whole = [f for theme in _whole_themes(view, features) for f in theme]
    loose = [f for f in by_size(view, features) if f not in whole]
    return tuple(whole) + tuple(loose[: max(0, 4 - len(_whole_themes(view, features)))])


def _whole_themes(view: View, features: Sequence[Feature]) -> list[tuple[Feature, ...]]:
    themes = [view.profile.theme_features(theme.name) for theme in view.profile.themes]
    return [
        theme
        for theme in themes
        if len(theme) > 2 and all(f in features for f in theme) and _has_word(view, theme)
    ]


def _has_word(view: View, theme: tuple[Feature, ...]) -> bool:
    return "、" not in say_all(view, theme)


def _names(view: View, features: Sequence[Feature]) -> str:
    """The features, whole themes by their word."""
    whole = _whole_themes(view, features)
    spoken = [say_all(view, theme) for theme in whole]
    covered = [f for theme in whole for f in theme]
    return listed(spoken + [short(view, f) for f in features if f not in covered])


# ── why the name ────────────────────────────────────────────────────────────────────────────────


def write_grounds(view: View, name: Name) -> Sentence:
    """What the name rests on, with effect sizes."""
    if view.profile.k == 1:
        return _sentence(view, "summary", "grounds", "只有一个群组，没有可比的对象。")
    clauses = []
    if name.extreme:
        share = format_share(view.segment.share)
        clauses.append(f"{name.extreme}，占全部客户的 {share}")
    themes: dict[str, list[Feature]] = {}
    for feature in name.features:
        themes.setdefault(feature.theme or feature.name, []).append(feature)
    clauses += [_ground(view, tuple(features)) for features in list(themes.values())[:4]]
    text = (
        "；".join(clauses) or f"{format_count(view.segment.n)} 位客户的各项均值与其他群组没有差别"
    )
    return _sentence(view, "summary", "grounds", f"{text}。")


def _ground(view: View, features: tuple[Feature, ...]) -> str:
    values = sorted(stats(view, feature).d for feature in features)
    low, high = (format_value(value, "", 2) for value in (values[0], values[-1]))
    effect = f"（效应量 {low}）" if low == high else f"（效应量 {low} 至 {high}）"
    named = say_all(view, features)
    return f"{named}{_level_of(view, features)}{effect}"


def _level_of(view: View, features: tuple[Feature, ...]) -> str:
    entry = words(view, features[0])
    if len(features) == 1:
        if holds(view, features[0], "top"):
            return entry.most
        return entry.least if holds(view, features[0], "bottom") else standing(view, features[0])
    if all(holds(view, feature, "top") for feature in features):
        return "均居首位"
    if all(holds(view, feature, "bottom") for feature in features):
        return "均居末位"
    kinds = {standing(view, feature) for feature in features}
    if len(kinds) == 1:
        return f"均{kinds.pop()}"
    for level, phrase in (("up", "均高于整体"), ("down", "均低于整体")):
        if all(holds(view, f, level) for f in features):  # type: ignore[arg-type]
            return phrase
    return "均接近整体平均"
