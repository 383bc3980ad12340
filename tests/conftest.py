"""Nothing in the suite may reach another machine."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class ReachedOut(BaseException):
    """A test tried to reach another machine; no `except Exception` may hide it."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Connecting to, sending to and looking up anything but this machine fails."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def getaddrinfo(host: Any, *arguments: Any, **options: Any) -> Any:
            if host is not None and not _is_here((host,)):
                raise ReachedOut(f"looked up {host}")
            return look_up(host, *arguments, **options)

        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_keyring_of_this_machine() -> Iterator[None]:
    """The suite never opens the keyring of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        yield


def _guarded(real: Any) -> Any:
    def guarded(self: socket.socket, *arguments: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_here(arguments[-1]):
            raise ReachedOut(f"connected to {arguments[-1]}")
        return real(self, *arguments)

    return guarded
