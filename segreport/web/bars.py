"""A small bar of every segment for one feature: where this segment stands, at a glance."""

from __future__ import annotations

from dataclasses import dataclass

from segreport.models import Profile
from segreport.report import segment_title, write_value
from segreport.wording import format_share

WIDTH, HEIGHT = 120.0, 32.0
_LEAST = 1.5
"""Height of a bar that would else be invisible."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One segment's bar in the drawing's own units."""

    x: float
    y: float
    width: float
    height: float
    own: bool
    title: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The drawing of a feature."""

    feature: str
    bars: tuple[Bar, ...]
    base: float
    """y of zero."""
    overall: float | None
    """y of the mean of everyone."""
    text: str
    """The same in words, for those who do not see it."""


def draw_bars(profile: Profile, feature: str, own: str) -> Bars | None:
    """The means of a feature in every segment, or the sizes for 'share'; None for a text column."""
    if feature == "share":
        values = [segment.share for segment in profile.segments]
        texts = [format_share(value) for value in values]
        overall = None
    elif feature in profile.overall:
        described = profile.feature(feature)
        values = [segment.stats[feature].mean for segment in profile.segments]
        texts = [write_value(profile, described, value) for value in values]
        overall = profile.overall[feature].mean
    else:
        return None
    titles = [
        f"{segment_title(segment.label)}：{text}"
        for segment, text in zip(profile.segments, texts, strict=True)
    ]
    low, high = min(0.0, *values), max(0.0, *values)
    scale = HEIGHT / (high - low) if high > low else 0.0
    base = HEIGHT + low * scale
    step = WIDTH / len(values)
    bars = tuple(
        Bar(
            x=round(number * step + step * 0.12, 2),
            y=round(base - max(value * scale, _LEAST if value >= 0 else 0.0), 2),
            width=round(step * 0.76, 2),
            height=round(max(abs(value) * scale, _LEAST), 2),
            own=segment.label == own,
            title=title,
        )
        for number, (segment, value, title) in enumerate(
            zip(profile.segments, values, titles, strict=True)
        )
    )
    line = None if overall is None else round(base - overall * scale, 2)
    return Bars(feature, bars, round(base, 2), line, "；".join(titles))


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars of a feature, drawn once on a page and shown wherever the feature comes up."""

    id: str
    bars: Bars


def draw_all(profile: Profile, segment: str) -> dict[str, Drawing]:
    """The drawings for a segment's page, by feature."""
    names = ["share", *(feature.name for feature in profile.features)]
    drawn = ((name, draw_bars(profile, name, segment)) for name in names)
    return {
        name: Drawing(f"bars-{number}", bars)
        for number, (name, bars) in enumerate(drawn)
        if bars is not None
    }
