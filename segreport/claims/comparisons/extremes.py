"""Extremes: the highest and the lowest of the other segments (其余各群最高也仅3.6%)."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, Reference, Token
from segreport.claims.quantities.numbers import fits
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction

INSIDE = ("里", "中", "之中", "当中", "内", "里头", "里面", "的", "均", "都")
PASSED = frozenset(
    (
        *("的", "者", "也", "亦", "都", "才", "仅", "只", "不过", "也就", "要", "也要", "有"),
        *("是", "为", "仅为", "达", "亦仅为", "也只", "也才", "也仅", "也不过", "也只有", "只有"),
        *("约", "到", "一群", "一个", "那群", "群组", "客群", "一组", "组", "群", "还", "就"),
        *("也有", "也是", "亦仅", "也达", "也没", "也仅为", "也不", "高达", "不", "尚", "值"),
        *("的也", "最多", "至多"),
    )
)
SPEED: dict[str, Direction] = {"快": "down", "早": "down", "近": "down", "慢": "up", "远": "up"}


def extreme_of_others(scope: Scope, tokens: Tokens, after: int, ref: Reference) -> int:
    """其他组最快也要6.2分钟: the position behind the number; 0 where it is not so."""
    if ref.kind != "others" or "+" in scope.subject or scope.subject != scope.own:
        return 0
    where = after
    while (token := at(tokens, where)) and (token.text in INSIDE or token.kind == "feature"):
        where += 1
    most, level = token, at(tokens, where + 1)
    way = _way(level)
    if most is None or most.kind != "most" or way is None:
        return 0
    end = where + 2
    while (token := at(tokens, end)) and token.text in PASSED:
        end += 1
    named = [t for t in tokens[after:where] if t.kind == "feature"]
    names = named[-1].names if named else scope.targets()
    if token is None or not token.quantity or names == (SHARE,) or len(names) != 1:
        return 0
    if not fits(scope, names[0], token.figure):
        return 0
    if named:
        scope.name_features(named[-1].named, named[-1].start)
    scope.state(token, "extreme", names, quantity=scope.marked(token.figure), direction=way)
    return end + 1


def _way(token: Token | None) -> Direction | None:
    if token is None:
        return None
    return token.direction if token.kind == "level" else SPEED.get(token.text)
