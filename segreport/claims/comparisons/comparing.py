"""Comparing: 高于群组0, 不及整体一半, 与群组1相当, 约为上月的3.3倍."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.comparisons.gaps import opens_gap, read_gap
from segreport.claims.comparisons.places import state_versus
from segreport.claims.nouns import OVER, SHARE, TOTAL, Reference, Token
from segreport.claims.quantities.belonging import owns_number, state_reference_number
from segreport.claims.quantities.carried import (
    doubt_median,
    leave_median,
    stated_before,
    take_ratio,
    wait_for_last,
)
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.distances import BOUNDS, is_negated, with_number
from segreport.claims.quantities.numbers import bounded, fits
from segreport.claims.quantities.ratios import ratio_to
from segreport.claims.quantities.shares import against_people
from segreport.claims.subjects.behind import fraction_of, number_after, past_feature
from segreport.claims.subjects.references import Found, find_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import by_how_much, moved_reference, short_of
from segreport.claims.subjects.steps import Tokens, at, follows
from segreport.truth import Direction

BY = ("被", "为", "遭", "遭到", "让", "叫")
PLACED = ("排名", "位居", "位列", "居", "高居", "排在", "稳居", "排", "列")
SHORT_OF_LEVEL = ("不如", "不及", "比不上", "赶不上", "不像", "没有")
LEADING = ("领先", "占先", "超越", "反超")
LEVELS = ("不足", "不到", "落后", "不如", "不及", "突破", "超出")


def read_comparison(scope: Scope, tokens: Tokens, position: int) -> int:
    """高于, 不及, 领先: a comparison with what follows, or with what was named before."""
    if much := by_how_much(scope, tokens, position):
        rest = (*tokens[: position + 1], *tokens[position + 1 + much :])
        return read_comparison(scope, rest, position) + much
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    if found is None and token.note != "gap":
        return _without_reference(scope, tokens, position)
    if found is None or token.note == "gap":
        return short_of(scope, tokens, position) or read_gap(scope, tokens, position, found)
    return _with_reference(scope, tokens, position, *found)


def _with_reference(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    token = tokens[position]
    doubt_median(scope, tokens, after)
    leave_median(scope, tokens, after, ref)
    scope.last_ref = ref
    if not scope.targets():
        ahead = follows(tokens, after, "feature")
        if ahead < 0:
            scope.doubt(token, "statement")
            return after
        scope.name_features(tokens[ahead].named, tokens[ahead].start)
        after = ahead + 1
    if done := _by_word_behind(scope, tokens, position, (ref, after)):
        return done
    where = number_after(tokens, past_feature(tokens, after, scope.targets()))
    if where >= 0 and owns_number(ref) and _tells_ratio(scope, tokens[where]):
        state_reference_number(scope, tokens[where], scope.targets(), ref)
        state_versus(scope, token, token.way, ref, negated=is_negated(scope, token))
        return where + 1  # 约为年缴保费的59倍，低于群组0的约94倍
    if where >= 0 and (done := with_number(scope, tokens, position, where, ref)):
        return done
    state_versus(scope, token, token.way, ref, negated=is_negated(scope, token))
    return after


def _tells_ratio(scope: Scope, token: Token) -> bool:
    """Whether a number is a ratio as the one told last (约为资产的75%，不及群组0的82%)."""
    names = scope.targets()
    again = len(names) == 1 and OVER in names[0] and token.number == "multiple"
    return (again and fits(scope, names[0], token.figure)) or take_ratio(scope, token)


def _by_word_behind(scope: Scope, tokens: Tokens, position: int, found: Found) -> int:
    """未达到各群组最高, 不比群组0高: denied is what follows. 0 where it is not so."""
    token, (ref, after) = tokens[position], found
    placed = at(tokens, after)
    if ref.kind == "scope" and placed is not None and placed.kind in ("most", "rank"):
        scope.negated = scope.negated or token.direction == "down"
        return after
    denied, short = token.text == "不比", token.text in SHORT_OF_LEVEL
    over = "得来得更还那么这么那样这样"
    level = follows(tokens, after, "level", "compare", over=over) if denied or short else -1
    if level < 0:
        return 0
    way: Direction = "down" if tokens[level].text == "差" else tokens[level].way
    if short:  # 不如群组1多
        way = "up" if way == "down" else "down"
    state_versus(scope, tokens[level], way, ref, negated=denied)
    return level + 1


def _passive(scope: Scope, tokens: Tokens, position: int) -> int:
    """被群组0超过: below it."""
    token, where = tokens[position], position - 1
    while where > 0 and tokens[where].kind in ("neutral", "degree") and not tokens[where].note:
        where -= 1
    led, owner = at(tokens, where - 1), at(tokens, where)
    passive = led is not None and led.text in BY and token.direction == "up"
    if not passive or owner is None or owner.ref is None or not scope.targets():
        return 0
    state_versus(scope, token, "down", owner.ref, negated=scope.negated)
    return position + 1


def _with_people(scope: Scope, tokens: Tokens, position: int) -> int:
    """高于其16.1%的用户占比: the share of a total that was told last."""
    after, token = against_people(scope, tokens, position + 1), tokens[position]
    if after and scope.against is not None:
        state_versus(scope, token, token.way, scope.against, negated=is_negated(scope, token))
    return after


def _of_extreme(scope: Scope, tokens: Tokens, position: int) -> int:
    """低于最高的群组1: the comparison; the rank of the other is read next.

    高出第二名的群组1约75.8万元: both, and the distance. 0 where it is not so.
    """
    where = position + 1
    while (token := at(tokens, where)) and (
        token.kind in ("most", "level", "rank") or token.text in PLACED
    ):
        where += 1
    if token is not None and token.ref is not None and where > position + 1:
        where -= 1  # 甩开第二名群组3
    linked, owner = at(tokens, where), at(tokens, where + 1)
    direct = linked is not None and linked.kind == "rank" and owner is not None
    behind = linked is not None and linked.text == "的" and where > position + 1
    named = behind or (direct and owner is not None and owner.ref is not None)
    if not named or owner is None or owner.ref is None or not scope.targets():
        return 0
    if owner.ref.kind != "segments" or len(owner.ref.segments) != 1:
        return 0
    token, rank = tokens[position], tokens[position + 1]
    number = number_after(tokens, where + 2)
    part = fraction_of(tokens, number + 1, tokens[number].number) if number >= 0 else -1
    if part >= 0 and token.text in BOUNDS:
        state_reference_number(scope, tokens[number], scope.targets(), owner.ref)
        limit = bounded(tokens[part].figure, token.way)
        scope.state(tokens[part], "multiple", scope.targets(), quantity=limit, ref=owner.ref)
        return part + 1  # 不足最高的群组1 12.2年的四分之一
    if number < 0 or rank.kind != "rank" or not token.text.endswith(("出", "了", *LEADING)):
        state_versus(scope, token, token.way, owner.ref, negated=is_negated(scope, token))
        return position + 1
    subject, scope.subject, names = scope.subject, owner.ref.segments[0], scope.targets()
    scope.state(rank, "rank", names, rank=rank.rank[0])
    scope.subject, figure = subject, scope.marked(tokens[number].figure)
    gap = {"quantity": figure, "ref": owner.ref, "direction": token.way}
    scope.state(tokens[number], "difference", names, **gap)
    return number + 1


def _of_moved(scope: Scope, tokens: Tokens, position: int) -> int:
    """把其余四群甩在身后."""
    ref, token = moved_reference(tokens, position), tokens[position]
    if ref is None or not scope.targets():
        return 0
    state_versus(scope, token, token.way, ref, negated=is_negated(scope, token))
    return position + 1


def _without_reference(scope: Scope, tokens: Tokens, position: int) -> int:
    for step in (
        _with_contribution,
        _of_moved,
        opens_gap,
        _passive,
        _with_people,
        _of_extreme,
        _with_other_feature,
        _with_bare_number,
        _of_feature_ahead,
    ):
        if done := step(scope, tokens, position):
            return done
    if scope.targets():
        _alone(scope, tokens[position])
    return position + 1


def _with_contribution(scope: Scope, tokens: Tokens, position: int) -> int:
    """人数占比高于资产贡献: with the share of everyone's sum."""
    where, token = position + 1, tokens[position]
    while (led := at(tokens, where)) and (led.kind == "its" or led.text == "的"):
        where += 1
    held, noun = at(tokens, where), at(tokens, where + 1)
    if scope.targets() != (SHARE,) or held is None or noun is None:
        return 0
    main = held.named.primary or held.named.whole or (held.names[0] if held.names else "")
    if not noun.text.startswith("贡献") or main not in scope.vocabulary.additive:
        return 0
    ref = scope.last_ref = Reference("feature", feature=f"{TOTAL}{main}")
    state_versus(scope, token, token.way, ref, negated=is_negated(scope, token))
    return where + 2


def _with_other_feature(scope: Scope, tokens: Tokens, position: int) -> int:
    """远高于上月, 不及生鲜的四成: with another feature of the same segment."""
    token, where = tokens[position], position + 1
    while (led := at(tokens, where)) and (
        led.kind == "its" or (led.text == "的" and where > position + 1)
    ):
        where += 1  # 高于其基金余额
    following = at(tokens, where)
    if following is None or following.kind != "feature":
        return 0
    if done := ratio_to(scope, tokens, where):
        return done
    names, last = scope.targets(), where + 1 == len(tokens)
    if where > position + 1 and following.names == (SHARE,) and len(names) == 1:
        if names[0] not in scope.vocabulary.additive:
            return 0
        scope.set_topic((f"{TOTAL}{names[0]}",), token.start)  # 资产贡献高于其客户占比
        scope.sure, names = False, scope.targets()
    other = len(following.names) == 1 and following.names[0] not in names
    if not names or (scope.predicated and not last) or not other:
        return 0
    ref = scope.last_ref = Reference("feature", feature=following.names[0])
    ahead = number_after(tokens, where + 1)
    number = tokens[ahead] if ahead >= 0 else None
    figure = {"quantity": scope.marked(number.figure)} if number else {}
    if number is not None and number.number == "points":
        scope.state(number, "difference", names, ref=ref, direction=token.way, **figure)
        return ahead + 1
    state_versus(scope, token, token.way, ref, negated=is_negated(scope, token))
    own = number is not None and fits(scope, following.names[0], number.figure)
    if number is not None and own:
        scope.state(number, "number", following.names, **figure)  # 低于客户占比（26.9%）
    return ahead + 1 if own else where + 1


def _with_bare_number(scope: Scope, tokens: Tokens, position: int) -> int:
    """高出约两成, after 比整体; 超过了…200万."""
    token, where = tokens[position], number_after(tokens, position + 1)
    named = follows(tokens, where + 1, "feature") if where >= 0 else -1
    if where < 0 or (not scope.targets() and named < 0):
        return 0  # 其余三类都没超过1次报修
    distance = token.text.endswith(("出", "了", *LEADING, "拉开", "甩开")) or tokens[
        where - 1
    ].text in ("幅度", "优势")
    if distance and wait_for_last(scope, tokens, where):
        return read_quantity(scope, tokens, where, gap=token.way)
    number = tokens[where]
    if number.figure.bound:
        return where
    above = (token.way == "up") != is_negated(scope, token)  # 尚未超过三成
    scope.negated = False
    limit = replace(number.figure, bound=">" if above else "<")
    changed = (*tokens[:where], number._replace(quantity=limit), *tokens[where + 1 :])
    return read_quantity(scope, changed, where)


def _of_feature_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """领先的资产规模."""
    token, ahead = tokens[position], follows(tokens, position + 1, "feature")
    if ahead < 0 or scope.against or not scope.targets():
        return 0
    if not scope.predicated and tokens[position + 1].text != "的":
        return 0
    scope.predicated = True
    scope.name_features(tokens[ahead].named, tokens[ahead].start)
    scope.level(token, scope.targets(), token.way)
    return ahead + 1


def _alone(scope: Scope, token: Token) -> None:
    """领先, 落后 with nothing behind them."""
    names, negated = scope.targets(), is_negated(scope, token)
    other = scope.subject not in (scope.own, "all")
    if other and token.text in LEADING and not scope.against:  # 群组3在评分上领先: of this one
        scope.against = Reference("segments", (scope.own,))
    if not scope.against and token.text.endswith("出"):
        scope.against = stated_before(scope)  # 整体57.7%，高出不少
    if scope.against:
        scope.negated = negated
        scope.level(token, names, token.way)
    elif token.text == "占先" and scope.last_ref:
        scope.state(token, "versus", names, direction="up", ref=scope.last_ref)
    elif token.text in LEADING:
        scope.state(token, "rank", names, rank=1, negated=negated)
    elif token.text not in LEVELS:
        scope.doubt(token, "statement")
    elif not scope.predicated or token.text == "落后":
        scope.negated = negated
        scope.level(token, names, token.way)
