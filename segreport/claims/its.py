"""Its: 其 and 它, with the multiples and the numbers that are held against what they stand for."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.amounts import EQUALS
from segreport.claims.counting import read_quantity
from segreport.claims.nouns import Reference
from segreport.claims.numbers import PEOPLE_UNITS
from segreport.claims.owners import values_in_turn
from segreport.claims.scope import Scope
from segreport.claims.steps import Tokens, at, follows


def read_its(scope: Scope, tokens: Tokens, position: int) -> int:
    """约为其五分之一: 其 is what was compared with last."""
    first = all(token.kind == "neutral" for token in tokens[:position])
    if tokens[position].note == "own" and first and "+" not in scope.subject:
        scope.subject = scope.own
    if done := _with_others(scope, tokens, position):
        return done
    where = follows(tokens, position + 1, "quantity", over="的约近")
    multiple = where >= 0 and tokens[where].number in ("multiple", "fraction", "percent")
    if _holds_own(scope, tokens, position, where):
        return read_quantity(scope, tokens, where, over=Reference("segments", (scope.own,)))
    own = tokens[position].note == "own" and not tokens[position].text.startswith("它")
    if not multiple or own:
        return position + 1  # 由整体的26.9%变为本群的36.7%
    if scope.last_ref is not None:
        return _of_last(scope, tokens, position, where)
    other = _feature_before(scope)
    if other and tokens[where].number != "percent":
        return read_quantity(scope, tokens, where, over=Reference("feature", feature=other))
    return position + 1


def _with_others(scope: Scope, tokens: Tokens, position: int) -> int:
    """本群组与群组2的年龄分别为46岁和35岁: 0 where it is not so."""
    joint, other = at(tokens, position + 1), at(tokens, position + 2)
    if joint is None or joint.kind not in ("joint", "with") or other is None or other.ref is None:
        return 0
    if other.ref.kind != "segments" or tokens[position].note != "own":
        return 0
    ref = Reference("segments", (scope.own, *other.ref.segments))
    done = values_in_turn(scope, tokens, ref, position + 3)
    scope.last_ref = other.ref if done else scope.last_ref
    return done


def _holds_own(scope: Scope, tokens: Tokens, position: int, where: int) -> bool:
    """群组2连它的四成都不到; 群组4一个人顶它4.7个: another segment, held against this one."""
    if where < 0 or scope.subject in (scope.own, "all"):
        return False
    if tokens[where].number in ("multiple", "fraction", "percent"):
        return tokens[position].note == "own"
    equals = where == position + 1 and tokens[position - 1].text in EQUALS
    return equals and bool(scope.targets()) and tokens[where].figure.unit in PEOPLE_UNITS


def _of_last(scope: Scope, tokens: Tokens, position: int, where: int) -> int:
    """约为其五分之一: of what was compared with last."""
    scope.against = scope.last_ref
    last, told = scope.last_told, len(scope.claims)
    done = read_quantity(scope, tokens, where, over=scope.last_ref)
    whose = last is not None and last.relation == "number" and last.subject != scope.own
    if whose and tokens[position].text == "它" and len(scope.claims) == told + 1:
        scope.claims[-1] = replace(scope.claims[-1], loose=True)  # 群组2给到46天，是它的3.5倍
    return done


def _feature_before(scope: Scope) -> str:
    """月均消费额6,124元，而循环余额约为其7.7倍: the only feature of that unit named before."""
    names, units = scope.targets(), scope.vocabulary.unit_of
    earlier = dict.fromkeys(n for m in scope.mentions for n in m.group.features if n not in names)
    alike = [n for n in earlier if len(names) == 1 and units.get(n) == units.get(names[0])]
    return alike[0] if len(alike) == 1 and scope.pending else ""
