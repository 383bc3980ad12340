"""群组特点: who they are in one sentence of levels that hold, then what that means."""

from __future__ import annotations

from collections.abc import Sequence

from segreport.models import Feature, Sentence
from segreport.rules.entries import Level
from segreport.rules.facts import (
    AGE,
    View,
    among,
    by_size,
    head_count,
    holds,
    listed,
    overall,
    ranked,
    short,
    shown,
    size,
    standing,
    stats,
    turn,
    words,
)
from segreport.rules.matching import fit, name_bound
from segreport.rules.polarity import gravity, is_inverse, is_risk, is_told_apart
from segreport.rules.several import EXTREME_WORDS, NEAR, both, say_all
from segreport.rules.single import opening
from segreport.wording import format_count

NAMED = 4
"""Names in one list."""
NEARLY_ALL = 3
"""At the end of the table in this many times as many features as not: told by the exceptions."""

Group = tuple[Feature, ...]


def write_summary(view: View, used: set[str]) -> Sentence:
    """The sentence and its interpretation; `used` collects the interpretations."""
    if view.profile.k == 1:
        text = "只有一个群组，以上均为全体客户的平均水平。建议分出几个群组再作比较。"
    elif not view.profile.features:
        count = head_count(view) or f"共 {format_count(view.segment.n)} 位客户"
        text = f"{count}。{_portrait(view, used)}"
    else:
        text = f"{_told(view)}。{_portrait(view, used)}"
    return Sentence(segment=view.segment.label, kind="summary", place="summary", text=text)


def _portrait(view: View, used: set[str]) -> str:
    """The first interpretation of the pack that fits and stands nowhere else yet."""
    fitting = [
        (portrait.text, found.bound)
        for portrait in view.pack.portraits
        if (found := fit(view, portrait.when)) is not None
    ]
    if not fitting:
        return ""
    text, bound = next((pair for pair in fitting if pair[0] not in used), fitting[0])
    used.add(text)
    return name_bound(view, text, bound)


def _told(view: View) -> str:
    """Risks that weigh first, then how they do and how long they have been away, then the rest."""
    high = [f for f in _usual(view) if holds(view, f, "up")]
    low = [f for f in _usual(view) if holds(view, f, "down")]
    alarms = [f for f in _risks(view) if holds(view, f, "up") or is_told_apart(f)]
    others = [feature for feature in _risks(view) if feature not in alarms]
    who = _who(view) if _usual(view) else ""
    away = _away(view, active=len(high) > len(low))
    told = (_warn(view, alarms), "，".join(filter(None, (who, away))), _warn(view, others))
    return "；".join(filter(None, told)) or "各项指标都接近整体平均"


def _usual(view: View) -> Group:
    """The features that are better when high, or neither: what praise may speak of."""
    return tuple(f for f in view.profile.features if not (is_risk(f) or is_inverse(f)))


def _risks(view: View) -> list[Feature]:
    """The risks that set the segment apart, gravest first."""
    notable = (
        feature
        for feature in view.profile.features
        if is_risk(feature) and (holds(view, feature, "up") or holds(view, feature, "down"))
    )
    return sorted(notable, key=lambda f: (gravity(f), -size(view, f)))


def _warn(view: View, risks: list[Feature]) -> str:
    """违约占比 37.2%，三个群组中最高；负债率和其他负债均居首位."""
    if not risks:
        return ""
    head, *rest = risks
    clauses = [_with_figure(view, head)]
    for up in (True, False):
        same = [feature for feature in rest if (stats(view, feature).d > 0) is up]
        clauses += [_clause(view, by_size(view, same))] if same else []
    return "；".join(clauses)


def _away(view: View, *, active: bool) -> str:
    """但距上次消费天数 26.4 天，三个群组中最长: what is better when low."""
    notable = [
        feature
        for feature in view.profile.features
        if is_inverse(feature)
        and not is_risk(feature)
        and (holds(view, feature, "up") or holds(view, feature, "down"))
    ]
    if not notable:
        return ""
    head = by_size(view, notable)[0]
    return f"{'但' if (stats(view, head).d > 0) is active else ''}{_with_figure(view, head)}"


def _with_figure(view: View, feature: Feature) -> str:
    """违约占比 37.2%，三个群组中最高."""
    if view.profile.k >= 3:
        for level in ("top", "bottom"):
            if holds(view, feature, level):
                word = ranked(feature, words(view, feature), level)
                return f"{opening(view, feature)}，{among(view)}{word}"
    whole = overall(view, feature)
    side = standing(view, feature).replace("平均", "整体")
    if whole == shown(view, feature):
        return f"{opening(view, feature)}，{side}"
    return f"{opening(view, feature)}，{side}的 {whole}"


def _who(view: View) -> str:
    exceptions = _all_but(view)
    if exceptions:
        return exceptions
    high = _where(view, "up-strong") or _where(view, "up")
    low = _where(view, "down-strong") or _where(view, "down")
    near = _near(view)
    if not high and not low:
        return "其余指标都接近整体平均" if _risks(view) else "各项指标都接近整体平均"
    if high and low:
        return _contrast(view, high, low, near)
    strong = high or low
    if not near:
        return _clause(view, strong)
    if turn(view) % 2:
        return f"{_middling(view, near)}，{_clause(view, strong, but='却')}"
    return f"{_clause(view, strong)}，{_middling(view, near, but='则')}"


def _contrast(view: View, high: Group, low: Group, near: Group) -> str:
    """Both sides: the heavier leads; one lone feature is told in passing."""
    heavy, light = (high, low) if _weight(view, high) >= _weight(view, low) else (low, high)
    if len(light) == 1 and len(heavy) > 1 and near:
        middle = _middling(view, near)
        return f"{_clause(view, light)}，{middle}，{_clause(view, heavy, but='却')}"
    ages = all(feature.unit == AGE for feature in light)
    return f"{_clause(view, heavy)}，{_clause(view, light, but='' if ages else '却')}"


def _all_but(view: View) -> str:
    """除年龄外，其余指标均居末位; empty where it is not so."""
    features = _usual(view)
    if view.profile.k < 3 or len(features) < 3:
        return ""
    if len(features) < len(view.profile.features):  # 其余指标 would mean the others as well
        return ""
    for level, word in EXTREME_WORDS:
        extreme = _where(view, level)
        others = tuple(feature for feature in features if feature not in extreme)
        if extreme and not others:
            return f"各项指标均居{word}"
        if len(extreme) >= NEARLY_ALL * len(others):
            return f"除{_names(view, others)}之外，其余指标均居{word}"
    return ""


def _where(view: View, level: Level) -> Group:
    return by_size(view, (f for f in _usual(view) if holds(view, f, level)))


def _near(view: View) -> Group:
    """A whole theme near the average, or two features at most: what is worth a clause."""
    near = tuple(f for f in _usual(view) if size(view, f) <= NEAR and holds(view, f, "middle"))
    themes = _whole_themes(view, near)
    return themes[0] if themes else near if len(near) <= 2 else ()


def _middling(view: View, near: Group, *, but: str = "") -> str:
    """接近整体平均 as the table says it, 处于中等水平 where it says 略高 or 略低."""
    calm = all(not holds(view, f, "up-weak") and not holds(view, f, "down-weak") for f in near)
    return f"{_names(view, near)}{but}{'接近整体平均' if calm else '处于中等水平'}"


def _weight(view: View, features: Group) -> float:
    """How much the features weigh together; ages alone say little about business."""
    return sum(size(view, f) for f in features if f.unit != AGE) or size(view, features[0]) / 2


def _clause(view: View, features: Group, *, but: str = "") -> str:
    """线上活跃度和月投资次数均居首位: the strongest wording true of all that is named."""
    named = _named(view, features)
    names = _names(view, named)
    many = "均" if len(named) > 1 and (both(names) or len(_whole_themes(view, named)) == 0) else ""
    if view.profile.k >= 3:
        for level, word in EXTREME_WORDS:
            if all(holds(view, feature, level) for feature in named):
                if len(named) == 1:
                    return f"{names}{but}{ranked(named[0], words(view, named[0]), level)}"
                return f"{names}{but}{many}居{word}"
    kinds = {standing(view, feature) for feature in named}
    plain = "高于整体" if stats(view, named[0]).d > 0 else "低于整体"
    strong = all(holds(view, f, "up-strong") or holds(view, f, "down-strong") for f in named)
    kind = kinds.pop() if len(kinds) == 1 else f"{'明显' if strong else ''}{plain}"
    return f"{names}{but}{many}{kind}"


def _named(view: View, features: Sequence[Feature]) -> Group:
    """Whole themes and the strongest others, no more names than one reads in one breath."""
    themes = _whole_themes(view, features)[:NAMED]
    whole = [feature for theme in themes for feature in theme]
    loose = [feature for feature in by_size(view, features) if feature not in whole]
    return (*whole, *loose[: NAMED - len(themes)])


def _whole_themes(view: View, features: Sequence[Feature]) -> list[Group]:
    """The themes that the features fill and that have one word."""
    themes = [view.profile.theme_features(theme.name) for theme in view.profile.themes]
    return [
        theme
        for theme in themes
        if len(theme) > 2
        and all(feature in features for feature in theme)
        and "、" not in say_all(view, theme)
    ]


def _names(view: View, features: Sequence[Feature]) -> str:
    """The features, whole themes by their word."""
    themes = _whole_themes(view, features)
    covered = [feature for theme in themes for feature in theme]
    rest = [short(view, feature) for feature in features if feature not in covered]
    return listed([say_all(view, theme) for theme in themes] + rest)
