"""The whole rule-written text: true, complete, unlike, and fit to publish."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segreport.assets import find_asset
from segreport.models import Draft, Feature, Profile, Theme
from segreport.rules import Pack, draft_from_rules, name_segments, read_pack

from .making import CALM, ONLINE, RICH, bank_profile, profile_of
from .reader import Table, read, read_grounds, read_lead

BANK = read_pack(find_asset("data/packs/retail_bank"))
GENERAL = read_pack(find_asset("data/packs/general"))
GOLDEN = Path(__file__).parents[1] / "golden" / "rules"
BANNED = (
    "保本",
    "零风险",
    "稳赚",
    "承诺收益",
    "最佳",
    "最优",
    "刚性兑付",
    "国家级",
    "可能",
    "赋能",
)
BROKEN = ("None", "nan", "inf", "{", "}", "  ", "，，", "。。", "；；", "，。", "；。", "、。")


def as_text(draft: Draft) -> str:
    """The draft as a person reads it."""
    lines = []
    for segment in draft.segments:
        lines += [f"### 群组 {segment.segment}：{segment.name.text}", f"> {segment.lead.text}"]
        lines += [f"* {t.place.removeprefix('trait/')}：{t.text}" for t in segment.traits]
        lines += [f"特点：{segment.summary.text}", f"依据：{segment.grounds.text}"]
        lines += [f"营销：{sentence.text}" for sentence in segment.marketing]
        lines += [f"服务：{sentence.text}" for sentence in segment.service]
        lines += [f"目标：{sentence.text}" for sentence in segment.targets]
        lines.append("")
    return "\n".join(lines)


def hold_against_table(draft: Draft, profile: Profile) -> int:
    """Every figure and comparison of the draft against cells recomputed here."""
    claims = 0
    for segment in draft.segments:
        table = Table(profile, profile.segment(segment.segment))
        read_lead(segment.lead.text, table)
        claims += read_grounds(segment.grounds.text, table)
        for sentence in segment.traits:
            numeric = re.sub(r"；?[^；]*为[^；]*的客户占 [^；。]*", "", sentence.text)
            claims += read(numeric, table)
        claims += read(segment.summary.text.partition("。")[0], table)
        for sentence in (*segment.marketing, *segment.service):
            grounds = sentence.text.partition("。依据：")[2]
            if re.match(r"[\d,]+ 位客户", grounds):
                read_lead(grounds, table)
            else:
                claims += read(grounds, table)
    return claims


def fit_to_print(draft: Draft) -> None:
    """No placeholder, no broken punctuation, no banned word, no place twice, no name twice."""
    names = [segment.name.text for segment in draft.segments]
    assert len(set(names)) == len(names)
    for segment in draft.segments:
        places = [sentence.place for sentence in segment.sentences()]
        assert len(set(places)) == len(places)
        assert len(segment.marketing) >= 2
        assert len(segment.service) >= 2
    for sentence in draft.sentences():
        assert not [word for word in (*BANNED, *BROKEN) if word in sentence.text], sentence.text
        assert sentence.kind == "name" or sentence.text.endswith("。")


# ── the bank ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bank() -> Profile:
    """Three groups that every bank knows."""
    return bank_profile((CALM, ONLINE, RICH), (600, 270, 130))


def test_the_bank_draft_reads_as_it_was_approved(bank: Profile) -> None:
    """A person has read the golden file; a change of wording has to be read again."""
    assert as_text(draft_from_rules(bank, BANK)) == (GOLDEN / "bank.txt").read_text("utf-8")


def test_the_general_draft_reads_as_it_was_approved(bank: Profile) -> None:
    """The same customers without a pack for their trade."""
    assert as_text(draft_from_rules(bank, GENERAL)) == (GOLDEN / "general.txt").read_text("utf-8")


@pytest.mark.parametrize("pack", [BANK, GENERAL], ids=["bank", "general"])
def test_every_figure_of_the_bank_draft_is_its_cell(bank: Profile, pack: Pack) -> None:
    """Recomputed by the reader of these tests."""
    draft = draft_from_rules(bank, pack)
    assert hold_against_table(draft, bank) > 100
    fit_to_print(draft)


def test_names_are_those_of_the_example(bank: Profile) -> None:
    """Levels of themes make the names."""
    assert name_segments(bank, BANK) == (
        "低资产低活跃客户群",
        "年轻线上活跃客户群",
        "成熟高净值客户群",
    )


def test_no_segment_reads_like_its_neighbour(bank: Profile) -> None:
    """Advice and interpretations differ between segments."""
    draft = draft_from_rules(bank, BANK)
    texts = [s.text for g in draft.segments for s in (*g.marketing, *g.service, g.summary)]
    assert len({text.partition("。依据")[0] for text in texts}) == len(texts)


def test_no_shape_wears_out(bank: Profile) -> None:
    """In one segment the same sentence with other figures stands at most twice."""
    for segment in draft_from_rules(bank, BANK).segments:
        shapes = [skeleton(sentence.text, bank) for sentence in segment.traits]
        assert max(shapes.count(shape) for shape in shapes) <= 2, shapes


def skeleton(text: str, profile: Profile) -> str:
    """The sentence without its features and figures."""
    for feature in sorted(profile.features, key=lambda f: -len(f.label)):
        for name in (feature.label, *feature.aliases):
            text = text.replace(name, "甲")
    return re.sub(r"[\d,.]+ ?\S?[元岁次个秒]?", "1", text)


def test_risky_products_only_where_traits_carry_them(bank: Profile) -> None:
    """Who neither invests nor holds funds is not sold any."""
    calm = draft_from_rules(bank, BANK).segments[0]
    advice = "".join(s.text.partition("依据")[0] for s in (*calm.marketing, *calm.service))
    assert not re.search("基金|定投|权益类|私募|结构性", advice)


def test_the_lowest_spender_is_never_called_high() -> None:
    """A real report named its lowest spenders 高消费."""
    spendings = ((*CALM[:9], 9_000, *CALM[10:]), (*CALM[:9], 300, *CALM[10:]))
    profile = bank_profile(spendings, (80, 60))
    names = name_segments(profile, BANK)
    assert "高消费" in names[0]
    assert "低消费" in names[1]


# ── odd tables ──────────────────────────────────────────────────────────────────────────────────

AMOUNT = Feature(name="x", label="消费金额", unit="元", decimals=0)


def test_identical_segments_still_have_names_of_their_own() -> None:
    """普通客户群1/2/3 and two segments under one name are what real reports did."""
    rows = [[100.0], [200.0], [300.0]]
    draft = draft_from_rules(profile_of([AMOUNT], [rows, rows, rows]), GENERAL)
    fit_to_print(draft)
    assert [segment.name.text for segment in draft.segments] == [
        "各项均衡客户群（群组 0）",
        "各项均衡客户群（群组 1）",
        "各项均衡客户群（群组 2）",
    ]


def test_nearly_identical_segments_differ_by_what_is_extreme() -> None:
    """Where no trait is strong enough, a true comparison tells them apart."""
    base = [[100.0], [200.0], [300.0], [400.0]]
    groups = [base, [[v[0] + 4] for v in base], [[v[0] + 8] for v in base]]
    names = name_segments(profile_of([AMOUNT], groups), GENERAL)
    assert names == (
        "消费金额最低的各项均衡客户群",
        "各项均衡客户群",
        "消费金额最高的各项均衡客户群",
    )


def test_one_segment_is_compared_with_nobody() -> None:
    """k = 1 has figures and no comparison."""
    profile = profile_of([AMOUNT], [[[100.0], [300.0]]])
    draft = draft_from_rules(profile, GENERAL)
    fit_to_print(draft)
    assert draft.segments[0].name.text == "全体客户群"
    assert draft.segments[0].traits[0].text == "消费金额 200 元，中位数 200 元。"
    assert not re.search("高于|低于|最高|最低", as_text(draft))


def test_a_theme_of_opposite_features_is_turned() -> None:
    """A short interval is activity: the lately seen must not be called 低活跃."""
    features = [
        Feature(name="gap", label="最近购买间隔", unit="天", theme="活跃度", decimals=1),
        Feature(name="n", label="购买次数", unit="次", theme="活跃度", decimals=2),
    ]
    groups = [[[170.0, 1.0], [180.0, 1.2]], [[10.0, 6.0], [20.0, 5.0]]]
    profile = profile_of(features, groups, themes=[Theme(name="活跃度")])
    assert name_segments(profile, GENERAL) == ("低活跃客户群", "活跃客户群")


def test_a_notable_category_is_told_with_both_figures() -> None:
    """Only where it is sure and at least five points off."""
    features = [AMOUNT, Feature(name="sex", label="性别", role="describe")]
    rows = [[float(i)] for i in range(200)]
    sexes = ["女"] * 90 + ["男"] * 10 + ["女"] * 20 + ["男"] * 80
    profile = profile_of(features, [rows[:100], rows[100:]], text={"sex": sexes})
    told = [t.text for t in draft_from_rules(profile, GENERAL).segments[0].traits]
    assert told[-1] == "男性客户占 10.0%，整体为 45.0%。"


def test_customers_without_a_single_figure_still_get_a_report() -> None:
    """Only categories: names by size, traits by shares."""
    sexes = ["女"] * 60 + ["男"] * 90 + ["女"] * 10
    groups: list[list[list[float]]] = [[[]] * 60, [[]] * 100]
    feature = Feature(name="sex", label="性别", role="describe")
    draft = draft_from_rules(profile_of([feature], groups, text={"sex": sexes}), GENERAL)
    fit_to_print(draft)
    assert [s.name.text for s in draft.segments] == ["规模最小的客户群", "规模最大的客户群"]
    assert draft.segments[0].summary.text.startswith("两个群组中人数最少")


def test_another_segment_is_referred_to_by_its_label() -> None:
    """Existing segments keep the labels they have."""
    groups = [[[100.0], [120.0]], [[900.0], [880.0]], [[500.0], [480.0]]]
    profile = profile_of([AMOUNT], groups, labels=["新户", "贵宾", "普卡"])
    draft = draft_from_rules(profile, GENERAL)
    hold_against_table(draft, profile)
    assert "群组 贵宾" in as_text(draft) or "群组 新户" in as_text(draft)


# ── any table ───────────────────────────────────────────────────────────────────────────────────

LABELS = ("年龄", "月收入", "消费金额", "购买次数", "在网时长", "流失率", "产品数", "账户余额")
UNITS = ("岁", "元", "元", "次", "月", "%", "个", "元")
values = st.one_of(
    st.integers(0, 50).map(float),
    st.integers(-30_000, 3_000_000).map(lambda n: n / 100),
    st.sampled_from([0.0, 0.0, 1.0]),
)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any few customers in any few segments, with and without themes."""
    count = draw(st.integers(1, len(LABELS)))
    themed = draw(st.booleans())
    names = [draw(st.sampled_from(["甲类", "乙类", ""])) if themed else "" for _ in range(count)]
    features = [
        Feature(
            name=f"f{i}",
            label=LABELS[i],
            unit=draw(st.sampled_from([UNITS[i], ""])),
            theme=names[i],
            additive=draw(st.booleans()),
        )
        for i in range(count)
    ]
    row = st.lists(values, min_size=count, max_size=count)
    groups = draw(st.lists(st.lists(row, min_size=2, max_size=6), min_size=1, max_size=5))
    themes = [Theme(name=name) for name in ("甲类", "乙类") if name in names]
    return profile_of(features, groups, themes=themes)


@settings(max_examples=300, deadline=None)
@given(profiles(), st.sampled_from([BANK, GENERAL]))
def test_any_table_gets_a_true_and_whole_draft(profile: Profile, pack: Pack) -> None:
    """Never a crash, a broken text, a name twice, or a figure that is not its cell."""
    draft = draft_from_rules(profile, pack)
    fit_to_print(draft)
    hold_against_table(draft, profile)
    assert tuple(s.name.text for s in draft.segments) == name_segments(profile, pack)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.floats(0.3, 3.0), min_size=14, max_size=14), min_size=1, max_size=7),
    st.integers(0, 99),
)
def test_any_bank_gets_a_true_and_whole_draft(factors: list[list[float]], seed: int) -> None:
    """The same over banks of all shapes."""
    centres = [[c * f for c, f in zip(CALM, row, strict=True)] for row in factors]
    profile = bank_profile(centres, [12 + 5 * i for i in range(len(factors))], seed=seed)
    draft = draft_from_rules(profile, BANK)
    fit_to_print(draft)
    hold_against_table(draft, profile)
