"""Reviewers who log in with a password: a file with a line for each.

A line is `name:scrypt:n:r:p:salt:hash`, salt and hash in base64. Parameters of scrypt as RFC 7914
and OWASP's password storage cheat sheet have them (2^15, 8, 3: 32 MiB and about a quarter of a
second a try).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from segreport.errors import SegreportError, cause
from segreport.store import write_atomically

N, R, P = 2**15, 8, 3
SALT, HASH = 16, 32
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_NAME = 40
_MEMORY = 64 * 2**20


@dataclass(frozen=True, slots=True)
class User:
    """A reviewer and what their password is held against."""

    name: str
    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes


NOBODY = User("", N, R, P, bytes(SALT), bytes(HASH))
"""Held against where the name is unknown, so that a guess at a name takes as long as any other."""


def read_users(path: Path) -> dict[str, User]:
    """The reviewers of a users file by name. Raises SegreportError where it cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SegreportError(
            f"读不了审核人文件 {path}。请用 segreport add-reviewer {path} 姓名 建立。"
        ) from error
    users: dict[str, User] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        user = _parse(line.strip())
        if user is None or user.name in users:
            raise SegreportError(
                f"审核人文件 {path} 第 {number} 行读不懂或与前面重名。"
                "请删掉这一行，再用 segreport add-reviewer 重新加入。"
            )
        users[user.name] = user
    if not users:
        raise SegreportError(
            f"审核人文件 {path} 里没有人。请用 segreport add-reviewer {path} 姓名 加入。"
        )
    return users


def _parse(line: str) -> User | None:
    parts = line.split(":")
    if len(parts) != 7 or parts[1] != "scrypt":
        return None
    try:
        n, r, p = (int(part) for part in parts[2:5])
        salt, digest = (base64.b64decode(part, validate=True) for part in parts[5:])
    except ValueError:
        return None
    power = n & (n - 1) == 0  # scrypt knows no other
    sound = (
        power and 2 <= n <= N * 4 and 1 <= r <= R and 1 <= p <= 16 and salt and len(digest) == HASH
    )
    return User(parts[0], n, r, p, salt, digest) if sound else None


def hash_password(name: str, password: str) -> User:
    """A reviewer with a new salt. Raises SegreportError for a name or password that will not do."""
    check_name(name)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise SegreportError(f"密码要有 {SHORTEST_PASSWORD} 到 {LONGEST_PASSWORD} 个字符。")
    blank = User(name, N, R, P, os.urandom(SALT), b"")
    return User(name, N, R, P, blank.salt, _derive(blank, password))


def check_name(name: str) -> None:
    """Raise SegreportError where this cannot be a reviewer's name."""
    if not name or name != name.strip() or ":" in name or name.startswith("#"):
        raise SegreportError("姓名不能为空，不能含冒号，不能以空格开头或结尾，不能以 # 开头。")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise SegreportError(f"姓名最多 {LONGEST_NAME} 个字符，不能含控制字符。")


def holds(user: User | None, password: str) -> bool:
    """Whether this is the reviewer's password; takes as long where there is no such reviewer."""
    known = user or NOBODY
    same = hmac.compare_digest(_derive(known, password[:LONGEST_PASSWORD]), known.digest)
    return same and user is not None


def _derive(user: User, password: str) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"),
        salt=user.salt,
        n=user.n,
        r=user.r,
        p=user.p,
        maxmem=_MEMORY * 4,
        dklen=HASH,
    )


def save_user(path: Path, user: User) -> None:
    """Put a reviewer into the file, in place of an earlier line of the same name.

    Raises SegreportError where the file cannot be read or written.
    """
    users = read_users(path) if path.exists() else {}
    lines = [_line(entry) for entry in (users | {user.name: user}).values()]
    try:
        write_atomically(path, ("\n".join(lines) + "\n").encode("utf-8"))
        path.chmod(0o600)
    except OSError as error:
        raise SegreportError(f"写不了审核人文件 {path}：{cause(error)}。") from error


def _line(user: User) -> str:
    salt, digest = (base64.b64encode(part).decode("ascii") for part in (user.salt, user.digest))
    return f"{user.name}:scrypt:{user.n}:{user.r}:{user.p}:{salt}:{digest}"
