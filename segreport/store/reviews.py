"""The record of a review: `review.sqlite`, where lines are only ever added.

Each line holds one decision as canonical JSON and the sha256 of that and of the line before, so
none can be changed, removed or put in between unnoticed. A line is acknowledged when SQLite has
synced it to the disk: a kill at any moment afterwards leaves it there.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from pydantic import TypeAdapter, ValidationError

from segreport.errors import Busy, SegreportError, StoreError
from segreport.review import Decision, Entry, History, Requirement
from segreport.review.nouns import canonical

REVIEWS = "review.sqlite"
FIRST = "0" * 64
"""What the first line is chained to."""
BUSY_SECONDS = 30.0
MOST_REVIEWERS = 9

MIGRATIONS = (
    """
    CREATE TABLE record (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        segment TEXT NOT NULL,
        place TEXT NOT NULL,
        event TEXT NOT NULL,
        previous TEXT NOT NULL UNIQUE,
        hash TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE INDEX record_part ON record (segment, place, number);
    CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    CREATE TRIGGER record_is_never_shortened BEFORE DELETE ON record
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
    """,
)
"""Each brings the file from the version of its position to the next (`PRAGMA user_version`)."""

_EVENT: TypeAdapter[Decision | Requirement] = TypeAdapter(Decision | Requirement)

Make = Callable[[History], Decision]
"""What is decided, given all that has been decided up to this very moment."""


@dataclass(slots=True)
class _Job:
    """What one caller wants recorded, and what came of it."""

    makes: Sequence[Make]
    entries: tuple[Entry, ...] | None = None
    error: SegreportError | None = None

    def run(self, history: History) -> tuple[tuple[Entry, ...], History]:
        """The lines it comes to, and the history with them; nothing is written yet."""
        entries: list[Entry] = []
        for make in self.makes:
            entries.append(_chained(make(history), history))
            history = history.extended(entries[-1:])
        return tuple(entries), history


class Reviews:
    """An open record; safe to share between threads, and between processes through SQLite."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = RLock()
        self._waiting: deque[_Job] = deque()
        self._entries: list[Entry] = []
        self._history = History()

    def history(self) -> History:
        """Everything decided so far, by part."""
        with self._lock, _translated(self._path):
            self._catch_up()
            return self._history

    def entries(self) -> tuple[Entry, ...]:
        """Every line, oldest first."""
        with self._lock, _translated(self._path):
            self._catch_up()
            return tuple(self._entries)

    def record(self, makes: Sequence[Make]) -> tuple[Entry, ...]:
        """Add what each of `makes` decides on the history as it is then: all of it or nothing.

        Nobody else can decide between what they see and what is written. Whatever one of them
        raises leaves the record as it was. Returns once the lines are on the disk.
        """
        job = _Job(makes)
        self._waiting.append(job)
        with self._lock:
            if job.entries is None and job.error is None:
                self._record_waiting()
        if job.error is not None:
            raise job.error
        return job.entries or ()

    def _record_waiting(self) -> None:
        """Record what waits, of all threads, in one transaction: syncing once serves them all."""
        jobs = [self._waiting.popleft() for _ in range(len(self._waiting))]
        failure: SegreportError = StoreError("一起写的另一处中断了，没有记下。请再试一次。")
        try:
            with self._adding() as history:
                done: list[tuple[_Job, tuple[Entry, ...]]] = []
                for job in jobs:
                    try:
                        entries, history = job.run(history)  # noqa: PLW2901  # grows with each
                    except SegreportError as error:
                        job.error = error
                    else:
                        done.append((job, entries))
                self._write([entry for _, entries in done for entry in entries])
            for job, entries in done:
                job.entries = entries
                self._entries.extend(entries)
            self._history = history
        except SegreportError as error:
            failure = error
            raise
        finally:
            for job in jobs:
                if job.entries is None and job.error is None:
                    job.error = failure

    def require(self, reviewers: int, reviewer: str, at: str) -> None:
        """From here on this many people have to stand behind each part; never fewer again."""
        if not 1 <= reviewers <= MOST_REVIEWERS:
            raise SegreportError(f"--reviewers 应为 1 到 {MOST_REVIEWERS} 之间的整数。")
        with self._adding() as history:
            if reviewers < history.required:
                raise SegreportError(
                    f"这次审核已定为每处 {history.required} 人，不能再减为 {reviewers} 人。"
                )
            if reviewers > history.required:
                asked = Requirement(reviewers=reviewers, reviewer=reviewer, at=at)
                self._write([_chained(asked, history)])

    @contextmanager
    def _adding(self) -> Iterator[History]:
        """A transaction that nobody else writes in, from the history as it is."""
        with self._lock, _translated(self._path), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._catch_up()
            yield self._history

    def _write(self, entries: Sequence[Entry]) -> None:
        self._connection.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", map(_row, entries)
        )

    def _catch_up(self) -> None:
        """Read the lines that were added since; what was read once never changes."""
        rows = self._connection.execute(
            "SELECT number, event, previous, hash FROM record WHERE number > ? ORDER BY number",
            (len(self._entries),),
        )
        entries = [_entry(self._path, *row) for row in rows]
        if entries:
            self._entries.extend(entries)
            self._history = self._history.extended(entries)


@contextmanager
def open_reviews(folder: Path) -> Iterator[Reviews]:
    """The record of a run, made where there is none. Raises StoreError where that fails."""
    with _connected(folder / REVIEWS) as connection:
        yield Reviews(connection, folder / REVIEWS)


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """Every line of a run's record, oldest first; none where nobody has reviewed it."""
    if not (folder / REVIEWS).is_file():
        return ()
    with open_reviews(folder) as reviews:
        return reviews.entries()


def read_history(folder: Path) -> History:
    """Everything decided on a run; empty where nobody has reviewed it."""
    return History().extended(read_entries(folder))


def verify(folder: Path) -> tuple[str, ...]:
    """Prove the chain of a run's record: the hash of every line, oldest first.

    Raises StoreError at the first line that is not what it was when it was written, and where the
    file no longer keeps its lines from being changed. Lines cut off the end it cannot see.
    """
    if not (folder / REVIEWS).is_file():
        return ()
    path = folder / REVIEWS
    with _connected(path) as connection, _translated(path):
        rows = connection.execute("SELECT * FROM record ORDER BY number").fetchall()
        guarded = _schema(connection) == _own_schema()
    previous = FIRST
    for count, (number, segment, place, event, before, digest) in enumerate(rows, start=1):
        whole = (number, before, digest) == (count, previous, _digest(previous, event))
        if not whole or _row(_entry(path, number, event, before, digest))[1:3] != (segment, place):
            raise StoreError(
                f"{path} 的第 {count} 条记录与链不符：记录被改动过。请找回备份，并查明是谁改的。"
            )
        previous = digest
    if not guarded:
        raise StoreError(
            f"{path} 里防止改动和删除的触发器被动过：记录可能被改过。请找回备份，并查明是谁动的。"
        )
    return tuple(row[-1] for row in rows)


def _schema(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    return set(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


def _own_schema() -> set[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for step in MIGRATIONS:
            connection.executescript(step)
        return _schema(connection)


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file of this version, closed at the end."""
    with _translated(path):
        connection = _connect(path)
    with closing(connection):
        with _translated(path):
            _migrate(connection, path)
        yield connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the version of this program, each step whole or not at all."""
    if _version(connection) == len(MIGRATIONS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise StoreError(f"{path} 是更新版本的 segreport 写的。请升级 segreport。")
        for step in MIGRATIONS[version:]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _chained(event: Decision | Requirement, history: History) -> Entry:
    previous = history.head or FIRST
    return Entry(history.count + 1, previous, _digest(previous, canonical(event)), event)


def _digest(previous: str, event: str) -> str:
    return hashlib.sha256(f"{previous}\n{event}".encode()).hexdigest()


def _row(entry: Entry) -> tuple[int, str, str, str, str, str]:
    event = entry.event
    part = (event.segment, event.place) if isinstance(event, Decision) else ("", "")
    return (entry.number, *part, canonical(event), entry.previous, entry.hash)


def _entry(path: Path, number: int, event: str, previous: str, digest: str) -> Entry:
    try:
        return Entry(number, previous, digest, _EVENT.validate_json(event))
    except ValidationError as error:
        raise StoreError(
            f"{path} 的第 {number} 条记录读不懂：记录被改动过，或是别的版本写的。"
        ) from error


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise Busy(f"{path} 正被别的程序占用，决定没有记下。请稍后再试。") from error
        raise StoreError(f"读写 {path} 失败：{error}。请检查磁盘空间和权限。") from error
    except sqlite3.Error as error:
        raise StoreError(f"{path} 不是完整的审核记录：{error}。请找回备份。") from error
