"""Verbal: numbers that a verb tells what they are of (一个月来11.3趟, 每趟只拿4.23件)."""

from __future__ import annotations

from segreport.claims.nouns import Group
from segreport.claims.quantities.numbers import fits, unit_of
from segreport.claims.quantities.per import other_period, spans_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.wording import Quantity

AFTER_VERB = frozenset(
    (
        *("了", "到", "过", "上", "出", "掉", "下", "个", "得", "能", "要", "才", "只", "约", "近"),
        *("不过", "也就", "就", "大概", "差不多", "大约", "足足", "满", "着", "也才", "也只"),
    )
)
DENIED = ("不", "没", "未", "没有")


def by_verb(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """The number of the feature that the verb before it counts or measures; 0: there is none."""
    each = any(token.text.startswith("每") for token in tokens[:position])  # 每花10块钱
    if quantity.kind != "value" or not quantity.unit or scope.pending or scope.against or each:
        return 0
    names = _named_by_verb(scope, tokens, position, quantity)
    same = bool(scope.targets()) and set(scope.targets()) <= set(names)
    if len(names) != 1 or same or other_period(scope, tokens[:position], names):
        return 0
    scope.fresh = True
    scope.name_features(Group(names), tokens[position].start)
    scope.state(tokens[position], "number", names, quantity=quantity)
    return position + 1


def _named_by_verb(
    scope: Scope, tokens: Tokens, position: int, quantity: Quantity
) -> tuple[str, ...]:
    """The features of the verb before a number, those that best fit its unit."""
    back = position - 1
    while back >= 0 and tokens[back].text in AFTER_VERB:
        back -= 1
    if back < 0 or tokens[back].kind not in ("neutral", "word", "takes"):
        return ()
    meaning = scope.vocabulary.terms.get(f"{tokens[back].text[-1]}得")
    denied = back > 0 and tokens[back - 1].text in DENIED
    if meaning is None or meaning.kind != "feature" or denied:
        return ()
    names = [name for name in meaning.names if fits(scope, name, quantity)]
    names = [n for n in names if n not in scope.vocabulary.each_time] or names
    return tuple([n for n in names if unit_of(scope, n) == quantity.unit] or names)


def by_span(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """每月79.8元: of the only feature that the table has by the month; 0 where it is not so."""
    free = quantity.kind == "value" and bool(quantity.unit) and not scope.pending
    letters = spans_of(tokens[:position]) if free and scope.against is None else set()
    if len(letters) != 1 or scope.per or any(t.text.startswith("每花") for t in tokens):
        return 0
    labels, letter = scope.vocabulary.label_of, next(iter(letters))
    names = [n for n in labels if letter in labels[n] and fits(scope, n, quantity)]
    if len(names) != 1 or scope.targets() == (names[0],):
        return 0
    scope.fresh, scope.sure = True, False
    scope.name_features(Group((names[0],)), tokens[position].start)
    scope.state(tokens[position], "number", (names[0],), quantity=quantity)
    return position + 1
