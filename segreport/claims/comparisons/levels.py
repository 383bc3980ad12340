"""Levels: 高, 略低, 年轻, 居中 and the degrees before them."""

from __future__ import annotations

from segreport.claims.comparisons.comparing import read_comparison
from segreport.claims.comparisons.gaps import AMID
from segreport.claims.comparisons.ranking import rank_of_other
from segreport.claims.nouns import DEGREES_OF, SHARE, Reference, Token
from segreport.claims.quantities.carried import stated_before, wait_for_last
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.subjects.references import find_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.spoken import by_how_much
from segreport.claims.subjects.steps import Step, Tokens, at, first, follows
from segreport.claims.words.lexicon import measured_in

STRIKING = (
    *("惊人", "可怜", "吓人", "离谱", "出奇", "多", "很", "不是一点", "扎眼", "显眼", "夸张"),
    "惊艳",
)
"""高得惊人: far above."""
A_LITTLE = (
    *("一点", "一点点", "一些", "些", "点儿", "一丁点", "一点儿", "那么一点", "了一点", "一丝"),
)
GAP_FILLERS = (
    *("出", "了", "约", "大约", "近", "将近", "出了", "整整", "得", "上", "至少", "的", "去"),
)
DONE = frozenset("交花买存付借跑来下拿用刷还欠赔领攒飞登逛看待挣赚掏投贷持报缴充住停开骑读学听打占")
"""Verbs between 多 or 少 and a distance: 比群组1多交一千块."""
SHOWING = (
    *("显示出", "表现出", "体现出", "展现出", "呈现出", "体现", "具有", "具备", "反映出", "存在"),
    *("流露出", "透出", "展示出", "形成"),
)
"""均显示出较强的稳定性: a level of what is shown, and of no feature."""
WEIGHTS = ("分量", "空白", "机会", "挑战", "潜力", "空间", "压力", "难度", "弹性", "余地", "意义")
"""What is weighed up and not measured: 分量最重."""
LIES_IN = ("赢在", "胜在", "强在", "长在", "输在", "败在", "弱在", "短在", "不缺", "不愁", "缺的")
"""Of the feature that ends the clause (输在登录次数)."""
ABSTRACT = frozenset(
    (
        *("特征", "特点", "特性", "价值", "贡献", "作用", "意义", "影响", "能力", "实力", "潜力"),
        *("落差", "反差", "分化", "差异", "成色", "综合表现", "整体表现", "总体表现", "难度"),
        *("压力", "优势", "短板", "空间", "余地", "基础", "底子", "后劲", "黏性", "粘性", "质量"),
        "成本",
    )
)
"""Nouns that sum up: what is said of them is said of no feature."""
QUOTING = ("“", "「", "『", "‘", "呈", "呈现", "呈现出", "属于")
PREVAILING = ("占优", "占优势", "占上风", "占据优势", "占主流", "领衔", "略占优", "明显占优")
FEW = ("少数", "个别", "极少数", "极个别", "少部分", "小部分", "一小部分", "少量", "若干", "部分")
"""What is said of some of the customers is not said of the segment."""
PASSABLE = ("尚可", "还行", "过得去", "说得过去", "尚能接受", "尚好", "还可以", "凑合")
"""Words for the middle that praise a little."""
JUDGING = frozenset(
    (
        *("优", "双优", "优异", "优越", "优秀", "优良", "良好", "较好", "好", "出色", "出众"),
        "亮眼",
        *("抢眼", "好看", "亮丽", "表现出色", "表现出众", "占优", "优势明显", "优势突出", "有优势"),
        *("差劲", "糟糕", "不佳", "欠佳", "较差", "拉胯", "拉垮", "稀碎", "掉链子", "不争气"),
        *("不给力", "不行", "不灵", "不咋样", "不咋地", "不怎么样", "逊色", "落后"),
    )
)
"""Words that say how good a figure is, and not how large."""
MORE = ("更", "更为", "更加", "还要", "还更", "更显", "愈")
FRAMES = ("论", "若论", "要论", "论起", "说起", "论到", "单论")
AFTER_HEADS = ("的", "而", "但", "却", "（", "(", "，", "者")
BEFORE_LEVEL = (
    *("虽", "固", "亦", "均", "皆", "尚", "已", "颇", "虽然", "固然", "依旧", "依然", "仍然"),
    *("也", "又", "还", "更", "仍", "则", "可", "倒", "真", "都", "却", "并", "就"),
)


def read_level(scope: Scope, tokens: Tokens, position: int) -> int:
    """高, 突出, 薄弱."""
    after = at(tokens, position + 1)
    if (much := by_how_much(scope, tokens, position)) and not scope.most:
        rest = (*tokens[: position + 1], *tokens[position + 1 + much :])
        return read_level(scope, rest, position) + much
    led = at(tokens, position - 1)
    if led is not None and led.text in FEW:
        return position + 1  # 少数大额贷款
    how = tokens[position].text == "多"
    if how and after is not None and after.kind == "level" and after.start == tokens[position].end:
        return position + 1  # 单价有多高，频次就有多低
    if tokens[position].note == "weighed":
        if not scope.pending and not scope.against:
            return position + 1  # 存款偏低，是主要短板
        scope.sure = False
    if tokens[position].text in PREVAILING and not scope.against:
        scope.sure = False  # 存款占优: over others, or over what else they hold
    if tokens[position].note == "denied":
        scope.negated = True
        if (behind := at(tokens, position + 1)) is not None and behind.kind == "level":
            return position + 1  # 不显突出
        scope.sure = scope.sure and "优势" not in tokens[position].text
    before = at(tokens, position - 1)
    picked = position > 1 and before is not None and before.kind == "its"
    if picked and tokens[position - 2].text.endswith("数"):
        scope.most = True  # 四群里还数它高
    if before is not None and before.text in MORE and scope.fresh and not scope.against:
        scope.against = _compared_before(scope)
    if after is not None and after.text == "得" and not scope.most:
        said = "".join(token.text for token in tokens[position + 2 :])
        scope.degree = "strong" if said.startswith(STRIKING) else scope.degree
    if after is not None and after.text in A_LITTLE and scope.degree is None and not scope.most:
        scope.degree = "weak"  # 比整体还低一点
    return first(LEVEL_STEPS, scope, tokens, position)


def _compared_before(scope: Scope) -> Reference | None:
    """不低于群组0，反而更高: what the same was compared with in the clause before."""
    last = scope.last_told
    if last is None or not last.negated or last.features != scope.targets():
        return None
    return last.ref if last.subject == scope.subject else None


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
    if token.text.startswith(LIES_IN) and (at(tokens, position + 2) is not None or not adjacent):
        return position + 1  # 胜在取消率低: the next word says what of it
    before = at(tokens, position - 1)
    listed = before is not None and before.kind == "joint"  # 高频用卡、极少流失
    listed = listed or (before is not None and before.text in QUOTING)  # 呈“重存款”的特点
    led = scope.kind == "name" and (len(token.text) == 1 or token.text[-1] in "频额")
    free = not scope.pending or led or listed  # 年龄突出存款低: of the one before
    short = len(token.text) <= 2 or token.text.startswith(LIES_IN)
    if not (adjacent and free and short and not scope.most):
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
        token.text in GAP_FILLERS
        or token.text == "多"
        or _repeats_topic(scope, token)
        or (where == position + 1 and tokens[position].text in "多少" and token.text in DONE)
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


def _of_people(scope: Scope, tokens: Tokens, position: int) -> int:
    """户多额小, 司机最多的一群: how many they are."""
    back = position - 1
    while back > 0 and (
        tokens[back].kind in ("degree", "each", "not", "most") or tokens[back].text in BEFORE_LEVEL
    ):
        back -= 1
    if tokens[position].text not in ("多", "少") or back < 0 or scope.against or scope.pending:
        return 0
    before, after = at(tokens, back - 1), at(tokens, position + 1)
    opens = before is None or before.kind in ("joint", "its") or before.ref is not None
    ends = after is None or after.kind in ("joint", "word", "feature") or after.text in AFTER_HEADS
    if tokens[back].kind != "people" or tokens[back].note or not opens or not ends:
        return 0
    scope.set_topic((SHARE,), tokens[back].start)
    scope.mentions.extend(scope.topic)
    scope.level(tokens[position], (SHARE,), tokens[position].way)
    return position + 1


def _of_nothing(scope: Scope, tokens: Tokens, position: int) -> int:
    """空间大, 优势突出: of a noun that is not in the table; or of nothing that was named."""
    noun = _describes_noun(tokens, position)
    rest = [token.text for token in tokens[position + 1 :]]
    if rest in (["的", "是"], ["的是"]) and not scope.pending:
        return position + 1  # 同样抢眼的是，…: only announces
    if not scope.targets():
        if not noun:
            scope.doubt(tokens[position], "statement")
        return position + 1
    free = not scope.most or tokens[position - 2].text in (*WEIGHTS, *ABSTRACT)
    if noun and not scope.pending and free and not scope.against:
        scope.degree, scope.most = None, False
        return position + 1
    return 0


def _of_noun_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """具备较强的交叉销售空间: of a noun that is not in the table."""
    linked, noun = at(tokens, position + 1), at(tokens, position + 2)
    joined = linked is not None and linked.start == tokens[position].end
    if joined and linked and linked.note == "said" and len(linked.text) > 1 and scope.fresh:
        scope.degree, scope.most = None, False
        return position + 1  # 低风险, 高黏性
    shown = any(earlier.text in SHOWING for earlier in tokens[:position])
    told_of = scope.pending and not (shown and noun is not None and noun.kind == "neutral")
    if told_of or scope.against or linked is None or linked.text != "的" or noun is None:
        return 0
    other = noun.kind == "unknown" or (noun.kind == "neutral" and noun.note == "said")
    told = any(token.kind in ("feature", "quantity") for token in tokens[position + 2 :])
    if not other or told:
        return 0
    scope.degree, scope.most = None, False
    return position + 1


def _of_verb_ahead(scope: Scope, tokens: Tokens, position: int) -> int:
    """少持有, 较少占用: of the feature that has this verb in its name; of no other."""
    token, verb = tokens[position], at(tokens, position + 1)
    joined = verb is not None and verb.kind == "takes" and verb.start == token.end
    if not joined or verb is None or any(t.quantity for t in tokens[position:]):
        return 0
    if at(tokens, position + 2) is not None and tokens[position + 2].kind == "feature":
        return 0
    names = tuple(sorted(scope.vocabulary.holding(verb.text)))
    if len(names) == 1:
        scope.sure = False
        scope.set_topic(names, token.start)
        scope.level(token, names, token.way)
    else:
        scope.doubt(verb, "statement")
        scope.degree, scope.most = None, False
    return position + 2


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
    noun = back >= 0 and tokens[back].kind == "neutral"
    said = noun and (tokens[back].note == "said" or tokens[back].text in ABSTRACT)
    return said and tokens[back].text not in DEGREES_OF


def _of_topic(scope: Scope, tokens: Tokens, position: int) -> int:
    heads = next((t for t in tokens if t.kind not in ("neutral", "each", "joint")), None)
    if scope.fresh and heads is not None and heads.kind == "people":
        scope.sure = False  # 攒得少，客户倒不少: of how many they are
    if "活跃" in tokens[position].text:
        scope.turn_topic(scope.vocabulary.inverse)  # long gaps are little activity
    burdens = scope.vocabulary.burdens & set(scope.targets())
    if tokens[position].text in JUDGING and burdens:
        scope.sure = False  # 履约双优: of a rate of cancelling, that it is low
        scope.turn_topic(burdens)
    scope.narrow(measured_in(tokens[position].text))
    scope.level(tokens[position], scope.targets(), tokens[position].way)
    return position + 1


def _by_dimension(scope: Scope, tokens: Tokens, position: int) -> int:
    """用卡最久: of the features that were named those that can be long in time."""
    text, names, unit_of = tokens[position].text, scope.targets(), scope.vocabulary.unit_of
    units = measured_in(text) if text[-1] in "久远贵宜廉长短紧早晚" else ()
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
    _of_verb_ahead,
    _in_frame,
    _of_noun_ahead,
    _as_comparison,
    _before_feature,
    _of_other,
    _of_feature_ahead,
    _with_distance,
    _of_people,
    _of_nothing,
    _by_dimension,
    _of_topic,
)


def read_middle(scope: Scope, tokens: Tokens, position: int) -> int:
    """居中, 中等, 一般."""
    token, after = tokens[position], at(tokens, position + 1)
    if token.text in AMID and after is not None and after.kind == "compare":
        return position + 1  # 中间差着两千多: between two figures
    ahead = follows(tokens, position + 1, "feature")
    scope.sure = scope.sure and token.text not in PASSABLE
    if not scope.pending and ahead >= 0:
        scope.name_features(tokens[ahead].named, tokens[ahead].start)
        scope.state(token, "middle", scope.targets(), negated=scope.negated)
        return ahead + 1
    noun = _describes_noun(tokens, position) or (token.text == "一般" and scope.fresh)
    led = at(tokens, position - 1)
    if scope.kind == "name" and led is not None and led.kind == "neutral":
        return position + 1  # 投资型中坚
    alone = not any(t.kind in ("feature", "word", "level") for t in tokens)
    if scope.kind == "name" and alone:
        scope.doubt(token, "statement")
    if scope.targets() and (scope.pending or not noun):
        scope.state(token, "middle", scope.targets(), negated=scope.negated)
    return position + 1
