"""A PostgreSQL server of the tests' own: on loopback, without a password, gone at the end."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.servers import home

_PLACES = ":".join(map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)))


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=_PLACES)
    if found is None:
        pytest.skip(f"PostgreSQL is not installed ({name} is missing)")
    return found


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database; skips where PostgreSQL is not installed."""
    initdb, server, ready = map(_program, ("initdb", "postgres", "pg_isready"))
    with home("segreport-pg-") as place:
        folder, data, user, port = place.folder, place.data, place.user, place.port
        subprocess.run(
            [initdb, "-D", data, "-U", "analyst", "-A", "trust", "-E", "UTF8", "--locale=C"],
            user=user, check=True, capture_output=True, cwd=folder,
        )  # fmt: skip
        process = subprocess.Popen(
            [server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-c", "fsync=off"],
            user=user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
        )  # fmt: skip
        try:
            wait = [ready, "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
            for _ in range(30):
                if subprocess.run(wait, capture_output=True, check=False).returncode == 0:
                    break
            yield f"postgresql://analyst@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
