"""Levels: 高, 略低, 年轻, 居中 and the degrees before them."""

from __future__ import annotations

from segreport.claims.carried import stated_before, wait_for_last
from segreport.claims.comparing import read_alike, read_comparison
from segreport.claims.counting import read_quantity
from segreport.claims.lexicon import measured_in
from segreport.claims.nouns import Token
from segreport.claims.ranges import both_ends
from segreport.claims.ranking import rank_of_other
from segreport.claims.references import (
    find_reference,
    read_against,
)
from segreport.claims.scope import Scope
from segreport.claims.steps import Step, Tokens, at, first, follows

STRIKING = (
    "惊人",
    "可怜",
    "吓人",
    "离谱",
    "出奇",
    "多",
    "很",
    "不是一点",
    "扎眼",
    "显眼",
    "夸张",
    "惊艳",
)
"""高得惊人: far above."""
MARKS_OUT = ("显著", "明显", "突出", "亮眼", "抢眼", "耀眼", "鲜明", "出彩", "显眼", "夺目", "典型")
A_LITTLE = (
    "一点",
    "一点点",
    "一些",
    "些",
    "点儿",
    "一丁点",
    "一点儿",
    "那么一点",
    "了一点",
    "一丝",
)
GAP_FILLERS = (
    "出",
    "了",
    "约",
    "大约",
    "近",
    "将近",
    "出了",
    "整整",
    "得",
    "上",
    "至少",
    "的",
    "去",
)
FRAMES = ("论", "若论", "要论", "论起", "说起", "论到", "单论")
BEFORE_LEVEL = ("也", "又", "还", "更", "仍", "则", "可", "倒", "真", "都", "却", "并", "就")


def read_level(scope: Scope, tokens: Tokens, position: int) -> int:
    """高, 突出, 薄弱."""
    after = at(tokens, position + 1)
    if after is not None and after.text == "得" and not scope.most:
        rest = "".join(token.text for token in tokens[position + 2 :])
        scope.degree = "strong" if rest.startswith(STRIKING) else scope.degree
    if after is not None and after.text in A_LITTLE and scope.degree is None and not scope.most:
        scope.degree = "weak"  # 比整体还低一点
    return first(LEVEL_STEPS, scope, tokens, position)


def _as_comparison(scope: Scope, tokens: Tokens, position: int) -> int:
    """不足群组2的六成: a level word that compares."""
    after = at(tokens, position + 1)
    other = after is not None and after.kind in ("rank", "most") and after.note != "share"
    other = other and any(token.ref is not None for token in tokens[position + 2 :])
    if tokens[position].note == "both" and (other or compares(scope, tokens, position)):
        return read_comparison(scope, tokens, position)
    return 0


def compares(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether 不足, 落后 has a reference or a number after it."""
    following = at(tokens, position + 1)
    number = following is not None and following.kind == "quantity"
    return number or find_reference(scope, tokens, position + 1) is not None


def _before_feature(scope: Scope, tokens: Tokens, position: int) -> int:
    """高资产: the level waits for the feature that follows at once."""
    token, after = tokens[position], at(tokens, position + 1)
    adjacent = after is not None and after.kind == "feature" and after.start == token.end
    before = at(tokens, position - 1)
    listed = before is not None and before.kind == "joint"  # 高频用卡、极少流失
    free = not scope.pending or scope.kind == "name" or listed
    if not (adjacent and free and len(token.text) <= 2 and not scope.most):
        return 0
    scope.lead = token._replace(strength=scope.strength(token))
    scope.degree = None
    return position + 1


def _of_feature_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """最高的线上黏性."""
    ahead = follows(tokens, position + 1, "feature")
    if scope.pending or ahead < 0 or (scope.against and scope.topic):
        return 0
    scope.name_features(tokens[ahead].named, tokens[ahead].start)
    scope.level(tokens[position], scope.targets(), tokens[position].way)
    return ahead + 1


def _of_other(scope: Scope, tokens: Tokens, position: int) -> int:
    """比年纪最小的群组3大了30岁: the rank is that of the other segment."""
    if not scope.most:
        return 0
    token = tokens[position]
    ranked = token._replace(kind="rank", rank=(1 if token.way == "up" else -1,))
    return rank_of_other(scope, (*tokens[:position], ranked, *tokens[position + 1 :]), position)


def _with_distance(scope: Scope, tokens: Tokens, position: int) -> int:
    """比整体高(出约)两成."""
    if not scope.against:
        after = at(tokens, position + 1)
        told = after is not None and after.number in ("points", "percent", "fraction")
        scope.against = stated_before(scope) if told and scope.fresh else None
    where = position + 1
    while (token := at(tokens, where)) and (
        token.text in GAP_FILLERS or token.text == "多" or _repeats_topic(scope, token)
    ):
        where += 1
    if not wait_for_last(scope, tokens, where):
        return 0
    if where < len(tokens) and tokens[where].kind == "quantity":
        return read_quantity(scope, tokens, where, gap=tokens[position].way)
    return 0


def _repeats_topic(scope: Scope, token: Token) -> bool:
    """多挣了六十万: the verb says again what it is about."""
    return bool(token.group and token.group.concept) and set(scope.targets()) <= set(token.names)


def _of_nothing(scope: Scope, tokens: Tokens, position: int) -> int:
    """空间大, 优势突出: of a noun that is not in the table; or of nothing that was named."""
    noun = _describes_noun(tokens, position)
    if not scope.targets():
        if not noun:
            scope.doubt(tokens[position], "statement")
        return position + 1
    if noun and not scope.pending and not scope.most and not scope.against:
        scope.degree = None
        return position + 1
    return 0


def _of_noun_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """具备较强的交叉销售空间: of a noun that is not in the table."""
    linked, noun = at(tokens, position + 1), at(tokens, position + 2)
    if scope.pending or scope.against or linked is None or linked.text != "的" or noun is None:
        return 0
    other = noun.kind == "unknown" or (noun.kind == "neutral" and noun.note == "said")
    told = any(token.kind in ("feature", "quantity") for token in tokens[position + 2 :])
    if not other or told:
        return 0
    scope.degree, scope.most = None, False
    return position + 1


def _in_frame(scope: Scope, tokens: Tokens, position: int) -> int:
    """论家底之厚: the frame of what is said next."""
    before = at(tokens, position - 1)
    framed = before is not None and (
        before.text == "之" or (before.text == "的" and tokens[0].text in FRAMES)
    )
    if not framed or position != len(tokens) - 1:
        return 0
    scope.lean = tokens[position].way
    return position + 1


def _describes_noun(tokens: Tokens, position: int) -> bool:
    back = position - 1
    while back >= 0 and (
        tokens[back].kind in ("degree", "each", "not", "most") or tokens[back].text in BEFORE_LEVEL
    ):
        back -= 1
    return back >= 0 and tokens[back].kind == "neutral" and tokens[back].note == "said"


def _of_topic(scope: Scope, tokens: Tokens, position: int) -> int:
    if "活跃" in tokens[position].text:
        scope.turn_topic()  # long gaps are little activity
    scope.narrow(measured_in(tokens[position].text))
    scope.level(tokens[position], scope.targets(), tokens[position].way)
    return position + 1


def _by_dimension(scope: Scope, tokens: Tokens, position: int) -> int:
    """用卡最久: of the features that were named those that can be long in time."""
    text, names, unit_of = tokens[position].text, scope.targets(), scope.vocabulary.unit_of
    units = measured_in(text) if text[-1] in "久远贵宜廉" else ()
    if not units or not names or all(unit_of.get(name) in units for name in names):
        return 0
    able = tuple(name for name in names if unit_of.get(name) in units)
    if not able:
        named = [t.text for t in tokens[:position] if t.kind == "feature"]
        longer = scope.vocabulary.holding(named[-1].removesuffix("得")) if named else frozenset()
        longer -= scope.vocabulary.inverse
        able = tuple(name for name in sorted(longer) if unit_of.get(name) in units)
        able, scope.sure = able if len(able) == 1 else (), False
    if able:
        scope.level(tokens[position], able, tokens[position].way)
    else:
        scope.doubt(tokens[position], "statement")
        scope.most, scope.degree, scope.predicated = False, None, True
    return position + 1


LEVEL_STEPS: tuple[Step, ...] = (
    _in_frame,
    _of_noun_ahead,
    _as_comparison,
    _before_feature,
    _of_other,
    _of_feature_ahead,
    _with_distance,
    _of_nothing,
    _by_dimension,
    _of_topic,
)


def read_middle(scope: Scope, tokens: Tokens, position: int) -> int:
    """居中, 中等, 一般."""
    token = tokens[position]
    ahead = follows(tokens, position + 1, "feature")
    if not scope.pending and ahead >= 0:
        scope.name_features(tokens[ahead].named, tokens[ahead].start)
        scope.state(token, "middle", scope.targets(), negated=scope.negated)
        return ahead + 1
    noun = _describes_noun(tokens, position) or (token.text == "一般" and scope.fresh)
    if scope.targets() and (scope.pending or not noun):
        scope.state(token, "middle", scope.targets(), negated=scope.negated)
    return position + 1


def read_degree(scope: Scope, tokens: Tokens, position: int) -> int:
    """略, 较, 显著; 较 before a reference compares, 相当 alone is 持平."""
    token, following = tokens[position], at(tokens, position + 1)
    kind = following.kind if following else ""
    if token.text in ("较", "比较") and find_reference(scope, tokens, position + 1):
        return read_against(scope, tokens, position)
    if token.text == "相当" and kind not in ("level", "word", "neutral"):
        return read_alike(scope, tokens, position)
    if token.text == "超" and kind in ("ref", "quantity"):
        return read_comparison(
            scope, (*tokens[:position], _exceeding(token), *tokens[position + 1 :]), position
        )
    if scope.degree is None or token.strength != "plain":
        scope.degree = token.strength
    return position + 1


def _exceeding(token: Token) -> Token:
    """超 before a segment or a number is 超过."""
    return token._replace(kind="compare", direction="up")


def read_most(scope: Scope, tokens: Tokens, position: int) -> int:
    """最, where a level follows (not 最具潜力)."""
    following = at(tokens, position + 1)
    if following is not None and following.text == "差" and scope.targets():
        later = at(tokens, position + 2)
        if later is None or later.text in ("的", "，", "）", "之一"):
            scope.most, scope.sure = True, False  # 也不是最差的: most likely the lowest
            scope.level(following, scope.targets(), "down")
            return position + 2
    if done := both_ends(scope, tokens, position):
        return done
    idle = ("neutral", "people", "its", "unknown")
    scope.most = following is not None and following.kind not in idle
    if scope.most and following is not None and _only_marks(tokens, position + 1):
        scope.most = False
        return position + 3
    return position + 1


def _only_marks(tokens: Tokens, position: int) -> bool:
    """最显著的标签, 最亮眼的是负债率: says what matters, and not that it is the highest."""
    linked, after = at(tokens, position + 1), at(tokens, position + 2)
    marks = tokens[position].text in MARKS_OUT and linked is not None
    if marks and linked is not None and linked.text != "的":
        return linked.text.startswith("的") and linked.note == "said"
    return marks and after is not None and (after.text == "是" or after.kind != "feature")
