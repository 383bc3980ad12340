"""The charts: right lengths, right tints, nothing outside and nothing on top of another text."""

from __future__ import annotations

from itertools import combinations

import pytest
from report_samples import make_draft, small_profile
from test_report_page import SHAPES

from segreport.models import Profile
from segreport.report.charts import (
    Chart,
    Label,
    levels_chart,
    shorten,
    sizes_chart,
    text_width,
    totals_chart,
    wrap,
)


def names(profile: Profile) -> dict[str, str]:
    return {entry.segment: entry.name.text for entry in make_draft(profile).segments}


def charts(profile: Profile) -> list[Chart]:
    drawn = (sizes_chart(profile, names(profile)), levels_chart(profile), totals_chart(profile))
    return [chart for chart in drawn if chart is not None]


def box(label: Label) -> tuple[float, float, float, float]:
    width = text_width(label.text, label.size)
    shift = {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return label.x - shift, label.y - label.size * 0.8, label.x - shift + width, label.y


@pytest.mark.parametrize("profile", SHAPES.values(), ids=SHAPES.keys())
def test_everything_is_inside_the_picture(profile):
    for chart in charts(profile):
        for rect in chart.rects:
            assert rect.x >= 0
            assert rect.y >= 0
            assert rect.x + rect.width <= chart.width + 0.01
            assert rect.y + rect.height <= chart.height
        for left, top, right, bottom in map(box, chart.labels):
            assert left >= -0.01
            assert top >= 0
            assert right <= chart.width + 0.01
            assert bottom <= chart.height


@pytest.mark.parametrize("profile", SHAPES.values(), ids=SHAPES.keys())
def test_no_text_stands_on_another(profile):
    for chart in charts(profile):
        for one, other in combinations(map(box, chart.labels), 2):
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (chart.title, one, other)


def test_bars_are_as_long_as_the_segments_are_large():
    bars = sizes_chart(small_profile(), names(small_profile())).rects
    assert [round(bar.width / bars[0].width, 6) for bar in bars] == [1.0, 0.5, 0.166667]
    assert bars[1].title == "群组 1 · 乙类客户群：3,000（30.0%）"


def test_the_heat_map_prints_every_level_on_its_tint():
    chart = levels_chart(small_profile())
    figures = [label for label in chart.labels if label.style.startswith("on-")]
    assert [(figure.text, figure.style) for figure in figures] == [
        ("+0.25", "on-up2"),
        ("−0.57", "on-down3"),
        ("+0.67", "on-up3"),
        ("−1.03", "on-down4"),
        ("−0.11", "on-down1"),
        ("+3.00", "on-up4"),
        ("−0.78", "on-down3"),
        ("+0.99", "on-up3"),
        ("−0.23", "on-down2"),
        ("−0.04", "on-flat"),
        ("+0.05", "on-flat"),
        ("+0.01", "on-flat"),
    ]


def test_the_legend_names_the_edges_of_its_nine_tints():
    chart = levels_chart(small_profile())
    assert [rect.style for rect in chart.rects[-9:]] == [
        *("down4", "down3", "down2", "down1", "flat", "up1", "up2", "up3", "up4"),
    ]
    assert [label.text for label in chart.labels[-10:-2]] == [
        *("−1.00", "−0.50", "−0.20", "−0.05", "+0.05", "+0.20", "+0.50", "+1.00"),
    ]


def test_shares_of_a_total_are_set_against_the_share_of_customers():
    """20,000 × 6,000, 50,000 × 3,000 and 300,000 × 1,000 of 570,000,000."""
    chart = totals_chart(small_profile())
    texts = [label.text for label in chart.labels if label.text.endswith("%")]
    assert texts == ["客户 60.0%", "客户 30.0%", "客户 10.0%", "21.1%", "26.3%", "52.6%"]
    bars = [rect for rect in chart.rects if rect.title]
    assert [bar.style for bar in bars] == ["under", "under", "over"]
    marks = [rect for rect in chart.rects if rect.style == "mark"][:3]
    starts = [bar.x for bar in bars]
    shown = [mark.x + 0.75 - start for mark, start in zip(marks, starts, strict=True)]
    assert [round(length / shown[0], 6) for length in shown] == [1.0, 0.5, 0.166667]
    assert round(bars[2].width / shown[0], 4) == round(52.6316 / 60, 4)


def test_a_text_that_does_not_fit_ends_with_an_ellipsis():
    assert shorten("总资产", 39.0) == "总资产"
    assert shorten("总资产余额", 52.0) == "总资产…"
    assert shorten("总资产余额", 1.0) == "…"


def test_a_long_text_is_broken_at_a_blank_and_shortened_on_its_last_line():
    assert wrap("群组 高净值", 40.0, 12.0, 3) == ["群组", "高净值"]
    assert wrap("群组 高净值客户分层", 40.0, 12.0, 3) == ["群组", "高净值", "客户…"]
    assert wrap("群组 0", 50.0, 12.0, 3) == ["群组 0"]
