"""Shortening: what is short for a label: 登录次数 of APP登录次数, 洗涤 of 洗涤纸品采购额."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from segreport.claims.words.grammar import topical_words
from segreport.claims.words.lexicon import Lexicon
from segreport.models import Feature

TAILS = ("余额", "年限", "笔数", "时长", "天数", "月数", "利率", "等级", "件数", "评分", "次数")
"""Ends of labels that name a feature on their own, where only one has them."""
USE_RATES = ("使用率", "利用率", "动用率", "占用率", "用率")
USED = (
    *("用掉", "用掉了", "用了", "用去", "用去了", "已用", "用到", "用到了", "消耗了", "耗掉"),
    *("占用了", "动用了", "使用了"),
)


def _shared(one: str, other: str) -> str:
    """What two labels begin with alike."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(letter for letter, _ in same)


def without_heads(
    features: tuple[Feature, ...],
) -> Iterator[tuple[Feature, tuple[str, ...]]]:
    """登录次数 of 手机银行登录次数, where 手机银行 also begins another label."""
    for feature in features:
        heads = {_shared(feature.label, other.label) for other in features if other is not feature}
        cut = [feature.label[len(head) :] for head in heads if len(head) > 2]
        yield feature, tuple(sorted(word for word in cut if len(word) > 2))


def short_forms(label: str, lexicon: Lexicon) -> Iterator[str]:
    """登录 and 登录频率 of APP登录次数: without its head, without its tail or with one alike."""
    cores = {label}
    for _ in range(2):
        cores |= {
            core.removeprefix(head)
            for core in cores
            for head in lexicon.label_heads
            if core.startswith(head)
        }
    for core in sorted(cores, key=lambda core: (-len(core), core)):
        if len(core) >= 2:
            yield core
        if core.endswith("类资产") and len(core) > 4:
            yield core[:-2]
            yield core[:-3]
        if len(core) == 4:
            yield core[2:] + core[:2]  # 比较产品 for 产品比较
        for tail in lexicon.label_tails:
            stem = core.removesuffix(tail)
            if core.endswith(tail) and len(stem) >= 2 and stem not in lexicon.label_heads:
                yield stem
                if len(stem) == 4:
                    yield stem[2:] + stem[:2]  # 产品持有 for 持有产品数
                for family in lexicon.tail_families:
                    if tail in family:
                        yield from (stem + other for other in family)


def first_halves(features: tuple[Feature, ...], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """洗涤 of 洗涤纸品采购额, where no other feature begins so."""
    general = {*lexicon.interpretive, *lexicon.filler, *lexicon.advice, *lexicon.label_tails}
    spoken = [(f.name, word) for f in features for word in (f.label, *f.aliases)]
    for feature in features:
        for core in short_forms(feature.label, lexicon):
            half = core[:2]
            alone = all(half not in word for name, word in spoken if name != feature.name)
            if len(core) == 4 and half not in general and alone and half[0] >= "\u4e00":
                yield half, feature.name


def last_halves(features: tuple[Feature, ...], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """使用率 of 额度使用率, where no other feature ends so."""
    general = {*lexicon.interpretive, *lexicon.filler, *lexicon.advice, *lexicon.label_tails}
    general |= {word for family in lexicon.tail_families for word in family}
    general |= topical_words()
    spoken = [(f.name, word) for f in features for word in (f.label, *f.aliases)]
    for feature in features:
        for size in range(2, len(feature.label) - 1):
            half = feature.label[-size:]
            alone = all(half not in word for name, word in spoken if name != feature.name)
            if half not in general and alone and half.isalpha():
                yield half, feature.name


def lone_tails(features: tuple[Feature, ...]) -> Iterator[tuple[str, str]]:
    """余额 of 贷款余额, where no other feature is called one."""
    for tail in TAILS:
        named = [f.name for f in features if any(w.endswith(tail) for w in (f.label, *f.aliases))]
        if len(named) == 1:
            yield tail, named[0]


def used_up(features: tuple[Feature, ...]) -> Iterator[tuple[str, str]]:
    """套餐流量用掉 (八成), of 套餐流量使用率."""
    for feature in features:
        for word in (feature.label, *feature.aliases):
            for tail in USE_RATES:
                stem = word.removesuffix(tail)
                if stem != word and len(stem) > 1 and feature.unit == "%":
                    yield from ((stem + verb, feature.name) for verb in USED)
                    break


def distinct_heads(features: tuple[Feature, ...]) -> Iterator[tuple[str, str]]:
    """上月 and 本月 where the table has 上月流量 and 本月流量."""
    for feature in features:
        for other in features:
            if other is feature:
                continue
            for cut in range(2, min(len(feature.label), len(other.label)) - 1):
                head = feature.label[:-cut]
                same = feature.label[-cut:] == other.label[-cut:]
                if same and head != other.label[:-cut] and len(head) >= 2:
                    yield head, feature.name
