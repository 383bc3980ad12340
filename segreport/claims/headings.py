"""Headings: which segment a heading, a bold line or the beginning of a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from segreport.claims.checking import check_text
from segreport.models import Profile
from segreport.wording import read_quantities, words_value

HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(?P<title>.+?)\s*#*\s*$")
_STAMP = "〔(?:草稿|矛盾|夸大|无据|待核)〕"
"""What our own reports put behind a name or a sentence."""
BOLD = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.、]\s*)?(?:\*\*|__)(?P<title>[^*_]{2,40})(?:\*\*|__)"
    rf"\s*(?:{_STAMP})*[:：]?\s*$"
)
MARKS = re.compile(rf"\*+|__|`|<[^>]+>|{_STAMP}|!\[[^\]]*\]\([^)]*\)|\[(?P<text>[^\]]*)\]\([^)]*\)")
"""What of a line is not its text."""
_NUMERALS = "零一二三四五六七八九十"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBER = rf"\d+|[{_NUMERALS}]{{1,2}}|[{_ROMAN}]|[{_STEMS}]|[A-Z](?![A-Za-z])"
_LABEL = re.compile(
    r"(?:客户群组|客户群体|客户群|用户群|会员群|群组|客群|人群|群体|细分群|细分|分群|类别|聚类|簇|组别"
    rf"|[Ss]egment|[Cc]luster|[Gg]roup|CLUSTER|SEGMENT)\s*[#＃]?\s*(?P<label>{_NUMBER})"
    r"(?:\s*(?:类客户|类客群|类|群组|群|组|簇))?"
    rf"|第\s*(?P<nth>\d+|[{_NUMERALS}]{{1,2}})\s*(?:类客户|类客群|类人群|类用户|类会员|类群体|类|群组|客群|群|组|簇)"
    rf"|(?P<kind>[A-Z{_STEMS}])\s*(?:类客户|类客群|类人群|类用户|类会员|类群|类|群组|客群|群|组)(?![别合成])"
)
_NAME_ENDS = ("客户", "客群", "群体", "人群", "用户", "会员", "群", "型", "者", "族", "商户", "店")
_SHORT, _LONG = 2, 24
_CELL = re.compile(r"\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Naming:
    """How a report calls the segments."""

    numbers: Mapping[str, str]
    """Number or letter in the report → label."""
    names: Mapping[str, str]
    """Name in the report → label."""

    def segment_in(self, text: str) -> str | None:
        """The label of the segment a text names, by number first."""
        if label := self.number_in(text):
            return label
        found = [name for name in self.names if name in text]
        return self.names[max(found, key=len)] if found else None

    def number_in(self, text: str) -> str | None:
        """The label of the segment whose number or letter a text gives."""
        found = (self.numbers.get(_written(match)) for match in _LABEL.finditer(text))
        return next((label for label in found if label), None)

    def name_in(self, title: str) -> str:
        """What a heading calls its segment; empty where it only numbers it."""
        match = _LABEL.search(title)
        known = match is not None and _written(match) in self.numbers
        if match is not None and known:
            return _trimmed(title[match.end() :])
        found = [name for name in self.names if title.endswith(name)]
        return max(found, key=len) if found else ""


def title_of(line: str) -> str:
    """The text of a heading or bold line; empty for any other."""
    match = HEADING.match(line) or BOLD.match(line)
    return MARKS.sub("", match["title"]).strip() if match else ""


def naming_of(lines: list[str], profile: Profile, names: Mapping[str, str]) -> Naming:
    """How a report calls the segments; `names` (label → name) are known beforehand.

    A report may count from 0 or from 1, use letters, name segments in a table, or only by names:
    such a section belongs to the segment whose size it gives, or that its name alone fits.
    """
    numbers = _numbers(lines, profile)
    known = {name: label for label, name in names.items()}
    first = Naming(numbers, known)
    known = {**known, **dict(_in_headings(lines, first)), **dict(_in_tables(lines, first))}
    nameless = [
        label for label in (s.label for s in profile.segments) if label not in known.values()
    ]
    if nameless and not _numbered(lines, first):
        known |= dict(_by_content(lines, profile, nameless, Naming(numbers, known)))
    return Naming(numbers, known)


def _written(match: re.Match[str]) -> str:
    """The number or letter of a label, plain: 一 → 1, 十二 → 12, Ⅱ → 2, 甲 → A."""
    label = match["label"] or match["nth"] or match["kind"]
    if label.isascii():
        return label
    if label in _ROMAN:
        return str(_ROMAN.index(label) + 1)
    if label in _STEMS:
        return chr(ord("A") + _STEMS.index(label))
    return str(words_value(label))


def _numbers(lines: list[str], profile: Profile) -> dict[str, str]:
    labels = [segment.label for segment in profile.segments]
    seen = {_written(m) for line in lines for m in _LABEL.finditer(title_of(line))}
    own = {label: label for label in labels}
    if labels != [str(n) for n in range(len(labels))]:
        return own
    letters = {chr(ord("A") + n): label for n, label in enumerate(labels)}
    if str(len(labels)) in seen and "0" not in seen:
        return {str(n + 1): label for n, label in enumerate(labels)} | letters
    return own | letters


def _trimmed(text: str) -> str:
    return re.sub(r"^[\s:：\-—–、，,.（(“\"]+|[”\")）\s]+$", "", text)


def _in_headings(lines: list[str], naming: Naming) -> Iterator[tuple[str, str]]:
    """群组 0：年轻客户群."""
    for line in lines:
        title = title_of(line)
        label = naming.segment_in(title) if title else None
        name = naming.name_in(title) if label else ""
        if label and len(name) >= _SHORT:
            yield name, label


def _in_tables(lines: list[str], naming: Naming) -> Iterator[tuple[str, str]]:
    """| 群组 0 | 年轻客户群 | 27.0% |."""
    for line in lines:
        if not line.lstrip().startswith("|"):
            continue
        first, *rest = [MARKS.sub("", cell) for cell in _CELL.split(line.strip().strip("|"))]
        label = naming.segment_in(first) or naming.numbers.get(first.strip())
        for cell in rest:
            if label and _is_name(cell.strip()):
                yield cell.strip(), label


def _is_name(text: str) -> bool:
    return _SHORT < len(text) < _LONG and text.endswith(_NAME_ENDS)


def _numbered(lines: list[str], naming: Naming) -> bool:
    return any(naming.segment_in(title_of(line)) for line in lines if title_of(line))


def _by_content(
    lines: list[str], profile: Profile, labels: list[str], naming: Naming
) -> Iterator[tuple[str, str]]:
    """Sections that only carry a name, by the sizes they give, then by what the name says."""
    left = list(labels)
    for name, body in _named_sections(lines, naming):
        fits = [label for label in left if _gives_size(body, profile, label)]
        if len(fits) != 1:
            judged = {s: check_text(name, profile, s, "name").verdict for s in left}
            fits = [label for label in left if judged[label] == "supported"]
        if len(fits) == 1:
            left.remove(fits[0])
            yield name, fits[0]


def _named_sections(lines: list[str], naming: Naming) -> Iterator[tuple[str, str]]:
    """Headings that read like a segment's name, each with its text."""
    titles = [(number, title_of(line)) for number, line in enumerate(lines) if title_of(line)]
    ends = [number for number, _ in titles[1:]] + [len(lines)]
    for (number, title), end in zip(titles, ends, strict=True):
        name = _trimmed(re.sub(r"^[\d.、\s（）()一二三四五六七八九十]+", "", title))
        if _is_name(name) and not naming.segment_in(title):
            yield name, "\n".join(lines[number + 1 : end])


def _gives_size(body: str, profile: Profile, label: str) -> bool:
    """Whether a section says how many customers it is about (27.0%, 2,701 位)."""
    segment = profile.segment(label)
    for quantity in read_quantities(body):
        if quantity.kind == "percent" and quantity.step:
            if abs(quantity.low - segment.share) <= quantity.step / 2 + 1e-9:
                return True
        elif quantity.kind == "value" and quantity.low == segment.n:
            return True
    return False
