"""Headings: which segment a heading, a bold line or the beginning of a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from segreport.claims.documents.calling import (
    LABEL,
    Naming,
    is_name,
    trimmed,
    unnumbered,
    written_label,
)
from segreport.claims.documents.checking import check_text
from segreport.models import Profile
from segreport.wording import read_quantities

HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(?P<title>.+?)\s*#*\s*$")
_STAMP = "〔(?:草稿|矛盾|夸大|无据|待核|未核对)(?:：[^〔〕]*)?〕"
"""What our own reports and annotated copies put behind a name or a sentence."""
BOLD = re.compile(
    r"^\s*(?:[-*+]\s+|\d+[.、]\s*)?(?:\*\*|__)(?P<title>[^*_]{2,40})(?:\*\*|__)"
    rf"\s*(?:{_STAMP})*[:：]?\s*$"
)
MARKS = re.compile(rf"\*+|__|`|<[^>]+>|{_STAMP}|!\[[^\]]*\]\([^)]*\)|\[(?P<text>[^\]]*)\]\([^)]*\)")
"""What of a line is not its text."""
_SHORT = 2
_CELL = re.compile(r"\s*\|\s*")


_UNDERLINE = re.compile(r"^\s{0,3}(?:=+|-{2,})\s*$")
_UNTITLED = re.compile(r"^\s*(?:$|[#|>*+-]|\d+[.)])")


def lines_of(markdown: str) -> list[str]:
    """The lines of a report; a heading that is underlined is written as the others are."""
    lines = markdown.splitlines()
    for number, line in enumerate(lines[1:], start=1):
        title = lines[number - 1]
        if _UNDERLINE.match(line) and not _UNTITLED.match(title) and "|" not in title:
            mark = "#" if "=" in line else "##"
            lines[number - 1 : number + 1] = [f"{mark} {title.strip()}", ""]
    return lines


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
    second = Naming(numbers, known)
    headed = {second.segment_in(title_of(line)) for line in lines if title_of(line)}
    left = [s.label for s in profile.segments if s.label not in headed]
    found = dict(_by_content(lines, profile, left, second)) if left else {}
    return Naming(numbers, {**known, **found})


def _numbers(lines: list[str], profile: Profile) -> dict[str, str]:
    labels = [segment.label for segment in profile.segments]
    heads = [title_of(line) or _first_cell(line) for line in lines]
    seen = {written_label(m) for head in heads for m in LABEL.finditer(head)}
    seen = seen or {written_label(m) for line in lines for m in LABEL.finditer(line) if m["nth"]}
    own = {label: label for label in labels}
    if labels != [str(n) for n in range(len(labels))]:
        return own
    letters = {chr(ord("A") + n): label for n, label in enumerate(labels)}
    if str(len(labels)) in seen and "0" not in seen:
        return {str(n + 1): label for n, label in enumerate(labels)} | letters
    return own | letters


def _first_cell(line: str) -> str:
    """The head of a row of a table; empty for any other line."""
    return _CELL.split(line.strip().strip("|"))[0] if line.lstrip().startswith("|") else ""


def _in_headings(lines: list[str], naming: Naming) -> Iterator[tuple[str, str]]:
    """群组 0：年轻客户群."""
    for line in lines:
        title = title_of(line)
        label = naming.segment_in(title) if title else None
        name = naming.name_in(title)[0] if label else ""
        if label and len(name) >= _SHORT and not LABEL.search(name):
            yield name, label


def _in_tables(lines: list[str], naming: Naming) -> Iterator[tuple[str, str]]:
    """| 群组 0 | 年轻客户群 | 27.0% |."""
    for line in lines:
        if not line.lstrip().startswith("|"):
            continue
        first, *rest = [MARKS.sub("", cell) for cell in _CELL.split(line.strip().strip("|"))]
        label = naming.segment_in(first) or naming.numbers.get(first.strip())
        for cell in rest:
            if label and is_name(cell.strip()):
                yield cell.strip(), label


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
    ends = [*(number for number, _ in titles[1:]), len(lines)][: len(titles)]
    for (number, title), end in zip(titles, ends, strict=True):
        name = trimmed(unnumbered(title))
        if is_name(name) and not naming.segment_in(title):
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
