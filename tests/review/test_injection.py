"""Whatever a reviewer writes is shown as characters, in every rendering of the report."""

from html.parser import HTMLParser
from pathlib import Path

import markdown
import mistune
import pytest
from markdown_it import MarkdownIt

from segreport import store
from segreport.cli import run_command_line
from segreport.reviewing import lay_out, lay_out_part, open_desk, take

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "[点我](javascript:alert(1))", "![图](http://evil.example/x.png)", "<http://evil.example>",
    "https://evil.example/x", "www.evil.example", "</td></tr></table><h1>假</h1>", "# 假标题",
    "| 假 | 表 |", "```html", "~~~", "<!-- 藏", "&lt;script&gt;", "{{ 7*7 }}", "{% raw %}",
    "**粗**", "`码`", "[a]: javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>",
    "<iframe src=//evil.example>", "<style>*{display:none}</style>", "a\u202eb", "x\x00y\x1b[31m",
    "=1+1", "@SUM(A1)", "- 假列表", "1. 假列表", "> 假引文", "$x$", "[^1]", "\\<b>b</b>", "---",
)  # fmt: skip
FRAMES = ("{}", "理由：{}", "{} 之后", "甲\n{}", "　{}", "“{}”")
REASONS = tuple(frame.format(payload) for payload in PAYLOADS for frame in FRAMES)
TAGS = {
    "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "img", "blockquote", "ul",
    "ol", "li", "strong", "em",
}  # fmt: skip
_COMMON = MarkdownIt("commonmark", {"html": True}).enable("table")
RENDERERS = {
    "markdown-it": _COMMON.render,
    "mistune": mistune.create_markdown(escape=False, plugins=["table", "url"]),
    "markdown": lambda text: markdown.markdown(text, extensions=["tables"]),
}


class Seen(HTMLParser):
    """The tags of a page and where its pictures come from."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.sources: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.sources |= {value for name, value in attrs if name in ("src", "href")}


@pytest.fixture(scope="module")
def attacked(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run after a reviewer gave every payload as a reason, and his name was one too."""
    folder = tmp_path_factory.mktemp("attacked") / "run"
    folder.mkdir()
    for path in untouched.iterdir():
        if path.is_file():
            (folder / path.name).write_bytes(path.read_bytes())
    desk = open_desk(folder)
    with store.open_reviews(folder) as reviews:
        parts = [part for sheet in lay_out(desk, reviews.history()) for part in sheet.parts]
        for number, reason in enumerate(REASONS):
            part = parts[number % len(parts)]
            who = PAYLOADS[number % len(PAYLOADS)][:40]
            shown = lay_out_part(desk, reviews.history(), part.segment, part.place)
            take(desk, reviews, [shown.chosen("reject", who, reason=reason)])
    assert run_command_line(["render", str(folder)]) == 0
    return folder


def test_there_are_two_hundred() -> None:
    assert len(set(REASONS)) >= 200


@pytest.mark.parametrize("renderer", RENDERERS)
def test_markdown_stays_what_we_wrote(attacked: Path, renderer: str) -> None:
    page = Seen(RENDERERS[renderer]((attacked / "report.md").read_text("utf-8")))
    assert page.tags <= TAGS
    assert page.attributes <= {"src", "alt", "style", "align"}
    assert all(source.startswith("charts/") for source in page.sources)


def test_the_page_stays_what_we_wrote(untouched: Path, attacked: Path) -> None:
    """It has no tag and no attribute more than the page of a run that nobody attacked."""
    clean, page = (Seen((f / "report.html").read_text("utf-8")) for f in (untouched, attacked))
    assert page.tags == clean.tags
    assert page.attributes <= clean.attributes
    assert page.sources == clean.sources
