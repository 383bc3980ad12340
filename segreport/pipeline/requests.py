"""What the user asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from segreport.customers import (
    Database,
    RawTable,
    Reading,
    read_database,
    read_files,
)

_LONGEST = 80
"""Letters of the name of a run folder."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the customers are: in files, or in a database."""

    files: tuple[Path, ...] = ()
    database: Database | None = None
    reading: Reading | None = None
    """How the user wants them read."""

    @property
    def name(self) -> str:
        """What messages call it."""
        if self.database is not None:
            return self.database.name
        return "、".join(path.name for path in self.files)

    @property
    def title(self) -> str:
        """What a guessed dictionary is called."""
        return self.files[0].stem if self.database is None else self.database.title

    @property
    def folder(self) -> str:
        """What its run folder is called."""
        stems = "+".join(path.stem for path in self.files)
        return stems[:_LONGEST] if self.database is None else self.database.title

    def read(self, id_column: str | None = None) -> RawTable:
        """The customers as they lie there."""
        if self.database is not None:
            return read_database(self.database, id_column, self.reading)
        return read_files(self.files, id_column, self.reading)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...] = ()
    k: int | Literal["auto"] | None = None
    """None: the default, or what the segment column has."""
    dictionary: Path | None = None
    segment_column: str | None = None
    seed: int = 0
    reading: Reading | None = None
    """How the user wants the files read."""
    database: Database | None = None
    """Where the customers are, if not in files."""
    memory: int | None = None
    """Bytes that a run may take; None: a share of what is free."""
    write_to: str | None = None
    """A file, or a table of the database, that each customer's segment is written to."""

    @property
    def source(self) -> Source:
        """Where the customers are."""
        return Source(self.files, self.database, self.reading)
