"""Every: 每四位客户中就有一位, 每十单里六单, 差不多每8天一单."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from segreport.claims.nouns import Token
from segreport.claims.words.numbered import NUMBER, NUMERALS, number_of
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import Quantity

DIGITS = "一二三四五六七八九"
_PAIR = rf"[{DIGITS}]{{2}}(?![十百千万])"
"""六七户: the two numbers between which it is."""


def _every_nth(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """每四位客户中就有一位; with 流失 between, of the feature that names."""
    base = 100 if match["base"].endswith("百") else number_of(match["base"])
    word = vocabulary.terms.get(match["word"])
    group = word.group if word and word.kind == "feature" else None
    if not base:
        return None
    note = "part" if match["word"] and not group else "every"  # 每两户走一户
    pair = len(match["part"]) == 2 and all(letter in DIGITS for letter in match["part"])
    ends = [number_of(part) for part in (match["part"] if pair else (match["part"],))]
    if pair and ends[1] != ends[0] + 1:
        return None
    step = 1 / base if base >= 10 and not pair else 0.0
    low, high = ends[0] / base, ends[-1] / base
    quantity = Quantity(0, 0, low, high, step, "", "fraction", approx=True)
    if match.groupdict().get("under"):
        quantity = replace(quantity, step=0.0, bound="<", approx=False)
    if match.groupdict().get("more"):
        quantity = replace(quantity, step=1 / base, bound=">", rounded=True, approx=False)
    return Token(0, 0, "quantity", "", quantity=quantity, note=note, group=group)


def _every_thing(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """每十单里头有六单走线上: a share of what is counted, and of no customers."""
    token = _every_nth(match, vocabulary)
    return token._replace(note="part") if token else None


def _recurring(match: re.Match[str], _: Vocabulary) -> Token:
    """差不多每8天一单: so many days between two."""
    first, second = match["low"], match["high"]
    low = float(first) if first[0].isdigit() else float(number_of(first))
    high = float(number_of(second)) if second else low
    step = 10.0 ** -len(first.partition(".")[2])
    quantity = Quantity(0, 0, low, high, step, "天", "value", approx=bool(match["near"]))
    return Token(0, 0, "quantity", "", quantity=quantity, note="recurring")


SPANS = {
    "半个月": 15, "半月": 15, "一个月": 30, "两个月": 60, "一周": 7, "两周": 14, "半年": 182,
    "一年": 365, "一个礼拜": 7, "一个星期": 7, "一个季度": 91, "一季度": 91,
}  # fmt: skip


def _recurring_span(match: re.Match[str], _: Vocabulary) -> Token:
    """半个月才来一回: so long between two."""
    days = float(SPANS[match["span"]])
    quantity = Quantity(0, 0, days, days, days / 5, "天", "value", approx=True)
    return Token(0, 0, "quantity", "", quantity=quantity, note="recurring")


def _idle_span(match: re.Match[str], _: Vocabulary) -> Token:
    """半年没下单, 一个多月没来: a time without anything, in days."""
    days = float(SPANS[match["span"].replace("多", "")])
    quantity = Quantity(0, 0, days, days, days / 5, "天", "value", approx=True)
    if match["more"] or "多" in match["span"]:
        quantity = replace(quantity, bound=">", rounded=True, approx=False)
    elif match["under"]:
        quantity = replace(quantity, bound="<", rounded=True, approx=False)
    return Token(0, 0, "quantity", "", quantity=quantity)


_PEOPLE = (
    "客户|用户|会员|储户|商户|农户|住户|散户|借款人|投资者|持卡人|学员|读者|旅客|车主|顾客|企业|人"
)
_NEAR = r"(?P<near>差不多|大约|大概|约|平均|几乎|平均下来|折下来|折合|算下来|合)*"
SHARES_OF: tuple[
    tuple[re.Pattern[str], Callable[[re.Match[str], Vocabulary], Token | None]], ...
] = (
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?每(?P<base>一?百|\d{{1,4}}|{NUMBER})(?!\d)(?:位|名|户|个|人)?(?:客户|用户|会员|人)?(?:左右|上下)?(?:当中|中|里头?)?[，,]?(?:就|便|即|会|将近|约|大约|大概|大致|差不多|只|才|仅|也就|平均)*有?(?:约)?"
            rf"(?P<under>不到|不足|没有|未满)?(?P<word>[^\W\d{NUMERALS}]{{0,4}}?)约?(?P<part>\d{{1,3}}|{_PAIR}|{NUMBER})(?:位|名|户|个|人)(?:{_PEOPLE})?(?P<more>多(?!数))?"
        ),
        _every_nth,
    ),
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?每(?:花|消费|卖出?|买|存)?(?P<base>一?百|\d{{1,4}}|{NUMBER})(?!\d)(?P<u>单|笔|件|趟|次|张|块|元|节|份|顿)(?:订单|消费|交易|钱)?"
            rf"(?:里头?|里面|中|当中|之中)?(?:就|便|约|大约|大概|差不多|只|才|仅|也就|平均)*有?(?:约|近)?(?P<word>[^\W\d{NUMERALS}单笔件趟次张块元节份顿]{{0,3}}?)(?P<part>\d{{1,3}}|{NUMBER})(?P=u)(?!\d)"
        ),
        _every_thing,
    ),
    (
        re.compile(
            rf"{_NEAR}(?P<base>\d{{1,3}}(?![.\d])|[{NUMERALS}])(?P<u>单|笔|件|趟|次|张|块|节|份|顿)(?:订单|消费|交易)?"
            rf"(?:里头?|里面|中|当中|之中)(?:就|便|约|大约|大概|差不多|只|才|仅|也就|平均)*有?(?:约|近)?(?P<word>)(?P<part>\d{{1,3}}|{NUMBER})(?P=u)(?!\d)"
            r"(?P<more>多(?!数)|以上)?"
        ),
        _every_thing,
    ),
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?(?P<base>[{NUMERALS}])(?:位|名|户|个|人)(?:{_PEOPLE})?(?:之?中|里头?|当中|里面)[，,]?"
            rf"(?:就|便|约|大约|大概|差不多|只|才|仅|也就|平均|至少|几乎|将近|倒)*还?有?(?P<under>不到|不足|没有|未满)?(?P<word>)(?P<part>{_PAIR}|{NUMBER})(?:位|名|户|个|人)(?:{_PEOPLE})?(?P<more>多(?!数))?"
        ),
        _every_nth,
    ),
    (
        re.compile(
            rf"{_NEAR}(?:每隔?|隔)?(?P<low>\d{{1,3}}(?:\.\d)?|十[一二三四五六七八九]|[{NUMERALS}两](?:十[一二三四五六七八九]?)?)(?P<high>[{NUMERALS}])?天(?:左右|上下)?"
            r"(?:就|便|才|会|要|能)*(?:来|下|登录|登|跑|买|逛|飞|住|去|刷|交易|光顾|露面|进店|到店|报到)?(?:个|上)?"
            r"[一1](?:次|单|回|趟|笔|面|回头)(?:店|门店|门|超市|商场|网点|课)?(?![\d一二三四五六七八九十])"
        ),
        _recurring,
    ),
    (
        re.compile(
            rf"{_NEAR}(?:每隔?|隔)?(?P<span>{'|'.join(SPANS)})(?:左右|上下)?(?:就|便|才|会|要|能|也就|顶多)*"
            r"(?:来|下|登录|登|跑|买|逛|飞|住|去|刷|交易|光顾|露面|进店|到店|报到)(?:个|上)?"
            r"[一1](?:次|单|回|趟|笔|面|回头)(?:店|门店|门|超市|商场|网点|课)?(?![\d一二三四五六七八九十])"
        ),
        _recurring_span,
    ),
    (
        re.compile(
            r"(?<![近去上下前])"
            r"(?:(?P<under>不到|不足|未满)|(?:差不多|大约|大概|约|几乎|快|将近|有|整整|足足|已经?)+)?"
            rf"(?P<span>{'|'.join((*SPANS, '一个多月', '两个多月'))})"
            r"(?P<more>多|有余|以上)?(?:左右|上下)?"
            r"(?=(?:都|也|就|已经?|再|竟|几乎|压根|愣是|完全)*(?:没|未|不曾|无(?!论)))"
        ),
        _idle_span,
    ),
)
