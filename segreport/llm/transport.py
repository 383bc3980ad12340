"""The wire: one host, few headers, no redirects, no compression, a limit on what is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI

from segreport.settings import Endpoint, Settings

_SENT = ("host", "content-type", "content-length", "accept", "connection")
NO_KEY = "none"
"""What the SDK is given where there is no key; it is not sent."""


class TooBig(Exception):
    """More bytes than allowed."""


class Elsewhere(Exception):
    """A request to another host than the endpoint's."""


class Bounded(httpx2.AsyncBaseTransport):
    """Sends what is meant to be sent and reads no more than allowed.

    The SDK adds headers of its own and from the environment (organisation, project, platform);
    what is not in the short list above stays here.
    """

    def __init__(
        self, inner: httpx2.AsyncBaseTransport, endpoint: Endpoint, max_bytes: int
    ) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._max_bytes = max_bytes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """One request; raises Elsewhere, TooBig or httpx2's errors."""
        home = urlsplit(self._endpoint.base_url)
        if (request.url.scheme, request.url.host) != (home.scheme, home.hostname):
            raise Elsewhere(request.url.host)
        kept = {name: request.headers[name] for name in _SENT if name in request.headers}
        kept["accept-encoding"] = "identity"
        kept["user-agent"] = "segreport"
        if self._endpoint.key is not None:
            kept["authorization"] = f"Bearer {self._endpoint.key.get_secret_value()}"
        request.headers = httpx2.Headers(kept)
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError("compressed although identity was asked for")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _Counted(response.stream, self._max_bytes)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    """A body that ends with TooBig where it goes on too long."""

    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        read = 0
        async for chunk in self._inner:
            read += len(chunk)
            if read > self._most:
                raise TooBig
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


def open_client(
    endpoint: Endpoint, settings: Settings, wire: httpx2.AsyncBaseTransport | None = None
) -> AsyncOpenAI:
    """The SDK on our wire, without retries, proxies and timeouts of its own."""
    inner = wire or httpx2.AsyncHTTPTransport(
        trust_env=False,
        retries=0,
        proxy=httpx2.Proxy(settings.proxy) if settings.proxy else None,
        limits=httpx2.Limits(max_connections=settings.concurrency),
    )
    return AsyncOpenAI(
        api_key=NO_KEY,
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=None,
        http_client=httpx2.AsyncClient(
            transport=Bounded(inner, endpoint, settings.max_bytes),
            follow_redirects=False,
            trust_env=False,
            timeout=None,
        ),
    )
