"""Whole reports that anybody wrote are checked line by line."""

from __future__ import annotations

import pytest

from segreport.claims import check_report
from segreport.models import Profile

REPORT = """# 客户分群报告

## 1 引言

我们的客户遍布全国，平均年龄 88 岁。

## 2 各群组特征

### 群组 0：低活跃大众客户

*   **资产**：总资产 8.2 万元，三个群组中最低。
*   **活跃度**：登录 11.6 次，居首。

### 群组 1：年轻数字活跃客户

| 特征 | 均值 |
|---|---|
| 年龄 | 99 |

平均年龄 31.5 岁，最年轻。多为已婚人士。

## 3 决策建议

*   **年轻数字活跃客户**
    *   **营销策略**：推荐保本理财；首月费率 1 折。
"""


def _seen(profile: Profile, report: str = REPORT) -> list[tuple[int, str, str, str]]:
    return [
        (checked.line, checked.judgement.segment, checked.judgement.kind, checked.judgement.verdict)
        for checked in check_report(report, profile).lines
    ]


def test_sentences_are_judged_where_they_stand(profile: Profile) -> None:
    assert _seen(profile) == [
        (9, "0", "name", "supported"),
        (11, "0", "trait", "supported"),
        (12, "0", "trait", "contradicted"),
        (14, "1", "name", "supported"),
        (18, "1", "trait", "contradicted"),
        (20, "1", "trait", "supported"),
        (20, "1", "trait", "unsupported"),
        (25, "1", "strategy", "opinion"),
    ]


def test_banned_wording_is_reported_beside_the_truth(profile: Profile) -> None:
    last = check_report(REPORT, profile).lines[-1].judgement
    assert [(finding.code, finding.blocks) for finding in last.findings] == [("W03", True)]


def test_reports_that_count_from_one_are_understood(profile: Profile) -> None:
    report = "## 群组一\n总资产 8.2 万元。\n## 群组二\n登录 11.6 次。\n## 群组三\n流失率 7.1%。\n"
    assert _seen(profile, report) == [
        (2, "0", "trait", "supported"),
        (4, "1", "trait", "supported"),
        (6, "2", "trait", "supported"),
    ]


def test_other_ways_to_name_a_segment(profile: Profile) -> None:
    report = (
        "## 第1类客户\n总资产 8.2 万元。\n"
        "## 第2类客户\n登录 11.6 次。\n"
        "## 第3类客户\n流失率 9.9%。\n"
    )
    assert [verdict for *_, verdict in _seen(profile, report)] == [
        "supported",
        "supported",
        "contradicted",
    ]
    english = "### Segment 2\n总资产 91.4 万元。\n### Segment 0\n年龄 46.2 岁。\n"
    assert [(s, v) for _, s, _, v in _seen(profile, english)] == [
        ("2", "supported"),
        ("0", "supported"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("### Cluster 0", "### Cluster 1", "### Cluster 2"),
        ("### Cluster 1", "### Cluster 2", "### Cluster 3"),
        ("## 客户群A", "## 客户群B", "## 客户群C"),
        ("## 客户群A：沉睡大众", "## 客户群B（线上年轻）", "## 客户群C - 高净值"),
        ("#### 第一类客户", "#### 第二类客户", "#### 第三类客户"),
        ("**第1类客户：低活跃**", "**第2类客户：年轻**", "**第3类客户：高净值**"),
        ("## 一、群组1", "## 二、群组2", "## 三、群组3"),
        ("### A类客户", "### B类客户", "### C类客户"),
        ("### 客群甲", "### 客群乙", "### 客群丙"),
        ("### 细分群 Ⅰ", "### 细分群 Ⅱ", "### 细分群 Ⅲ"),
        ("### 人群#1", "### 人群#2", "### 人群#3"),
        ("### Group 1: quiet", "### Group 2: young", "### Group 3: rich"),
    ],
)
def test_segments_are_found_from_any_kind_of_numbering(
    profile: Profile, first: str, second: str, third: str
) -> None:
    report = (
        f"{first}\n\n总资产 8.2 万元。\n\n{second}\n\n登录 11.6 次。\n\n{third}\n\n流失率 7.1%。\n"
    )
    seen = [(s, v) for _, s, kind, v in _seen(profile, report) if kind != "name"]
    assert seen == [("0", "supported"), ("1", "supported"), ("2", "supported")]


def test_sections_with_nothing_but_a_name_are_found_by_the_size_they_give(profile: Profile) -> None:
    report = (
        "## 1. 沉睡大众客户\n\n共 500 人。总资产 8.2 万元。\n\n"
        "## 2. 家庭理财客群\n\n占全部客户的 32.5%，登录 11.6 次。\n\n"
        "## 3. 塔尖客户\n\n占 17.5%。流失率 9.9%。\n\n"
        "## 建议\n\n**塔尖客户**\n\n- 鉴于总资产最低，配专人。\n"
    )
    seen = [(s, kind, v) for _, s, kind, v in _seen(profile, report)]
    assert [entry for entry in seen if entry[1] != "name"] == [
        ("0", "trait", "supported"),
        ("0", "trait", "supported"),
        ("1", "trait", "supported"),
        ("2", "trait", "supported"),
        ("2", "trait", "contradicted"),
        ("2", "strategy", "contradicted"),
    ]


def test_sections_with_nothing_but_a_name_are_found_by_what_it_says(profile: Profile) -> None:
    report = (
        "## 高净值客户\n\n总资产 91.4 万元。\n\n## 年轻数字活跃客户\n\n登录 11.6 次。\n\n"
        "## 低活跃大众客户\n\n总资产 8.2 万元。\n"
    )
    seen = [(s, v) for _, s, kind, v in _seen(profile, report) if kind == "trait"]
    assert seen == [("2", "supported"), ("1", "supported"), ("0", "supported")]


def test_names_may_be_given_in_a_table(profile: Profile) -> None:
    report = (
        "| 群组 | 名称 |\n|---|---|\n| 群组 0 | 阿甘型客户 |\n| 群组 1 | 闪电型客户 |\n"
        "| 群组 2 | 磐石型客户 |\n\n## 磐石型客户\n\n总资产 91.4 万元。\n\n"
        "- 闪电型客户：登录 11.6 次。\n- 阿甘型客户：登录 11.6 次。\n"
    )
    seen = [(s, v) for _, s, kind, v in _seen(profile, report) if kind == "trait"]
    assert seen == [("2", "supported"), ("1", "supported"), ("0", "contradicted")]


def test_a_section_nobody_can_place_is_for_a_person(profile: Profile) -> None:
    report = check_report("## 神秘客户\n\n总资产 91.4 万元。\n", profile)
    assert [(line.line, line.judgement.verdict) for line in report.lines] == [(1, "unverifiable")]
    finding = report.lines[0].judgement.findings[0]
    assert (finding.code, "神秘客户" in finding.message) == ("K03", True)
    assert [(left.line, left.text) for left in report.unchecked] == [(3, "总资产 91.4 万元。")]


def test_headings_may_be_underlined(profile: Profile) -> None:
    report = (
        "报告\n====\n\n群组 0\n------\n\n总资产 8.2 万元。\n\n群组 2\n---\n\n总资产 8.2 万元。\n"
    )
    assert _seen(profile, report) == [
        (7, "0", "trait", "supported"),
        (12, "2", "trait", "contradicted"),
    ]


def test_bold_lines_within_a_bold_section_belong_to_its_segment(profile: Profile) -> None:
    report = (
        "**群组 0**\n\n**特征**\n\n总资产 91.4 万元。\n\n*   **群组 1**\n    *   **营销策略**\n"
        "        *   用电话唤醒。依据：总资产 91.4 万元。\n\n**总体结论**\n\n登录 11.6 次。\n"
    )
    assert [(line, s, v) for line, s, _, v in _seen(profile, report)] == [
        (5, "0", "contradicted"),
        (9, "1", "opinion"),
        (9, "1", "contradicted"),
    ]


def test_a_report_that_counts_from_one_means_its_own_numbers_in_sentences(profile: Profile) -> None:
    report = (
        "## 群组 1\n总资产低于群组 3。\n## 群组 2\n登录 11.6 次。\n"
        "## 群组 3\n总资产居首，高于群组 1和2。\n\n# 结论\n\n群组 3 的总资产为 91.4 万元。\n"
    )
    assert [(line, s, v) for line, s, _, v in _seen(profile, report)] == [
        (2, "0", "supported"),
        (4, "1", "supported"),
        (6, "2", "supported"),
        (10, "2", "supported"),
    ]
