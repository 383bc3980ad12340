"""Requests that another website, another machine or a careless link could send, all refused."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from segreport.store import verify
from tests.web.serving import FORM, Answer, Client, Page, enter, serve


@dataclass(frozen=True)
class Target:
    """A page with somebody at it, and a decision that he could send."""

    page: Page
    client: Client
    fields: dict[str, str]
    folder: Path


@pytest.fixture(scope="module")
def target(fresh_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """One server for all attacks."""
    folder = Path(shutil.copytree(fresh_run, tmp_path_factory.mktemp("attacked") / "run"))
    page = serve(folder)
    with enter(page) as client:
        fields = client.get("/segments/1").fields("name", "approve")
        yield Target(page, client, fields, folder)
    page.stop()


def send(
    target: Target,
    method: str = "POST",
    path: str = "/decide",
    drop: tuple[str, ...] = (),
    **headers: str,
) -> Answer:
    """The decision as our own page would send it, but for these headers and fields."""
    own = {
        "Host": target.page.host,
        "Cookie": target.client.cookie,
        "Origin": target.page.address,
        "Content-Type": FORM,
        "Sec-Fetch-Site": "same-origin",
    }
    sent = own | {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in sent.items() if value != "(none)"}
    body = urlencode({k: v for k, v in target.fields.items() if k not in drop})
    return target.client.ask(method, path, body if method != "GET" else None, sent)


FOREIGN_HOSTS = [
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1.evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1:{port}1",
    "127.0.0.2:{port}",
    "0.0.0.0:{port}",
    "localhost",
    "localhost.evil.example:{port}",
    "localhost.:{port}",
    "[::2]:{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "user@127.0.0.1:{port}",
    "127.0.0.1:{port}@evil.example",
    "127.0.0.1:{port},evil.example",
    "127.0.0.1:{port} evil.example",
    "",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused(target: Target, host: str, method: str) -> None:
    """A name that an attacker points at 127.0.0.1 (DNS rebinding) does not open the page."""
    port = target.page.host.rpartition(":")[2]
    answer = send(
        target, method, "/" if method == "GET" else "/decide", Host=host.format(port=port)
    )
    assert answer.status in (400, 421)
    assert "csrf" not in answer.text
    assert len(verify(target.folder)) == 0


FOREIGN_ORIGINS = [
    "(none)",
    "null",
    "http://evil.example",
    "https://evil.example",
    "http://127.0.0.1",
    "https://{host}",
    "http://{host}.evil.example",
    "http://{host}/",
    "http://{host}@evil.example",
    "http://evil.example/?{host}",
    "http://127.0.0.1:1",
    "http://localhost",
    "file://",
    "chrome-extension://abcdefgh",
    "HTTP://{host} http://evil.example",
    "",
]


@pytest.mark.parametrize("path", ["/decide", "/approve-rest", "/check", "/leave", "/enter"])
@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_a_write_from_a_foreign_page_is_refused(target: Target, origin: str, path: str) -> None:
    """Whatever it writes to: the cookie goes along only from our own page, and so does this."""
    answer = send(target, path=path, Origin=origin.format(host=target.page.host))
    assert answer.status == 403
    assert len(verify(target.folder)) == 0


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "anything"])
def test_a_write_that_the_browser_calls_foreign_is_refused(target: Target, site: str) -> None:
    """Sec-Fetch-Site says what Origin may hide."""
    assert send(target, Sec_Fetch_Site=site).status == 403


def test_a_read_with_a_foreign_origin_is_refused(target: Target) -> None:
    """Nothing here is for other websites' scripts."""
    answer = send(target, "GET", "/", Origin="https://evil.example")
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


METHODS = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "SEARCH", "post", "GETX"]


@pytest.mark.parametrize("method", METHODS)
def test_other_methods_are_refused(target: Target, method: str) -> None:
    """GET and POST are all there is; in particular no preflight succeeds."""
    answer = send(target, method)
    assert answer.status == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/decide", "/approve-rest", "/check", "/leave"])
def test_nothing_is_written_by_get(target: Target, path: str) -> None:
    """Not even with everything else right, as a prefetching browser would have it."""
    answer = send(target, "GET", f"{path}?{urlencode(target.fields)}")
    assert answer.status == 405
    assert len(verify(target.folder)) == 0
    assert target.client.get("/").status == 200, "nobody was logged out"


KINDS = ["(none)", "application/json", "text/plain", "multipart/form-data; boundary=x", "a/b", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_other_kinds_of_body_are_refused(target: Target, kind: str) -> None:
    """What a foreign page can send without a preflight, and what no form of ours sends."""
    assert send(target, Content_Type=kind).status == 415


WRONG_TOKENS = ["", "x", "undefined", "null", "0", "A" * 43, "张", "../..", "\x00", "x" * 5000]


@pytest.mark.parametrize("token", WRONG_TOKENS)
@pytest.mark.parametrize("path", ["/decide", "/approve-rest", "/check", "/leave"])
def test_a_write_without_the_sessions_token_is_refused(
    target: Target, path: str, token: str
) -> None:
    """A cookie alone decides nothing."""
    wrong = replace(target, fields=target.fields | {"csrf": token})
    assert send(wrong, path=path).status == 403
    assert len(verify(target.folder)) == 0


def test_a_write_with_the_field_left_out_is_refused(target: Target) -> None:
    """Nor does an absent token."""
    assert send(target, drop=("csrf",)).status == 403


def test_the_token_of_another_session_is_refused(
    target: Target, fresh_run: Path, tmp_path: Path
) -> None:
    """Each session has its own."""
    other = serve(Path(shutil.copytree(fresh_run, tmp_path / "run")))
    try:
        with enter(other) as client:
            token = client.get("/segments/1").fields("name", "approve")["csrf"]
    finally:
        other.stop()
    wrong = replace(target, fields=target.fields | {"csrf": token})
    assert send(wrong).status == 403


COOKIES = ["(none)", "", "segreport=x", "{name}=", "{name}=x", "{name}={value}x", "{name}=\x7f"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("cookie", COOKIES)
def test_nobody_comes_in_without_a_session(target: Target, cookie: str, method: str) -> None:
    """No page and no decision without the cookie of somebody who came in."""
    name, _, value = target.client.cookie.partition("=")
    path = "/segments/1" if method == "GET" else "/decide"
    answer = send(target, method, path, Cookie=cookie.format(name=name, value=value))
    assert answer.status == 403
    assert "csrf" not in answer.text


def test_a_link_works_once(target: Target) -> None:
    """Who finds it in a history or a log comes too late."""
    token = target.page.links[0].partition("link=")[2]
    with Client(target.page.address) as late:
        assert late.get(f"/enter?link={token}").status == 403
        assert late.post("/enter", {"link": token, "name": "别人"}).status == 403
        assert late.cookie == ""


@pytest.mark.parametrize("link", ["", "x", "A" * 43, "张", "' OR 1=1 --"])
def test_a_link_cannot_be_guessed(target: Target, link: str) -> None:
    """Anything but the printed one is refused, shown or sent."""
    with Client(target.page.address) as guest:
        assert guest.get("/enter?" + urlencode({"link": link})).status == 403
        assert guest.post("/enter", {"link": link, "name": "别人"}).status == 403


def test_a_body_that_is_too_large_is_refused(target: Target) -> None:
    """Before it is read whole."""
    large = replace(target, fields=target.fields | {"text": "长" * 100_000})
    assert send(large).status == 413


STRANGE_FORMS = [
    {"action": "publish"},
    {"version": "-1"},
    {"version": "1e9"},
    {"version": "９"},
    {"version": "9" * 400},
    {"text": "长" * 2001},
    {"at": "x"},
    {"at": "1"},
    {"at": "1.99", "seen": "0"},
    {"at": "99.1", "seen": "0"},
    {"segment": "9"},
    {"segment": "../../etc/passwd"},
    {"place": "name; DROP TABLE record"},
    {"place": "lead"},
    {"seen": ""},
    {"seen": "0" * 64},
]


@pytest.mark.parametrize("change", STRANGE_FORMS, ids=str)
def test_a_form_that_is_not_ours_records_nothing(target: Target, change: dict[str, str]) -> None:
    """It is refused with a page in Chinese, never with a fault of the program."""
    answer = send(replace(target, fields=target.fields | change))
    assert answer.status in (400, 404, 409, 413, 422)
    assert len(verify(target.folder)) == 0


@pytest.mark.parametrize(
    "path",
    ["/segments/0", "/segments/99", "/segments/x", "/../run.json", "/%2e%2e/run.json", "/run.json",
     "/static/review.js", "/segments/1/../../etc/passwd", "//evil.example/", "/.git/config"],
)  # fmt: skip
def test_nothing_else_is_served(target: Target, path: str) -> None:
    """No file of the run folder and no address but those of the pages."""
    assert send(target, "GET", path).status == 404


@pytest.mark.parametrize(
    "query", ["?at=99999999999999999999", "?at=x&do=publish", "?show=%00&last=1"]
)
def test_strange_queries_show_the_page(target: Target, query: str) -> None:
    """What is not known is left out."""
    assert send(target, "GET", "/segments/1" + query).status == 200


@pytest.mark.parametrize("path", ["/", "/segments/1", "/enter", "/nowhere", "/segments/1?do=edit"])
def test_every_answer_carries_the_headers(target: Target, path: str) -> None:
    """Of a page, a redirect and a refusal alike."""
    headers = target.client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_the_cookie_is_for_this_page_alone(fresh_run: Path, tmp_path: Path) -> None:
    """Strict, out of reach of scripts, and named by its port."""
    page = serve(Path(shutil.copytree(fresh_run, tmp_path / "run")))
    try:
        with Client(page.address) as client:
            token = page.links[0].partition("link=")[2]
            answer = client.post("/enter", {"link": token, "name": "张敏"})
    finally:
        page.stop()
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"segreport-{page.host.rpartition(':')[2]}=")
    assert "samesite=strict" in cookie
    assert "httponly" in cookie
    assert "path=/" in cookie


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        "GET / HTTP/1.1\r\nHost: {host}\r\nX: " + "a" * 100_000 + "\r\n\r\n",
    ],
)
def test_bytes_that_no_browser_sends_are_refused(target: Target, head: str) -> None:
    """Answered with a refusal or not at all; the page stays up."""
    host, _, port = target.page.host.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(head.format(host=target.page.host).encode("latin-1"))
        raw.shutdown(socket.SHUT_WR)
        status = raw.recv(65536).split(b"\r\n")[0]
    assert status == b"" or status.split()[1].startswith(b"4")
    assert target.client.get("/").status == 200


def test_what_was_refused_all_along_goes_through_when_it_is_ours(target: Target) -> None:
    """The last test of this file: nothing but the changes made the attacks fail."""
    assert len(verify(target.folder)) == 0
    assert send(target).status == 303
    assert len(verify(target.folder)) == 1
