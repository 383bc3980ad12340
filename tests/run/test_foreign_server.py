"""A whole run against a server that nobody here wrote: aimock, from npm, on loopback.

Where it cannot be had the test is skipped and says why; with CI=true in the environment it fails
instead. `AIMOCK` may name its `llmock` command, else npx is asked for it.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from segreport.cli import run_command_line
from tests.drafting.replying import asked_places, asked_segment, replies
from tests.llm.server import Asked

CUSTOMERS = Path(__file__).parents[2] / "data/customers.csv"
PACKAGE = "@copilotkit/aimock@1.43.0"
SECONDS = 120.0
"""For npx to fetch it and for it to listen."""


def give_up(reason: str) -> NoReturn:
    """Skip, or fail where the test is required."""
    reason = f"the server of {PACKAGE} cannot be had: {reason}"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(reason)
    pytest.skip(reason)


def command() -> list[str]:
    given = os.environ.get("AIMOCK")
    if given == "none":
        pytest.skip("this machine reached no registry that has the server")
    if given:
        return [given]
    npx = shutil.which("npx")
    if npx is None:
        give_up("there is no npx on this machine")
    return [npx, "--yes", "--package", PACKAGE, "llmock"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def aimock(fixtures: Path) -> Iterator[str]:
    """The server with these replies, as long as the block; gives its address."""
    port = free_port()
    words = [*command(), "-p", str(port), "-f", str(fixtures), "--strict", "--log-level", "warn"]
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        until = time.monotonic() + SECONDS
        while not listens(port):
            if process.poll() is not None and process.stderr:
                give_up(process.stderr.read().decode("utf-8", "replace").strip()[-300:])
            if time.monotonic() > until:
                give_up(f"it did not listen within {SECONDS:g} s")
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)  # npx starts it as a child of its own
        process.communicate(timeout=10)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def questions(capfd: pytest.CaptureFixture[str]) -> list[Asked]:
    """What a run will ask first, as `--dry-run` prints it."""
    arguments = ["run", str(CUSTOMERS), "--model", "m", "--base-url", "http://127.0.0.1:1/v1"]
    assert run_command_line([*arguments, "--dry-run"]) == 0
    lines = [line for line in capfd.readouterr().out.split("\n") if line.startswith("{")]
    return [Asked("", {}, line.encode(), 0.0) for line in lines]


def reply(segment: str, places: dict[str, str], name: str, wrap: str = "{}") -> dict[str, Any]:
    """The texts of a file of replies, as aimock is told to say them."""
    texts = replies(name)[segment]
    parts = [{"place": p, "text": texts[key][0]} for p, key in places.items() if key in texts]
    said = json.dumps({"parts": parts}, ensure_ascii=False)
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    return {"content": wrap.replace("{}", said), "usage": usage}


def write_fixtures(path: Path, asked: list[Asked]) -> None:
    """Segment 0 is subtly wrong and mended, 1 is refused for a moment, 2 wraps what it says."""
    fixtures: list[dict[str, Any]] = []
    for question in asked:
        segment, places = asked_segment(question), asked_places(question)
        first, again = f"# 现在写群组 {segment}\n", f"次修改：你写的群组 {segment} "
        fixtures.append(
            {"match": {"userMessage": again}, "response": reply(segment, places, "good")}
        )
        if segment == "1":
            busy = {"message": "Overloaded", "type": "server_error", "code": "overloaded"}
            fixtures.append(
                {
                    "match": {"userMessage": first, "sequenceIndex": 0},
                    "response": {"error": busy, "status": 503},
                }
            )
        wrap = "好的，如下。\n```json\n{}\n```" if segment == "2" else "{}"
        name = "wrong" if segment == "0" else "good"
        fixtures.append(
            {"match": {"userMessage": first}, "response": reply(segment, places, name, wrap)}
        )
    path.write_text(json.dumps({"fixtures": fixtures}, ensure_ascii=False), "utf-8")


def test_a_run_against_a_server_that_nobody_here_wrote(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("SEGREPORT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEGREPORT_WAIT_SECONDS", "0.01")
    monkeypatch.chdir(tmp_path)
    asked = questions(capfd)
    write_fixtures(tmp_path / "fixtures.json", asked)
    with aimock(tmp_path / "fixtures.json") as address:
        arguments = ["run", str(CUSTOMERS), "-o", str(tmp_path / "run"), "--model", "m",
                     "--base-url", f"{address}/v1"]  # fmt: skip
        assert run_command_line(arguments) == 0
        with urllib.request.urlopen(f"{address}/__aimock/journal") as answer:  # noqa: S310  # loopback
            seen = json.loads(answer.read())
    entries = seen if isinstance(seen, list) else seen["entries"]
    drafting = json.loads((tmp_path / "run/run.json").read_text("utf-8"))["drafting"]
    by_model = [(part["written"], part["replaced"]) for part in drafting["segments"]]
    assert by_model == [(13, 0)] * 3
    assert drafting["segments"][0]["false"] > 5
    requests = drafting["usage"]["requests"]
    assert requests == len([e for e in entries if "chat/completions" in e["path"]]) == 5
    assert drafting["usage"]["sent"] == 4000  # the refusal has no usage
    report = (tmp_path / "run/report.md").read_text("utf-8")
    for segment in ("1", "2"):
        for versions in replies("good")[segment].values():
            assert strip(versions[0]) in strip(report)
    assert "总资产 31.6 万元，三个群组中最低" in report  # the mended sentence of segment 0
    assert "51.8 万元，三个群组中最低" not in report
    kept = {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.*")}
    assert run_command_line([*arguments, "--replay"]) == 0  # the server is gone
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").glob("*.*")} == kept
    assert "模型写 13 处" in capfd.readouterr().out


def strip(text: str) -> str:
    """Without what Markdown adds."""
    return re.sub(r"[*\\]", "", text)
