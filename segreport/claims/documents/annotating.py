"""Annotating: a copy of a report with a mark behind every sentence a person must act on."""

from __future__ import annotations

from collections import defaultdict

from segreport.claims.documents.reports import CheckedReport
from segreport.models import VERDICT_LABELS, Judgement

UNCHECKED = "〔未核对〕"


def annotate(markdown: str, report: CheckedReport) -> str:
    """The report with 〔结论：说明〕 behind each sentence or cell that is not fit.

    What was not judged has 〔未核对〕. A sentence that Markdown's own marks run through has it
    at the end of its line.
    """
    marks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    lines = markdown.splitlines(keepends=True)
    noted = [
        (entry.line, entry.column, entry.written or entry.judgement.text, _mark(entry.judgement))
        for entry in report.lines
        if not entry.judgement.fit
    ]
    noted += [(left.line, left.column, left.text, UNCHECKED) for left in report.unchecked]
    for number, column, text, mark in noted:
        line = lines[number - 1]
        found = line.find(text, column)
        end = found + len(text) if found >= 0 else len(line.rstrip("\r\n"))
        marks[number - 1].append((end, mark))
    for number, found_marks in marks.items():
        for end, mark in sorted(found_marks, reverse=True):
            lines[number] = f"{lines[number][:end]}{mark}{lines[number][end:]}"
    return "".join(lines)


def _mark(judgement: Judgement) -> str:
    messages = dict.fromkeys(f.message for f in judgement.findings if f.verdict != "supported")
    return f"〔{VERDICT_LABELS[judgement.verdict]}：{''.join(messages)}〕"
