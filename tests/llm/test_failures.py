"""Every way a provider can fail, over real HTTP, in every JSON mode, and what is done about it."""

import gzip
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from segreport.errors import DraftError, LLMUnavailable
from segreport.llm import Reply, connect, preview
from segreport.settings import Endpoint, Settings, find_endpoint
from tests.llm.server import Play, Script, Server, failed, playing, said, serve

MODES = ("json_schema", "json_object", "text")
MESSAGES = ({"role": "system", "content": "只输出 json"}, {"role": "user", "content": "长长的问题"})
SHORTER = ({"role": "user", "content": "短问题 json"},)
LATE = 1.0
"""Seconds that a deadline may be overrun."""


class Answer(BaseModel):
    """What is asked for here."""

    model_config = ConfigDict(extra="forbid")
    answer: str
    score: float = 0.0


GOOD = said('{"answer": "好"}')


def settings_for(server: Server, mode: str = "json_schema", **given: Any) -> Settings:
    quick = {"attempts": 4, "attempt_seconds": 0.5, "call_seconds": 5, "wait_seconds": 0.01}
    return Settings.model_validate(
        {"model": "m", "base_url": server.url, "json_mode": mode, **quick, **given}
    )


def ask(
    script: Script, mode: str = "json_schema", calls: int = 1, **given: Any
) -> tuple[list[Reply[Answer] | Exception], Server, float]:
    """What comes of asking so many times in a row, the server afterwards, and the seconds taken."""
    outcomes: list[Reply[Answer] | Exception] = []
    with serve(script) as server:
        settings = settings_for(server, mode, **given)
        with connect(find_endpoint(settings, {}), settings) as complete:
            start = time.monotonic()
            for _ in range(calls):
                try:
                    outcomes.append(complete(MESSAGES, Answer, SHORTER))
                except (DraftError, LLMUnavailable) as error:
                    outcomes.append(error)
            return outcomes, server, time.monotonic() - start


PASSING = {
    "429": failed(429, "slow down", retry_after="0.1"),
    "429 throttled": failed(429, "Throttling.AllocationQuota: rate limit, increase your quota"),
    "408": failed(408),
    "500": failed(500),
    "502 html": Play(502, b"<html>bad gateway</html>"),
    "503": failed(503, "overloaded", retry_after="0"),
    "529": failed(529),
    "500 null body": Play(500, b"null"),
    "500 list body": Play(500, b'["x"]'),
    "500 not utf-8": Play(500, b"\xff\xfe\x00"),
    "reset": Play(act="reset"),
    "truncated": Play(act="truncate"),
    "stall": Play(act="stall"),
    "hang": Play(act="hang"),
    "drip": Play(act="drip"),
    "flood": Play(act="flood"),
    "html": Play(body=b"<!doctype html><p>please log in</p>"),
    "empty body": Play(body=b""),
    "null": Play(body=b"null"),
    "list": Play(body=b"[]"),
    "string": Play(body=b'"hello"'),
    "not utf-8": Play(body=b'{"choices": "\xff\xfe"}'),
    "half a json": Play(body=GOOD.body[:-9]),
    "too deep": Play(body=b"[" * 100_000),
    "an error with status 200": Play(body=b'{"error": {"message": "internal"}}'),
    "no choices": Play(body=b'{"id": "x"}'),
    "null choices": Play(body=b'{"choices": null}'),
    "empty choices": Play(body=b'{"choices": []}'),
    "a choice that is text": Play(body=b'{"choices": ["hello"]}'),
    "no message": Play(body=b'{"choices": [{"index": 0}]}'),
    "null message": Play(body=b'{"choices": [{"message": null}]}'),
    "null content": said(None),
    "empty content": said("  \n"),
    "a list for content": said([{"type": "text", "text": "{}"}]),
    "only a tool call": said(None, "tool_calls", tool_calls=[]),
    "compressed": Play(body=gzip.compress(GOOD.body), headers={"Content-Encoding": "gzip"}),
    "prose": said("好的，我来回答。"),
    "nan": said('{"answer": "好", "score": NaN}'),
    "infinity": said('{"answer": "好", "score": 1e999}'),
    "duplicate keys": said('{"answer": "好", "answer": "坏"}'),
    "extra keys": said('{"answer": "好", "note": "…"}'),
    "missing keys": said("{}"),
    "another type": said('{"answer": 3}'),
    "two objects": said('{"answer": "好"} {"answer": "坏"}'),
    "thinking without end": said('<think>{"answer": "好"}'),
}
"""Failures after which the same question is asked again."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("play", PASSING.values(), ids=PASSING.keys())
def test_a_passing_failure_is_asked_again(play: Play, mode: str) -> None:
    (outcome,), server, _ = ask(playing(play, GOOD), mode)
    assert isinstance(outcome, Reply)
    assert outcome.value.answer == "好"
    assert len(server.asked) == 2
    assert server.asked[0].raw == server.asked[1].raw
    assert outcome.usage.requests == 2


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["429", "500", "reset", "html", "empty content", "nan"])
def test_what_does_not_pass_ends_within_the_attempts(name: str, mode: str) -> None:
    (outcome,), server, _ = ask(playing(PASSING[name]), mode)
    wanted = DraftError if name in ("empty content", "nan") else LLMUnavailable
    assert isinstance(outcome, wanted)
    assert len(server.asked) == 4
    assert outcome.spent[0] == 4
    assert any(mark in str(outcome) for mark in ("请", "回答"))


STOPPING = {
    "401": (failed(401, "Incorrect API key provided: sk-SECRET"), "密钥"),
    "402": (failed(402, "Insufficient Balance"), "充值"),
    "403": (failed(403), "权限"),
    "404": (failed(404, "model not found"), "--model"),
    "quota": (failed(429, "You exceeded your current quota: insufficient_quota"), "额度"),
    "quota in a 400": (failed(400, "Account is in arrears"), "额度"),
    "redirect": (Play(302, headers={"Location": "/v1/other"}), "转到"),
    "permanent redirect": (Play(308, headers={"Location": "http://192.0.2.1/"}), "转到"),
}
"""Failures after which nothing more is asked."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", STOPPING)
def test_what_cannot_pass_is_asked_once_and_says_what_to_do(name: str, mode: str) -> None:
    play, cure = STOPPING[name]
    outcomes, server, _ = ask(playing(play), mode, calls=3)
    assert len(server.asked) == 1
    assert [type(outcome) for outcome in outcomes] == [LLMUnavailable] * 3
    assert all(cure in str(outcome) for outcome in outcomes)
    assert "SECRET" not in "".join(map(str, outcomes))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "play",
    [said(None, refusal="我不能"), said("", "content_filter"), said("半句", "content_filter")],
    ids=["refusal", "content filter", "content filter with text"],
)
def test_a_refusal_is_no_answer_and_does_not_stop_the_others(play: Play, mode: str) -> None:
    outcomes, server, _ = ask(playing(play, GOOD), mode, calls=2)
    assert isinstance(outcomes[0], DraftError)
    assert isinstance(outcomes[1], Reply)
    assert len(server.asked) == 2


@pytest.mark.parametrize("mode", MODES)
def test_a_reply_that_was_cut_gets_more_room_once(mode: str) -> None:
    cut = said('{"answer": "一半', "length")
    (outcome,), server, _ = ask(playing(cut, GOOD), mode)
    assert isinstance(outcome, Reply)
    assert [asked.body["max_tokens"] for asked in server.asked] == [4096, 16384]
    (outcome,), server, _ = ask(playing(cut), mode)
    assert isinstance(outcome, DraftError)
    assert len(server.asked) == 2
    assert outcome.spent == (2, 200, 80, 40)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "play",
    [failed(400, "This model's maximum context length is 8192 tokens"), failed(413)],
    ids=["400", "413"],
)
def test_a_prompt_that_is_too_long_is_shortened_once(play: Play, mode: str) -> None:
    (outcome,), server, _ = ask(playing(play, GOOD), mode)
    assert isinstance(outcome, Reply)
    assert [len(asked.body["messages"]) for asked in server.asked] == [2, 1]
    (outcome,), server, _ = ask(playing(play), mode)
    assert isinstance(outcome, LLMUnavailable)
    assert len(server.asked) == 2


def format_of(asked: Any) -> str:
    return asked.body.get("response_format", {"type": "text"})["type"]


@pytest.mark.parametrize("mode", MODES)
def test_a_refused_format_drops_a_rung_and_the_run_remembers(mode: str) -> None:
    def script(asked: Any, _: int) -> Play:
        return GOOD if format_of(asked) == "text" else failed(400, "response_format unsupported")

    outcomes, server, _ = ask(script, mode, calls=2)
    assert all(isinstance(outcome, Reply) for outcome in outcomes)
    below = list(MODES[MODES.index(mode) :])
    assert [format_of(asked) for asked in server.asked] == [*below, "text"]


def test_a_format_refused_in_every_form_stops() -> None:
    """The last form has nothing optional in it, in case the refusal named the wrong thing."""
    outcomes, server, _ = ask(playing(failed(400, "response_format")), calls=2)
    assert [type(outcome) for outcome in outcomes] == [LLMUnavailable] * 2
    assert [format_of(asked) for asked in server.asked] == [*MODES, "text"]
    assert set(server.asked[-1].body) == {"model", "messages"}


REFUSED_EXTRAS = [
    "Unsupported parameter: 'max_tokens' is not supported with this model.",
    "temperature does not support 0.3 with this model",
    "thinking.type: only enabled is supported",
    "Range of max_tokens should be [1, 2048]",
    "Unrecognized request argument supplied: seed",
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("message", REFUSED_EXTRAS)
def test_what_is_optional_is_left_out_where_it_is_refused(message: str, mode: str) -> None:
    def script(asked: Any, _: int) -> Play:
        return failed(400, message) if len(set(asked.body) & OPTIONAL) else GOOD

    with serve(script) as server:
        settings = settings_for(server, mode)
        endpoint = find_endpoint(settings, {}).model_copy(
            update={"sampling": {"temperature": 0.3}, "extra_body": {"thinking": {"type": "off"}}}
        )
        with connect(endpoint, settings) as complete:
            assert [complete(MESSAGES, Answer, ()).usage.requests for _ in range(2)] == [2, 1]
    assert set(server.asked[0].body) >= OPTIONAL
    assert [format_of(asked) for asked in server.asked] == [mode] * 3


OPTIONAL = {"max_tokens", "temperature", "thinking"}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "play",
    [failed(400, "Input data may contain inappropriate content: data_inspection_failed"),
     failed(400, "The response was filtered: content_filter"), failed(400, "输入包含敏感内容")],
    ids=["inspection", "filter", "敏感"],
)  # fmt: skip
def test_a_question_that_is_filtered_costs_its_own_reply_only(play: Play, mode: str) -> None:
    outcomes, server, _ = ask(playing(play, GOOD), mode, calls=2)
    assert isinstance(outcomes[0], DraftError)
    assert "审查" in str(outcomes[0])
    assert isinstance(outcomes[1], Reply)
    assert [format_of(asked) for asked in server.asked] == [mode] * 2


def test_nobody_waits_on_once_it_is_over() -> None:
    """An interrupted run ends at once, whatever a server asked to wait."""
    with serve(playing(failed(429, retry_after="4"))) as server:
        settings = settings_for(server)
        with connect(find_endpoint(settings, {}), settings) as complete:
            outcome: list[Exception] = []

            def wait() -> None:
                try:
                    complete(MESSAGES, Answer, ())
                except LLMUnavailable as error:
                    outcome.append(error)

            thread = threading.Thread(target=wait)
            thread.start()
            while not server.asked:
                time.sleep(0.01)
            time.sleep(0.1)
        left = time.monotonic()
        thread.join()
    assert time.monotonic() - left < 2
    assert len(outcome) == len(server.asked) == 1


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "text",
    [
        '{"answer": "好"}',
        '\ufeff {"answer": "好"}\n',
        '```json\n{"answer": "好"}\n```',
        '好的：\n```\n{"answer": "好"}\n```\n以上。',
        '<think>先{想}一想</think>\n{"answer": "好"}',
        '<think>想</think>\n```json\n{"answer": "好"}\n```',
        '回答如下 {"answer": "好"} 请查收',
        '{"answer": "好"}\n以上。',
    ],
)
def test_one_layer_of_wrapping_is_taken_off(text: str, mode: str) -> None:
    (outcome,), server, _ = ask(playing(said(text)), mode)
    assert isinstance(outcome, Reply)
    assert outcome.value.answer == "好"
    assert outcome.usage.model_dump() == {"requests": 1, "sent": 100, "cached": 40, "received": 20}
    assert len(server.asked) == 1


@pytest.mark.parametrize("act", ["hang", "stall", "drip"])
def test_a_deadline_is_in_total_and_kept_to_a_second(act: str) -> None:
    """Not per read: a server that drips a byte now and then gains nothing."""
    given: dict[str, Any] = {"attempt_seconds": 60, "call_seconds": 0.7}
    (outcome,), server, seconds = ask(playing(Play(act=act)), **given)
    assert isinstance(outcome, LLMUnavailable)
    assert seconds <= 0.7 + LATE
    assert len(server.asked) == 1


def test_retries_end_with_the_deadline_too() -> None:
    given: dict[str, Any] = {"attempts": 20, "attempt_seconds": 0.2, "call_seconds": 0.8}
    (outcome,), server, seconds = ask(playing(Play(act="hang")), **given)
    assert isinstance(outcome, LLMUnavailable)
    assert seconds <= 0.8 + LATE
    assert 2 <= len(server.asked) <= 6


def test_the_run_has_a_deadline_of_its_own() -> None:
    given: dict[str, Any] = {"run_seconds": 0.8, "attempt_seconds": 60, "call_seconds": 60}
    outcomes, server, seconds = ask(playing(Play(act="hang")), calls=3, **given)
    assert [type(outcome) for outcome in outcomes] == [LLMUnavailable] * 3
    assert seconds <= 0.8 + LATE
    assert len(server.asked) == 1


def test_retry_after_is_waited_for() -> None:
    (outcome,), server, _ = ask(playing(failed(429, retry_after="0.4"), GOOD))
    assert isinstance(outcome, Reply)
    assert server.asked[1].time - server.asked[0].time >= 0.4


@pytest.mark.parametrize("wait", ["3600", "Fri, 31 Dec 2099 23:59:59 GMT"])
def test_a_wait_beyond_the_deadline_is_not_begun(wait: str) -> None:
    (outcome,), server, seconds = ask(playing(failed(429, retry_after=wait)))
    assert isinstance(outcome, LLMUnavailable)
    assert len(server.asked) == 1
    assert seconds < 1


@pytest.mark.parametrize("wait", ["soon", "-5", "nan", "inf", ""])
def test_a_senseless_retry_after_is_no_retry_after(wait: str) -> None:
    (outcome,), _, seconds = ask(playing(failed(503, retry_after=wait), GOOD))
    assert isinstance(outcome, Reply)
    assert seconds < 1


def test_the_circuit_opens_after_three_calls_without_a_reply() -> None:
    outcomes, server, _ = ask(playing(Play(act="reset")), calls=6, attempts=2)
    assert [type(outcome) for outcome in outcomes] == [LLMUnavailable] * 6
    assert len(server.asked) == 3 * 2
    assert "连续 3 次" in str(outcomes[-1])


def test_nothing_listens() -> None:
    with serve(playing(GOOD)) as server:
        settings = settings_for(server, attempts=2)
    endpoint = find_endpoint(settings, {})
    with connect(endpoint, settings) as complete, pytest.raises(LLMUnavailable, match="连不上"):
        complete(MESSAGES, Answer, ())


# ── what is sent ────────────────────────────────────────────────────────────────────────────────


def sent_headers(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[Server], Endpoint]
) -> dict[str, str]:
    for name, value in {
        "OPENAI_API_KEY": "sk-openai", "OPENAI_ADMIN_KEY": "sk-admin", "OPENAI_ORG_ID": "org",
        "OPENAI_PROJECT_ID": "project", "OPENAI_CUSTOM_HEADERS": "X-Mine: 1",
        "OPENAI_BASE_URL": "http://192.0.2.1", "HTTP_PROXY": "http://192.0.2.1:9",
        "ALL_PROXY": "http://192.0.2.1:9",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with serve(playing(GOOD)) as server:
        endpoint = make(server)
        with connect(endpoint, settings_for(server)) as complete:
            complete(MESSAGES, Answer, ())
        return server.asked[0].headers


def test_only_what_is_meant_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No organisation, no platform, no header, key or proxy from the environment."""
    headers = sent_headers(
        monkeypatch,
        lambda server: find_endpoint(settings_for(server), {"SEGREPORT_API_KEY": "sk-own"}),
    )
    assert set(headers) == {"host", "content-type", "content-length", "accept", "connection",
                            "accept-encoding", "user-agent", "authorization"}  # fmt: skip
    assert headers["authorization"] == "Bearer sk-own"


def test_a_key_stays_with_its_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = sent_headers(
        monkeypatch,
        lambda server: find_endpoint(
            Settings(model="m", provider="openai", base_url=server.url),
            {"OPENAI_API_KEY": "sk-openai"},
        ),
    )
    assert "authorization" not in headers


def test_a_preview_is_what_is_sent_to_the_byte() -> None:
    with serve(playing(GOOD)) as server:
        settings = settings_for(server)
        endpoint = find_endpoint(settings, {"SEGREPORT_API_KEY": "sk-own"})
        seen = preview(endpoint, settings, MESSAGES, Answer)
        assert server.asked == []
        with connect(endpoint, settings) as complete:
            complete(MESSAGES, Answer, ())
        (asked,) = server.asked
    assert seen.body == asked.raw
    assert seen.url == f"{server.url}/chat/completions"
    assert ("authorization", "***") in seen.headers
    assert {name for name, _ in seen.headers} == set(asked.headers)
    assert json.loads(seen.body)["response_format"]["json_schema"]["strict"] is True
