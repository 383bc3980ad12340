"""What database servers of the tests' own need: a folder, a user who may run one, a free port."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest


@dataclass(frozen=True, slots=True)
class Home:
    """Where a server lives."""

    folder: str
    data: Path
    """Empty, and the server's."""
    user: str | None
    """Servers refuse to run as root, so then they run as nobody."""
    port: int


@contextmanager
def home(prefix: str) -> Iterator[Home]:
    """A place for a server, gone at the end."""
    user = "nobody" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix=prefix) as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if user is not None:
            Path(folder).chmod(0o755)
            shutil.chown(data, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        yield Home(folder, data, user, port)


def skip(missing: str, variable: str) -> NoReturn:
    """Skip with the reason; fail where .ci/run should have brought it and did not say otherwise."""
    if os.environ.get("CI") == "true" and os.environ.get(variable) != "none":
        pytest.fail(f"{missing}, and .ci/run did not say so")
    pytest.skip(missing)
