"""Magnitudes: numbers of which only the size is said (数千元, 好几百, 三位数)."""

from __future__ import annotations

import re

from segreport.wording.spoken import DIGITS

SCALES = {
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
}
_ENDS = r"(?=[，。；、！？）)：,;]|$|的|了|人|户|块)"


def few_pattern(unit: str) -> str:
    """数千元, 好几百块; `unit` is the alternation of all units."""
    few = r"好几|大几|(?<![十百千万\d])几|(?<![次天人笔户单件指总个系参岁位级分场节趟基倍度代函])数"
    scale = "|".join(sorted(SCALES, key=len, reverse=True))
    return rf"(?:{few})(?P<scale>{scale})(?:(?P<unit>{unit})|{_ENDS})"


def digits_pattern() -> str:
    """三位数, 个位数."""
    return rf"(?P<count>[个一二两三四五六七八]|[1-8])位数{_ENDS}"


def ends_of(match: re.Match[str]) -> tuple[float, float]:
    """The least and the greatest that is meant: 2000 and 9999 of 数千, 100 and 999 of 三位数."""
    found = match.groupdict()
    if scale := found.get("scale"):
        return 2 * SCALES[scale], 10 * SCALES[scale] - 1
    count = found["count"] or ""
    places = 1 if count == "个" else int(count) if count.isdigit() else DIGITS[count]
    return (0.0 if places == 1 else 10.0 ** (places - 1)), 10.0**places - 1
