"""Suits: features named as what a segment is strong or weak in (强项是客单价，短板：登录)."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, Group, Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.truth import Direction

SUITS: dict[str, Direction] = {
    **dict.fromkeys(("强项", "长项", "长板", "优势", "优势项", "优势指标", "拿手"), "up"),
    **dict.fromkeys(("短板", "弱项", "软肋", "劣势", "短处", "弱点", "短板项", "硬伤"), "down"),
}
LINKS = frozenset(
    (
        *(
            "是",
            "在",
            "在于",
            "集中在",
            "体现在",
            "就是",
            "主要是",
            "主要在",
            "都在",
            "则是",
            "仍是",
        ),
        *("则在", "落在", "无非是", "只在", "正是", "即", "为", "还是", "就在"),
    )
)
BEFORE = ("neutral", "its", "most", "people")


def read_suit(scope: Scope, clause: Tokens, before: Tokens) -> bool:
    """Read a clause that only names what is strong or weak; whether it was one."""
    suit = next((n for n, token in enumerate(clause) if token.text in SUITS), -1)
    named = clause[suit + 2 :]
    linked = suit >= 0 and suit + 1 < len(clause) and clause[suit + 1].text in LINKS
    word = clause[suit] if linked else None
    if suit < 0 and scope.stop in (":", "：") and before and before[-1].text in SUITS:
        word, named, suit = before[-1], clause, 0
    led = clause[:suit] if linked else ()
    idle = all(t.kind in BEFORE or t.text in ("大", "突出", "明显") for t in led)
    if word is None or not idle or not _only_names(named):
        return False
    way = SUITS[word.text]
    for token in (token for token in named if token.kind == "feature"):
        _say(scope, token, way)
    return True


def _only_names(tokens: Tokens) -> bool:
    """完课率和作业提交率, and nothing else."""
    names = [token for token in tokens if token.kind == "feature"]
    linked = all(
        token.kind in ("feature", "joint", "with") or (token.kind == "neutral" and not token.note)
        for token in tokens
    )
    return bool(names) and linked and all(SHARE not in token.names for token in names)


def _say(scope: Scope, token: Token, way: Direction) -> None:
    burdens = scope.vocabulary.burdens & set(token.names)
    scope.fresh = True
    scope.name_features(token.named if token.group else Group(()), token.start)
    scope.sure = not burdens
    scope.turn_topic(burdens)
    scope.level(token, token.names, way)
