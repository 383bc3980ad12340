"""What is bad news when high: it leads, it is answered, and nobody praises it."""

from __future__ import annotations

import pytest

from segreport.assets import find_asset
from segreport.claims import check_text
from segreport.models import Feature, Profile, SegmentDraft
from segreport.rules import draft_from_rules, is_told_apart, name_segments, read_pack
from segreport.rules.polarity import gravity, is_inverse, is_neutral, is_risk
from tests.rules.making import profile_of

GENERAL = read_pack(find_asset("data/packs/general"))
BORROWERS = (
    Feature(name="income", label="收入", unit="万元", theme="收入", decimals=1, additive=True),
    Feature(name="debt", label="信用卡负债", unit="万元", theme="负债", decimals=2, additive=True),
    Feature(name="years", label="工龄", unit="年", theme="基本信息", decimals=1),
    Feature(name="bad", label="违约占比", unit="%", decimals=1),
)


def label(text: str) -> Feature:
    """A feature of this label."""
    return Feature(name="x", label=text)


def borrowers() -> Profile:
    """The third group has most of everything: income, debt, years in work, and defaults."""
    groups = [
        [[10.0 * g + i % 7, 0.3 * g * g + 0.01 * (i % 9), 4.0 * g + i % 3, float(i % 10 < bad)]
         for i in range(60)]
        for g, bad in ((1, 2), (2, 1), (3, 5))
    ]  # fmt: skip
    return profile_of(BORROWERS, groups)


def last(profile: Profile) -> SegmentDraft:
    return draft_from_rules(profile, GENERAL).segments[-1]


@pytest.mark.parametrize(
    "text", ["违约占比", "逾期次数", "其他负债", "投诉次数", "流失率", "退货率"]
)
def test_risks_are_known_by_their_words(text: str) -> None:
    assert is_risk(label(text))


@pytest.mark.parametrize("text", ["距上次消费天数", "平均乘机间隔", "不活跃月数", "未交易天数"])
def test_what_is_better_when_low_is_known_by_its_words(text: str) -> None:
    assert is_inverse(label(text))
    assert not is_risk(label(text))


@pytest.mark.parametrize("text", ["消费金额", "总资产", "在网时长", "持有产品数", "还款金额"])
def test_the_rest_is_neither(text: str) -> None:
    assert not (is_risk(label(text)) or is_inverse(label(text)) or is_neutral(label(text)))


def test_defaults_are_graver_than_debts() -> None:
    assert gravity(label("违约占比")) < gravity(label("负债率"))
    assert is_told_apart(label("违约占比"))
    assert not is_told_apart(label("负债率"))


def test_a_group_of_defaulters_is_not_praised_for_being_first() -> None:
    """They are first in everything, and a bank must not read 优先维系."""
    drafted = last(borrowers())
    assert drafted.summary.text.startswith("违约占比 50.0%，三个群组中最高；信用卡负债最高；")
    assert "先控风险、后谈营销" in drafted.summary.text
    assert drafted.traits[0].text.startswith("违约占比 50.0%")
    assert drafted.traits[0].place == "trait/风险"


def test_advice_answers_the_risk() -> None:
    """Limits, follow-up and collection, grounded in the defaults."""
    drafted = last(borrowers())
    advice = [sentence.text for sentence in (*drafted.marketing, *drafted.service)]
    assert all("违约占比 50.0%" in text.partition("依据：")[2] for text in advice)
    assert any("额度" in text for text in advice)
    assert not [text for text in advice if "升级方案" in text or "权益" in text]


def test_advice_never_sells_years_in_work() -> None:
    """工龄 is no product and no tie to the bank."""
    for segment in draft_from_rules(borrowers(), GENERAL).segments:
        texts = [s.text.partition("依据：")[0] for s in (*segment.marketing, *segment.service)]
        assert not [text for text in texts if "工龄" in text]


def test_how_long_they_were_away_is_a_reservation_and_no_praise() -> None:
    """The best customers who have been away longest."""
    features = (
        Feature(name="r", label="距上次消费天数", unit="天", decimals=1),
        Feature(name="f", label="消费次数", unit="次", decimals=2),
        Feature(name="m", label="消费金额", unit="元", decimals=0, additive=True),
    )
    groups = [
        [[5.0 * g + i % 3, 2.0 * g + i % 2, 100.0 * g + i] for i in range(50)] for g in (1, 2, 3)
    ]
    text = last(profile_of(features, groups)).summary.text
    assert "各项指标均居首位" not in text
    assert "均居首位，但距上次消费天数 16.0 天，三个群组中最长" in text


def test_too_few_customers_are_looked_at_one_by_one() -> None:
    """No campaign for a dozen people."""
    amount = Feature(name="m", label="消费金额", unit="元", decimals=0, additive=True)
    groups = [[[0.01 * i] for i in range(12)], [[90.0 + i % 9] for i in range(300)]]
    few = draft_from_rules(profile_of([amount], groups), GENERAL).segments[0]
    assert all("依据：12 位客户，占 3.8%。" in s.text for s in (*few.marketing, *few.service))
    assert "逐户" in few.marketing[0].text
    assert "0.055 元" in few.traits[0].text


def test_names_of_the_same_words_are_told_apart() -> None:
    """低频低消费金额 beside 低消费低频 tells nobody which is which."""
    features = (
        Feature(name="r", label="距上次消费天数", unit="天", theme="最近", decimals=1),
        Feature(name="f", label="消费次数", unit="次", theme="频次", decimals=2),
        Feature(name="m", label="消费金额", unit="元", theme="消费金额", decimals=0),
    )
    groups = [
        [[r + i % 5, f + 0.1 * (i % 4), m + i % 6] for i in range(n)]
        for n, r, f, m in ((40, 10, 1.0, 10), (60, 25, 1.5, 60), (50, 26, 6.0, 300))
    ]
    names = name_segments(profile_of(features, groups), GENERAL)
    words = [frozenset(name.removesuffix("客户群").replace("消费金额", "消费")) for name in names]
    assert len(set(words)) == len(names), names


def test_a_ratio_divides_out_of_the_figures_beside_it() -> None:
    """6.99 ÷ 0.20 is no 35.8."""
    times = Feature(name="t", label="取现笔数", unit="笔", decimals=2)
    groups = [[[0.195]] * 40, [[6.99]] * 40, [[2.25]] * 40]
    profile = profile_of([times], groups)
    draft = draft_from_rules(profile, GENERAL)
    text = " ".join(s.text for g in draft.segments for s in g.traits)
    assert "35.8 倍" not in text
    assert check_text("取现笔数 6.99 笔，约为群组 0 的 36 倍。", profile, 1).verdict == "supported"
