"""Subjects: whether a reference is what its clause is about (群组2的年龄…, 连群组1也是它的两倍)."""

from __future__ import annotations

from segreport.claims.nouns import Reference
from segreport.claims.quantities.amounts import EQUALS
from segreport.claims.quantities.owners import is_rest_subject, is_whole_subject
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

TOGETHER = {"turn", "alike", "apart", "between", "rank", "most", "its", "with", "joint"}
SUBJECT_LINKS = frozenset(["是", "则", "却", "为", "则是", "属于", "在", "占比", "占"])


def is_subject(scope: Scope, tokens: Tokens, position: int, found: tuple[Reference, int]) -> bool:
    """Whether a clause is about this segment (群组2的年龄…), another or the others."""
    ref, after = found
    own = ref.segments == (scope.own,)
    if own:
        where = number_after(tokens, after)
        return where < 0 or tokens[where].number not in ("multiple", "fraction")
    denied = bool(position) and tokens[position - 1].kind == "not" and ref.kind == "others"
    compared = any(t.kind in ("with", "compare") for t in tokens[after:])
    if denied and compared and position == 1:  # 没有哪个群组的年龄比他们更高
        scope.subject = "|".join(s for s in scope.vocabulary.labels if s != scope.own)
        return True
    if any(t.kind not in ("neutral", "joint", "its") for t in tokens[:position]):
        return False
    if ref.kind in ("overall", "others"):
        whole = ref.kind == "overall" and is_whole_subject(scope, tokens, position, after)
        rest = ref.kind == "others" and not position
        return whole or (rest and is_rest_subject(scope, tokens, after))
    owned = compared and any(t.kind == "its" for t in tokens[after:])
    if len(ref.segments) > 1 and (owned or _is_said_of_each(tokens, ref, after)):
        scope.subject = "|".join(ref.segments)  # 群组0与群组3均低于该群组
        return True
    return len(ref.segments) == 1 and _is_other_subject(scope, tokens, after, ref.segments[0])


def _is_said_of_each(tokens: Tokens, ref: Reference, after: int) -> bool:
    """群组1、群组3的年龄都低于40岁: of each of them."""
    behind = tokens[after:]
    kinds = {token.kind for token in behind}
    led = bool(behind) and (behind[0].text == "的" or behind[0].kind == "feature")
    if len(ref.segments) < 2 or not led or "each" not in kinds or kinds & TOGETHER:
        return False
    numbers = [token for token in behind if token.quantity]
    return len(numbers) <= 1 and all(token.figure.bound for token in numbers)


def _is_other_subject(scope: Scope, tokens: Tokens, after: int, label: str) -> bool:
    following = at(tokens, after)
    if following is not None and following.text == "的":
        following = at(tokens, after + 1)
    if following is None:
        return False
    leads = following.text in ("以", "用", "靠") and any(
        t.kind in ("rank", "most", "takes") for t in tokens[after:]
    )
    if following.text in SUBJECT_LINKS or leads:
        scope.subject = label
        if number_after(tokens, after) < 0 and not leads:  # 群组1为31.5岁 tells only its number
            scope.held_subject = label
        scope.last_ref = Reference("segments", (label,))
        return True
    if following.text in ("更", "还要", "还更") and scope.targets() and label != scope.own:
        level = at(tokens, tokens.index(following) + 1)
        if level is not None and level.kind == "level":
            scope.subject, scope.against = label, Reference("segments", (scope.own,))
            scope.inferred = True
            return True  # 群组2更高: than this segment
    owned = following.text in ("连", "也", "都", "还", "也是", "都是", "比")
    owned = owned or following.text.startswith(("也", "还", "都", "才", "只", "仅"))
    owned = owned and any(t.kind == "its" for t in tokens[after:])  # 群组0比它还要短
    equals = any(t.text in EQUALS for t in tokens[after:]) and following.text not in EQUALS
    owned = owned or (equals and any(t.kind == "its" for t in tokens[after:]))
    takes = following.kind == "takes" or following.text.startswith("贡献")
    turn = takes or following.kind in (
        "turn",
        "derived",
    )  # 群组1分别为427元、0.39次; 群组2这一比例才7%
    if owned or turn or following.kind in ("feature", "word", "statistic", "rank", "most", "per"):
        scope.subject = label
        if following.kind == "feature":
            scope.last_ref = Reference("segments", (label,))
        return True
    return False
