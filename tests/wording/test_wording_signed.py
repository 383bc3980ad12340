"""Effect sizes, v-tests and p values as they are written."""

from __future__ import annotations

import pytest

from segreport.wording import format_p, format_signed


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1.3549, 2, "+1.35"),
        (1.355, 2, "+1.36"),
        (-0.67, 2, "−0.67"),
        (0.004, 2, "0.00"),
        (-0.004, 2, "0.00"),
        (1234.56, 1, "+1,234.6"),
    ],
)
def test_a_signed_figure_shows_its_direction_unless_it_rounds_to_nothing(value, decimals, written):
    assert format_signed(value, decimals) == written


@pytest.mark.parametrize(
    ("p", "written"),
    [(1.0, "1.000"), (0.0499, "0.050"), (0.0005, "0.001"), (0.00049, "<0.001"), (0.0, "<0.001")],
)
def test_a_small_p_is_only_said_to_be_small(p, written):
    assert format_p(p) == written
