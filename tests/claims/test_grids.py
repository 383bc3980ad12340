"""The cells of a report's tables are judged where segment and feature are known."""

from __future__ import annotations

import pytest

from segreport.claims import CheckedReport, check_report
from segreport.models import Profile


def _check(profile: Profile, *lines: str) -> CheckedReport:
    return check_report("\n".join(lines), profile, {"1": "年轻线上活跃客户群"})


def _judged(report: CheckedReport) -> list[tuple[str, str, str]]:
    found = [
        (line.judgement.segment, line.written, line.judgement.verdict) for line in report.lines
    ]
    return [entry for entry in found if entry[1]]


def test_rows_of_segments(profile: Profile) -> None:
    report = _check(
        profile,
        "| 群组 | 客户数 | 占比 | 总资产 | 年龄 |",
        "| --- | ---: | --- | --- | --- |",
        "| 群组 0 | 500 | 50.0% | 8.2 万元 | 46.2 岁 |",
        "| 年轻线上活跃客户群 | 9,124 | 32.5% | 66.2 万元 | 31.5 |",
        "| 合计 | 1,000 | 100% | 27.7 万元 | 50 岁 |",
    )
    assert _judged(report) == [
        ("0", "500", "supported"),
        ("0", "50.0%", "supported"),
        ("0", "8.2 万元", "supported"),
        ("0", "46.2 岁", "supported"),
        ("1", "9,124", "contradicted"),
        ("1", "32.5%", "supported"),
        ("1", "66.2 万元", "contradicted"),
        ("1", "31.5", "supported"),
        ("all", "1,000", "supported"),
        ("all", "27.7 万元", "supported"),
        ("all", "50 岁", "contradicted"),
    ]
    assert report.unchecked == ()


def test_columns_of_segments(profile: Profile) -> None:
    report = _check(
        profile,
        "| 特征 | 群组 0 | 群组 2 | 整体 |",
        "|---|---|---|---|",
        "| 总资产（万元） | 8.2 | 9.1 | 27.7 |",
        "| 流失率 | 34.2% | 7.1% | 99% |",
        "| 神秘指数 | 1 | 2 | 3 |",
    )
    assert _judged(report) == [
        ("0", "8.2", "supported"),
        ("2", "9.1", "contradicted"),
        ("all", "27.7", "supported"),
        ("0", "34.2%", "supported"),
        ("2", "7.1%", "supported"),
        ("all", "99%", "contradicted"),
    ]
    assert [(left.line, left.kind) for left in report.unchecked] == [(5, "cell")] * 3


def test_a_table_within_a_section_is_about_its_segment(profile: Profile) -> None:
    report = _check(
        profile,
        "## 群组 1",
        "",
        "| 特征 | 本群 | 整体 | 相对整体 | 排名 | 水平 |",
        "|---|---|---|---|---|---|",
        "| 年龄 | 31.5 岁 | 42.9 岁 | −26.6% | 3 / 3 | 显著低 |",
        "| 总资产 | 15.6 万元 | 27.7 万元 | +43.6% | 1 / 3 | 高 |",
    )
    assert [verdict for *_, verdict in _judged(report)] == [
        *["supported"] * 7,
        *["contradicted"] * 3,
    ]


def test_words_in_a_table_are_sentences_about_their_segment(profile: Profile) -> None:
    report = _check(
        profile,
        "| 群组 | 名称 | 特点 | 营销策略 |",
        "|---|---|---|---|",
        "| 群组 1 | 年轻客户群 | 年龄最大，登录最多 | 推送线上基金 |",
        "| 群组 2 | 年轻客户 | 总资产最高 | 主推保本基金 |",
    )
    assert _judged(report) == [
        ("1", "年轻客户群", "supported"),
        ("1", "年龄最大，登录最多", "contradicted"),
        ("1", "推送线上基金", "opinion"),
        ("2", "年轻客户", "contradicted"),
        ("2", "总资产最高", "supported"),
        ("2", "主推保本基金", "opinion"),
    ]
    assert [line.judgement.fit for line in report.lines][-1] is False


@pytest.mark.parametrize("cell", ["15.6", "156,000", "15.6 万元", "约 15.6 万"])
def test_a_unit_may_be_left_to_the_caption(profile: Profile, cell: str) -> None:
    report = _check(profile, "| 群组 | 总资产 |", "|---|---|", f"| 群组 1 | {cell} |")
    assert _judged(report) == [("1", cell, "supported")]


def test_medians_are_held_against_medians(profile: Profile) -> None:
    table = ("| 群组 | 总资产 |", "|---|---|", "| 群组 0 | 7.05 万元 |", "| 群组 2 | 91.4 万元 |")
    report = _check(profile, "各群组的中位数如下：", "", *table)
    assert [verdict for *_, verdict in _judged(report)] == ["supported", "contradicted"]


@pytest.mark.parametrize("about", ["### 各特征的标准差", "表 2　效应量", "占总量的份额"])
def test_a_table_of_other_figures_is_counted_and_not_judged(profile: Profile, about: str) -> None:
    report = _check(profile, about, "", "| 群组 | 总资产 |", "|---|---|", "| 群组 0 | 9 万元 |")
    assert _judged(report) == []
    assert ("table", 3) in [(left.kind, left.line) for left in report.unchecked]


def test_a_segment_there_is_not_is_an_error_in_a_table_too(profile: Profile) -> None:
    rows = _check(profile, "| 群组 | 年龄 |", "|---|---|", "| 群组 7 | 31 岁 |", "| 8 | 31 岁 |")
    columns = _check(profile, "| 特征 | 群组 0 | 群组 9 |", "|---|---|---|", "| 年龄 | 46.2 | 9 |")
    found = [
        (line.written, line.judgement.findings[0].code)
        for line in (*rows.lines, *columns.lines)
        if line.judgement.findings
    ]
    assert found == [("群组 7", "K02"), ("8", "K02"), ("群组 9", "K02")]


def test_a_cell_that_is_empty_or_a_dash_tells_nothing(profile: Profile) -> None:
    report = _check(profile, "| 群组 | 年龄 |", "|---|---|", "| 群组 0 | — |", "| 群组 1 |  |")
    assert (report.lines, report.unchecked) == ((), ())


def test_tables_without_outer_pipes_and_with_escaped_ones(profile: Profile) -> None:
    report = _check(profile, "群组 | 年龄 | 注", "---|---|---", "群组 0 | **99** 岁 | a\\|b")
    assert _judged(report) == [("0", "**99** 岁", "contradicted")]
