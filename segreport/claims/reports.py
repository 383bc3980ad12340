"""Reports: any Markdown report about the segments, checked sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from segreport.claims.checking import check_text
from segreport.claims.headings import BOLD, HEADING, MARKS, Naming, naming_of, title_of
from segreport.models import Judgement, Kind, Profile

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’」]?")
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)、]\s*)?")
_STRATEGY = ("建议", "策略", "营销", "服务", "行动", "举措", "目标", "运营", "经营", "触达", "推荐")
_SUMMARY = ("总结", "小结", "概括", "特点", "结论", "综述", "画像")
_OUTSIDE = (
    *("附录", "数据说明", "数据与方法", "口径", "参考", "声明", "方法", "引言", "背景", "目录"),
    *("审核", "证据"),
)


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One sentence of a report with where it stands."""

    line: int
    """From 1."""
    column: int
    """Of the sentence in its line, from 0."""
    judgement: Judgement


@dataclass(slots=True)
class _Place:
    """Where in a report we are."""

    segment: str | None = None
    level: int = 0
    kind: Kind = "trait"
    outside: bool = False
    named: set[str] = field(default_factory=set)
    """Names that were judged already."""


def check_report(
    markdown: str, profile: Profile, names: Mapping[str, str] | None = None
) -> tuple[CheckedLine, ...]:
    """Check every sentence about a segment in a report that anybody wrote.

    Segments are found from headings and bold lines (群组 0：…, 客户群A, 第二类客户, Cluster 3) and
    from their names: those in the headings, in tables, and `names` (label → name); a section that
    only carries a name belongs to the segment whose size it gives, or that its name alone fits.
    The kind of a sentence follows its section. Tables and sentences that belong to no segment are
    not judged.
    """
    lines = markdown.splitlines()
    naming = naming_of(lines, profile, names or {})
    place = _Place()
    checked: list[CheckedLine] = []
    fenced = False
    for number, line in enumerate(lines, start=1):
        fenced = fenced != line.lstrip().startswith(("```", "~~~"))
        if fenced or not line.strip() or line.lstrip().startswith(("|", "<!--", "```", "~~~")):
            continue
        heading = HEADING.match(line)
        if heading or BOLD.match(line):
            checked += _enter(place, line, number, naming, profile)
            continue
        checked += _sentences(place, line, number, naming, profile)
    return tuple(checked)


def _enter(
    place: _Place,
    line: str,
    number: int,
    naming: Naming,
    profile: Profile,
) -> list[CheckedLine]:
    """A heading: another segment, another section, or both; its name is a claim."""
    title = title_of(line)
    heading = HEADING.match(line)
    level = len(heading[1]) if heading else 7
    segment = naming.segment_in(title)
    if segment is None and level <= place.level:
        place.segment, place.level = None, 0
    if any(word in title for word in _STRATEGY):
        place.kind = "strategy"
    elif any(word in title for word in _SUMMARY):
        place.kind = "summary"
    elif (heading and level <= 2) or (segment is not None and place.kind != "strategy"):
        place.kind = "trait"
    if heading and level <= 2:
        place.outside = any(word in title for word in _OUTSIDE)
    if segment is None:
        return []
    place.segment, place.level = segment, level
    name = naming.name_in(title)
    if len(name) < 2 or (name in place.named and not naming.number_in(title)):
        return []
    place.named.add(name)
    judgement = check_text(name, profile, segment, "name", f"{number}")
    return [CheckedLine(number, line.find(name), judgement)]


def _sentences(
    place: _Place,
    line: str,
    number: int,
    naming: Naming,
    profile: Profile,
) -> list[CheckedLine]:
    if place.outside:
        return []
    checked: list[CheckedLine] = []
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    body = MARKS.sub(lambda match: match["text"] or "", body)
    for part, match in enumerate(_SENTENCE.finditer(body)):
        text = match[0].strip()
        segment = _opened_by(text, naming) or place.segment or naming.segment_in(text[:12])
        if segment is None or not re.search(r"[\u4e00-\u9fff]", text):
            continue
        kind = _kind_of(text, place.kind)
        judgement = check_text(text, profile, segment, kind, f"{number}/{part}")
        checked.append(CheckedLine(number, max(line.find(text), 0), judgement))
    return checked


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
