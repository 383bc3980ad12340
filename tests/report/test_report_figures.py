"""Every figure of the report, compared with literals."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import get_args

import pytest
from markdown_it import MarkdownIt
from report_samples import judge_all, make_draft, make_run, small_profile

from segreport import truth
from segreport.models import VERDICT_LABELS, Author, Cell, Judgement
from segreport.report import Report, render_report
from segreport.report.evidence import write_cells
from segreport.report.levels import tint
from segreport.wording import level_word

MEANS = [
    ["特征", "群组 0", "群组 1", "群组 2", "整体"],
    ["年龄", "45.0 岁", "40.0 岁", "50.0 岁", "44.0 岁"],
    ["总资产", "2.00 万元", "5.00 万元", "30.0 万元", "5.70 万元"],
    ["还款比例", "10.0%", "30.0%", "12.0%", "16.2%"],
    ["点击", "4.00", "4.10", "4.05", "4.04"],
]
SECOND_SEGMENT = [
    ["主题", "特征", "本群", "整体", "相对整体", "排名", "水平"],
    ["基本信息", "年龄", "40.0 岁", "44.0 岁", "−9.1%", "3 / 3", "显著低"],
    ["资产", "总资产", "5.00 万元", "5.70 万元", "−12.3%", "2 / 3", "略低"],
    ["还款", "还款比例", "30.0%", "16.2%", "+85.2%", "1 / 3", "显著高"],
    ["线上", "点击", "4.10", "4.04", "+1.6%", "1 / 3", "接近整体"],
]
CITIES = [
    ["描述列", "类别", "本群占比", "整体占比", "v 检验"],
    ["城市", "类别1", "33.3%", "55.0%", "−1.7"],
    ["城市", "类别2", "66.7%", "45.0%", "+1.7"],
]


def report(author: str = "rule", *, checked: bool = True) -> Report:
    profile = small_profile()
    draft = make_draft(profile, author=author)
    return render_report(
        profile, draft, judge_all(profile, draft) if checked else (), make_run(profile)
    )


def markdown_tables(text: str) -> list[list[list[str]]]:
    tables: list[list[list[str]]] = []
    for token, inline in zip(
        tokens := MarkdownIt("commonmark").enable("table").parse(text), tokens[1:], strict=False
    ):
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type in ("th_open", "td_open"):
            tables[-1][-1].append("".join(child.content for child in inline.children or ()))
    return tables


class Page(HTMLParser):
    """The cells of every table of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag, _attrs):
        """Take note of a tag that opens."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td"):
            self.inside = True
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        """Take note of a tag that closes."""
        if tag in ("th", "td"):
            self.inside = False

    def handle_data(self, data):
        """Take note of words."""
        if self.inside:
            self.tables[-1][-1][-1] += data.replace("\u00a0", " ")


def page_tables(text: str) -> list[list[list[str]]]:
    page = Page()
    page.feed(text)
    return page.tables


@pytest.mark.parametrize("expected", [MEANS, SECOND_SEGMENT, CITIES])
def test_a_table_stands_in_the_markdown_as_expected(expected):
    assert expected in markdown_tables(report().markdown)


def test_the_page_has_the_same_tables_as_the_markdown():
    assert page_tables(report().html) == markdown_tables(report().markdown)


@pytest.mark.parametrize(
    ("d", "word", "colour"),
    [
        (0.0, "接近整体", "flat"),
        (0.05, "接近整体", "flat"),
        (-0.05, "接近整体", "flat"),
        (0.0501, "略高", "up1"),
        (-0.1999, "略低", "down1"),
        (0.2, "较高", "up2"),
        (-0.4999, "较低", "down2"),
        (0.5, "显著高", "up3"),
        (-2.0, "显著低", "down3"),
    ],
)
def test_a_level_is_called_by_the_strongest_word_that_holds(d, word, colour):
    assert (level_word(d), tint(d)) == (word, colour)


@pytest.mark.parametrize("d", [-3.0, -0.5, -0.3, -0.2, -0.1, 0.06, 0.2, 0.49, 0.5, 7.0])
def test_a_level_word_is_supported_by_the_judge(d):
    strength = {"显著": "strong", "较": "plain", "略": "weak"}[level_word(d)[:-1]]
    direction = {"高": "up", "低": "down"}[level_word(d)[-1]]
    assert truth.judge_level(d, direction, strength) == "supported"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (("1", "age", "mean", 39.96), "年龄：均值 40.0 岁"),
        (("1", "assets", "median", 123_456.0), "总资产：中位数 12.3 万元"),
        (("1", "assets", "sum", 150_000_000.0), "总资产：合计 1.50 亿元"),
        (("all", "rate", "mean", 0.162), "还款比例：整体均值 16.2%"),
        (("0", "age", "mean", 45.0), "年龄：群组 0 均值 45.0 岁"),
        (("1", "age", "rank", 3.0), "年龄：排名 3 / 3"),
        (("1", "age", "d", -0.5714), "年龄：效应量 −0.57"),
        (("1", "rate", "ratio", 1.852), "还款比例：与整体均值之比 1.9 倍"),
        (("1", "assets", "total_share", 0.263), "总资产：占总量份额 26.3%"),
        (("1", "share", "share", 0.3), "客户：占比 30.0%"),
        (("all", "share", "n", 10_000.0), "客户：整体人数 10,000"),
        (("1", "marriage", "mean", None), "marriage：均值 —"),
        (("1", "col0", "share", 0.5), "城市：占比 50.0%"),
    ],
)
def test_a_cell_is_written_with_its_place_and_unit(cell, written):
    assert write_cells(small_profile(), [cell_of(cell)], "1") == (written,)


def cell_of(given: tuple[str, str, str, float | None]) -> Cell:
    segment, feature, statistic, value = given
    return Cell(segment=segment, feature=feature, statistic=statistic, value=value)


def test_the_cells_of_a_feature_stand_together():
    given = [
        ("1", "assets", "mean", 50_000.0),
        ("1", "age", "mean", 40.0),
        ("1", "assets", "d", -0.11),
        ("all", "assets", "mean", 57_000.0),
    ]
    assert write_cells(small_profile(), map(cell_of, given), "1") == (
        "总资产：均值 5.00 万元，效应量 −0.11，整体均值 5.70 万元",
        "年龄：均值 40.0 岁",
    )


def test_of_many_messages_the_worst_are_shown_and_the_rest_counted():
    profile = small_profile()
    draft = make_draft(profile)
    judged = list(judge_all(profile, draft))
    bad = next(n for n, entry in enumerate(judged) if entry.findings)
    findings = tuple(
        judged[bad]
        .findings[0]
        .model_copy(update={"message": f"第 {n} 处不符。", "verdict": verdict})
        for n, verdict in enumerate(["unverifiable"] * 5 + ["contradicted"] * 4)
    )
    judged[bad] = judged[bad].model_copy(update={"findings": findings})
    text = render_report(profile, draft, judged, make_run(profile)).markdown
    assert "    *   第 5 处不符。\n" in text
    assert "    *   第 8 处不符。\n    *   另有 5 处。\n" in text
    assert "第 0 处不符。" not in text


def test_a_sentence_that_did_not_hold_is_marked_where_it_stands_and_explained():
    text = report().markdown
    assert "*   **资产**：总资产的均值见上表。〔夸大〕\n" in text
    assert "*   **夸大**　特征 · 资产（规则）：总资产的均值见上表。\n" in text
    assert "    *   写作“显著高”，数据不到这个程度。\n" in text
    assert text.count("〔") == 1


def test_without_judgements_every_sentence_is_shown_as_not_checked():
    text = report(checked=False).markdown
    assert "本版各句均未核对。" in text
    assert text.count("*   **未核对**　") == 30
    assert not [label for label in VERDICT_LABELS.values() if f"*   **{label}**　" in text]


def test_a_verdict_on_another_wording_does_not_count():
    profile = small_profile()
    draft = make_draft(profile)
    judged: list[Judgement] = [
        entry.model_copy(update={"text": "另一句话"}) for entry in judge_all(profile, draft)
    ]
    text = render_report(profile, draft, judged, make_run(profile)).markdown
    assert text.count("*   **未核对**　") == 30


@pytest.mark.parametrize("author", get_args(Author))
def test_text_written_by_a_model_is_declared_at_both_ends(author):
    for text in (report(author).markdown, report(author).html):
        assert text.count("本报告部分文字由人工智能生成，已逐句与数据核对") == (
            2 if author == "model" else 0
        )


def test_the_thresholds_of_the_appendix():
    tables = markdown_tables(report().markdown)
    rows = {row[0]: row[2:] for row in next(t for t in tables if t[0][0] == "说法")}
    assert rows["高、较高"] == ["d 不小于 0.2", "d 在 0 与 0.2 之间"]
    assert rows["略高"] == ["d 大于 0.05", "—"]
    assert rows["显著高"] == ["d 不小于 0.5", "d 在 0 与 0.5 之间"]
    assert rows["相当"][0] == "与对方相差不超过 5%，且不超过 0.2 个标准差"
    assert rows["界限"][1] == "大小关系成立，但相差超过 20%"
    assert rows["客户占比"][0].endswith("不超过 3 个百分点")
