"""Whole reports that anybody wrote are checked line by line."""

from __future__ import annotations

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
        for checked in check_report(report, profile)
    ]


def test_sentences_are_judged_where_they_stand(profile: Profile) -> None:
    assert _seen(profile) == [
        (9, "0", "name", "supported"),
        (11, "0", "trait", "supported"),
        (12, "0", "trait", "contradicted"),
        (14, "1", "name", "supported"),
        (20, "1", "trait", "supported"),
        (20, "1", "trait", "unsupported"),
        (25, "1", "strategy", "opinion"),
    ]


def test_banned_wording_is_reported_beside_the_truth(profile: Profile) -> None:
    last = check_report(REPORT, profile)[-1].judgement
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
