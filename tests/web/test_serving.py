"""Starting, stopping, and what becomes of a page whose run changes under it."""

import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from segreport.cli import run_command_line
from segreport.store import read_history, verify
from segreport.web.app import make_site
from segreport.web.deciding import decide_part
from segreport.web.guarding import local_addresses
from segreport.web.serving import Place, check_place
from segreport.web.sessions import Door, Session
from segreport.web.visits import Visit
from tests.web.drafting import rewrite
from tests.web.serving import Client, Page, enter, serve

Start = Callable[..., Page]


def approve(client: Client, place: str = "name") -> int:
    """The status of approving what the first segment's screen shows now."""
    return client.post("/decide", client.get("/segments/1").fields(place, "approve")).status


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one message of a command that fails."""
    assert run_command_line(["review", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return err


def test_a_port_that_is_taken_is_said(run_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"端口 {port} 已被占用" in refused(capsys, str(run_folder), "--port", str(port))


def test_the_port_that_was_asked_for_is_used(start: Start) -> None:
    """And is free again at once after Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    for _ in range(2):
        page = start("--port", str(port))
        assert page.host == f"127.0.0.1:{port}"
        with enter(page) as client:
            assert client.get("/").status == 200
        page.stop()


def test_the_printed_link_opens_wherever_it_listens(start: Start) -> None:
    """A machine has more than one address of its own."""
    page = start("--host", "127.0.0.2")
    page.address = page.links[0].partition("/enter")[0]
    assert page.address.startswith("http://127.0.0.2:")
    with enter(page) as client:
        assert client.get("/").status == 200


def test_ctrl_c_is_the_normal_end(start: Start, run_folder: Path) -> None:
    """Exit code 0, one sentence, and everything decided is there; even with a browser connected."""
    page = start()
    with enter(page) as client:
        assert approve(client) == 303
        said = page.stop()
    assert page.process.returncode == 0
    assert said.strip() == f"审核页已关闭。做过的决定都在 {run_folder / 'review.sqlite'} 里。"
    assert len(verify(run_folder)) == 1


def test_a_folder_that_is_no_run_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is made in it."""
    assert "不是运行目录" in refused(capsys, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_run_folder_that_goes_away_is_said_on_the_page(start: Start, run_folder: Path) -> None:
    """No decision is acknowledged that would be lost; when the folder is back, it goes on."""
    page = start()
    with enter(page) as client:
        fields = client.get("/segments/1").fields("name", "approve")
        away = run_folder.rename(run_folder.with_name("away"))
        for answer in (client.get("/"), client.post("/decide", fields)):
            assert answer.status == 503
            assert "不是运行目录" in answer.text
        away.rename(run_folder)
        assert client.get("/").status == 200
        assert client.post("/decide", fields).status == 303
    assert len(verify(run_folder)) == 1


def test_a_folder_put_in_the_place_of_another_is_noticed(
    start: Start, fresh_run: Path, run_folder: Path
) -> None:
    """Decisions go to the record that lies there, never into a file that was removed."""
    page = start()
    with enter(page) as client:
        assert approve(client) == 303
        shutil.rmtree(run_folder)
        shutil.copytree(fresh_run, run_folder)
        assert approve(client) == 303
    assert len(verify(run_folder)) == 1


def test_a_run_made_again_voids_what_is_on_the_screen(start: Start, run_folder: Path) -> None:
    """What was shown is not there any more, so it cannot be approved."""
    page = start()
    with enter(page) as client:
        fields = client.get("/segments/1").fields("summary", "approve")
        rewrite(run_folder, {"0:summary": "总资产在各群组中最低。"})
        answer = client.post("/decide", fields)
    assert answer.status == 409
    assert "总资产在各群组中最低。" in answer.text
    assert len(verify(run_folder)) == 0


def test_a_torn_run_is_said_on_the_page(start: Start, run_folder: Path) -> None:
    """An artifact that is not what run.json says is shown to nobody."""
    page = start()
    with enter(page) as client:
        (run_folder / "drafts.json").write_text("{}")
        run = run_folder / "run.json"
        run.write_bytes(run.read_bytes())
        answer = client.get("/")
    assert answer.status == 503
    assert "不一致" in answer.text


def test_everyone_gets_a_link_where_two_people_are_needed(start: Start, run_folder: Path) -> None:
    """A part is approved when both have approved it, and the same person does not count twice."""
    page = start("--reviewers", "2")
    assert len(page.links) == 2
    with enter(page, "张敏") as first, enter(page, "李强", link=1) as second:
        assert (
            first.post("/decide", first.get("/segments/1").fields("name", "approve")).status == 303
        )
        with pytest.raises(AssertionError, match="no form"):
            first.get("/segments/1").fields("name", "approve")
        assert "还需 1 人" in second.get("/segments/1").text
        assert approve(second) == 303
        assert "已批准 · 张敏、李强" in second.get("/segments/1").text
    assert read_history(run_folder).required == 2


def test_other_machines_cannot_be_let_in_by_mistake(
    run_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Listening elsewhere takes a proxy with TLS in front, and a proxy takes named reviewers."""
    run = str(run_folder)
    assert "TLS" in refused(capsys, run, "--host", "0.0.0.0")  # noqa: S104  # refused is the point
    assert "--users" in refused(capsys, run, "--url", "https://review.example.com")
    elsewhere = ["--host", "127.0.0.1.invalid", "--url", "https://x.example"]
    told = refused(capsys, run, *elsewhere, "--users", str(_users(run_folder)))
    assert "不是这台机器的地址" in told


@pytest.mark.parametrize(
    "url",
    [
        "http://review.example.com", "https://", "review.example.com", "https://x/path",
        "https://user@review.example.com", "https://user:pass@review.example.com",
        "https://review.example.com?a=1", "https://review.example.com/?", "https://x/#top",
        "https://x:0", "https://x:65536", "https://x:999999", "https://x:", "https://x:80a",
        "https://x:-1", "https://x y", "https://x,y", "https://审核.example.com", "https://:443",
        "https://[::1", "https://x\n", "https://*",
    ],
)  # fmt: skip
def test_an_address_that_no_browser_sends_is_refused(
    run_folder: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    """A page that is told a wrong one would refuse everybody, as if it were their fault."""
    run, users = str(run_folder), str(_users(run_folder))
    assert "--url 应为" in refused(capsys, run, "--url", url, "--users", users)


@pytest.mark.parametrize(
    "url", ["https://x", "https://Review.example.com:8443/", "https://10.0.0.7", "https://[::1]:1"]
)
def test_an_address_with_host_and_port_will_do(run_folder: Path, url: str) -> None:
    """With a name, a number, in capitals."""
    check_place(Place(url=url, users=_users(run_folder)))


def _users(folder: Path) -> Path:
    path = folder.parent / "users"
    line = "张敏:scrypt:16:1:1:AAAA:" + "A" * 43 + "=\n"
    path.write_text(line, encoding="utf-8")
    return path


def test_help_does_not_wait_for_the_server() -> None:
    """Neither the program's help nor the command's imports what serves pages."""
    script = (
        "import sys\nfrom segreport.cli import run_command_line\n"
        "code = run_command_line(sys.argv[1:])\n"
        "heavy = {'starlette', 'uvicorn', 'anyio', 'jinja2', 'sqlite3', 'pandas'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "sys.exit(f'{code} {loaded}' if code or loaded else 0)"
    )
    for arguments in (["--help"], ["review", "--help"], ["add-reviewer", "--help"]):
        subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True)


def test_a_second_page_on_the_same_run_sees_what_the_first_does(
    start: Start, run_folder: Path
) -> None:
    """Two servers, one record: neither loses or doubles a decision."""
    one, other = start(), start()
    with enter(one) as first, enter(other, "李强") as second:
        fields = second.get("/segments/1").fields("name", "approve")
        assert (
            first.post("/decide", first.get("/segments/1").fields("name", "approve")).status == 303
        )
        assert second.post("/decide", fields).status == 409
        assert "已批准 · 张敏" in second.get("/segments/1").text
    assert len(verify(run_folder)) == 1


def test_a_record_that_goes_away_is_said_on_the_page(start: Start, run_folder: Path) -> None:
    """Where a report tells of it; what is open goes on refusing until it is back."""
    page = start()
    with enter(page) as client:
        assert approve(client) == 303
        assert run_command_line(["render", str(run_folder)]) == 0
        fields = client.get("/segments/1").fields("trait/资产", "approve")
        (run_folder / "review.sqlite").rename(run_folder / "kept")
        for answer in (client.get("/"), client.post("/decide", fields)):
            assert answer.status == 503
            assert "review.sqlite 不见了" in answer.text
        assert not (run_folder / "review.sqlite").exists()
        (run_folder / "kept").rename(run_folder / "review.sqlite")
        assert client.post("/decide", fields).status == 303
    assert len(verify(run_folder)) == 2


def test_another_decision_on_an_unchanged_sentence_is_called_that(start: Start) -> None:
    """Two approve the same text at once: it has not changed, and approving is what is offered."""
    page = start("--reviewers", "2")
    with enter(page, "张敏") as first, enter(page, "李强", link=1) as second:
        fields = second.get("/segments/1").fields("name", "approve")
        assert approve(first) == 303
        answer = second.post("/decide", fields)
        assert answer.status == 409
        assert "您看过之后，这一句有了别的决定" in answer.text
        assert '<button class="main">看过了，仍要批准' in answer.text
        assert second.post("/decide", answer.fields("name", "approve")).status == 303


def test_a_busy_record_is_said_and_keeps_what_was_typed(
    run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not a conflict: nothing has changed, and trying again is all there is to do."""
    monkeypatch.setattr("segreport.store.reviews.BUSY_SECONDS", 0.05)
    site = make_site(run_folder, Door(), local_addresses("127.0.0.1", 8700), "张敏")
    session = Session("张敏", "token", 1e12)
    part = site.run.sheets()[1][0].parts[1]
    form = {
        "at": "1.2", "segment": part.segment, "place": part.place, "version": "0",
        "seen": part.shown.hash, "before": part.text, "action": "edit",
        "text": "总资产在各群组中最低。", "reason": "更短",
    }  # fmt: skip
    visit = Visit(site, session, {}, {}, form)
    other = sqlite3.connect(run_folder / "review.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = decide_part(visit)
    shown = bytes(answer.body).decode()
    assert answer.status_code == 503
    assert "正被别的程序占用" in shown
    assert "这一句变了" not in shown
    assert ">总资产在各群组中最低。</textarea>" in shown
    assert 'value="更短"' in shown
    other.close()
    assert decide_part(visit).status_code == 303
    site.run.close()


def test_a_terminated_server_leaves_a_whole_record(start: Start, run_folder: Path) -> None:
    """SIGTERM, as an init system sends it."""
    page = start()
    with enter(page) as client:
        assert approve(client) == 303
    page.process.send_signal(signal.SIGTERM)
    page.process.wait(timeout=20)
    assert len(verify(run_folder)) == 1


def test_a_session_is_over_after_leaving(start: Start) -> None:
    """The cookie opens nothing any more, wherever it was copied to."""
    page = start()
    with enter(page) as client:
        kept = client.cookie
        token = client.get("/segments/1").fields("name", "approve")["csrf"]
        assert client.post("/leave", {"csrf": token}).status == 200
        client.cookie = kept
        assert client.get("/").status == 403


def test_sessions_do_not_outlive_the_server(run_folder: Path) -> None:
    """A restart asks everybody to come in again."""
    page = serve(run_folder)
    with enter(page) as client:
        cookie = client.cookie
    port = page.host.rpartition(":")[2]
    page.stop()
    again = serve(run_folder, "--port", port)
    try:
        with enter(again) as client:
            client.cookie = cookie
            assert client.get("/").status == 403
    finally:
        again.stop()
