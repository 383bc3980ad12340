"""Topics: what the next predicate is about: features, 三项指标, 二者, 除…外, 合计."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import DEGREES_OF, IS, OVER, SHARE, TOTAL, Reference, Token
from segreport.claims.quantities.belonging import own_number, settle
from segreport.claims.quantities.carried import name_of
from segreport.claims.quantities.contributing import contributed, contributes
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.quantities.ratios import ratio_to
from segreport.claims.quantities.totals import take_share
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.heads import of_head
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Step, Tokens, at, first
from segreport.claims.words.lexicon import label_endings, measured_in

FRAMES = (
    *("论", "要论", "若论", "单论", "论起", "若比", "要比", "比", "只看", "单看", "若看", "要看"),
    *("从", "按", "以", "就", "若按", "按照", "用", "如按", "看"),
)
ASPECTS = ("情况", "方面", "状况", "指标", "规模", "类", "两项", "三项", "上", "端", "侧")
LIES_IN = ("集中在", "集中于", "放在", "配置在", "押在", "沉淀在", "堆在", "存放在", "集中到")
CENTRAL = ("为核心", "为重心", "为支柱", "为主导", "占主导")
"""What matters most, and most likely is most."""
MOSTLY = (
    *("为主", "占大头", "挑大梁", "居多", "唱主角", "为主力", "为主体", "为大头", "为重头"),
    *("为主要构成", "为主要配置", "为主要成分", "为主要组成", "占主体", *CENTRAL),
)
EVERY = ("样样", "各项", "件件", "项项", "处处", "方方面面", "全方位", "样样都", "哪样都")
TOTALS = (
    *("贡献率", "贡献占比", "贡献比例", "贡献份额", "贡献比重", "贡献的占比", "贡献度占比"),
    *("总额占比", "总量占比", "总额贡献", "总量贡献"),
)
PARTS = ("占比", "比重", "份额")
LEVELS = ("level", "degree", "middle", "word", "most", "not", "rank", "compare", "only")
PERIODS = ("月", "月均", "每月", "年", "年均", "每年", "日均", "日", "季度", "单月")
KINDS_OF = ("型", "式", "系", "派")


def read_feature(scope: Scope, tokens: Tokens, position: int) -> int:
    """A feature, a theme or several: the topic, unless it ends a comparison."""
    return first(FEATURE_STEPS, scope, tokens, position)


def _with_lead(scope: Scope, tokens: Tokens, position: int) -> int:
    """高资产: the level that waited for its feature."""
    token, lead = tokens[position], scope.lead
    if lead is None:
        return 0
    scope.lead = None
    scope.fresh = True
    units = measured_in(lead.text)  # 大额 of 大额交易 is said of amounts
    names = tuple(n for n in token.names if unit_of(scope, n) in units) or token.names
    scope.sure = scope.sure and lead.text not in ("重", "轻")  # 重存款: of all they hold
    scope.name_features(replace(token.named, features=names), token.start)
    led = token._replace(start=lead.start, strength=lead.strength)
    number = at(tokens, position + 1)
    if scope.against is not None and number is not None and number.number == "value":
        return read_quantity(scope, tokens, position + 1, gap=lead.way)  # 比群组2少挣3.4万
    scope.level(led, names, lead.way)
    return position + 1


def _mostly(scope: Scope, tokens: Tokens, position: int) -> int:
    """以存款为主, 资产集中在存款."""
    token, after, before = tokens[position], at(tokens, position + 1), at(tokens, position - 1)
    if before is not None and before.text in LIES_IN and scope.pending:
        more = after is not None and after.kind in ("joint", "with")
        scope.name_features(token.named, token.start)
        sure = len(token.names) == 1 and not more
        scope.state(token, "leading", token.names, rank=1, sure=sure)
        return position + 1
    if after is None or after.text not in MOSTLY:
        return 0
    listed = _list_before(tokens, position)
    single = all(len(part.names) == 1 for part in listed)
    if scope.fresh or not single:
        scope.name_features(token.named, token.start)
    else:
        scope.set_topic(tuple(part.names[0] for part in listed), token.start)
        scope.mentions.extend(scope.topic)  # 资产以存款为主: not of 资产
    scope.sure = single and after.text not in CENTRAL
    if len(listed) == 1 or not single:
        scope.state(token, "leading", token.names, rank=1, sure=scope.sure)
    else:  # 以存款和理财为主: among the first two
        scope.state(token, "leading", scope.targets(), rank=len(listed), loose=True)
    return position + 2


def _list_before(tokens: Tokens, position: int) -> list[Token]:
    """The features of a list that ends at `position` (存款、理财和基金)."""
    found = [tokens[position]]
    while position > 1 and tokens[position - 1].kind in ("joint", "with"):
        position -= 2
        if tokens[position].kind != "feature":
            break
        found.insert(0, tokens[position])
    return found


def _as_active(scope: Scope, tokens: Tokens, position: int) -> int:
    """线上活跃: the theme's name says already that it is high."""
    token, after = tokens[position], at(tokens, position + 1)
    ends = after is None or after.kind in ("joint", "neutral", "people", "its", "outside")
    said = any(t.kind in LEVELS and t.kind != "word" for t in tokens[position + 1 :])
    if not token.text.endswith("活跃") or not ends or scope.kind == "name" or said:
        return 0  # 线上活跃却不高
    scope.name_features(token.named, token.start)
    scope.turn_topic(scope.vocabulary.inverse)
    scope.level(token, token.names, "up")
    return position + 1


def _of_category(_scope: Scope, tokens: Tokens, position: int) -> int:
    """已婚客户占比: the share of customers, of a category that is named."""
    back = position - 1
    while (before := at(tokens, back)) and (before.text == "的" or before.kind == "people"):
        back -= 1
    named = before is not None and any(IS in name for name in before.names)
    return position + 1 if named and tokens[position].names == (SHARE,) else 0


def _part(scope: Scope, tokens: Tokens, position: int) -> int:
    """生鲜占比最高: the part a feature has in its theme, not the share of customers."""
    token, before = tokens[position], at(tokens, position - 1)
    if token.text in PARTS and scope.fresh and scope.against is not None:
        take_share(scope, token)  # 仅占全量的7.2%，与群组3的占比几乎一样
        if scope.topic and scope.topic[0].group.features[0].startswith(TOTAL):
            scope.sure = False
            return own_number(scope, tokens, position + 1, scope.against)
    part = before is not None and (before.kind == "feature" or before.statistic == "sum")
    owner = at(tokens, position - 2)
    owned = before is not None and before.text == "的"
    named = owner is not None and owner.kind == "feature"
    part = part or (owned and named and _is_part(scope))
    if token.text in PARTS and before is not None and before.text.endswith(("总额", "总量")):
        return _total_share(scope, tokens, position)
    whose = owner if owned else before
    summed = whose is not None and whose.kind == "feature"
    if token.text in TOTALS and (summed or (scope.fresh and _adds_up(scope))):
        return _total_share(scope, tokens, position)  # 户均贷款91.2万元，总额占比36.7%
    if token.text not in PARTS or not part or "+" in scope.subject:
        return 0
    if any(t.ref is not None and t.ref.kind == "scope" for t in tokens):
        return _part_among_segments(scope, tokens, position)
    scope.within = True
    return position + 1


def _adds_up(scope: Scope) -> bool:
    """Whether the topic is one feature of which the sum over all customers means something."""
    names = scope.targets()
    return len(names) == 1 and names[0] in scope.vocabulary.additive


def _part_again(scope: Scope, tokens: Tokens, position: int) -> int:
    """存款占总资产的37.8%，占比三群最高: of the ratio told last, where none is told here."""
    last = scope.last_told
    own = any(t.kind in ("quantity", "feature") for t in tokens if t is not tokens[position])
    if tokens[position].text not in PARTS or own or last is None or last.relation != "ratio":
        return 0
    scope.set_topic((name_of(last),), tokens[position].start)
    return position + 1


def _part_among_segments(scope: Scope, tokens: Tokens, position: int) -> int:
    """存款占比三群最低: the part of the total, in each segment."""
    names, told = scope.targets(), scope.last_told
    name = name_of(told) if told is not None and told.features == names else ""
    if len(names) == 1 and OVER not in name:
        wholes = scope.vocabulary.totals.intersection(scope.vocabulary.themes[names[0]])
        name = OVER.join((*names, *wholes)) if len(wholes) == 1 else ""
    if not name:
        scope.doubt(tokens[position], "statement")
        scope.set_topic((), tokens[position].start)
        return position + 1
    scope.set_topic((name,), tokens[position].start)
    return position + 1


def _is_part(scope: Scope) -> bool:
    """洗涤纸品的占比, after 生鲜占六类采购合计的56.9%: of the same whole."""
    last = scope.claims[-1] if scope.claims else None
    names = {part for name in scope.targets() for part in name.split("+")}
    if last is None or last.relation != "ratio" or last.ref is None or not scope.pending:
        return False
    return names < set((last.ref.feature or "").split("+"))


def _total_share(scope: Scope, tokens: Tokens, position: int) -> int:
    """融资总额占比4.5%: the share of what everyone has."""
    where = number_after(tokens, position + 1)
    names = scope.targets()
    if where < 0 and len(names) == 1 and names[0] in scope.vocabulary.additive:
        scope.set_topic((f"{TOTAL}{names[0]}",), tokens[position].start)
        return position + 1  # 总额占比为客户占比的1.5倍
    if where < 0 or tokens[where].number not in ("percent", "fraction") or not names:
        scope.sure = False
        return 0
    main = scope.topic[-1].group.primary
    able = tuple(name for name in names if name in scope.vocabulary.additive)
    scope.sure = scope.sure and not any("+" in name for name in names)
    quantity = scope.marked(tokens[where].figure)
    names = (main,) if main else able or names
    scope.state(tokens[where], "share_of_total", names, quantity=quantity)
    if len(names) == 1 and "+" not in scope.subject:
        scope.set_topic((f"{TOTAL}{names[0]}",), tokens[position].start)  # …，高于群组1的15.7%
        scope.predicated = True
    return where + 1


def _as_topic(scope: Scope, tokens: Tokens, position: int) -> int:
    token, before = tokens[position], at(tokens, position - 1)
    if _is_general(scope, tokens, position) or _is_tail(scope, tokens, position):
        return position + 1
    if _is_size_of(scope, token, before):
        scope.topic[-1].sure = False
        return position + 1
    scope.doubtful = _may_be_part(scope, token)
    scope.each = scope.each or token.text.startswith("各")  # 各项负债亦居高位
    if before is not None and before.kind == "feature" and before.end == token.start:
        scope.predicated = True  # 额度用得少: the last noun is the head
    if before is not None and before.text in PERIODS and _narrows(tokens[position - 2], token):
        scope.predicated = True  # APP月登录
    if scope.pending and _said_before(tokens, position):
        scope.topic[-1].sure = False
    scope.name_features(token.named, token.start)
    if scope.doubtful:
        scope.topic[-1].sure = False
    settle(scope)
    if scope.kind == "name" and not _has_level(tokens, position + 1):
        scope.sure = False  # 投资客户群 may say that it is high, or what they mostly do
        scope.level(token, scope.targets(), "up")
    return position + 1


def _narrows(theme: Token, token: Token) -> bool:
    return theme.kind == "feature" and set(token.names) <= set(theme.names)


def _said_before(tokens: Tokens, position: int) -> bool:
    """高峰规整、空驶偏低: a word between two of a list may be all that is said of the first."""
    named, word, joint = (at(tokens, position - offset) for offset in (3, 2, 1))
    if joint is None or joint.kind != "joint" or word is None or named is None:
        return False
    said = word.kind in ("neutral", "unknown") and len(word.text) > 1
    said = said and word.text not in DEGREES_OF and word.text not in label_endings()
    return said and named.kind == "feature" and word.text not in ASPECTS


def _may_be_part(scope: Scope, token: Token) -> bool:
    """存款与理财合计167万元，占比65%: a bare 占比 after a feature is perhaps not of customers."""
    earlier = scope.topic[0].group.features if scope.topic else ()
    return token.text in PARTS and bool(earlier) and earlier != token.names


def _is_tail(scope: Scope, tokens: Tokens, position: int) -> bool:
    """手机银行登录|频次: the last part of what the feature before it is called."""
    token, before = tokens[position], at(tokens, position - 1)
    joined = before is not None and before.kind == "feature" and before.end == token.start
    if not joined or before is None or not scope.pending:
        return False
    if token.named.concept and token.text in label_endings():
        return True
    ends = scope.vocabulary.holding(token.text) if len(before.names) > 1 else frozenset()
    return set(before.names) <= ends  # 三大品类|消费, of 果蔬消费 and 乳品消费


def _is_size_of(scope: Scope, token: Token, before: Token | None) -> bool:
    """采购盘子最小: how large what was named is, of each or of all of them, and not how many."""
    joined = before is not None and before.kind == "feature" and before.end == token.start
    other = before is not None and SHARE not in before.names
    return joined and other and scope.pending and token.text in ("盘子", "体量", "盘面", "规模")


def _is_general(scope: Scope, tokens: Tokens, position: int) -> bool:
    """冷冻采购额, 生鲜和乳品的采购额: the theme's word only repeats what was named."""
    before = at(tokens, position - 1)
    linked = before is None or before.kind not in ("joint", "with")
    parts = {part for name in tokens[position].names for part in name.split("+")}
    if scope.pending and tokens[position].text == "钱" and before is not None:
        return before.text == "的"  # 吃饭花的钱
    return scope.pending and linked and set(scope.targets()) < parts


def _has_level(tokens: Tokens, position: int) -> bool:
    """Whether what a name says of a feature comes behind it (消费偏高)."""
    passed = ("neutral", "people", "joint")
    ended = at(tokens, position)
    if ended is not None and ended.text in KINDS_OF:
        return False  # 线上型年轻客群
    later = [token.kind for token in tokens[position:] if token.kind not in passed]
    return later[:1] != [] and later[0] in LEVELS


def _in_whole(scope: Scope, tokens: Tokens, position: int) -> int:
    """理财余额在总资产中的占比为28.4%: the part is named before the whole."""
    before, inside = at(tokens, position - 1), at(tokens, position + 1)
    where, names = position + 2, scope.targets()
    if before is not None and before.kind == "its":
        before = at(tokens, position - 2)
    led = before is not None and before.text in ("在", "于") and scope.pending
    if not led or inside is None or inside.text not in ("中", "里", "内", "之中") or not names:
        return 0
    while (token := at(tokens, where)) and token.text in ("的", "所占", "比例", *PARTS):
        where += 1
    number = number_after(tokens, where)
    if number < 0 or tokens[number].number not in ("percent", "fraction") or where == position + 2:
        return 0
    whole = tokens[position].named
    ref = Reference("feature", feature=whole.primary or whole.whole or whole.features[0])
    scope.state(
        tokens[number], "ratio", names, quantity=scope.marked(tokens[number].figure), ref=ref
    )
    return number + 1


FEATURE_STEPS: tuple[Step, ...] = (
    of_head,
    contributed,
    _in_whole,
    contributes,
    _with_lead,
    ratio_to,
    _of_category,
    _part,
    _part_again,
    _mostly,
    _as_active,
    _as_topic,
)
