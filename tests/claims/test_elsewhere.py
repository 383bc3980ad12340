"""What a report says outside of the segments' sections is judged, or counted as not checked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segreport.claims import annotate, check_report, check_text
from segreport.models import Profile

NAMES = {"0": "低资产大众客户群", "1": "年轻线上活跃客户群", "2": "成熟高净值客户群"}


def _judged(profile: Profile, report: str) -> list[tuple[str, str]]:
    lines = check_report(report, profile, NAMES).lines
    return [(line.judgement.segment, line.judgement.verdict) for line in lines]


@pytest.mark.parametrize(
    ("sentence", "segment", "verdict"),
    [
        ("全体客户平均年龄 42.9 岁。", "all", "supported"),
        ("全体客户平均年龄 60 岁。", "all", "contradicted"),
        ("客户平均年龄 42.9 岁，总资产 27.7 万元。", "all", "supported"),
        ("本次共分析 1,000 位客户，分为三群。", "all", "supported"),
        ("本次共分析 12,000 位客户。", "all", "contradicted"),
        ("本次共分析 1,000 位客户，分为五群。", "all", "contradicted"),
        ("本报告基于 1,000 名客户，聚成三类。", "all", "supported"),
        ("本报告基于 12,000 名客户，聚成三类。", "all", "contradicted"),
        ("所有客户划分为 5 个群组。", "all", "contradicted"),
        ("群组 1 占全部客户的九成。", "1", "contradicted"),
        ("三个群组中，群组 2 的总资产为 91.4 万元。", "2", "supported"),
        ("与群组 0 相比，群组 2 的总资产更低。", "2", "contradicted"),
        ("成熟高净值客户群的总资产最低。", "2", "contradicted"),
        ("成熟高净值客户占 17.5%。", "2", "supported"),
        ("高净值客户总资产 20 万元。", "2", "contradicted"),
        ("年轻线上活跃客户群的登录次数高于成熟高净值客户群。", "1", "supported"),
        ("年轻线上活跃客户群的总资产高于成熟高净值客户群。", "1", "contradicted"),
        ("群组 7 的总资产为 91.4 万元。", "7", "contradicted"),
    ],
)
def test_a_sentence_whose_subject_is_clear_is_judged(
    profile: Profile, sentence: str, segment: str, verdict: str
) -> None:
    report = check_report(f"# 报告\n\n{sentence}\n", profile, NAMES)
    judged = [(line.judgement.segment, line.judgement.verdict) for line in report.lines]
    assert judged == [(segment, verdict)]
    assert report.lines[0].judgement.text == sentence
    assert report.unchecked == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "总资产 91.4 万元，三群最高。",
        "有 300 位客户参加了调研。",
        "两个群组的总资产低于整体。",
        "活跃客户总资产 20 万元。",
        "最年轻客户总资产 20 万元。",
        "本周销量上涨 12%。",
    ],
)
def test_a_sentence_whose_subject_is_not_clear_is_counted(profile: Profile, sentence: str) -> None:
    names = {**NAMES, "0": "低活跃客户群"}
    report = check_report(f"# 报告\n\n{sentence}\n", profile, names)
    assert report.lines == ()
    assert [(left.line, left.text, left.kind) for left in report.unchecked] == [
        (3, sentence, "sentence")
    ]


def test_a_sentence_that_tells_nothing_is_neither(profile: Profile) -> None:
    report = check_report("# 报告\n\n下文逐一说明。\n", profile, NAMES)
    assert (report.lines, report.unchecked) == ((), ())


def test_each_segment_of_a_long_sentence_has_its_own_judgement(profile: Profile) -> None:
    report = "# 摘要\n\n群组 2 的总资产最高；登录 4.2 次；群组 1 的总资产最高。\n"
    assert _judged(profile, report) == [("2", "supported"), ("1", "contradicted")]


@pytest.mark.parametrize(
    "heading",
    [
        "## 群组 7：神秘客户群",
        "### 3.1 群组 7",
        "**群组 7：神秘客户**",
        "## 第七类客户",
        "群组 7\n---",
    ],
)
def test_a_heading_of_a_segment_there_is_not_is_an_error(profile: Profile, heading: str) -> None:
    text = f"## 群组 0\n\n总资产 8.2 万元。\n\n{heading}\n\n总资产 961.2 万元。\n"
    report = check_report(text, profile, NAMES)
    finding = report.lines[-1].judgement.findings[0]
    assert (finding.code, finding.verdict) == ("K02", "contradicted")
    assert finding.message == "没有群组 7：这次运行只有群组 0、1、2。"
    assert [left.text for left in report.unchecked] == ["总资产 961.2 万元。"]


def test_the_third_of_three_is_no_stranger(profile: Profile) -> None:
    report = "## 摘要\n\n第三类客户的总资产为 91.4 万元。第四类客户的总资产为 91.4 万元。\n"
    assert _judged(profile, report) == [("2", "supported"), ("4", "contradicted")]


def test_a_heading_about_customers_in_general_is_no_name(profile: Profile) -> None:
    report = check_report("## 目标客户\n\n年龄 30 岁以下。\n", profile, NAMES)
    assert report.lines == ()


@pytest.mark.parametrize("heading", ["## 群组 5 大特征", "## 群组 2026 年概览", "## 人群 8 个标签"])
def test_a_number_that_counts_something_is_no_segment(profile: Profile, heading: str) -> None:
    assert check_report(f"{heading}\n", profile, NAMES).lines == ()


@pytest.mark.parametrize(
    "heading", ["## 成熟高净值客户", "## 3. 高净值客户群", "**成熟高净值客群**"]
)
def test_a_name_that_is_written_a_little_differently_is_known(
    profile: Profile, heading: str
) -> None:
    judged = _judged(profile, f"{heading}\n\n总资产 61.2 万元，三群最低。\n")
    assert judged == [("2", "supported"), ("2", "contradicted")]


def test_a_heading_with_figures_is_judged(profile: Profile) -> None:
    report = (
        "## 成熟高净值客户 总资产61.2万元，三群最低\n\n## 群组 0：大众客户，总资产 99 万元\n\n"
        "## 全体客户平均年龄 60 岁\n"
    )
    assert [judged for judged in _judged(profile, report) if judged[1] == "contradicted"] == [
        ("2", "contradicted"),
        ("0", "contradicted"),
        ("all", "contradicted"),
    ]


def test_a_heading_of_two_segments_is_no_section_of_either(profile: Profile) -> None:
    report = "## 群组 0 与群组 2 的对比\n\n总资产 8.2 万元。群组 2 的总资产为 8.2 万元。\n"
    assert _judged(profile, report) == [("2", "contradicted")]


def test_an_appendix_is_judged_where_it_names_a_segment(profile: Profile) -> None:
    report = (
        "# 附录 数据与方法\n\n原始数据共 1,050 位客户。轮廓系数 0.3。群组 2 的总资产为 8.2 万元。\n"
    )
    assert _judged(profile, report) == [("2", "contradicted")]


def test_banned_wording_is_found_in_any_section(profile: Profile) -> None:
    (line,) = check_report("## 建议\n\n向新老朋友推荐保本理财。\n", profile, NAMES).lines
    assert (line.judgement.verdict, line.judgement.fit) == ("opinion", False)


def test_code_is_counted(profile: Profile) -> None:
    report = check_report("## 群组 0\n\n```\n月收入 9 万元\n```\n", profile, NAMES)
    assert [left.line for left in report.unchecked] == [4]


def test_findings_point_into_the_text_as_written(profile: Profile) -> None:
    text = "年轻线上活跃客户群的总资产高于成熟高净值客户群。"
    report = check_report(f"# 报告\n\n{text}\n", profile, NAMES)
    (finding,) = report.lines[0].judgement.findings
    assert (finding.written, text[finding.start : finding.end]) == ("高于", "高于")
    assert report.lines[0].read == "群组 1的总资产高于群组 2。"


def test_an_annotated_copy_marks_what_was_not_checked_and_can_be_checked_again(
    profile: Profile,
) -> None:
    text = (
        "# 报告\n\n全体客户平均年龄 60 岁。总资产 20 万元。\n\n"
        "| 群组 | 总资产 | 备注 |\n|---|---|---|\n| 群组 0 | 9.9 万元 | 8 |\n\n"
        "| 项目 | 取值 |\n|---|---|\n| 迭代 | 8 |\n"
    )
    report = check_report(text, profile, NAMES)
    copy = annotate(text, report)
    assert copy.splitlines() == [
        "# 报告",
        "",
        "全体客户平均年龄 60 岁。〔矛盾：“60 岁”与表不符：整体的年龄均值 42.9 岁。〕"
        "总资产 20 万元。〔未核对〕",
        "",
        "| 群组 | 总资产 | 备注 |",
        "|---|---|---|",
        "| 群组 0 | 9.9 万元〔矛盾：“9.9 万元”与表不符：群组 0 的总资产均值 8.20 万元。〕 |"
        " 8〔未核对〕 |",
        "",
        "| 项目〔未核对〕 | 取值 |",
        "|---|---|",
        "| 迭代 | 8 |",
    ]
    again = check_report(copy, profile, NAMES)
    assert [line.judgement for line in again.lines] == [line.judgement for line in report.lines]
    assert len(again.unchecked) == len(report.unchecked)


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("平均总资产为 27.7 万元。", "supported"),
        ("总资产高于群组 0。", "supported"),
        ("总资产最高。", "unverifiable"),
        ("总资产居中。", "unverifiable"),
    ],
)
def test_all_customers_can_be_checked_as_a_segment_is(
    profile: Profile, sentence: str, verdict: str
) -> None:
    assert check_text(sentence, profile, "all").verdict == verdict


PIECES = (
    *(
        "# ",
        "## ",
        "**",
        "- ",
        "> ",
        "|",
        "|---|---|",
        "---",
        "===",
        "```",
        "<!-- x -->",
        "\\|",
        "",
    ),
    *(
        "群组 0",
        "群组 7",
        "第二类客户",
        "Cluster 1",
        "整体",
        "全体客户",
        "高净值客户",
        "群组1和2",
        "本群",
    ),
    *(
        "总资产",
        "年龄",
        "占比",
        "中位数",
        "61.2 万元",
        "60 岁",
        "5%",
        "+3%",
        "2 / 3",
        "最高",
        "1,000 位客户",
    ),
    *(
        "，",
        "。",
        "；",
        "：",
        "（",
        "）",
        " ",
        "\t",
        "\u3000",
        "〔未核对〕",
        "分为五群",
        "与",
        "相比，",
    ),
)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), max_size=8))
@settings(max_examples=300, deadline=None)
def test_nothing_that_is_written_makes_the_check_of_a_report_fail(
    profile: Profile, lines: list[str]
) -> None:
    text = "\n".join(lines)
    report = check_report(text, profile, NAMES)
    places = {entry.line for entry in (*report.lines, *report.unchecked)}
    assert places <= set(range(1, len(text.splitlines()) + 1))
    for line in report.lines:
        for finding in line.judgement.findings:
            assert line.judgement.text[finding.start : finding.end] == finding.written
    copy = annotate(text, report)
    unfit = sum(not line.judgement.fit for line in report.lines) + len(report.unchecked)
    assert copy.count("〔") == text.count("〔") + unfit
