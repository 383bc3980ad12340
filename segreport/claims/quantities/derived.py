"""Derived: figures made from others that a text goes on to speak of (该比值四群组最高)."""

from __future__ import annotations

from segreport.claims.nouns import OVER, SHARE, Reference
from segreport.claims.quantities.carried import name_of
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens


def read_derived(scope: Scope, tokens: Tokens, position: int) -> int:
    """该比值, 份额: the figure that was told last is the topic; 存款与资产之比: that of the two."""
    names = scope.targets()
    if scope.pending and len(names) == 2:
        scope.set_topic((OVER.join(names),), tokens[position].start)
        return position + 1
    if part := _part_before(scope, tokens, position):
        scope.set_topic((f"{part}{OVER}{names[0]}",), tokens[position].start)
        return position + 1
    if scope.pending and len(names) == 1 and len(scope.statistics) == 2:
        return _of_statistics(scope, tokens, position)
    if scope.against is not None and scope.against.kind in ("own_mean", "own_median"):
        where = number_after(tokens, position + 1)
        if where >= 0:
            return read_quantity(scope, tokens, where, over=scope.against)
    told = scope.last_told
    name = name_of(told) if told else ""
    plain = told is not None and told.relation in ("number", "rank", "level", "versus", "alike")
    if not name and told is not None and plain and len(told.features) == 1:
        name = told.features[0]  # 流失率为7.2%，这一比例在群组1为44.5%
    if name:
        scope.set_topic((name,), tokens[position].start)
    elif any(token.kind in ("level", "rank", "most", "quantity") for token in tokens[position:]):
        scope.doubt(tokens[position], "statement")
        scope.set_topic((), tokens[position].start)
    return position + 1


def _part_before(scope: Scope, tokens: Tokens, position: int) -> str:
    """月供2,315元，与月收入之比约为25%: the feature that was told last, where it is so."""
    told, names = scope.last_told, scope.targets()
    opened = position == 2 and tokens[0].kind == "with" and tokens[1].names == names
    if not opened or told is None or told.relation != "number" or len(names) != 1:
        return ""
    part = told.features[0] if len(told.features) == 1 else ""
    return "" if part in (names[0], SHARE) or OVER in part else part


def _of_statistics(scope: Scope, tokens: Tokens, position: int) -> int:
    """中位数与均值之比不足六成."""
    where = number_after(tokens, position + 1)
    part, whole = scope.statistics
    if where < 0 or whole in ("d", part):
        scope.doubt(tokens[position], "statement")
        return position + 1
    scope.statistic, scope.statistics, scope.in_turn = part, (), -1
    ref = Reference("own_mean" if whole == "mean" else "own_median")
    return read_quantity(scope, tokens, where, over=ref)


def take_up(scope: Scope, position: int, tokens: Tokens) -> None:
    """占基金市值的44.4%（四群组最高）: the share is the topic of what stands behind it."""
    told = scope.last_told
    name = name_of(told) if told else ""
    if name and name != SHARE:
        scope.set_topic((name,), tokens[position].start)
        scope.sure = False
