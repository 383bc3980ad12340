"""Negation: 不, 没有 before what they deny, and what no feature reaches (无一项指标居首)."""

from __future__ import annotations

from segreport.claims.comparisons.places import state_versus
from segreport.claims.subjects.references import find_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows

NOT_ONE = ("无一", "没有一项", "没一项", "没有一个", "无一项", "没有任何一项", "没有", "未有")
ONE = ("项", "个", "样", "一", "一项", "一个", "一样", "在", "于", "有", "单项")
WHICHEVER = ("任何", "哪", "任一", "任意", "任何一项", "任何一个", "任一项", "哪一项", "哪项")
LINKS = ("是", "能", "能够", "可以", "算", "算得上", "称得上", "拿得到", "够得上", "可")
SPOTS = ("上", "方面", "中", "里", "的", "能", "是")
BEHIND = (
    *("轮不上", "轮不到", "谈不上", "说不上", "算不上", "排不上", "称不上", "够不上", "谈不到"),
    *("未必", "不见得", "不至于", "数不上", "数不着", "轮不着", "排不到", "不能算", "不算"),
)
"""What denies the words before it: 最小还真轮不上, 贵倒不至于."""
ALIKE = ("像", "似", "如", "好像", "有")
LIKE_THAT = "那样那么这么这样那般这般一样似的般地的得"
FIGURE_NOUNS = ("指标", "指标均值", "特征", "维度", "均值")


def _unlike(scope: Scope, tokens: Tokens, position: int) -> int:
    """不像群组0那样少: above it. 0 where it is not so."""
    led = at(tokens, position + 1)
    found = find_reference(scope, tokens, position + 2)
    level = follows(tokens, found[1], "level", over=LIKE_THAT) if found else -1
    if led is None or led.text not in ALIKE or not found or level < 0 or not scope.targets():
        return 0
    scope.negated, way = False, "up" if tokens[level].way == "down" else "down"
    state_versus(scope, tokens[level], way, found[0], negated=False)  # type: ignore[arg-type] # literals
    scope.last_ref = found[0]
    return level + 1


def _of_not_one(scope: Scope, tokens: Tokens, position: int) -> int:
    """无一项指标居首, 未在任何指标上居首: of every feature. 0 where it is not so."""
    item, whichever = position + 1, tokens[position].text in NOT_ONE
    while (noun := at(tokens, item)) and noun.text in (*ONE, *WHICHEVER):
        whichever = whichever or noun.text in WHICHEVER
        item += 1
    ended = at(tokens, item - 1)
    while (noun := at(tokens, item)) and noun.text in LINKS:
        item += 1
    before = [token.text for token in tokens[max(position - 4, 0) : position]]
    if item == position + 1 and before[-1:] in (["都"], ["也"]) and set(before) & {*WHICHEVER}:
        whichever, ended = True, at(tokens, position - 2)  # 哪一项都不是第一
    if not whichever or noun is None or not scope.fresh:
        return 0
    bare = (
        ended is not None
        and ended.text.endswith(("项", "个", "样"))
        and noun.kind in ("rank", "most")
    )
    if noun.text not in FIGURE_NOUNS and not bare:
        return 0
    if scope.excepting >= 0:  # 除了线上占比，没有哪一项是第一名
        scope.excluded = tuple(n for m in scope.mentions for n in m.group.features)
        scope.excepting = -1
    names = tuple(n for n in scope.vocabulary.features if n not in scope.excluded)
    told = scope.targets()
    if bare and len(told) > 1 and not scope.excluded:
        names = told  # 三样都排在第四，好在没有一样垫底
    scope.set_topic(names, tokens[position].start)
    scope.each = True
    if bare:
        return item  # 没有一项垫底
    ends = at(tokens, item + 1)
    item += 2 if ends is not None and ends.text in SPOTS else 1
    again = at(tokens, item)
    if again is not None and again.kind == "not":
        scope.negated = False  # 没有一项指标不是最高
        return item + 1
    return item


def read_not(scope: Scope, tokens: Tokens, position: int) -> int:
    """不, 没有: the next word is denied; 没群组2多, 无一项指标居首."""
    scope.negated, scope.degree = True, None  # 明显不低 is no more than 不低
    if done := _of_not_one(scope, tokens, position) or _unlike(scope, tokens, position):
        return done
    if tokens[position].text not in ("没", "没有"):
        return position + 1
    whom = at(tokens, position + 2)
    if whom is not None and whom.kind == "its" and tokens[position + 1].text == "比":
        scope.negated, scope.most = False, True  # 没有比他们存款更低的群组
        return position + 3
    found = find_reference(scope, tokens, position + 1)
    level = follows(tokens, found[1], "level", over="那么这么来得") if found else -1
    if not found or level < 0:
        return position + 1
    scope.against = scope.last_ref = found[0]  # 没群组2多
    return level


def denied_behind(clause: Tokens) -> Tokens:
    """最小还真轮不上, 多也谈不上: the clause with its denial before what it denies."""
    where = next((n for n in range(len(clause) - 1, 0, -1) if clause[n].text in BEHIND), 0)
    rest = clause[where + 1 :]
    said = [n for n in range(where) if clause[n].kind in ("level", "rank")]
    idle = all(token.kind in ("neutral", "its", "people") for token in rest)
    plain = (
        all(token.kind == "neutral" for token in clause[said[-1] + 1 : where]) if said else False
    )
    if not (where and idle and plain) or any(token.kind == "not" for token in clause[:where]):
        return clause
    first = said[-1]
    while first and clause[first - 1].kind in ("most", "degree"):
        first -= 1
    denial = clause[where]._replace(kind="not", text="不")
    return (*clause[:first], denial, *clause[first:where], *rest)
