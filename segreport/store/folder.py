"""The run folder: artifacts written atomically, read back only if they are whole.

A file is written beside its place, synced and renamed, so a kill at any moment leaves the old
artifact or the new one. `run.json` comes last and holds the sha256 of every other artifact.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from segreport.errors import StoreError, cause
from segreport.models import Run

RUN = "run.json"
REPLIES = "replies"
PASSES = "passes.jsonl"
"""Of a run over very many customers, until it is saved: what a rerun need not do again."""
LOCK = ".segreport-lock"
_TEMPORARY = ".segreport-tmp"
_OURS = frozenset(
    {RUN, LOCK, "profile.json", "segments.csv", "model.json", "drafts.json", "findings.json",
     "dictionary.yml", "report.md", "report.html", "charts", REPLIES, PASSES,
     "review.sqlite", "review.sqlite-wal", "review.sqlite-shm"}
)  # fmt: skip

Value = TypeVar("Value", bound=BaseModel)


def dump(value: BaseModel) -> bytes:
    """A value as the bytes of its artifact: indented UTF-8 JSON, the same every time."""
    return (value.model_dump_json(indent=1) + "\n").encode("utf-8")


def hash_all(artifacts: Mapping[str, bytes | Path]) -> dict[str, str]:
    """Artifact → sha256 of its bytes, by name."""
    return {name: _digest(artifacts[name]) for name in sorted(artifacts)}


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def spool(folder: Path, name: str) -> Path:
    """Where an artifact that memory does not hold is put together, to be saved from there."""
    return folder / f"{name}.{os.getpid()}{_TEMPORARY}"


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Make the run folder, or accept one that is ours, and keep others from writing to it.

    What is unfinished at the end is removed, and so is a folder that nothing came into. Raises
    StoreError for a folder that is not ours, cannot be written to, or is held by somebody else.
    """
    from filelock import FileLock, Timeout

    _open(folder)
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise StoreError(
            f"另一个 segreport 正在写目录 {folder}。请等它结束，或用 -o 换一个目录。"
        ) from None
    except OSError as error:
        raise StoreError(_unwritable(folder, error)) from error
    try:
        _clear(folder)
        yield
    finally:
        _clear(folder)
        with suppress(OSError):  # Windows keeps a file that is open
            (folder / LOCK).unlink()
        lock.release()
        with suppress(OSError):  # there is something in it
            folder.rmdir()


def _clear(folder: Path) -> None:
    """Remove what was left unfinished."""
    for entry in folder.rglob(f"*{_TEMPORARY}"):
        entry.unlink(missing_ok=True)


def _unwritable(folder: Path, error: OSError) -> str:
    return f"不能写入目录 {folder}：{cause(error)}。请用 -o 换一个目录。"


def _open(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strangers = sorted(
            entry.name
            for entry in folder.iterdir()
            if entry.name not in _OURS and not entry.name.endswith(_TEMPORARY)
        )
    except OSError as error:
        raise StoreError(_unwritable(folder, error)) from error
    if strangers and not (folder / RUN).exists():
        raise StoreError(
            f"目录 {folder} 里有别的文件（{'、'.join(strangers[:3])}），不像是运行目录。"
            "请用 -o 换一个空目录。"
        )


def save(folder: Path, artifacts: Mapping[str, bytes | Path], run: Run) -> Run:
    """Write the artifacts, then run.json with their hashes; returns the run that was written.

    An artifact is its bytes, or the file that it was put together in.

    Charts of an earlier run that this one does not have are removed. Raises StoreError where
    the disk refuses.
    """
    complete = run.model_copy(update={"hashes": {**run.hashes, **hash_all(artifacts)}})
    try:
        for name, content in artifacts.items():
            if isinstance(content, bytes):
                write_atomically(folder / name, content)
            else:
                _move(content, folder / name)
        write_atomically(folder / RUN, dump(complete))
        (folder / PASSES).unlink(missing_ok=True)
        for chart in (folder / "charts").glob("*.svg"):
            if f"charts/{chart.name}" not in complete.hashes:
                chart.unlink()
    except OSError as error:
        raise StoreError(
            f"写入 {folder} 失败：{cause(error)}。请检查磁盘空间和权限，然后重新运行。"
        ) from error
    return complete


def write_atomically(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that at no moment a part of it can be seen there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}{_TEMPORARY}")
    with temporary.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)


def _move(temporary: Path, path: Path) -> None:
    with temporary.open("rb+") as handle:
        os.fsync(handle.fileno())
    temporary.replace(path)


def write_file(path: Path, content: bytes) -> None:
    """Write a single file of the user's choice. Raises StoreError where the disk refuses."""
    try:
        write_atomically(path, content)
    except OSError as error:
        raise StoreError(f"写不了文件 {path}：{cause(error)}。请换一个位置。") from error


def recall_reply(folder: Path, key: str) -> bytes | None:
    """The recorded exchange with a model under this hash; None where there is none."""
    path = folder / REPLIES / f"{key}.json"
    return path.read_bytes() if path.is_file() else None


def keep_reply(folder: Path, key: str, content: bytes) -> None:
    """Record an exchange with a model. Raises StoreError where the disk refuses."""
    write_file(folder / REPLIES / f"{key}.json", content)


def load_run(folder: Path) -> Run:
    """The run of a folder. Raises StoreError where there is none."""
    if not (folder / RUN).is_file():
        raise StoreError(
            f"{folder} 不是运行目录（没有 {RUN}）。请给出 segreport run 打印的目录，"
            "或先运行 segreport run。"
        )
    return _parse(folder / RUN, (folder / RUN).read_bytes(), Run)


def load(folder: Path, name: str, kind: type[Value]) -> Value:
    """An artifact of a run, whole and unchanged. Raises StoreError otherwise."""
    run = load_run(folder)
    path = folder / name
    if not path.is_file() or name not in run.hashes:
        raise StoreError(f"运行目录 {folder} 里没有 {name}。请重新运行 segreport run。")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != run.hashes[name]:
        raise StoreError(
            f"{path} 与 {RUN} 的记录不一致：运行中断过，或文件被改过。请重新运行 segreport run。"
        )
    return _parse(path, content, kind)


def _parse(path: Path, content: bytes, kind: type[Value]) -> Value:
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        raise StoreError(
            f"{path} 不是本版本能读的格式（{error.error_count()} 处不符）。"
            "请重新运行 segreport run。"
        ) from error
