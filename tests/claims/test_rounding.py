"""A number at the edge of its last digit is what the report writes, whatever its sign."""

import pytest

from segreport.truth import judge_bound, judge_number


@pytest.mark.parametrize(
    ("value", "written"), [(1.475, 1.48), (-1.475, -1.48), (1.475, 1.47), (-1.475, -1.47)]
)
def test_halves_may_be_rounded_either_way(value: float, written: float) -> None:
    assert judge_number(value, written, written, 0.01) == "supported"
    assert judge_number(value, written + 0.02, written + 0.02, 0.01) == "contradicted"


@pytest.mark.parametrize("limit", [1.2, -1.2])
def test_a_limit_itself_is_within_it(limit: float) -> None:
    nearly = limit * 3 / 3
    assert judge_bound(nearly, limit, "up") == "supported"
    assert judge_bound(nearly, limit, "down") == "supported"
    assert judge_bound(limit - 0.01, limit, "up") == "contradicted"
    assert judge_bound(limit + 0.01, limit, "down") == "contradicted"
