"""A model on loopback that says what a test tells it to: real sockets, scripted replies."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Play:
    """One reply: a status with a body, or a way of failing on the wire."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    act: str = ""
    """reset, truncate, stall, drip, flood, hang: what happens instead of a whole reply."""
    delay: float = 0.0


def said(text: object, finish: str = "stop", **message: object) -> Play:
    """A proper reply of the protocol with this text."""
    choice = {"index": 0, "finish_reason": finish,
              "message": {"role": "assistant", "content": text, **message}}  # fmt: skip
    usage = {"prompt_tokens": 100, "completion_tokens": 20,
             "prompt_tokens_details": {"cached_tokens": 40}}  # fmt: skip
    return Play(body=json.dumps({"choices": [choice], "usage": usage}).encode())


def failed(status: int, message: str = "no", **headers: str) -> Play:
    """An error of the protocol."""
    body = json.dumps({"error": {"message": message, "code": None}}).encode()
    return Play(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    raw: bytes
    time: float

    @property
    def body(self) -> Any:
        """The JSON that was sent."""
        return json.loads(self.raw)


Script = Callable[[Asked, int], Play]
"""(request, its number from 0) → what to answer."""


class Server(ThreadingHTTPServer):
    """Answers by its script and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.asked: list[Asked] = []
        self.lock = threading.Lock()
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """What `--base-url` is given."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that hangs up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, raw,
                      time.monotonic())  # fmt: skip
        with self.server.lock:
            number = len(self.server.asked)
            self.server.asked.append(asked)
        play = self.server.script(asked, number)
        if play.delay:
            self.server.over.wait(play.delay)
        self._act(play) if play.act else self._answer(play)

    def _answer(self, play: Play) -> None:
        self.send_response(play.status)
        for name, value in play.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(play.body)))
        self.end_headers()
        self.wfile.write(play.body)

    def _act(self, play: Play) -> None:
        self.close_connection = True
        if play.act == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif play.act == "hang":
            self.server.over.wait(60)
        else:
            head = (
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n"
            )
            self.wfile.write(f"{head}\r\n".encode())
            self._body(play.act)

    def _body(self, act: str) -> None:
        if act == "truncate":
            self.wfile.write(b'{"choices": [{"message": {"content": "{')
        elif act == "stall":
            self.wfile.write(b'{"choices": ')
            self.server.over.wait(60)
        elif act == "flood":
            for _ in range(100):
                self.wfile.write(b" " * 99_999)
        elif act == "drip":
            while not self.server.over.wait(0.05):
                self.wfile.write(b" ")

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serve(script: Script) -> Iterator[Server]:
    """A server that runs as long as the block."""
    server = Server(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02},
                              daemon=True)  # fmt: skip
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def playing(*plays: Play) -> Script:
    """The plays one after the other, the last one for ever."""
    return lambda _, number: plays[min(number, len(plays) - 1)]
