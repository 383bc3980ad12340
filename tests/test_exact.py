"""Sums of scaled integers: exact, whatever the order of the rows and the size of the values."""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segreport import exact
from segreport.errors import CustomerDataError
from segreport.exact import Scaled, moments, quartiles, scale_to_integers

units = st.lists(st.integers(-(2**47) + 1, 2**47 - 1), min_size=1, max_size=60)
cents = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=60)


def scaled(values: list[int], scale: int = 1) -> Scaled:
    return Scaled(np.array(values, dtype=np.int64), scale)


@given(units)
def test_sums_are_those_of_integers_without_bounds(values: list[int]) -> None:
    found = moments(scaled(values))
    assert found.n == len(values)
    assert found.total == sum(values)
    assert found.squares == sum(value * value for value in values)


@given(units, st.randoms(use_true_random=False))
def test_row_order_changes_nothing(values: list[int], rng: random.Random) -> None:
    shuffled = rng.sample(values, len(values))
    assert moments(scaled(shuffled)) == moments(scaled(values))
    assert quartiles(scaled(shuffled)) == quartiles(scaled(values))


@given(cents)
def test_mean_and_spread_are_those_of_fractions(values: list[int]) -> None:
    found = moments(scaled(values, 100))
    exact_values = [Fraction(value, 100) for value in values]
    mean = sum(exact_values, Fraction(0)) / len(values)
    variance = sum(((v - mean) ** 2 for v in exact_values), Fraction(0)) / len(values)
    assert found.mean == float(mean)
    assert math.isclose(found.std, math.sqrt(variance), rel_tol=1e-15)


@given(units, units)
def test_everyone_but_a_part_is_the_rest(part: list[int], rest: list[int]) -> None:
    whole = moments(scaled(part + rest))
    assert whole.minus(moments(scaled(part))) == moments(scaled(rest))


@given(cents)
def test_quartiles_are_those_of_type_7(values: list[int]) -> None:
    ordered = sorted(Fraction(value, 100) for value in values)
    expected = []
    for quarter in (1, 2, 3):
        place = Fraction((len(values) - 1) * quarter, 4)
        low = math.floor(place)
        high = min(low + 1, len(values) - 1)
        expected.append(float(ordered[low] + (place - low) * (ordered[high] - ordered[low])))
    assert quartiles(scaled(values, 100)) == tuple(expected)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=40), st.integers(0, 5))
def test_decimals_are_held_exactly(values: list[int], places: int) -> None:
    column = np.array([float(Fraction(value, 10**places)) for value in values])
    found = scale_to_integers(column)
    assert found.scale <= 10**places
    exact_values = [Fraction(int(unit), found.scale) for unit in found.units]
    assert exact_values == [Fraction(value, 10**places) for value in values]


def test_one_customer_has_no_spread() -> None:
    found = moments(scale_to_integers(np.array([12.34])))
    assert (found.n, found.mean, found.std) == (1, 12.34, 0.0)
    assert quartiles(scale_to_integers(np.array([12.34]))) == (12.34, 12.34, 12.34)


def test_nobody_sums_to_nothing() -> None:
    assert moments(scale_to_integers(np.array([]))) == exact.Moments(0, 0, 0, 1)


@pytest.mark.parametrize(
    ("values", "units", "scale"),
    [
        ([0.1, 0.2, 0.3], [1, 2, 3], 10),
        ([0.0, -0.0], [0, 0], 1),
        ([1e13 + 0.25], [100_000_000_000_002], 10),
        ([0.000000000001], [1], 10**12),
        ([2.0**46, 1.0], [2**46, 1], 1),
    ],
)
def test_the_fewest_places_are_taken(values: list[float], units: list[int], scale: int) -> None:
    """Where the places that fit do not hold a value it is rounded to them."""
    found = scale_to_integers(np.array(values))
    assert found.units.tolist() == units
    assert found.scale == scale


def test_binary_fractions_are_rounded_to_fourteen_digits() -> None:
    found = scale_to_integers(np.array([1 / 3, 100.0]))
    assert found.scale == 10**12
    assert found.units.tolist() == [333_333_333_333, 10**14]


@pytest.mark.parametrize("extra", [-1, 0, 1])
def test_chunks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch, extra: int) -> None:
    monkeypatch.setattr(exact, "_CHUNK", 8)
    values = [(-1) ** i * (2**46 + i) for i in range(16 + extra)]
    found = moments(scaled(values))
    assert found.total == sum(values)
    assert found.squares == sum(value * value for value in values)


def test_a_full_chunk_of_the_largest_values_is_exact() -> None:
    n = exact._CHUNK + 1
    found = moments(Scaled(np.full(n, 2**47 - 1, dtype=np.int64), 1))
    assert found.total == n * (2**47 - 1)
    assert found.squares == n * (2**47 - 1) ** 2
    assert found.std == 0.0


@given(st.floats(-9.2e18, 9.2e18))
def test_any_size_is_summed(value: float) -> None:
    """Integers beyond 47 bits, such as long numbers of accounts, are exact all the same."""
    found = moments(scale_to_integers(np.array([value, value])))
    assert math.isclose(found.mean, value, rel_tol=1e-12, abs_tol=1e-12)
    assert found.std == 0.0


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=30))
def test_every_integer_of_64_bits_is_summed_exactly(values: list[int]) -> None:
    found = moments(scaled(values))
    assert found.total == sum(values)
    assert found.squares == sum(value * value for value in values)


def test_what_no_integer_holds_is_refused_with_the_cure() -> None:
    with pytest.raises(CustomerDataError, match=r"大到 9\.2e\+18.*编号"):
        scale_to_integers(np.array([1.0, 2.0**63]))
