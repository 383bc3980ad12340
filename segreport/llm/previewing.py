"""What would be sent, without sending it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx2
from openai import APIConnectionError
from pydantic import BaseModel

from segreport.llm.connecting import Form, Messages, request_body
from segreport.llm.transport import open_client
from segreport.settings import Endpoint, Settings


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it stands on the wire, its key left out."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class _NotSent(Exception):
    """Instead of a reply."""


class _Caught(httpx2.AsyncBaseTransport):
    """Keeps the request instead of sending it."""

    def __init__(self) -> None:
        self.sent: Sent | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = tuple(
            (name, "***" if name == "authorization" else value)
            for name, value in request.headers.items()
        )
        self.sent = Sent(request.method, str(request.url), headers, await request.aread())
        raise _NotSent


def preview(
    endpoint: Endpoint, settings: Settings, messages: Messages, schema: type[BaseModel]
) -> Sent:
    """The first request of a call, made by the same code that sends it."""
    wire = _Caught()
    asyncio.run(_catch(endpoint, settings, wire, messages, schema))
    if wire.sent is None:
        raise RuntimeError("the SDK made no request")
    return wire.sent


async def _catch(
    endpoint: Endpoint,
    settings: Settings,
    wire: _Caught,
    messages: Messages,
    schema: type[BaseModel],
) -> None:
    body = request_body(endpoint, Form(endpoint.json_mode), messages, schema, settings.max_tokens)
    client = open_client(endpoint, settings, wire)
    try:
        await client.post("/chat/completions", cast_to=httpx2.Response, body=body)
    except (_NotSent, APIConnectionError):
        pass
    finally:
        await client.close()
