"""What a sentence asserts is read, and nothing that is written makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segreport.claims import check_text, explain, read_claims
from segreport.claims.words.lexicon import read_lexicon
from segreport.models import VERDICTS, Profile


def _words() -> list[str]:
    lexicon = read_lexicon()
    return [
        *(
            "总资产",
            "年龄",
            "各项资产",
            "线上活跃度",
            "流失率",
            "存款",
            "登录次数",
            "群组0",
            "群组2",
        ),
        *("26.8%", "约3倍", "六成", "46.2岁", "8.2万元", "一半", "11个百分点", "第二", "最", "的"),
        *(
            "，",
            "、",
            "；",
            "。",
            "（",
            "）",
            "和",
            "与",
            "占",
            "比",
            "其",
            "在三个群组中",
            "其余两个群组",
        ),
        *lexicon.levels["up"][:12],
        *lexicon.comparisons["down"][:12],
        *lexicon.alike[:6],
        *lexicon.ranks["top"][:6],
        *lexicon.only_behind[:3],
        *lexicon.statistics["median"],
        *lexicon.statistics["sum"][:2],
        *("均", "分别", "前者", "后者", "两项", "除", "外", "其余各项", "不", "略", "显著", "每单"),
        *("次之", "以", "为主", "为零", "每四位客户中就有一位", "六类中", "贡献了", "已婚", "房"),
    ]


@settings(max_examples=400, deadline=None)
@given(words=st.lists(st.sampled_from(_words()), max_size=14), data=st.data())
def test_no_order_of_words_makes_the_checker_fail(
    profile: Profile, words: list[str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["trait", "summary", "strategy", "name"]))
    text = "".join(words)
    judgement = check_text(text, profile, "1", kind)
    assert judgement.verdict in VERDICTS
    assert explain(read_claims(text, profile, "1", kind), profile) is not None


@given(text=st.text(max_size=40))
def test_no_text_makes_the_checker_fail(profile: Profile, text: str) -> None:
    assert check_text(text, profile, "0").verdict in VERDICTS


def test_a_claim_knows_where_it_stands_and_what_it_is_about(profile: Profile) -> None:
    text = "总资产91.4万元，约为群组0的11.1倍。"
    number, multiple = read_claims(text, profile, "2").claims
    assert text[number.start : number.end] == "91.4万元"
    assert (number.relation, number.features, number.subject) == ("number", ("assets",), "2")
    assert (multiple.relation, multiple.features) == ("multiple", ("assets",))
    assert multiple.ref is not None
    assert multiple.ref.segments == ("0",)


def test_a_number_is_held_against_its_cell_only(profile: Profile) -> None:
    judgement = check_text("基金余额40.2万元。", profile, "2")
    (finding,) = judgement.findings
    assert finding.code == "N01"
    assert [(c.segment, c.feature, c.statistic) for c in finding.cells] == [("2", "fund", "mean")]
    assert "13.1 万元" in finding.message


def test_what_holds_is_kept_as_evidence(profile: Profile) -> None:
    judgement = check_text("流失率7.1%，三个群组中最低。", profile, "2")
    assert judgement.findings == ()
    assert {(c.feature, c.statistic) for c in judgement.evidence} >= {
        ("churn", "mean"),
        ("churn", "rank"),
    }


def test_the_parse_can_be_printed(profile: Profile) -> None:
    lines = explain(read_claims("总资产最高，多为已婚人士。", profile, "2"), profile)
    assert any("总资产" in line and "成立" in line for line in lines)
    assert any("已婚" in line and "家庭与婚姻" in line for line in lines)


def test_targets_are_kept_apart_from_evidence(profile: Profile) -> None:
    reading = read_claims("目标：半年内登录次数提升到15次。", profile, "1", "strategy")
    assert reading.claims == ()
    assert [q.value for q in reading.targets][-1] == 15


def test_a_number_by_the_day_is_none_of_what_the_label_tells_by_the_month(profile: Profile) -> None:
    features = tuple(
        feature.model_copy(update={"label": "月登录次数"}) if feature.name == "logins" else feature
        for feature in profile.features
    )
    monthly = profile.model_copy(update={"features": features})
    verdicts = {
        text: check_text(text, monthly, "1").verdict
        for text in ("每月登录11.6次。", "每天登录11.6次。", "日均登录11.6次。", "登录每年11.6次。")
    }
    assert list(verdicts.values()) == ["supported", *["contradicted"] * 3], verdicts
    for text in ("每天登录约0.39次。", "登录每年约140次。", "平均两天半登录一次。"):
        assert check_text(text, monthly, "1").verdict in ("supported", "unverifiable"), text
    assert check_text("每天登录约0.39次。", monthly, "1").verdict == "supported"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("流失率 34.2%。", "数值 34.2%"),
        ("总资产 91.4 万元。", "数值 91.4 万元"),
        ("总资产超过 300 万元。", "数值 大于300 万元"),
        ("总资产约为群组 0 的六倍。", "约6 倍"),
        ("效应量 −1.12 至 −0.99。", "−1.12 至 −0.99"),
        ("流失率比整体低 4.8 个百分点。", "4.8 个百分点"),
        ("存款占总资产的 38%。", "参照总资产 38%"),
    ],
)
def test_a_parse_shows_figures_as_a_report_writes_them(
    profile: Profile, text: str, figure: str
) -> None:
    text = f"总资产与流失率的{text}" if text.startswith("效应量") else text
    assert figure in "".join(explain(read_claims(text, profile, "2"), profile))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("总资产 61 万元。", "“61 万元”与表不符：群组 2 的总资产均值 91.4 万元。"),
        ("共 99 位客户。", "“99 位”与表不符：群组 2 共 175 位客户。"),
        ("存款占总资产的 58%。", "“58%”与表不符：存款余额为总资产的 44.0%。"),
        ("总资产为群组 0 的六倍。", "“六倍”与表不符：总资产为群组 0 的 11.1 倍。"),
        ("总资产比存款多 99 万元。", "“99 万元”与表不符：总资产 91.4 万元，存款余额 40.2 万元。"),
    ],
)
def test_messages_read_as_a_person_writes(profile: Profile, text: str, message: str) -> None:
    assert [finding.message for finding in check_text(text, profile, "2").findings] == [message]
