"""Writes small.csv: an invented table with what makes tests of segments hard.

Unequal segments (one of six customers), missing numbers and texts, a category that one customer
has, one that only one segment has, one that everybody has, ties, and a column nearly constant.
"""

from pathlib import Path

import numpy as np

SEED = 7
SIZES = {"0": 160, "1": 90, "2": 44, "3": 6}


def write_small() -> str:
    """The table as CSV text."""
    rng = np.random.RandomState(SEED)
    segment = np.repeat([int(label) for label in SIZES], list(SIZES.values()))
    rng.shuffle(segment)
    n = len(segment)
    spend = np.rint(100 * np.exp(6 + 0.9 * segment + rng.standard_normal(n))) / 100
    visits = rng.poisson(3 + 2 * (segment == 1))
    score = np.rint(1000 * rng.beta(2, 3, n)) / 1000
    rare = (rng.random_sample(n) < 0.02).astype(int)
    city = rng.choice(["北京", "上海", "广州", "其他"], n, p=[0.4, 0.3, 0.25, 0.05])
    card = np.where(segment == 2, "白金卡", rng.choice(["普卡", "金卡"], n))
    channel = rng.choice(["门店", "线上"], n)
    channel[17] = "电话"
    empty_spend, empty_score, empty_city = (rng.random_sample((3, n)).T < [0.08, 0.3, 0.1]).T
    lines = ["customer_id,segment,spend,visits,score,rare,city,card,channel,country"]
    for i in range(n):
        cells = [
            f"S{i:04d}",
            str(segment[i]),
            "" if empty_spend[i] else f"{spend[i]:.2f}",
            str(visits[i]),
            "" if empty_score[i] else f"{score[i]:.3f}",
            str(rare[i]),
            "" if empty_city[i] else city[i],
            card[i],
            channel[i],
            "中国",
        ]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("small.csv").write_bytes(write_small().encode())
