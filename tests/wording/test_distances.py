"""How distances are written: unsigned, because a verb says which way."""

import pytest

from segreport.wording import format_percent, format_points


@pytest.mark.parametrize(("ratio", "text"), [(1.171, "17.1%"), (0.895, "10.5%"), (1.0, "0.0%")])
def test_percent_has_no_sign(ratio: float, text: str) -> None:
    """比整体高 17.1%, 比整体低 10.5%."""
    assert format_percent(ratio) == text


@pytest.mark.parametrize(
    ("difference", "decimals", "text"),
    [(0.11, 1, "11.0 个百分点"), (-0.058, 1, "5.8 个百分点"), (0.125, 0, "13 个百分点")],
)
def test_points_are_of_a_percentage(difference: float, decimals: int, text: str) -> None:
    """比整体高 11.0 个百分点; halves go away from zero."""
    assert format_points(difference, decimals) == text
