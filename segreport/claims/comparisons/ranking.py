"""Ranks: 居首, 第三, 仅次于群组2, 介于群组0和群组2之间."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.comparisons.orders import in_order
from segreport.claims.comparisons.places import state_versus
from segreport.claims.nouns import SHARE, Reference, Relation, Token
from segreport.claims.quantities.belonging import own_number
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import fits
from segreport.claims.quantities.ranges import state_ends
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.references import Found, find_reference, ranked
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import either_rank
from segreport.claims.subjects.steps import Step, Tokens, at, first, follows
from segreport.truth import Direction

HOLDERS = ("群组", "群", "客群", "群体", "组", "一群", "一组", "群组均值", "细分群")
HOLDING = (
    *HOLDERS,
    "客户群体",
    "客户群",
    "客户群组",
    "的",
    "为",
    "是",
    "系",
    "即",
    "则为",
    "则是",
    "当属",
    "要数",
    "还是",
    "就是",
    "者",
)
"""What stands between a place and the segment that has it."""
GIVEN = ("让给", "拱手让给", "归", "归于", "属于", "输给", "留给", "给")
TAKEN = ("拿走", "拿下", "夺走", "抢走", "占了", "占去", "摘走", "摘得", "夺得", "占据", "抢去")
EITHER = ("或", "或者", "抑或", "及", "和", "与", "亦或", "或是")
LISTING = (
    *("的", "有", "是", "为", "指标", "项目", "即", "包括", "特征", "一项", "者", "分别是"),
    "当属",
)
"""居首的有存款和基金: what stands between a place and those that hold it."""
RELATIONS: dict[str, Relation] = {"within": "rank_within", "leading": "leading", "next": "leading"}


def read_rank(scope: Scope, tokens: Tokens, position: int) -> int:
    """最高 as one word, 居首, 第二, 前三."""
    return first(RANK_STEPS, scope, tokens, position)


def rank_of_other(scope: Scope, tokens: Tokens, position: int) -> int:
    """与居首的群组3相差无几: the rank is that of the other segment."""
    where = _holder(tokens, position + 1)
    number = number_after(tokens, where + 1) if where >= 0 else -1
    linked = any(token.text in ("是", "为", "系") for token in tokens[position + 1 : where])
    if number >= 0 and linked and tokens[number].number in ("multiple", "fraction"):
        return 0  # 居首位是群组0的三倍
    ref = tokens[where].ref if where >= 0 else None
    names = scope.targets()
    if not names or ref is None:
        return 0
    if ref.kind != "segments" or len(ref.segments) != 1:
        return 0
    own, waiting = scope.subject, scope.degree
    scope.subject = ref.segments[0]
    others = (scope.against, *(token.ref for token in tokens[:position]))
    among = any(held is not None and held.kind == "others" for held in others)  # 另外三群里最多的
    rest = tuple(s for s in scope.vocabulary.labels if s != scope.own) if among else ()
    rank_ref = Reference("segments", rest) if among else None
    place = _place_behind(scope, tokens[position], own)
    if place:
        scope.state(tokens[position], "rank", names, rank=place, ref=rank_ref)
    scope.subject, scope.degree, scope.most = own, waiting, False
    held = any(t.kind == "its" and t.note == "own" for t in tokens[where + 1 :])
    if held and not among and all(t.kind == "neutral" for t in tokens[:position]):
        scope.subject, scope.predicated = ref.segments[0], False
        return where + 1  # 排第二的群组1还不到它的一半
    scope.predicated = False
    scope.last_ref = ref
    if any(t.kind in ("with", "joint") or t.text == "较" for t in tokens[:position]):
        scope.against = ref
    return where if number_after(tokens, where + 1) >= 0 else where + 1


def _holder(tokens: Tokens, position: int) -> int:
    """最低的群组为群组0: the segment that a place is said to be of; −1 where none follows."""
    while (token := at(tokens, position)) and (
        token.text in HOLDING or (token.kind == "people" and not token.note)
    ):
        position += 1
    return position if token is not None and token.kind == "ref" else -1


def _place_behind(scope: Scope, token: Token, own: str) -> int:
    """排第二，高于紧随其后的群组2: the place behind the one told last; 0 where none was."""
    if token.note != "next":
        return token.rank[0]
    told = [c for c in scope.claims if c.relation == "rank" and c.subject == own and c.rank > 0]
    return told[-1].rank + 1 if told else 0


def _of_size(scope: Scope, tokens: Tokens, position: int) -> int:
    """第二大群."""
    token = tokens[position]
    if token.note != "share":
        return 0
    if token.text.startswith("最") and scope.targets() and _framed(scope):
        _state(scope, token)  # 论年龄，最小的一组
        return position + 1
    scope.set_topic((SHARE,), token.start)
    scope.state(token, "rank", (SHARE,), rank=token.rank[0], negated=scope.negated)
    return position + 1


def _framed(scope: Scope) -> bool:
    """Whether a feature of this clause, or of the one before, still waits for its predicate."""
    last = scope.mentions[-1] if scope.mentions else None
    if last is None or last.clause < scope.clause - 1:
        return False
    return not any(set(claim.features) & set(last.group.features) for claim in scope.claims)


def _of_feature_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """位居第一的消费金额."""
    ahead = position + 1
    while (token := at(tokens, ahead)) and token.text in LISTING:
        ahead += 1
    if scope.pending or token is None or token.kind != "feature":
        return 0
    scope.name_features(token.named, token.start)
    listing = ahead > position + 2
    while listing and (joint := at(tokens, ahead + 1)) and joint.kind in ("joint", "with"):
        following = at(tokens, ahead + 2)
        if following is None or following.kind != "feature":
            break
        scope.name_features(following.named, following.start)
        ahead += 2
    _state(scope, tokens[position])
    return ahead + 1


def _of_topic(scope: Scope, tokens: Tokens, position: int) -> int:
    last = scope.last_told
    denied = last is not None and last.relation == "rank" and last.negated
    denied = denied and scope.claims_in_clause > 0
    joined = at(tokens, position - 1)
    if denied and joined is not None and (joined.kind == "joint" or joined.text in EITHER):
        scope.negated = True  # 未居首或垫底
    _state(scope, tokens[position])
    return position + 1


def _as_reference(scope: Scope, tokens: Tokens, position: int) -> int:
    """是第二名的1.7倍."""
    linked, holder = at(tokens, position + 1), at(tokens, position + 2)
    held = holder is not None and holder.text in HOLDERS  # 排名第二的群组的3.8倍
    where = follows(tokens, position + (3 if held else 1), "quantity", over="的约近")
    if where < 0 or linked is None or linked.text != "的" or not scope.targets():
        return 0
    token = tokens[position]
    plain = held and len(token.rank) == 1 and not token.note
    ref = Reference("ranked", count=token.rank[0]) if plain else ranked(scope, tokens, position)
    if ref is None or tokens[where].number not in ("multiple", "fraction", "percent"):
        return 0
    return read_quantity(scope, tokens, where, over=ref)


def _in_turn(scope: Scope, tokens: Tokens, position: int) -> int:
    """两项指标分别列第三位和第四位: of one feature after the other."""
    places, where = [position], position + 1
    while (joint := at(tokens, where)) and joint.kind in ("joint", "with"):
        following = at(tokens, where + 1)
        if following is None or following.kind != "rank":
            break
        places.append(where + 1)
        where += 2
    names = scope.targets()
    if len(places) < 2 or any(len(tokens[place].rank) != 1 for place in places):
        return 0
    if len(names) != len(places):
        scope.doubt(tokens[position], "statement")
        return where
    for name, place in zip(names, places, strict=True):
        scope.state(tokens[place], "rank", (name,), rank=tokens[place].rank[0])
    return where


def _given_away(scope: Scope, tokens: Tokens, position: int) -> int:
    """第一的位置让给了群组4, 头名被群组4拿走: whose the place is. 0 where it is not so."""
    where = next((n for n in range(position + 1, len(tokens)) if tokens[n].ref is not None), -1)
    ref = tokens[where].ref if where > 0 else None
    between = "".join(token.text for token in tokens[position + 1 : where])
    behind = "".join(token.text for token in tokens[where + 1 :])
    given = between.rstrip("了").endswith(GIVEN) and not behind
    taken = between.endswith("被") and behind.startswith(TAKEN)
    if ref is None or len(ref.segments) != 1 or not (given or taken) or not scope.targets():
        return 0
    own, scope.subject = scope.subject, ref.segments[0]
    scope.state(tokens[position], "rank", scope.targets(), rank=tokens[position].rank[0])
    scope.subject, scope.last_ref = own, ref
    return len(tokens)


RANK_STEPS: tuple[Step, ...] = (
    in_order,
    _given_away,
    _in_turn,
    either_rank,
    _as_reference,
    rank_of_other,
    _of_size,
    _of_feature_ahead,
    _of_topic,
)


def _state(scope: Scope, token: Token) -> None:
    if token.note == "next" and _behind_other(scope):
        scope.state(token, "rank", scope.targets(), rank=2)  # 群组2以3.06级紧随其后
        return
    if token.note == "next":
        scope.rank_within_theme()
    if len(token.rank) > 1:
        scope.each = True
    names = scope.targets()
    if len(names) < len(token.rank):
        if not (scope.negated and not scope.mentions):  # 虽谈不上一枝独秀，…
            scope.doubt(token, "statement")
    elif len(token.rank) > 1:
        for name, rank in zip(names[-len(token.rank) :], token.rank, strict=True):
            scope.state(token, "rank", (name,), rank=rank)
    else:
        relation = RELATIONS.get(token.note, "rank")
        if token.text.startswith("并列") and token.rank[0] in (1, -1):
            relation = "rank_within"  # a tie is what is said
        low = scope.lean == "down" and not set(token.text) & set("高低多少")
        rank = -token.rank[0] if low else token.rank[0]
        scope.state(token, relation, names, rank=rank, negated=scope.negated)


def _behind_other(scope: Scope) -> bool:
    """Whether the first place was told of another segment (群组2领跑，群组1紧随其后)."""
    names = scope.targets()
    firsts = [c for c in scope.claims if c.relation == "rank" and c.features == names]
    return any(claim.subject != scope.subject for claim in firsts)


def read_only(scope: Scope, tokens: Tokens, position: int) -> int:
    """仅次于群组2: second, and that segment is first."""
    token = tokens[position]
    if follows(tokens, position + 1, "rank", over="在为是") >= 0:
        return position + 1  # 只排在第二位
    found = find_reference(scope, tokens, position + 1)
    if found and found[0].kind == "overall" and scope.targets():
        return own_number(scope, tokens, _beside_everyone(scope, token, found), found[0])
    names = scope.targets()
    if not names and found:
        ahead = follows(tokens, found[1], "feature")
        names = tokens[ahead].names if ahead >= 0 else ()
    if not found or not names or found[0].kind != "segments":
        scope.doubt(token, "statement")
        return position + 1
    way = token.direction
    if scope.lean == "down":  # 间隔之短，仅次于群组4
        way = "up" if way == "down" else "down"
    scope.state(token, "only", names, direction=way, ref=found[0])
    scope.last_ref = found[0]
    return own_number(scope, tokens, found[1], found[0])


def _beside_everyone(scope: Scope, token: Token, found: Found) -> int:
    """只略高于整体: no place, but a level."""
    slight = token.text[1:2] in ("略", "稍") or token.text[:1] in ("略", "稍")
    scope.degree = "weak" if slight else scope.degree
    way: Direction = "up" if token.direction == "up" else "down"
    state_versus(scope, token, way, found[0], negated=scope.negated)
    return found[1]


def read_between(scope: Scope, tokens: Tokens, position: int) -> int:
    """介于群组0和群组2之间."""
    found = find_reference(scope, tokens, position + 1)
    if done := _between_numbers(scope, tokens, position):
        return done
    if found and found[0].kind == "segments" and len(found[0].segments) == 2 and scope.targets():
        scope.state(tokens[position], "between", scope.targets(), ref=found[0])
        return found[1]
    return position + 1


def _between_numbers(scope: Scope, tokens: Tokens, position: int) -> int:
    """介于989元和1,127元之间."""
    low, joint, high = (at(tokens, position + offset) for offset in (1, 2, 3))
    if low is None or joint is None or high is None or joint.kind not in ("joint", "with"):
        return 0
    names = scope.targets()
    if not low.quantity or not high.quantity or len(names) != 1:
        return 0
    if not all(fits(scope, names[0], token.figure) for token in (low, high)):
        return 0
    if state_ends(scope, tokens, (position + 1, position + 3), [low.figure, high.figure]):
        return position + 4
    ends = sorted((low.figure.low, high.figure.high))
    quantity = replace(high.figure, low=ends[0], high=ends[1])
    scope.state(low, "number", names, quantity=quantity)
    return position + 4
