"""Numbers in words: 八十四万, 四十五, 两三, and the value of the last digit that is said."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


def parse_number(text: str, words: bool) -> tuple[Decimal, Decimal]:
    """Value and value of the last digit."""
    if words:
        whole, _, places = text.partition("点")
        digits = "".join(str(DIGITS[c]) for c in places)
        value = words_value(whole) + (Decimal(f"0.{digits}") if digits else 0)
        return value, Decimal(1).scaleb(-len(digits)) if digits else _words_step(whole)
    plain = text.replace(",", "")
    return Decimal(plain), Decimal(1).scaleb(-len(plain.partition(".")[2]))


def words_value(words: str) -> Decimal:
    """八十四万 → 840000."""
    for mark, size in (("亿", 100_000_000), ("万", 10_000)):
        if mark in words:
            high, _, low = words.partition(mark)
            rest = words_value(low) if low else Decimal(0)
            if len(low) == 1 and low in DIGITS:
                rest = rest * size / 10
            return words_value(high or "一") * size + rest
    total, digit = 0, 0
    last = 1
    for c in words:
        if c in DIGITS:
            digit = DIGITS[c]
            continue
        last = {"十": 10, "百": 100, "千": 1000}[c]
        total += (digit or (0 if total and c != "十" else 1)) * last
        digit = 0
    tail = digit * last // 10 if last > 10 and len(words) > 2 and words[-2] != "零" else digit
    if all(c in DIGITS for c in words) and len(words) > 1:
        return Decimal("".join(str(DIGITS[c]) for c in words))
    return Decimal(total + tail)


def _words_step(words: str) -> Decimal:
    """Value of the last digit that is said: 10000 of 八十四万, 1 of 四十五, 10 of 四十."""
    if len(words) > 2 and words[-1] in DIGITS and words[-2] in SIZES and words[-2] != "十":
        return Decimal(SIZES[words[-2]]) / 10  # 一万二
    step = Decimal(1)
    for c in reversed(words):
        if c not in SIZES:
            break
        step = Decimal(SIZES[c]) if step == 1 else step * SIZES[c]
        if c in "十百千" and len(words) <= 2:
            break
    return step


def neighbours(words: str) -> tuple[Decimal, Decimal, Decimal] | None:
    """两三(倍), 六七(成), 三四百: a range in two digits that follow each other."""
    if "点" in words:
        return None
    if words[0] in DIGITS and words[1] in DIGITS and DIGITS[words[1]] == DIGITS[words[0]] + 1:
        rest = words[2:]
        scale = words_value("一" + rest) if rest else Decimal(1)
        return DIGITS[words[0]] * scale, DIGITS[words[1]] * scale, scale
    return None
