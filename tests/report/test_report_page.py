"""report.html: one file, sound, silent, and whole for every shape of data."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from report_samples import (
    AGE,
    ASSETS,
    Measured,
    judge_all,
    make_draft,
    make_profile,
    make_run,
    small_profile,
)

from segreport.models import Feature, Profile
from segreport.report import Report, render_report

VOID = {"meta", "rect", "br"}


class Sound(HTMLParser):
    """Every tag that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.names: set[str] = set()
        self.values: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Take note of a tag that opens."""
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.values += [value or "" for name, value in attrs if name != "xmlns"]
        self.ids += [value for name, value in attrs if name == "id"]
        self.targets += [value for name, value in attrs if name == "href"]
        if tag not in VOID or (tag == "rect" and "/" not in self.get_starttag_text()[-2:]):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Take note of a tag that opens and closes."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        """Take note of a tag that closes."""
        assert self.open.pop() == tag


def read(html: str) -> Sound:
    page = Sound()
    page.feed(html)
    page.close()
    return page


def many(segments: int, features: int, label: str = "第{}项指标") -> Profile:
    measured = [
        Measured(
            Feature(name=f"f{n}", label=label.format(n), theme="" if n % 2 else "主题"),
            [(n * 7 + s * 3) % 11 + 1.0 for s in range(segments)],
            3.0,
        )
        for n in range(features)
    ]
    return make_profile(measured, [100 + 10 * s for s in range(segments)])


LONG = "一个写得非常非常长而且没有任何停顿的特征名称用来看看版面会不会被它撑破{}"
SHAPES = {
    "small": small_profile(),
    "one segment": make_profile([Measured(AGE, [40.0], 9.0)], [100]),
    "two segments": make_profile([Measured(ASSETS, [40.0, 50.0], 9.0)], [100, 20]),
    "twelve segments": many(12, 5),
    "forty features": many(4, 40),
    "twelve segments, forty features": many(12, 40),
    "long labels": many(5, 6, LONG),
    "long segment labels": make_profile(
        [Measured(AGE, [40.0, 41.0], 9.0)], [10, 20], labels=(LONG.format(1), LONG.format(2))
    ),
    "latin labels": many(3, 4, "MINIMUM_PAYMENTS_OVER_THE_LAST_YEAR_{}"),
    "nothing but categories": make_profile([], [10, 20], categories={"城市": [(5, 5), (10, 10)]}),
    "many categories": make_profile(
        [Measured(AGE, [40.0, 41.0], 9.0)], [60, 60], categories={"城市": [(5,) * 12, (5,) * 12]}
    ),
}


def report_on(profile: Profile) -> Report:
    return render_report(profile, make_draft(profile, author="model"), (), make_run(profile))


@pytest.fixture(scope="module", params=SHAPES.values(), ids=SHAPES.keys())
def html(request) -> str:
    return report_on(request.param).html


def test_every_tag_is_closed(html):
    assert read(html).open == []


def test_nothing_runs_and_nothing_is_fetched(html):
    page = read(html)
    assert page.tags.isdisjoint({"script", "iframe", "object", "embed", "link", "img", "form"})
    assert not [name for name in page.names if name.startswith("on") or name in ("src", "style")]
    assert not [value for value in page.values if re.search(r"https?:|//|data:", value)]
    assert "url(" not in html
    assert "@import" not in html


def test_every_link_of_the_page_leads_somewhere(html):
    page = read(html)
    assert len(set(page.ids)) == len(page.ids)
    assert {target.removeprefix("#") for target in page.targets} <= set(page.ids)


def test_the_policy_allows_exactly_the_stylesheet_of_the_page(html):
    style = re.search(r"<head>.*<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert html.count("<style>") == 1


def test_no_value_is_left_unformatted(html):
    assert not re.search(r"None|nan|Undefined|Markup\(|&amp;amp;", html)


def test_every_segment_has_its_section_its_advice_and_its_evidence():
    profile = SHAPES["twelve segments"]
    report = report_on(profile)
    assert report.html.count("<article id=") == 12
    assert report.html.count('<article class="advice">') == 12
    assert report.markdown.count("**群组特点**：") == 12
    assert report.markdown.count("\n### 群组 ") == 24  # 12 sections and 12 of evidence


def test_twelve_segments_stand_in_two_tables_of_means():
    text = report_on(SHAPES["twelve segments"]).markdown
    assert "| 特征 | 群组 0 | 群组 1 | 群组 2 | 群组 3 | 群组 4 | 群组 5 | 整体 |" in text
    assert "| 特征 | 群组 6 | 群组 7 | 群组 8 | 群组 9 | 群组 10 | 群组 11 | 整体 |" in text


def test_charts_that_would_say_nothing_are_left_out():
    assert set(report_on(SHAPES["small"]).charts) == {"sizes.svg", "levels.svg", "totals.svg"}
    assert set(report_on(SHAPES["twelve segments"]).charts) == {"sizes.svg", "levels.svg"}
    assert set(report_on(SHAPES["one segment"]).charts) == {"sizes.svg"}
    assert set(report_on(SHAPES["nothing but categories"]).charts) == {"sizes.svg"}


def test_with_one_segment_nothing_is_compared():
    text = report_on(SHAPES["one segment"]).markdown
    assert "| 年龄 | 40.0 岁 | 40.0 岁 | 0.0% | 1 / 1 | — |" in text
    assert "突出特征" not in text
    assert "### 统计检验" not in text


def test_without_themes_there_is_no_column_for_them():
    plain = [Measured(Feature(name="x", label="指标"), [1.0, 2.0], 1.0)]
    text = report_on(make_profile(plain, [10, 20])).markdown
    assert "| 特征 | 本群 | 整体 | 相对整体 | 排名 | 水平 |" in text


def test_of_many_categories_the_five_that_differ_most_are_shown_and_the_rest_is_told():
    text = report_on(SHAPES["many categories"]).markdown
    assert "城市共 12 类，只列与整体差异最大的 5 类。" in text


@pytest.mark.parametrize(
    ("clustering", "sentence"),
    [
        ({"chosen": "default"}, "群组数取默认值 3。"),
        ({"chosen": "given"}, "群组数由使用者指定为 3。"),
        (
            {"method": "column", "chosen": "column", "column": "等级"},
            "沿用数据中已有的“等级”列，共 3 个",
        ),
        ({"chosen": "auto", "candidates": [(2, 0.3, 0.9), (3, 0.2, 0.7)]}, "选定为 3。"),
        ({"chosen": "auto", "candidates": [(2, 0.1, 0.9), (3, 0.2, 0.9)]}, "轮廓系数最高。"),
        (
            {"chosen": "auto", "candidates": [(2, 0.1, 0.2), (3, 0.2, 0.3)]},
            "没有候选达标，它最稳定。",
        ),
        ({"chosen": "auto", "candidates": []}, "在 0 个候选中自动选定为 3。"),
    ],
)
def test_how_the_segments_came_about(clustering, sentence):
    """A reason is given only where the candidates bear it out."""
    rows = [
        {"k": k, "silhouette": s, "stability": t, "smallest": 0.1}
        for k, s, t in clustering.pop("candidates", ())
    ]
    profile = small_profile()
    run = make_run(profile, candidates=rows, **clustering)
    text = render_report(profile, make_draft(profile), (), run).markdown
    assert sentence in text


def test_verdicts_of_another_report_do_not_mark_this_one():
    profile = small_profile()
    foreign = judge_all(profile, make_draft(profile, text="别的"))
    text = render_report(profile, make_draft(profile), foreign, make_run(profile)).markdown
    assert "〔" not in text
