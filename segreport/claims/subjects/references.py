"""References: what a comparison is held against, and numbers that belong to it."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.comparisons.extremes import extreme_of_others
from segreport.claims.comparisons.places import as_yardstick, read_place, state_versus
from segreport.claims.comparisons.queue import in_queue
from segreport.claims.nouns import OVER, Reference, Token
from segreport.claims.quantities.belonging import own_number, owns_number, state_reference_number
from segreport.claims.quantities.carried import (
    MEANS,
    doubt_median,
    leave_median,
    means_segment,
    name_of_reference,
    pass_over_median,
    take_ratio,
)
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.multiples import state_distance
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.quantities.owners import PEOPLE, each_of, values_in_turn, values_of_both
from segreport.claims.quantities.shares import against_people
from segreport.claims.quantities.totals import is_here
from segreport.claims.subjects.behind import fraction_of, number_after, own_value, past_feature
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import equals_people, outweighs, times_own, yields_to
from segreport.claims.subjects.steps import Tokens, at
from segreport.claims.subjects.subjects import is_subject
from segreport.truth import Direction
from segreport.wording import Quantity

SKIPPED = frozenset(
    (
        *("的", "了", "约", "其", "于", "所有", "仅", "只", "为", "也", "近", "大约", "约为"),
        *("是", "有", "到", "核心", "各自", "自身", "本身", "“", "”", "（", "("),
    )
)
AMOUNTS = (
    "约为",
    "为",
    "相当于",
    "仅为",
    "约",
    "是",
    "只有",
    "不足",
    "不到",
    "只及",
    "仅及",
    "才及",
    "及",
    "刚及",
)
PLACES = ("名", "位", "席", "首", "末", "榜眼", "亚军", "冠军", "次席")
"""Endings of a place that stands for whoever holds it."""
HOLDERS = ("群组", "一群", "一组", "群", "组", "客群", "群体", "那群", "那组", "那个群组")
ONLY = ("只有", "唯有", "仅有", "仅", "唯独", "就", "就只有", "只", "唯", "惟", "惟有", "单单")
AWAY = ("离", "距", "距离")
Found = tuple[Reference, int]
"""A reference and the position behind it."""


def find_reference(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """The reference that begins at `position`, filler skipped."""
    while position < len(tokens) and tokens[position].text in SKIPPED:
        position += 1
    token = at(tokens, position)
    if token is None:
        return None
    if token.ref is not None:
        ref, end = _joined(token.ref, tokens, position + 1)
        return _resolved(scope, ref), end
    if token.statistic == "mean":
        return _mean(scope, tokens, position)
    other = _stands_for(scope, token) or ranked(scope, tokens, position)
    return (other, position + 1) if other is not None else None


def _stands_for(scope: Scope, token: Token) -> Reference | None:
    """客户总数, 他们 where another is the subject, 后者, 中位数 after a mean."""
    if token.kind == "people" and token.note == "all":
        return Reference("overall")
    if token.kind == "its" and token.note == "own" and scope.subject != scope.own:
        return Reference("segments", (scope.own,))  # 群组0的存款比他们高
    if token.kind == "latter" and means_segment(scope):
        return scope.last_ref
    other = scope.last_ref
    if token.text in ("它", "人家", "对方") and other is not None and len(other.segments) == 1:
        scope.sure = scope.sure and token.text != "它"  # 登录输给群组1，时长却反超它32%
        return other
    if token.statistic == "median" and scope.statistic == "mean" and scope.topic:
        return Reference("own_median")
    return None


def ranked(scope: Scope, tokens: Tokens, position: int) -> Reference | None:
    """第二名的1.7倍, 高于榜首: whoever has this place; not 居首的群组3, and not 第二大群."""
    token, behind = tokens[position], tokens[position + 1 : position + 3]
    place = len(token.rank) == 1 and not token.note and token.kind == "rank"
    named = any(t.kind in ("ref", "people") for t in behind)
    held = any(t.text in HOLDERS for t in behind)  # 比第二年轻的群组小近10岁
    if not place or named or not (token.text.endswith(PLACES) or held):
        return None
    count = token.rank[0]
    return Reference("ranked", count=count) if abs(count) <= len(scope.vocabulary.labels) else None


def other_told_first(scope: Scope) -> bool:
    """群组4只有3,973公里，而本群44,724公里: then 前者 is the other segment."""
    told = [claim.subject for claim in scope.claims if claim.relation == "number"]
    return bool(told) and told[0] not in (scope.own, "all") and scope.own in told


def _mean(scope: Scope, tokens: Tokens, position: int) -> Found | None:
    """平均 as what is compared with, and not as 平均年龄."""
    if scope.statistic == "median":
        return Reference("own_mean"), position + 1
    following = at(tokens, position + 1)
    kind = following.kind if following else ""
    number = kind == "quantity" and tokens[position].text in ("平均", "均值")
    return (Reference("overall"), position + 1) if number or kind not in NOT_MEANS else None


NOT_MEANS = ("feature", "quantity")


def _resolved(scope: Scope, ref: Reference) -> Reference:
    """另外三群 of five after 群组4 was compared with: those that are left."""
    if ref.kind == "segments":
        scope.seen = tuple(dict.fromkeys((*scope.seen, *ref.segments)))
    others = tuple(s for s in scope.vocabulary.labels if s != scope.own)
    if ref.kind == "others" and scope.without:
        return Reference("segments", tuple(s for s in others if s not in scope.without))
    rest = tuple(s for s in others if s not in scope.seen)
    if ref.kind == "others" and ref.count not in (None, len(others)) and ref.count == len(rest):
        return Reference("segments", rest)
    last = scope.claims[-1] if scope.claims else None
    compared = last is not None and last.relation in ("versus", "only") and last.ref is not None
    if ref.kind == "others" and compared and last and last.ref and last.ref.kind == "segments":
        left = tuple(s for s in others if s not in last.ref.segments)
        return Reference("segments", left or others)  # 高于群组0而逊于余者
    return ref


def _joined(ref: Reference, tokens: Tokens, position: int) -> Found:
    """群组0和群组2; 整体 with its 平均."""
    if ref.kind != "segments":
        while (token := at(tokens, position)) and _is_average(token):
            position += 1
        ahead = position
        while (token := at(tokens, ahead)) and token.text in ("的", "户均", "人均", "均值"):
            ahead += 1  # 其余三群的总和
        summed = ref.kind == "others" and token is not None and token.statistic == "sum"
        return replace(ref, summed=summed), ahead + 1 if summed else position
    names = list(ref.segments)
    while (joint := at(tokens, position)) and (
        joint.kind in ("joint", "with") or joint.text in ("还是", "抑或", "或是", "亦或")
    ):
        following = at(tokens, position + 1)
        if following is None or following.ref is None or following.ref.kind != "segments":
            break
        names += following.ref.segments
        position += 2
    token, linked = at(tokens, position), at(tokens, position + 1)
    if token is not None and token.kind == "per" and linked and linked.text == "的":
        return Reference("segments", tuple(names)), position + 1  # 群组2件均的4.1倍
    counted = token is not None and token.ref is not None and token.ref.kind == "scope"
    if counted and token and token.ref and token.ref.count == len(names) > 1:
        position += 1  # 群组0、群组3两群
    ahead = position
    while (token := at(tokens, ahead)) and (
        token.kind == "items" or token.text in ("的", "均值") or _counts(token, names)
    ):
        ahead += 1
    summed = token is not None and token.statistic == "sum"
    after = ahead + 1 if summed else position
    return Reference("segments", tuple(names), summed=summed), after  # 群组0与群组2两者之和


def _counts(token: Token, names: list[str]) -> bool:
    """三家 behind 群组0、群组1、群组2."""
    if token.text in ("两", "家", "俩", "两家", "两者"):
        return len(names) == 2
    counted = token.number == "value" and token.figure.unit in ("家", "个", "户")
    return counted and token.figure.low == len(names)


def _is_average(token: Token) -> bool:
    overall = token.ref is not None and token.ref.kind == "overall"
    return overall or token.statistic == "mean" or token.text in ("水平", "值", "水准")


def read_against(scope: Scope, tokens: Tokens, position: int) -> int:
    """比群组0, 与整体: remember what the next word compares with; a number after it is its own."""
    found = find_reference(scope, tokens, position + 1)
    for step in (_people, _far_from, _still_apart, _told_next):
        if done := step(scope, tokens, position):
            return done
    listing = any(token.kind == "turn" for token in tokens[position:])
    if found and found[0].kind in ("own_mean", "own_median") and listing:
        return position + 1  # 均值与中位数分别为
    if found:
        if found[0].kind in ("overall", "segments"):
            pass_over_median(scope, tokens)
        doubt_median(scope, tokens, found[1])
        name_of_reference(scope, tokens, found[1])
        scope.against = scope.last_ref = found[0]
        done = _distance_behind(scope, tokens, found[1])
        return done or own_number(scope, tokens, found[1], found[0])
    token, following = tokens[position], at(tokens, position + 1)
    same = following is not None and following.statistic == scope.statistic
    if same and following is not None and scope.topic and not listing:
        scope.doubt(following, "statement")  # a median 比中位数大
        return position + 2
    feature = following is not None and len(following.names) == 1
    told = scope.claims_in_clause and scope.predicated
    if token.text in ("比", "较", "相比") and feature and scope.topic and not told:
        scope.against = Reference("feature", feature=tokens[position + 1].names[0])
        return position + 2
    return position + 1


def _distance_behind(scope: Scope, tokens: Tokens, position: int) -> int:
    """与群组2仅有0.2岁之差: no value of the other. 0 where it is not so."""
    where = number_after(tokens, position)
    if where < 0 or not scope.targets():
        return 0
    linked, noun = at(tokens, where + 1), at(tokens, where + 2)
    if linked is not None and linked.text in ("之差", "之别", "之遥", "之隔", "差距", "差"):
        return state_distance(scope, tokens, where, "either") and where + 2
    gap = noun is not None and (noun.note == "gap" or noun.text in ("差距", "差异", "距离"))
    if linked is not None and linked.text == "的" and gap:
        return state_distance(scope, tokens, where, "either") and where + 3
    return 0


def _people(scope: Scope, tokens: Tokens, position: int) -> int:
    return against_people(scope, tokens, position + 1)


def _told_next(_: Scope, tokens: Tokens, position: int) -> int:
    """真要比下单次数，…: what is told of next. 0 where it is not so."""
    feature = at(tokens, position + 1)
    ends = feature is not None and len(feature.names) == 1 and position + 2 == len(tokens)
    return position + 1 if ends and tokens[position].text in ("比", "要比") else 0


def _still_apart(scope: Scope, tokens: Tokens, position: int) -> int:
    """离榜首尚有距离: most likely below it. 0 where it is not so."""
    still = any(t.text.startswith(("仍", "尚", "还")) for t in tokens[:position])
    token, ref = tokens[position], scope.against
    if token.text != "距离" or not still or ref is None or not scope.targets():
        return 0
    scope.sure = False
    state_versus(scope, token, "down", ref, negated=scope.negated)
    return position + 1


def _far_from(scope: Scope, tokens: Tokens, position: int) -> int:
    """离群组3的四成多还差得远: a number of the other that nobody can bind."""
    found = find_reference(scope, tokens, position + 1)
    where = number_after(tokens, found[1]) if found else -1
    if where < 0 or tokens[position].text not in AWAY:
        return 0
    if tokens[where].number not in ("fraction", "multiple"):
        return 0
    scope.doubt(tokens[where], "number")
    return where + 1


def read_reference(scope: Scope, tokens: Tokens, position: int) -> int:
    """A segment or the whole that no comparison word introduced: subject, or owner of a number."""
    found = find_reference(scope, tokens, position)
    if not found or _is_place_of_all(tokens, position):
        return position + 1
    ref, after = found
    leave_median(scope, tokens, after, ref)
    if done := _counts_named(scope, tokens, position, found):
        return done
    if ref.count is not None:
        scope.state_scope(tokens[position], ref)
    if ref.summed and (done := outweighs(scope, tokens, position, ref, after)):
        return done
    only = as_yardstick(scope, tokens, position, after)
    only = only or extreme_of_others(scope, tokens, after, ref)
    only = only or in_queue(scope, tokens, position, ref, after)
    only = only or _only_other(scope, tokens, position, found)
    if only or ref.kind == "scope" or is_subject(scope, tokens, position, found):
        return only or after
    scope.last_ref = ref
    done = values_in_turn(scope, tokens, ref, after) or each_of(scope, tokens, ref, after)
    done = done or equals_people(scope, tokens, position, ref, after)
    done = done or outweighs(scope, tokens, position, ref, after)
    done = done or yields_to(scope, tokens, position, ref, after)
    if done := done or times_own(scope, tokens, position, ref, after):
        return done
    return _its_number(scope, tokens, position, found) or read_place(
        scope, tokens, position - 1, after, ref
    )


def _its_number(scope: Scope, tokens: Tokens, position: int, found: Found) -> int:
    """The number behind a reference; 0 where there is none."""
    ref, after = found
    where = own_value(tokens, position, past_feature(tokens, after, scope.targets()))
    if where < 0:
        return 0
    if scope.targets():
        before = at(tokens, position - 1)
        linked = before is not None and before.text in AMOUNTS and tokens[where - 1].text == "的"
        return _number_of(scope, tokens, where, ref, linked=linked)
    own = tokens[position].text.startswith(PEOPLE) or not owns_number(ref)
    if scope.mentions or own or tokens[where].number != "value":
        return 0
    scope.owed = (tokens[where], ref)  # 整体均值35岁，他们的年龄只有30岁
    return where + 1


def _is_place_of_all(tokens: Tokens, position: int) -> bool:
    """在咱行开户十四年: where they are, and not what everyone has."""
    before, after, ref = at(tokens, position - 1), at(tokens, position + 1), tokens[position].ref
    here = ref is not None and ref.kind == "overall" and not tokens[position].text.endswith(MEANS)
    led = before is not None and before.text in ("在", "到", "来", "跟", "于")
    return here and led and after is not None and after.kind == "feature"


def _only_other(scope: Scope, tokens: Tokens, position: int, found: Found) -> int:
    """只有群组2的存款比它高: nobody else is ahead. 0 where it is not so."""
    ref, after = found
    led, last = at(tokens, position - 1), at(tokens, len(tokens) - 1)
    alone = led is not None and led.text in ONLY and position == 1 and ref.kind == "segments"
    level = last is not None and last.kind in ("level", "compare") and last.direction
    if not alone or not level or last is None or scope.own in ref.segments:
        return 0
    compared = any(t.kind in ("with", "its") or t.text in ("更", "还") for t in tokens[after:])
    named = [t for t in tokens[after:] if t.kind == "feature"]
    names = named[0].names if named else scope.targets()
    if not compared or not names or any(t.quantity for t in tokens):
        return 0
    if named:
        scope.name_features(named[0].named, named[0].start)
    way: Direction = "down" if last.direction == "up" else "up"
    scope.state(last, "only", names, direction=way, ref=ref)
    return len(tokens)


def _counts_named(scope: Scope, tokens: Tokens, position: int, found: Found) -> int:
    """两群几乎一样, 该群组与群组0两群合计: segments that were named, and not how many there are.

    The position behind; 0 where it is not so.
    """
    ref, after = found
    if "+" in scope.subject:
        return after if ref.count == len(scope.subject.split("+")) else 0
    if ref.kind != "scope" or ref.count != 2 or not means_segment(scope):
        return 0
    if done := values_of_both(scope, tokens, position):
        return done
    scope.against, scope.subject = scope.last_ref, scope.own
    return after


def _number_of(
    scope: Scope, tokens: Tokens, where: int, ref: Reference, *, linked: bool = False
) -> int:
    """群组0的3.1倍; 整体仅15%; 整体67.6元的五成半."""
    number = tokens[where]
    if ref.kind == "overall" and (_holds(tokens, where) or is_here(scope, tokens, where + 1)):
        return where  # 全行57.8%的资产都在他们手里
    ratio = owns_number(ref) and take_ratio(scope, number)
    names = scope.targets()
    for position in range(max(0, where - 3), where):
        if tokens[position].statistic == "median":
            doubt_median(scope, tokens, position)
    part = -1 if ratio else fraction_of(tokens, where + 1, number.number)
    if part >= 0 and number.number in ("value", "percent"):
        state_reference_number(scope, number, names, ref)
        return read_quantity(scope, tokens, part, over=ref)
    shares = (unit_of(scope, name) in ("%", *([""] if OVER in name else ())) for name in names)
    whole = not all(shares)
    last = scope.claims[-1] if scope.claims else None
    again = last is not None and last.relation == "multiple" and scope.claims_in_clause > 0
    if (linked or again) and not whole and number.number == "percent":
        whole, scope.sure = True, False  # 换手率约为整体的38%: most likely of it
    if not ratio and is_multiple(number.figure, whole=whole):
        return read_quantity(scope, tokens, where, over=ref)
    if number.number == "points":
        scope.doubt(number, "unit")
        return where + 1
    if ref.kind in ("overall", "segments") and len(ref.segments) <= 1:
        state_reference_number(scope, number, names, ref)
        return _past_bracket(scope, tokens, where + 1, ref)
    return where


def _past_bracket(scope: Scope, tokens: Tokens, position: int, ref: Reference) -> int:
    """在整体平均（9.8单）之上: the place behind the number of what is compared with."""
    behind = position
    while (token := at(tokens, behind)) and token.text in ("）", ")", "的"):
        behind += 1
    if token is None or token.kind != "place":
        return position
    state_versus(scope, token, token.way, ref, negated=scope.negated)
    return behind + 1


def _holds(tokens: Tokens, where: int) -> bool:
    """Whether a share of something stands at `where`: 57.8%的资产."""
    linked, held = at(tokens, where + 1), at(tokens, where + 2)
    share = tokens[where].number in ("percent", "fraction")
    behind = linked is not None and linked.text == "的" and held is not None
    return share and behind and held is not None and held.kind == "feature"


def is_multiple(quantity: Quantity, *, whole: bool) -> bool:
    """3.1倍 and 六成; 57% too, of a feature that is no percentage itself (`whole`)."""
    return quantity.kind in ("multiple", "fraction") or (quantity.kind == "percent" and whole)
