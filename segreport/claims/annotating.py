"""Annotating: a copy of a report with a mark behind every sentence a person must act on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from segreport.claims.reports import CheckedLine
from segreport.models import VERDICT_LABELS, Judgement


def annotate(markdown: str, checked: Sequence[CheckedLine]) -> str:
    """The report with 〔结论：说明〕 behind each sentence that is not fit to publish.

    A sentence that Markdown's own marks run through is annotated at the end of its line.
    """
    marks: dict[int, list[tuple[int, str]]] = defaultdict(list)
    lines = markdown.splitlines(keepends=True)
    for entry in checked:
        if not entry.judgement.fit:
            text = entry.judgement.text
            line = lines[entry.line - 1]
            found = line.find(text, entry.column)
            end = found + len(text) if found >= 0 else len(line.rstrip("\r\n"))
            marks[entry.line - 1].append((end, _mark(entry.judgement)))
    for number, found_marks in marks.items():
        for end, mark in sorted(found_marks, reverse=True):
            lines[number] = f"{lines[number][:end]}{mark}{lines[number][end:]}"
    return "".join(lines)


def _mark(judgement: Judgement) -> str:
    messages = dict.fromkeys(f.message for f in judgement.findings if f.verdict != "supported")
    return f"〔{VERDICT_LABELS[judgement.verdict]}：{''.join(messages)}〕"
