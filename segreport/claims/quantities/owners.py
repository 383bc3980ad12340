"""Owners: whose a number is: of several segments in turn, of several together, of everyone."""

from __future__ import annotations

from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.carried import means_segment
from segreport.claims.quantities.numbers import fits, listed_mixed, next_number
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

TOGETHER = ("共", "一共", "总共", "共占", "合占", "共同", "一起", "合起来", "加起来")
ADDING = (
    *("加上", "连同", "算上", "再加上", "加", "再算上", "若加上", "再", "若", "如果", "把", "将"),
)
BEFORE_VALUE = (
    *("不过", "也不过", "不过是", "为", "是", "均值", "平均", "仅", "仅为", "约为", "达", "的"),
    *("只有", "值", "仅有", "则"),
)
NONE = ("没有一", "没一", "没有任何一", "没有哪一", "没任何一", "没哪一")
PEOPLE = ("客户", "用户", "会员", "人均")
"""客户平均 is most likely the mean of these customers."""
GENERAL = ("整体", "总体")
"""整体资产 may be the assets of everyone, and what a segment has on the whole."""


def values_in_turn(scope: Scope, tokens: Tokens, ref: Reference, after: int) -> int:
    """群组0、群组3分别为69.5天、470.8天: the position behind; 0 where it is not so.

    The feature may stand between: 群组0与群组3的年龄分别为35岁、46岁.
    """
    names, named, median = scope.targets(), None, False
    passed = ("neutral", "each", "statistic", "turn", "feature")
    while (token := at(tokens, after)) and token.kind in passed:
        if token.note == "said" or token.statistic in ("effect", "sum"):
            return 0
        if token.kind == "feature" and (named or len(ref.segments) < 2):
            return 0
        named = token if token.kind == "feature" else named
        median = median or token.statistic == "median"
        after += 1
    names = named.names if named else names
    numbers: list[int] = []
    while (token := at(tokens, after)) and token.quantity:
        numbers.append(after)
        after = next_number(tokens, after + 1, token.number)
        if after < 0:
            break
    matched = len(numbers) == len(ref.segments) > 1 and len(names) == 1
    if not matched or not all(fits(scope, names[0], tokens[n].figure) for n in numbers):
        return 0
    owned = [(where, names[0], label) for where, label in zip(numbers, ref.segments, strict=True)]
    if named:
        scope.name_features(named.named, named.start)
    scope.statistic = "median" if median else scope.statistic
    _numbers_of(scope, tokens, owned)
    return numbers[-1] + 1


def values_of_both(scope: Scope, tokens: Tokens, position: int) -> int:
    """两群中位数分别为75.3万元和75.7万元, 二者均约为2.1个月: of this segment and the other.

    The position behind; 0 where it is not so.
    """
    other, names, where = scope.last_ref, scope.targets(), position + 1
    if other is None or not means_segment(scope) or len(names) != 1:
        return 0
    told = [c.subject for c in scope.claims if c.relation == "number"]
    both = (scope.own, *other.segments)
    both = both[::-1] if told[:1] == list(other.segments) else both
    if done := values_in_turn(scope, tokens, Reference("segments", both), where):
        return done
    while (token := at(tokens, where)) and token.kind in ("neutral", "each", "statistic"):
        if token.note == "said" or token.statistic in ("effect", "sum", "median"):
            return 0
        where += 1
    if token is None or not token.quantity or not fits(scope, names[0], token.figure):
        return 0
    _numbers_of(scope, tokens, [(where, names[0], label) for label in both])
    return where + 1


def each_of(scope: Scope, tokens: Tokens, ref: Reference, after: int) -> int:
    """年龄34岁、总资产8万元，整体分别为44岁、17万元: the position behind; 0 where it is not so."""
    first = next_quantity(tokens, after)
    turn = any(token.kind == "turn" for token in tokens[after : max(first, after)])
    count = listed_mixed(tokens, first) if first >= 0 else 0
    if len(ref.segments) > 1 or count < 2 or not (turn or scope.fresh):
        return 0
    names = scope.targets() if len(scope.targets()) == count else scope.last_features(count)
    places = [first + 2 * turn for turn in range(count)]
    known = ref.kind in ("overall", "segments") and count > 1 and len(names) == count
    pairs = list(zip(places, names, strict=False))
    if not known or not all(fits(scope, name, tokens[where].figure) for where, name in pairs):
        return 0
    owner = (ref.segments or ("all",))[0]
    scope.set_topic(names, tokens[first].start)
    if any(token.statistic == "median" for token in tokens[:first]):
        scope.statistic = "median"
    _numbers_of(scope, tokens, [(where, name, owner) for where, name in pairs])
    return places[-1] + 1


def _numbers_of(scope: Scope, tokens: Tokens, owned: list[tuple[int, str, str]]) -> None:
    """Numbers by their place, with the feature and the segment each belongs to."""
    own = scope.subject
    for where, name, label in owned:
        scope.subject = label
        scope.state(tokens[where], "number", (name,), quantity=scope.marked(tokens[where].figure))
    scope.subject = own


def all_in_turn(scope: Scope, tokens: Tokens, position: int) -> int:
    """各群组的年龄依次为34岁、58岁、47岁: of every segment; 0 where it is not so."""
    first, names = next_quantity(tokens, position), scope.targets()
    labels = scope.vocabulary.labels
    if first < 0 or len(names) != 1 or listed_mixed(tokens, first) != len(labels):
        return 0
    places = [first + 2 * turn for turn in range(len(labels))]
    if not all(fits(scope, names[0], tokens[where].figure) for where in places):
        return 0
    owned = [(where, names[0], label) for where, label in zip(places, labels, strict=True)]
    _numbers_of(scope, tokens, owned)
    return places[-1] + 1


def next_quantity(tokens: Tokens, position: int) -> int:
    """Position of the next number with nothing but 分别为 before it; −1 where there is none."""
    while (token := at(tokens, position)) and token.kind in ("turn", "neutral", "statistic"):
        position += 1
    return position if token is not None and token.quantity else -1


def is_whole_subject(scope: Scope, tokens: Tokens, position: int, after: int) -> bool:
    """整体流失率为16.1%: the number of everyone. Of 整体 alone that is only likely."""
    linked = at(tokens, after)
    where = after + 1 if linked is not None and linked.text == "的" else after
    named = at(tokens, where)
    text = tokens[position].text
    everyone = not text.endswith(("均", "均值", "水平", "线")) and not text.startswith("客户")
    told = not position and text.endswith("平均") and not text.startswith("客户")
    mean = told and text != "平均"  # 整体平均年龄44.5岁，该群组34.7岁
    if named is None or named.kind != "feature" or not (everyone or mean):
        return False
    where += 1
    while (token := at(tokens, where)) and (
        token.text in BEFORE_VALUE or token.statistic == "mean"
    ):
        where += 1
    if token is None or not token.quantity or not fits(scope, named.names[0], token.figure):
        return False
    scope.subject, scope.last_ref = "all", Reference("overall")
    scope.doubtful = mean or (where == after + 2 and tokens[position].text in GENERAL)
    return True


def is_rest_subject(scope: Scope, tokens: Tokens, after: int) -> bool:
    """其余群组均不足5次, 其余客户平均46.3月: each of the others, or all of them as one."""
    following = at(tokens, after)
    if following is None or following.text == "：":
        return False
    if following.text == "的" and not _has_value(tokens, after + 1):
        return False
    rest = tuple(s for s in scope.vocabulary.labels if s != scope.own)
    scope.subject = ("+" if _mean_of_rest(tokens, after) else "|").join(rest)
    return True


def _has_value(tokens: Tokens, position: int) -> bool:
    """其余三群的报修次数都不到1.2次: a feature of theirs, with nothing but its value."""
    passed = ("neutral", "each", "statistic", "quantity", "turn", "joint")
    named, later = at(tokens, position), tokens[position + 1 :]
    plain = all(token.kind in passed and token.note != "said" for token in later)
    return (
        named is not None and named.kind == "feature" and plain and any(t.quantity for t in later)
    )


def _mean_of_rest(tokens: Tokens, after: int) -> bool:
    """Whether one number is told of all of them."""
    numbers = [token for token in tokens[after:] if token.quantity]
    each = any(token.kind == "each" or token.text.startswith(NONE) for token in tokens[after:])
    plain = len(numbers) == 1 and not numbers[0].figure.bound
    return plain and not each and numbers[0].number in ("value", "percent")


def together(scope: Scope, clause: Tokens, before: Tokens) -> str:
    """与群组3合计占…, 加上群组4，两群共占…: the segments that are counted as one; empty if none."""
    marked = next((n for n, token in enumerate(clause) if _is_sum(token)), -1)
    if marked < 0 or any(t.kind in ("compare", "level", "only", "alike", "rank") for t in clause):
        return ""
    labels: list[str] = []
    for number, token in enumerate(clause[:marked]):
        if token.ref is not None and token.ref.kind == "segments":
            if number and clause[number - 1].kind in ("with", "joint") and not labels:
                labels.append(scope.own)
            labels += token.ref.segments
        elif token.kind == "its":
            labels.append(scope.own)
        elif _in_bracket(clause, number):
            continue  # 与群组0（42.3%）合计占69.2%
        elif token.kind not in ("with", "joint") and not _adds(token) and not _counts(token):
            return ""
    if not labels and before and _adds(before[0]):
        named = [t for t in before if t.ref is not None and t.ref.kind == "segments"]
        plain = all(t.kind in ("neutral", "with", "joint", "ref") for t in before)
        labels = [scope.own, *(label for t in named if t.ref for label in t.ref.segments)]
        labels = labels if named and plain else []
    labels = list(dict.fromkeys(labels))
    return "+".join(labels) if len(labels) > 1 else ""


def _in_bracket(clause: Tokens, position: int) -> bool:
    """Whether a token is （42.3%） or a part of it."""
    around = clause[max(0, position - 2) : position + 3]
    numbers = [token for token in around if token.quantity]
    return bool(numbers) and (
        clause[position].text in ("（", "）", "(", ")") or clause[position] in numbers
    )


def _is_sum(token: Token) -> bool:
    return token.statistic == "sum" or token.text in TOGETHER


def _adds(token: Token) -> bool:
    return token.text in ADDING


def _counts(token: Token) -> bool:
    return (token.ref is not None and token.ref.kind == "scope") or token.kind == "items"


def count_others(scope: Scope, clause: Tokens) -> None:
    """高于其余三个群组: how many others there are, also where they are only compared with."""
    others = len(scope.vocabulary.labels) - 1
    for token in clause:
        ref = token.ref
        if ref is None or ref.kind != "others" or ref.count is None:
            continue
        if any(claim.start == token.start for claim in scope.claims[-len(clause) :]):
            continue
        if ref.count not in (others, others - len(scope.seen)):
            scope.state_scope(token, ref)
