"""Attributes: what a text says of another segment in passing (仅次于沉睡的群组3)."""

from __future__ import annotations

from segreport.claims.nouns import Claim
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

LIVES = ("吃饭", "取胜", "立足", "说话", "支撑", "撑着", "拉动", "拉升", "吃饭的")
BY_MEANS = (
    *("靠", "全靠", "凭", "凭借", "仗着", "依靠", "仰仗", "借", "主要靠", "硬靠", "靠着", "凭着"),
)
SOME_OF_THEM = (
    *("少数", "部分", "个别", "少量", "若干", "极少数", "一小部分", "小部分", "少部分", "某些"),
    *("有些", "头部", "一批", "少许", "其中少数", "其中部分", "一部分", "尾部", "一小批", "极个别"),
)
PERSONS = ("客户", "用户", "会员", "客群", "人群", "人", "户", "商户", "持卡人", "保户", "投保人")
HOLDERS = ("者", "群组", "群", "客群", "组", "群体")
BRACKETS = ("（", "）", "(", ")")
DESCRIBING = ("level", "feature", "word", "degree", "neutral")
_BEFORE = ("with", "compare", "only", "alike", "between")


def set_aside(scope: Scope, clause: Tokens) -> Tokens:
    """The clause without a word that describes the segment it compares with.

    What the word says there becomes a claim of its own about that segment.
    """
    clause = _without_means(scope, _unbracketed(_without_subset(clause)))
    for position in range(len(clause) - 3):
        led, word, linked, owner = clause[position : position + 4]
        single = owner.ref is not None and len(owner.ref.segments) == 1
        if led.kind not in _BEFORE or word.leaning is None or linked.text != "的" or not single:
            continue
        scope.asides += [
            Claim(
                word.start,
                word.end,
                "middle" if lean == "middle" else "level",
                (name,),
                owner.ref.segments[0] if owner.ref else "",
                direction=None if lean == "middle" else lean,
                sure=False,
            )
            for name, lean in word.leaning.directions
        ]
        return (*clause[: position + 1], *set_aside(scope, clause[position + 3 :]))
    return clause


def _without_subset(clause: Tokens) -> Tokens:
    """少数高额度客户拉高了均值: what some of them are is not said of the segment."""
    for position, token in enumerate(clause):
        if token.text not in SOME_OF_THEM:
            continue
        for end in range(position + 2, min(position + 6, len(clause))):
            inner = clause[position + 1 : end]
            describes = all(t.kind in DESCRIBING for t in inner)
            if clause[end].kind == "people" and clause[end].text in PERSONS and describes:
                return (*clause[: position + 1], *clause[end:])
    return clause


def _without_means(scope: Scope, clause: Tokens) -> Tokens:
    """靠客单价撑到第二: the place is that of what was told before, and the means is high."""
    led = next((n for n, token in enumerate(clause[:-2]) if token.text in BY_MEANS), -1)
    means = clause[led + 1] if led >= 0 else None
    rest = clause[led + 2 :]
    if means is None or len(means.names) != 1 or not scope.topic or not rest:
        return clause
    placed = any(t.kind in ("rank", "quantity") or t.text in LIVES for t in rest)
    acts = rest[0].kind in ("neutral", "unknown") and not any(t.kind == "feature" for t in rest)
    if not placed or not acts or any(t.kind == "feature" for t in clause[:led]):
        return clause
    level = Claim(
        *(means.start, means.end, "level", means.names, scope.own), direction="up", sure=False
    )
    scope.asides.append(level)
    return (*clause[:led], *rest)


def _unbracketed(clause: Tokens) -> Tokens:
    """第二名（群组1）, 次高者（群组1）, 垫底群组（群组3 2.12次）: as 第二名的群组1."""
    for position in range(1, len(clause) - 3):
        place = clause[position]
        led = clause[position - 1].kind == "most" and place.kind == "level"
        opening = position + (2 if clause[position + 1].text in HOLDERS else 1)
        inside = clause[opening : opening + 5]
        if not (place.kind == "rank" or led) or len(inside) < 3 or inside[1].ref is None:
            continue
        close = 2 if inside[2].text in BRACKETS else 3 if inside[2].quantity else 4
        shut = close < len(inside) and inside[close].text in BRACKETS
        if inside[0].text not in BRACKETS or not shut or (close == 4 and not inside[3].quantity):
            continue
        linked = inside[0]._replace(text="的")
        rest = clause[opening + close + 1 :]
        return (*clause[: position + 1], linked, *inside[1:close], *rest)
    return clause
