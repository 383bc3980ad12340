"""Grids: the cells of a report's Markdown tables, read as statements about segments.

A row names a segment and a column a feature, or the other way round; the cell then says of this
segment “feature and figure”, and is judged as this sentence is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from segreport.claims.documents.calling import Naming, Spoken, is_name
from segreport.claims.documents.elsewhere import check_spoken, stranger
from segreport.claims.documents.headings import MARKS
from segreport.claims.nouns import EVERYONE
from segreport.claims.words.scanning import scan
from segreport.claims.words.vocabulary import vocabulary_of
from segreport.models import Judgement, Kind, Profile

_RULE = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?$")
_PIECE = re.compile(r"(?:\\.|[^|\\])*")
_WHOLE = re.compile(
    "^(?:整体|总体|全体|全行|合计|总计|全部|所有|总)(?:客户|用户|会员)?(?:均值|平均|水平)?$"
    "|^(?:平均|均值)$"
)
_OWN = (
    *("本群", "本群组", "本组", "该群", "该群组", "本客群", "数值", "取值", "值", "均值", "平均值"),
    *("描述", "表现", "情况", "特点"),
)
_RELATIVE = ("相对整体", "相对全体", "较整体", "与整体相比", "相对均值", "较均值")
_BESIDE = ("水平", "高低", "排名", "名次", "中位数", *_RELATIVE)
"""Columns that tell more of the segment of a section, beside its figure."""
_SIGNED = re.compile(r"^(?P<sign>[+＋−-])\s*(?P<size>\d.*)$")
_OTHER = re.compile(
    "标准差|方差|效应量|标准化|份额|贡献|占总|差异|差距|变化|增幅|倍数|指数|得分|目标"
)
"""In what announces a table, or heads a column: its figures are no means."""
_LABELS = re.compile("群|组|类|簇|编号|[Cc]luster|[Ss]egment|[Gg]roup")
_UNIT = re.compile(r"^(?P<label>.+?)\s*[（(\[/]\s*(?P<unit>[^（）()\[\]]{1,6})[）)\]]?$")
_BARE = re.compile(r"^[+−-]?\d[\d,]*(?:\.\d+)?$")
_SCALES = ("万元", "亿元", "%")
"""What a table may leave to its caption."""
_TELLING = re.compile(r"[\u4e00-\u9fff\d]")
_ALL_OF_THEM = re.compile(r"^100(?:\.0*)?\s*%$")
_STRATEGY = ("策略", "建议", "营销", "服务", "举措", "行动", "推荐")


class GridCell(NamedTuple):
    """A cell: its text, and where in its line it stands as it is written."""

    text: str
    column: int
    written: str


Row = tuple[int, tuple[GridCell, ...]]
"""A line of a report, from 1, and its cells."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a report."""

    header: Row
    body: tuple[Row, ...]
    end: int
    """The line behind it."""


class JudgedCell(NamedTuple):
    """A cell that may tell something, with its judgement; None where nobody could read it."""

    line: int
    cell: GridCell
    judgement: Judgement | None


class _Said(NamedTuple):
    """A cell, whom it is about, and the words that may stand before it."""

    line: int
    cell: GridCell
    label: str | None
    heads: tuple[str, ...]


def grid_at(lines: list[str], number: int) -> Grid | None:
    """The table that begins at this line (from 1); None where none does."""
    line = lines[number - 1]
    ruled = number < len(lines) and "|" in line and _RULE.match(lines[number]) is not None
    if not (line.lstrip().startswith("|") or ruled):
        return None
    end = number
    while end <= len(lines) and "|" in lines[end - 1]:
        end += 1
    rows = [(n, _cells(lines[n - 1])) for n in range(number, end) if not _RULE.match(lines[n - 1])]
    return Grid(rows[0], tuple(rows[1:]), end) if rows else Grid((number, ()), (), end)


def check_grid(
    grid: Grid, profile: Profile, naming: Naming, own: str | None, about: str
) -> Iterator[JudgedCell]:
    """Every cell that may tell something; `own` is the segment of the section, if any.

    `about` announces the table: where it speaks of other figures than means and medians, nothing
    is judged.
    """
    header = grid.header[1]
    owners = tuple(_owner(cell.text, naming, own) for cell in header)
    crossed = any(owner not in (None, EVERYONE) for owner in owners[1:])
    said = _by_column(grid, owners, own, profile) if crossed else _by_row(grid, naming)
    judged = not _OTHER.search(about)
    strangers = tuple(_strangers(grid, naming, profile))
    yield from strangers
    seen = [(one.line, one.cell.column) for one in strangers]
    for one in said:
        if not _TELLING.search(one.cell.text) or (one.line, one.cell.column) in seen:
            continue
        if one.label == EVERYONE and _ALL_OF_THEM.match(one.cell.text):
            continue
        heads = tuple(f"{h}中位数" for h in one.heads) if "中位数" in about else one.heads
        found = _check(one._replace(heads=heads), profile, naming) if judged else None
        yield JudgedCell(one.line, one.cell, found)


def _strangers(grid: Grid, naming: Naming, profile: Profile) -> Iterator[JudgedCell]:
    """Cells at the head of a column or a row that name a segment there is not."""
    for line, cells in (grid.header, *((n, row[:2]) for n, row in grid.body)):
        for cell in cells:
            bare = cell is cells[0] and _is_labelled(grid) and cell.text.isdigit()
            number = cell.text if bare and cell.text not in naming.numbers else ""
            if number := naming.stranger_in(cell.text) or number:
                yield JudgedCell(line, cell, stranger(number, cell.text, profile, str(line)))


def _cells(line: str) -> tuple[GridCell, ...]:
    body = line.strip().removesuffix("|")
    at = line.find(body) + body.startswith("|")
    until = line.find(body) + len(body)
    found: list[GridCell] = []
    while at <= until:
        match = _PIECE.match(line, at, until)
        piece = match[0] if match else ""
        written = piece.strip()
        text = MARKS.sub(lambda mark: mark["text"] or "", re.sub(r"\\(.)", r"\1", written))
        found.append(GridCell(text.strip(), at + piece.find(written), written))
        at += len(piece) + 1
    return tuple(found)


def _owner(text: str, naming: Naming, own: str | None) -> str | None:
    """Whom a cell at the head of a column or row names: a segment, everyone, the section's own."""
    if own is not None and (text in _OWN or text.removesuffix("占比") in _OWN):
        return own
    whole = _WHOLE.match(text.removesuffix("占比"))
    return naming.segment_in(text) or (EVERYONE if whole else None)


def _by_column(
    grid: Grid, owners: tuple[str | None, ...], own: str | None, profile: Profile
) -> Iterator[_Said]:
    """| 特征 | 群组 0 | 群组 1 | 整体 |."""
    header = grid.header[1]
    first = next(n for n, owner in enumerate(owners) if n and owner not in (None, EVERYONE))
    units = [n for n in range(first) if header[n].text == "单位"]
    for line, cells in grid.body:
        name = _subject(tuple(cell.text for cell in cells[:first]), profile)
        name += "".join(f"（{cells[n].text}）" for n in units if n < len(cells) and name)
        for position in range(first, min(len(cells), len(header))):
            head, label = header[position].text, owners[position]
            heads: tuple[str, ...] = (name,)
            if label is None and head in _BESIDE and own is not None:
                label, heads = own, (name, f"{name}{head}")
            if head in _RELATIVE:
                heads = (f"{name}{_way(cells[position].text)}",)
            yield _Said(line, cells[position], label, heads if name else ())


def _is_labelled(grid: Grid) -> bool:
    """Whether the first column holds the numbers of segments."""
    header = grid.header[1]
    return bool(header) and _LABELS.search(header[0].text) is not None


def _way(text: str) -> str:
    """What the sign of +17.1% says."""
    signed = _SIGNED.match(text)
    return f"比整体{'高' if signed['sign'] in '+＋' else '低'}" if signed else "与整体持平，相差"


def _by_row(grid: Grid, naming: Naming) -> Iterator[_Said]:
    """| 群组 | 客户数 | 总资产 |."""
    header = grid.header[1]
    for line, cells in grid.body:
        where, label = -1, None
        for position, cell in enumerate(cells[:2]):
            bare = naming.numbers.get(cell.text) if _is_labelled(grid) and not position else None
            label = bare or _owner(cell.text, naming, None)
            if label is not None:
                where = position
                break
        for position, (cell, head) in enumerate(zip(cells, header, strict=False)):
            if position != where and (position or label is None):
                yield _Said(line, cell, label, (head.text,))


def _subject(texts: tuple[str, ...], profile: Profile) -> str:
    """What a row is about: the last cell that names a feature, or 性别, 女."""
    known = (feature.label for feature in profile.describing)
    if len(texts) > 1 and texts[-2] in known:
        return f"{texts[-2]}为{texts[-1]}的客户占比"
    return next((text for text in reversed(texts) if _names_feature(text, profile)), "")


def _names_feature(text: str, profile: Profile) -> bool:
    return any(token.kind == "feature" for token in scan(text, vocabulary_of(profile)))


def _check(said: _Said, profile: Profile, naming: Naming) -> Judgement | None:
    """The judgement on the first way to read a cell that holds, else on the first that is one."""
    if said.label is None:
        return None
    found: list[Judgement] = []
    for text, kind in _texts(said, profile):
        spoken = naming.spoken(text) if kind != "name" else Spoken(text)
        judgement = check_spoken(spoken, text, profile, said.label, kind, str(said.line))
        banned = any(f.code.startswith("W") and f.blocks for f in judgement.findings)
        if judgement.verdict == "supported" or banned:
            return judgement
        figure = any(letter.isdigit() for letter in said.cell.text)
        if judgement.verdict != "unverifiable" and not (figure and judgement.verdict == "opinion"):
            found.append(judgement)
    return found[0] if found else None


def _texts(said: _Said, profile: Profile) -> Iterator[tuple[str, Kind]]:
    """总资产66.2万元; the text alone where no feature heads it."""
    signed = _SIGNED.match(said.cell.text) if any("整体" in h for h in said.heads) else None
    value = signed["size"] if signed else said.cell.text
    told = f" {value}" if value[:1].isdigit() else value
    for head in said.heads:
        if _OTHER.search(head) or not _names_feature(head, profile):
            continue
        unit = _UNIT.match(head)
        if unit is not None and _BARE.match(value):
            yield f"{unit['label']}{told} {unit['unit']}", "trait"
        else:
            yield f"{head}{told}", "trait"
            scales = _SCALES if _BARE.match(value) else ()
            yield from ((f"{head}{told} {scale}", "trait") for scale in scales)
    if not any(_names_feature(head, profile) for head in said.heads) and not _BARE.match(value):
        advice = any(word in head for head in said.heads for word in _STRATEGY)
        yield value, "name" if is_name(value) else "strategy" if advice else "trait"
