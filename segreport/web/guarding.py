"""What every request passes before a page sees it, and what every answer carries.

Another website that the reviewer has open can send requests here, and a name it controls can be
made to point at 127.0.0.1. So a request must name us as its host; a write must come from our own
page by its Origin, and hold the session's token. Everything not on a list is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READS = frozenset({"GET", "HEAD"})
WRITES = frozenset({"POST"})
FORM = "application/x-www-form-urlencoded"
_LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Under what this server may be spoken to."""

    hosts: frozenset[str]
    """What may stand in Host, with the port where it is not the scheme's own."""
    origins: frozenset[str]
    """What may stand in Origin."""
    secure: bool
    """Whether people reach it by HTTPS, through a proxy."""


def local_addresses(host: str, port: int) -> Addresses:
    """Of a server for this machine alone that listens on `host`, which may be 127.0.0.2, too."""
    names = {*_LOCAL_NAMES, f"[{host}]" if ":" in host else host}
    hosts = frozenset(f"{name}:{port}" for name in names)
    return Addresses(hosts, frozenset(f"http://{host}" for host in hosts), secure=False)


def public_addresses(url: str) -> Addresses:
    """Of a server behind a proxy that people reach at `url` (https://name[:port])."""
    parts = urlsplit(url)
    host = parts.netloc.lower().removesuffix(":443")
    return Addresses(frozenset({host}), frozenset({f"https://{host}"}), secure=True)


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware around the whole page."""

    app: ASGIApp
    addresses: Addresses
    policy: str
    """The Content-Security-Policy."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        refusal = refuse(scope["method"], Headers(scope=scope), self.addresses)
        if refusal is None:
            await self.app(scope, receive, send_guarded)
            return
        status, why = refusal
        answer = PlainTextResponse(why + "\n", status_code=status)
        await answer(scope, receive, send_guarded)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers["content-security-policy"] = self.policy
        headers["x-frame-options"] = "DENY"
        headers["x-content-type-options"] = "nosniff"
        headers["cache-control"] = "no-store"
        # not no-referrer: with that, browsers send `Origin: null` with our own forms
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["cross-origin-resource-policy"] = "same-origin"
        headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
        if self.addresses.secure:
            headers["strict-transport-security"] = "max-age=31536000"


def refuse(method: str, headers: Headers, addresses: Addresses) -> tuple[int, str] | None:
    """Status and reason of a refusal by method, Host, Origin and kind of body; None to pass."""
    if method not in READS | WRITES:
        return 405, "只接受 GET 和 POST。"
    hosts = headers.getlist("host")
    if len(hosts) != 1 or _without_port(hosts[0], addresses) not in addresses.hosts:
        return 421, "这个地址不是审核页的地址。请用终端打印的链接打开。"
    origins = headers.getlist("origin")
    foreign = len(origins) > 1 or any(origin not in addresses.origins for origin in origins)
    elsewhere = headers.get("sec-fetch-site", "same-origin") != "same-origin"
    if foreign or (method in WRITES and (elsewhere or not origins)):
        return 403, "请求不是从审核页发出的，已拒绝。"
    if (
        method in WRITES
        and headers.get("content-type", "").partition(";")[0].strip().lower() != FORM
    ):
        return 415, "只接受网页表单。"
    return None


def _without_port(host: str, addresses: Addresses) -> str:
    """The host in lower case; of a public address without the port that goes without saying."""
    host = host.lower()
    return host.removesuffix(":443") if addresses.secure else host
