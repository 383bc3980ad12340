"""Counting: every number to the cell it talks about, or to a doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from segreport.claims.comparisons.tallies import tally_of_part
from segreport.claims.nouns import OVER, SHARE, Group, Reference
from segreport.claims.quantities.again import distance_again
from segreport.claims.quantities.amounts import (
    EQUALS,
    change,
    effect,
    elapsed,
    enumerates,
    every,
    half,
    head_count,
    of_everyone,
    of_reference,
    period,
    recurring,
)
from segreport.claims.quantities.carried import (
    last_multiple,
    number_of_owner,
    of_owner,
    single_reference,
)
from segreport.claims.quantities.complements import turned_bound
from segreport.claims.quantities.multiples import state_distance, state_multiple
from segreport.claims.quantities.numbers import (
    PEOPLE_UNITS,
    fits,
    in_turn,
    listed,
    listed_mixed,
    unit_of,
)
from segreport.claims.quantities.paced import by_pace
from segreport.claims.quantities.parts import part_ahead, part_in_rate, part_of_theme
from segreport.claims.quantities.per import per_count, take_one_time
from segreport.claims.quantities.ranges import range_of_all
from segreport.claims.quantities.totals import (
    from_here,
    of_everyones,
    of_people,
    of_total_ahead,
    of_total_told,
)
from segreport.claims.quantities.valuing import by_feature_ahead, by_topic, by_unit
from segreport.claims.quantities.verbal import by_span, by_verb
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import people_of
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction
from segreport.wording import Quantity

DOING = ("feature", "not", "unknown", "word", "level", "absent", "topic", "quantity", "compare")
"""半数客户未动用授信: what these customers do, not how many there are."""
EACH_OF_THEM = ("户均", "人均", "单均", "件均", "篮均", "客均")
GAPS = ("优势", "距离", "落差", "领先", "鸿沟", "缺口")
PLACINGS = ("排名", "位次", "名次", "排位", "排序", "排行")
NumberStep = Callable[[Scope, Tokens, int, Quantity], int]
"""Binds a number: the next position, or 0 where it is not of this kind."""


def read_quantity(
    scope: Scope,
    tokens: Tokens,
    position: int,
    *,
    over: Reference | None = None,
    gap: Direction | Literal["either"] | None = None,
) -> int:
    """A number: `over` what it is a multiple of, `gap` when it is a distance to `scope.against`."""
    quantity = turned_bound(scope, tokens, position, scope.marked(tokens[position].figure))
    if number_of_owner(tokens, position, scope.owner) and scope.subject == scope.own:
        return of_owner(scope, tokens, position, quantity)
    led = at(tokens, position - 1)
    if led is not None and led.text == "每" and quantity.kind == "value":
        scope.doubt(tokens[position], "number")  # 每百元额度用掉71.5元
        return position + 1
    several = listed(tokens, position), listed_mixed(tokens, position)
    if scope.in_turn < 0 and 1 < len(scope.targets()) in several:
        scope.in_turn = 0  # 生鲜、乳品11,993元、1,995元: each its own
    if over is not None and not scope.per:
        return state_multiple(scope, tokens, position, over, position + 1)
    if gap is not None and scope.per and scope.against is not None:
        take_one_time(scope, tokens[position])
    if gap is not None and not scope.per:
        return state_distance(scope, tokens, position, gap)
    for step in NUMBER_STEPS:
        if done := step(scope, tokens, position, quantity):
            return done
    if not enumerates(tokens, position, quantity):
        scope.doubt(tokens[position], "number")
    return position + 1


def _times_feature(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """抵得上7倍的月消费: of another feature; 0 where it is not so."""
    led, linked, whole = (at(tokens, position + offset) for offset in (-1, 1, 2))
    names, behind = scope.targets(), at(tokens, position + 3)
    equal = led is not None and led.text in EQUALS and linked is not None and linked.text == "的"
    if quantity.kind != "multiple" or not equal or whole is None or behind is not None:
        return 0
    if len(whole.names) != 1 or len(names) != 1 or whole.names == names or SHARE in names:
        return 0
    ref = Reference("feature", feature=whole.names[0])
    scope.state(tokens[position], "ratio", names, quantity=quantity, ref=ref)
    return position + 3


def _exceeds(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """略高于整体，超出5.7%: by so much more than what it was held against last."""
    names, ref = scope.targets(), single_reference(scope)
    led = tokens[position].text.startswith("超出") and position == 0
    rate = any(unit_of(scope, name) == "%" for name in names)
    if not led or ref is None or not names or quantity.kind != "percent" or rate:
        return 0
    told = replace(quantity, bound="", rounded=False)
    scope.sure = False
    scope.state(tokens[position], "difference", names, quantity=told, ref=ref, direction="up")
    return position + 1


def _over_following(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """近六倍于群组0; 相当于5位群组1客户之和."""
    people = quantity.kind == "value" and quantity.unit in PEOPLE_UNITS
    following = at(tokens, position + 1)
    ref = following.ref if following is not None else None
    if people and ref is not None and ref.kind == "segments" and scope.targets() != (SHARE,):
        return state_multiple(scope, tokens, position, ref, position + 2)
    owner = at(tokens, position + 2)
    if done := _times_feature(scope, tokens, position, quantity):
        return done
    linked = following is not None and following.text == "于"
    if linked and owner is not None and owner.kind == "its" and tokens[position + 3 :]:
        scope.against = None  # 人数近乎三倍于它的群组1
        scope.doubt(tokens[position], "number")
        return position + 3
    behind = following is not None and following.text == "的" and at(tokens, position + 3) is None
    whole = (
        owner is not None and owner.ref is not None and owner.ref.kind in ("segments", "overall")
    )
    if quantity.kind == "multiple" and behind and whole and owner is not None and owner.ref:
        return state_multiple(
            scope, tokens, position, owner.ref, position + 3
        )  # 抵得上1.5倍的群组0
    if quantity.kind in ("multiple", "fraction") and linked and owner is not None and owner.ref:
        return state_multiple(scope, tokens, position, owner.ref, position + 3)
    return 0


def _before_its_feature(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """八万的理财、十二万的存款: in such a list the number comes first."""
    following = at(tokens, position + 1)
    if following is not None and following.text in ("是", "走", "来自", "用", "靠"):
        return by_feature_ahead(scope, tokens, position, quantity)
    if scope.predicated and following is not None and following.text == "的":
        return by_feature_ahead(scope, tokens, position, quantity)
    return 0


def _owner_behind(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """接近49岁的群组2、群组3: a number before its owner."""
    linked, owner = at(tokens, position + 1), at(tokens, position + 2)
    ref = owner.ref if owner is not None else None
    names = scope.targets()
    if linked is None or linked.text != "的" or ref is None or not names:
        return 0
    if ref.kind == "overall" and owner is not None and owner.text.startswith(EACH_OF_THEM):
        scope.state(tokens[position], "number", names, quantity=quantity)
        return position + 3  # 0.16次的户均水平
    known = ref.kind in ("segments", "overall")
    if not known or not all(fits(scope, name, quantity) for name in names):
        return 0
    owners, end = list(ref.segments) or ["all"], position + 3
    while (joint := at(tokens, end)) and joint.kind == "joint":
        following = at(tokens, end + 1)
        if following is None or following.ref is None:
            break
        owners += following.ref.segments
        end += 2
    subject, scope.subject = scope.subject, "|".join(owners)
    strength, negated = scope.degree, scope.negated
    scope.state(tokens[position], "number", names, quantity=replace(quantity, bound=""))
    scope.subject = subject
    if quantity.bound:  # 明显低于38.4%的整体水平
        scope.degree, scope.negated, waiting = strength, negated, scope.against
        scope.against = ref
        scope.level(tokens[position], names, "up" if quantity.bound == ">" else "down")
        scope.against = waiting
    return end


def _statistic_behind(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """18,639元的均值: a number before its statistic; 略高于 before it compares the two."""
    linked, later = at(tokens, position + 1), at(tokens, position + 2)
    names = scope.targets()
    if linked is None or linked.text != "的" or later is None or len(names) != 1:
        return 0
    if later.statistic not in ("mean", "median") or not fits(scope, names[0], quantity):
        return 0
    token, waiting, strength = tokens[position], scope.statistic, scope.degree or "plain"
    if quantity.bound and waiting == later.statistic == "mean":
        whole = scope.subject, scope.negated  # 高于41.1%的均值: that of everyone
        scope.subject = "all"
        scope.state(token, "number", names, quantity=replace(quantity, bound=""))
        scope.subject, scope.negated = whole
        scope.degree, scope.against = strength, Reference("overall")
        scope.level(token, names, "up" if quantity.bound == ">" else "down")
        scope.against = None
        return position + 3
    scope.statistic = "median" if later.statistic == "median" else "mean"
    scope.state(token, "number", names, quantity=replace(quantity, bound=""))
    scope.statistic = waiting
    if quantity.bound and waiting == "median" and later.statistic == "mean":
        way: Direction = "up" if quantity.bound == ">" else "down"
        ref = Reference("own_mean")
        scope.state(token, "versus", names, direction=way, strength=strength, ref=ref)
    return position + 3


def _share_ahead(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """六成的客户占比, 三成客户, 24.8%的盘子: a share of customers."""
    ahead = position + 1
    if (token := at(tokens, ahead)) and token.text == "的":
        ahead += 1
    later = at(tokens, ahead)
    if later is None or quantity.kind not in ("percent", "fraction"):
        return 0
    led, whole = at(tokens, position - 1), scope.targets()
    if led is not None and led.text in ("唯一", "惟一", "仅有", "唯一一个") and whole != (SHARE,):
        return 0  # 唯一超过四分之一的客群: of the topic
    if later.names != (SHARE,) and later.kind != "people":
        return 0
    for where in range(ahead + 1, min(ahead + 4, len(tokens))) if later.kind == "people" else ():
        other = tokens[where]
        if other.names and other.names[0] != SHARE and unit_of(scope, other.names[0]) == "%":
            scope.name_features(other.named, other.start)
            scope.state(tokens[position], "number", other.names[:1], quantity=quantity)
            return where + 1
    scope.fresh = True
    beyond = tokens[ahead + 1 :]
    owns = any(token.kind in ("takes", "its") for token in beyond)
    goes_on = not owns and any(token.kind in DOING or token.note for token in beyond)
    alone = not any(token.quantity for token in beyond)
    alone = alone and any(token.kind in ("feature", "absent", "word") for token in beyond)
    if later.kind == "people" and goes_on and alone:
        scope.doubt(tokens[position], "number")  # 半数客户几乎不登录
        return position + 1
    scope.sure = scope.sure and not (later.kind == "people" and (quantity.bound or goes_on))
    scope.name_features(Group((SHARE,)), later.start)
    scope.state(tokens[position], "number", (SHARE,), quantity=quantity)
    return ahead + 1


def _gap_behind(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """与群组3仍有9.5个百分点的差距: a distance on whichever side."""
    linked, noun = at(tokens, position + 1), at(tokens, position + 2)
    gap = noun is not None and (noun.note == "gap" or noun.text in GAPS)
    if linked is None or linked.text != "的" or not gap or quantity.kind == "multiple":
        return 0
    if scope.against is None and (ref := single_reference(scope)):
        scope.against, scope.inferred, scope.sure = ref, True, False
    return state_distance(scope, tokens, position, "either") and position + 3


def _over_waiting(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """与群组3相比，约为五分之一."""
    if not scope.targets():
        return 0
    if quantity.kind in ("multiple", "fraction", "percent") and scope.against:
        return state_multiple(scope, tokens, position, scope.against, position + 1)
    if quantity.kind == "multiple" and scope.last_ref and scope.in_turn >= 0:
        return state_multiple(scope, tokens, position, scope.last_ref, position + 1)
    last = scope.claims[-1] if scope.claims else None
    if (
        quantity.kind == "multiple"
        and last is not None
        and last.relation == "multiple"
        and last.ref
    ):
        scope.sure = scope.sure and scope.pending  # 乘机是整体1.35倍，票款只有0.98倍
        return state_multiple(scope, tokens, position, last.ref, position + 1)
    if ref := last_multiple(scope, quantity):
        scope.sure = False
        return state_multiple(scope, tokens, position, ref, position + 1)
    return 0


def _as_place(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """排名分别为4和2: numbers that are places."""
    led = position - 1
    while led >= 0 and (tokens[led].kind in ("turn", "joint", "with") or tokens[led].quantity):
        led -= 1
    while led >= 0 and tokens[led].text in ("为", "是", "：", "分别为"):
        led -= 1
    place, bare = int(quantity.low), quantity.kind == "value" and not quantity.unit
    if led < 0 or tokens[led].text not in PLACINGS or not bare or place != quantity.low:
        return 0
    names = in_turn(scope)
    if not names or not 1 <= place <= len(scope.vocabulary.labels):
        return 0
    scope.state(tokens[position], "rank", names, rank=place)
    return position + 1


def _slashed(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """存款/总资产为44%: the ratio of the two is the topic."""
    slashes = [n for n in range(1, position) if tokens[n].text in ("/", "÷")]
    if len(slashes) != 1 or not scope.pending or quantity.kind == "points":
        return 0
    part, whole = tokens[slashes[0] - 1], at(tokens, slashes[0] + 1)
    if whole is None or not len(part.names) == len(whole.names) == 1 or SHARE in part.names:
        return 0
    name = f"{part.names[0]}{OVER}{whole.names[0]}"
    if not fits(scope, name, quantity):
        return 0
    scope.set_topic((name,), part.start)
    scope.state(tokens[position], "number", (name,), quantity=quantity)
    return position + 1


NUMBER_STEPS: tuple[NumberStep, ...] = (
    people_of,
    tally_of_part,
    _as_place,
    _slashed,
    range_of_all,
    distance_again,
    _gap_behind,
    elapsed,
    of_everyone,
    half,
    period,
    of_reference,
    effect,
    per_count,
    every,
    recurring,
    _exceeds,
    _over_following,
    _before_its_feature,
    _owner_behind,
    _statistic_behind,
    part_in_rate,
    part_ahead,
    of_total_ahead,
    _share_ahead,
    of_people,
    from_here,
    of_everyones,
    head_count,
    change,
    part_of_theme,
    by_pace,
    by_verb,
    by_span,
    by_topic,
    by_feature_ahead,
    by_unit,
    _over_waiting,
    of_total_told,
)
