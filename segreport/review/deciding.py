"""What a decision comes to: the rules of approving, editing, rejecting and taking back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from segreport.errors import NotApproved, Outdated, ReasonMissing, SegreportError
from segreport.models import VERDICT_LABELS, Cell, Judgement
from segreport.review.nouns import (
    ACTION_LABELS,
    LATEST,
    STATE_LABELS,
    Change,
    Choice,
    Decision,
    Entry,
    History,
    Part,
    Shown,
    State,
)
from segreport.review.people import person_key, same_person
from segreport.wording import format_moment, plain

LONGEST_TEXT = 400
LONGEST_NAME = 30
LONGEST_REASON = 500
LONGEST_REVIEWER = 40


def decide(part: Part, choice: Choice, proposed: Shown | None, at: str) -> Decision:
    """The decision that a choice comes to on a part as it stands.

    `proposed` is the new text of an edit as it was judged. Raises Outdated where the reviewer saw
    something else, NotApproved where the text may not be approved, ReasonMissing where it may not
    without a reason or a rejection gives none, SegreportError where the choice itself lacks
    something.
    """
    reviewer = _reviewer(choice.reviewer)
    reason = _reason(choice.reason)
    _refuse_outdated(part, choice)
    takes_back = 0
    shown = part.shown
    if choice.action == "edit":
        if proposed is None:
            raise SegreportError(f"{_where(part)}：改写要给出新的文字。")
        shown = proposed
        _refuse_edit(part, shown)
    if choice.action in ("approve", "edit"):
        _refuse_unfit(part, shown.judgement, reason)
    if choice.action == "approve" and any(same_person(reviewer, b) for b in part.backers):
        raise SegreportError(f"{_where(part)}：{reviewer} 已经批准过，不必再批准。")
    if choice.action == "reject" and not reason:
        raise ReasonMissing(f"{_where(part)}：否决要写明理由。")
    if choice.action == "undo":
        takes_back = _own_latest(part, reviewer).number
    return Decision(
        action=choice.action,
        segment=part.segment,
        place=part.place,
        reviewer=reviewer,
        at=at,
        reason=reason,
        shown=shown,
        drafted=part.drafted,
        drafted_by=part.drafted_by,
        replaced=part.text if choice.action == "edit" else "",
        takes_back=takes_back,
    )


# ── what stands ─────────────────────────────────────────────────────────────────────────────────


def standing(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The decisions on a part that nobody took back, oldest first."""
    decisions = [(entry, entry.event) for entry in entries if isinstance(entry.event, Decision)]
    gone = {event.takes_back for _, event in decisions if event.action == "undo"}
    return tuple(
        entry for entry, event in decisions if event.action != "undo" and entry.number not in gone
    )


def standing_edit(entries: Sequence[Entry], drafted: str) -> Decision | None:
    """The edit whose text stands at a place where the draft has `drafted`; None without one.

    A model never takes its place; only where somebody rejected it and the draft has been written
    anew since, the new draft is shown.
    """
    edit: Decision | None = None
    for entry in standing(entries):
        event = entry.event
        if not isinstance(event, Decision):
            continue
        if event.action == "edit":
            edit = event
        elif event.action == "reject" and event.drafted != drafted:
            edit = None
    return edit


def rejections(history: History) -> dict[tuple[str, str], Decision]:
    """(segment, place) → the rejection that is the last word on it so far."""
    found = {}
    for part, entries in history.parts.items():
        kept = standing(entries)
        last = kept[-1].event if kept else None
        if isinstance(last, Decision) and last.action == "reject":
            found[part] = last
    return found


def backers(entries: Sequence[Entry], content: str) -> tuple[str, ...]:
    """Who stands behind the content with this hash: no person twice, nobody after a rejection."""
    found: list[str] = []
    for entry in standing(entries):
        event = entry.event
        if not isinstance(event, Decision):
            continue
        if event.action == "reject":
            found.clear()
        elif event.shown.hash == content and not any(
            same_person(event.reviewer, name) for name in found
        ):
            found.append(event.reviewer)
    return tuple(found)


def part_state(
    entries: Sequence[Entry], shown: Shown, required: int, *, edited: bool
) -> tuple[State, tuple[str, ...]]:
    """The state of a part that shows this, and who stands behind it."""
    kept = standing(entries)
    if not kept:
        return "pending", ()
    last = kept[-1].event
    behind = () if obstacles(shown.judgement) else backers(entries, shown.hash)
    if isinstance(last, Decision) and last.action == "reject" and last.shown.hash == shown.hash:
        return "rejected", behind
    if len(behind) >= required:
        return ("edited" if edited else "approved"), behind
    return ("pending" if behind else "void"), behind


def what_changed(
    decision: Decision, shown: Shown, write: Callable[[Iterable[Cell]], str]
) -> tuple[Change, ...]:
    """What is no longer as it was when it was decided on; `write` puts cells into words."""
    before = decision.shown
    changes = []
    if before.text != shown.text:
        changes.append(Change("文字", before.text, shown.text))
    if before.beside != shown.beside:
        changes.append(Change("依据", "；".join(before.beside), "；".join(shown.beside)))
    if before.profile != shown.profile:
        changes.append(_table_change(before, shown, write))
    if before.judgement.verdict != shown.judgement.verdict:
        old, new = before.judgement.verdict, shown.judgement.verdict
        changes.append(Change("核对结论", VERDICT_LABELS[old], VERDICT_LABELS[new]))
    told, tells = _messages(before.judgement), _messages(shown.judgement)
    if told != tells:
        changes.append(Change("核对说明", "；".join(told) or "无", "；".join(tells) or "无"))
    if before.rules != shown.rules:
        changes.append(Change("规则版本", before.rules[:12], shown.rules[:12]))
    return tuple(changes)


def _table_change(before: Shown, shown: Shown, write: Callable[[Iterable[Cell]], str]) -> Change:
    """The cells behind the text whose value is another one, else only that the table is."""
    old, new = _cells(before.judgement), _cells(shown.judgement)
    moved = [key for key in old if key in new and old[key].value != new[key].value]
    if not moved:
        return Change("数据表", f"画像 {before.profile[:12]}", f"画像 {shown.profile[:12]}")
    return Change("数据表", write(old[key] for key in moved), write(new[key] for key in moved))


def _cells(judgement: Judgement) -> dict[tuple[str, str, str], Cell]:
    cells: list[Cell] = [*judgement.evidence]
    cells += [cell for finding in judgement.findings for cell in finding.cells]
    return {(cell.segment, cell.feature, cell.statistic): cell for cell in cells}


def _messages(judgement: Judgement) -> tuple[str, ...]:
    return tuple(finding.message for finding in judgement.findings)


# ── what may not be ─────────────────────────────────────────────────────────────────────────────


def obstacles(judgement: Judgement) -> tuple[str, ...]:
    """Why a text cannot be approved by anyone: it is false, or worded as is not allowed."""
    found = [
        finding.message
        for finding in judgement.findings
        if finding.verdict == "contradicted" or (finding.code.startswith("W") and finding.blocks)
    ]
    if judgement.verdict == "contradicted" and not found:
        found.append("与表不符。")
    return tuple(dict.fromkeys(found))


def needs_reason(judgement: Judgement) -> bool:
    """Whether a person who approves a text has to say why."""
    return judgement.verdict in ("overstated", "unsupported", "unverifiable")


def _reviewer(name: str) -> str:
    cleaned = plain(name)
    if not person_key(cleaned):
        raise SegreportError("请写明审核人的姓名。")
    if len(cleaned) > LONGEST_REVIEWER:
        raise SegreportError(f"审核人的姓名超过 {LONGEST_REVIEWER} 个字，请写短一些。")
    return cleaned


def _reason(reason: str) -> str:
    cleaned = plain(reason)
    if len(cleaned) > LONGEST_REASON:
        raise SegreportError(f"理由有 {len(cleaned)} 个字，请不要超过 {LONGEST_REASON} 个字。")
    return cleaned


def _refuse_outdated(part: Part, choice: Choice) -> None:
    version = part.version if choice.version is None else choice.version
    seen = part.shown.hash if choice.seen == LATEST else choice.seen
    if version != part.version or seen != part.shown.hash:
        raise Outdated(f"{_where(part)}：{describe_conflict(part, version)}请看过再决定。")


def describe_conflict(part: Part, version: int) -> str:
    """What happened to a part after `version`, in Chinese."""
    later = [
        entry.event
        for entry in part.history
        if entry.number > version and isinstance(entry.event, Decision)
    ]
    if not later:
        return f"您看过之后内容变了，现在是“{part.text}”（{STATE_LABELS[part.state]}）。"
    told = "；".join(_told(decision) for decision in later[-3:])
    return f"您看过之后{told}。现在是“{part.text}”（{STATE_LABELS[part.state]}）。"


def _told(decision: Decision) -> str:
    text = f"成“{decision.shown.text}”" if decision.action == "edit" else ""
    reason = f"，理由：{decision.reason}" if decision.reason else ""
    moment, done = format_moment(decision.at), ACTION_LABELS[decision.action]
    return f" {decision.reviewer} 于 {moment}（本地时间）{done}{text}{reason}"


def _refuse_edit(part: Part, shown: Shown) -> None:
    longest = LONGEST_NAME if part.kind == "name" else LONGEST_TEXT
    if len(shown.text) > longest:
        raise SegreportError(
            f"{_where(part)}：有 {len(shown.text)} 个字，不能超过 {longest} 个字。"
        )
    if shown.text == part.text:
        raise SegreportError(f"{_where(part)}：文字没有变。要认可它请用批准。")


def _refuse_unfit(part: Part, judgement: Judgement, reason: str) -> None:
    found = obstacles(judgement)
    if found:
        raise NotApproved(f"{_where(part)}：“{judgement.text}”不能批准。{''.join(found)}")
    if needs_reason(judgement) and not reason:
        told = "".join(dict.fromkeys(_messages(judgement)))
        raise ReasonMissing(
            f"{_where(part)}：“{judgement.text}”的核对结论是{VERDICT_LABELS[judgement.verdict]}，"
            f"批准要写明理由，理由会印在报告里。{told}"
        )


def _own_latest(part: Part, reviewer: str) -> Entry:
    for entry in reversed(standing(part.history)):
        if isinstance(entry.event, Decision) and same_person(entry.event.reviewer, reviewer):
            return entry
    raise SegreportError(f"{_where(part)}：{reviewer} 没有可以撤回的决定。")


def _where(part: Part) -> str:
    return f"群组 {part.segment} 的{part.title}"
