"""`segreport status`: how far a review is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from rich.table import Table

from segreport import store
from segreport.cli.output import console, plain, print_json
from segreport.models import VERDICT_LABELS
from segreport.review import STATE_LABELS, History, Part, Sheet
from segreport.reviewing import Proof, lay_out, open_desk, pending, prove


def print_status(folder: Path, *, as_json: bool, verify: bool, head: str = "") -> int:
    """Print the state of every part; with `verify` or a `head` prove the record first."""
    desk = open_desk(folder)
    proof = prove(folder, head) if verify or head else None
    history = store.read_history(folder)
    sheets = lay_out(desk, history)
    if as_json:
        print_json(status_data(folder, history, sheets, verified=proof is not None))
        return 0
    _print_table(sheets)
    _print_waiting(sheets)
    if proof is not None:
        _print_proof(proof)
    elif history.count:
        console().print(f"审核记录 {history.count} 条，链头 {history.head}", markup=False)
    return 0


def _print_proof(proof: Proof) -> None:
    screen = console()
    head = proof.head or "（还没有记录）"
    screen.print(f"审核记录 {proof.lines} 条，链完整。链头 {head}", markup=False)
    for name, line in proof.printed.items():
        behind = proof.lines - line
        later = f"，之后又记了 {behind} 条" if behind else "，就是链头"
        screen.print(f"{name} 印着的第 {line} 条在链里{later}。", markup=False)
    if proof.asked:
        screen.print(f"--head 给出的是第 {proof.asked} 条，在链里。", markup=False)
    if not proof.printed and not proof.asked and proof.lines:
        screen.print(
            "还没有报告印过链头：末尾有没有被截去，要与别处记下的链头比对（--head）。",
            markup=False,
        )


def status_data(
    folder: Path, history: History, sheets: tuple[Sheet, ...], *, verified: bool
) -> dict[str, Any]:
    """What `status --json` prints."""
    parts = [part for sheet in sheets for part in sheet.parts]
    return {
        "run": str(folder),
        "required": history.required,
        "parts": len(parts),
        "done": sum(part.done for part in parts),
        "final": all(part.done for part in parts),
        "states": dict(Counter(part.state for part in parts)),
        "record": {"count": history.count, "head": history.head, "verified": verified},
        "segments": [
            {
                "segment": sheet.segment,
                "name": sheet.name,
                "rule_name": sheet.rule_name,
                "agreement": sheet.agreement,
                "done": sheet.done,
                "parts": [_part_data(part) for part in sheet.parts],
            }
            for sheet in sheets
        ],
    }


def _part_data(part: Part) -> dict[str, Any]:
    last = part.last
    return {
        "place": part.place,
        "title": part.title,
        "text": part.text,
        "author": part.author,
        "verdict": part.shown.judgement.verdict,
        "findings": [finding.message for finding in part.shown.judgement.findings],
        "state": part.state,
        "version": part.version,
        "hash": part.shown.hash,
        "backers": list(part.backers),
        "decision": last
        and {name: getattr(last, name) for name in ("action", "reviewer", "at", "reason")},
        "changes": [
            {"what": change.what, "before": change.before, "after": change.after}
            for change in part.changes
        ],
    }


def _print_table(sheets: tuple[Sheet, ...]) -> None:
    table = Table("群组", "名称", "已批准", "待审", "已失效", "已否决")
    for column in table.columns[2:]:
        column.justify = "right"
    for sheet in sheets:
        counts = Counter(part.state for part in sheet.parts)
        table.add_row(
            plain(sheet.segment),
            plain(sheet.name),
            f"{counts['approved'] + counts['edited']} / {len(sheet.parts)}",
            *(str(counts[state]) for state in ("pending", "void", "rejected")),
        )
    console().print(table)


def _print_waiting(sheets: tuple[Sheet, ...]) -> None:
    """What was decided once and needs a person again, and what no word may be changed of."""
    screen = console()
    for part in pending(sheets):
        if part.last is None:
            continue
        head = f"群组 {part.segment} 的{part.title}：{STATE_LABELS[part.state]}"
        if part.state == "pending":
            missing = part.required - len(part.backers)
            head += f"，{'、'.join(part.backers)} 已批准，还差 {missing} 人"
        if part.state == "rejected":
            head += f"（{part.last.reviewer}：{part.last.reason}）"
        screen.print(head, markup=False)
        for change in part.changes:
            screen.print(f"    {change.what}：{change.before}", markup=False)
            screen.print(f"    {'　' * len(change.what)}→ {change.after}", markup=False)
    left = len(pending(sheets))
    total = sum(len(sheet.parts) for sheet in sheets)
    done = "已全部批准，可以 render --final。" if not left else f"还有 {left} 处待批准。"
    screen.print(f"共 {total} 处文字，{done}", markup=False)
    doubtful = [p for p in pending(sheets) if not p.shown.judgement.fit]
    for part in doubtful:
        verdict = VERDICT_LABELS[part.shown.judgement.verdict]
        screen.print(f"群组 {part.segment} 的{part.title}核对为{verdict}，要人判断。", markup=False)
