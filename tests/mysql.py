"""A MariaDB server of the tests' own: on loopback, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.servers import home, skip

_PLACES = "/usr/sbin:/usr/bin:/usr/local/sbin"
_SECONDS = 30


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=_PLACES)
    if found is None:
        skip(f"MariaDB is not installed ({name} is missing)", "MARIADB")
    return found


@contextmanager
def mysql() -> Iterator[int]:
    """The port of an empty server whose root has no password; skips where MariaDB is missing."""
    install, server = map(_program, ("mariadb-install-db", "mariadbd"))
    with home("segreport-my-") as place:
        folder, data, user, port = place.folder, place.data, place.user, place.port
        how = {"user": user, "cwd": folder, "env": {**os.environ, "TMPDIR": str(data)}}
        subprocess.run(
            [install, "--no-defaults", f"--datadir={data}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            check=True, capture_output=True, **how,
        )  # fmt: skip
        process = subprocess.Popen(
            [server, "--no-defaults", f"--datadir={data}", f"--port={port}",
             "--bind-address=127.0.0.1", f"--socket={data}/socket", f"--pid-file={data}/pid",
             "--innodb-flush-log-at-trx-commit=0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how,
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
