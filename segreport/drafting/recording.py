"""Exchanges with a model, kept under the hash of what was asked, so that none is paid twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from pydantic import ValidationError

from segreport.drafting.answers import Answer
from segreport.errors import DraftError, LLMUnavailable, StoreError
from segreport.llm import Complete, Messages, Reply, parse_reply
from segreport.models import Exchange, Usage
from segreport.settings import Endpoint, Settings

Recall = Callable[[str], bytes | None]
"""Hash → the exchange, where there is one."""
Keep = Callable[[str, bytes], None]

NOT_RECORDED = "没有这次询问的记录，--replay 不联网。请去掉 --replay 重新运行。"


def recorded(
    complete: Complete[Answer] | None,
    endpoint: Endpoint,
    settings: Settings,
    recall: Recall,
    keep: Keep,
) -> Complete[Answer]:
    """`complete`, but what was asked before is answered from the record.

    Without `complete` nothing is asked: what is not recorded is LLMUnavailable, and what failed
    fails again. A live run asks again what failed.
    """

    def remember(messages: Messages, schema: type[Answer], shorter: Messages = ()) -> Reply[Answer]:
        key = request_key(endpoint, settings, messages, schema)
        found = _read(recall(key), key)
        if found is not None and found.text:
            return Reply(parse_reply(found.text, schema), found.text, found.usage, found.mode)
        if complete is None:
            raise _failure(found)
        try:
            reply = complete(messages, schema, shorter)
        except (DraftError, LLMUnavailable) as error:
            requests, sent, cached, received = error.spent
            usage = Usage(requests=requests, sent=sent, cached=cached, received=received)
            keep(key, _dump(_exchange(endpoint, messages, usage), failure=str(error)))
            raise
        exchange = _exchange(endpoint, messages, reply.usage)
        keep(key, _dump(exchange, text=reply.text, mode=reply.mode))
        return reply

    return remember


def request_key(
    endpoint: Endpoint, settings: Settings, messages: Messages, schema: type[Answer]
) -> str:
    """sha256 of everything that decides an answer; where it is asked and how is among it."""
    asked = {
        "base_url": endpoint.base_url,
        "model": endpoint.model,
        "sampling": endpoint.sampling,
        "extra_body": endpoint.extra_body,
        "max_tokens": settings.max_tokens,
        "messages": [dict(message) for message in messages],
        "schema": schema.model_json_schema(),
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _read(content: bytes | None, key: str) -> Exchange | None:
    if content is None:
        return None
    try:
        return Exchange.model_validate_json(content)
    except ValidationError as error:
        raise StoreError(
            f"replies/{key}.json 不是本版本能读的格式。请删除这个文件后重新运行。"
        ) from error


def _failure(found: Exchange | None) -> LLMUnavailable:
    error = LLMUnavailable(found.failure if found else NOT_RECORDED)
    if found:
        usage = found.usage
        error.spent = (usage.requests, usage.sent, usage.cached, usage.received)
    return error


def _exchange(endpoint: Endpoint, messages: Messages, usage: Usage) -> Exchange:
    return Exchange(
        provider=endpoint.provider,
        model=endpoint.model,
        messages=tuple(dict(message) for message in messages),
        usage=usage,
    )


def _dump(exchange: Exchange, **outcome: str) -> bytes:
    complete = exchange.model_copy(update=outcome)
    return (complete.model_dump_json(indent=1) + "\n").encode("utf-8")
