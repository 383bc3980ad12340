"""The run under review, kept open: read again when it was made again, and found when it moved."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from segreport import store
from segreport.review import Sheet
from segreport.reviewing import Desk, lay_out, open_desk, refuse_lost_record
from segreport.store import Reviews


@dataclass(slots=True)
class OpenRun:
    """The desk and the record of a run folder, as they are now."""

    folder: Path
    _opening: Lock = field(default_factory=Lock)
    _laying: Lock = field(default_factory=Lock)
    _record: ExitStack = field(default_factory=ExitStack)
    _desk: Desk | None = None
    _reviews: Reviews | None = None
    _run_file: tuple[int, ...] = ()
    _record_file: tuple[int, ...] = ()
    _laid: tuple[Desk, str, tuple[Sheet, ...]] | None = None

    def look(self) -> tuple[Desk, Reviews]:
        """The desk and the record. Raises StoreError where the folder is gone or torn."""
        with self._opening:
            run_file = _stamp(self.folder / store.RUN)
            if self._desk is None or self._run_file != run_file:
                self._desk = open_desk(self.folder)
                self._run_file = run_file
            if self._reviews is None or self._record_file != self._record_stamp():
                refuse_lost_record(self.folder)
                self._record.close()
                self._reviews = self._record.enter_context(store.open_reviews(self.folder))
                self._record_file = self._record_stamp()
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
        self._record.close()

    def _record_stamp(self) -> tuple[int, ...]:
        """Which file the record is: it grows, but it stays the same one."""
        return _stamp(self.folder / store.REVIEWS)[:1]


def _stamp(path: Path) -> tuple[int, ...]:
    """What tells one state of a file from another without reading it; empty where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size
