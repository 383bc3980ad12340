"""Topics: what the next predicate is about: features, 三项指标, 二者, 除…外, 合计."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.behind import BETWEEN, number_after
from segreport.claims.belonging import own_number, settle
from segreport.claims.carried import means_segment
from segreport.claims.counting import read_quantity
from segreport.claims.lexicon import measured_in
from segreport.claims.nouns import IS, SHARE, TOTAL, Reference, Token
from segreport.claims.numbers import each_part, unit_of
from segreport.claims.pairs import limited_by, of_former, of_two_shares, two_statistics
from segreport.claims.ratios import ratio_to
from segreport.claims.references import (
    other_told_first,
)
from segreport.claims.scope import Scope
from segreport.claims.shares import read_share_verb
from segreport.claims.steps import Step, Tokens, at, first, follows
from segreport.claims.totals import is_summed, take_share, tells_shares

FRAMES = (
    "论",
    "要论",
    "若论",
    "单论",
    "论起",
    "若比",
    "要比",
    "比",
    "只看",
    "单看",
    "若看",
    "要看",
    "从",
    "按",
    "以",
    "就",
    "若按",
    "按照",
    "用",
    "如按",
    "看",
)
MOSTLY = ("为主", "占大头", "挑大梁", "居多", "唱主角", "为主力", "为主体")
TOTALS = (
    *("贡献率", "贡献占比", "贡献比例", "贡献份额", "贡献比重", "贡献的占比", "贡献度占比"),
    *("总额占比", "总量占比", "总额贡献", "总量贡献"),
)
PARTS = ("占比", "比重", "份额")
LEVELS = ("level", "degree", "middle", "word", "most", "not", "rank", "compare", "only")
KINDS_OF = ("型", "式", "系", "派")
LEFT = ("剩", "余", "其余", "其他", "其它")


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
    scope.name_features(replace(token.named, features=names), token.start)
    led = token._replace(start=lead.start, strength=lead.strength)
    scope.level(led, names, lead.way)
    return position + 1


def _mostly(scope: Scope, tokens: Tokens, position: int) -> int:
    """以存款为主."""
    token, after = tokens[position], at(tokens, position + 1)
    if after is None or after.text not in MOSTLY:
        return 0
    scope.name_features(token.named, token.start)
    scope.state(token, "leading", token.names, rank=1, sure=len(token.names) == 1)
    return position + 2


def _as_active(scope: Scope, tokens: Tokens, position: int) -> int:
    """线上活跃: the theme's name says already that it is high."""
    token, after = tokens[position], at(tokens, position + 1)
    ends = after is None or after.kind in ("joint", "neutral", "people", "its", "outside")
    if not token.text.endswith("活跃") or not ends or scope.kind == "name":
        return 0
    scope.name_features(token.named, token.start)
    scope.turn_topic()
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
    if token.text in TOTALS and whose is not None and whose.kind == "feature":
        return _total_share(scope, tokens, position)
    if token.text not in PARTS or not part or "+" in scope.subject:
        return 0
    scope.within = True
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
    return where + 1


def _as_topic(scope: Scope, tokens: Tokens, position: int) -> int:
    token, before = tokens[position], at(tokens, position - 1)
    if _is_general(scope, tokens, position):
        return position + 1
    scope.doubtful = _may_be_part(scope, token)
    scope.each = scope.each or token.text.startswith("各")  # 各项负债亦居高位
    if before is not None and before.kind == "feature" and before.end == token.start:
        scope.predicated = True  # 额度用得少: the last noun is the head
    scope.name_features(token.named, token.start)
    settle(scope)
    if scope.kind == "name" and not _has_level(tokens, position + 1):
        scope.sure = False  # 投资客户群 may say that it is high, or what they mostly do
        scope.level(token, scope.targets(), "up")
    return position + 1


def _may_be_part(scope: Scope, token: Token) -> bool:
    """存款与理财合计167万元，占比65%: a bare 占比 after a feature is perhaps not of customers."""
    earlier = scope.topic[0].group.features if scope.topic else ()
    return token.text in PARTS and bool(earlier) and earlier != token.names


def _is_general(scope: Scope, tokens: Tokens, position: int) -> bool:
    """冷冻采购额, 生鲜和乳品的采购额: the theme's word only repeats what was named."""
    before = at(tokens, position - 1)
    linked = before is None or before.kind not in ("joint", "with")
    parts = {part for name in tokens[position].names for part in name.split("+")}
    return scope.pending and linked and set(scope.targets()) < parts


def _has_level(tokens: Tokens, position: int) -> bool:
    """Whether what a name says of a feature comes behind it (消费偏高)."""
    passed = ("neutral", "people", "joint")
    ended = at(tokens, position)
    if ended is not None and ended.text in KINDS_OF:
        return False  # 线上型年轻客群
    later = [token.kind for token in tokens[position:] if token.kind not in passed]
    return later[:1] != [] and later[0] in LEVELS


def _contributes(scope: Scope, tokens: Tokens, position: int) -> int:
    """循环余额总量只贡献3.8%: the verb, and not what is contributed."""
    where = position + 1
    while (later := at(tokens, where)) and later.text in ("了", "约", "近", "着", "出", "的"):
        where += 1
    share = later is not None and later.number in ("percent", "fraction")
    if not tokens[position].text.startswith("贡献"):
        return 0
    if tokens[position].text in ("贡献", "贡献了") and _of_whole(scope, tokens, position + 1):
        return read_share_verb(scope, tokens, position)
    number, before = position + 1, at(tokens, position - 1)
    while (later := at(tokens, number)) and (later.kind == "each" or later.text in BETWEEN):
        number += 1
    named = before is not None and (before.text == "的" or before.end == tokens[position].start)
    named = named and scope.pending and is_summed(scope, scope.targets())
    if named and later is not None and later.number in ("percent", "fraction"):
        scope.sure = scope.sure and tells_shares(scope)  # 杂货总量的贡献却仅约15%
        return each_part(scope, tokens, number, "share_of_total", None)
    if named and not share and (ranked := _contribution(scope, tokens, position)):
        return ranked
    if not share or later is None:
        return 0
    return read_share_verb(scope, tokens, position)


def _of_whole(scope: Scope, tokens: Tokens, position: int) -> bool:
    """贡献交易金额总量的36.3%: what is contributed stands before its share."""
    held, total, linked, number = (at(tokens, position + offset) for offset in range(4))
    if held is None or not is_summed(scope, held.names) or total is None or number is None:
        return False
    whole = total.text in ("总量", "总额", "总和", "总计") and linked is not None
    return whole and linked is not None and linked.text == "的" and bool(number.quantity)


def _contribution(scope: Scope, tokens: Tokens, position: int) -> int:
    """收入贡献最大: the share of everyone's sum is the topic."""
    additive = [name for name in scope.targets() if name in scope.vocabulary.additive]
    placed = any(token.kind in ("most", "rank") for token in tokens[position + 1 : position + 3])
    if len(additive) != 1 or not placed:
        return 0
    scope.set_topic((f"{TOTAL}{additive[0]}",), tokens[position].start)
    return position + 1


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
    _in_whole,
    _contributes,
    _with_lead,
    ratio_to,
    _of_category,
    _part,
    _mostly,
    _as_active,
    _as_topic,
)


def _has_own(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether a feature of 后者 is held against this segment itself."""
    after = at(tokens, position + 1)
    after = at(tokens, position + 2) if after is not None and after.text == "的" else after
    named = after is not None and after.kind == "feature" and tokens[position].kind == "latter"
    own = any(t.note == "own" or (t.ref and t.ref.segments == (scope.own,)) for t in tokens)
    return named and own


def read_former(scope: Scope, tokens: Tokens, position: int) -> int:
    """前者 and 后者: one of two shares, or of the two features named last."""
    return of_two_shares(scope, tokens, position) or _of_features(scope, tokens, position)


def _of_features(scope: Scope, tokens: Tokens, position: int) -> int:
    token = tokens[position]
    names = scope.last_features(2)
    where = follows(tokens, position + 1, "quantity", over="的约近")
    other = scope.last_ref
    if _has_own(scope, tokens, position) and other is not None and len(other.segments) == 1:
        scope.subject, scope.doubtful = other.segments[0], True  # 后者户数只有本组的六成
        return position + 1
    multiple = where >= 0 and tokens[where].number in ("multiple", "fraction", "percent")
    meant = "former" if other_told_first(scope) else "latter"
    if token.kind == meant and means_segment(scope) and other is not None:
        if not multiple:
            scope.against = other
        return read_quantity(scope, tokens, where, over=other) if multiple else position + 1
    second = multiple and token.kind == "latter"
    if second and (done := of_former(scope, tokens, position, where)):
        return done
    single = other is not None and len(other.segments) == 1 and bool(scope.targets())
    if second and single:
        earlier = {n for m in scope.mentions for n in m.group.features} - set(scope.targets())
        limited = limited_by(tokens, position, where)
        alone = limited is not tokens and len(earlier) < 2
        scope.sure = scope.sure and alone
        return read_quantity(scope, limited, where, over=other)
    if token.kind == "former" and (means_segment(scope) or two_statistics(scope)):
        return position + 1
    if len(names) == 2:
        scope.set_topic((names[0] if token.kind == "former" else names[1],), token.start)
    else:
        scope.doubt(token, "statement")
    return position + 1


def read_everything(scope: Scope, tokens: Tokens, position: int) -> int:
    """各项指标, 其余各项: every feature that is not excluded."""
    token, following = tokens[position], at(tokens, position + 1)
    bare = following is None or following.kind in ("ref", "people", "its")
    if scope.pending or (token.text == "其余" and bare):
        return position + 1
    if scope.excepting >= 0 and token.text.startswith(LEFT):  # 除了…垫底，剩下的指标
        scope.excluded = tuple(n for m in scope.mentions for n in m.group.features)
        scope.excepting = -1
    names = tuple(n for n in scope.vocabulary.features if n not in scope.excluded)
    scope.set_topic(names, token.start)
    return position + 1


def read_except(scope: Scope, _tokens: Tokens, position: int) -> int:
    """除 …"""
    scope.excepting = len(scope.claims)
    scope.predicated = True
    return position + 1


def read_outside(scope: Scope, tokens: Tokens, position: int) -> int:
    """… 外: what was named since 除 is left out of what follows."""
    if scope.excepting < 0:
        return position + 1
    refs = [t.ref for t in tokens[:position] if t.ref is not None and t.ref.kind == "segments"]
    if refs and not any(t.kind == "feature" for t in tokens[:position]):
        scope.without = tuple(s for ref in refs for s in ref.segments if s != scope.own)
        scope.excepting = -1
        return position + 1
    named = [m for m in scope.mentions if m in scope.topic or m.clause == scope.clause]
    scope.excluded = tuple(dict.fromkeys(n for m in named for n in m.group.features))
    scope.excepting = -1
    scope.topic = []
    scope.fresh, scope.predicated = True, True
    scope.each = False
    return position + 1
