"""Comparing: 高于群组0, 不及整体一半, 与群组1相当, 约为上月的3.3倍."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.behind import fraction_of, number_after, paired, past_feature
from segreport.claims.belonging import own_number, owns_number, state_reference_number
from segreport.claims.carried import (
    doubt_median,
    leave_median,
    single_reference,
    take_ratio,
    wait_for_last,
)
from segreport.claims.counting import read_quantity
from segreport.claims.nouns import OVER, Reference, Token
from segreport.claims.numbers import bounded, each_part, fits, listed, unit_of
from segreport.claims.ratios import ratio_to
from segreport.claims.references import (
    Found,
    find_reference,
    is_multiple,
    read_reference,
    state_versus,
)
from segreport.claims.scope import Scope
from segreport.claims.shares import against_people
from segreport.claims.steps import Tokens, at, follows

SHORT_OF = ("不足", "不到", "不及", "未到", "未及", "未达", "达不到", "没到")
BOUNDS = (
    *SHORT_OF,
    *("超过", "超出", "高于", "低于", "超", "少于", "逾", "突破", "未达到", "多于", "不如"),
    *("大于", "小于"),
)
NEARLY = ("接近", "相近", "靠近", "贴近", "十分接近", "非常接近")
PLACED = ("排名", "位居", "位列", "居", "高居", "排在", "稳居", "排", "列")
OPENING = ("拉开", "甩开", "拉大", "拉开了")
LEADING = ("领先", "占先", "超越", "反超")
LEVELS = ("不足", "不到", "落后", "不如", "不及", "突破", "超出")


def read_comparison(scope: Scope, tokens: Tokens, position: int) -> int:
    """高于, 不及, 领先: a comparison with what follows, or with what was named before."""
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    if token.note == "gap":
        return _gap(scope, tokens, position, found)
    if found is None:
        return _without_reference(scope, tokens, position)
    ref, after = found
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
    where = number_after(tokens, past_feature(tokens, after, scope.targets()))
    if where >= 0 and owns_number(ref) and _tells_ratio(scope, tokens[where]):
        state_reference_number(scope, tokens[where], scope.targets(), ref)
        state_versus(scope, token, token.way, ref, negated=_is_negated(scope, token))
        return where + 1  # 约为年缴保费的59倍，低于群组0的约94倍
    if where >= 0 and (done := _with_number(scope, tokens, position, where, ref)):
        return done
    state_versus(scope, token, token.way, ref, negated=_is_negated(scope, token))
    return after


def _tells_ratio(scope: Scope, token: Token) -> bool:
    """Whether a number is a ratio as the one told last (这一杠杆低于群组0的约94倍)."""
    names = scope.targets()
    again = len(names) == 1 and OVER in names[0] and token.number == "multiple"
    return (again and fits(scope, names[0], token.figure)) or take_ratio(scope, token)


def _opens_gap(scope: Scope, tokens: Tokens, position: int) -> int:
    """拉开与其他群组的距离."""
    led = at(tokens, position + 1)
    if tokens[position].text not in OPENING or led is None or led.kind != "with":
        return 0
    found, names = find_reference(scope, tokens, position + 2), scope.targets()
    noun = at(tokens, found[1] + 1) if found else None
    gap = noun is not None and (noun.note == "gap" or noun.text in ("距离", "差距"))
    if not found or not gap or not names:
        return 0
    scope.state(tokens[position], "apart", names, ref=found[0], strength="strong")
    return found[1] + 2


def _with_people(scope: Scope, tokens: Tokens, position: int) -> int:
    """高于其16.1%的用户占比: the share of a total that was told last."""
    after, token = against_people(scope, tokens, position + 1), tokens[position]
    if after and scope.against is not None:
        state_versus(scope, token, token.way, scope.against, negated=_is_negated(scope, token))
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
    linked, owner = at(tokens, where), at(tokens, where + 1)
    named = linked is not None and linked.text == "的" and where > position + 1
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
        state_versus(scope, token, token.way, owner.ref, negated=_is_negated(scope, token))
        return position + 1
    subject, scope.subject, names = scope.subject, owner.ref.segments[0], scope.targets()
    scope.state(rank, "rank", names, rank=rank.rank[0])
    scope.subject, figure = subject, scope.marked(tokens[number].figure)
    gap = {"quantity": figure, "ref": owner.ref, "direction": token.way}
    scope.state(tokens[number], "difference", names, **gap)
    return number + 1


def _is_negated(scope: Scope, token: Token) -> bool:
    return scope.negated or token.note == "not"


def _with_number(scope: Scope, tokens: Tokens, position: int, where: int, ref: Reference) -> int:
    """The number after 高于整体…: a multiple, a distance, or the reference's own value. 0: none."""
    token, number = tokens[position], tokens[where]
    quantity, names = number.figure, scope.targets()
    if (other := paired(tokens, where)) and len(names) == 1 and quantity.kind != "multiple":
        strength, negated = scope.degree, _is_negated(scope, token)
        scope.state(number, "number", names, quantity=quantity)  # 没到整体（9.8单对12.0单）
        state_reference_number(scope, tokens[other], names, ref)
        scope.degree = strength
        state_versus(scope, token, token.way, ref, negated=negated)
        return other + 1
    part = fraction_of(tokens, where + 1, quantity.kind)
    if part >= 0 and quantity.kind in ("value", "percent"):
        state_reference_number(scope, number, names, ref)
        limit = bounded(tokens[part].figure, token.way)
        scope.state(tokens[part], "multiple", names, quantity=limit, ref=ref)
        return part + 1
    between = tokens[position:where]
    linked = any(t.text == "的" for t in between) or token.text in SHORT_OF
    behind = at(tokens, where + 2) if where + 1 < len(tokens) else None
    behind = behind if tokens[where + 1 : where + 2] and tokens[where + 1].text == "的" else None
    averaged = behind is not None and behind.statistic == "mean"  # 低于全体10.2%的平均
    bracketed = any(t.text in ("（", "(") for t in between)  # 低过群组2（35.3%）
    owned = linked or averaged or bracketed or any(t.kind == "statistic" for t in between)
    whole = all(unit_of(scope, name) != "%" for name in names)
    distance = {"direction": token.way, "quantity": scope.marked(quantity), "ref": ref}
    if is_multiple(quantity, whole=whole) and (linked or quantity.kind == "multiple"):
        if token.text in BOUNDS:
            limit = bounded(quantity, token.way)
            scope.state(number, "multiple", names, quantity=limit, ref=ref)
        else:
            scope.state(number, "difference", names, **distance)
    elif not bracketed and _is_distance(token, quantity.kind, owned=owned or not whole):
        if len(names) == listed(tokens, where) > 1 and scope.in_turn >= 0:
            return each_part(scope, tokens, where, "difference", ref, way=token.way)
        scope.state(number, "difference", names, **distance)
    elif quantity.kind in ("value", "percent"):
        _own_value(scope, token, number, ref, owned=owned)
        if len(names) > 1:
            return own_number(scope, tokens, where, ref)
    else:
        return 0
    return where + 1


def _is_distance(token: Token, kind: str, *, owned: bool) -> bool:
    """11个百分点, 高于整体三成, 高出1.2万元."""
    if kind == "points" or (kind in ("percent", "fraction") and not owned):
        return True
    return kind == "value" and token.text.endswith(("出", "了"))


def _own_value(scope: Scope, token: Token, number: Token, ref: Reference, *, owned: bool) -> None:
    """高于整体均值34,093元: the value of the reference, and the comparison itself."""
    strength, negated, subject = scope.strength(token), _is_negated(scope, token), scope.subject
    if ref.kind in ("overall", "segments") and len(scope.targets()) > 1:
        state_versus(scope, token, token.way, ref, negated=negated)
        return
    if ref.kind in ("overall", "segments") and len(ref.segments) <= 1:
        scope.subject = ref.segments[0] if ref.segments else "all"
        scope.state(
            number,
            "number",
            scope.targets(),
            quantity=scope.marked(number.figure),
            loose=not owned,
            ref=None if owned else Reference("segments", (subject,)),
            direction=token.way,
        )
        scope.subject = subject
    elif ref.kind in ("own_mean", "own_median"):
        state_reference_number(scope, number, scope.targets(), ref)
    scope.degree = strength
    state_versus(scope, token, token.way, ref, negated=negated)


def _without_reference(scope: Scope, tokens: Tokens, position: int) -> int:
    for step in (
        _opens_gap,
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


def _with_other_feature(scope: Scope, tokens: Tokens, position: int) -> int:
    """远高于上月, 不及生鲜的四成: with another feature of the same segment."""
    token, following = tokens[position], at(tokens, position + 1)
    if following is None or following.kind != "feature":
        return 0
    if done := ratio_to(scope, tokens, position + 1):
        return done
    names, last = scope.targets(), position + 2 == len(tokens)
    other = len(following.names) == 1 and following.names[0] not in names
    if not names or (scope.predicated and not last) or not other:
        return 0
    ref = scope.last_ref = Reference("feature", feature=following.names[0])
    where = number_after(tokens, position + 2)
    number = tokens[where] if where >= 0 else None
    figure = {"quantity": scope.marked(number.figure)} if number else {}
    if number is not None and number.number == "points":
        scope.state(number, "difference", names, ref=ref, direction=token.way, **figure)
        return where + 1
    state_versus(scope, token, token.way, ref, negated=_is_negated(scope, token))
    own = number is not None and fits(scope, following.names[0], number.figure)
    if number is not None and own:
        scope.state(number, "number", following.names, **figure)  # 低于客户占比（26.9%）
    return where + 1 if own else position + 2


def _with_bare_number(scope: Scope, tokens: Tokens, position: int) -> int:
    """高出约两成, after 比整体; 超过了…200万."""
    token, where = tokens[position], number_after(tokens, position + 1)
    if where < 0 or not scope.targets():
        return 0
    distance = token.text.endswith(("出", "了", *LEADING, "拉开", "甩开")) or tokens[
        where - 1
    ].text in ("幅度", "优势")
    if distance and wait_for_last(scope, tokens, where):
        return read_quantity(scope, tokens, where, gap=token.way)
    number = tokens[where]
    if number.figure.bound:
        return where
    above = (token.way == "up") != _is_negated(scope, token)  # 尚未超过三成
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
    names, negated = scope.targets(), _is_negated(scope, token)
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


def _gap(scope: Scope, tokens: Tokens, position: int, found: Found | None) -> int:
    """与群组1相差12元: a distance without a direction."""
    found = found or _to_last_feature(scope, tokens, position)
    if found:
        scope.against = scope.last_ref = found[0]
        position = found[1] - 1
    where = number_after(tokens, position + 1)
    if where >= 0 and wait_for_last(scope, tokens, where):
        led = at(tokens, position)
        behind = tokens[position - 1].text in ("还", "仍", "尚") if position else False
        lower = led is not None and led.text == "差" and behind  # 跟群组4比还差7单
        return read_quantity(scope, tokens, where, gap="down" if lower else "either")
    return position + 1


def _to_last_feature(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """存款（3.1万元）与基金（1.8万元）之差为1.3万元: of the two features that are linked."""
    named = [n for n in range(position) if tokens[n].kind == "feature"][-2:]
    pair = [tokens[n].names[0] for n in named if len(tokens[n].names) == 1]
    linked = len(pair) == len(named) == 2 and any(
        token.kind in ("with", "joint") for token in tokens[named[0] : named[1]]
    )
    alike = linked and unit_of(scope, pair[0]) == unit_of(scope, pair[1])
    if not alike or scope.against is not None:
        return None
    scope.set_topic((pair[0],), tokens[named[0]].start)
    return Reference("feature", feature=pair[1]), position + 1


def read_alike(scope: Scope, tokens: Tokens, position: int) -> int:
    """与整体持平, 接近群组0; 接近整体的两倍 is a multiple."""
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    if found:
        ref, after = found
        doubt_median(scope, tokens, after)
        where = follows(tokens, after, "quantity", over="的约")
        if where >= 0 and tokens[where].number in ("multiple", "fraction"):
            scope.approx = True
            scope.last_ref = ref
            return read_reference(scope, tokens, position + 1)
        _state_alike(scope, token, ref)
        return own_number(scope, tokens, after, ref)
    if scope.against:
        _state_alike(scope, token, scope.against)
    elif follows(tokens, position + 1, "quantity", over="的于") >= 0 or _roughly(tokens, position):
        scope.approx = True
    elif scope.fresh and scope.targets() and (other := single_reference(scope)):
        scope.sure = False
        _state_alike(scope, token, other)  # 1.23次，群组0 1.25次，相差无几
    elif follows(tokens, position + 1, "word", over="") < 0:
        named = any(t.kind == "feature" for t in tokens[:position])
        if named and (len(scope.targets()) > 1 or scope.negated):
            scope.doubt(token, "statement")
    return position + 1


def _roughly(tokens: Tokens, position: int) -> bool:
    """差不多是整体的一半."""
    linked, later = at(tokens, position + 1), tokens[position + 2 :]
    verb = linked is not None and linked.text in ("是", "为", "等于", "有", "相当于", "占", "只有")
    return verb and any(token.quantity for token in later)


def _state_alike(scope: Scope, token: Token, ref: Reference) -> None:
    """与整体持平 is alike; 接近整体平均 is the middle class."""
    names = scope.targets()
    if not names:
        scope.doubt(token, "statement")
    elif ref.kind == "overall" and token.text in NEARLY:
        scope.state(token, "middle", names, negated=scope.negated)
    else:
        scope.state(token, "alike", names, ref=ref, negated=scope.negated)


def read_apart(scope: Scope, tokens: Tokens, position: int) -> int:
    """与群组3差距显著: far from it on either side."""
    ref, names = scope.against, scope.targets()
    if ref is not None and ref.kind in ("segments", "others", "overall") and names:
        scope.state(tokens[position], "apart", names, ref=ref, strength="strong")
    return position + 1
