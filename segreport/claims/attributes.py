"""Attributes: what a text says of another segment in passing (仅次于沉睡的群组3)."""

from __future__ import annotations

from segreport.claims.nouns import Claim
from segreport.claims.scope import Scope
from segreport.claims.steps import Tokens

LIVES = ("吃饭", "取胜", "立足", "说话", "支撑", "撑着", "拉动", "拉升", "吃饭的")
BY_MEANS = (
    "靠",
    "全靠",
    "凭",
    "凭借",
    "仗着",
    "依靠",
    "仰仗",
    "借",
    "主要靠",
    "硬靠",
    "靠着",
    "凭着",
)
_BEFORE = ("with", "compare", "only", "alike", "between")


def set_aside(scope: Scope, clause: Tokens) -> Tokens:
    """The clause without a word that describes the segment it compares with.

    What the word says there becomes a claim of its own about that segment.
    """
    clause = _without_means(scope, _unbracketed(clause))
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
    """第二名（群组1）, 次高者（群组1）: as 第二名的群组1."""
    for position in range(1, len(clause) - 3):
        rank = clause[position]
        opening = position + (2 if clause[position + 1].text == "者" else 1)
        inside = clause[opening : opening + 3]
        texts = "".join(token.text for token in (*inside[:1], *inside[2:]))
        if rank.kind != "rank" or texts not in ("（）", "()") or inside[1].ref is None:
            continue
        linked = inside[0]._replace(text="的")
        rest = clause[opening + 3 :]
        return (*clause[: position + 1], linked, inside[1], *rest)
    return clause
