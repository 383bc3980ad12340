"""One cell as a number: separators, currency signs, 万 and 亿, %, brackets, full-width digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

MISSING = (
    "", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "NULL", "null", "Null", "\\N",
    "-", "--", "—", "——", "–", "/", "无", "無", "缺失", "空",
)  # fmt: skip
"""Cells that say that nothing is known."""
MISSING_NUMBERS = (*MISSING, "None", "none", "暂无", "未知", "不详", "<NA>", "NaT", "?", "？")
"""The same in columns of numbers."""

_SCALES = {"": 0, "元": 0, "千元": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "%": -2}
_SPELLED = {"万元": "万", "亿元": "亿", "百万元": "百万", "千万元": "千万"}
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<currency>(?:RMB|CNY|USD|HK\$|US\$|[¥$€£])?)\s*(?P<inner>[+-]?)"
    r"(?P<digits>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|\d+(?:\.\d*)?|\.\d+)(?P<power>(?:[eE][+-]?\d{1,3})?)"
    r"\s*(?P<unit>(?:[百千]?万|亿|千)?元?|%)",
    re.ASCII,
)
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("￥"): "¥", ord("萬"): "万", ord("億"): "亿",
    ord("\u3000"): " ", ord("−"): "-", ord("\u200b"): None, ord("\ufeff"): None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numeral:
    """A cell read as a number."""

    value: float
    """Scaled by the unit."""
    unit: str
    """'万', '亿', '%' …; '' where the cell has none."""
    currency: str


def read_numeral(text: str) -> Numeral | None:
    """The number in a cell; None where the cell as a whole is none.

    >>> read_numeral("￥1,234.50")
    Numeral(value=1234.5, unit='', currency='¥')
    >>> read_numeral("（3.5万元）")
    Numeral(value=-35000.0, unit='万', currency='')
    >>> read_numeral("2024-03-01") is None
    True
    """
    plain = text.translate(_NARROW).strip()
    negative = len(plain) > 2 and plain[0] == "(" and plain[-1] == ")"
    if negative:
        plain = plain[1:-1].strip()
    match = _NUMBER.fullmatch(plain)
    if match is None or (match["sign"] and match["inner"]) or (negative and match["sign"]):
        return None
    unit = _SPELLED.get(match["unit"], match["unit"])
    if unit not in _SCALES:
        return None
    digits = match["digits"].replace(",", "") + match["power"]
    value = float(Decimal(digits).scaleb(_SCALES[unit]) if _SCALES[unit] else digits)
    if negative or "-" in (match["sign"], match["inner"]):
        value = -value
    currency = {"RMB": "¥", "CNY": "¥", "US$": "$", "USD": "$"}.get(
        match["currency"], match["currency"]
    )
    return Numeral(value, unit, currency)
