"""Reading numbers the way Chinese reports write them. Every number of a text is read here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from string import ascii_letters, digits
from typing import Literal

from segreport.wording.magnitudes import digits_pattern, ends_of, few_pattern
from segreport.wording.patterns import (
    AGES,
    KNOWN_UNITS,
    NUMERAL,
    PREFIX,
    SCALE,
    SCALES,
    SUFFIX,
    fraction_pattern,
    number_pattern,
)
from segreport.wording.spoken import DIGITS, SIZES, neighbours, parse_number, words_value

Kind = Literal["value", "percent", "points", "multiple", "fraction"]
Bound = Literal["", ">", "<"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text with everything that is written about it."""

    start: int
    end: int
    """Span in characters, with 约, 超过, 左右 and the unit; end exclusive."""
    low: float
    high: float
    """In base units: 2.6万元 is 26000, 12.6% is 0.126, 六成 is 0.6. Equal unless a range."""
    step: float
    """Value of the last digit written: 100 for 2.6万 … 0.001 for 12.6%; 0 where there is none."""
    unit: str
    """As written without 万/亿: 元, 岁, 次, %; empty for 倍, 成 and bare numbers."""
    kind: Kind
    approx: bool = False
    """约, 近, 左右."""
    bound: Bound = ""
    """超过, 逾, 多, 出头 are '>'; 不足, 不到 are '<'."""
    signed: bool = False
    """Written with + or −: a distance rather than a size."""
    rounded: bool = False
    """三倍多, 一年有余: above the number, and below the next that would be written so."""

    @property
    def value(self) -> float:
        """The number, or the lower end of a range."""
        return self.low


def read_quantities(text: str, units: tuple[str, ...] = ()) -> tuple[Quantity, ...]:
    """Every number in `text`, in order; `units` are those of the dictionary beside the usual.

    Written with 元/万/亿, %, 百分点, 成, 倍, 分之, 岁, in digits of any width or in words. Numbers
    that only label or order (群组0, 第二, A1) and a bare 一 are not read.
    """
    plain = half_width(text)
    reading: list[Quantity] = []
    taken = bytearray(len(plain) + 1)
    for read in _readers(units):
        for quantity in read(plain):
            if not any(taken[quantity.start : quantity.end]):
                taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
                reading.append(quantity)
    return _joined(sorted(reading, key=lambda q: q.start), plain)


_SMALLER = {"小时": ("分", "分钟"), "分钟": ("秒", "秒钟"), "分": ("秒",)}
_PARTS = {"小时": 60, "分钟": 60, "分": 60}


def _joined(quantities: list[Quantity], text: str) -> tuple[Quantity, ...]:
    """1小时20分: two numbers that are one duration."""
    joined: list[Quantity] = []
    for quantity in quantities:
        last = joined[-1] if joined else None
        if (
            last
            and quantity.unit in _SMALLER.get(last.unit, ())
            and text[last.end : quantity.start].strip() in ("", "零", "又", "加")
            and last.low == last.high
            and not last.bound
            and quantity.low < _PARTS[last.unit]
        ):
            parts = _PARTS[last.unit]
            joined[-1] = replace(
                quantity,
                start=last.start,
                low=last.low + quantity.low / parts,
                high=last.high + quantity.high / parts,
                step=quantity.step / parts,
                unit="分钟" if last.unit == "分" else last.unit,
                approx=last.approx or quantity.approx,
            )
        else:
            joined.append(quantity)
    return tuple(joined)


_HALF = {0xFEE0 + ord(c): ord(c) for c in f"{digits}{ascii_letters}.%+-/"}


def half_width(text: str) -> str:
    """`text` of the same length with full-width digits, signs and letters made half-width."""
    text = re.sub(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))", ",", text)
    return text.translate(_HALF)


_Reader = Callable[[str], Iterator[Quantity]]
_readers_of: dict[tuple[str, ...], tuple[_Reader, ...]] = {}


def _readers(units: tuple[str, ...]) -> tuple[_Reader, ...]:
    """The readers in order: what one has read, the next leaves alone."""
    if units not in _readers_of:
        known = sorted({*KNOWN_UNITS, *units} - {"", "%"}, key=len, reverse=True)
        unit = "|".join(re.escape(name) for name in known)
        scaled = (name for name in known if name[0] in "十百千万亿" and name[-1] != "元")
        scale = rf"(?!{'|'.join(map(re.escape, scaled))})(?:{SCALE})"  # 48千伏安, no 48千
        _readers_of[units] = (
            _reader(fraction_pattern(), _read_fraction, "分/半翻倍折斩开"),
            _reader(rf"{PREFIX}(?P<age>{'|'.join(AGES)})", _read_age, "冠立惑命甲稀百"),
            _reader(
                rf"{PREFIX}(?P<years>{NUMERAL}|\d+)年[零又]?(?P<months>{NUMERAL}|\d+)个月{SUFFIX}",
                _read_span,
                "年",
            ),
            _reader(r"(?P<age>[二三四五六七八]十)(?P<sm>出头|开外)(?!岁)", _read_age, "头外"),
            _reader(
                r"(?:(?P<pa>年近|年届)|(?P<pm>年过|年逾))(?P<age>[二三四五六七八]十)(?!岁)",
                _read_age,
                "年",
            ),
            _reader(
                r"(?P<pa>直?奔着?)(?P<age>[三四五六七八])(?![十百千万\d年个成倍])",
                _read_decade,
                "奔",
            ),
            _reader(rf"{PREFIX}(?P<half>半)(?P<unit>次|回|件|张|笔|单){SUFFIX}", _read_half, "半"),
            _reader(few_pattern(unit), _read_magnitude, "几数"),
            _reader(digits_pattern(), _read_magnitude, "位"),
            _reader(number_pattern(unit, scale), _read_number),
        )
    return _readers_of[units]


def _reader(
    pattern: str, read: Callable[[re.Match[str]], Quantity | None], marks: str = ""
) -> _Reader:
    """A reader of one pattern; every match has one of the `marks`, where there are any."""
    compiled, needed = re.compile(pattern), frozenset(marks)

    def run(text: str) -> Iterator[Quantity]:
        if needed and needed.isdisjoint(text):
            return
        position = 0
        while match := compiled.search(text, position):
            quantity = read(match)
            position = match.end() if quantity else match.start() + 1
            if quantity:
                yield quantity

    return run


_SPANS = {"小时": "小时", "钟头": "小时", "月": "个月", "星期": "周", "礼拜": "周"}
_BARELY = ("几", "多", "余", "有余", "出头", "挂零", "多点", "多一点", "开外", "还有余", "尚有余")
"""Words behind a number that round it down."""


def _mark(quantity: Quantity, match: re.Match[str]) -> Quantity:
    """The quantity with 约, 超过, 左右 … that stand around it."""
    found = {name: value for name, value in match.groupdict().items() if value}
    approx = any(name in found for name in ("pa", "pa2", "sa", "sa2")) or found.get("im") == "来"
    bound: Bound = quantity.bound
    rounded = "pm" not in found and (found.get("sm") or found.get("im")) in _BARELY
    rounded = rounded or bool({"pmore", "gmore"} & set(found))
    if {"pm", "sm", "pmore", "gmore"} & set(found) or found.get("im") in ("多", "余", "几"):
        bound = ">"
    elif "pl" in found or "sl" in found:
        bound = "<"
    start, end = match.span()
    start += len(match[0]) - len(match[0].lstrip())
    end -= len(match[0]) - len(match[0].rstrip())
    return replace(
        quantity,
        start=start,
        end=end,
        approx=quantity.approx or approx,
        bound=bound,
        rounded=rounded,
    )


def _read_number(match: re.Match[str]) -> Quantity | None:
    words = match["c1"]
    kind, unit, factor = _kind(match)
    if words is not None and not _is_number_word(match, words, kind, unit):
        return None
    if match["im"] == "几" and not (words or match["d1"]).endswith(("十", "百", "0")):
        return None
    low, step = parse_number(match["d1"] or words, words is not None)
    if match["im"] == "几" and match["d1"]:
        step = Decimal(10)  # 20几岁
    scale = SCALES[match["s1"] or ""] * SCALES[match["s3"] or ""]
    high = low
    if match["d2"] or match["c2"]:
        high, second = parse_number(match["d2"] or match["c2"], match["c2"] is not None)
        scale2 = SCALES[match["s2"] or ""]
        step = min(step * (scale if match["s1"] else scale2), second * scale2)
        first = scale if match["s1"] or low > high else scale2  # 19,284～2.2万
        low, high, scale = low * first, high * scale2, Decimal(1)
    elif words is not None and len(words) >= 2 and (pair := neighbours(words)):
        low, high, step = pair
    if half := match["half"] or match["yh"] or match["th"] or (match["gh"] and "半"):
        tenth = int(half) if half.isascii() else DIGITS.get(half, 0)
        more = Decimal(tenth) / 10 if tenth else Decimal("0.5")
        low, high = low + more, high + more
        step = Decimal("0.1") if tenth else Decimal("0.5")
    low, high = _signed(match, low, high)
    return _mark(
        Quantity(
            match.start(),
            match.end(),
            float(low * scale * factor),
            float(high * scale * factor),
            float(step * scale * factor),
            unit,
            kind,
            signed=bool(match["sign"]) and not match["sign"].startswith("负"),
        ),
        match,
    )


def _signed(match: re.Match[str], low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """The ends with their signs, the smaller first: −1.10 至 −0.99, −0.12 至 0.20."""
    first = -1 if match["sign"] and match["sign"] != "+" else 1
    alone = not (match["d2"] or match["c2"])
    second = -1 if match["sign2"] and match["sign2"] != "+" else first if alone else 1
    ends = low * first, high * second
    return min(ends), max(ends)


def _kind(match: re.Match[str]) -> tuple[Kind, str, Decimal]:
    """Kind, unit and the factor to base units."""
    if match["basis"] or match["points"]:
        return "points", "%", Decimal("0.0001" if match["basis"] else "0.01")
    if match["percent"]:
        return "percent", "%", Decimal("0.01")
    if match["mille"]:
        return "percent", "%", Decimal("0.001")
    if match["times"]:
        return "multiple", "", Decimal(1)
    if match["tenth"]:
        return "fraction", "", Decimal("0.1")
    spoken = _SPANS.get(match["gu"] or match["gu2"] or "", "")
    return "value", match["unit"] or spoken, Decimal(1)


def _is_number_word(match: re.Match[str], words: str, kind: Kind, unit: str) -> bool:
    """Whether Chinese digits are a number here (三倍, 四十五岁) and not part of a word (一批)."""
    led = any(match[name] for name in ("pm", "pa", "pl", "pa2"))
    ended = match.end() == len(match.string) or match.string[match.end()] in "，。；、！？）)了的"
    bare = words in ("万", "千", "百", "亿") and (match["pm"] or (led and (unit or ended)))
    if bare or (words in ("百万", "千万", "百亿") and led):
        return True  # 过万, 超百万
    if words[0] in "万亿百千":
        return bool(unit) and (words[0] in "百千" or unit in ("元", "块"))
    if words == "十" and unit == "分":
        return False
    if kind != "value":
        return words != "一" or kind in ("fraction", "multiple", "points")
    if len(words) == 1 and words in "一两" and unit not in ("岁", "年"):
        return bool((match["s1"] or match["yh"] or match["gh"] or match["gmore"]) and unit)
    large = words[0] == "十" and words[-1] in "万亿"  # 十三万
    spoken = len(words) > 1 and (large or words[0] in DIGITS) and any(c in SIZES for c in words)
    return bool(unit or match["s3"]) or spoken


def _read_fraction(match: re.Match[str]) -> Quantity | None:
    low: Decimal
    step, kind, approx, bound = Decimal(0), "fraction", True, ""
    if match["den"]:
        den, _ = parse_number(match["den"], not match["den"].isdigit())
        num, last = parse_number(match["num"], not match["num"][0].isdigit())
        if not den:
            return None
        low = num / den
        if den == 100:
            kind, approx, step = "percent", False, last / 100
    elif match["d2"]:
        if int(match["d2"]) <= int(match["n2"]):
            return None
        low = Decimal(match["n2"]) / Decimal(match["d2"])
    elif match["double"]:
        kind, low = "multiple", Decimal(4 if "两" in match["double"] else 2)
    else:
        low, bound = Decimal("0.5"), ">" if match["over"] else ""
    quantity = Quantity(
        match.start(),
        match.end(),
        float(low),
        float(low),
        float(step),
        "%" if kind == "percent" else "",
        "percent" if kind == "percent" else "multiple" if kind == "multiple" else "fraction",
        approx=approx,
        bound=">" if bound else "",
    )
    return _mark(quantity, match)


def _read_span(match: re.Match[str]) -> Quantity:
    """六年零三个月 → 75 months."""
    years, months = (
        parse_number(match[part], not match[part].isdigit())[0] for part in ("years", "months")
    )
    value = float(years * 12 + months)
    return _mark(Quantity(match.start(), match.end(), value, value, 1.0, "个月", "value"), match)


def _read_decade(match: re.Match[str]) -> Quantity | None:
    """奔六: close to sixty."""
    value = 10.0 * DIGITS[match["age"]]
    return _mark(Quantity(match.start(), match.end(), value, value, 1.0, "岁", "value"), match)


def _read_half(match: re.Match[str]) -> Quantity | None:
    """半次上下."""
    unit = match["unit"]
    return _mark(Quantity(match.start(), match.end(), 0.5, 0.5, 0.5, unit, "value"), match)


def _read_magnitude(match: re.Match[str]) -> Quantity:
    """数千元, 三位数."""
    low, high = ends_of(match)
    unit = match.groupdict().get("unit") or ""
    return Quantity(match.start(), match.end(), low, high, 1.0, unit, "value")


def _read_age(match: re.Match[str]) -> Quantity | None:
    word = match["age"]
    value = AGES[word] if word in AGES else int(words_value(word))
    marked = _mark(Quantity(match.start(), match.end(), value, value, 1.0, "岁", "value"), match)
    if word in AGES and not marked.approx and not marked.bound:
        return replace(marked, high=value + 9.99)
    return marked
