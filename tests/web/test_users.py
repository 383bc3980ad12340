"""One review for many: named reviewers behind a proxy with TLS."""

import io
import stat
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from segreport.cli import run_command_line
from segreport.store import verify
from tests.web.browsing import Browser
from tests.web.serving import FORM, Client, Page, serve

PASSWORD = "正确的马 电池 订书钉"  # noqa: S105  # of invented people
URL = "https://review.example.com"


def add(path: Path, name: str, password: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """`segreport add-reviewer` with a password on standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return run_command_line(["add-reviewer", str(path), name])


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two reviewers."""
    path = tmp_path / "users"
    for name in ("张敏", "李强"):
        assert add(path, name, PASSWORD, monkeypatch) == 0
    return path


@pytest.fixture
def shared(start: Callable[..., Page], users: Path) -> Page:
    """A page as it runs behind a proxy; the port is where the proxy finds it."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
    page = start("--url", URL, "--users", str(users), "--port", port)
    page.address = f"http://127.0.0.1:{port}"
    return page


def log_in(page: Page, name: str, password: str, **headers: str) -> tuple[int, str]:
    """Status and cookie of a login that the proxy passes on."""
    from urllib.parse import urlencode

    own = {"Host": "review.example.com", "Origin": URL, "Content-Type": FORM}
    with Client(page.address) as client:
        body = urlencode({"name": name, "password": password})
        answer = client.ask("POST", "/enter", body, own | headers)
    return answer.status, answer.headers.get("set-cookie", "")


def test_the_file_holds_no_password(users: Path) -> None:
    """Only salted hashes, each its own, for nobody else to read."""
    text = users.read_text(encoding="utf-8")
    assert PASSWORD not in text
    hashes = [line.rpartition(":")[2] for line in text.splitlines()]
    assert len(set(hashes)) == 2
    assert stat.S_IMODE(users.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("王:五", PASSWORD, "冒号"),
        ("", PASSWORD, "姓名"),
        ("#王五", PASSWORD, "姓名"),
        ("王\n五", PASSWORD, "控制字符"),
        ("王" * 41, PASSWORD, "40"),
        ("王五", "short", "10"),
    ],
)
def test_what_will_not_do_is_refused_and_changes_nothing(
    users: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    password: str,
    told: str,
) -> None:
    """One message; the file is as it was."""
    before = users.read_bytes()
    assert add(users, name, password, monkeypatch) == 2
    assert told in capsys.readouterr().err
    assert users.read_bytes() == before


def test_a_name_and_its_password_open_the_page(shared: Page) -> None:
    """The cookie goes by HTTPS only and belongs to this host alone."""
    status, cookie = log_in(shared, "张敏", PASSWORD)
    assert status == 303
    assert cookie.startswith("__Host-segreport=")
    assert "secure" in cookie.lower()
    assert "samesite=strict" in cookie.lower()


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("张敏", "wrong password"),
        ("张敏", ""),
        ("王五", PASSWORD),
        ("", ""),
        ("张敏", "x" * 60_000),
    ],
)
def test_anything_else_does_not(shared: Page, name: str, password: str) -> None:
    """And the answer does not say whether there is such a name."""
    status, cookie = log_in(shared, name, password)
    assert (status, cookie) == (403, "")


def test_guessing_is_stopped(shared: Page) -> None:
    """After five wrong passwords the right one has to wait too; others come in."""
    for _ in range(5):
        assert log_in(shared, "张敏", "wrong password")[0] == 403
    assert log_in(shared, "张敏", PASSWORD) == (403, "")
    assert log_in(shared, "李强", PASSWORD)[0] == 303


def test_an_unknown_name_takes_as_long(shared: Page) -> None:
    """Time does not tell who is in the file."""

    def seconds(name: str) -> float:
        begin = time.perf_counter()
        log_in(shared, name, "wrong password")
        return time.perf_counter() - begin

    seconds("张敏")
    known = min(seconds("张敏") for _ in range(3))
    unknown = min(seconds("王五") for _ in range(3))
    assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1"},
        {"Host": "review.example.com:80"},
        {"Host": "evil.example"},
        {"Origin": "http://review.example.com"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example", "X-Forwarded-Host": "review.example.com"},
    ],
    ids=str,
)
def test_only_the_public_address_counts(shared: Page, headers: dict[str, str]) -> None:
    """The port behind the proxy cannot be used past it, and X-Forwarded headers change nothing."""
    assert log_in(shared, "张敏", PASSWORD, **headers)[0] in (403, 421)


def test_the_standard_port_goes_without_saying(shared: Page) -> None:
    """Some proxies write it."""
    assert log_in(shared, "张敏", PASSWORD, Host="review.example.com:443")[0] == 303


def test_who_is_taken_off_the_file_is_out(shared: Page, users: Path) -> None:
    """At once, whatever they have open; so is who gets another password."""
    cookies = {}
    for name in ("张敏", "李强"):
        cookies[name] = log_in(shared, name, PASSWORD)[1].partition(";")[0]
    lines = users.read_text(encoding="utf-8").splitlines()
    users.write_text(lines[1] + "\n", encoding="utf-8")
    with Client(shared.address) as client:
        statuses = [
            client.ask("GET", "/", headers={"Host": "review.example.com", "Cookie": cookie}).status
            for cookie in cookies.values()
        ]
    assert statuses == [303, 200], "the first is sent to the login"


def test_a_users_file_that_cannot_be_read_is_said(
    run_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Missing, empty or with a line that nobody wrote: one message that names the line."""
    path = tmp_path / "users"
    arguments = ["review", str(run_folder), "--url", URL, "--users", str(path)]
    assert run_command_line(arguments) == 2
    assert "读不了审核人文件" in capsys.readouterr().err
    path.write_text("# nobody\n")
    assert run_command_line(arguments) == 2
    assert "没有人" in capsys.readouterr().err
    for line in ("张敏:plain:password", f"张敏:scrypt:17:1:1:AAAA:{'A' * 43}="):
        path.write_text(f"# nobody\n{line}\n")
        assert run_command_line(arguments) == 2
        assert "第 2 行" in capsys.readouterr().err


class _Proxy(BaseHTTPRequestHandler):
    """What docs/review.md has nginx do: pass on the host that was asked for."""

    behind = ""

    def _pass(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        with Client(self.behind) as client:
            headers = dict(self.headers.items()) | {"X-Forwarded-Proto": "https"}
            answer = client.ask(self.command, self.path, self.rfile.read(length).decode(), headers)
        content = answer.text.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            if name not in ("content-length", "date"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass  # noqa: N815  # the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def secure(tmp_path: Path, users: Path, run_folder: Path) -> Iterator[tuple[str, Path]]:
    """The page behind a proxy that speaks TLS, under the certificate of a made-up authority."""
    import socket
    import ssl
    import subprocess

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
    ]
    command += ["-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key)]
    try:
        subprocess.run([*command, "-out", str(certificate)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("没有 openssl，不能做证书")
    with socket.create_server(("127.0.0.1", 0)) as other:
        behind = other.getsockname()[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), _Proxy)
    proxy.socket = context.wrap_socket(proxy.socket, server_side=True)
    url = f"https://localhost:{proxy.server_address[1]}"
    _Proxy.behind = f"http://127.0.0.1:{behind}"
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    page = serve(run_folder, "--url", url, "--users", str(users), "--port", str(behind))
    yield url, run_folder
    page.stop()
    proxy.shutdown()
    proxy.server_close()


def test_a_review_through_a_proxy_with_tls(secure: tuple[str, Path], browser: Browser) -> None:
    """A browser logs in by HTTPS, approves, and the record has the name of the login."""
    url, folder = secure
    browser.complaints.clear()
    tab = browser.tab(ignore_https_errors=True)
    tab.goto(url + "/")
    tab.fill("input[name=name]", "李强")
    tab.fill("input[name=password]", PASSWORD)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.goto(url + "/segments/1?at=1")
    with tab.expect_navigation():
        tab.keyboard.press("a")
    assert "已批准 · 李强" in tab.inner_text("[role=status]")
    assert tab.context.cookies()[0]["secure"]
    assert browser.complaints == []
    assert len(verify(folder)) == 1
