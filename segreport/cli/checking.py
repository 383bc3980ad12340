"""`segreport check`: sentences of a run, a report or a file, held against the run's table."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import ValidationError
from rich.table import Table

from segreport import store
from segreport.claims import (
    CheckedLine,
    CheckedReport,
    Unchecked,
    annotate,
    check_draft,
    check_names,
    check_report,
    check_text,
    explain,
    read_claims,
)
from segreport.claims.table import segment_title
from segreport.cli.output import console, plain
from segreport.cli.texts import read_markdown, read_text_file
from segreport.errors import SegreportError
from segreport.models import (
    VERDICT_LABELS,
    VERDICTS,
    Frozen,
    Judgement,
    Kind,
    Profile,
    Text,
)
from segreport.reviewing import read_reviewed

_REPORT = "report.md"
_HEADING = re.compile(r"(#{1,6})\s")


@dataclass(frozen=True, slots=True)
class Checked:
    """A judged sentence and where it stands."""

    place: str
    """A line of a report, an id of a file, a place of a draft."""
    judgement: Judgement
    read: str = ""
    """The text as it was read, where that is not as it is written."""
    cell: bool = False
    """It is a cell of a table."""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What was judged, and of a report by anybody what was not, with its annotated copy."""

    checked: tuple[Checked, ...]
    unchecked: tuple[Unchecked, ...] = ()
    generated: int = 0
    """Lines more that were not judged and that the run itself has written so, in that section."""
    copy: str = ""


class _Line(Frozen):
    """One line of a file of sentences."""

    id: Text
    segment: str | int
    kind: Kind = "trait"
    text: Text


def check_run(folder: Path) -> tuple[Checked, ...]:
    """Every sentence of the run's text as it stands."""
    profile = store.load(folder, "profile.json", Profile)
    return tuple(Checked(j.id, j) for j in check_draft(read_reviewed(folder), profile))


def check_markdown(folder: Path, file: Path) -> CheckedText:
    """Every sentence and cell of a report about the run's segments."""
    profile = store.load(folder, "profile.json", Profile)
    markdown = read_markdown(file)
    names = _names(folder)
    report = check_report(markdown, profile, names)
    if not report.lines:
        labels = "、".join(segment.label for segment in profile.segments)
        raise SegreportError(
            f"在 {file} 里没有找到说这些群组的句子。"
            f"请用“### 群组 N：名称”这样的标题标出每个群组（N 为 {labels}）。"
        )
    headed = {
        line.judgement.segment: line.judgement.text
        for line in report.lines
        if line.judgement.kind == "name" and not line.written
    }
    lines = _with_name_findings(report.lines, headed, profile, names)
    checked = tuple(
        Checked(str(line.line), line.judgement, line.read, bool(line.written)) for line in lines
    )
    own = _generated(folder, markdown)
    left = tuple(piece for piece in report.unchecked if piece.line not in own)
    generated = {piece.line for piece in report.unchecked} & own
    copy = annotate(markdown, CheckedReport(lines, left))
    return CheckedText(checked, left, len(generated), copy)


def _generated(folder: Path, markdown: str) -> set[int]:
    """The lines, from 1, that stand to the letter in the same section of the run's own report."""
    report = folder / _REPORT
    told = store.load_run(folder).hashes.get(_REPORT)
    if told is None or not report.exists() or store.hash_all({_REPORT: report})[_REPORT] != told:
        return set()
    own = set(_placed(read_markdown(report)))
    return {number for number, place in enumerate(_placed(markdown), 1) if place in own}


def _placed(markdown: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each line under the headings that it stands under."""
    under: tuple[str, ...] = ()
    for line in markdown.splitlines():
        if heading := _HEADING.match(line):
            above = (title for title in under if not title.startswith(heading[1]))
            under = (*above, line.strip())
        yield under, line.strip()


def refuse_same(report: Path, copy: Path) -> None:
    """Keep the author's file: the annotated copy must be another one."""
    if report.resolve() == copy.resolve() or (
        copy.exists() and report.exists() and copy.samefile(report)
    ):
        raise SegreportError(
            f"--annotate 会覆盖原报告 {report}。请换一个文件名，例如 {report.stem}.checked.md。"
        )


def check_sentences(folder: Path, file: Path) -> tuple[Checked, ...]:
    """Every sentence of a JSON Lines file: {"id", "segment", "kind", "text"} a line."""
    profile = store.load(folder, "profile.json", Profile)
    checked = tuple(
        Checked(line.id, check_text(line.text, profile, str(line.segment), line.kind, line.id))
        for line in _read_lines(file, profile)
    )
    if not checked:
        raise SegreportError(
            f'{file} 里没有句子。每行应为 {{"id": …, "segment": …, "kind": …, "text": …}}。'
        )
    return checked


def _read_lines(file: Path, profile: Profile) -> Iterator[_Line]:
    labels = [segment.label for segment in profile.segments]
    for number, text in enumerate(read_text_file(file).splitlines(), start=1):
        if not text.strip():
            continue
        try:
            given = json.loads(text)
            line = _Line.model_validate({key: given.get(key) for key in _keys(given)})
        except (json.JSONDecodeError, AttributeError, ValidationError) as error:
            raise SegreportError(
                f'{file} 第 {number} 行应为 {{"id": …, "segment": …, "kind": …, "text": …}}，'
                "kind 为 name、trait、summary 或 strategy。"
            ) from error
        if str(line.segment) not in (*labels, "all"):
            raise SegreportError(
                f"{file} 第 {number} 行的群组 {line.segment} 不在这次运行里，"
                f"有的是 {'、'.join(labels)}；说全体客户的句子写 all。"
            )
        yield line


def _keys(given: dict[str, object]) -> list[str]:
    """The keys we read; a file may carry others."""
    return [key for key in _Line.model_fields if key in given]


def _with_name_findings(
    lines: Sequence[CheckedLine], headed: dict[str, str], profile: Profile, names: dict[str, str]
) -> tuple[CheckedLine, ...]:
    """The lines with what there is to say about the names as a set."""
    checks = {c.judgement.segment: c for c in check_names(headed, profile, names or None)}
    result = []
    for line in lines:
        check = checks.get(line.judgement.segment)
        if line.judgement.kind == "name" and not line.written and check is not None:
            judged = check.judgement.model_copy(update={"id": line.judgement.id})
            result.append(replace(line, judgement=judged))
        else:
            result.append(line)
    return tuple(result)


def _names(folder: Path) -> dict[str, str]:
    """The run's own names; none where only a profile was made."""
    if "drafts.json" not in store.load_run(folder).hashes:
        return {}
    draft = read_reviewed(folder)
    return {segment.segment: segment.name.text for segment in draft.segments}


# ── printing ────────────────────────────────────────────────────────────────────────────────────


def print_lines(text: CheckedText) -> None:
    """JSON Lines on standard output: a line a sentence; what was not judged has no verdict."""
    for entry in text.checked:
        judgement = entry.judgement
        line: dict[str, object] = {
            "id": entry.place,
            "segment": judgement.segment,
            "kind": judgement.kind,
            "text": judgement.text,
            "verdict": judgement.verdict,
            "findings": [finding.model_dump(mode="json") for finding in judgement.findings],
        }
        _print_json(line)
    for left in text.unchecked:
        unjudged = dict.fromkeys(("segment", "kind", "verdict"))
        _print_json({"id": str(left.line), "text": left.text, **unjudged, "findings": []})
    sys.stdout.flush()


def _print_json(line: dict[str, object]) -> None:
    sys.stdout.buffer.write((json.dumps(line, ensure_ascii=False) + "\n").encode())


def print_table(text: CheckedText) -> None:
    """What a person has to act on, how many sentences hold, and what was not checked."""
    screen = console()
    acting = [entry for entry in text.checked if not entry.judgement.fit]
    if acting:
        table = Table("位置", "群组", "结论", "句子与说明", show_lines=True)
        for entry in acting:
            judgement = entry.judgement
            notes = dict.fromkeys(f"{f.code} {f.message}" for f in judgement.findings)
            table.add_row(
                plain(entry.place),
                plain("整体" if judgement.segment == "all" else judgement.segment or "—"),
                VERDICT_LABELS[judgement.verdict],
                plain("\n".join([judgement.text, *(f"· {note}" for note in notes)])),
            )
        screen.print(table)
    counts = Counter(entry.judgement.verdict for entry in text.checked)
    held = "，".join(f"{VERDICT_LABELS[v]} {counts[v]}" for v in reversed(VERDICTS) if counts[v])
    cells = sum(entry.cell for entry in text.checked)
    parts = ((len(text.checked) - cells, "句"), (cells, "格"))
    whole = "、".join(f"{count} {unit}" for count, unit in parts if count)
    screen.print(f"核对了 {whole}：{held}", markup=False)
    if acting:
        screen.print(f"{len(acting)} 处需要处理后才能发布。", markup=False)
    _print_rest(text)


def _print_rest(text: CheckedText) -> None:
    """What was not judged."""
    screen = console()
    if text.unchecked:
        screen.print(_tell_unchecked(text.unchecked), markup=False)
    if text.generated:
        screen.print(
            f"另有 {text.generated} 行（附录、图注等）与本次运行生成的 {_REPORT} 一字不差，"
            "由数据直接生成，不再核对。",
            markup=False,
        )


_UNITS: tuple[tuple[Literal["sentence", "table", "cell"], str], ...] = (
    ("sentence", "句"),
    ("table", "个表"),
    ("cell", "格"),
)


def _tell_unchecked(unchecked: Sequence[Unchecked]) -> str:
    """另有 3 句、1 个表未核对（第 5、9–12 行）."""
    counts = Counter(left.kind for left in unchecked)
    parts = "、".join(f"{counts[kind]} {unit}" for kind, unit in _UNITS if counts[kind])
    numbers = sorted({left.line for left in unchecked})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = "、".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
    return f"另有 {parts}未核对（第 {shown} 行）：看不出说的是哪个群组或哪项指标，请人工核对。"


def print_parses(folder: Path, text: CheckedText) -> None:
    """How each sentence was read: spans, features, relations, cells."""
    profile = store.load(folder, "profile.json", Profile)
    screen = console()
    labels = {"all", *(segment.label for segment in profile.segments)}
    for entry in text.checked:
        judgement = entry.judgement
        title = segment_title(judgement.segment) if judgement.segment else "—"
        head = f"{entry.place}　{title}　{VERDICT_LABELS[judgement.verdict]}"
        screen.print(head, style="bold", markup=False)
        screen.print(f"  {judgement.text}", markup=False)
        if judgement.segment not in labels:
            continue
        read = entry.read or judgement.text
        if read != judgement.text:
            screen.print(f"  读作：{read}", markup=False)
        reading = read_claims(read, profile, judgement.segment, judgement.kind)
        for line in explain(reading, profile):
            screen.print(f"    {line}", markup=False)
    _print_rest(text)
