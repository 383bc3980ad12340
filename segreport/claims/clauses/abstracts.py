"""Abstracts: levels of nouns no table has (提升空间较大, 较充分的占用), and what is announced."""

from __future__ import annotations

from itertools import pairwise

from segreport.claims.nouns import Token
from segreport.claims.subjects.steps import Tokens

NOUNS = (
    *("空间", "潜力", "余地", "基础", "支撑", "依据", "特征", "特征性", "标签", "辨识度", "代表性"),
    *("针对性", "参考价值", "匹配度", "契合度", "关联", "关联度", "关联性", "指向性", "说服力"),
    *("可行性", "必要性", "重要性", "确定性", "一致性", "独立性", "可比性", "解释力", "典型性"),
    *("印证", "画像", "轮廓", "边界", "定位", "逻辑", "后劲", "前景", "机会", "可塑性", "可控性"),
    *("偏离程度", "偏离", "分化程度", "差异程度", "偏离幅度", "辨识性"),
    *("指向", "示范性", "复制性", "意义", "作用", "参考性", "现实意义", "区分度", "识别度"),
)
MARKS = ("特征", "标签", "特点", "亮点", "特质", "标志", "表征", "看点", "特色")
LIGHT = (
    *("得到", "获得", "形成", "形成了", "具备", "具有", "给予", "予以", "享有", "实现", "有"),
    *("构成", "构成了"),
)
TENDENCIES = ("倾向", "偏好", "特征", "意识", "色彩", "属性", "取向", "特质", "风格", "特点")
DEEDS = (
    *("占用", "利用", "释放", "挖掘", "激发", "满足", "体现", "开发", "运用", "验证", "印证"),
    *("对照", "呼应", "互补", "基础", "支撑", "条件", "优势互补", "保障作用", "参考", "依据"),
)
LEVELS = ("level", "middle", "word")
PASSED = ("degree", "each", "not", "most")
STRIKING = ("突出", "显著", "明显", "鲜明", "亮眼", "抢眼", "典型", "醒目")
OPENING = (
    *("分别为", "分别是", "即", "为", "是", "包括", "依次为", "依次是", "分别", "依次", "也就是"),
)


def without_abstracts(clause: Tokens) -> Tokens:
    """The clause without levels that are said of an abstract noun."""
    dropped = {n for n, token in enumerate(clause) if token.kind in LEVELS and _is_idle(clause, n)}
    if not dropped:
        return clause
    dropped |= {n - 1 for n in dropped if n and clause[n - 1].kind == "most"}
    return tuple(
        token._replace(kind="neutral", direction=None, leaning=None) if n in dropped else token
        for n, token in enumerate(clause)
    )


def _is_idle(clause: Tokens, position: int) -> bool:
    """Whether a level is said of an abstract noun before it, or of a deed behind it."""
    back = position - 1
    while back >= 0 and (clause[back].kind in PASSED or _is_adverb(clause[back])):
        back -= 1
    text = clause[back].text if back >= 0 else ""
    begin = clause[back - 1].text + text if back > 0 else text
    plain = back >= 0 and clause[back].kind in ("neutral", "takes", "joint")
    if plain and text + begin and begin.endswith(NOUNS):
        return True
    behind = clause[position + 1 : position + 3]
    noun = behind[1:] if behind and behind[0].text == "的" else behind[:1]
    if clause[position].text in STRIKING and noun and noun[0].text.endswith(MARKS):
        return True  # 突出特征是…
    if _is_tendency(clause, position):
        return True
    deed = len(behind) == 2 and behind[0].text == "的" and behind[1].text.endswith(DEEDS)
    return deed and plain and text.endswith(LIGHT)


def _is_tendency(clause: Tokens, position: int) -> bool:
    """较强的风险厌恶倾向: how strong it is of what the word says that stands between."""
    linked, word, noun = (
        clause[n] if n < len(clause) else None for n in (position + 1, position + 2, position + 3)
    )
    if linked is None or linked.text != "的" or word is None or noun is None:
        return False
    held = clause[position].kind == "level" and word.kind in ("word", "topic")
    return held and noun.text.endswith(TENDENCIES) and noun is clause[-1]


def _is_adverb(token: Token) -> bool:
    return token.kind == "neutral" and token.text in ADVERBS


ADVERBS = (
    *("也", "亦", "仍", "尚", "均", "都", "已", "更", "还", "又", "则", "却", "显得", "相对"),
    *("最", "了"),
)


def announced(clauses: tuple[Tokens, ...]) -> tuple[Tokens, ...]:
    """三项指标居首，分别为存款、基金和登录次数: with what is listed in the place of its number."""
    found = list(clauses)
    for number, (clause, following) in enumerate(pairwise(clauses)):
        place = next((n for n, token in enumerate(clause) if token.kind == "items"), -1)
        if place < 0 or any(t.kind in ("feature", "former", "latter") for t in clause):
            continue
        named = _listed(following)
        if len(named) == clause[place].rank[0] and len(named) > 1:
            behind = clause[place + 1 :]
            behind = behind[1:] if behind and behind[0].text in ("指标", "均值", "特征") else behind
            found[number] = (*clause[:place], *named, *behind)
    return tuple(found)


def _listed(clause: Tokens) -> tuple[Token, ...]:
    """The features of a clause that does nothing but list them; brackets may hold numbers."""
    named: list[Token] = []
    inside = False
    for token in clause:
        inside = token.text in ("（", "(") or (inside and token.text not in ("）", ")"))
        if token.kind == "feature" and len(token.names) == 1 and not inside:
            named.append(token)
        elif (token.kind not in ("joint", "with", "turn", "neutral") and not token.quantity) or (
            token.quantity and not inside
        ):
            return ()
    return tuple(named)
