"""Where the page listens, and for how long."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp

from segreport.errors import SegreportError
from segreport.web.guarding import Addresses, local_addresses, public_addresses

BACKLOG = 512
GRACE = 3
"""Seconds that an answer under way is waited for after Ctrl-C."""

_URL = re.compile(r"https://(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?/?", re.IGNORECASE)
"""Scheme, host and port: what a browser sends as Host and Origin, and nothing besides."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the page is to be found."""

    host: str = "127.0.0.1"
    port: int = 0
    """0: one that is free."""
    url: str | None = None
    """What people type, where a proxy stands in front: https://name[:port]."""
    users: Path | None = None
    """The file of those who may log in; None where a link that works once lets in."""


def check_place(place: Place) -> None:
    """Raise SegreportError where the page would be open to people it must not be open to."""
    if place.url is not None:
        if not _URL.fullmatch(place.url) or not _has_sound_port(place.url):
            raise SegreportError(
                "--url 应为代理对外的地址，只有 https、主机名和端口，"
                f"如 https://review.example.com，写的是 {place.url}。"
            )
    elif not _is_loopback(place.host):
        raise SegreportError(
            f"--host {place.host} 会让别的机器也能打开审核页。请在前面放一个带 TLS 的代理，"
            "用 --url 写明它对外的 https 地址，用 --users 给出审核人文件。见 docs/review.md。"
        )
    if place.url is not None and place.users is None:
        raise SegreportError(
            "多人共用的审核页要有名有姓：请用 --users 给出审核人文件，"
            "先用 segreport add-reviewer 文件 姓名 建立。"
        )


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # beyond 65535
        return False


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def listen(place: Place) -> socket.socket:
    """A listening socket. Raises SegreportError where the address or port cannot be had."""
    host = place.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, place.port), family=family, backlog=BACKLOG)
    except OSError as error:
        number = error.errno or 0
        if (
            number < 0 or number == errno.EADDRNOTAVAIL
        ):  # a name that cannot be looked up, or not ours
            raise SegreportError(f"--host {place.host} 不是这台机器的地址。") from error
        if number == errno.EADDRINUSE:
            raise SegreportError(
                f"端口 {place.port} 已被占用（也许是另一个审核页）。"
                "请换一个 --port，或不写 --port，由系统挑一个空闲的。"
            ) from error
        raise SegreportError(
            f"不能在 {place.host}:{place.port} 上监听：{os.strerror(number)}。"
            "请换一个 --host 或 --port。"
        ) from error


def addresses(place: Place, sock: socket.socket) -> Addresses:
    """Under what the page answers."""
    if place.url is not None:
        return public_addresses(place.url)
    return local_addresses(*sock.getsockname()[:2])


def front(place: Place, sock: socket.socket) -> str:
    """The address of the overview, as people open it."""
    if place.url is not None:
        return place.url.rstrip("/")
    host, port = sock.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run_server(app: ASGIApp, sock: socket.socket) -> None:
    """Answer until Ctrl-C, which is the normal end: what is under way is finished first.

    Its own log goes nowhere unless SEGREPORT_DEBUG is set; the page says what went wrong.
    """
    if not os.environ.get("SEGREPORT_DEBUG"):
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL + 1)
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[sock])
