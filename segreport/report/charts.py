"""The charts as placed shapes: figures become positions here, `chart.svg.j2` writes them down.

Shapes are placed by hand rather than by a plotting library: the text stays text in the reader's
own fonts, the bytes depend on nothing but the profile, and no import costs half a second.
Widths of texts are estimated (a Chinese character is one em wide, others a little over half).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from segreport.models import Profile, SegmentProfile
from segreport.report.escaping import plain
from segreport.report.levels import DEEP, deep_tint
from segreport.report.tables import segment_title
from segreport.truth import PLAIN, STRONG, WEAK
from segreport.wording import format_count, format_share, format_signed

WIDTH = 760.0
SIZE = 13.0
SMALL = 11.0
_NARROW = 0.58

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle; `style` names its colour, `title` is what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    style: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `y` is its baseline."""

    x: float
    y: float
    text: str
    style: str = "ink"
    anchor: Anchor = "start"
    size: float = SIZE
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture ready to be written down: rectangles first, labels above them."""

    title: str
    note: str
    """How to read it, in one or two sentences."""
    width: float
    height: float
    rects: tuple[Rect, ...]
    labels: tuple[Label, ...]


def text_width(text: str, size: float = SIZE) -> float:
    """Estimated width of a text."""
    wide = sum(unicodedata.east_asian_width(char) in "WFA" for char in text)
    return (wide + (len(text) - wide) * _NARROW) * size


def shorten(text: str, width: float, size: float = SIZE) -> str:
    """As much of a text as fits, with an ellipsis where it was cut."""
    text = plain(text)
    if text_width(text, size) <= width:
        return text
    while text and text_width(text, size) + size > width:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, width: float, size: float, lines: int) -> list[str]:
    """A text on at most so many lines; the last one is shortened."""
    text = plain(text)
    result: list[str] = []
    while text and len(result) < lines - 1 and text_width(text, size) > width:
        cut = max(
            (n for n in range(1, len(text)) if text_width(text[:n], size) <= width), default=1
        )
        space = text.rfind(" ", 1, cut + 1)
        cut = space if space > 0 else cut
        result.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*result, shorten(text, width, size)] if text else result


# ── sizes ───────────────────────────────────────────────────────────────────────────────────────


def sizes_chart(profile: Profile, names: dict[str, str]) -> Chart:
    """Bars of the number of customers in each segment."""
    bar, top = 18.0, 8.0
    captions = [f"{segment_title(s.label)} · {names[s.label]}" for s in profile.segments]
    figures = [f"{format_count(s.n)}（{format_share(s.share)}）" for s in profile.segments]
    start = min(max(text_width(plain(c)) for c in captions), 290.0) + 14
    wrapped = [wrap(caption, start - 14, SIZE, 2) for caption in captions]
    step = 34.0 if max(map(len, wrapped)) == 1 else 44.0
    room = WIDTH - start - max(map(text_width, figures)) - 12
    longest = max(segment.share for segment in profile.segments)
    rects: list[Rect] = []
    labels: list[Label] = []
    for row, (segment, caption, figure) in enumerate(
        zip(profile.segments, captions, figures, strict=True)
    ):
        y = top + row * step
        length = room * segment.share / longest
        text_y = y + bar / 2 + SIZE * 0.36
        first = text_y - (len(wrapped[row]) - 1) * 8
        rects.append(Rect(start, y, length, bar, "bar", f"{plain(caption)}：{figure}"))
        labels += (
            Label(start - 12, first + n * 16, line, anchor="end", title=plain(caption))
            for n, line in enumerate(wrapped[row])
        )
        labels.append(Label(start + length + 8, text_y, figure))
    height = top + len(figures) * step - (step - bar) + top
    title, note = "各群组客户数与占比", "括号内为占全体客户的比例。"
    return Chart(title, note, WIDTH, height, tuple(rects), tuple(labels))


# ── the grid of features and segments ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the columns (segments) and the feature labels of a grid stand."""

    start: float
    cell: float
    head: float
    """Height of the column headings."""
    width: float
    labels: tuple[Label, ...]

    def x(self, column: int) -> float:
        return self.start + column * self.cell


def _grid(profile: Profile, features: list[str], below: list[str]) -> _Grid:
    """Columns for every segment; `below` holds the share of customers for each, or nothing."""
    start = min(max(72.0, *(text_width(plain(label)) for label in features)), 200.0) + 14
    cell = min(max((WIDTH - start) / profile.k, 54.0), 200.0)
    heads = [
        wrap(segment_title(segment.label), cell - 4, SMALL + 1, 3) for segment in profile.segments
    ]
    rows = max(map(len, heads))
    labels: list[Label] = []
    for column, (segment, lines) in enumerate(zip(profile.segments, heads, strict=True)):
        middle = start + (column + 0.5) * cell
        for number, line in enumerate(lines, start=rows - len(lines)):
            y = 14 + number * 15
            whole = plain(segment_title(segment.label))
            labels.append(Label(middle, y, line, "ink strong", "middle", SMALL + 1, whole))
        if below:
            share = below[column]
            text = share if cell < 76 else f"客户 {share}"
            labels.append(Label(middle, 14 + rows * 15, text, "muted", "middle", SMALL))
    head = 14 + (rows - 1) * 15 + (15 if below else 0) + 9
    return _Grid(start, cell, head, max(start + profile.k * cell, WIDTH), tuple(labels))


def _row_label(grid: _Grid, text: str, y: float) -> Label:
    return Label(
        grid.start - 12, y, shorten(text, grid.start - 14), anchor="end", title=plain(text)
    )


def levels_chart(profile: Profile) -> Chart | None:
    """Heat map of d: how far each segment's mean lies from everyone else's, in deviations."""
    if profile.k == 1 or not profile.features:
        return None
    step = 26.0
    grid = _grid(profile, [feature.label for feature in profile.features], [])
    rects: list[Rect] = []
    labels = list(grid.labels)
    y = grid.head
    theme = profile.features[0].theme
    for feature in profile.features:
        y += 7 if feature.theme != theme else 0
        theme = feature.theme
        base = y + step / 2 + SMALL * 0.4
        labels.append(_row_label(grid, feature.label, base + 0.5))
        for column, segment in enumerate(profile.segments):
            d = segment.stats[feature.name].d
            figure, style, x = format_signed(d, 2), deep_tint(d), grid.x(column)
            title = plain(f"{feature.label} · {segment_title(segment.label)}：d = {figure}")
            rects.append(Rect(x + 1, y + 1, grid.cell - 2, step - 2, style, title))
            middle = x + grid.cell / 2
            labels.append(Label(middle, base, figure, f"on-{style}", "middle", SMALL + 0.5))
        y += step
    swatches, edges = _legend(grid.start, y + 16)
    title = "各群组特征的标准化水平"
    note = "数值为效应量 d：本群均值与其余客户均值之差，以全体客户的标准差为单位。"
    return Chart(title, note, grid.width, y + 52, (*rects, *swatches), (*labels, *edges))


def _legend(x: float, y: float) -> tuple[list[Rect], list[Label]]:
    """The nine tints and the sizes of d between them."""
    width = 44.0
    edges = (-DEEP, -STRONG, -PLAIN, -WEAK, WEAK, PLAIN, STRONG, DEEP)
    middles = (-2 * DEEP, *((a + b) / 2 for a, b in pairwise(edges)), 2 * DEEP)
    rects = [
        Rect(x + 1 + n * width, y, width - 2, 10, deep_tint(middle))
        for n, middle in enumerate(middles)
    ]
    labels = [
        Label(x + n * width, y + 23, format_signed(edge, 2), "muted", "middle", SMALL - 1)
        for n, edge in enumerate(edges, start=1)
    ]
    ends = x + len(middles) * width
    labels.append(Label(x - 12, y + 9, "低于其余客户", "muted", "end", SMALL))
    labels.append(Label(ends + 6, y + 9, "高于其余客户", "muted", "start", SMALL))
    return rects, labels


# ── shares of the total ─────────────────────────────────────────────────────────────────────────


def totals_chart(profile: Profile) -> Chart | None:
    """Each segment's share of every total beside its share of the customers."""
    features = [
        feature
        for feature in profile.features
        if all(s.stats[feature.name].total_share is not None for s in profile.segments)
    ]
    if profile.k == 1 or not features:
        return None
    step = 38.0
    below = [format_share(segment.share) for segment in profile.segments]
    grid = _grid(profile, [feature.label for feature in features], below)
    shares = {f.name: [_total(s, f.name) for s in profile.segments] for f in features}
    most = max(*(s.share for s in profile.segments), *(v for row in shares.values() for v in row))
    rects: list[Rect] = []
    labels = list(grid.labels)
    for row, feature in enumerate(features):
        y = grid.head + row * step
        labels.append(_row_label(grid, feature.label, y + 23))
        for column, segment in enumerate(profile.segments):
            share, x = shares[feature.name][column], grid.x(column) + 5
            figure, scale = format_share(share), (grid.cell - 10) / most
            style = "over" if share > segment.share else "under"
            title = f"{feature.label} · {segment_title(segment.label)}：{figure}"
            rects.append(Rect(x, y + 19, grid.cell - 10, 8, "track"))
            rects.append(Rect(x, y + 19, share * scale, 8, style, plain(title)))
            rects.append(Rect(x + segment.share * scale - 0.75, y + 16, 1.5, 14, "mark"))
            labels.append(Label(x, y + 13, figure, "ink", "start", SMALL + 0.5))
    height = grid.head + len(features) * step
    swatches, texts = _totals_legend(grid.start + 5, height + 12)
    title = "各群组占总量的份额与客户占比"
    note = "横条和数字为该群组占全体客户总量的份额，竖线为该群组的客户占比，即表头的百分数。"
    return Chart(title, note, grid.width, height + 32, (*rects, *swatches), (*labels, *texts))


def _total(segment: SegmentProfile, feature: str) -> float:
    return segment.stats[feature].total_share or 0.0


def _totals_legend(x: float, y: float) -> tuple[list[Rect], list[Label]]:
    rects = [
        Rect(x, y, 22, 8, "over"),
        Rect(x + 150, y, 22, 8, "under"),
        Rect(x + 310, y - 3, 1.5, 14, "mark"),
    ]
    texts = ("份额高于客户占比", "份额不高于客户占比", "客户占比")
    labels = [
        Label(left, y + 8, text, "muted", "start", SMALL)
        for left, text in zip((x + 28, x + 178, x + 318), texts, strict=True)
    ]
    return rects, labels
