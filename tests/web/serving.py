"""The real program, started as a process of its own, and plain HTTP to it."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import urlencode, urlsplit

REVIEWER = "张敏"
IDLE = 2.0
"""Seconds after which a connection is not used again; the server closes it after five."""
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str

    def forms(self, action: str) -> list[dict[str, str]]:
        """The hidden fields of every form that has this action."""
        forms = re.findall(r"<form[^>]*>.*?</form>", self.text, re.DOTALL)
        hidden = r'<input type="hidden" name="([^"]+)" value="([^"]*)">'
        found = [{k: unescape(v) for k, v in re.findall(hidden, form)} for form in forms]
        return [fields for fields in found if fields.get("action") == action]

    def fields(self, place: str, action: str) -> dict[str, str]:
        """The hidden fields of the form that has this action on this place."""
        found = [fields for fields in self.forms(action) if fields["place"] == place]
        assert found, f"no form for {place} {action}"
        return found[0]


@dataclass
class Page:
    """A server under test."""

    process: subprocess.Popen[str]
    links: list[str]
    address: str

    def stop(self) -> str:
        """Ctrl-C; what it printed since."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=20)
        return rest

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.address).netloc


def serve(folder: Path, *options: str) -> Page:
    """Start the page and wait until it has said where it is."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "segreport",
            "review",
            str(folder),
            "--reviewer",
            REVIEWER,
            *options,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if "Ctrl-C" in line:
            break
    else:
        raise AssertionError("\n".join(lines))
    links = [found for line in lines for found in re.findall(r"https?://\S+", line)]
    port = options[options.index("--port") + 1] if "--port" in options else urlsplit(links[0]).port
    return Page(process, links, f"http://127.0.0.1:{port}")


@dataclass
class Client:
    """A browser without a screen: keeps its cookie, sends what a form of the page would send."""

    address: str
    cookie: str = ""
    connection: HTTPConnection | None = None
    used: float = 0.0

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request with exactly these headers; Host and the length come by themselves."""
        if self.connection is None:
            self.connection = HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        if time.monotonic() - self.used > IDLE:
            self.connection.close()
        self.used = time.monotonic()
        self.connection.request(method, path, body=body, headers=headers or {})
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8")
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path, headers={"Cookie": self.cookie})

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form, as a browser does."""
        headers = {"Cookie": self.cookie, "Origin": self.address, "Content-Type": FORM}
        answer = self.ask("POST", path, urlencode(fields), headers)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer


def enter(page: Page, name: str = REVIEWER, link: int = 0) -> Client:
    """Somebody who came in by a link."""
    client = Client(page.address)
    token = page.links[link].partition("link=")[2]
    answer = client.post("/enter", {"link": token, "name": name})
    assert answer.status == 303, answer.text
    return client
