"""Spoken: constructions of everyday speech (不是第一就是第二, 把其余四群甩出几条街, 顶群组3九个人)."""

from __future__ import annotations

from segreport.claims.amounts import EQUALS
from segreport.claims.behind import number_after
from segreport.claims.multiples import main_of, state_multiple
from segreport.claims.nouns import Reference, Token
from segreport.claims.numbers import PEOPLE_UNITS
from segreport.claims.scope import Scope, Tokens, at

OR_ELSE = ("就是", "便是", "即是", "就在", "就")
DENIED = ("不是", "非", "不在")
MOVED = ("把", "将")
SHORT = ("离", "距", "距离", "跟", "和", "与", "比")
FAR = ("一大截", "一大块", "老远", "很远", "十万八千里", "好几条街", "老大一截", "远着")


def either_rank(scope: Scope, tokens: Tokens, position: int) -> int:
    """不是第一就是第二: among the first two."""
    before, link, other = at(tokens, position - 1), at(tokens, position + 1), at(tokens, position + 2)
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


def _again(tokens: Tokens, position: int) -> bool:
    return position > 0 and tokens[position - 1].text in ("还", "仍", "尚", "还是")


def equals_people(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """顶群组3将近九个人: so many times the value of one of them."""
    led, where = at(tokens, position - 1), number_after(tokens, after)
    if led is None or led.text not in EQUALS or where < 0 or not scope.targets():
        return 0
    people = at(tokens, where + 1)
    heads = tokens[where].figure.unit in PEOPLE_UNITS and tokens[where].number == "value"
    if not heads or len(ref.segments) != 1 or (people is not None and people.kind == "feature"):
        return 0
    scope.set_topic(main_of(scope, scope.targets()), tokens[where].start)
    return state_multiple(scope, tokens, where, ref, where + 1)


def times_own(tokens: Tokens, position: int, where: int) -> bool:
    """群组1能捂出大约44倍的日子: at the head of a clause another segment has so many times ours."""
    opens = all(token.kind in ("neutral", "joint") for token in tokens[:position])
    between = tokens[position + 1 : where]
    acts = bool(between) and all(token.kind == "neutral" for token in between)
    linked = any(token.text in ("的", "是", "为", *EQUALS) for token in between)
    noun = at(tokens, where + 1)
    owned: Token | None = noun if noun is not None and noun.text == "的" else None
    return opens and acts and not linked and owned is not None
