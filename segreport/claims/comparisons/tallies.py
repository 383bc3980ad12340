"""Tallies: how many of all features stand in a place (八项指标居首, 12项中九项垫底, 六个第一)."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, Reference, Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.wording import Quantity

NOUNS = (
    *("指标", "均值", "特征", "数据", "项目", "数值", "指标均值", "特征均值", "数字", "维度"),
    *("核心指标", "主要指标", "关键指标", "指标值", "科目"),
)
PASSED = (
    *NOUNS,
    *("的", "为", "是", "均", "都", "皆", "在", "位", "居", "排", "列", "有", "处于", "拿", "拿了"),
    *("得", "夺", "占", "位居", "位列", "排在", "全", "里", "中", "里头", "里面", "当中", "之中"),
    *("达", "达到", "处", "站上", "坐上", "落在", "尽数", "悉数", "同时", "甚至", "又", "也", "则"),
    *("高居", "均为", "都是", "能", "稳居", "得了", "摘得", "夺得", "拿到", "拿到了", "共", "双双"),
)
"""What may stand between the number and the place."""
INSIDE = ("里", "中", "里头", "里面", "当中", "之中", "内")
OPENING = (
    *("有", "共有", "共", "仅", "仅有", "只有", "其中", "且", "而", "并", "但", "另有", "还有"),
    *("却", "另", "就有", "就", "已有", "竟有", "多达", "整整", "足足", "一共", "总共", "更有"),
    *("、", "，", "拿下", "包揽", "揽下", "占据", "拿到", "斩获", "收获", "摘下", "独占", "独揽"),
    *("里", "中", "里头", "里面", "当中", "之中", "拿了", "拿走", "其余", "其他", "另外"),
)
"""What may stand before the number where it counts features that nobody named."""
LISTED = ("等", "等等", "在内的", "等共")


def tally(scope: Scope, tokens: Tokens, position: int) -> int:
    """八项指标居首, 有九项垫底: how many of all features do. 0 where it is not so."""
    token = tokens[position]
    if frame := _frame(scope, tokens, position):
        return frame
    count = token.rank[0]
    counted = bool(scope.claims) and scope.claims[-1].relation == "tally"
    named = scope.last_features(count) if not counted else ()
    twice = len(scope.targets()) == 1 and len(scope.claims) >= count and not counted
    if twice or token.text.endswith("者"):
        return 0  # 均值与中位数两者居首: one feature, two figures
    if not _opens(tokens, position) or (named and not _in_frame(scope, tokens, position)):
        return 0
    if scope.negated:
        count = 0 if count == 1 else -1
    figure = Quantity(token.start, token.end, count, count, 1.0, "", "value")
    return _state(scope, tokens, position, figure) if count >= 0 else 0


def tally_of_part(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """半数以上指标居首, 过半指标垫底: which part of all features does. 0 where it is not so."""
    noun = at(tokens, position + 1)
    if noun is not None and noun.text == "的":
        noun = at(tokens, position + 2)
    whole = quantity.kind in ("fraction", "percent") and noun is not None and "指标" in noun.text
    return _state(scope, tokens, position, quantity) if whole else 0


def _frame(scope: Scope, tokens: Tokens, position: int) -> int:
    """十二项指标中: all there are, of which the next number counts some. 0 where it is not so."""
    where = position + 1
    while (token := at(tokens, where)) and token.text in NOUNS:
        where += 1
    inside = token is not None and token.text in INSIDE
    later = any(t.kind == "items" or t.quantity for t in tokens[where:])
    whole = tokens[position].rank[0] == len(scope.vocabulary.features)
    return where + 1 if inside and later and whole else 0


def _in_frame(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether all features were counted before (十二项指标中八项)."""
    whole = len(scope.vocabulary.features)
    return any(t.kind == "items" and t.rank[0] == whole for t in tokens[:position])


def _opens(tokens: Tokens, position: int) -> bool:
    """Whether nothing before the number says of what it is, but a list that goes on (…等六项)."""
    before = at(tokens, position - 1)
    if before is None or before.text in (*OPENING, *LISTED) or before.kind in ("its", "joint"):
        return True
    return before.kind in ("ref", "not") or (before.kind == "takes" and position < len(tokens) - 1)


def _state(scope: Scope, tokens: Tokens, position: int, figure: Quantity) -> int:
    """The claim, where a place follows; 0 where none does."""
    names = tuple(n for n in scope.vocabulary.features if n not in scope.excluded)
    where, most, ref = position + 1, False, None
    while (token := at(tokens, where)) and (
        token.text in PASSED or token.kind in ("each", "most", "ref", "takes", "degree")
    ):
        most = most or token.kind == "most"
        ref = token.ref if token.kind == "ref" and token.ref else ref
        where += 1
    if token is None or not names:
        return 0
    found = _told(token, tokens[where + 1 :], ref, most=most)
    if found is None:
        return 0
    if (before := at(tokens, position - 1)) is not None and before.text in LISTED:
        _named(scope, token, found)
        scope.sure = False
    elif before is not None and before.text in ("其余", "其他", "另外"):
        scope.sure = False
    scope.set_topic(names, token.start)
    scope.state(tokens[position], "tally", names, quantity=figure, guessed=False, **found)
    scope.topic = []
    held = token.kind == "compare" and ref is None
    return where + 1 + held


def _told(
    token: Token, behind: Tokens, ref: Reference | None, *, most: bool
) -> dict[str, object] | None:
    """What is said of each that is counted: a place, or above or below the whole."""
    if token.kind == "rank" and len(token.rank) == 1 and token.note in ("", "within"):
        return {"rank": token.rank[0], "loose": token.note == "within"}
    if token.kind == "level" and most:
        return {"rank": 1 if token.way == "up" else -1}
    held = behind[0].ref if token.kind == "compare" and behind else None
    whole = ref if token.kind == "level" else held
    if whole is not None and whole.kind == "overall" and token.note != "gap":
        return {"direction": token.way, "strength": token.strength, "ref": whole}
    return None


def _named(scope: Scope, token: Token, found: dict[str, object]) -> None:
    """月流水、完单量等六项居首: of those that are named as well."""
    names = tuple(name for name in scope.targets() if name != SHARE)
    if not names or not scope.pending:
        return
    if "rank" in found:
        relation = "rank_within" if found["loose"] else "rank"
        scope.state(token, relation, names, rank=found["rank"])  # type: ignore[arg-type] # literals
    else:
        scope.state(token, "level", names, **found)
