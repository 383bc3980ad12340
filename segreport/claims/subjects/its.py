"""Its: 其 and 它, with the multiples and the numbers that are held against what they stand for."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import Reference
from segreport.claims.quantities.amounts import EQUALS
from segreport.claims.quantities.carried import means_segment
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import PEOPLE_UNITS, bounded
from segreport.claims.quantities.owners import values_in_turn
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows

PLAIN = ("neutral", "feature", "statistic", "each", "alike")
"""What may stand between another segment and 其: 群组1的时长约为其8倍."""
BOUNDS = ("不及", "不足", "不到", "未及", "未到", "超过", "逾", "超", "未达")
ITS = ("其", "其的")
PAST = ("超", "超出", "高出", "领先", "多出", "低出", "少出", "落后", "胜出", "赶超", "超越")


def read_its(scope: Scope, tokens: Tokens, position: int) -> int:
    """约为其五分之一: 其 is what was compared with last."""
    first = all(token.kind == "neutral" for token in tokens[:position])
    if tokens[position].note == "own" and first and "+" not in scope.subject:
        scope.subject = scope.own
    if done := _with_others(scope, tokens, position):
        return done
    where = follows(tokens, position + 1, "quantity", over="的约近")
    multiple = where >= 0 and tokens[where].number in ("multiple", "fraction", "percent")
    other = _other_subject(scope, tokens, position, where) if multiple else ""
    if other:
        scope.subject, scope.doubtful = other, scope.doubtful or tokens[position].text in ITS
    if other or _holds_own(scope, tokens, position, where):
        return read_quantity(scope, tokens, where, over=Reference("segments", (scope.own,)))
    own = tokens[position].note == "own" and not tokens[position].text.startswith("它")
    if where == position + 1 and not own and (done := _past_it(scope, tokens, position)):
        return done
    if not multiple or own:
        return position + 1  # 由整体的26.9%变为本群的36.7%
    if scope.last_ref is not None:
        return _of_last(scope, tokens, position, where)
    feature = _feature_before(scope) if tokens[where].number != "percent" else None
    over = Reference("feature", feature=feature) if feature else None
    return read_quantity(scope, tokens, where, over=over) if over else position + 1


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


def _past_it(scope: Scope, tokens: Tokens, position: int) -> int:
    """反超其两成: a distance. 0 where it is none."""
    led, number = at(tokens, position - 1), tokens[position + 1]
    ahead = led is not None and led.kind == "compare" and led.text.endswith(PAST)
    share = number.number in ("percent", "fraction", "points")
    if not ahead or led is None or not share or scope.last_ref is None or not scope.targets():
        return 0
    scope.against = scope.last_ref
    return read_quantity(scope, tokens, position + 1, gap=led.way)


def _other_subject(scope: Scope, tokens: Tokens, position: int, where: int) -> str:
    """Another segment, of which a multiple of this one is told; empty where there is none."""
    if tokens[position].text in ITS:
        return _leads(scope, tokens[:position])
    own = tokens[position].note == "own" and not tokens[position].text.startswith("它")
    return _told_other(scope, tokens, position, where) if own else ""


def _told_other(scope: Scope, tokens: Tokens, position: int, where: int) -> str:
    """而群组3高达1,075元，是本群的2.3倍: the other whose number was told last."""
    told, names = scope.last_told, scope.targets()
    plain = all(token.kind == "neutral" for token in tokens[:position])
    if told is None or told.relation != "number" or not plain or told.features != names:
        return ""
    share = all(scope.vocabulary.unit_of.get(name) == "%" for name in names)
    if scope.pending or (tokens[where].number == "percent" and share):
        return ""
    single = told.subject in (*scope.vocabulary.labels, "all") and told.subject != scope.own
    return told.subject if single and scope.subject == scope.own else ""


def _holds_own(scope: Scope, tokens: Tokens, position: int, where: int) -> bool:
    """群组2连它的四成都不到; 群组4一个人顶它4.7个: another segment, held against this one."""
    if where < 0 or scope.subject in (scope.own, "all"):
        return False
    if tokens[where].number in ("multiple", "fraction", "percent"):
        return tokens[position].note == "own"
    equals = where == position + 1 and tokens[position - 1].text in EQUALS
    return equals and bool(scope.targets()) and tokens[where].figure.unit in PEOPLE_UNITS


def _leads(scope: Scope, before: Tokens) -> str:
    """群组1约为其8倍, 后者的房价已近其两倍: the other segment that its clause begins with."""
    first = next((n for n, token in enumerate(before) if token.kind != "neutral"), -1)
    if first < 0 or any(token.kind not in PLAIN for token in before[first + 1 :]):
        return ""
    token, ref = before[first], before[first].ref
    held = any(later.kind == "feature" for later in before[first + 1 :])  # 后者的房价
    if token.kind == "latter" and (held or means_segment(scope)):
        ref = scope.last_ref
    if ref is None or (ref.kind == "segments" and len(ref.segments) != 1):
        return ""
    if ref.kind == "overall":
        return "all"
    return ref.segments[0] if ref.kind == "segments" and ref.segments[0] != scope.own else ""


def _of_last(scope: Scope, tokens: Tokens, position: int, where: int) -> int:
    """约为其五分之一: of what was compared with last."""
    scope.against = scope.last_ref
    last, told = scope.last_told, len(scope.claims)
    led, number = at(tokens, position - 1), tokens[where]
    if led is not None and led.text in BOUNDS and not number.figure.bound:
        limit = number._replace(quantity=bounded(number.figure, led.way))  # 不及其十分之一
        tokens = (*tokens[:where], limit, *tokens[where + 1 :])
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
