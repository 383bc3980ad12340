"""`segreport review --cli`: one part after the other in a terminal, by keyboard alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path

import typer

from segreport import store
from segreport.errors import SegreportError
from segreport.models import VERDICT_LABELS
from segreport.report.evidence import write_cells
from segreport.review import (
    ACTION_LABELS,
    STATE_LABELS,
    Action,
    Decision,
    Part,
    needs_reason,
    obstacles,
)
from segreport.reviewing import (
    Desk,
    judge_edit,
    lay_out,
    lay_out_part,
    lay_out_segment,
    now,
    open_desk,
    pending,
    take,
)
from segreport.wording import format_moment, plain

KEYS = (
    "[a] 批准  [e] 改写  [r] 否决  [u] 撤回此处  [s] 批准本群组待审各处  "
    "[n] 下一处  [p] 上一处  [q] 退出"
)


@dataclass(frozen=True, slots=True)
class _Session:
    """Who reviews what."""

    desk: Desk
    reviews: store.Reviews
    reviewer: str

    def part(self, key: tuple[str, str]) -> Part:
        """A part as it stands now."""
        return lay_out_part(self.desk, self.reviews.history(), *key)

    def take(self, part: Part, action: Action, text: str = "", reason: str = "") -> None:
        """Record a choice on what was shown."""
        take(self.desk, self.reviews, [part.chosen(action, self.reviewer, text, reason)])


def review_in_terminal(folder: Path, reviewer: str, reviewers: int | None) -> int:
    """Ask about every part that needs a person until there is none or the reviewer leaves."""
    desk = open_desk(folder)
    reviewer = plain(reviewer or _ask("审核人姓名"))
    if not reviewer:
        raise SegreportError("请写明审核人（--reviewer 姓名）。")
    with store.open_reviews(folder) as reviews:
        if reviewers is not None:
            reviews.require(reviewers, reviewer, now())
        session = _Session(desk, reviews, reviewer)
        waiting = pending(lay_out(desk, reviews.history()))
        _go_through(session, [(part.segment, part.place) for part in waiting])
        left = len(pending(lay_out(desk, reviews.history())))
    typer.echo(f"还有 {left} 处待批准。" if left else "已全部批准，可以 segreport render --final。")
    return 0


def _go_through(session: _Session, keys: list[tuple[str, str]]) -> None:
    at = 0
    while at < len(keys):
        part = session.part(keys[at])
        _show(session, part, f"{at + 1} / {len(keys)}")
        key = _ask(KEYS).lower()[:1]
        if key == "q":
            return
        if key == "p":
            at = max(at - 1, 0)
        elif key in ("n", ""):
            at += 1
        elif key in _ACTS:
            try:
                _ACTS[key](session, part)
            except SegreportError as error:
                typer.echo(f"没有记下。{error}")
                continue
            if key != "u":
                at += 1
            while key == "s" and at < len(keys) and session.part(keys[at]).done:
                at += 1


def _approve(session: _Session, part: Part) -> None:
    session.take(part, "approve", reason=_reason_if_needed(part))


def _reason_if_needed(part: Part) -> str:
    judgement = part.shown.judgement
    if obstacles(judgement) or not needs_reason(judgement):
        return ""
    return _ask(f"核对结论是{VERDICT_LABELS[judgement.verdict]}，批准的理由（会印在报告里）")


def _edit(session: _Session, part: Part) -> None:
    text = _ask("新的文字（空着就不改）")
    if not text:
        raise SegreportError("文字没有改。")
    proposed = part.chosen("edit", session.reviewer, text)
    judgement = judge_edit(session.desk, session.reviews.history(), proposed).judgement
    typer.echo(f"核对：{VERDICT_LABELS[judgement.verdict]}")
    for finding in judgement.findings:
        typer.echo(f"  · {finding.message}")
    reason = ""
    if needs_reason(judgement) and not obstacles(judgement):
        reason = _ask("理由（会印在报告里）")
    session.take(part, "edit", text, reason)


def _reject(session: _Session, part: Part) -> None:
    session.take(part, "reject", reason=_ask("否决的理由"))


def _undo(session: _Session, part: Part) -> None:
    session.take(part, "undo")


def _approve_segment(session: _Session, part: Part) -> None:
    """Everything of the segment that is new; what was rejected is for one look each."""
    sheet = lay_out_segment(session.desk, session.reviews.history(), part.segment)
    choices = [
        p.chosen("approve", session.reviewer) for p in sheet.parts if p.awaits(session.reviewer)
    ]
    take(session.desk, session.reviews, choices)
    typer.echo(f"已批准{sheet.title} 的 {len(choices)} 处。")


_ACTS: dict[str, Callable[[_Session, Part], None]] = {
    "a": _approve,
    "e": _edit,
    "r": _reject,
    "u": _undo,
    "s": _approve_segment,
}


def _show(session: _Session, part: Part, progress: str) -> None:
    judgement = part.shown.judgement
    typer.echo(f"\n── {progress}　群组 {part.segment} · {part.title}（{STATE_LABELS[part.state]}）")
    typer.echo(f"  {plain(part.text)}")
    if part.rule and part.rule != part.text:
        typer.echo(f"  规则原文：{plain(part.rule)}")
    for text in part.shown.beside:
        typer.echo(f"  一并批准：{plain(text)}")
    typer.echo(f"  核对：{VERDICT_LABELS[judgement.verdict]}")
    for finding in judgement.findings:
        typer.echo(f"    · {plain(finding.message)}")
    for line in write_cells(session.desk.profile, dict.fromkeys(judgement.evidence), part.segment):
        typer.echo(f"    {plain(line)}")
    for change in part.changes:
        typer.echo(f"  {change.what}：{plain(change.before)} → {plain(change.after)}")
    for entry in part.history[-3:]:
        if isinstance(entry.event, Decision):
            reason = f"，{entry.event.reason}" if entry.event.reason else ""
            who, action = entry.event.reviewer, ACTION_LABELS[entry.event.action]
            typer.echo(f"  {format_moment(entry.event.at)} {who} {action}{reason}")


def _ask(question: str) -> str:
    """A line from the keyboard; the end of the input is leaving."""
    typer.echo(f"{question}：", nl=False)
    try:
        return plain(input())
    except EOFError:
        typer.echo("")
        return "q" if question == KEYS else ""


def ask_password() -> str:
    """A new password: typed twice without an echo, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("密码：")
    if getpass("再输一遍：") != password:
        raise SegreportError("两遍密码不一样，没有改动。")
    return password
