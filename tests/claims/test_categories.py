"""Sentences about the categories of text columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from segreport.claims import check_text
from segreport.dictionary import Dictionary
from segreport.models import Feature, Profile
from segreport.profiling import profile_segments


@pytest.fixture(scope="module")
def people() -> Profile:
    """Segment 0: half men, 60 % in 一线城市. Segment 1: a quarter men, 20 % there."""
    men = ["男"] * 50 + ["女"] * 50 + ["男"] * 25 + ["女"] * 75
    towns = ["一线城市"] * 60 + ["二线城市"] * 40 + ["一线城市"] * 20 + ["二线城市"] * 80
    table = pd.DataFrame({"age": np.arange(200) % 37 + 20, "sex": men, "town": towns})
    features = (
        Feature(name="age", label="年龄", unit="岁"),
        Feature(name="sex", label="性别", role="describe"),
        Feature(name="town", label="城市等级", role="describe"),
    )
    codes = np.repeat([0, 1], 100)
    return profile_segments(table, codes, ("0", "1"), Dictionary(name="测试", features=features))


@pytest.mark.parametrize(
    ("segment", "text", "verdict"),
    [
        ("0", "男女各半。", "supported"),
        ("0", "男女参半。", "supported"),
        ("0", "男女各占五成。", "supported"),
        ("1", "男女各半。", "contradicted"),
        ("0", "六成客户住在一线城市。", "supported"),
        ("0", "60%的客户住在一线城市。", "supported"),
        ("1", "六成客户住在一线城市。", "unverifiable"),
        ("1", "六成客户来自一线城市。", "contradicted"),
        ("0", "多数客户住在海边。", "unsupported"),
    ],
)
def test_categories_are_read_where_the_table_has_them(
    people: Profile, segment: str, text: str, verdict: str
) -> None:
    assert check_text(text, people, segment).verdict == verdict
