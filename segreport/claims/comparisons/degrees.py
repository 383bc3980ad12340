"""Degrees: 略, 显著, 最 before a level, and the words that only look like them."""

from __future__ import annotations

from segreport.claims.comparisons.alike import read_alike
from segreport.claims.comparisons.comparing import read_comparison
from segreport.claims.comparisons.paces import PACES, read_pace
from segreport.claims.nouns import Token
from segreport.claims.quantities.ranges import both_ends
from segreport.claims.subjects.references import find_reference, read_against
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

GROUPS = ("一群", "一组", "一类", "一拨", "一个", "一档", "群体", "客群", "群组", "那群", "那拨")
MARKS_OUT = ("显著", "明显", "突出", "亮眼", "抢眼", "耀眼", "鲜明", "出彩", "显眼", "夺目", "典型")


def read_degree(scope: Scope, tokens: Tokens, position: int) -> int:
    """略, 较, 显著; 较 before a reference compares, 相当 alone is 持平."""
    token, following = tokens[position], at(tokens, position + 1)
    kind = following.kind if following else ""
    if done := read_pace(scope, tokens, position):
        return done  # 五组最远
    if token.text in ("较", "比较", "相对") and find_reference(scope, tokens, position + 1):
        return read_against(scope, tokens, position)
    if token.text == "相当" and kind not in ("level", "word", "neutral"):
        return read_alike(scope, tokens, position)
    if token.text == "超" and kind in ("ref", "quantity"):
        return read_comparison(
            scope, (*tokens[:position], _exceeding(token), *tokens[position + 1 :]), position
        )
    if scope.degree is None or token.strength != "plain":
        scope.degree = token.strength
    return position + 1


def _exceeding(token: Token) -> Token:
    """超 before a segment or a number is 超过."""
    return token._replace(kind="compare", direction="up", strength="plain")


def read_most(scope: Scope, tokens: Tokens, position: int) -> int:
    """最, where a level follows (not 最具潜力)."""
    following = at(tokens, position + 1)
    if following is not None and following.text == "差" and scope.targets():
        later = at(tokens, position + 2)
        if later is None or later.text in ("的", "，", "）", "之一"):
            scope.most, scope.sure = True, False  # 也不是最差的: most likely the lowest
            scope.level(following, scope.targets(), "down")
            return position + 2
    if done := both_ends(scope, tokens, position):
        return done
    idle = ("neutral", "people", "its", "unknown")
    scope.most = following is not None and (following.kind not in idle or following.text in PACES)
    if scope.most and following is not None and _only_marks(tokens, position + 1):
        scope.most = False
        return position + 3
    return position + 1


def _only_marks(tokens: Tokens, position: int) -> bool:
    """最显著的标签, 最亮眼的是负债率: says what matters, and not that it is the highest."""
    linked, after = at(tokens, position + 1), at(tokens, position + 2)
    noun = after is not None and after.kind == "neutral" and len(after.text) > 1
    noun = noun and after is not None and after.text not in GROUPS  # 年龄最大的一群
    noun = noun or (linked is not None and linked.text.startswith("的") and len(linked.text) > 1)
    marks = tokens[position].text in MARKS_OUT or (tokens[position].text == "大" and noun)
    marks = marks and linked is not None
    if marks and linked is not None and linked.text != "的":
        return linked.text.startswith("的") and linked.note == "said"
    return marks and after is not None and (after.text == "是" or after.kind != "feature")
