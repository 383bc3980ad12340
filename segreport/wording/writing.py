"""Writing numbers the way a Chinese report does. Every number of the program is written here."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

WAN = Decimal(10_000)
YI = Decimal(100_000_000)
MINUS = "−"
MOST_DECIMALS = 6


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """`value` at this many decimal places, halves away from zero, never −0."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def _write(value: float | Decimal, decimals: int) -> str:
    return f"{rounded(value, decimals):,f}".replace("-", MINUS)


def default_decimals(mean: float, unit: str) -> int:
    """Decimal places that show a feature of this overall mean to about three digits."""
    size = abs(mean)
    if unit == "%":
        return 1
    for bound, decimals in ((100, 0), (10, 1), (0.1, 2), (0.01, 3)):
        if size >= bound:
            return decimals
    return 4 if size else 2


@lru_cache(1 << 14)
def format_value(value: float, unit: str, decimals: int) -> str:
    """A mean, median or other value of a feature with its unit: 39.8 岁, 62.6 万元, 27.0%.

    Money from 10,000 元 on is written in 万元 to three significant digits, from 1 亿 on in 亿元
    with two decimals; a '%' value is a fraction. A value too small for its decimals gets as many
    more as show two digits of it: 0.38 元 where 元 has none.
    """
    number, places, _, written = _laid_out(value, unit, decimals)
    return f"{_write(number, places)}{written}"


def displayed(value: float, unit: str, decimals: int) -> float:
    """The value that a reader of `format_value` has in hand."""
    number, places, scale, _ = _laid_out(value, unit, decimals)
    return float(rounded(number, places) * scale)


def _laid_out(value: float, unit: str, decimals: int) -> tuple[Decimal, int, Decimal, str]:
    """The number as written, its decimals, what it is counted in, and the unit behind it."""
    exact = Decimal(repr(value))
    if unit == "%":
        return exact * 100, enough_decimals(exact * 100, decimals), Decimal("0.01"), "%"
    if unit == "元" and abs(rounded(exact, decimals)) >= WAN:
        if abs(rounded(exact / WAN, 0)) >= WAN:
            return exact / YI, 2, YI, " 亿元"
        wan = exact / WAN
        places = 2 if abs(rounded(wan, 2)) < 10 else 1 if abs(rounded(wan, 1)) < 100 else 0
        return wan, places, WAN, " 万元"
    return exact, enough_decimals(exact, decimals), Decimal(1), f" {unit}" if unit else ""


def enough_decimals(value: Decimal, decimals: int) -> int:
    """The decimals, or as many as show two digits of a value that is below the last of them."""
    if not value or abs(value) >= Decimal(1).scaleb(-decimals):
        return decimals
    wanted = 1 - value.adjusted()
    return wanted if wanted <= MOST_DECIMALS else decimals


def format_count(count: int) -> str:
    """A number of customers or rows: 2,701."""
    return f"{count:,d}"


def format_moment(at: str) -> str:
    """A moment (ISO 8601 with its zone) by this machine's clock: 2026-11-23 21:05."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def format_share(share: float, decimals: int = 1) -> str:
    """A share of customers or of a total: 27.0%, and 0.038% where 0.0% would say nothing."""
    return format_value(share, "%", decimals)


def format_change(ratio: float) -> str:
    """Distance of a mean from the overall mean, signed, from their ratio: +17.1%, −10.5%."""
    percent = rounded((Decimal(repr(ratio)) - 1) * 100, 1)
    return f"{'+' if percent > 0 else ''}{_write(percent, 1)}%"


def format_percent(ratio: float, decimals: int = 1) -> str:
    """Size of that distance without its sign, for a verb that has one: 17.1%."""
    return f"{_write(abs(Decimal(repr(ratio)) - 1) * 100, decimals)}%"


def format_points(difference: float, decimals: int = 1) -> str:
    """Distance between two shares, unsigned: 11.0 个百分点."""
    return f"{_write(abs(Decimal(repr(difference))) * 100, decimals)} 个百分点"


def format_signed(value: float, decimals: int) -> str:
    """A signed plain number, an effect size or v-test: +1.36, −0.67, 0.00."""
    number = rounded(value, decimals)
    return f"{'+' if number > 0 else ''}{_write(number, decimals)}"


def format_effect(d: float) -> str:
    """An effect size without a plus: 1.36, −0.67."""
    return _write(d, 2)


def format_p(p: float) -> str:
    """A p or q value to three decimals; below that only that it is below: <0.001."""
    return "<0.001" if rounded(p, 3) == 0 else _write(p, 3)


def format_multiple(ratio: float, decimals: int = 1) -> str:
    """How many times: 3.6 倍."""
    return f"{_write(ratio, decimals)} 倍"
