"""Paced: a number by another span of time than that of the table (每天8.7小时, 年化17万元)."""

from __future__ import annotations

import re
from dataclasses import replace

from segreport.claims.nouns import SHARE, Group
from segreport.claims.quantities.numbers import fits, unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.wording import Quantity

_SPAN = re.compile(
    r"每个?(?:[天日周月年季]|星期|礼拜|季度)|一(?:天|周|年|个?月|季|季度|个?星期|个?礼拜)(?!到晚|比一)"
    r"|[天日周月年季]均|年化|单日|单月|全年|折月|折年|月化"
)
_LONG: dict[str, tuple[float, ...]] = {
    "天": (1.0, 1.0),
    "日": (1.0, 1.0),
    "周": (7.0, 7.0),
    "星": (7.0, 7.0),
    "礼": (7.0, 7.0),
    "月": (30.0, 30.4375),
    "季": (90.0, 91.3125),
    "年": (360.0, 365.25),
}
"""Days of a span, as people count them in round figures and by the calendar."""
SHORT = "天日周星礼月季年"


def span_in(text: str) -> str:
    """The only span of time by which a text tells its numbers (月 of 每月); empty if none."""
    found = {next(letter for letter in word if letter in SHORT) for word in _SPAN.findall(text)}
    days = {_LONG[letter] for letter in found}
    return next(iter(found)) if len(days) == 1 else ""


def by_pace(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """每天在线8.7小时, of 月在线时长: what it comes to in the span of the table. 0: not so."""
    told = "".join(token.text for token in tokens[:position])
    span = span_in(told) or _framed(scope, told)
    if not span or quantity.kind != "value" or scope.against is not None or scope.per:
        return 0
    name = _by_span(scope, tokens, position, quantity)
    ratios = ratios_of(scope, name, span) if name else ()
    if not ratios:
        return 0
    if scope.targets() != (name,):
        scope.fresh = True
        scope.name_features(Group((name,)), tokens[position].start)
        scope.sure = False
    scope.state(tokens[position], "number", (name,), quantity=converted(quantity, ratios))
    scope.paced = (name, span)
    return position + 1


def ratios_of(scope: Scope, name: str, span: str) -> tuple[float, ...]:
    """By what a number told by such a span is multiplied; empty where it is the table's own."""
    days = scope.vocabulary.window_of.get(name, ())
    if not days or any(abs(a - b) < a / 20 for a, b in zip(days, _LONG[span], strict=True)):
        return ()
    return tuple(long / short for long, short in zip(days, _LONG[span], strict=True))


def converted(quantity: Quantity, ratios: tuple[float, ...]) -> Quantity:
    """The number in the span of the table; from the least to the most that may be meant."""
    low, high = min(ratios), max(ratios)
    if quantity.bound:
        return replace(
            quantity,
            low=quantity.low * low,
            high=quantity.high * high,
            step=quantity.step * low,
        )
    half = quantity.step / 2 if quantity.low == quantity.high and not quantity.approx else 0.0
    return replace(
        quantity, low=(quantity.low - half) * low, high=(quantity.high + half) * high, step=0.0
    )


def _by_span(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> str:
    """The feature of which the number is told; empty where several may be meant."""
    windows = scope.vocabulary.window_of
    here = any(token.kind in ("feature", "word") for token in tokens[:position])
    if not quantity.unit and not here:
        return ""
    names = [n for n in scope.targets() if n != SHARE and n in windows and fits(scope, n, quantity)]
    plain = [n for n in names if n not in scope.vocabulary.each_time]
    if here and scope.pending:
        return plain[0] if len(plain) == 1 else ""
    able = [n for n in windows if fits(scope, n, quantity) and n not in scope.vocabulary.each_time]
    exact = [n for n in able if unit_of(scope, n) == quantity.unit]
    able = exact or able
    return able[0] if len(able) == 1 else plain[0] if len(plain) == 1 else ""


def _framed(scope: Scope, told: str) -> str:
    """折算到每天，完单约18.4单: the span that the clause before did no more than name."""
    span, clause = scope.span_named
    return span if span and clause == scope.clause - 1 and not span_in(told) else ""


def name_span(scope: Scope, tokens: Tokens) -> None:
    """Remember a clause that only names a span of time (折算到每天). Called at its end."""
    plain = all(token.kind in ("neutral", "unknown", "with") for token in tokens)
    span = span_in("".join(token.text for token in tokens)) if tokens and plain else ""
    scope.span_named = (span, scope.clause)
