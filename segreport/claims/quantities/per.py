"""Per: an amount by a number of times (每单约223元, 摊到每次乘机只有0.28小时)."""

from __future__ import annotations

import re

from segreport.claims.nouns import OVER, SHARE, Group, Reference, Token
from segreport.claims.quantities.numbers import fits, unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.wording import Quantity

_PERIOD = re.compile(r"每个?[天日周月年]|一[天周年]|一个月|[日周月年]均|每星期|每礼拜|每季度?|全年")
SPANS = {
    "天": "日",
    "日": "日",
    "周": "周",
    "星": "周",
    "礼": "周",
    "月": "月",
    "季": "季",
    "年": "年",
}
COUNTED = {
    "单": ("单", "笔", "次"),
    "笔": ("笔", "次", "单"),
    "件": ("件", "张", "份"),
    "份": ("份", "件", "张"),
    "张": ("张", "件", "份"),
    "次": ("次", "回", "笔"),
    "趟": ("次", "趟"),
    "回": ("次", "回"),
}
"""By the word after 每: the units of what is counted."""
PLAIN = ("neutral", "statistic", "feature", "takes")
TIMES = ("单", "笔", "次", "趟", "回", "张")
OTHER_UNITS = "项个门台节晚级"


def read_per(scope: Scope, tokens: Tokens, position: int) -> int:
    """每单, 单笔, 次均: the next number is by this count."""
    if done := per_feature(scope, tokens, position):
        return done
    word = tokens[position].text
    other = word[-1] if word[-1] in OTHER_UNITS else "次"
    scope.per = next((letter for letter in reversed(word) if letter in COUNTED), other)
    return position + 1


def per_feature(scope: Scope, tokens: Tokens, position: int) -> int:
    """每件有效保单对应的保费约2,940元, 每件保单附有0.95项附加险: 0 where it is not so."""
    where = position + 1
    while (token := at(tokens, where)) and token.kind == "neutral":
        where += 1
    if token is None or len(token.names) != 1 or where > position + 3:
        return 0
    base, rest = token.names[0], range(where + 1, len(tokens))
    number = next((n for n in rest if tokens[n].quantity), -1)
    shared = scope.targets() if number < 0 and scope.pending else ()
    if len(shared) == 1 and shared[0] not in (base, SHARE) and OVER not in shared[0]:
        scope.set_topic((f"{shared[0]}{OVER}{base}",), tokens[position].start)
        return where + 1  # 额度摊到每笔交易上，差不多354元
    parts = [n for n in rest if len(tokens[n].names) == 1 and n <= number + 2]
    plain = all(tokens[n].kind in PLAIN for n in rest if n < number)
    if number < 0 or len(parts) != 1 or not plain or base == SHARE:
        return 0
    part, figure = tokens[parts[0]].names[0], scope.marked(tokens[number].figure)
    if part in (base, SHARE) or "%" in (unit_of(scope, base), unit_of(scope, part)):
        return 0
    if not fits(scope, part, figure):
        return 0
    ref = Reference("feature", feature=base)
    scope.state(tokens[number], "per", (part,), quantity=figure, ref=ref)
    scope.set_topic((f"{part}{OVER}{base}",), tokens[position].start)
    scope.predicated, scope.per = True, ""
    return max(number, parts[0]) + 1


def spans_of(before: Tokens) -> set[str]:
    """The spans of time that a text tells a number by: 月 of 每月, 一个月."""
    said = _PERIOD.findall("".join(token.text for token in before))
    return {span for word in said for letter, span in SPANS.items() if letter in word}


def other_period(scope: Scope, before: Tokens, names: tuple[str, ...]) -> bool:
    """Whether a text tells by the day what the dictionary's label tells by the month."""
    spans = spans_of(before)
    labels = {scope.vocabulary.period_of.get(name, "") for name in names} - {""}
    return bool(spans) and bool(labels) and not spans & labels


def per_count(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """The amount by the number of times; both become the topic."""
    if not scope.per or quantity.kind != "value":
        return 0
    units = COUNTED.get(scope.per, (scope.per,))
    if quantity.unit in units:
        return 0
    names = scope.targets()
    if done := _of_one_time(scope, tokens, position, quantity):
        return done
    scope.per = ""
    if len(names) == 1 and OVER in names[0] and fits(scope, names[0], quantity):
        scope.state(tokens[position], "number", names, quantity=quantity)
        return position + 1
    told = _told(tokens)
    if told and unit_of(scope, told[1]) in units and fits(scope, told[0], quantity):
        ref = Reference("feature", feature=told[1])
        scope.state(tokens[position], "per", told[:1], quantity=quantity, ref=ref)
        return position + 1
    counted = [n for n in scope.vocabulary.features if unit_of(scope, n) in units]
    exact = [n for n in counted if unit_of(scope, n) == units[0]]
    counts = _best(scope, exact or counted)
    able = [n for n in scope.vocabulary.features if fits(scope, n, quantity) and n not in counts]
    amounts = [n for n in names if n != SHARE and n in able] or _best(scope, able)
    amounts = amounts or _akin(scope, able, counts)
    if len(counts) == 1 and len(amounts) == 1 and quantity.unit:
        ref = Reference("feature", feature=counts[0])
        scope.state(tokens[position], "per", (amounts[0],), quantity=quantity, ref=ref)
        scope.set_topic((f"{amounts[0]}{OVER}{counts[0]}",), tokens[position].start)
        scope.predicated = True
    else:
        scope.doubt(tokens[position], "number")
    return position + 1


def take_one_time(scope: Scope, token: Token) -> None:
    """跟群组4相比，每单差出103.8元: let 客单价 be the topic, where the table has it."""
    own = sorted(n for n in scope.vocabulary.each_time if fits(scope, n, token.figure))
    named = scope.targets() if scope.pending else ()
    if scope.per in TIMES and len(own) == 1 and (not named or own[0] in named):
        scope.per = ""
        scope.set_topic((own[0],), token.start)


def _of_one_time(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """每单能花到121.5元, where the table has that as a feature (客单价); 0 where it has not."""
    own = sorted(n for n in scope.vocabulary.each_time if fits(scope, n, quantity))
    named = scope.targets() if scope.pending else ()
    if scope.per not in TIMES or len(own) != 1 or (named and own[0] not in named):
        return 0
    scope.per = ""
    scope.fresh = True
    scope.name_features(Group((own[0],)), tokens[position].start)
    scope.state(tokens[position], "number", (own[0],), quantity=quantity)
    return position + 1


def _told(tokens: Tokens) -> tuple[str, str] | None:
    """金额÷笔数: how it was computed, where the clause says so."""
    for number, token in enumerate(tokens[1:-1], 1):
        part, whole = tokens[number - 1], tokens[number + 1]
        if token.text in ("÷", "除以", "/") and len(part.names) == len(whole.names) == 1:
            return part.names[0], whole.names[0]
    return None


def _akin(scope: Scope, names: list[str], counts: list[str]) -> list[str]:
    """消费金额 beside 消费笔数, where 每笔92元 names neither: those that are called alike."""
    labels = scope.vocabulary.label_of
    heads = {labels[name][:2] for name in counts}
    scope.sure = False
    return [name for name in names if labels[name][:2] in heads] if len(heads) == 1 else []


def _best(scope: Scope, names: list[str]) -> list[str]:
    """The only one, or the one of them that the text named last."""
    if len(names) < 2:
        return names
    named = [n for m in scope.mentions for n in m.group.features if n in names]
    return named[-1:]
