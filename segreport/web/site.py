"""The run under review, kept open: read again when it was made again, and found when it moved."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from segreport import store
from segreport.review import Sheet
from segreport.reviewing import Desk, lay_out, open_desk
from segreport.store import Reviews


@dataclass(slots=True)
class OpenRun:
    """The desk and the record of a run folder, as they are now."""

    folder: Path
    _lock: Lock = field(default_factory=Lock)
    _laying: Lock = field(default_factory=Lock)
    _stack: ExitStack = field(default_factory=ExitStack)
    _desk: Desk | None = None
    _reviews: Reviews | None = None
    _files: tuple[object, ...] = ()
    _laid: tuple[Desk, str, tuple[Sheet, ...]] | None = None

    def look(self) -> tuple[Desk, Reviews]:
        """The desk and the record. Raises StoreError where the folder is gone or torn."""
        with self._lock:
            if self._desk is None or self._reviews is None or self._files != self._stamp():
                self._open()
            assert self._desk is not None  # noqa: S101  # for the type checker: just opened
            assert self._reviews is not None  # noqa: S101  # as above
            return self._desk, self._reviews

    def sheets(self) -> tuple[Desk, tuple[Sheet, ...]]:
        """Every segment as it stands; laid out again only when something was decided."""
        desk, reviews = self.look()
        with self._laying:  # one does it while the others wait, rather than all at once
            history = reviews.history()
            if self._laid is None or self._laid[0] is not desk or self._laid[1] != history.head:
                self._laid = (desk, history.head, lay_out(desk, history))
            return desk, self._laid[2]

    def close(self) -> None:
        """Close the record."""
        self._stack.close()

    def _open(self) -> None:
        self._stack.close()
        self._desk = self._reviews = None
        self._desk = open_desk(self.folder)
        self._reviews = self._stack.enter_context(store.open_reviews(self.folder))
        self._files = self._stamp()

    def _stamp(self) -> tuple[object, ...]:
        """What tells one state of the folder from another without reading it."""
        run = _stat(self.folder / store.RUN)
        record = _stat(self.folder / store.REVIEWS)
        return (run and (run.st_ino, run.st_mtime_ns, run.st_size), record and record.st_ino)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
