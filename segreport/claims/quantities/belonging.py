"""Belonging: numbers of what a segment is compared with (与群组3（80.6元）基本持平)."""

from __future__ import annotations

from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.carried import take_ratio
from segreport.claims.quantities.numbers import fits, listed_mixed
from segreport.claims.quantities.paced import converted, ratios_of
from segreport.claims.quantities.totals import is_summed, take_share
from segreport.claims.subjects.behind import number_after, past_feature
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens


def own_number(scope: Scope, tokens: Tokens, position: int, ref: Reference) -> int:
    """与群组3（80.6元）基本持平: a value right after a reference is the reference's."""
    names = scope.targets()
    where = number_after(tokens, past_feature(tokens, position, names))
    if where >= 0 and names and owns_number(ref) and take_ratio(scope, tokens[where]):
        state_reference_number(scope, tokens[where], scope.targets(), ref)
        return where + 1
    count = listed_mixed(tokens, where) if where >= 0 and owns_number(ref) else 0
    if count > 1 and len(names) == 1 and scope.fresh and (earlier := scope.last_features(count)):
        names, scope.sure = earlier, False  # 跟大盘的40.2%和32.8%比, of the two named before
        scope.set_topic(names, tokens[where].start)
    if len(names) == count > 1:
        for name in names:  # 都贴着整体线（46.3/35.9）
            state_reference_number(scope, tokens[where], (name,), ref)
            where += 2
        return where - 1
    if where < 0 or not owns_number(ref) or len(names) > 1:
        return position
    if tokens[where].number not in ("value", "percent"):
        return position
    if not names:
        scope.owed = (tokens[where], ref)
        return where + 1
    if tokens[where].number == "percent" and is_summed(scope, names):
        take_share(scope, tokens[where])  # 占全部保费的45.2%，比群组2那38.9%还厚实
        names = scope.targets()
    state_reference_number(scope, tokens[where], names, ref)
    return where + 1


def settle(scope: Scope) -> None:
    """与群组0的236秒相比，本群浏览时长为840秒: the number that waited for its feature."""
    owed, names = scope.owed, scope.targets()
    if owed is None or len(names) != 1 or not fits(scope, names[0], owed[0].figure):
        return
    scope.owed = None
    state_reference_number(scope, owed[0], names, owed[1])


def owns_number(ref: Reference) -> bool:
    """Whether what is compared with is one, and may have a number of its own."""
    return ref.kind in ("overall", "segments", "own_mean", "own_median") and len(ref.segments) <= 1


def state_reference_number(
    scope: Scope, token: Token, names: tuple[str, ...], ref: Reference
) -> None:
    """A number that belongs to the reference and not to the segment."""
    if not all(fits(scope, name, token.figure) for name in names):
        scope.doubt(token, "number")  # 抵得上群组0的15个人
        return
    if scope.statistic == "median" and ref.kind == "overall":
        scope.sure, scope.doubtful = False, True  # 中位数3.2万元，比整体均值1.36万元
    figure = scope.marked(token.figure)
    if scope.paced[0] and names == scope.paced[:1]:  # 每天在线8.7小时，群组0只有2.6小时
        figure = converted(figure, ratios_of(scope, *scope.paced))
        scope.sure = False
    statistic = scope.statistic
    if ref.kind in ("own_mean", "own_median"):
        scope.statistic = "mean" if ref.kind == "own_mean" else "median"
        ref = Reference("segments", (scope.own,))
    waiting = scope.degree, scope.most, scope.negated, scope.predicated, scope.subject
    scope.subject = ref.segments[0] if ref.segments else "all"
    scope.state(token, "number", names, quantity=figure)
    scope.approx = False
    scope.degree, scope.most, scope.negated, scope.predicated, scope.subject = waiting
    scope.statistic = statistic
