"""What frames the traits: the line under the heading, and why the name."""

from __future__ import annotations

from segreport.models import Feature, Sentence
from segreport.rules.entries import Level
from segreport.rules.facts import View, by_size, head_count, holds, ranked, standing, stats, words
from segreport.rules.naming import Name
from segreport.rules.several import EXTREME_WORDS, both, say_all, told_of
from segreport.wording import format_count, format_effect, format_share

APART = 1.15
"""A share of a total is told as unlike the share of customers from this ratio on."""
SOME = 0.0005
"""A smaller share of a total would be shown as 0.0%."""
SHARES = 2
"""Shares of totals that are told in contrast to the main one."""
PLAIN = "占"
HOLDS = "持有"
"""Needs to be told of whose total, or it reads like the segment's own."""
GROUNDS = 4
"""Themes that a name's grounds speak of."""

Share = tuple[Feature, float]


def write_lead(view: View) -> Sentence:
    """How many they are and what they hold of the totals."""
    count = format_count(view.segment.n)
    if view.profile.k == 1:
        text = f"全部 {count} 位客户"
    else:
        share = format_share(view.segment.share)
        first = head_count(view)
        text = f"{count} 位客户，占 {share}{_holdings(view) or (first and f'，{first}')}"
    return Sentence(segment=view.segment.label, kind="summary", place="lead", text=f"{text}。")


def _holdings(view: View) -> str:
    """；持有全部客户总资产的 26.7%，却贡献了理财复购次数的 55.2%."""
    shares = [
        (feature, share)
        for feature in view.profile.features
        if feature.additive and (share := stats(view, feature).total_share) is not None
    ]
    if not shares:
        return ""
    main = next((pair for pair in shares if pair[0].name == view.profile.order_by), shares[0])
    side = _side(view, main)
    rest = _others(view, shares, main)
    contrast = [pair for pair in rest if _side(view, pair) not in (side, 0)][:SHARES]
    same = [pair for pair in rest if _side(view, pair) == side != 0][:1]
    only = "只" if side < 0 else ""
    told = _told(view, [main], only=only, whole=True)
    if contrast:
        few = "只" if _side(view, contrast[0]) < 0 and not only else ""
        return f"{'，' if side else '；'}{told}，却{_told(view, contrast, only=few)}"
    if same:
        return f"，却{_told(view, [main, *same], only=only, whole=True)}"
    return f"，却{told}" if side else f"；{told}，与人数占比相称"


def _others(view: View, shares: list[Share], main: Share) -> list[Share]:
    """The shares worth telling beside the main one, furthest from that of customers first."""
    rest = [pair for pair in shares if pair[0] != main[0] and pair[1] >= SOME]
    rest = [pair for pair in rest if words(view, pair[0]).verb] or rest
    rest = [pair for pair in rest if not main[0].theme or pair[0].theme != main[0].theme] or rest
    return sorted(rest, key=lambda pair: -abs(pair[1] / view.segment.share - 1))


def _side(view: View, pair: Share) -> int:
    """1 where the share of the total is well above that of customers, −1 well below, else 0."""
    own = view.segment.share
    return 1 if pair[1] >= own * APART else -1 if pair[1] <= own / APART else 0


def _told(view: View, pairs: list[Share], *, only: str = "", whole: bool = False) -> str:
    """贡献了理财复购次数的 55.2%、月投资次数的 56.1%: one verb for all of them."""
    verbs = {words(view, feature).verb or PLAIN for feature, _ in pairs}
    verb = verbs.pop() if len(verbs) == 1 else PLAIN
    everyone = "全部客户" if whole or verb == HOLDS else ""
    shares = (f"{feature.label}的 {format_share(share)}" for feature, share in pairs)
    return f"{only}{verb}{everyone}{'、'.join(shares)}"


def write_grounds(view: View, name: Name) -> Sentence:
    """What the name rests on, with effect sizes."""
    if view.profile.k == 1:
        text = "只有一个群组，没有可比的对象"
    else:
        clauses = []
        if name.extreme:
            clauses.append(f"{name.extreme}，占全部客户的 {format_share(view.segment.share)}")
        themes: dict[tuple[str, bool], list[Feature]] = {}
        for feature in name.features:
            key = (feature.theme or feature.name, stats(view, feature).d > 0)
            themes.setdefault(key, []).append(feature)
        clauses += [_ground(view, tuple(group)) for group in list(themes.values())[:GROUNDS]]
        text = "；".join(clauses) or _unremarkable(view)
    return Sentence(segment=view.segment.label, kind="summary", place="grounds", text=f"{text}。")


def _unremarkable(view: View) -> str:
    """What a name without a trait rests on: the size, and how far the furthest feature is off."""
    share = f"占全部客户的 {format_share(view.segment.share)}"
    if not view.profile.features:
        return share
    furthest = by_size(view, view.profile.features)[0]
    return f"{share}；{_ground(view, (furthest,))}"


def _ground(view: View, features: tuple[Feature, ...]) -> str:
    features = told_of(view, features)
    values = sorted(stats(view, feature).d for feature in features)
    low, high = format_effect(values[0]), format_effect(values[-1])
    effect = f"（效应量 {low}）" if low == high else f"（效应量 {low} 至 {high}）"
    return f"{_standing(view, features)}{effect}"


def _standing(view: View, features: tuple[Feature, ...]) -> str:
    """线上活跃度居首位, 年龄最低: the strongest wording true of all of them."""
    names = say_all(view, features)
    many = both(names) if len(features) > 1 else ""
    for level, word in EXTREME_WORDS:
        if all(holds(view, feature, level) for feature in features):
            if len(features) == 1:
                return f"{names}{ranked(features[0], words(view, features[0]), level)}"
            return f"{names}{many}居{word}"
    kinds = {standing(view, feature) for feature in features}
    if len(kinds) == 1:
        return f"{names}{many}{kinds.pop()}"
    for level, phrase in _LEVELS:
        if all(holds(view, feature, level) for feature in features):
            return f"{names}{many}{phrase}"
    return "，".join(_standing(view, (feature,)) for feature in features)


_LEVELS: tuple[tuple[Level, str], ...] = (
    ("up-strong", "明显高于整体"),
    ("down-strong", "明显低于整体"),
    ("up", "高于整体"),
    ("down", "低于整体"),
)
