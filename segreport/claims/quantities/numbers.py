"""Figures of a text: their units, their lists, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import GRAND, OVER, PACK, REST, SHARE, TOTAL, Reference, Relation
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.claims.words.lexicon import unit_factors
from segreport.truth import Direction
from segreport.wording import Quantity

PEOPLE_UNITS = ("人", "位", "户", "名", "家", "个")
TIME_UNITS = ("年", "月", "个月", "天", "日", "周", "季度", "小时", "星期", "礼拜")


def unit_of(scope: Scope, name: str) -> str:
    """The dictionary's unit of a feature; '%' for the share of customers."""
    if name == SHARE or name.startswith((TOTAL, REST)):
        return "%"
    if OVER in name:
        part, whole = (unit_of(scope, side) for side in name.split(OVER))
        return "" if part == whole and PACK not in name else part
    name = name.rpartition(PACK)[2]
    name = name.removeprefix(GRAND)
    if scope.statistic == "d":
        return ""
    units = scope.vocabulary.unit_of
    return units[name] if name in units else units[name.partition("+")[0]]


def fits(scope: Scope, name: str, quantity: Quantity) -> bool:
    """Whether a number of this unit can be a value of the feature."""
    unit = unit_of(scope, name)
    if OVER in name and not unit:
        bare = quantity.kind == "value" and not quantity.unit  # 之比约为0.91
        return bare or quantity.kind in ("percent", "fraction", "multiple")
    if quantity.low == quantity.high == 0:
        return True  # 中位数为0
    if unit == "%":
        return quantity.kind in ("percent", "fraction")
    return quantity.kind == "value" and (not quantity.unit or quantity.unit in unit_factors(unit))


def bounded(quantity: Quantity, direction: Direction) -> Quantity:
    """The quantity as what 超过 or 不足 says of it."""
    return replace(quantity, bound=">" if direction == "up" else "<", approx=False)


def in_turn(scope: Scope) -> tuple[str, ...]:
    """The feature whose turn it is in 分别为…, or all of the topic."""
    names = scope.targets()
    if scope.in_turn >= 0 and len(scope.topic) > 1 and len(names) != len(scope.topic):
        mention = scope.topic[min(scope.in_turn, len(scope.topic) - 1)]
        scope.in_turn += 1  # 乘机、里程、票款, where 里程 is a word for several
        several = len(mention.group.features) > 1
        scope.sure = scope.sure and not several
        main = mention.group.primary
        return (main,) if main else mention.group.features
    if scope.in_turn >= 0 and len(names) > 1:
        name = names[min(scope.in_turn, len(names) - 1)]
        scope.in_turn += 1
        return (name,)
    return names


def next_number(tokens: Tokens, position: int, kind: str) -> int:
    """The next number of a list (2.7倍和3倍); −1 where the list ends."""
    joint = at(tokens, position)
    if joint is None or joint.kind not in ("joint", "with"):
        return -1
    position += 1
    while (token := at(tokens, position)) and token.text in ("约", "近", "大约"):
        position += 1
    return position if token is not None and token.number == kind else -1


def listed(tokens: Tokens, position: int) -> int:
    """How many numbers of one kind stand in a row from here: 57%、9%和12%."""
    kind, count = tokens[position].number, 1
    while (position := next_number(tokens, position + 1, kind)) >= 0:
        count += 1
    return count


def listed_mixed(tokens: Tokens, position: int) -> int:
    """How many numbers of any kind stand in a row from here: 963.5%和49.0万."""
    count, following = 1, at(tokens, position + 2)
    joint = at(tokens, position + 1)
    while (
        joint is not None and joint.kind in ("joint", "with") and following and following.quantity
    ):
        count, position = count + 1, position + 2
        joint, following = at(tokens, position + 1), at(tokens, position + 2)
    return count


def each_part(
    scope: Scope,
    tokens: Tokens,
    number: int,
    relation: Relation,
    ref: Reference | None,
    *,
    way: Direction | None = None,
) -> int:
    """The share of each of the topic; 57%、9%和12% are those of one after the other."""
    kind = tokens[number].number
    if scope.in_turn < 0 and len(scope.targets()) == listed(tokens, number) > 1:
        scope.in_turn = 0
    while True:
        token = tokens[number]
        names = tuple(name for name in in_turn(scope) if name != SHARE)
        quantity = scope.marked(token.figure)
        scope.state(token, relation, names, quantity=quantity, ref=ref, direction=way)
        following = next_number(tokens, number + 1, kind) if scope.in_turn >= 0 else -1
        if following < 0:
            return number + 1
        number = following
