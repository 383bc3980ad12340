"""Valuing: a number is the value of a feature named before it, behind it or by its unit."""

from __future__ import annotations

from segreport.claims.nouns import GRAND, IS, SHARE, Group
from segreport.claims.quantities.numbers import (
    PEOPLE_UNITS,
    TIME_UNITS,
    fits,
    in_turn,
    unit_of,
)
from segreport.claims.quantities.per import other_period
from segreport.claims.quantities.totals import is_given, main_of, state_total
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.claims.words.lexicon import label_endings
from segreport.wording import Quantity

PERIODS = ("一年", "每年", "每月", "每天", "一天", "一个月", "一次", "一单", "每次", "日均", "年均")
LOOKING = ("看", "逛", "刷", "浏览", "翻", "听", "学", "玩", "聊", "打", "用")
COUNTED = ("个", "项", "样", "条")
MYRIAD = 10_000
COMPARING = ("level", "compare", "word", "apart", "alike", "only", "between")
"""Between a feature and a number: the number may be a distance, or of something else."""
MUCH = 100
"""From here on a number without a unit is likely one of money."""


def by_topic(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """The feature named before, if the number can be a value of it."""
    names = _for_number(scope, quantity)
    token = tokens[position]
    if len(scope.statistics) > 1 and scope.in_turn >= 0 and len(names) == 1:
        scope.statistic = scope.statistics[min(scope.in_turn, len(scope.statistics) - 1)]
        scope.in_turn += 1  # 均值与中位数分别为
    good = tuple(name for name in names if fits(scope, name, quantity))
    if not good and is_given(scope, tokens[:position], quantity):
        state_total(scope, token, main_of(scope), quantity, sure=True)
        return position + 1
    if good == (SHARE,) and scope.predicated and _of_noun(tokens, position):
        return 0  # 三分之一的人出了16.5%的单
    if good and quantity.kind == "value" and other_period(scope, tokens[:position], good):
        scope.doubt(tokens[position], "number")  # 每天下单13.2次, of 月下单次数
        return position + 1
    if len(good) == 1 and _is_grand(scope, tokens[:position], good[0]):
        good = (f"{GRAND}{good[0]}",)
    if not good:
        return _wrong_unit(scope, tokens, position, quantity) if names else 0
    good = _narrowed(scope, good, quantity)
    if len(good) > 1 and len(scope.topic) == 1 and not scope.each and scope.in_turn < 0:
        wanted = scope.topic[0].group.primary
        scope.sure = scope.sure and bool(wanted)
        good = (wanted,) if wanted in good and wanted else good[:1]
    rest = bool(quantity.bound) and "|" in scope.subject  # 其余两群都没有达到50万元
    scope.sure = scope.sure and (rest or _stands_plainly(tokens, position))
    scope.sure = scope.sure and not _mixed(tokens) and not _in_row(scope, tokens, position)
    if len(scope.topic) == 1 and good != names and scope.in_turn < 0:
        scope.topic[0].group = Group(good)
    scope.state(token, "number", good, quantity=quantity)
    for mention in scope.topic if _is_each(tokens) else ():
        mention.sure = False  # 每年往账户里存8,760块: likely another feature
    if scope.in_turn < 0:
        scope.approx = False
    return position + 1


def _narrowed(scope: Scope, good: tuple[str, ...], quantity: Quantity) -> tuple[str, ...]:
    """Of the features a general word names the one that the number is likely of."""
    single = len(scope.topic) == 1
    concept = single and scope.topic[0].group.concept
    exact = tuple(name for name in good if unit_of(scope, name) == quantity.unit)
    if len(exact) == 1 and concept:
        good = exact  # 停得久，3.2小时
    whole = tuple(name for name in good if name not in scope.vocabulary.each_time)
    if len(whole) == 1 and concept:
        good = whole  # 花得最少，107.8元: of 月消费额, and not of 客单价
    paid = tuple(name for name in good if unit_of(scope, name).endswith("元"))
    large = not quantity.unit and quantity.low >= MUCH
    return paid if large and single and len(paid) == 1 else good  # 充值过千


def _of_noun(tokens: Tokens, position: int) -> bool:
    """16.5%的单: a share of something that is no customer."""
    linked, noun = at(tokens, position + 1), at(tokens, position + 2)
    if linked is None or linked.text != "的" or noun is None:
        return False
    return noun.kind in ("neutral", "unknown", "absent", "topic") and noun.text != "占比"


def _is_grand(scope: Scope, before: Tokens, name: str) -> bool:
    """循环余额总量约431万元: the sum over all customers of the segment."""
    later = before
    for number, token in enumerate(before):
        later = before[number + 1 :] if token.kind == "feature" else later
    told = any(token.text in ("总额", "总量", "总计", "总和", "总规模", "共计") for token in later)
    return told and name in scope.vocabulary.additive


def _stands_plainly(tokens: Tokens, position: int) -> bool:
    """Whether a number is stated of its feature as it is: not 比群组1多花80元, not 一年花80元."""
    if any(token.text in PERIODS for token in tokens) or _is_each(tokens):
        return False
    for token in reversed(tokens[:position]):
        if token.kind == "feature":
            return True
        if token.kind in COMPARING or token.text in ("比", "较", "较之", "相较", "比起"):
            return False
    return True


def _wrong_unit(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """年龄45元: the feature stands right before a number that cannot be its."""
    explicit = scope.topic[-1].clause == scope.clause and not scope.predicated
    if not explicit or quantity.kind != "value" or not quantity.unit:
        return 0
    if _feature_ahead(scope, tokens, position, quantity):
        return 0
    if name := _longer_name(scope, tokens[:position], quantity):
        scope.sure = False  # 里程28,233公里, of 飞行里程
        scope.topic[-1].group = Group((name,))
        scope.state(tokens[position], "number", (name,), quantity=quantity)
        return position + 1
    led = at(tokens, position - 2)
    only = [n for n in scope.vocabulary.features if fits(scope, n, quantity)]
    if led is not None and led.text in LOOKING and len(only) == 1:
        scope.topic[-1].group, scope.sure = Group((only[0],)), False  # 看理财840秒
        scope.state(tokens[position], "number", (only[0],), quantity=quantity)
        return position + 1
    named = next((t.text for t in reversed(tokens[:position]) if t.kind == "feature"), "")
    if scope.topic[-1].group.concept or not named.endswith(tuple(label_endings())):
        return _like_named(scope, tokens, position, quantity)
    loose = quantity.unit in (*TIME_UNITS, *COUNTED) or _is_each(tokens)
    scope.doubt(tokens[position], "number" if loose else "unit")
    return position + 1


def _like_named(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """刷卡28.2笔, where general words name 消费总额: of 消费笔数, that begins alike."""
    labels = scope.vocabulary.label_of
    heads = {labels.get(name, name)[:2] for name in scope.topic[-1].group.features}
    able = [n for n, label in labels.items() if label[:2] in heads and fits(scope, n, quantity)]
    if len(able) == 1:
        scope.topic[-1].group, scope.sure = Group((able[0],)), False
        scope.state(tokens[position], "number", (able[0],), quantity=quantity)
    else:
        loose = len(scope.topic[-1].group.features) > 1 or quantity.unit in (*TIME_UNITS, *COUNTED)
        scope.doubt(tokens[position], "number" if loose or _is_each(tokens) else "unit")
    return position + 1


def _longer_name(scope: Scope, before: Tokens, quantity: Quantity) -> str:
    """The only feature with this unit of whose names the word before is a part; empty if none."""
    words = [token.text for token in before if token.kind == "feature"]
    names = scope.vocabulary.holding(words[-1]) if words else frozenset()
    fitting = [name for name in names if fits(scope, name, quantity)]
    return fitting[0] if len(fitting) == 1 else ""


def _is_each(tokens: Tokens) -> bool:
    """每次飞约4,700公里: one feature by another."""
    return any(token.text.startswith("每") for token in tokens)


def _in_row(scope: Scope, tokens: Tokens, position: int) -> bool:
    """34岁、58岁、47岁 of one feature: whose they are is not said."""
    joint, earlier = at(tokens, position - 1), at(tokens, position - 2)
    row = joint is not None and joint.kind in ("joint", "with") and earlier is not None
    same = row and earlier is not None and earlier.number == tokens[position].number
    return same and len(scope.targets()) == 1 and len(scope.statistics) < 2


def _mixed(tokens: Tokens) -> bool:
    """32.7岁、3.2年、43.3%: figures of several features, none of which is named."""
    kinds = {(t.number, t.figure.unit) for t in tokens if t.quantity}
    return len(kinds) > 2 and not any(t.kind in ("feature", "statistic") for t in tokens)


def _for_number(scope: Scope, quantity: Quantity) -> tuple[str, ...]:
    """The topic; of several mentions the only one that has this unit."""
    if scope.in_turn >= 0:
        return in_turn(scope)
    if len(scope.topic) > 1 and not scope.each:
        able = [m for m in scope.topic if any(fits(scope, n, quantity) for n in m.group.features)]
        if len(able) == 1:
            scope.topic = able
    return scope.targets()


def _feature_ahead(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """Position of the feature right behind a number of its unit; 0 where there is none."""
    ahead = position + 1
    while (later := at(tokens, ahead)) and (
        later.text in ("的", "在", "个", "已", "已经", "都") or later.statistic == "mean"
    ):
        ahead += 1
    named = at(tokens, ahead + 1)
    linked = later is not None and later.text in ("为", "是") and named is not None
    part = later is not None and later.text in ("是", "为", "走", "来自", "用", "靠", "都是")
    behind = at(tokens, ahead + 2)
    alone = behind is None or behind.kind in ("joint", "outside")
    if part and named is not None and alone and quantity.kind in ("percent", "fraction"):
        one = named.kind == "feature" and len(named.names) == 1 and named.names != (SHARE,)
        if one and unit_of(scope, named.names[0]) == "%":
            return ahead + 1  # 篮子里过半是生鲜, of 生鲜占比
    if linked and named and any(IS in name for name in named.names):
        return ahead + 1 if quantity.kind in ("percent", "fraction") else 0  # 六成为女性
    if later is None or not any(fits(scope, name, quantity) for name in later.names):
        return 0
    return ahead


def by_feature_ahead(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """47.8个月在网: a number before its feature."""
    ahead = _feature_ahead(scope, tokens, position, quantity)
    if not ahead:
        return 0
    group = tokens[ahead].named
    good = tuple(name for name in group.features if fits(scope, name, quantity))
    scope.fresh = True
    scope.name_features(group, tokens[ahead].start)
    name = group.primary if group.primary in good and group.primary else good[0]
    scope.state(tokens[position], "number", (name,), quantity=quantity)
    return ahead + 1


def _mean_total(scope: Scope, tokens: Tokens, position: int) -> str:
    """The only total of the table that 户均256万 at the head of a text can be of; empty if none."""
    figure = tokens[position].figure
    alone = not scope.topic and not scope.claims and figure.low >= MYRIAD
    averaged = any(token.statistic == "mean" for token in tokens[:position])
    totals = [n for n in sorted(scope.vocabulary.totals) if fits(scope, n, figure)]
    return totals[0] if alone and averaged and len(totals) == 1 else ""


def by_unit(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """平均45岁: the only feature with this unit; 44.6% at the very beginning is the share."""
    token = tokens[position]
    name = SHARE
    if quantity.kind == "value" and quantity.unit:
        good = [n for n in scope.vocabulary.features if fits(scope, n, quantity)]
        good = [n for n in good if unit_of(scope, n) == quantity.unit] or good
        if len(good) != 1 or quantity.unit in (*TIME_UNITS, *PEOPLE_UNITS):
            return 0
        name = good[0]
        scope.sure = scope.sure and _stands_plainly(tokens, position)
    elif quantity.kind == "value" and (total := _mean_total(scope, tokens, position)):
        name, scope.sure = total, False  # 户均256万
    elif _of_noun(tokens, position):
        return 0  # 9.5%的单来自他们
    elif quantity.kind != "percent" or scope.topic or scope.claims or position or scope.clause > 1:
        return 0
    scope.set_topic((name,), token.start)
    scope.topic[0].sure = scope.sure
    scope.mentions.extend(scope.topic)
    scope.state(token, "number", (name,), quantity=quantity)
    return position + 1
