"""Customers of four trades, made up: groups that overlap as real ones do, under two headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

MISSING = 0.01
Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it is called, how it is drawn, and how the groups differ in it."""

    english: str
    chinese: str
    kind: str
    """money, count, share, days, age, signed; of a text column its choices with bars between."""
    typical: float
    spread: float
    """Standard deviation: of the logarithm for money, count and days, else in the column's unit."""
    groups: tuple[float, ...]
    """By group: a factor for money, count and days, else what is added."""


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: the shares of its groups and its columns."""

    shares: tuple[float, ...]
    columns: tuple[Column, ...]


SECURITIES = Trade(
    (0.42, 0.22, 0.18, 0.12, 0.06),  # small and idle, young and trading, savers, leveraged, rich
    (
        Column("age", "年龄", "age", 44, 9, (2, -12, 8, -2, 6)),
        Column("gender", "性别", "男|女", 0.55, 0, (0, 0.1, -0.1, 0.2, 0.05)),
        Column("account_years", "开户年限（年）", "days", 6, 0.6, (1, 0.5, 1.5, 1.1, 1.6)),
        Column("total_assets", "账户总资产（元）", "money", 90_000, 1.0, (0.4, 0.8, 3, 6, 40)),
        Column("market_value", "持仓市值", "money", 60_000, 1.1, (0.4, 0.9, 2, 7, 35)),
        Column("available_cash", "可用资金", "money", 12_000, 1.2, (0.5, 0.7, 3, 2, 20)),
        Column("trade_count", "月均交易次数", "count", 4, 0.7, (0.2, 4, 0.4, 6, 1.5)),
        Column("trade_amount", "月均交易额", "money", 60_000, 1.1, (0.1, 2.5, 0.6, 16, 12)),
        Column("turnover_rate", "换手率", "money", 0.9, 0.7, (0.3, 3, 0.4, 4, 0.8)),
        Column("commission", "佣金", "money", 90, 1.0, (0.1, 2.5, 0.5, 14, 8)),
        Column("margin_balance", "两融余额", "money", 200, 1.5, (0.1, 1, 0.1, 600, 40)),
        Column("stock_count", "持股只数", "count", 4, 0.5, (0.5, 1.4, 0.7, 1.5, 2)),
        Column("holding_days", "平均持仓天数", "days", 60, 0.7, (3, 0.2, 2.5, 0.2, 1.5)),
        Column("return_rate", "账户收益率", "signed", 0.01, 0.14, (-0.02, -0.06, 0.04, 0, 0.1)),
        Column("max_drawdown", "最大回撤", "share", 0.22, 0.08, (0, 0.06, -0.1, 0.12, -0.02)),
        Column("fund_value", "公募基金市值", "money", 6_000, 1.3, (0.4, 0.8, 6, 0.6, 20)),
        Column("wealth_value", "资管产品市值", "money", 2_000, 1.4, (0.2, 0.3, 10, 1, 90)),
        Column("login_count", "登录次数", "count", 12, 0.6, (0.3, 3, 0.7, 3.5, 1.3)),
        Column("idle_days", "未交易天数", "days", 20, 0.9, (4, 0.3, 2, 0.2, 0.7)),
    ),
)
INSURANCE = Trade(
    (0.36, 0.24, 0.2, 0.13, 0.07),  # one small policy, car owners, families, claimants, wealthy
    (
        Column("age", "年龄", "age", 42, 9, (-6, -1, 2, 6, 9)),
        Column("gender", "性别", "女|男", 0.52, 0, (0, -0.25, 0.1, 0, 0)),
        Column("annual_income", "年收入（万元）", "money", 14, 0.5, (0.7, 1, 1.3, 0.9, 4)),
        Column("annual_premium", "年保费", "money", 5_200, 0.7, (0.3, 0.8, 1.8, 1.5, 9)),
        Column("total_premium", "累计保费", "money", 26_000, 0.8, (0.2, 0.8, 2, 1.9, 10)),
        Column("coverage", "保额（万元）", "money", 45, 0.7, (0.5, 0.7, 1.8, 1, 4)),
        Column("policy_count", "保单件数", "count", 2, 0.3, (0.6, 0.9, 1.7, 1.4, 2.4)),
        Column("product_types", "险种数", "count", 2, 0.2, (0.6, 0.7, 1.6, 1.3, 2)),
        Column("health_premium", "健康险保费", "money", 900, 0.8, (0.4, 0.3, 2.4, 3, 4)),
        Column("auto_premium", "车险保费", "money", 500, 1.0, (0.1, 8, 2, 1.5, 5)),
        Column("life_premium", "寿险保费", "money", 1_100, 1.0, (0.2, 0.2, 1.8, 1, 12)),
        Column("annuity_premium", "年金险保费", "money", 300, 1.3, (0.1, 0.1, 1, 0.6, 60)),
        Column("claim_count", "理赔次数", "count", 0.5, 0.6, (0.3, 1.6, 0.8, 5, 0.8)),
        Column("claim_amount", "理赔金额", "money", 700, 1.4, (0.2, 1.6, 0.8, 9, 1)),
        Column("renewal_rate", "续保率", "share", 0.78, 0.13, (-0.14, -0.04, 0.09, 0.02, 0.13)),
        Column("surrender_count", "退保次数", "count", 0.2, 0.5, (2, 1, 0.3, 0.8, 0.3)),
        Column("policy_years", "投保年限（年）", "days", 5, 0.5, (0.5, 0.9, 1.4, 1.5, 2)),
        Column("agent_contacts", "服务联系次数", "count", 3, 0.5, (0.4, 0.7, 1.4, 2.2, 2.6)),
        Column("channel", "投保渠道", "代理人|网销|银保", 0.5, 0, (-0.3, -0.1, 0.2, 0.1, 0.2)),
    ),
)
ECOMMERCE = Trade(
    (0.34, 0.22, 0.2, 0.14, 0.1),  # gone, newcomers, bargain hunters, big baskets, regulars
    (
        Column("recency", "最近购买间隔（天）", "days", 60, 0.7, (3.5, 0.4, 0.9, 1.6, 0.25)),
        Column("frequency", "购买次数", "count", 6, 0.5, (0.4, 0.4, 1.8, 0.7, 4)),
        Column("monetary", "消费金额", "money", 1_500, 0.8, (0.3, 0.3, 0.8, 2.6, 5)),
        Column("avg_order_value", "客单价", "money", 220, 0.5, (0.8, 0.8, 0.5, 3.2, 1.3)),
        Column("item_count", "购买件数", "count", 12, 0.5, (0.4, 0.4, 2, 0.8, 4)),
        Column("category_count", "购买品类数", "count", 3, 0.3, (0.6, 0.5, 1.4, 1, 2)),
        Column("visit_count", "访问次数", "count", 20, 0.6, (0.2, 1.2, 2, 0.9, 2.5)),
        Column("cart_count", "加购次数", "count", 9, 0.6, (0.2, 1.3, 2.2, 0.9, 2.2)),
        Column("coupon_rate", "用券率", "share", 0.4, 0.15, (0, 0.1, 0.3, -0.2, -0.1)),
        Column("return_rate", "退货率", "share", 0.09, 0.06, (0, 0.02, 0.06, 0.03, -0.03)),
        Column("member_months", "会员时长（月）", "days", 18, 0.6, (1.3, 0.15, 1, 1.2, 1.8)),
        Column("points", "积分余额", "money", 900, 1.0, (0.3, 0.2, 0.7, 2, 4)),
        Column("age", "年龄", "age", 33, 8, (2, -5, -1, 6, 3)),
        Column("gender", "性别", "女|男", 0.6, 0, (0, 0, 0.15, -0.15, 0.1)),
    ),
)
AIRLINE = Trade(
    (0.38, 0.24, 0.2, 0.12, 0.06),  # gone, leisure on low fares, young members, lapsing, frequent
    (
        Column("ffp_months", "入会时长（月）", "days", 40, 0.5, (1.2, 0.9, 0.3, 1.8, 1.5)),
        Column("last_to_end", "距末次飞行天数", "days", 110, 0.7, (4, 0.9, 0.6, 3, 0.2)),
        Column("flight_count", "飞行次数", "count", 8, 0.5, (0.4, 0.8, 0.7, 1.3, 5)),
        Column("seg_km_sum", "总飞行里程", "money", 13_000, 0.6, (0.4, 0.8, 0.7, 1.5, 5)),
        Column("avg_discount", "平均折扣系数", "share", 0.7, 0.11, (0, -0.16, 0, 0.18, 0.14)),
        Column("points_sum", "总累计积分", "money", 9_000, 0.8, (0.3, 0.5, 0.5, 2, 7)),
        Column("exchange_count", "积分兑换次数", "count", 0.4, 0.5, (0.3, 0.6, 0.5, 1.5, 5)),
        Column("avg_interval", "平均乘机间隔（天）", "days", 60, 0.5, (1.6, 1.1, 1, 1.2, 0.25)),
        Column("age", "年龄", "age", 41, 9, (1, 3, -7, 5, 3)),
        Column("ffp_tier", "会员卡级别", "4|5|6", 0.9, 0, (0.05, 0.05, 0.05, -0.1, -0.4)),
        Column("gender", "性别", "男|女", 0.72, 0, (0, -0.1, -0.1, 0.05, 0.12)),
    ),
)
TRADES = {
    "securities": SECURITIES,
    "insurance": INSURANCE,
    "ecommerce": ECOMMERCE,
    "airline": AIRLINE,
}


def make_customers(trade: Trade, rows: int, seed: int, *, chinese: bool = False) -> pd.DataFrame:
    """The customers of a trade; under both headings the same ones."""
    draw = np.random.default_rng(seed)
    group = draw.choice(len(trade.shares), rows, p=trade.shares)
    size = draw.normal(0, 0.35, rows)  # who has more of one thing has more of most
    table = {("客户编号" if chinese else "customer_id"): [f"K{i:06d}" for i in range(rows)]}
    for column in trade.columns:
        drawn = _draw(column, group, size, draw)
        table[column.chinese if chinese else column.english] = drawn
    return pd.DataFrame(table)


def write_customers(folder: Path, name: str, *, chinese: bool, seed: int = 1) -> Path:
    """A file of 1,500 customers of the trade."""
    path = folder / f"{name}_{'cn' if chinese else 'en'}_{seed}.csv"
    customers = make_customers(TRADES[name], 1_500, seed, chinese=chinese)
    customers.to_csv(path, index=False, encoding="utf-8")
    return path


def _draw(
    column: Column, group: np.ndarray, size: Numbers, draw: np.random.Generator
) -> Sequence[object]:
    own = np.array(column.groups)[group]
    if "|" in column.kind:
        return _choose(column, own, draw)
    if column.kind in ("age", "share", "signed"):
        values = column.typical + own + draw.normal(0, column.spread, len(own))
        low, high, places = {"age": (18, 85, 0), "share": (0.01, 0.99, 3), "signed": (-0.8, 2, 4)}[
            column.kind
        ]
        return values.clip(low, high).round(places).tolist()
    scatter = np.exp(draw.normal(0, column.spread, len(own)) + size)
    values = column.typical * own * scatter
    if column.kind == "count":
        values = draw.poisson(values).astype(float)
    kept = np.where(draw.random(len(own)) < MISSING, np.nan, values)
    return kept.round({"money": 2, "count": 0, "days": 1}[column.kind]).tolist()


def _choose(column: Column, own: Numbers, draw: np.random.Generator) -> list[str]:
    """The first choice as often as is typical, the others alike."""
    words = column.kind.split("|")
    first = draw.random(len(own)) < np.clip(column.typical + own, 0.02, 0.98)
    rest = draw.integers(1, len(words), len(own))
    return [words[0] if hit else words[other] for hit, other in zip(first, rest, strict=True)]
