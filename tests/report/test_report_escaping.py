"""Whatever a label says, it is shown and does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import markdown as python_markdown
import mistune
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from report_samples import CLICKS, Measured, judge_all, make_draft, make_profile, make_run

from segreport.models import Feature
from segreport.report import Report, render_report
from segreport.report.escaping import escape_markdown, plain

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><h1>x</h1>",
    "</title><style>*{display:none}</style>",
    "]]><!--",
    "{{ 7*7 }}{% raw %}",
    "a|b|c",
    "\\|\\",
    "**粗** _斜_ ~~删~~ `码`",
    "```",
    "[点我](javascript:alert(1))",
    "![图](http://evil.example/x.png)",
    "<http://evil.example>",
    "http://evil.example/?a=1&b=2 www.evil.example a@evil.example",
    "[1]: http://evil.example",
    "# 标题",
    "> 引用",
    "- 项",
    "+ 项",
    "12. 项",
    "1) 项",
    "---",
    "===",
    "    缩进",
    "两\n行",
    "段\n\n# 标题\n\n|a|b|\n|-|-|",
    "回\r车\u2028行\u2029段\x0b\x0c",
    "&lt;b&gt; &amp; &#60; &nbsp;",
    "\u202e倒\u2066x",
    "\x00\x07\x1b[31m",
    '"\' onmouseover="x',
    "$x$ \\(y\\) :smile: ^上^ ==亮==",
    "=cmd|' /C calc'!A0",
    "𠮷👨‍👩‍👧é",
)


WORDS = ("text", "text_special", "inline")


def report_with(text: str) -> Report:
    """A report that has `text` in every place where a text can stand."""
    features = [
        Feature(name="assets", label=f"资产{text}", unit=text, theme=f"主题{text}", additive=True),
        Feature(name="rate", label=f"{text}率", theme=text, unit="%"),
        CLICKS,
    ]
    profile = make_profile(
        [
            Measured(feature, means, 1.0)
            for feature, means in zip(features, ((1.0, 2.0), (0.1, 0.9), (4.0, 4.0)), strict=True)
        ],
        (60, 40),
        labels=(f"甲{text}", f"{text}乙"),
        categories={f"列{text}": [(30, 30), (20, 20)]},
    )
    profile = profile.model_copy(update={"title": f"客户{text}"})
    draft = make_draft(profile, text=text)
    run = make_run(profile, text=text, method="column", chosen="column", column=f"列{text}")
    return render_report(profile, draft, judge_all(profile, draft), run)


def parse(markdown: str) -> list[Token]:
    """As GitHub and most others read it: CommonMark with tables, HTML let through."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def skeleton(markdown: str) -> list[tuple[str, str]]:
    """What a renderer makes of a text, without the words."""
    return [
        (t.type, str(t.attrs.get("src", ""))) for t in flat(parse(markdown)) if t.type not in WORDS
    ]


class Tags(HTMLParser):
    """The tags of a page in order, each with its attributes' names, the words left out."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []
        self.drawing = False

    def handle_starttag(self, tag, attrs):
        """Take note of a tag that opens."""
        self.drawing = self.drawing or tag == "svg"
        if not self.drawing:
            self.seen.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        """Take note of a tag that closes."""
        if not self.drawing:
            self.seen.append((f"/{tag}", ()))
        self.drawing = self.drawing and tag != "svg"

    def handle_data(self, data):
        """Take note of words."""
        self.words.append(data)


def tags(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    return parser


HARMLESS = report_with("无害")
SETTINGS = ("{}", "甲{}", "{}乙", "“{}”", "（{}）", "a {} b")
RENDERERS = {
    "markdown-it": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
    "mistune": mistune.create_markdown(escape=False, plugins=["table", "strikethrough"]),
    "markdown": lambda text: python_markdown.markdown(text, extensions=["tables"]),
}


def test_there_are_two_hundred_hostile_texts():
    assert len({setting.format(text) for setting in SETTINGS for text in HOSTILE}) >= 200


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_renderer_makes_anything_of_a_hostile_text(text, setting):
    """Labels, names, sentences, categories and file names: the text is in every one of them."""
    report = report_with(setting.format(text))
    for name, render in RENDERERS.items():
        assert tags(render(report.markdown)).seen == tags(render(HARMLESS.markdown)).seen, name
    assert tags(report.html).seen == tags(HARMLESS.html).seen


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_changes_no_structure_of_the_markdown(text):
    assert skeleton(report_with(text).markdown) == skeleton(HARMLESS.markdown)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_in_the_markdown_as_it_is(text):
    shown = "".join(t.content for t in flat(parse(report_with(text).markdown)) if not t.children)
    assert plain(f"群组 甲{text}") in shown
    assert plain(f"不是数值{text}") in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_changes_no_structure_of_the_page(text):
    assert tags(report_with(text).html).seen == tags(HARMLESS.html).seen


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_shown_in_the_page_as_it_is(text):
    shown = "".join(tags(report_with(text).html).words)
    assert plain(f"不是数值{text}") in shown.replace("\u00a0", " ")


@pytest.mark.parametrize("text", HOSTILE)
def test_charts_hold_nothing_but_rectangles_and_text(text):
    for drawing in report_with(text).charts.values():
        root = ET.fromstring(drawing)  # noqa: S314 - our own output
        kinds = {re.sub(r"^\{.*\}", "", element.tag) for element in root.iter()}
        assert kinds == {"svg", "style", "rect", "text", "title"}


SNIPPETS = st.sampled_from([*"\\`*_[]{}#&<>|~$@!()-+=.:;\"' \t\nab1。，年", "://", "www.", "&lt"])
TEXTS = st.lists(SNIPPETS, max_size=12).map("".join) | st.text(max_size=12)


FRAMES = {
    "cell": "| a |\n| --- |\n| {} |",
    "item": "*   {}",
    "inner item": "*   外\n    *   {}",
    "quote": "> {}",
    "heading": "### {}",
    "bold": "*   **{}**：后",
    "paragraph": "{}",
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@given(text=TEXTS)
@example(text="www.a")
@example(text="1.")
@example(text="\ud800")
def test_any_text_in_any_place_is_read_back_as_it_is(frame, text):
    assume(plain(text))
    tokens = list(flat(parse(frame.format(escape_markdown(text)))))
    likewise = list(flat(parse(frame.format("x"))))
    assert [t.type for t in tokens if t.type not in WORDS] == [
        t.type for t in likewise if t.type not in WORDS
    ]
    read = "".join(t.content for t in tokens if t.type in ("text", "text_special"))
    expected = "".join(t.content for t in likewise if t.type in ("text", "text_special"))
    assert read == (expected[::-1].replace("x", plain(text)[::-1], 1))[::-1]


@given(st.text())
def test_plain_text_stands_on_one_line_and_can_be_written(text):
    assert len(plain(text).splitlines()) <= 1
    assert plain(plain(text)) == plain(text)
    assert plain(text).encode("utf-8").decode("utf-8") == plain(text)


def test_numbers_need_no_escape():
    """So that the Markdown can be read as it is."""
    for figure in ("+17.1%", "−10.5%", "2,701", "62.6 万元", "2 / 3", "<0.001", "39.8 岁"):
        assert escape_markdown(figure) == figure
