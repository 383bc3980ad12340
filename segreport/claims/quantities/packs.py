"""Packs: one feature by so many of another (每百单投诉0.26次, 每小时1.8单)."""

from __future__ import annotations

from segreport.claims.nouns import OVER, PACK, SHARE, Reference, Token
from segreport.claims.quantities.numbers import fits, unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.claims.words.lexicon import unit_factors

LEADS = {"时均": "小时", "单位时间": "小时", "单位小时": "小时", "每工时": "小时"}
"""Words that say 每 with its unit."""
LINKED = ("neutral", "statistic", "takes", "people", "joint", "with", "degree")
SPANS = frozenset(("天", "日", "月", "年", "周", "季", "个", "人", "位", "名", "户", "次", "晚"))
"""Units after 每 by which a text tells how often, and not by how much of a feature."""


def per_pack(scope: Scope, tokens: Tokens, position: int) -> int:
    """每百单投诉0.26次: the amount of one by so many of the other. 0 where it is not so."""
    found = _base(scope, tokens, position)
    if found is None:
        return 0
    base, where, guessed = found
    part, number = _part(scope, tokens, where, base.rpartition(PACK)[2])
    if not part:
        return 0
    name = f"{part}{OVER}{base}"
    scope.sure = scope.sure and not guessed
    if number < 0:
        after = next((n for n in range(where, len(tokens)) if part in tokens[n].names), where - 1)
        scope.set_topic((name,), tokens[position].start)
        if guessed:
            scope.topic[0].sure = False
        return after + 1
    ref = Reference("feature", feature=base)
    quantity = scope.marked(tokens[number].figure)
    scope.state(tokens[number], "per", (part,), quantity=quantity, ref=ref)
    scope.set_topic((name,), tokens[position].start)
    scope.topic[0].sure = not guessed
    scope.predicated, scope.per = True, ""
    behind = next((n for n in range(number + 1, len(tokens)) if part in tokens[n].names), number)
    plain = all(t.text in ("的", "的月") for t in tokens[number + 1 : behind])
    return (behind if plain else number) + 1


def _base(scope: Scope, tokens: Tokens, position: int) -> tuple[str, int, bool] | None:
    """What is counted, the position behind it, and whether only its unit tells so."""
    where, scale = position + 1, 1.0
    unit = LEADS.get(tokens[position].text, "")
    token = at(tokens, where)
    if not unit and token is not None and token.quantity:
        figure = token.figure
        if token.number != "value" or not figure.unit or figure.low != figure.high:
            return None
        unit, scale, where = figure.unit, figure.low, where + 1
    elif not unit and token is not None and token.kind in ("neutral", "unknown"):
        unit, where = token.text, where + 1
    if not unit or scale <= 0 or (scale == 1 and unit in SPANS):
        return None
    named = at(tokens, where)
    able = _counted_in(scope, scope.vocabulary.features, unit)
    exact = [name for name in able if unit_of(scope, name) == unit]
    held = _named_in(scope, named, exact or able)
    if held:
        return _packed(scope, held, unit, scale), where + 1, False
    able = exact or able
    if len(able) != 1:
        return None
    while (token := at(tokens, where)) and token.kind == "people":
        where += 1
    return _packed(scope, able[0], unit, scale), where, scale == 1


def _named_in(scope: Scope, token: Token | None, able: list[str]) -> str:
    """The feature right behind the unit (每万元授信); empty where that is none of them."""
    if token is None or token.kind != "feature":
        return ""
    held = [name for name in able if name in token.names]
    if len(held) > 1:
        held = [name for name in held if token.text in scope.vocabulary.label_of.get(name, "")]
    return held[0] if len(held) == 1 else ""


def _counted_in(scope: Scope, names: tuple[str, ...], unit: str) -> list[str]:
    own = scope.vocabulary.unit_of
    return [n for n in names if n in own and unit in unit_factors(own[n]) and own[n] != "%"]


def _packed(scope: Scope, name: str, unit: str, scale: float) -> str:
    """The feature, with how many of it are counted as one, in its own unit."""
    factor = scale * unit_factors(scope.vocabulary.unit_of[name])[unit][0]
    return f"{factor:g}{PACK}{name}"


def _part(scope: Scope, tokens: Tokens, where: int, base: str) -> tuple[str, int]:
    """What is told by it, and the position of its number (−1: none); empty where nothing is."""
    number = next((n for n in range(where, len(tokens)) if tokens[n].quantity), -1)
    end = number if number >= 0 else len(tokens)
    named = [t for t in tokens[where:end] if t.kind == "feature"]
    single = [_own(scope, t, base) for t in named]
    figure = tokens[number].figure if number >= 0 else None
    if number >= 0 and any(t.kind not in (*LINKED, "feature") for t in tokens[where:number]):
        figure, number = None, -1
    if len(named) == 1 and single[0]:
        good = figure is None or fits(scope, single[0], figure)
        return (single[0], number) if good else ("", -1)
    if named or figure is None or figure.kind != "value":
        return "", -1
    behind = [t for t in tokens[number + 1 :] if t.kind == "feature"][:1]
    told = [_own(scope, token, base) for token in behind] if len(behind) == 1 else []
    told += list(scope.targets()) if scope.pending or not scope.fresh else []
    told = [name for name in told if name and name not in (base, SHARE) and OVER not in name]
    told = [name for name in told if fits(scope, name, figure)]
    if not told:
        able = [n for n in scope.vocabulary.features if n != base and fits(scope, n, figure)]
        told = [n for n in able if n in scope.vocabulary.additive] if len(able) > 1 else able
        scope.sure = False
    return (told[0], number) if len(told) == 1 and figure.unit else ("", -1)


def _own(scope: Scope, token: Token, base: str) -> str:
    """The one feature that a token names beside the base; empty where there is none."""
    name = token.named.primary or (token.names[0] if len(token.names) == 1 else "")
    return name if name in scope.vocabulary.features and name != base else ""
