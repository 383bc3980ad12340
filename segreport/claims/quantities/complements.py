"""Complements: those a rate is not said of (未流失客户占92.8%, 仍有九成客户未退保)."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import REST, Group, Token
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.claims.words.terms import LOSSES
from segreport.wording import Quantity

HALF = 0.5
DENIED = ("未", "没", "没有", "尚未", "并未", "未曾", "从未", "仍未", "还未")
HAPPENS = ("有", "曾", "发生", "出现", "被", "选择", "办理", "真正")
SAYING = ("level", "rank", "most", "compare", "middle", "degree")


def of_complement(scope: Scope, clause: Tokens) -> Tokens:
    """The clause with 未流失 as one word: the share of those who did not."""
    if not any(token.number in ("percent", "fraction") for token in clause):
        return clause
    for position, token in enumerate(clause):
        if token.kind != "not" or token.text not in DENIED:
            continue
        behind = position + 1
        while behind < len(clause) and clause[behind].text in HAPPENS:
            behind += 1
        rate = clause[behind] if behind < len(clause) else token
        said = behind + 1 < len(clause) and clause[behind + 1].kind in SAYING
        if _is_half_without(clause, rate):
            return clause
        if len(rate.names) != 1 or unit_of(scope, rate.names[0]) != "%" or said:
            continue
        if rate.names[0].startswith(REST) or rate.names[0] not in scope.vocabulary.features:
            continue
        whole = rate._replace(start=token.start, group=Group((f"{REST}{rate.names[0]}",)))
        return (*clause[:position], whole, *clause[behind + 1 :])
    return clause


def _is_half_without(clause: Tokens, rate: Token) -> bool:
    """半数以上的客户未使用循环信贷: the median is nought; not so of what ends a relation."""
    half = any(token.number == "fraction" and token.figure.low == HALF for token in clause)
    return half and not any(word in rate.text for word in LOSSES)


def turned_bound(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> Quantity:
    """尚未过半, 没超过六成: a bound that is denied is one to the other side."""
    half = any(t.number == "fraction" and t.figure.low == HALF for t in tokens[:position])
    if quantity.bound and half and scope.statistic == "median":
        slack = quantity.step / 2  # 一半客户的月收入不超过3.79万元
        quantity = replace(quantity, low=quantity.low - slack, high=quantity.high + slack)
    before = tokens[position - 1] if position else None
    denied = before is not None and before.kind == "not" and scope.negated
    if not denied or not quantity.bound or before is None or before.end != tokens[position].start:
        return quantity
    scope.negated = False
    return replace(quantity, bound="<" if quantity.bound == ">" else ">")
