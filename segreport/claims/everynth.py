"""Every nth: 每四位客户中就有一位, 十户里头六七户, 每三单里就有两单."""

from __future__ import annotations

import re
from collections.abc import Callable

from segreport.claims.nouns import Token
from segreport.claims.numbered import NUMBER, NUMERALS, number_of
from segreport.claims.vocabulary import Vocabulary
from segreport.wording import Quantity

DIGITS = "一二三四五六七八九"
_PAIR = rf"[{DIGITS}]{{2}}(?![十百千万])"
"""六七户: the two numbers between which it is."""


def _every_nth(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """每四位客户中就有一位; with 流失 between, of the feature that names."""
    base = 100 if match["base"].endswith("百") else number_of(match["base"])
    word = vocabulary.terms.get(match["word"])
    group = word.group if word and word.kind == "feature" else None
    if (match["word"] and not group) or not base:
        return None
    pair = len(match["part"]) == 2 and all(letter in DIGITS for letter in match["part"])
    ends = [number_of(part) for part in (match["part"] if pair else (match["part"],))]
    if pair and ends[1] != ends[0] + 1:
        return None
    low, high = ends[0] / base, ends[-1] / base
    step = 1 / base if base >= 10 and not pair else 0.0
    quantity = Quantity(0, 0, low, high, step, "", "fraction", approx=True)
    return Token(0, 0, "quantity", "", quantity=quantity, note="every", group=group)


def _every_thing(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """每十单里头有六单走线上: a share of what is counted, and of no customers."""
    token = _every_nth(match, vocabulary)
    return token._replace(note="part") if token else None


EVERY: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Vocabulary], Token | None]], ...] = (
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?每(?P<base>一?百|\d{{1,4}}|{NUMBER})(?!\d)(?:位|名|户|个|人)?(?:客户|用户|会员|人)?(?:之?中|里头?|当中|里面)?[，,]?(?:就|便|即|会|约|大约|大概|大致|差不多|只|才|仅|也就|平均|至少|几乎|将近)*有?(?:约)?"
            rf"(?P<word>[^\W\d{NUMERALS}]{{0,4}}?)约?(?P<part>\d{{1,3}}|{_PAIR}|{NUMBER})(?:位|名|户|个|人)(?:客户|用户)?"
        ),
        _every_nth,
    ),
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?每(?P<base>一?百|\d{{1,4}}|{NUMBER})(?!\d)(?P<u>单|笔|件|趟|次|张|块|元|节|份|顿)(?:订单|消费|交易|钱)?"
            rf"(?:里头?|里面|中|当中|之中)?(?:就|便|约|大约|大概|差不多|只|才|仅|也就|平均)*有?(?:约|近)?(?P<word>)(?P<part>\d{{1,3}}|{NUMBER})(?P=u)(?!\d)"
        ),
        _every_thing,
    ),
    (
        re.compile(
            rf"(?:差不多|大约|约|大概|平均|几乎)?(?P<base>[{NUMERALS}])(?:位|名|户|个|人)(?:客户|用户|会员|人)?(?:之?中|里头?|当中|里面)[，,]?"
            rf"(?:就|便|约|大约|大概|差不多|只|才|仅|也就|平均|至少|几乎|将近|倒)*有?(?P<word>)(?P<part>{_PAIR}|{NUMBER})(?:位|名|户|个|人)(?:客户|用户)?"
        ),
        _every_nth,
    ),
)
