"""Tables as values: formatted cells that either output lays out in its own way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from segreport.models import CategoryStats, Feature, Profile, SegmentProfile
from segreport.report.escaping import Verbatim, escape_markdown
from segreport.report.levels import tint
from segreport.rules import is_told_apart
from segreport.truth import PLAIN
from segreport.wording import (
    default_decimals,
    format_change,
    format_count,
    format_share,
    format_signed,
    format_value,
    level_word,
)

Align = Literal["left", "right", "center"]
NOTHING = "—"
SEGMENTS_A_TABLE = 8
CATEGORIES_SHOWN = 5
HIGHLIGHTS = 3

_RULES: dict[Align, str] = {"left": "---", "right": "---:", "center": ":---:"}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how the cells under it are set."""

    title: str
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Box:
    """One formatted cell; `tint` is its colour."""

    text: str
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be laid out. Every row has one box a column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Box, ...], ...]
    note: str = ""


def table(columns: Sequence[Column], rows: Iterable[Sequence[str | Box]], note: str = "") -> Table:
    """A table from plain texts and boxes."""
    boxed = (tuple(Box(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    return Table(tuple(columns), tuple(boxed), note)


def left(*titles: str) -> list[Column]:
    """Columns of text."""
    return [Column(title) for title in titles]


def right(*titles: str) -> list[Column]:
    """Columns of figures."""
    return [Column(title, "right") for title in titles]


def markdown_table(given: Table) -> Verbatim:
    """The table as a GitHub-flavoured Markdown table with its note, every text escaped."""
    lines = [
        [escape_markdown(column.title) for column in given.columns],
        [_RULES[column.align] for column in given.columns],
        *([escape_markdown(box.text) for box in row] for row in given.rows),
    ]
    note = f"\n\n{escape_markdown(given.note)}" if given.note else ""
    return Verbatim("\n".join(f"| {' | '.join(line)} |" for line in lines) + note)


def write_value(profile: Profile, feature: Feature, value: float) -> str:
    """A value of a feature of the profile."""
    decimals = feature.decimals
    if decimals is None:
        decimals = default_decimals(profile.overall[feature.name].mean, feature.unit)
    return format_value(value, feature.unit, decimals)


def segment_title(label: str) -> str:
    """What a segment is called beside its name."""
    return f"群组 {label}"


def sizes_table(profile: Profile, names: dict[str, str]) -> Table:
    """Every segment with its name, size and share, and what stands out in it."""
    compared = profile.k > 1
    columns = [*left("群组", "名称"), *right("客户数", "占比")]
    rows: list[list[str]] = []
    for segment in profile.segments:
        size = (format_count(segment.n), format_share(segment.share))
        row = [segment_title(segment.label), names[segment.label], *size]
        rows.append([*row, _highlights(profile, segment)] if compared else row)
    total = ["合计", "", format_count(profile.n), format_share(1.0)]
    if not compared:
        return table(columns, [*rows, total])
    note = (
        "突出特征：偏高的风险指标在前，其余每个主题取与其余客户差距最大的一项，"
        f"至多列 {HIGHLIGHTS} 项。"
    )
    return table([*columns, *left("突出特征")], [*rows, [*total, ""]], note)


def _highlights(profile: Profile, segment: SegmentProfile) -> str:
    """The features furthest from everyone else, one a theme, in words; what is alarming first."""

    def order(feature: Feature) -> tuple[bool, float]:
        d = segment.stats[feature.name].d
        return not (d >= PLAIN and is_told_apart(feature)), -abs(d)

    far: dict[str, str] = {}
    for feature in sorted(profile.features, key=order):
        d = segment.stats[feature.name].d
        if abs(d) >= PLAIN:
            far.setdefault(feature.theme or feature.name, f"{feature.label}{level_word(d)}")
    return "、".join(list(far.values())[:HIGHLIGHTS]) or "各项均接近整体"


def mean_tables(profile: Profile) -> tuple[Table, ...]:
    """Every feature's mean in every segment and overall, at most eight segments a table."""
    if not profile.features:
        return ()
    count = -(-profile.k // SEGMENTS_A_TABLE)
    size = -(-profile.k // count)
    return tuple(
        _means(profile, profile.segments[start : start + size])
        for start in range(0, profile.k, size)
    )


def _means(profile: Profile, segments: tuple[SegmentProfile, ...]) -> Table:
    titles = [segment_title(segment.label) for segment in segments]
    rows: list[list[str | Box]] = [
        [
            feature.label,
            *(_mean(profile, feature, segment) for segment in segments),
            write_value(profile, feature, profile.overall[feature.name].mean),
        ]
        for feature in profile.features
    ]
    return table([*left("特征"), *right(*titles, "整体")], rows, _without_unit(profile))


def _without_unit(profile: Profile) -> str:
    """Amounts that may be in any unit: a reader must not take them for 元."""
    amounts = [f.label for f in profile.features if f.additive and not f.unit]
    if not amounts:
        return ""
    return f"{'、'.join(amounts)}在文件里没有注明单位，数值照原样列出。"


def _mean(profile: Profile, feature: Feature, segment: SegmentProfile) -> Box:
    stats = segment.stats[feature.name]
    return Box(write_value(profile, feature, stats.mean), tint(stats.d))


def features_table(profile: Profile, segment: SegmentProfile) -> Table:
    """One segment's means beside everyone's: distance, rank and level in words."""
    themed = any(feature.theme for feature in profile.features)
    columns = [
        *(left("主题") if themed else ()),
        *left("特征"),
        *right("本群", "整体", "相对整体"),
        Column("排名", "center"),
        *left("水平"),
    ]
    rows = []
    for feature in profile.features:
        stats = segment.stats[feature.name]
        rows.append(
            [
                *([feature.theme or NOTHING] if themed else ()),
                feature.label,
                write_value(profile, feature, stats.mean),
                write_value(profile, feature, profile.overall[feature.name].mean),
                NOTHING if stats.ratio is None else format_change(stats.ratio),
                f"{stats.rank} / {profile.k}",
                Box(level_word(stats.d), tint(stats.d)) if profile.k > 1 else NOTHING,
            ]
        )
    return table(columns, rows)


def categories_table(profile: Profile, segment: SegmentProfile) -> Table | None:
    """The describing columns in one segment; of a long one the categories that differ most."""
    rows: list[list[str]] = []
    notes = []
    for feature in profile.describing:
        every = segment.categories[feature.name]
        shown = _most_telling(every)
        if len(shown) < len(every):
            notes.append(
                f"{feature.label}共 {format_count(len(every))} 类，"
                f"只列与整体差异最大的 {len(shown)} 类"
            )
        rows += ([feature.label, *_category(stats)] for stats in shown)
    if not rows:
        return None
    columns = [*left("描述列", "类别"), *right("本群占比", "整体占比", "v 检验")]
    return table(columns, rows, "；".join(notes) + "。" if notes else "")


def _most_telling(every: tuple[CategoryStats, ...]) -> tuple[CategoryStats, ...]:
    """At most five categories, those with the largest v, in the order they came."""
    ranked = sorted(range(len(every)), key=lambda index: (-abs(every[index].v or 0.0), index))
    return tuple(every[index] for index in sorted(ranked[:CATEGORIES_SHOWN]))


def _category(stats: CategoryStats) -> list[str]:
    return [
        stats.category,
        format_share(stats.share),
        format_share(stats.overall),
        NOTHING if stats.v is None else format_signed(stats.v, 1),
    ]
