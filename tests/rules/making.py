"""Profiles for the tests, each made from generated customers by `profile_segments`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from segreport.dictionary import Dictionary
from segreport.models import Feature, Profile, Theme
from segreport.profiling import profile_segments

BANK = (
    ("age", "年龄", "岁", "基本信息", (), False),
    ("income", "月收入", "元", "收入", ("收入",), True),
    ("assets", "总资产", "元", "资产", ("资产规模",), True),
    ("deposit", "存款余额", "元", "资产", ("存款",), True),
    ("wealth", "理财余额", "元", "资产", ("理财",), True),
    ("fund", "基金余额", "元", "资产", ("基金",), True),
    ("insurance", "保险余额", "元", "资产", ("保险",), True),
    ("products", "持有产品数", "个", "产品", ("产品数",), False),
    ("repurchase", "理财复购次数", "次", "产品", ("理财复购",), True),
    ("spending", "信用卡月消费", "元", "消费", ("信用卡消费",), True),
    ("invest", "月投资次数", "次", "投资", (), True),
    ("login", "APP登录次数", "次", "APP活跃度", ("登录次数",), False),
    ("view", "APP金融页面查看时长", "秒", "APP活跃度", ("查看时长",), False),
    ("compare", "APP产品比较次数", "次", "APP活跃度", ("比较次数",), False),
)
THEMES = (
    Theme(name="基本信息"),
    Theme(name="收入"),
    Theme(name="资产", aliases=("各项资产",)),
    Theme(name="产品"),
    Theme(name="投资"),
    Theme(name="消费"),
    Theme(name="APP活跃度", aliases=("线上活跃度",)),
)
CALM = (45, 26_000, 320_000, 126_000, 82_000, 67_000, 48_000, 1.4, 0.1, 7_000, 0.3, 4, 240, 1.5)
ONLINE = (36, 38_000, 620_000, 220_000, 168_000, 142_000, 94_000, 2, 0.3, 11_800, 1.2, 9, 850, 3)
RICH = (52, 60_000, 2.1e6, 857_000, 531_000, 410_000, 322_000, 2, 0.2, 17_700, 0.8, 5, 430, 2)


def bank_dictionary() -> Dictionary:
    """The retail-banking features and themes."""
    return Dictionary(
        name="零售银行客户",
        order_by="assets",
        themes=THEMES,
        features=tuple(
            Feature(name=name, label=label, unit=unit, theme=theme, aliases=aliases, additive=adds)
            for name, label, unit, theme, aliases, adds in BANK
        ),
    )


def bank_profile(
    centres: Sequence[Sequence[float]], sizes: Sequence[int], *, spread: float = 0.3, seed: int = 7
) -> Profile:
    """Bank customers scattered around these centres."""
    draw = np.random.default_rng(seed)
    rows = [
        np.array(centre) * (1 + spread * draw.uniform(-1, 1, (size, len(BANK))))
        for centre, size in zip(centres, sizes, strict=True)
    ]
    table = pd.DataFrame(np.vstack(rows).round(2), columns=[entry[0] for entry in BANK])
    codes = np.repeat(np.arange(len(sizes)), sizes).astype(np.intp)
    return profile_segments(table, codes, [str(i) for i in range(len(sizes))], bank_dictionary())


def profile_of(
    features: Sequence[Feature],
    groups: Sequence[Sequence[Sequence[float]]],
    *,
    themes: Sequence[Theme] = (),
    labels: Sequence[str] = (),
    text: dict[str, Sequence[str]] | None = None,
) -> Profile:
    """The profile of these rows, one list of rows a segment."""
    numeric = [feature.name for feature in features if feature.name not in (text or {})]
    rows = [row for group in groups for row in group]
    table = pd.DataFrame(rows, columns=numeric, dtype=float)
    for name, values in (text or {}).items():
        table[name] = list(values)
    sizes = [len(group) for group in groups]
    codes = np.repeat(np.arange(len(sizes)), sizes).astype(np.intp)
    dictionary = Dictionary(
        name="客户", themes=tuple(themes), features=tuple(features), order_by=None
    )
    return profile_segments(
        table, codes, list(labels) or [str(i) for i in range(len(sizes))], dictionary
    )
