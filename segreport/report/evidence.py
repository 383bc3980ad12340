"""Appendix B: every sentence, the verdict on it, and the cells it was held against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from segreport.models import (
    VERDICT_LABELS,
    VERDICTS,
    Author,
    Cell,
    Draft,
    Judgement,
    Profile,
    Sentence,
)
from segreport.report.body import verdict_on
from segreport.report.reviews import stamp
from segreport.report.tables import NOTHING, segment_title, write_value
from segreport.wording import format_count, format_multiple, format_share, format_signed

NOT_CHECKED = "未核对"
MESSAGES_SHOWN = 4

_AUTHORS: dict[Author, str] = {"rule": "规则", "model": "人工智能", "person": "人工"}
_STATISTICS = {
    "mean": "均值",
    "median": "中位数",
    "sum": "合计",
    "std": "标准差",
    "q1": "下四分位数",
    "q3": "上四分位数",
    "share": "占比",
    "n": "人数",
    "count": "有值客户数",
    "missing": "缺失数",
    "rank": "排名",
    "d": "效应量",
    "ratio": "与整体均值之比",
    "total_share": "占总量份额",
    "v": "v 检验",
}
_IN_UNITS = frozenset({"mean", "median", "sum", "std", "q1", "q3"})
_COUNTS = frozenset({"n", "count", "missing"})
_SHARES = frozenset({"share", "total_share"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence of the index."""

    place: str
    author: str
    verdict: str
    tone: str
    """The verdict's own word (supported …), or 'unchecked'."""
    text: str
    cells: tuple[str, ...]
    messages: tuple[str, ...]
    """What the checker has to say, one Chinese sentence each."""
    stamp: str = ""
    """〔草稿〕 where nobody has approved it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences about one segment."""

    title: str
    entries: tuple[Entry, ...]


def evidence(
    profile: Profile,
    draft: Draft,
    verdicts: dict[str, Judgement],
    unapproved: Collection[str] = (),
) -> tuple[Group, ...]:
    """The index, segment by segment in the order of the report; what is unapproved is stamped."""
    drafts = {entry.segment: entry for entry in draft.segments}

    def entry(place: str, sentence: Sentence) -> Entry:
        found = _entry(profile, place, sentence, verdict_on(sentence, verdicts))
        return replace(found, stamp=stamp(sentence, unapproved))

    return tuple(
        Group(
            title=f"{segment_title(label)}：{drafts[label].name.text}",
            entries=tuple(entry(place, sentence) for place, sentence in drafts[label].titled()),
        )
        for label in (segment.label for segment in profile.segments)
    )


def tally(groups: tuple[Group, ...]) -> str:
    """How many sentences got which verdict: 42 句：成立 38 句、观点 4 句."""
    counts = Counter(entry.verdict for group in groups for entry in group.entries)
    order = ["成立", "观点", *VERDICT_LABELS.values(), NOT_CHECKED]
    words = [word for word in dict.fromkeys(order) if counts[word]]
    parts = "、".join(f"{word} {format_count(counts[word])} 句" for word in words)
    return f"{format_count(counts.total())} 句：{parts}"


def _entry(profile: Profile, place: str, sentence: Sentence, judgement: Judgement | None) -> Entry:
    cells: dict[Cell, None] = {}
    messages: tuple[str, ...] = ()
    if judgement:
        cells = dict.fromkeys(judgement.evidence)
        cells |= dict.fromkeys(cell for finding in judgement.findings for cell in finding.cells)
        worst_first = sorted(judgement.findings, key=lambda f: VERDICTS.index(f.verdict))
        messages = tuple(dict.fromkeys(finding.message for finding in worst_first))
    return Entry(
        place=place,
        author=_AUTHORS[sentence.author],
        verdict=VERDICT_LABELS[judgement.verdict] if judgement else NOT_CHECKED,
        tone=judgement.verdict if judgement else "unchecked",
        text=sentence.text,
        cells=write_cells(profile, cells, sentence.segment),
        messages=_first(messages),
    )


def _first(messages: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence that is wrong in one way about many features need not say so each time."""
    rest = len(messages) - MESSAGES_SHOWN
    if rest <= 1:
        return messages
    return (*messages[:MESSAGES_SHOWN], f"另有 {format_count(rest)} 处。")


@dataclass(frozen=True, slots=True)
class CellGroup:
    """The cells of one feature, in words."""

    feature: str
    """Its name; 'share' for the customers of a segment."""
    label: str
    parts: tuple[str, ...]
    """均值 32.6 万元; 整体均值 63.3 万元 …"""


def group_cells(profile: Profile, cells: Iterable[Cell], home: str) -> tuple[CellGroup, ...]:
    """Cells by feature; `home` is the segment that goes without saying."""
    labels = {f.name: f.label for f in (*profile.features, *profile.describing)}
    parts: dict[str, list[str]] = {}
    for cell in cells:
        where = {home: "", "all": "整体"}.get(cell.segment, f"{segment_title(cell.segment)} ")
        statistic = _STATISTICS.get(cell.statistic, cell.statistic)
        parts.setdefault(cell.feature, []).append(f"{where}{statistic} {_write(profile, cell)}")
    return tuple(
        CellGroup(name, "客户" if name == "share" else labels.get(name, name), tuple(found))
        for name, found in parts.items()
    )


def write_cells(profile: Profile, cells: Iterable[Cell], home: str) -> tuple[str, ...]:
    """Cells in words, those of a feature together.

    总资产：均值 32.6 万元，效应量 −1.08，整体均值 63.3 万元
    """
    groups = group_cells(profile, cells, home)
    return tuple(f"{group.label}：{'，'.join(group.parts)}" for group in groups)


def _write(profile: Profile, cell: Cell) -> str:
    value, statistic = cell.value, cell.statistic
    numeric = {feature.name: feature for feature in profile.features}
    if value is None:
        text = NOTHING
    elif statistic == "rank":
        text = f"{format_count(round(value))} / {format_count(profile.k)}"
    elif statistic in _COUNTS:
        text = format_count(round(value))
    elif statistic in _SHARES or cell.feature == "share":
        text = format_share(value)
    elif statistic == "ratio":
        text = format_multiple(value)
    elif statistic in _IN_UNITS and cell.feature in numeric:
        text = write_value(profile, numeric[cell.feature], value)
    else:
        text = format_signed(value, 2)
    return text
