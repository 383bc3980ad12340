"""Headless Chromium through Playwright."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.web.serving import REVIEWER, Page

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Browser:
    """A running Chromium."""

    chromium: Any
    complaints: list[str] = field(default_factory=list)
    """Whatever a page wrote to its console, refusals by the policy among it."""

    def visit(self, page: Page, name: str = REVIEWER, link: int = 0, **options: Any) -> Any:
        """A tab of somebody who came in by a link; no other tab shares its cookies."""
        tab = self.tab(**options)
        tab.goto(page.links[link])
        tab.fill("input[name=name]", name)
        with tab.expect_navigation():
            tab.click("button.main")
        return tab

    def tab(self, **options: Any) -> Any:
        """An empty tab with cookies of its own."""
        context = self.chromium.new_context(**options)
        tab = context.new_page()
        tab.set_default_timeout(15_000)
        tab.on("console", lambda message: self.complaints.append(message.text))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        return tab


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium for as long as the block lasts."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Browser(chromium)
        chromium.close()
