"""Reports: any Markdown report about the segments, checked sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from segreport.claims.checking import check_text
from segreport.models import Judgement, Kind, Profile

_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(?P<title>.+?)\s*#*\s*$")
_BOLD = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.、]\s*)?(?:\*\*|__)(?P<title>[^*_]{2,40})(?:\*\*|__)\s*[:：]?\s*$"
)
_LABEL = re.compile(
    r"(?:群组|客群|分群|类别|簇|组别|[Ss]egment|[Cc]luster|第)\s*(?P<label>\d+|[零一二三四五六七八九十]{1,2}|[A-Z])"
    r"\s*(?:类客户|类客群|类|群组|群|组|簇)?"
)
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?[”’」]?")
_MARKS = re.compile(r"\*+|__|`|<[^>]+>|!\[[^\]]*\]\([^)]*\)|\[(?P<text>[^\]]*)\]\([^)]*\)")
_STAMPS = re.compile(r"〔(?:草稿|矛盾|夸大|无据|待核)〕")
"""What our own reports put behind a sentence."""
_BULLET = re.compile(r"^\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)、]\s*)?")
_STRATEGY = ("建议", "策略", "营销", "服务", "行动", "举措", "目标", "运营", "经营", "触达", "推荐")
_SUMMARY = ("总结", "小结", "概括", "特点", "结论", "综述", "画像")
_OUTSIDE = (
    "附录",
    "数据说明",
    "数据与方法",
    "口径",
    "参考",
    "声明",
    "方法",
    "引言",
    "背景",
    "目录",
    "审核",
    "证据",
)
_NUMERALS = "零一二三四五六七八九十"


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


def check_report(
    markdown: str, profile: Profile, names: Mapping[str, str] | None = None
) -> tuple[CheckedLine, ...]:
    """Check every sentence about a segment in a report that anybody wrote.

    Segments are found from headings and bold lines (群组 0：…, 群组一, 第1类客户, Segment 0) and
    from their names, those in the headings and `names` (label → name). The kind of a sentence
    follows its section. Tables and sentences that belong to no segment are not judged.
    """
    lines = markdown.splitlines()
    numbering = _numbering(lines, profile)
    known = {name: label for label, name in (names or {}).items()}
    known |= _names_in_headings(lines, numbering)
    place = _Place()
    checked: list[CheckedLine] = []
    fenced = False
    for number, line in enumerate(lines, start=1):
        fenced = fenced != line.lstrip().startswith(("```", "~~~"))
        if fenced or not line.strip() or line.lstrip().startswith(("|", "<!--", "```", "~~~")):
            continue
        heading = _HEADING.match(line)
        if heading or _BOLD.match(line):
            checked += _enter(place, line, number, numbering, known, profile)
            continue
        checked += _sentences(place, line, number, numbering, known, profile)
    return tuple(checked)


def _numbering(lines: list[str], profile: Profile) -> dict[str, str]:
    """What a report calls a segment → its label; reports that count from 1 are understood."""
    labels = [segment.label for segment in profile.segments]
    seen = {
        _plain(match["label"])
        for line in lines
        if _HEADING.match(line) or _BOLD.match(line)
        for match in _LABEL.finditer(line)
    }
    from_one = [str(n + 1) for n in range(len(labels))]
    zero_based = labels == [str(n) for n in range(len(labels))]
    if zero_based and str(len(labels)) in seen and "0" not in seen:
        return dict(zip(from_one, labels, strict=True))
    return {label: label for label in labels}


def _plain(label: str) -> str:
    """一 → 1, 十二 → 12."""
    if label.isascii():
        return label
    if "十" in label:
        high, _, low = label.partition("十")
        return str(
            (_NUMERALS.index(high) if high else 1) * 10 + (_NUMERALS.index(low) if low else 0)
        )
    return str(_NUMERALS.index(label))


def _names_in_headings(lines: list[str], numbering: Mapping[str, str]) -> dict[str, str]:
    """Name → label from headings such as 群组 0：年轻客户群."""
    found: dict[str, str] = {}
    for line in lines:
        title = _title(line)
        match = _LABEL.search(title) if title else None
        if not title or not match or _plain(match["label"]) not in numbering:
            continue
        name = re.sub(r"^[\s:：\-—–、（(]+|[）)\s]+$", "", title[match.end() :])
        if len(name) >= 2:
            found[name] = numbering[_plain(match["label"])]
    return found


def _title(line: str) -> str:
    match = _HEADING.match(line) or _BOLD.match(line)
    return _MARKS.sub("", match["title"]).strip() if match else ""


def _segment_in(text: str, numbering: Mapping[str, str], known: Mapping[str, str]) -> str | None:
    match = _LABEL.search(text)
    if match and (label := numbering.get(_plain(match["label"]))):
        return label
    for name, label in known.items():
        if name in text:
            return label
    return None


def _enter(
    place: _Place,
    line: str,
    number: int,
    numbering: Mapping[str, str],
    known: Mapping[str, str],
    profile: Profile,
) -> list[CheckedLine]:
    """A heading: another segment, another section, or both; its name is a claim."""
    title = _title(line)
    heading = _HEADING.match(line)
    level = len(heading[1]) if heading else 7
    segment = _segment_in(title, numbering, known)
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
    match = _LABEL.search(title)
    name = re.sub(r"^[\s:：\-—–、（(]+|[）)\s]+$", "", title[match.end() :]) if match else ""
    if len(name) < 2:
        return []
    judgement = check_text(name, profile, segment, "name", f"{number}")
    return [CheckedLine(number, line.find(name), judgement)]


def _sentences(
    place: _Place,
    line: str,
    number: int,
    numbering: Mapping[str, str],
    known: Mapping[str, str],
    profile: Profile,
) -> list[CheckedLine]:
    if place.outside:
        return []
    checked: list[CheckedLine] = []
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    body = _STAMPS.sub("", _MARKS.sub(lambda match: match["text"] or "", body))
    for part, match in enumerate(_SENTENCE.finditer(body)):
        text = match[0].strip()
        segment = place.segment
        if segment is None:
            segment = _segment_in(text[:12], numbering, known)
        if segment is None or not re.search(r"[\u4e00-\u9fff]", text):
            continue
        kind = _kind_of(text, place.kind)
        judgement = check_text(text, profile, segment, kind, f"{number}/{part}")
        checked.append(CheckedLine(number, max(line.find(text), 0), judgement))
    return checked


def _kind_of(text: str, kind: Kind) -> Kind:
    """A line that begins with 营销策略： is advice wherever it stands."""
    opening = re.match(r"^([^：:，。]{2,8})[：:]", text)
    if opening and any(word in opening[1] for word in _STRATEGY):
        return "strategy"
    if opening and any(word in opening[1] for word in _SUMMARY) and kind != "strategy":
        return "summary"
    return kind
