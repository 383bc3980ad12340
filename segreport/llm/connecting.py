"""Asking until there is an answer or no reason to go on: attempts, ladder, deadlines, breaker."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

import httpx2
from openai import APIConnectionError, APIStatusError, APITimeoutError, AsyncOpenAI, OpenAIError
from pydantic import BaseModel
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from segreport.errors import DraftError, LLMUnavailable
from segreport.llm import failures
from segreport.llm.failures import Failure, judge_status
from segreport.llm.reading import open_envelope, parse_reply, read_text, read_usage
from segreport.llm.transport import TooBig, open_client
from segreport.models import Usage
from segreport.settings import Endpoint, JsonMode, Settings

Message = Mapping[str, str]
"""role and content."""
Messages = tuple[Message, ...]
Answer = TypeVar("Answer", bound=BaseModel)

LADDER: tuple[JsonMode, ...] = ("json_schema", "json_object", "text")
LONGEST_WAIT = 20.0
ENOUGH = 3
"""Calls in a row without any reply after which nothing more is asked."""
ROOM = 4
"""Times as long a reply may be after one was cut; what thinks before it answers needs it."""
GRACE = 5.0
"""Seconds after which a request that ignores its own deadline is given up."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[Answer]):
    """An answer and what it took."""

    value: Answer
    text: str
    """As the model wrote it."""
    usage: Usage
    mode: JsonMode
    """The rung of the ladder that it came by."""


Complete = Callable[[Messages, type[Answer], Messages], Reply[Answer]]
"""(messages, schema, the same in short) → reply; raises DraftError or LLMUnavailable."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a question is put; it gets plainer as an endpoint refuses."""

    mode: JsonMode
    bare: bool = False
    """Without anything optional: temperature, seed, the provider's extras, the reply's limit."""

    def plainer(self, refused: str) -> Form | None:
        """The next form after this was refused for its `rung` or its `extras`; None: no other."""
        if self.mode != LADDER[-1] and (refused == "rung" or self.bare):
            return replace(self, mode=LADDER[LADDER.index(self.mode) + 1])
        return None if self.bare else replace(self, bare=True)


@dataclass(slots=True)
class _Session:
    """What one run knows about its endpoint; shared by the threads that ask."""

    endpoint: Endpoint
    settings: Settings
    client: AsyncOpenAI
    loop: asyncio.AbstractEventLoop
    ends: float
    """On the monotonic clock."""
    form: Form
    stopped: str = ""
    """Why nothing more is asked."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set with `stopped`, so that nobody goes on waiting to ask again."""
    failed: int = 0
    """Calls in a row without any reply."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self, message: str) -> None:
        """Ask nothing more; the first reason stands."""
        self.stopped = self.stopped or message
        self.over.set()


@dataclass(slots=True)
class _Call:
    """One reply being asked for."""

    messages: Messages
    shorter: Messages
    max_tokens: int
    ends: float
    usage: Usage = field(default_factory=Usage)
    shortened: bool = False
    lengthened: bool = False


@contextmanager
def connect(
    endpoint: Endpoint, settings: Settings, wire: httpx2.AsyncBaseTransport | None = None
) -> Iterator[Complete[Any]]:
    """A function that asks the endpoint's model, good until the end of the `with` block.

    It may be called from several threads. It raises DraftError where the model's text is not what
    was asked for, and LLMUnavailable for everything else; both say in Chinese what to do.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="segreport-llm", daemon=True)
    thread.start()
    session = _Session(
        endpoint,
        settings,
        open_client(endpoint, settings, wire),
        loop,
        ends=time.monotonic() + settings.run_seconds,
        form=Form(endpoint.json_mode),
    )

    def complete(messages: Messages, schema: type[Answer], shorter: Messages = ()) -> Reply[Answer]:
        return _complete(session, messages, schema, shorter)

    try:
        yield complete
    finally:
        session.stop(failures.LATE)
        asyncio.run_coroutine_threadsafe(_close(session.client), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _close(client: AsyncOpenAI) -> None:
    """Close connections; requests still under way are cancelled."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await client.close()


def _complete(
    session: _Session, messages: Messages, schema: type[Answer], shorter: Messages
) -> Reply[Answer]:
    settings = session.settings
    now = time.monotonic()
    budget = min(settings.call_seconds, session.ends - now)
    call = _Call(messages, shorter, settings.max_tokens, ends=now + budget)
    retrying = Retrying(
        retry=retry_if_exception(lambda e: isinstance(e, Failure) and e.reaction == "again"),
        stop=stop_after_attempt(settings.attempts) | stop_before_delay(max(budget, 0.0)),
        wait=_waiting(settings.wait_seconds),
        sleep=sleep_using_event(session.over),
        reraise=True,
    )
    try:
        text, value, mode = retrying(_attempt, session, call, schema)
    except Failure as failure:
        raise _give_up(session, call, failure) from None
    with session.lock:
        session.failed = 0
    return Reply(value, text, call.usage, mode)


def _attempt(session: _Session, call: _Call, schema: type[Answer]) -> tuple[str, Answer, JsonMode]:
    """One request; a Failure that says `again` may be tried once more."""
    if session.stopped:
        raise Failure("give up", session.stopped)
    seconds = min(session.settings.attempt_seconds, call.ends - time.monotonic())
    if seconds <= 0:
        late = session.ends <= time.monotonic()
        raise Failure("give up", failures.LATE if late else failures.SLOW)
    form = session.form
    body = request_body(session.endpoint, form, call.messages, schema, call.max_tokens)
    call.usage += Usage(requests=1)
    try:
        raw = _wait_for(session, body, seconds)
        envelope = open_envelope(raw)
        call.usage += read_usage(envelope.get("usage"))
        text = read_text(envelope)
        return text, parse_reply(text, schema), form.mode
    except DraftError as error:
        raise Failure("again", str(error), after=0.0, about_text=True) from None
    except Failure as failure:
        raise _react(session, call, form, failure) from None


def _wait_for(session: _Session, body: dict[str, Any], seconds: float) -> bytes:
    """The bytes of a reply, asked for on the loop's thread."""
    asked = asyncio.run_coroutine_threadsafe(_post(session.client, body, seconds), session.loop)
    try:
        return asked.result(seconds + GRACE)
    except (TimeoutError, CancelledError):
        asked.cancel()
        raise Failure("again", failures.SLOW) from None


def request_body(
    endpoint: Endpoint,
    form: Form,
    messages: Messages,
    schema: type[BaseModel],
    max_tokens: int,
) -> dict[str, Any]:
    """The JSON that is sent."""
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [dict(message) for message in messages],
    }
    if not form.bare:
        body |= {endpoint.max_tokens_name: max_tokens, **endpoint.sampling, **endpoint.extra_body}
    if form.mode == "json_object":
        body["response_format"] = {"type": "json_object"}
    elif form.mode == "json_schema":
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "draft", "strict": True, "schema": schema.model_json_schema()},
        }
    return body


async def _post(client: AsyncOpenAI, body: dict[str, Any], seconds: float) -> bytes:
    """The bytes of a reply with status 200; everything else is a Failure."""
    try:
        async with asyncio.timeout(seconds):
            response = await client.post("/chat/completions", cast_to=httpx2.Response, body=body)
            return response.content
    except (TimeoutError, APITimeoutError):
        raise Failure("again", failures.SLOW) from None
    except APIStatusError as error:
        headers = error.response.headers
        raise judge_status(error.status_code, headers, str(error.body)) from None
    except APIConnectionError as error:
        raise _unconnected(error.__cause__) from None
    except TooBig:
        raise Failure("again", failures.TOO_BIG) from None
    except (OpenAIError, httpx2.HTTPError, ValueError, TypeError, AttributeError, LookupError,
            RuntimeError):  # fmt: skip
        # the SDK's own mistakes over replies that are not what it expects
        raise Failure("again", failures.BROKEN) from None


def _unconnected(cause: BaseException | None) -> Failure:
    if isinstance(cause, TooBig):
        return Failure("again", failures.TOO_BIG)
    if isinstance(cause, httpx2.ConnectError | httpx2.ProxyError | httpx2.UnsupportedProtocol):
        return Failure("again", failures.UNREACHABLE)
    if isinstance(cause, httpx2.DecodingError):
        return Failure("again", failures.BROKEN)
    return Failure("again", failures.CUT)


def _react(session: _Session, call: _Call, form: Form, failure: Failure) -> Failure:
    """Change what is asked, where that helps, and say whether to ask again."""
    again = Failure("again", failure.message, after=0.0, about_text=failure.about_text)
    if failure.reaction == "stop":
        session.stop(failure.message)
    elif failure.reaction in ("rung", "extras"):
        plainer = form.plainer(failure.reaction)
        if plainer is None:
            session.stop(failure.message)
            return failure
        with session.lock:
            if session.form == form:  # else another call was refused before and changed it
                session.form = plainer
        return again
    elif failure.reaction == "shrink" and call.shorter and not call.shortened:
        call.messages, call.shortened = call.shorter, True
        return again
    elif failure.reaction == "longer" and not call.lengthened:
        call.max_tokens, call.lengthened = ROOM * call.max_tokens, True
        return again
    return failure


def _waiting(first: float) -> Callable[[RetryCallState], float]:
    """What the server asks for, nothing where the next request is another one, else backoff."""
    backoff = wait_random_exponential(multiplier=first, max=LONGEST_WAIT)

    def wait(state: RetryCallState) -> float:
        failure = state.outcome.exception() if state.outcome else None
        after = failure.after if isinstance(failure, Failure) else None
        return backoff(state) if after is None else after

    return wait


def _give_up(session: _Session, call: _Call, failure: Failure) -> DraftError | LLMUnavailable:
    """The error for the caller; too many in a row without any reply stop the run's asking."""
    with session.lock:
        if not failure.about_text and failure.reaction == "again":
            session.failed += 1
            if session.failed >= ENOUGH:
                message = failures.REPEATED.format(count=session.failed, message=failure.message)
                session.stop(message)
    error = (DraftError if failure.about_text else LLMUnavailable)(failure.message)
    usage = call.usage
    error.spent = (usage.requests, usage.sent, usage.cached, usage.received)
    return error
