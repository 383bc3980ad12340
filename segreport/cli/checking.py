"""`segreport check`: sentences of a run, a report or a file, held against the run's table."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from rich.table import Table

from segreport import store
from segreport.claims import (
    CheckedLine,
    annotate,
    check_draft,
    check_names,
    check_report,
    check_text,
    explain,
    read_claims,
)
from segreport.cli.output import console, plain
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


@dataclass(frozen=True, slots=True)
class Checked:
    """A judged sentence and where it stands."""

    place: str
    """A line of a report, an id of a file, a place of a draft."""
    judgement: Judgement


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


def check_markdown(folder: Path, report: Path) -> tuple[tuple[Checked, ...], str]:
    """Every sentence of a report about the run's segments, and the report annotated."""
    profile = store.load(folder, "profile.json", Profile)
    markdown = _read(report)
    names = _names(folder)
    lines = check_report(markdown, profile, names)
    if not lines:
        labels = "、".join(segment.label for segment in profile.segments)
        raise SegreportError(
            f"在 {report} 里没有找到说这些群组的句子。"
            f"请用“### 群组 N：名称”这样的标题标出每个群组（N 为 {labels}）。"
        )
    headed = {
        line.judgement.segment: line.judgement.text
        for line in lines
        if line.judgement.kind == "name"
    }
    judged = _with_name_findings(lines, headed, profile, names)
    return tuple(Checked(str(line.line), line.judgement) for line in judged), annotate(
        markdown, judged
    )


def check_sentences(folder: Path, file: Path) -> tuple[Checked, ...]:
    """Every sentence of a JSON Lines file: {"id", "segment", "kind", "text"} a line."""
    profile = store.load(folder, "profile.json", Profile)
    return tuple(
        Checked(line.id, check_text(line.text, profile, str(line.segment), line.kind, line.id))
        for line in _read_lines(file, profile)
    )


def _read_lines(file: Path, profile: Profile) -> Iterator[_Line]:
    labels = [segment.label for segment in profile.segments]
    for number, text in enumerate(_read(file).splitlines(), start=1):
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
        if str(line.segment) not in labels:
            raise SegreportError(
                f"{file} 第 {number} 行的群组 {line.segment} 不在这次运行里，"
                f"有的是 {'、'.join(labels)}。"
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
        if line.judgement.kind == "name" and check is not None:
            judged = check.judgement.model_copy(update={"id": line.judgement.id})
            line = CheckedLine(line.line, line.column, judged)  # noqa: PLW2901  # the same line, judged with its set
        result.append(line)
    return tuple(result)


def _names(folder: Path) -> dict[str, str]:
    """The run's own names; none where only a profile was made."""
    if "drafts.json" not in store.load_run(folder).hashes:
        return {}
    draft = read_reviewed(folder)
    return {segment.segment: segment.name.text for segment in draft.segments}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SegreportError(f"找不到文件 {path}。请检查路径。") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SegreportError(
            f"读不了 {path}：{error}。请确认它是 UTF-8 编码的文本文件。"
        ) from error


# ── printing ────────────────────────────────────────────────────────────────────────────────────


def print_lines(checked: Sequence[Checked]) -> None:
    """JSON Lines on standard output: a line a sentence."""
    for entry in checked:
        judgement = entry.judgement
        line = {
            "id": entry.place,
            "segment": judgement.segment,
            "kind": judgement.kind,
            "text": judgement.text,
            "verdict": judgement.verdict,
            "findings": [finding.model_dump(mode="json") for finding in judgement.findings],
        }
        sys.stdout.buffer.write((json.dumps(line, ensure_ascii=False) + "\n").encode())
    sys.stdout.flush()


def print_table(checked: Sequence[Checked]) -> None:
    """What a person has to act on, and how many sentences hold."""
    screen = console()
    acting = [entry for entry in checked if not entry.judgement.fit]
    if acting:
        table = Table("位置", "群组", "结论", "句子与说明", show_lines=True)
        for entry in acting:
            judgement = entry.judgement
            notes = dict.fromkeys(f"{f.code} {f.message}" for f in judgement.findings)
            table.add_row(
                plain(entry.place),
                plain(judgement.segment),
                VERDICT_LABELS[judgement.verdict],
                plain("\n".join([judgement.text, *(f"· {note}" for note in notes)])),
            )
        screen.print(table)
    counts = Counter(entry.judgement.verdict for entry in checked)
    held = "，".join(f"{VERDICT_LABELS[v]} {counts[v]}" for v in reversed(VERDICTS) if counts[v])
    screen.print(f"共 {len(checked)} 句：{held}", markup=False)
    if acting:
        screen.print(f"{len(acting)} 句需要处理后才能发布。", markup=False)


def print_parses(folder: Path, checked: Sequence[Checked]) -> None:
    """How each sentence was read: spans, features, relations, cells."""
    profile = store.load(folder, "profile.json", Profile)
    screen = console()
    for entry in checked:
        judgement = entry.judgement
        head = f"{entry.place}　群组 {judgement.segment}　{VERDICT_LABELS[judgement.verdict]}"
        screen.print(head, style="bold", markup=False)
        screen.print(f"  {judgement.text}", markup=False)
        reading = read_claims(judgement.text, profile, judgement.segment, judgement.kind)
        for line in explain(reading, profile):
            screen.print(f"    {line}", markup=False)
