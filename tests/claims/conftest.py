"""A small profile that is made up for the tests of the checker."""

from __future__ import annotations

import pytest

from segreport.models import Feature, FeatureStats, Overall, Profile, SegmentProfile, Theme

ROWS = (
    # name, label, unit, theme, aliases, decimals, means (segments 0, 1, 2), medians, overall, S
    ("age", "年龄", "岁", "", ("年纪",), 1, (46.2, 31.5, 52.8), (46, 31, 53), 42.9, 9.0),
    (
        *("assets", "总资产", "元", "资产", ("资产规模",), 0),
        *((82_000, 156_000, 913_500), (70_500, 149_000, 852_000), 276_650, 310_000),
    ),
    (
        *("deposit", "存款余额", "元", "资产", ("存款",), 0),
        *((31_000, 42_000, 402_000), (27_000, 40_000, 377_000), 109_500, 142_000),
    ),
    (
        *("fund", "基金余额", "元", "资产", ("基金",), 0),
        *((18_000, 51_000, 131_000), (12_000, 47_000, 118_000), 52_400, 48_000),
    ),
    (
        *("logins", "APP登录次数", "次", "APP活跃度", ("登录次数",), 1),
        *((3.1, 11.6, 4.2), (3, 11, 4), 6.1, 4.3),
    ),
    (
        *("visits", "APP浏览时长", "秒", "APP活跃度", ("浏览时长",), 0),
        *((120, 655, 180), (90, 610, 150), 306, 260),
    ),
    ("churn", "流失率", "%", "", ("流失",), 1, (0.342, 0.158, 0.071), (0, 0, 0), 0.2320, 0.42),
)
SIZES = (500, 325, 175)


def _made_up_profile() -> Profile:
    n = sum(SIZES)
    features, overall = [], {}
    stats: list[dict[str, FeatureStats]] = [{}, {}, {}]
    for name, label, unit, theme, aliases, decimals, means, medians, mean, std in ROWS:
        features.append(
            Feature(
                name=name,
                label=label,
                unit=unit,
                theme=theme,
                aliases=aliases,
                decimals=decimals,
                additive=unit == "元",
            )
        )
        middle = sorted(medians)[1]
        overall[name] = Overall(
            count=n, missing=0, mean=mean, median=middle, std=std, q1=middle, q3=middle
        )
        for index, own in enumerate(means):
            rest = (mean * n - own * SIZES[index]) / (n - SIZES[index])
            stats[index][name] = FeatureStats(
                count=SIZES[index],
                missing=0,
                mean=own,
                median=medians[index],
                std=std,
                q1=medians[index],
                q3=medians[index],
                rank=1 + sum(other > own for other in means),
                d=(own - rest) / std,
                ratio=own / mean,
                total_share=own * SIZES[index] / (mean * n) if unit == "元" else None,
                v=0.0,
                p=1.0,
                q=1.0,
            )
    return Profile(
        title="测试客户",
        n=n,
        order_by="assets",
        features=tuple(features),
        describing=(),
        themes=(
            Theme(name="资产", aliases=("各项资产",)),
            Theme(name="APP活跃度", aliases=("线上活跃度", "数字活跃度")),
        ),
        overall=overall,
        segments=tuple(
            SegmentProfile(label=str(i), n=size, share=size / n, rank=i + 1, stats=stats[i])
            for i, size in enumerate(SIZES)
        ),
    )


@pytest.fixture(scope="session")
def profile() -> Profile:
    """Three segments: many with little, young ones online, few with much."""
    return _made_up_profile()
