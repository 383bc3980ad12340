"""Reports: any Markdown report about the segments, checked sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from segreport.claims.documents.calling import Naming, is_name, trimmed, unnumbered
from segreport.claims.documents.checking import check_text
from segreport.claims.documents.elsewhere import (
    by_subject,
    check_elsewhere,
    check_spoken,
    stranger,
    unplaced,
)
from segreport.claims.documents.grids import Grid, check_grid, grid_at
from segreport.claims.documents.headings import BOLD, HEADING, MARKS, lines_of, naming_of, title_of
from segreport.models import Judgement, Kind, Profile

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’」]?")
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)、]\s*)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STRATEGY = ("建议", "策略", "营销", "服务", "行动", "举措", "目标", "运营", "经营", "触达", "推荐")
_SUMMARY = ("总结", "小结", "概括", "特点", "结论", "综述", "画像")
_PARTS = ("特征", "特点", "画像", "指标", "概况", "均值", "命名")
_OF_ALL = ("总体", "整体", "总结", "小结", "结论", "综合", "各群", "各客")
_BOLD = 7
"""The level of a bold line that is not indented: below every heading."""
_OUTSIDE = (
    *("附录", "数据说明", "数据与方法", "口径", "参考", "声明", "方法", "引言", "背景", "目录"),
    *("审核", "证据"),
)


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One sentence or cell of a report with where it stands."""

    line: int
    """From 1."""
    column: int
    """Of the sentence in its line, from 0."""
    judgement: Judgement
    written: str = ""
    """What stands there, where the judgement is on more: a cell without its heading."""
    read: str = ""
    """What was read, where segments are called by names: with 群组 N in their place."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A piece of a report that tells something and was not judged."""

    line: int
    column: int
    text: str
    kind: Literal["sentence", "table", "cell"]


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """What was judged of a report, and what was not."""

    lines: tuple[CheckedLine, ...]
    unchecked: tuple[Unchecked, ...]


@dataclass(slots=True)
class _Walk:
    """Where in a report we are, and what was found so far."""

    profile: Profile
    naming: Naming
    segment: str | None = None
    level: int = 0
    kind: Kind = "trait"
    outside: bool = False
    title: str = ""
    """What was read last above a table: its heading or caption."""
    placeless: tuple[int, str] | None = None
    """Line and heading of a section under a name that nobody could place."""
    named: set[str] = field(default_factory=set)
    """Names that were judged already."""
    noted: bool = False
    """A table ended above: what follows may be a note to it."""
    checked: list[CheckedLine] = field(default_factory=list)
    unchecked: list[Unchecked] = field(default_factory=list)


def check_report(
    markdown: str, profile: Profile, names: Mapping[str, str] | None = None
) -> CheckedReport:
    """Check every sentence about a segment in a report that anybody wrote.

    Segments are found from headings and bold lines (群组 0：…, 客户群A, 第二类客户, Cluster 3) and
    from their names: those in the headings, in tables, and `names` (label → name); a section that
    only carries a name belongs to the segment whose size it gives, or that its name alone fits.
    The kind of a sentence follows its section. Elsewhere a sentence is judged that names a segment
    or speaks of all customers, and so is a cell of a table whose segment and feature are known.
    Whatever else tells something is in `unchecked`.
    """
    lines = lines_of(markdown)
    walk = _Walk(profile, naming_of(lines, profile, names or {}))
    fenced, number = False, 0
    while number < len(lines):
        number += 1
        line = lines[number - 1]
        mark = line.lstrip().startswith(("```", "~~~"))
        fenced = fenced != mark
        if mark or not line.strip() or line.lstrip().startswith("<!--"):
            continue
        noted, walk.noted = walk.noted, False
        if fenced:
            _leave(walk, number, line)
        elif grid := grid_at(lines, number):
            _take_grid(walk, grid)
            number, walk.noted = grid.end - 1, True
        elif HEADING.match(line) or BOLD.match(line):
            _enter(walk, line, number)
        else:
            walk.title = line if len(line.strip()) > 1 else walk.title
            _take_sentences(walk, line, number, note=noted)
    return CheckedReport(
        tuple(sorted(walk.checked, key=lambda found: found.line)), tuple(walk.unchecked)
    )


def _leave(walk: _Walk, number: int, line: str) -> None:
    """A line of code: nothing of it is judged."""
    if _HAN.search(line):
        walk.unchecked.append(Unchecked(number, 0, line.strip(), "sentence"))


def _enter(walk: _Walk, line: str, number: int) -> None:
    """A heading: another segment, another section, or both; what it tells is judged."""
    title = walk.title = title_of(line)
    heading = HEADING.match(line)
    level = len(heading[1]) if heading else _BOLD + len(line) - len(line.lstrip())
    segment = _headed(walk, title)
    if segment is None and level <= walk.level and not _is_part(walk, title):
        walk.segment, walk.level, walk.placeless = None, 0, None
    if any(word in title for word in _STRATEGY):
        walk.kind = "strategy"
    elif any(word in title for word in _SUMMARY):
        walk.kind = "summary"
    elif (heading and level <= 2) or (segment is not None and walk.kind != "strategy"):
        walk.kind = "trait"
    if heading and level <= 2:
        walk.outside = any(word in title for word in _OUTSIDE)
    if strange := walk.naming.stranger_in(title):
        walk.segment, walk.level, walk.placeless = None, level, (0, title)
        judgement = stranger(strange, title, walk.profile, str(number))
        walk.checked.append(CheckedLine(number, max(line.find(title), 0), judgement))
    elif segment is not None and not walk.outside:
        walk.segment, walk.level, walk.placeless = segment, level, None
        _judge_heading(walk, line, number, segment)
    elif is_name(trimmed(unnumbered(title))) and walk.segment is None:
        walk.level, walk.placeless = level, (number, title)
    elif walk.segment is None:
        _take_elsewhere(walk, title, line, number, heading=True)


def _is_part(walk: _Walk, title: str) -> bool:
    """**营销策略** under **群组 0**, both bold lines: still of this segment."""
    parts = any(word in title for word in (*_STRATEGY, *_PARTS))
    return walk.level >= _BOLD and parts and not any(word in title for word in _OF_ALL)


def _headed(walk: _Walk, title: str) -> str | None:
    """The segment whose section a heading begins; none where it names several."""
    labels = {mention.label for mention in walk.naming.named_in(title)}
    return walk.naming.segment_in(title) if len(labels) < 2 else None


def _judge_heading(walk: _Walk, line: str, number: int, segment: str) -> None:
    """The name in a heading is a claim, and so is what follows it."""
    title = title_of(line)
    name, rest = walk.naming.name_in(title)
    known = name in walk.named and not walk.naming.number_in(title)
    if len(name) > 1 and not known:
        walk.named.add(name)
        judgement = check_text(name, walk.profile, segment, "name", f"{number}")
        walk.checked.append(CheckedLine(number, max(line.find(name), 0), judgement))
    if len(rest) > 1:
        judged = check_text(rest, walk.profile, segment, walk.kind, f"{number}/1")
        if judged.evidence or judged.findings:
            walk.checked.append(CheckedLine(number, max(line.find(rest), 0), judged))


def _take_grid(walk: _Walk, grid: Grid) -> None:
    """A table: what can be read of its cells is judged; where nothing can, it counts as a whole."""
    own = None if walk.outside else walk.segment
    cells = tuple(check_grid(grid, walk.profile, walk.naming, own, walk.title))
    read = [] if walk.outside else [cell for cell in cells if cell.judgement is not None]
    for line, cell, judgement in read:
        if judgement is not None:
            found = CheckedLine(line, cell.column, judgement, cell.written, judgement.text)
            walk.checked.append(found)
    line, header = grid.header
    if cells and not read:
        start = header[0] if header else cells[0].cell
        walk.unchecked.append(Unchecked(line, start.column, start.written, "table"))
        return
    walk.unchecked += [
        Unchecked(line, cell.column, cell.written, "cell")
        for line, cell, judgement in cells
        if judgement is None
    ]


def _take_sentences(walk: _Walk, line: str, number: int, *, note: bool) -> None:
    """A line of text; a `note` to a table that nobody could read is not held against its writer."""
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    body = MARKS.sub(lambda match: match["text"] or "", body)
    for part, match in enumerate(_SENTENCE.finditer(body)):
        text = match[0].strip()
        if not _HAN.search(text):
            continue
        segment = None if walk.outside else _opened_by(text, walk.naming) or walk.segment
        if segment is None:
            for piece in by_subject(text, walk.naming):
                _take_elsewhere(walk, piece, line, number)
            continue
        spoken = walk.naming.spoken(text)
        kind, place = _kind_of(text, walk.kind), f"{number}/{part}"
        judgement = check_spoken(spoken, text, walk.profile, segment, kind, place)
        if note and judgement.verdict == "unverifiable":
            walk.unchecked.append(Unchecked(number, max(line.find(text), 0), text, "sentence"))
            continue
        found = CheckedLine(number, max(line.find(text), 0), judgement, "", spoken.text)
        walk.checked.append(found)


def _take_elsewhere(
    walk: _Walk, text: str, line: str, number: int, *, heading: bool = False
) -> None:
    """A sentence outside of every segment's section."""
    placeless = walk.placeless is not None or walk.outside
    kind = _kind_of(text, walk.kind)
    found = check_elsewhere(text, walk.profile, walk.naming, kind, str(number), placeless=placeless)
    column, judgement = max(line.find(text), 0), found.judgement
    doubtful = judgement is not None and judgement.verdict == "unverifiable"
    empty = heading and judgement is not None and judgement.verdict == "opinion" and judgement.fit
    if judgement is not None and not empty and not (doubtful and (walk.outside or heading)):
        walk.checked.append(CheckedLine(number, column, judgement, "", found.read))
    elif (found.unchecked or doubtful) and not heading:
        walk.unchecked.append(Unchecked(number, column, text, "sentence"))
        if walk.placeless is not None and walk.placeless[0] and not walk.outside:
            at, title = walk.placeless
            walk.placeless = (0, title)
            walk.checked.append(CheckedLine(at, 0, unplaced(title, str(at)), title))


def _opened_by(text: str, naming: Naming) -> str | None:
    """群组0：…, 年轻客户群——…: a line that begins with whom it is about."""
    opening = re.match(r"^([^：:，。；—]{2,24})(?:[：:]|——)", text)
    return naming.segment_in(opening[1]) if opening else None


def _kind_of(text: str, kind: Kind) -> Kind:
    """A line that begins with 营销策略： is advice wherever it stands."""
    opening = re.match(r"^([^：:，。]{2,8})[：:]", text)
    if opening and any(word in opening[1] for word in _STRATEGY):
        return "strategy"
    if opening and any(word in opening[1] for word in _SUMMARY) and kind != "strategy":
        return "summary"
    return kind
