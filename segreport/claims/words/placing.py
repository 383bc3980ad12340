"""Placing: phrases that give somebody a place: 规模最大的群组, 最小众, 首推群组2."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from segreport.claims.nouns import Token
from segreport.claims.words.numbered import NUMBER, extreme_size, number_of
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import Quantity


def _everything(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """年龄以外的指标: every feature but those left out."""
    return Token(0, 0, "everything", "")


def _first(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """论年龄首推群组2."""
    return Token(0, 0, "rank", "", rank=(1,))


def _second(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """紧随榜首之后."""
    return Token(0, 0, "rank", "", rank=(2,))


def _plain(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """系三个群组中最高: a copula."""
    return Token(0, 0, "neutral", "")


def _growth(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """翻了三番: eight times what it was, or what another is."""
    return Token(0, 0, "absent", "")


def _times_more(match: re.Match[str], _: Vocabulary) -> Token | None:
    """翻了一倍还多: more than twice what it was, or what another is."""
    times = number_of(match["n"]) + 1.0
    quantity = Quantity(match.start(), match.end(), times, times, 0.5, "", "multiple")
    if match["more"]:
        quantity = replace(quantity, bound=">", rounded=True)
    elif match["near"] or match["near2"]:
        quantity = replace(quantity, approx=True)
    return Token(0, 0, "quantity", "", quantity=quantity)


def _birth(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """90后: when they were born, which no age of today tells for good."""
    return Token(0, 0, "topic", "", note="出生年代")


PLACING: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Vocabulary], Token | None]], ...] = (
    (
        re.compile(
            r"(?<![^，。；：（(是为系属乃算中里])(?:客户|用户|会员)?(?:规模|体量|人数|数量|占比|盘子)最"
            r"(?P<way>[大小多少高低])的?(?:一个?|那个?)?(?:客户|细分)?(?:群组|客群|群体|组|群|类|拨|批|支)(?!\s?\d)"
        ),
        extreme_size,
    ),
    (
        re.compile(
            r"(?<![\d.])(?:[5-9]0|00|[6-9]5|[五六七八九]零|零零|[六七八九]五)后(?![面续期者两二三几])"
        ),
        _birth,
    ),
    (re.compile(r"翻了?(?:近|约|将近|好|快)?[几两二三四五六七八九十]番"), _growth),
    (
        re.compile(
            r"(?P<near>快|近|约|将近|差不多|几乎)?翻了?(?P<near2>近|约|将近|差不多|快)?(?:整整)?"
            r"(?P<n>[一两二三四五1-9])倍(?P<more>多|还多|有余|以上|不止)?"
        ),
        _times_more,
    ),
    (
        re.compile(
            r"紧[随跟](?:在)?(?:榜首|第一|首位|头名)(?:名|位)?(?:之后|其后|后面|后)?(?=[，。；、]|$)"
        ),
        _second,
    ),
    (re.compile(r"最(?P<way>小)众(?!化)"), extreme_size),
    (re.compile(r"(?<![^，。；：组群客体])系(?=[该全各其本为]|[两三四五六七八九]个)"), _plain),
    (re.compile(r"(?<=外的)(?:各项|其他|其余|所有|全部|各)?(?:指标|维度|项目)"), _everything),
    (
        re.compile(
            r"(?<![高低多少大小长短老幼强弱首末的者])(?:首推|首数|当推|当数|要数|还要数|还数|则数|就数)"
            rf"(?=群组|该群|本群|这群|客群\s?\d|他们|{NUMBER}号)"
        ),
        _first,
    ),
)
