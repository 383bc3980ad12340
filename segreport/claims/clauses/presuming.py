"""Presuming: what advice takes for granted of these customers (改善其收入偏低的局面)."""

from __future__ import annotations

from collections.abc import Set

from segreport.claims.nouns import Token
from segreport.claims.subjects.steps import Tokens

PREDICATES = ("level", "rank", "word", "middle")
WITHIN = (
    *("feature", "joint", "degree", "most", "not", "each", "compare", "ref", "alike", "with"),
    *("statistic", "place", "items", "everything", "takes", *PREDICATES),
)
STATES = (
    *("问题", "局面", "窗口", "窗口期", "机会", "现实", "优势", "劣势", "短板", "压力", "定位"),
    *("调性", "特点", "特征", "情况", "现状", "事实", "状况", "状态", "困境", "矛盾", "痛点"),
    *("难题", "弱点", "弱项", "约束", "瓶颈", "反差", "格局", "契机", "底子", "家底", "长处"),
    *("亮点", "卖点", "势头", "红利", "带来", "造成", "导致", "引发", "形成", "特质", "条件"),
    *("这一点", "这一条", "这一特点", "这一优势", "这一特征", "这一短板", "这一现状", "有利条件"),
)
"""改善登录偏低的局面: nouns that make a fact of what stands before them."""
MATCHING = ("与其", "跟其", "和其", "与该")
"""与其低收入相匹配."""
OF_THESE = ("这", "这一", "这个", "这批", "这群", "这类", "这部分", "此类", "该类", "这些")
GIVES = (
    *("为", "给", "向", "帮", "让", "使", "令", "助", "推动", "引导", "帮助", "鼓励", "邀请"),
    *("促使", "确保", "保证", "将", "把", "协助", "支持", "督促", "争取", "对"),
)
"""让其…, 给其…: what follows may be what shall be, and not what is."""
WISHES = (
    *("更", "更加", "再", "越", "越来越", "达到", "达", "以上", "以下", "以内", "起", "至少"),
    *("至", "到", "变得", "过"),
)
SUPPOSED = (
    *(
        "若",
        "如",
        "如果",
        "一旦",
        "当",
        "遇",
        "出现",
        "发现",
        "个别",
        "部分",
        "其中",
        "是否",
        "防止",
    ),
    *("避免", "凡", "假如", "倘若", "要是", "那些", "有些", "少数", "筛选", "识别", "排查", "杜绝"),
)
"""若出现登录偏低的情况: what may be, or is so of some of them."""
LONGEST = 12
"""Words of what is taken for granted."""


def presumed(clause: Tokens, asks: Set[str], aims: Set[str]) -> Tokens:
    """The part of a clause of advice that says how these customers are.

    `asks` are words of advice, `aims` those of them that make a number a target.
    """
    wishes = asks | aims | {*WISHES}
    aimed = any(token.text in aims or token.text in WISHES for token in clause)
    given = any(token.text in SUPPOSED for token in clause)
    for position, token in enumerate(clause):
        its = token.kind == "its" or token.text in MATCHING
        if its or (token.text in OF_THESE and not given):
            end = _said(clause, position + 1, wishes, aimed=aimed)
            named = its and not _is_given(clause, position)
            if end and (named or _is_attribute(clause, end)):
                return clause[position:end] if token.kind == "its" else clause[position + 1 : end]
        caused = position and clause[position - 1].text in ("因", "由于", "因为")
        if token.kind not in ("feature", "word", "takes") or (given and not caused):
            continue
        end = _said(clause, position, wishes, aimed=aimed)
        if end and (caused or _is_stated(clause, end)):
            return clause[position:end]
    return ()


def _said(clause: Tokens, start: int, wishes: Set[str], *, aimed: bool) -> int:
    """The position behind the last predicate of a topic that begins here; 0 without one."""
    end, topic = 0, False
    for position in range(start, min(start + LONGEST, len(clause))):
        token = clause[position]
        if token.text in wishes and token.kind not in PREDICATES:
            return end if end else 0
        if lead := _lead_end(clause, start, position):
            end, topic = lead, True
            continue
        topic = topic or token.kind in ("feature", "word")
        if (token.kind in PREDICATES and topic) or (
            token.quantity is not None and topic and not aimed
        ):
            end = position + 1
        elif end and token.kind == "ref":
            end = position + 1 if clause[position - 1].kind in ("compare", "with") else end
        elif token.text == "的" and _names_next(clause, position):
            topic = True
            end = position + 2 if position > start else end
        elif token.kind not in WITHIN and not _is_light(token):
            return end
    return end


def _lead_end(clause: Tokens, start: int, position: int) -> int:
    """与其|低收入|相匹配, 贡献了一半以上资产的…: said before the feature. 0 where it is not."""
    token, after = clause[position], clause[position + 1 : position + 2]
    named = bool(after) and after[0].kind == "feature"
    level = position == start and token.kind == "level" and not token.note
    part = clause[start].kind == "takes" and token.quantity is not None
    return position + 2 if named and (level or part) else 0


def _names_next(clause: Tokens, position: int) -> bool:
    """较低的登录次数: the feature behind its level."""
    after = clause[position + 1 : position + 2]
    return bool(after) and after[0].kind == "feature" and clause[position - 1].kind in PREDICATES


def _is_light(token: Token) -> bool:
    return token.kind == "neutral" and token.text in (
        *("仅", "只", "仅有", "只有", "约", "为", "是", "而", "但", "且", "又", "高达", "仅为"),
        *("个", "一", "均值", "水平", "本身", "整体", "方面", "上", "在"),
    )


def _is_given(clause: Tokens, position: int) -> bool:
    return bool(position) and clause[position - 1].text in GIVES


def _is_attribute(clause: Tokens, end: int) -> bool:
    """…的客户, …的群组."""
    return end + 1 < len(clause) and clause[end].text == "的"


def _is_stated(clause: Tokens, end: int) -> bool:
    """…的局面, …的该群组, …这一条."""
    rest = clause[end:]
    if rest and rest[0].text == "的":
        rest = rest[1:]
    if not rest:
        return False
    return rest[0].kind == "its" or rest[0].text in OF_THESE or rest[0].text.startswith(STATES)
