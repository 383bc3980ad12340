"""`run`, `draft` and `doctor` with a model, as a user meets them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordSetError

from segreport.cli import run_command_line
from tests.drafting.replying import answering
from tests.llm.server import Asked, Play, failed, playing, said, serve

CUSTOMERS = Path(__file__).parents[2] / "data/customers.csv"


def artifacts(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def run(folder: Path, url: str, *options: str) -> int:
    arguments = ["run", str(CUSTOMERS), "-o", str(folder), "--model", "m", "--base-url", url]
    return run_command_line([*arguments, *options])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this machine, and no long waits."""
    for name in [name for name in os.environ if name.startswith("SEGREPORT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEGREPORT_WAIT_SECONDS", "0.01")
    monkeypatch.setenv("SEGREPORT_API_KEY", "sk-secret-key")
    monkeypatch.chdir(tmp_path)


def test_a_run_with_a_model_says_who_wrote_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serve(answering("wrong")) as server:
        assert run(tmp_path / "r", server.url) == 0
    printed = capsys.readouterr().out
    assert "群组 0：模型写 5 处（其中 1 处待人工核对），规则代写 8 处，修改 2 次。" in printed
    assert "9 次请求，发送 900 词元（缓存命中 360），收到 180 词元；费用未知" in printed
    recorded = json.loads((tmp_path / "r/run.json").read_text("utf-8"))["drafting"]
    assert recorded["usage"] == {"requests": 9, "sent": 900, "cached": 360, "received": 180}
    assert len(list((tmp_path / "r/replies").iterdir())) == 9
    report = (tmp_path / "r/report.md").read_text("utf-8")
    assert "### 模型撰写" in report
    assert "与规则命名“年轻线上活跃客户群”一致" in report
    assert "人工智能" in report
    for wrong in ("51.8 万元，三个群组中最低", "稳赚", "保本", "5.3 倍", "29.7 亿元"):
        assert wrong not in report


def test_a_replay_needs_no_network_and_gives_the_same_bytes(tmp_path: Path) -> None:
    with serve(answering("wrong")) as server:
        assert run(tmp_path / "r", server.url) == 0
        before = artifacts(tmp_path / "r")
        assert run(tmp_path / "r", server.url) == 0  # the same questions are not paid twice
        assert len(server.asked) == 9
    assert artifacts(tmp_path / "r") == before
    assert run(tmp_path / "r", server.url, "--replay") == 0
    assert artifacts(tmp_path / "r") == before


def test_failures_are_replayed_too(tmp_path: Path) -> None:
    with serve(playing(said(None, refusal="不"))) as server:
        assert run(tmp_path / "r", server.url) == 0
    before = artifacts(tmp_path / "r")
    assert run(tmp_path / "r", server.url, "--replay") == 0
    assert artifacts(tmp_path / "r") == before
    assert "拒绝" in (tmp_path / "r/report.md").read_text("utf-8")


def test_a_replay_of_what_was_never_asked_is_the_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "r", "http://127.0.0.1:9/v1", "--replay") == 0
    assert "由规则撰写。没有这次询问的记录" in capsys.readouterr().out


def test_a_dry_run_prints_what_is_then_sent_to_the_byte(tmp_path: Path) -> None:
    with serve(answering("good")) as server:
        dry = subprocess.run(
            [sys.executable, "-m", "segreport", "run", str(CUSTOMERS), "-o", str(tmp_path / "r"),
             "--model", "m", "--base-url", server.url, "--dry-run"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert server.asked == []
        assert not (tmp_path / "r").exists()
        assert run(tmp_path / "r", server.url) == 0
    bodies = [line for line in dry.stdout.split(b"\n") if line.startswith(b"{")]
    assert sorted(bodies) == sorted(asked.raw for asked in server.asked)
    assert dry.stdout.count(b"POST " + server.url.encode()) == 3
    assert b"authorization: ***" in dry.stdout
    assert "3 个请求没有发送" in dry.stderr.decode()


def test_offline_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serve(answering("good")) as server:
        run(tmp_path / "r", server.url, "--offline")
        assert server.asked == []
    assert "未使用模型，全部由规则撰写。" in capsys.readouterr().out
    assert json.loads((tmp_path / "r/run.json").read_text("utf-8"))["drafting"] is None


def test_a_model_of_the_settings_file(tmp_path: Path) -> None:
    with serve(answering("good")) as server:
        (tmp_path / "segreport.toml").write_text(
            f'model = "m"\nbase_url = "{server.url}"\n', "utf-8"
        )
        assert run_command_line(["run", str(CUSTOMERS), "-o", str(tmp_path / "r")]) == 0
        assert len(server.asked) == 3


def test_drafting_again_from_the_profile(tmp_path: Path) -> None:
    with serve(answering("good")) as server:
        run(tmp_path / "r", server.url, "--offline")
        kept = {n: b for n, b in artifacts(tmp_path / "r").items() if n == "profile.json"}
        options = ["--model", "m", "--base-url", server.url]
        assert run_command_line(["draft", str(tmp_path / "r"), *options]) == 0
        assert len(server.asked) == 3
    again = artifacts(tmp_path / "r")
    assert kept["profile.json"] == again["profile.json"]
    assert "年轻线上活跃客户群" in again["report.md"].decode()
    assert json.loads(again["run.json"])["drafting"]["segments"][0]["written"] == 13
    assert run_command_line(["render", str(tmp_path / "r")]) == 0
    assert artifacts(tmp_path / "r") == again


def test_a_key_is_in_no_artifact_and_no_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGREPORT_DEBUG", "1")
    with serve(playing(failed(401, "Incorrect API key: sk-secret-key"))) as server:
        assert run(tmp_path / "r", server.url) == 0
        assert server.asked[0].headers["authorization"] == "Bearer sk-secret-key"
    printed = capsys.readouterr()
    assert "密钥不对" in printed.out
    everything = printed.out + printed.err + "".join(
        content.decode("utf-8", "replace") for content in artifacts(tmp_path / "r").values()
    )  # fmt: skip
    assert "sk-secret" not in everything


def test_a_key_of_the_keyring_is_sent_and_shown_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEGREPORT_API_KEY")
    monkeypatch.setenv("SEGREPORT_DEBUG", "1")
    before = keyring.get_keyring()
    keyring.set_keyring(OneKey())
    try:
        with serve(answering("good")) as server:
            assert run(tmp_path / "r", server.url) == 0
            assert run(tmp_path / "r", server.url, "--replay") == 0
            assert run_command_line(["doctor", "--model", "m", "--base-url", server.url]) in (0, 1)
        assert {asked.headers["authorization"] for asked in server.asked} == {
            "Bearer sk-in-keyring"
        }
    finally:
        keyring.set_keyring(before)
    printed = capsys.readouterr()
    everything = printed.out + printed.err + "".join(
        content.decode("utf-8", "replace") for content in artifacts(tmp_path / "r").values()
    )  # fmt: skip
    assert "sk-in-keyring" not in everything


class OneKey(KeyringBackend):
    """A keyring with the key of a custom endpoint."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        """The one key."""
        return (
            "sk-in-keyring" if (service, username) == ("segreport", "SEGREPORT_API_KEY") else None
        )

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nothing can be added."""
        raise PasswordSetError(service, username, len(password))


def test_an_interrupted_run_ends_at_once(tmp_path: Path) -> None:
    """Though the server asks to wait for a minute, and another never answers."""
    plays = playing(failed(429, retry_after="60"), Play(act="hang"))
    with serve(plays) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "segreport", "run", str(CUSTOMERS), "-o", str(tmp_path / "r"),
             "--model", "m", "--base-url", server.url],
            stderr=subprocess.PIPE,
        )  # fmt: skip
        while len(server.asked) < 3 and process.poll() is None:
            time.sleep(0.05)
        time.sleep(0.3)
        start = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, printed = process.communicate(timeout=30)
    assert time.monotonic() - start < 10
    assert process.returncode == 130
    assert "已中断" in printed.decode()


def test_what_cannot_be_asked_is_an_error_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SEGREPORT_API_KEY")
    arguments = ["run", str(CUSTOMERS), "-o", str(tmp_path / "r"), "--model", "m"]
    for options, says in (
        ([], "--provider"),
        (["--provider", "deepseek"], "DEEPSEEK_API_KEY"),
        (["--provider", "kimi", "--concurrency", "0"], "--concurrency"),
        (["--provider", "ollama", "--prompts", "nowhere"], "提示词目录"),
    ):
        assert run_command_line([*arguments, *options]) == 2
        assert says in capsys.readouterr().err
    assert run_command_line(["run", str(CUSTOMERS), "--dry-run"]) == 2
    assert "--model" in capsys.readouterr().err


@pytest.mark.parametrize("rung", ["json_schema", "json_object", "text"])
def test_doctor_says_what_works(rung: str, capsys: pytest.CaptureFixture[str]) -> None:
    def script(asked: Asked, _: int) -> Play:
        mode = asked.body.get("response_format", {"type": "text"})["type"]
        return said('{"ok": true}') if mode == rung else failed(400, "response_format")

    with serve(script) as server:
        run_command_line(["doctor", "--model", "m", "--base-url", server.url])
    printed = capsys.readouterr().out
    assert re.search("✓ 模型：m 已回答", printed)
    assert {"json_schema": "Schema", "json_object": "JSON", "text": "文字"}[rung] in printed


def test_doctor_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with serve(playing(failed(404))) as server:
        assert run_command_line(["doctor", "--model", "m", "--base-url", server.url]) == 1
    assert "✗ 模型：m 没有回答。没有这个模型或接口（404）" in capsys.readouterr().out
    assert run_command_line(["doctor", "--model", "m", "--provider", "kimi"]) == 1
    assert "MOONSHOT_API_KEY" in capsys.readouterr().out


def test_models_and_prompts_are_compared_and_again_from_the_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, wrong = answering("good"), answering("wrong")

    def script(asked: Asked, number: int) -> Play:
        return (good if asked.body["model"] == "careful" else wrong)(asked, number)

    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "system.md.j2").write_text("只输出 json。", "utf-8")
    with serve(script) as server:
        run(tmp_path / "r", server.url, "--offline")
        before = artifacts(tmp_path / "r")
        arguments = ["eval", str(tmp_path / "r"), "--base-url", server.url, "--json",
                     "--model", "careful", "--model", "careless"]  # fmt: skip
        capsys.readouterr()
        assert run_command_line([*arguments, "--repeat", "2"]) == 0
        assert len(server.asked) == 2 * (3 + 9)
        trials = json.loads(capsys.readouterr().out)
        assert run_command_line([*arguments, "--prompts", str(mine)]) == 0
        assert [t["prompts"] for t in json.loads(capsys.readouterr().out)] == [str(mine)] * 2
    figures = [(t["model"], t["repeat"], t["at_first"], t["held"], t["false"] > 0) for t in trials]
    assert figures == [
        ("careful", 1, 39, 39, False), ("careful", 2, 39, 39, False),
        ("careless", 1, 3, 7, True), ("careless", 2, 3, 7, True),
    ]  # fmt: skip
    assert [t["names_agreeing"] for t in trials] == [3, 3, 2, 2]
    assert all(t["held"] + t["marked"] + t["replaced"] == t["asked"] == 39 for t in trials)
    assert run_command_line([*arguments, "--repeat", "2", "--replay"]) == 0
    replayed = json.loads(capsys.readouterr().out)
    assert [{**t, "seconds": 0} for t in replayed] == [{**t, "seconds": 0} for t in trials]
    kept = {n: b for n, b in artifacts(tmp_path / "r").items() if not n.startswith("replies")}
    assert kept == before
    assert run_command_line([a for a in arguments if a != "--json"]) == 0
    assert "首稿成立" in capsys.readouterr().out
