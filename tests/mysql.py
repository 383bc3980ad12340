"""A MariaDB server of the tests' own: on loopback, gone at the end."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin"
_SECONDS = 30


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=_PLACES)
    if found is None:
        missing = f"MariaDB is not installed ({name} is missing)"
        if os.environ.get("CI") == "true" and os.environ.get("MARIADB") != "none":
            pytest.fail(f"{missing}, and .ci/run did not say so")
        pytest.skip(missing)
    return found


@contextmanager
def mysql() -> Iterator[int]:
    """The port of an empty server whose root has no password; skips where MariaDB is missing.

    The server refuses to run as root, so then it runs as nobody.
    """
    install, server = map(_program, ("mariadb-install-db", "mariadbd"))
    user = "nobody" if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="segreport-my-") as folder:
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if user is not None:
            Path(folder).chmod(0o755)
            shutil.chown(data, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        place = {"user": user, "cwd": folder, "env": {**os.environ, "TMPDIR": str(data)}}
        subprocess.run(
            [install, "--no-defaults", f"--datadir={data}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True, **place,
        )  # fmt: skip
        process = subprocess.Popen(
            [server, "--no-defaults", f"--datadir={data}", f"--port={port}",
             "--bind-address=127.0.0.1", f"--socket={data}/socket", f"--pid-file={data}/pid",
             "--innodb-flush-log-at-trx-commit=0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **place,
        )  # fmt: skip
        try:
            _await(port)
            yield port
        finally:
            process.terminate()
            process.wait(_SECONDS)


def _await(port: int) -> None:
    """Until somebody may log in."""
    import pymysql

    for _ in range(10 * _SECONDS):
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="root").close()
        except pymysql.Error:
            time.sleep(0.1)
        else:
            return
    pytest.fail("MariaDB does not answer")
