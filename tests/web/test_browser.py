"""The page in a real browser, mostly by keyboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from segreport.reviewing import lay_out, open_desk
from segreport.store import read_history, verify
from tests.web.browsing import Browser
from tests.web.drafting import rewrite
from tests.web.serving import Page

Start = Callable[..., Page]
REFUSED = "Failed to load resource"  # how Chromium notes an answer of 409 or 422 in its console


@pytest.fixture(autouse=True)
def _no_complaints(browser: Browser) -> Iterator[None]:
    """No script fails, and the policy stops nothing that the page needs."""
    browser.complaints.clear()
    yield
    assert [text for text in browser.complaints if REFUSED not in text] == []


def press(tab: Any, key: str) -> None:
    """Press a key that leads to another page, and wait for it."""
    with tab.expect_navigation():
        tab.keyboard.press(key)


def states(folder: Path) -> dict[str, str]:
    """'segment:place' → state, read from the disk."""
    sheets = lay_out(open_desk(folder), read_history(folder))
    return {f"{p.segment}:{p.place}": p.state for sheet in sheets for p in sheet.parts}


def address(page: Page, folder: Path, place: str, doing: str = "") -> str:
    """The screen on which this sentence ('0:trait/资产') is the current one."""
    segment, _, wanted = place.partition(":")
    sheet = next(
        s for s in lay_out(open_desk(folder), read_history(folder)) if s.segment == segment
    )
    at = next(n for n, part in enumerate(sheet.parts, start=1) if part.place == wanted)
    return f"{page.address}/segments/{int(segment) + 1}?at={at}" + (f"&do={doing}" if doing else "")


ASSETS, INVESTING = "0:trait/资产", "0:trait/投资"
Look = Callable[..., Any]


@pytest.fixture
def look(start: Start, run_folder: Path, browser: Browser) -> Look:
    """Opens the one reviewer's tab at a sentence."""
    page = start()
    tab = browser.visit(page)

    def at(place: str, doing: str = "") -> Any:
        tab.goto(address(page, run_folder, place, doing))
        return tab

    return at


def test_everything_is_reviewed_by_keyboard_alone(
    start: Start, run_folder: Path, browser: Browser
) -> None:
    """From the link to 全部审完 without a mouse: enter, begin, approve sentence after sentence."""
    page = start()
    tab = browser.tab()
    tab.goto(page.links[0])
    press(tab, "Enter")
    press(tab, "n")
    for _ in states(run_folder):
        assert tab.locator(".card.current .actions").is_visible()
        press(tab, "a")
    assert "全部审完" in tab.inner_text("main")
    assert set(states(run_folder).values()) == {"approved"}
    assert len(verify(run_folder)) == len(states(run_folder))


def test_the_rest_of_a_segment_is_approved_with_one_key(
    start: Start, run_folder: Path, browser: Browser
) -> None:
    """All that holds, and nothing of what does not."""
    rewrite(run_folder, {ASSETS: "总资产在各群组中最高。"})
    tab = browser.visit(start())
    tab.goto(tab.url + "segments/1")
    press(tab, "A")
    found = {place: s for place, s in states(run_folder).items() if place.startswith("0:")}
    assert found.pop(ASSETS) == "pending"
    assert set(found.values()) == {"approved"}
    assert "与表不符" in tab.inner_text(".card.current")


def test_a_false_edit_is_refused_and_keeps_what_was_typed(look: Look, run_folder: Path) -> None:
    """The checker speaks while it is typed, and the record stays empty."""
    tab = look(ASSETS)
    press(tab, "e")
    tab.fill("textarea", "总资产在各群组中最高。")
    tab.wait_for_selector(".live .chip.contradicted")
    assert "不能批准" in tab.inner_text(".live")
    press(tab, "Control+Enter")
    assert "不能批准" in tab.inner_text("[role=alert]")
    assert tab.input_value("textarea") == "总资产在各群组中最高。"
    assert verify(run_folder) == ()
    press(tab, "Escape")
    assert tab.locator("textarea").count() == 0


def test_an_edit_that_cannot_be_checked_just_now_stays_on_the_screen(
    look: Look, run_folder: Path
) -> None:
    """The run is away: one line says so, and no other page takes the place of the verdict."""
    tab = look(ASSETS, "edit")
    run_folder.rename(run_folder.with_name("away"))
    tab.fill("textarea", "总资产在各群组中最低。")
    tab.wait_for_selector(".live:has-text('暂时不能核对')")
    assert tab.locator(".live *").count() == 0
    assert tab.input_value("textarea") == "总资产在各群组中最低。"
    run_folder.with_name("away").rename(run_folder)
    press(tab, "Control+Enter")
    assert states(run_folder)[ASSETS] == "edited"


def test_a_true_edit_replaces_the_sentence(look: Look, run_folder: Path) -> None:
    """It is said to hold while it is typed, then shown as the reviewer's own."""
    tab = look(ASSETS, "edit")
    tab.fill("textarea", "总资产在各群组中最低。")
    tab.wait_for_selector(".live .chip.supported")
    press(tab, "Control+Enter")
    look(ASSETS)
    assert "总资产在各群组中最低。" in tab.inner_text(".card.current .text")
    assert "人工改写" in tab.inner_text(".card.current")
    assert states(run_folder)[ASSETS] == "edited"


def test_an_edit_that_no_cell_covers_needs_a_reason(look: Look, run_folder: Path) -> None:
    """Without one it is refused; with one it stands, and the reason is on the record."""
    tab = look(ASSETS, "edit")
    tab.fill("textarea", "这群客户大多已婚，且有两个孩子。")
    tab.wait_for_selector(".live .chip.unsupported")
    assert "理由" in tab.inner_text(".live")
    press(tab, "Control+Enter")
    assert "理由" in tab.inner_text("[role=alert]")
    tab.fill("input[name=reason]", "来自上月的问卷")
    press(tab, "Enter")
    assert states(run_folder)[ASSETS] == "edited"
    look(ASSETS)
    assert "来自上月的问卷" in tab.inner_text(".card.current")


def test_a_sentence_is_rejected_with_a_reason_and_taken_back(look: Look, run_folder: Path) -> None:
    """r, a reason, Enter; then u, right from the next sentence."""
    tab = look(INVESTING)
    press(tab, "r")
    tab.keyboard.press("Enter")
    assert len(verify(run_folder)) == 0, "the browser does not send an empty reason"
    tab.keyboard.type("说法太笼统")
    press(tab, "Enter")
    assert states(run_folder)[INVESTING] == "rejected"
    press(tab, "u")
    assert states(run_folder)[INVESTING] == "pending"
    assert len(verify(run_folder)) == 2, "what was taken back stays on the record"


def test_the_second_of_two_sees_what_the_first_did(
    start: Start, run_folder: Path, browser: Browser
) -> None:
    """Both had the same sentence open; the slower one's words are kept, not recorded."""
    page = start("--reviewers", "2")
    phone = {"width": 390, "height": 500}
    first = browser.visit(page, "张敏")
    second = browser.visit(page, "李强", link=1, viewport=phone)
    for tab in (first, second):
        tab.goto(address(page, run_folder, ASSETS, "edit"))
    first.fill("textarea", "总资产在各群组中最低。")
    press(first, "Control+Enter")
    second.fill("textarea", "总资产低于其他群组。")
    press(second, "Control+Enter")
    assert second.evaluate("scrollY") == 0, "what happened stands at the head"
    shown = second.inner_text("main")
    assert "您看过之后，这一句变了" in shown
    assert "张敏 改写" in shown
    assert second.locator(".sides ins, .sides del").count() > 0
    assert second.input_value("textarea") == "总资产低于其他群组。"
    assert len(verify(run_folder)) == 2, "the requirement of two people and one edit"
    with second.expect_navigation():
        second.click("text=看过了，仍要改写")
    assert len(verify(run_folder)) == 3


def test_a_decision_is_void_when_the_run_says_something_else(look: Look, run_folder: Path) -> None:
    """The page finds the new draft without a restart, and shows old and new in one."""
    tab = look(ASSETS)
    press(tab, "a")
    rewrite(run_folder, {ASSETS: "总资产在各群组中最低。"})
    tab.goto(re.sub(r"\?.*", "?show=doubt", tab.url))
    card = tab.locator(".card.void")
    assert "原来的决定已失效" in card.inner_text()
    assert card.locator(".void-note del").count() > 0
    assert states(run_folder)[ASSETS] == "void"
    tab.goto(page_root(tab))
    assert "失效 1" in tab.inner_text("main").replace("\n", " ")


def page_root(tab: Any) -> str:
    """The overview's address."""
    return re.match(r"https?://[^/]+/", tab.url)[0]  # type: ignore[index]  # an open page has one


def test_the_cells_behind_a_sentence_show_when_it_is_focused(look: Look) -> None:
    """With a bar of every segment, this one's in its own colour."""
    tab = look(ASSETS)
    assert "总资产" in tab.inner_text(".card.current .evidence")
    drawn = tab.locator(".card.current .evidence use").first.get_attribute("href")
    assert tab.locator(f"{drawn} rect").count() == 3
    assert tab.locator(f"{drawn} rect.own").count() == 1
    tab.keyboard.press("j")
    assert tab.locator(".evidence:visible").count() == 1
    assert "总资产" not in tab.inner_text(".card.current .evidence")


def test_f_leaves_only_what_needs_a_person(
    start: Start, run_folder: Path, browser: Browser
) -> None:
    """And pressed again shows everything."""
    rewrite(run_folder, {"0:summary": "这群客户大多已婚，且有两个孩子。"})
    tab = browser.visit(start())
    tab.goto(tab.url + "segments/1")
    every = tab.locator(".card").count()
    press(tab, "f")
    assert tab.locator(".card").count() == 1
    press(tab, "f")
    assert tab.locator(".card").count() == every


def test_help_opens_and_closes_with_a_question_mark(start: Start, browser: Browser) -> None:
    """A list of the keys."""
    tab = browser.visit(start())
    tab.keyboard.press("?")
    assert tab.locator("#help").is_visible()
    tab.keyboard.press("?")
    assert not tab.locator("#help").is_visible()


def test_it_works_without_any_script(start: Start, run_folder: Path, browser: Browser) -> None:
    """Approve, check an edit and submit it, with scripts switched off."""
    tab = browser.visit(start(), java_script_enabled=False)
    tab.click("text=开始审核")
    tab.click(".card.current button:has-text('批准')")
    tab.click(".card.current a:has-text('改写')")
    tab.fill("textarea", "总资产在各群组中最高。")
    tab.click("button:has-text('先核对')")
    assert tab.locator(".live .chip.contradicted").count() == 1
    tab.fill("textarea", "总资产在各群组中最低。")
    tab.click("button:has-text('提交改写')")
    assert sorted(states(run_folder).values())[:2] == ["approved", "edited"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen(
    start: Start, run_folder: Path, browser: Browser, width: int, scheme: str
) -> None:
    """On a phone and on a desk, with a very long word in the text."""
    rewrite(run_folder, {"0:summary": "长" + "W" * 150 + "。"})
    size = {"width": width, "height": 844}
    tab = browser.visit(start(), viewport=size, color_scheme=scheme)
    root = page_root(tab)
    for path in ("", "segments/1", "segments/1?at=3&do=edit", "segments/1?show=doubt"):
        tab.goto(root + path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
    ink, paper = tab.evaluate(
        "['color', 'backgroundColor'].map(name => getComputedStyle(document.body)[name])"
    )
    assert contrast(ink, paper) >= 7, "WCAG 2.2, 1.4.6"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG defines it."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
