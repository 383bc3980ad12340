"""Whether the record of a review is whole: the chain itself, and what it told others of its end.

A chain proves that no line was changed, left out or put in between. That none was cut off its end
only somebody can tell who has seen a later one: the run's own reports print the last line they
rest on, and a person can bring the hash that a report elsewhere prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from segreport import store
from segreport.errors import SegreportError, StoreError, cause
from segreport.report.reviews import Ending, read_ending

REPORTS = ("report.md", "report.html")
SHORTEST = 12
"""Digits of a hash that are enough to tell one line of a record from all others."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A record that holds."""

    lines: int
    head: str
    """The hash of the last line; empty where there is none."""
    printed: dict[str, int]
    """Report of the run → the line it ends with."""
    asked: int = 0
    """The line whose hash was asked for; 0 where none was."""


def prove(folder: Path, head: str = "") -> Proof:
    """Prove the record of a run, and that it holds every line that its reports or `head` name.

    Raises StoreError, saying which, where a line was changed or is missing.
    """
    chain = store.verify(folder)
    asked = _number_of(folder, chain, head) if head else 0
    printed = {}
    for name in REPORTS:
        ending = _ending(folder / name)
        if ending is None:
            continue
        if chain[ending.lines - 1 : ending.lines] != (ending.head,):
            raise StoreError(_missing(folder, name, ending, len(chain)))
        printed[name] = ending.lines
    return Proof(len(chain), chain[-1] if chain else "", printed, asked)


def refuse_lost_record(folder: Path) -> None:
    """Raise StoreError where the record is gone though a report of the run tells of one."""
    record = folder / store.REVIEWS
    if record.exists():
        return
    for name in REPORTS:
        ending = _ending(folder / name)
        if ending is not None:
            raise StoreError(
                f"{record} 不见了，而 {name} 印着它的第 {ending.lines} 条，散列 {ending.head}。"
                f"请找回备份；确要从头审核，先把 {'、'.join(REPORTS)} 移到别处。"
            )


def _ending(path: Path) -> Ending | None:
    """The end of the record that a report prints; None without a report or a review in it."""
    try:
        return read_ending(path.read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"读不了 {path}：{cause(error)}。请检查权限。") from error


def _missing(folder: Path, name: str, ending: Ending, lines: int) -> str:
    record = folder / store.REVIEWS
    if lines < ending.lines:
        found = f"只有 {lines} 条：末尾至少少了 {ending.lines - lines} 条"
    else:
        found = f"第 {ending.lines} 条不是它：记录被换过"
    return (
        f"{folder / name} 印着审核记录第 {ending.lines} 条的散列 {ending.head}，"
        f"而 {record} {found}。请找回备份，并查明是谁动的。"
    )


def _number_of(folder: Path, chain: tuple[str, ...], head: str) -> int:
    wanted = head.strip().lower()
    if len(wanted) < SHORTEST or set(wanted) - set("0123456789abcdef"):
        raise SegreportError(f"--head 应为报告印着的散列，至少前 {SHORTEST} 位，写的是 {head}。")
    for number, digest in enumerate(chain, start=1):
        if digest.startswith(wanted):
            return number
    raise StoreError(
        f"{folder / store.REVIEWS} 的 {len(chain)} 条里没有散列为 {head} 的一条："
        "末尾被截去过，或这个散列出自另一次运行。请找回备份，并查明是谁动的。"
    )
