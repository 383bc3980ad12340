"""Every number that is written can be read again, and reading never fails."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segreport.wording import (
    displayed,
    format_change,
    format_multiple,
    format_share,
    format_value,
    read_quantities,
)

UNITS = st.sampled_from(["元", "岁", "次", "个", "秒", "分钟", "月", "天", "MB", "项", "%", ""])
ALPHABET = "0123456789.,，。万亿千百十一二两三多余约近超过不足元岁%成倍分之半个点出头左右至–-（） "
AMOUNTS = st.decimals(0, 10**11, places=4, allow_nan=False).map(float)


@given(AMOUNTS, UNITS, st.integers(0, 4))
def test_a_written_value_is_read_at_its_displayed_precision(
    value: float, unit: str, decimals: int
) -> None:
    text = format_value(value, unit, decimals)
    (quantity,) = read_quantities(text, (unit,))
    assert (quantity.start, quantity.end) == (0, len(text))
    assert quantity.unit == unit
    assert abs(quantity.value - value) <= quantity.step / 2 * (1 + 1e-9) + 1e-15 * value + 1e-12


@given(st.decimals(0, 1, places=6).map(float), st.integers(0, 3))
def test_a_written_share_is_read(share: float, decimals: int) -> None:
    (quantity,) = read_quantities(format_share(share, decimals))
    assert quantity.kind == "percent"
    assert abs(quantity.value - share) <= quantity.step / 2 * (1 + 1e-9) + 1e-12
    assert quantity.step <= 0.01 * 10**-decimals * (1 + 1e-9)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (0.38, "元", 0, "0.38 元"),
        (0.631, "元", 0, "0.63 元"),
        (0.0, "元", 0, "0 元"),
        (0.00038, "%", 1, "0.038%"),
        (0.052, "次", 1, "0.052 次"),
        (1.4, "元", 0, "1 元"),
    ],
)
def test_a_small_value_is_not_written_as_nothing(
    value: float, unit: str, decimals: int, text: str
) -> None:
    """0 元 would deny what is there; a true zero stays one."""
    assert format_value(value, unit, decimals) == text


@given(AMOUNTS, UNITS, st.integers(0, 4))
def test_what_is_displayed_is_what_is_read(value: float, unit: str, decimals: int) -> None:
    (quantity,) = read_quantities(format_value(value, unit, decimals), (unit,))
    assert displayed(value, unit, decimals) == pytest.approx(quantity.value)


@given(st.decimals("0.01", 50, places=4).map(float))
def test_a_written_change_is_read_with_its_sign(ratio: float) -> None:
    (quantity,) = read_quantities(format_change(ratio))
    assert abs(quantity.value - (ratio - 1)) <= 0.0005 + 1e-9


@given(st.decimals("0.1", 500, places=4).map(float))
def test_a_written_multiple_is_read(ratio: float) -> None:
    (quantity,) = read_quantities(format_multiple(ratio))
    assert quantity.kind == "multiple"
    assert abs(quantity.value - ratio) <= 0.05 + 1e-9


@given(st.text(alphabet=ALPHABET, max_size=30))
def test_any_text_is_read_without_failing(text: str) -> None:
    quantities = read_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in quantities)
    assert all(a.end <= b.start for a, b in itertools.pairwise(quantities))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26,058元", [(26058, 26058, 1, "元")]),
        ("约2.6万", [(26000, 26000, 1000, "")]),
        ("62.6 万元", [(626000, 626000, 1000, "元")]),
        ("0.3亿", [(3e7, 3e7, 1e7, "")]),
        ("六成", [(0.6, 0.6, 0.1, "")]),
        ("五成半", [(0.55, 0.55, 0.05, "")]),
        ("两倍多", [(2, 2, 1, "")]),
        ("2–3倍", [(2, 3, 1, "")]),
        ("三分之一", [(1 / 3, 1 / 3, 0, "")]),
        ("一半", [(0.5, 0.5, 0, "")]),
        ("翻番", [(2, 2, 0, "")]),
        ("四十五岁", [(45, 45, 1, "岁")]),
        ("四十出头", [(40, 40, 1, "岁")]),
        ("不惑之年", [(40, 49.99, 1, "岁")]),
        ("12.6个百分点", [(0.126, 0.126, 0.001, "%")]),
        ("８５．５万元", [(855000, 855000, 1000, "元")]),
        ("210多万", [(2.1e6, 2.1e6, 10000, "")]),
        ("四百多元", [(400, 400, 100, "元")]),
        ("群组0、第二名、一批客户", []),
    ],
)
def test_numbers_are_read_as_people_write_them(
    text: str, expected: list[tuple[float, float, float, str]]
) -> None:
    quantities = read_quantities(text)
    assert [q.unit for q in quantities] == [unit for *_, unit in expected]
    for quantity, (low, high, step, _) in zip(quantities, expected, strict=True):
        assert (quantity.low, quantity.high, quantity.step) == pytest.approx((low, high, step))


def test_digits_beside_chinese_are_read_apart() -> None:
    text = "收入33,658元，占比10.68%（1,068人），共3类"
    values = [q.value for q in read_quantities(text)]
    assert values == pytest.approx([33658, 0.1068, 1068, 3])


@pytest.mark.parametrize(
    ("text", "approx", "bound"),
    [
        ("约2.6万元", True, ""),
        ("近三成", True, ""),
        ("7,000元左右", True, ""),
        ("超过200万元", False, ">"),
        ("逾210万元", False, ">"),
        ("六千元出头", False, ">"),
        ("不足1次", False, "<"),
        ("不到4次", False, "<"),
        ("过半", True, ">"),
    ],
)
def test_what_stands_around_a_number_is_read(text: str, approx: bool, bound: str) -> None:
    (quantity,) = read_quantities(text)
    assert (quantity.approx, quantity.bound) == (approx, bound)
