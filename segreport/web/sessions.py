"""Who is at the page: links that open it once, logins, and the sessions that follow.

All of it lives in memory: a restarted server has forgotten everybody, and prints new links.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from segreport.errors import SegreportError
from segreport.web.users import User, holds, read_users

LASTS = 12 * 3600.0
"""Seconds after which a session ends."""
TRIES, PAUSE = 5, 300.0
"""Wrong passwords for one name, and the seconds that it is closed after them."""


@dataclass(frozen=True, slots=True)
class Session:
    """One reviewer in one browser."""

    reviewer: str
    csrf: str
    """What every form of this session carries."""
    until: float
    """Monotonic time at which it ends."""
    user: User | None = None
    """The line of the users file that was logged in with."""


@dataclass(slots=True)
class Door:
    """Lets people in, by a link that works once or by name and password."""

    users_file: Path | None = None
    links: set[str] = field(default_factory=set)
    sessions: dict[str, Session] = field(default_factory=dict)
    failures: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add_link(self) -> str:
        """The token of a new link."""
        token = secrets.token_urlsafe(32)
        self.links.add(token)
        return token

    def opens(self, token: str) -> bool:
        """Whether this token is of a link that has not been used."""
        return any(hmac.compare_digest(token.encode(), link.encode()) for link in self.links)

    def enter(self, token: str, reviewer: str) -> str | None:
        """The key of a new session, and the link is used up; None where it does not open."""
        with self.lock:
            if not self.opens(token):
                return None
            self.links.discard(token)
            return self._start(reviewer, None)

    def log_in(self, name: str, password: str) -> str | None:
        """The key of a new session; None where name and password do not go together.

        Raises SegreportError where the name had too many wrong passwords, or the users file
        cannot be read.
        """
        now = time.monotonic()
        with self.lock:  # one at a time: each try takes 32 MiB and a core
            self.failures = {
                someone: moments
                for someone, moments in self.failures.items()
                if now - moments[-1] < PAUSE
            }
            failed = self.failures.get(name, [])
            if len(failed) >= TRIES:
                raise SegreportError(f"密码错了 {TRIES} 次。请 {PAUSE / 60:.0f} 分钟后再试。")
            user = self._users().get(name)
            if not holds(user, password):
                self.failures[name] = [*failed, now]
                return None
            self.failures.pop(name, None)
            return self._start(name, user)

    def find(self, key: str) -> Session | None:
        """The session of this key, if it is still good."""
        session = self.sessions.get(key)
        if session is None:
            return None
        known = session.user is None or self._users().get(session.reviewer) == session.user
        if known and time.monotonic() < session.until:
            return session
        self.end(session)
        return None

    def end(self, session: Session) -> None:
        """End a session."""
        with self.lock:  # or somebody who comes in just now would be lost
            kept = {key: other for key, other in self.sessions.items() if other != session}
            self.sessions = kept

    def _start(self, reviewer: str, user: User | None) -> str:
        now = time.monotonic()
        for old in [key for key, session in self.sessions.items() if session.until < now]:
            del self.sessions[old]
        key = secrets.token_urlsafe(32)
        self.sessions[key] = Session(reviewer, secrets.token_urlsafe(32), now + LASTS, user)
        return key

    def _users(self) -> dict[str, User]:
        return read_users(self.users_file) if self.users_file else {}
