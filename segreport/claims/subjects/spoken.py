"""Spoken: constructions of everyday speech (不是第一就是第二, 离整体还差一截, 顶群组3九个人)."""

from __future__ import annotations

import re
from itertools import pairwise

from segreport.claims.nouns import Reference, Relation
from segreport.claims.quantities.amounts import EQUALS
from segreport.claims.quantities.multiples import main_of, state_multiple
from segreport.claims.quantities.numbers import PEOPLE_UNITS
from segreport.claims.subjects.behind import number_after, own_value
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Strength
from segreport.wording import Quantity

MUCH: dict[str, Strength] = {
    **dict.fromkeys(
        ("不少", "一截", "一块", "得多了", "得多", "多了", "多多了", "不少了"), "plain"
    ),
    **dict.fromkeys(
        ("许多", "很多", "好多", "太多了", "太多", "一大截", "得惊人", "得吓人"), "strong"
    ),
}
OR_ELSE = ("就是", "便是", "即是", "就在", "就")
DENIED = ("不是", "非", "不在")
MOVED = ("把", "将")
SHORT = ("离", "距", "距离", "跟", "和", "与", "比")
SUMMED = ("之和", "的总和", "总和", "加起来", "合起来", "加总", "的和", "之总和")
_LESS = re.compile(
    r"(?:也|都|还|仍|竟)*(?:没有?|不如|不及|不敌|比不[上过]|赶不上|抵不[上过]|顶不[上过]|追不上)"
    r"(?:它|他们|她们|本群组?|该群组?|这[一]?群|人家)?(?:这么|那么|的)?(?:高|多|大)?"
)
FAR = ("一大截", "一大块", "老远", "很远", "十万八千里", "好几条街", "老大一截", "远着")


def by_how_much(scope: Scope, tokens: Tokens, position: int) -> int:
    """低不少, 少了很多, 低得惊人: how many words behind a level or comparison say only how far."""
    said = "".join(token.text for token in tokens[position + 1 :])
    word = next((word for word in MUCH if said.startswith(word)), "")
    count = length = 0
    while length < len(word):
        count += 1
        length += len(tokens[position + count].text)
    if not word or length != len(word):
        return 0
    scope.degree = scope.degree or MUCH[word]
    return count


def either_rank(scope: Scope, tokens: Tokens, position: int) -> int:
    """不是第一就是第二: among the first two."""
    before, link, other = (
        at(tokens, position - 1),
        at(tokens, position + 1),
        at(tokens, position + 2),
    )
    if before is None or link is None or other is None or other.kind != "rank":
        return 0
    ranks = (*tokens[position].rank, *other.rank)
    either = before.text in DENIED and link.text in OR_ELSE and len(ranks) == 2
    if not either or sorted(map(abs, ranks)) != [1, 2] or ranks[0] * ranks[1] < 0:
        return 0
    scope.negated, scope.each = False, True
    rank = 2 if ranks[0] > 0 else -2
    scope.state(tokens[position], "rank_within", scope.targets(), rank=rank)
    return position + 3


def moved_reference(tokens: Tokens, position: int) -> Reference | None:
    """把其余四群甩在身后: what 把 has moved ahead of the comparison at `position`."""
    for number, token in enumerate(tokens[: position - 1]):
        ref = tokens[number + 1].ref
        if token.text in MOVED and ref is not None:
            return ref
    return None


def short_of(scope: Scope, tokens: Tokens, position: int) -> int:
    """离整体平均还差一截: below it. 0 where a number follows, or no distance is said."""
    token, names = tokens[position], scope.targets()
    led = next((t for t in tokens[:position] if t.kind == "with"), None)
    short = led is not None and led.text in SHORT and token.text.startswith("差")
    away = led is not None and (led.text in SHORT[:3] or _again(tokens, position))
    told = any(t.quantity or t.kind == "level" for t in tokens[position:])
    if not short or not away or told or scope.against is None or not names:
        return 0
    rest = "".join(t.text for t in tokens[position:])
    ref, plain = scope.against, scope.against.kind == "overall" and scope.statistic != "median"
    strong = any(word in rest for word in FAR)
    scope.state(
        token,
        "level" if plain else "versus",
        names,
        direction="down",
        strength="strong" if strong and not plain else "weak",
        ref=ref,
    )
    return len(tokens)


def behind_by(scope: Scope, tokens: Tokens, position: int, after: int) -> int:
    """差整体一截: below it."""
    led, said = tokens[position].text, "".join(token.text for token in tokens[after:])
    names, ref = scope.targets(), scope.against
    if not led.startswith("差") or not said.startswith(("一截", "一大截", "一头", "一筹", "一块")):
        return 0
    if ref is None or not names:
        return 0
    relation: Relation = "level" if ref.kind == "overall" else "versus"
    scope.state(tokens[position], relation, names, direction="down", ref=ref)
    return len(tokens)


def yields_to(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """要让群组3一头, 输群组1一筹: below it."""
    led, said = at(tokens, position - 1), "".join(token.text for token in tokens[after:])
    if led is None or not led.text.endswith(("让", "逊", "输", "输给", "逊于", "矮")):
        return 0
    if not said.startswith(("一头", "一筹", "半筹", "三分", "半步", "一步", "半头", "一截")):
        return 0
    names = scope.targets()
    if not names:
        return 0
    relation: Relation = "level" if ref.kind == "overall" else "versus"
    scope.state(led, relation, names, direction="down", ref=ref)
    return len(tokens)


def _again(tokens: Tokens, position: int) -> bool:
    return position > 0 and tokens[position - 1].text in ("还", "仍", "尚", "还是")


def equals_people(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """顶群组3将近九个人: so many times the value of one of them."""
    led, where = at(tokens, position - 1), number_after(tokens, after)
    told = led is not None and led.text in EQUALS
    if not told or where < 0 or not scope.targets() or not _counts_one(tokens, where):
        return 0
    people = at(tokens, where + 1)
    single = len(ref.segments) == 1 or ref.kind == "overall"
    if not single or (people is not None and people.kind == "feature"):
        return 0
    scope.set_topic(main_of(scope, scope.targets()), tokens[where].start)
    done = _past_sum(tokens, state_multiple(scope, tokens, where, ref, where + 1))
    joint, other = at(tokens, done), at(tokens, done + 1)
    if joint is None or joint.kind != "joint" or other is None or other.ref is None:
        return done
    following = number_after(tokens, done + 2)
    if following < 0 or not _counts_one(tokens, following):
        return done
    done = state_multiple(scope, tokens, following, other.ref, following + 1)
    return _past_sum(tokens, done)  # 抵群组0近12户、群组2约2户


def people_of(scope: Scope, tokens: Tokens, position: int, _: Quantity) -> int:
    """相当于8户群组0储户之和: the number before whose customers are counted."""
    led, ref = at(tokens, position - 1), at(tokens, position + 1)
    where = position + 1
    if ref is not None and ref.text == "的":
        where, ref = position + 2, at(tokens, position + 2)
    owner = ref.ref if ref is not None else None
    single = owner is not None and (len(owner.segments) == 1 or owner.kind == "overall")
    told = led is not None and led.text in EQUALS and scope.targets()
    if owner is None or not single or not told or not _counts_one(tokens, position):
        return 0
    scope.set_topic(main_of(scope, scope.targets()), tokens[position].start)
    state_multiple(scope, tokens, position, owner, where + 1)
    return _past_sum(tokens, where + 1)


def _counts_one(tokens: Tokens, where: int) -> bool:
    """九个人; 三单 where one was told (一单顶群组2三单): counts of one, no value of a feature."""
    unit = tokens[where].figure.unit
    if tokens[where].number != "value" or not unit:
        return False
    one = pairwise(tokens[:where])
    return unit in PEOPLE_UNITS or any(a.text in ("一", "1") and b.text == unit for a, b in one)


def _past_sum(tokens: Tokens, position: int) -> int:
    """Behind 会员之和."""
    people = at(tokens, position)
    if people is not None and people.kind == "people":
        position += 1
    total = at(tokens, position)
    return position + 1 if total is not None and total.text in SUMMED else position


def outweighs(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """存款顶另外三个群的总和: at least as much as all of them. 0 where it is not so."""
    led = at(tokens, position - 1)
    if ref.summed and scope.targets() and _LESS.fullmatch("".join(t.text for t in tokens[after:])):
        scope.state(tokens[position], "versus", scope.targets(), direction="up", ref=ref)
        return len(tokens)  # 其余三群加起来也没它高
    if led is None or led.text not in EQUALS or not ref.summed or not scope.targets():
        return 0
    if number_after(tokens, after) >= 0:
        return 0
    scope.state(led, "versus", scope.targets(), direction="up", ref=ref)
    return after


def times_own(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """群组1能捂出大约44倍的日子: at the head of a clause another segment has so many times ours."""
    where = own_value(tokens, position, after)
    linked = at(tokens, where + 1) if where > after else None
    between = tokens[after:where]
    acts = all(t.kind == "neutral" and t.text not in ("的", "是", "为", *EQUALS) for t in between)
    multiple = where >= 0 and tokens[where].number == "multiple"
    behind = linked is not None and linked.text == "的"
    if not (acts and multiple and behind) or len(ref.segments) != 1 or not scope.targets():
        return 0
    own, scope.subject = scope.subject, ref.segments[0]
    done = state_multiple(scope, tokens, where, Reference("segments", (own,)), where + 1)
    scope.subject = own
    return done
