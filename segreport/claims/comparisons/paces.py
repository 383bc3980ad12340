"""Paces: 快 and 慢 of a time that is short where it is fast (到场最快, 比平均慢4.3分钟)."""

from __future__ import annotations

from segreport.claims.comparisons.levels import A_LITTLE, GAP_FILLERS
from segreport.claims.quantities.carried import wait_for_last
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.claims.words.terms import LOSSES
from segreport.truth import Direction

NEARNESS: dict[str, Direction] = {"近": "down", "慢": "up", "远": "up", "快": "down"}
PACES = ("快", "慢")
TIMED = frozenset(("秒", "秒钟", "分钟", "分", "小时", "个小时", "天", "日", "工作日"))
FAR = frozenset(("公里", "千米", "米", "里"))
ENDING = ("neutral", "joint", "people", "outside")


def read_pace(scope: Scope, tokens: Tokens, position: int) -> int:
    """到场最快, 比平均慢4.3分钟, 间隔近: the position behind; 0 where it is an adverb."""
    token, names = tokens[position], scope.targets()
    if token.text not in NEARNESS or not names:
        return 0
    labels = scope.vocabulary.label_of
    before, way = at(tokens, position - 1), NEARNESS[token.text]
    gaps = set(names) <= scope.vocabulary.inverse
    if gaps and before is not None and before.text == "之" and not scope.predicated:
        scope.lean = way
        return position + 1
    lost = all(any(word in labels.get(name, "") for word in LOSSES) for name in names)
    if lost:  # 溜得最快, of 流失率
        way = "up" if way == "down" else "down"
    units = TIMED if token.text in PACES else FAR
    timed = lost or (len(names) == 1 and unit_of(scope, names[0]) in units)
    held = (gaps or timed) and scope.against is not None
    if held and (done := _by(scope, tokens, position, way)):
        return done
    if gaps and not scope.predicated:
        scope.level(token, names, way)
        return position + 1
    led = before is not None and (before.kind in ("most", "degree", "not") or before.text == "更")
    after = at(tokens, position + 1)
    ends = after is None or after.kind in ENDING or after.text in A_LITTLE
    told = timed and ends and (led or scope.against is not None or scope.pending)
    if told:
        scope.level(token._replace(strength="plain"), names, way)  # 比群组0远: no 远高于
    return position + 1 if told else 0


def _by(scope: Scope, tokens: Tokens, position: int, way: Direction) -> int:
    """比群组3慢了近20分钟: the distance. 0 where no number follows."""
    where = position + 1
    while (token := at(tokens, where)) and token.text in GAP_FILLERS:
        where += 1
    if token is None or not token.quantity or not wait_for_last(scope, tokens, where):
        return 0
    return read_quantity(scope, tokens, where, gap=way)
