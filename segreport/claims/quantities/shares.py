"""Shares: 占全部客户的60.4%, 约占总资产四成, 贡献了55.2%的理财复购."""

from __future__ import annotations

from dataclasses import dataclass

from segreport.claims.nouns import GRAND, OVER, SHARE, TOTAL, Group, Reference, Token
from segreport.claims.quantities.numbers import each_part, unit_of
from segreport.claims.quantities.totals import alone, is_summed, main_of, state_total, tells_shares
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

APPROX = ("约", "近", "大约", "将近", "差不多", "了约")
EVERYONE = ("全部", "全体", "所有", "全行")
LED = ("其", "的", "约", "自身", "本身", "自身的", "其自身")
PASSED = ("neutral", "items", "statistic", "each", "degree", "its", "compare")


@dataclass(slots=True)
class _Phrase:
    """What stands between 占 and its number."""

    number: int
    """Position of the number."""
    everyone: bool = False
    """全部客户 was said."""
    people: bool = False
    """Customers were said."""
    whole: Token | None = None
    """The feature that is divided (占总资产…)."""
    summed: bool = False
    """The sum over all customers was said before."""


def against_people(scope: Scope, tokens: Tokens, position: int) -> int:
    """高于其16.1%的用户占比, 与27.2%的人数占比几乎相同: held against the share just told.

    Where the customers' share ends; 0 where it is not so.
    """
    where, number = position, None
    while (token := at(tokens, where)) and (token.kind in ("its", "people") or token.text in LED):
        where += 1
    if token is not None and token.number in ("percent", "fraction"):
        number, where = token, where + 1
        where += 1 if (linked := at(tokens, where)) is not None and linked.text == "的" else 0
    named, told = at(tokens, where), scope.last_told
    if named is None or named.names != (SHARE,) or told is None:
        return 0
    if told.relation != "share_of_total" or len(told.features) != 1:
        return 0
    led = at(tokens, position - 1)
    compared = led is not None and led.kind == "compare"
    scope.sure = scope.sure and not scope.pending  # 授信资源的集中程度远超其客户规模
    if scope.pending and not compared:
        return 0
    told_behind = number_after(tokens, where + 1)
    if number is None and told_behind >= 0 and tokens[told_behind].number == "percent":
        number, where = tokens[told_behind], told_behind
    if number is not None:
        scope.state(number, "number", (SHARE,), quantity=number.figure)
    scope.set_topic((f"{TOTAL}{told.features[0]}",), named.start)
    scope.against = scope.last_ref = Reference("feature", feature=SHARE)
    return where + 1


def read_share_verb(scope: Scope, tokens: Tokens, position: int) -> int:
    """占, 贡献, 持有: a share of the customers, of a total, or of another feature."""
    if "约" in tokens[position].text:
        scope.approx = True
    phrase = _phrase(scope, tokens, position)
    if phrase is None or tokens[phrase.number].number not in ("percent", "fraction"):
        return _names_ratio(scope, tokens, position) or position + 1
    if done := _owned(scope, tokens, position, phrase) or _held(scope, tokens, position, phrase):
        return done
    linked, held = at(tokens, phrase.number + 1), at(tokens, phrase.number + 2)
    other = linked is not None and linked.text == "的" and held is not None
    if "占" not in tokens[position].text and other and held and held.kind not in ("people", "its"):
        scope.doubt(tokens[phrase.number], "number")  # 带来了一半的新客
        return phrase.number + 3
    if phrase.whole is not None and phrase.whole.names != (SHARE,):
        again = scope.fresh and tells_shares(scope) and is_summed(scope, phrase.whole.names)
        if again:  # 占全部客户消费金额的 8.6%，只占购买次数的 5.2%
            return _share_of_total(scope, tokens, phrase.number, phrase.whole, ahead=True)
        return _ratio(scope, tokens, phrase)
    return _of_nothing(scope, tokens, position, phrase) or _share(scope, tokens, phrase)


def _of_summed(scope: Scope, number: Token) -> bool:
    """贷款总额占33.3%，其余三群合计占66.7%: of the same sum, of several together."""
    told = scope.last_told
    again = told is not None and told.relation == "share_of_total" and scope.fresh
    if "+" not in scope.subject or not again or told is None:
        return False
    total = f"{TOTAL}{told.features[0]}"
    scope.state(number, "number", (total,), quantity=scope.marked(number.figure))
    return True


def _names_ratio(scope: Scope, tokens: Tokens, position: int) -> int:
    """以基金占总资产的比重衡量，…: the ratio is what is told of next. 0 where it is not so."""
    whole, linked, noun = (at(tokens, position + offset) for offset in (1, 2, 3))
    names = scope.targets()
    if whole is None or linked is None or noun is None or not scope.pending:
        return 0
    main = whole.named.primary or (whole.names[0] if len(whole.names) == 1 else "")
    framed = linked.text == "的" and noun.text in ("比重", "比例", "占比", "份额", "比率", "百分比")
    told = any(token.quantity for token in tokens[position:])
    if not framed or told or len(names) != 1 or not main or names[0] == main or SHARE in names:
        return 0
    if any(unit_of(scope, name) == "%" for name in (names[0], main)):
        return 0
    scope.set_topic((f"{names[0]}{OVER}{main}",), tokens[position].start)
    scope.mentions.extend(scope.topic)
    return position + 4


def _of_nothing(scope: Scope, tokens: Tokens, position: int, phrase: _Phrase) -> int:
    """保费盘子里，这组贡献了12.7%: of a total that this clause does not name. 0: not so."""
    if phrase.summed and phrase.whole is None:
        return each_part(scope, tokens, phrase.number, "share_of_total", None)
    if _of_summed(scope, tokens[phrase.number]):
        return phrase.number + 1
    if "贡献" not in tokens[position].text or phrase.whole is not None or scope.pending:
        return 0
    scope.doubt(tokens[phrase.number], "number")
    return phrase.number + 1


def _owned(scope: Scope, tokens: Tokens, position: int, phrase: _Phrase) -> int:
    """生鲜贡献了近六成的采购额: the feature that was named is the part. 0 where it is not so."""
    owning = "占" not in tokens[position].text
    if not owning or not scope.pending or phrase.everyone or scope.targets() == (SHARE,):
        return 0
    behind = _held_behind(tokens, phrase.number)
    if phrase.whole is None and behind is None and _of_all(scope, tokens, position):
        if len(main := main_of(scope)) == 1:
            scope.set_topic(main, tokens[position].start)  # 资产却捏着31.2%
        return each_part(scope, tokens, phrase.number, "share_of_total", None)
    phrase.whole = phrase.whole or behind or _whole_theme(scope, tokens[position])
    if phrase.whole is None:
        return 0
    return max(_ratio(scope, tokens, phrase), phrase.number + (3 if behind else 1))


def _held(scope: Scope, tokens: Tokens, position: int, phrase: _Phrase) -> int:
    """持有26.7%的总资产, 13.6%的客户占了近四成授信总额: of everyone's sum. 0 where it is not so."""
    owning = "占" not in tokens[position].text
    held = phrase.whole or _held_behind(tokens, phrase.number)
    if phrase.whole is None and not scope.pending:
        directly = _directly_behind(scope, tokens, phrase.number)
        behind = directly or (held if held and is_summed(scope, held.names) else None)
        if behind is not None:
            done = _share_of_total(scope, tokens, phrase.number, behind, ahead=False)
            return phrase.number + 2 if directly else done
    if held is None or not (owning or (phrase.everyone and held is phrase.whole)):
        return 0
    return _share_of_total(scope, tokens, phrase.number, held, ahead=held is phrase.whole)


def _of_all(scope: Scope, tokens: Tokens, position: int) -> bool:
    """循环余额总量贡献3.8%, and 票款贡献8% after a share of the customers: of everyone's sum."""
    if not is_summed(scope, scope.targets()):
        return False
    total = any(token.text in ("总量", "总额") for token in tokens[:position])
    scope.sure = scope.sure and (total or alone(scope, scope.targets()))
    return total or tells_shares(scope)


def _phrase(scope: Scope, tokens: Tokens, position: int) -> _Phrase | None:
    """What is said up to the number; None where another predicate comes first."""
    phrase = _Phrase(position)
    for where in range(position + 1, len(tokens)):
        token = tokens[where]
        if token.kind == "quantity":
            phrase.number = where
            break
        if token.kind == "people" or (token.ref is not None and token.ref.kind == "overall"):
            phrase.everyone = True
            phrase.people = phrase.people or bool(set(token.text) & set("客人户员店商"))
        elif token.text in EVERYONE and (not scope.pending or scope.targets() == (SHARE,)):
            phrase.everyone = True  # 占全部收入的29.6%
        elif token.text in EVERYONE and _totalled(scope, tokens[:position]):
            phrase.everyone = phrase.summed = True  # 零售总量占全部的一半以上
        elif token.kind == "feature" and phrase.whole is None:
            phrase.whole = token
            _counted(scope, tokens, where)
        elif token.kind == "feature" and phrase.whole and _repeats(phrase.whole, token):
            continue
        elif token.text in APPROX:
            scope.approx = True
        elif token.text == "其中" and phrase.whole is None:
            phrase.whole = _named_before(scope, token)
        elif token.kind not in PASSED:
            return None
    if phrase.number == position:
        return None
    if phrase.whole is None and any(t.statistic == "sum" for t in tokens[position : phrase.number]):
        phrase.whole = _whole_theme(scope, tokens[position])
    return phrase


def _totalled(scope: Scope, before: Tokens) -> bool:
    """零售消费总量: what everyone's sum is told of."""
    told = any(token.text in ("总量", "总额", "总和", "合计总额") for token in before)
    return told and len(scope.targets()) == 1 and is_summed(scope, scope.targets())


def _counted(scope: Scope, tokens: Tokens, position: int) -> None:
    """六类采购: a theme of which the text says how many parts it has."""
    before, names = at(tokens, position - 1), tokens[position].names
    parts = {part for name in names for part in name.split("+")}
    if before is not None and before.kind == "items" and before.rank[0] != len(parts):
        scope.doubt(before, "statement")


def _repeats(whole: Token, token: Token) -> bool:
    """洗涤纸品总采购额: the theme's word only repeats what was named."""
    parts = {part for name in token.names for part in name.split("+")}
    return set(whole.names) < parts


def _whole_theme(scope: Scope, token: Token) -> Token | None:
    """六类合计, without a name: the theme of the topic."""
    names = scope.targets()
    kin = scope.vocabulary.themes.get(names[0], ()) if names else ()
    return token._replace(kind="feature", group=Group(("+".join(kin),))) if kin else None


def _named_before(scope: Scope, token: Token) -> Token | None:
    """What 其中 stands for: the feature named before the topic, with the same unit."""
    names = scope.targets()
    if not names or SHARE in names:
        return None
    for mention in reversed(scope.mentions):
        features = mention.group.features
        single = len(features) == 1 and features not in (names, (SHARE,))
        if single and unit_of(scope, features[0]) == unit_of(scope, names[0]):
            return token._replace(kind="feature", group=mention.group)
    return None


def _sum_before(scope: Scope, names: tuple[str, ...]) -> str | None:
    """六类合计2.1万元，其中生鲜占57%: the sum that was named before and holds it."""
    for mention in reversed(scope.mentions if names else []):
        for name in mention.group.features:
            if "+" in name and set(names) <= set(name.split("+")):
                return name
    return None


def _held_behind(tokens: Tokens, number: int) -> Token | None:
    """55.2%的理财复购: what is held stands behind."""
    linked, held = at(tokens, number + 1), at(tokens, number + 2)
    if linked is None or linked.text != "的" or held is None or held.kind != "feature":
        return None
    return held


def _directly_behind(scope: Scope, tokens: Tokens, number: int) -> Token | None:
    """近四成授信总额: without 的."""
    held = at(tokens, number + 1)
    near = held is not None and held.kind == "feature" and held.start == tokens[number].end
    names = ((held.named.primary,) if held.named.primary else held.names) if held else ()
    return held if near and is_summed(scope, names) else None


def _share_of_total(scope: Scope, tokens: Tokens, number: int, held: Token, *, ahead: bool) -> int:
    """Of the grand total; 55.2%的理财复购和56.1%的投资次数 are two."""
    quantity = scope.marked(tokens[number].figure)
    scope.fresh = True
    scope.name_features(held.named, held.start)
    main = held.named.primary or held.named.whole
    names = (main,) if main else held.names
    scope.state(tokens[number], "share_of_total", names, quantity=quantity)
    after = number + (1 if ahead else 3)
    joint, following = at(tokens, after), at(tokens, after + 1)
    if ahead and joint is not None and joint.kind in ("joint", "with"):
        phrase = _phrase(scope, tokens, after)  # 生鲜采购额的47.4%和乳品采购额的60.9%
        if phrase is not None and phrase.whole is not None:
            return _share_of_total(scope, tokens, phrase.number, phrase.whole, ahead=True)
    behind = _held_behind(tokens, after + 1)
    listed = joint is not None and joint.kind in ("joint", "with") and not ahead
    share = following is not None and following.number in ("percent", "fraction")
    if listed and share and behind is not None:
        return _share_of_total(scope, tokens, after + 1, behind, ahead=False)
    return after


def _ratio(scope: Scope, tokens: Tokens, phrase: _Phrase) -> int:
    """存款约占总资产四成: of a feature or of the sum of several."""
    number = tokens[phrase.number]
    names = tuple(name for name in scope.targets() if name != SHARE)
    whole = phrase.whole.named if phrase.whole else Group(())
    if not names or not whole.features:
        scope.doubt(number, "number")
        return phrase.number + 1
    summed = tuple(name.removeprefix(GRAND) for name in names)
    if whole.primary in summed or summed == whole.features:  # 消费合计仅占全部消费的6.6%
        main = (whole.primary,) if whole.primary else summed
        scope.state(number, "share_of_total", main, quantity=scope.marked(number.figure))
        return phrase.number + 1
    scope.denominator = whole.primary or whole.whole or "+".join(whole.features)
    ref = Reference("feature", feature=scope.denominator)
    return each_part(scope, tokens, phrase.number, "ratio", ref)


def _is_whole(scope: Scope, names: tuple[str, ...]) -> bool:
    """整个销售额里他们占了四分之一, 停电总时长占到42.7%: of the sum that was named itself."""
    if len(names) != 1 or not is_summed(scope, names):
        return False
    return names[0] == scope.denominator or (names[0].startswith(GRAND) and scope.pending)


def _share(scope: Scope, tokens: Tokens, phrase: _Phrase) -> int:
    """Without a whole: of the one named before (理财占26%), of everyone, of the customers."""
    number = tokens[phrase.number]
    quantity = scope.marked(number.figure)
    here = bool(scope.topic) and scope.topic[-1].clause == scope.clause
    names = tuple(name for name in scope.targets() if name != SHARE)
    percentage = bool(names) and all(unit_of(scope, name) == "%" for name in names)
    after_colon = len(names) == 1 and percentage and scope.stop in (":", "：")
    summed = None if phrase.everyone else _sum_before(scope, names)
    if summed and not percentage:
        return each_part(
            scope, tokens, phrase.number, "ratio", Reference("feature", feature=summed)
        )
    totalled = percentage and all(name.startswith(TOTAL) for name in names)
    alone_here = not phrase.everyone and (after_colon or here) and not scope.denominator
    if percentage and tells_shares(scope) and _is_event(tokens[: phrase.number], names):
        scope.set_topic((f"{TOTAL}{names[0]}",), number.start)
        scope.mentions.extend(scope.topic)
        scope.state(number, "number", scope.targets(), quantity=quantity, sure=False)
    elif percentage and (alone_here or (here and totalled)):
        scope.state(number, "number", names, quantity=quantity)
    elif here and _is_whole(scope, names):
        scope.set_topic((names[0].removeprefix(GRAND),), number.start)
        return each_part(scope, tokens, phrase.number, "share_of_total", None)
    elif here and names and not phrase.everyone:
        kin = scope.vocabulary.themes.get(names[0], ()) if scope.within else ()
        if whole := scope.denominator or scope.vocabulary.whole_of(kin):
            ref = Reference("feature", feature=whole)
            return each_part(scope, tokens, phrase.number, "ratio", ref)
        return _bare_share(scope, tokens, phrase.number, names)
    elif here and names and not scope.predicated:
        main = scope.topic[0].group.primary if len(scope.topic) == 1 else None
        if main or names[0].startswith(GRAND):
            scope.set_topic((main or names[0].removeprefix(GRAND),), number.start)
        scope.sure = scope.sure and len(names) == len(scope.topic)
        return each_part(scope, tokens, phrase.number, "share_of_total", None)
    elif phrase.everyone and len(names) == 1 and is_summed(scope, names) and not phrase.people:
        state_total(scope, number, names, quantity, sure=False)  # 1,642元，占全行的72.4%
    else:
        scope.sure = scope.sure and not (phrase.everyone and set(names) & scope.vocabulary.additive)
        scope.sure = scope.sure and (phrase.everyone or not names)
        scope.set_topic((SHARE,), number.start)
        scope.mentions.extend(scope.topic)
        scope.state(number, "number", (SHARE,), quantity=quantity)
    return phrase.number + 1


def _is_event(before: Tokens, names: tuple[str, ...]) -> bool:
    """消费只占两成，流失却占了六成: of all who left, and no rate."""
    named = [token.text for token in before if token.kind == "feature" and token.names == names]
    whole = names[0].startswith(TOTAL) or len(names) > 1
    return bool(named) and not whole and not named[-1].endswith(("率", "比", "比例", "比重", "度"))


def _says_total(before: Tokens) -> bool:
    """Whether the feature before a share is said to be summed over all customers."""
    words = ("总额", "总量", "总规模", "总数")
    return any(token.text.endswith(words) for token in before if token.text not in EVERYONE)


def _bare_share(scope: Scope, tokens: Tokens, where: int, names: tuple[str, ...]) -> int:
    """资产却只占2.7%: of everyone's sum where shares were told, else of the total of the theme."""
    kin = scope.vocabulary.themes.get(names[0], ()) if len(names) == 1 else ()
    totals = [name for name in kin if name in scope.vocabulary.totals and name not in names]
    told, summed = tells_shares(scope), is_summed(scope, names)
    if summed and not totals and len(names) == 1 and _says_total(tokens[:where]):
        return each_part(scope, tokens, where, "share_of_total", None)  # 贷款总额占33.3%
    if summed and not told and len(totals) == 1:
        scope.sure = False  # 基金占七成: most likely of the total
        ref = Reference("feature", feature=totals[0])
        return each_part(scope, tokens, where, "ratio", ref)
    if not told or not summed:
        scope.doubt(tokens[where], "number")
        return where + 1
    main = scope.topic[0].group.primary if len(scope.topic) == 1 else None
    if main and scope.pending:  # 人最多，占27.1%，资产却只占2.7%
        scope.set_topic((main,), tokens[where].start)
    else:
        single = len(names) == len(scope.topic)  # and not a word for several of them
        scope.sure = scope.sure and alone(scope, names) and single
    return each_part(scope, tokens, where, "share_of_total", None)
