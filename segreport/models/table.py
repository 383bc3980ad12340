"""What the customers' columns mean, and the table that everything is held against."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Values = Annotated[
    tuple[tuple[Text, Text], ...],
    BeforeValidator(lambda given: tuple(given.items()) if isinstance(given, dict) else given),
    PlainSerializer(dict),
]
"""A mapping that stays hashable; in files it is written as one."""


class Frozen(BaseModel):
    """A value that cannot change after it was made and accepts no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# ── the dictionary ──────────────────────────────────────────────────────────────────────────────


class Theme(Frozen):
    """A group of features that people speak of with one word (资产, APP活跃度)."""

    name: Text
    aliases: tuple[Text, ...] = ()


class Feature(Frozen):
    """One column of the customer table and how people speak of it."""

    name: Text
    """The column header in the file."""
    label: Text
    """What a report calls it."""
    unit: str = ""
    """元, 岁, 次 …; with '%' the values are fractions (0.15 is written 15%)."""
    theme: str = ""
    aliases: tuple[Text, ...] = ()
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """Decimal places shown (for '%': of the percentage). A Profile always has it resolved."""
    scale: Literal["linear", "log"] = "linear"
    """`log`: clustered on log(1 + x). Never changes what is displayed."""
    additive: bool = False
    """Whether the sum over customers means something (balances yes, ages no)."""
    role: Literal["cluster", "describe"] = "cluster"
    """`describe`: not clustered. Text columns become shares of categories."""
    values: Values = ()
    """Of a describing text column: what stands in the file → what the report calls it."""


# ── the profile ─────────────────────────────────────────────────────────────────────────────────


class Overall(Frozen):
    """One feature over all customers. Missing cells are in none of the figures but `missing`."""

    count: int
    missing: int
    mean: float
    median: float
    std: float
    """Population standard deviation, the S of TRUTH.md."""
    q1: float
    q3: float


class FeatureStats(Frozen):
    """One feature in one segment. Missing cells are in none of the figures but `missing`."""

    count: int
    missing: int
    mean: float
    median: float
    std: float
    q1: float
    q3: float
    rank: int
    """1 is the highest mean among the segments; equal means share the better rank."""
    d: float
    """Effect size of TRUTH.md: (mean here − mean of everyone else) / S."""
    ratio: float | None
    """Mean here ÷ overall mean; None where the overall mean is 0 or below."""
    total_share: float | None
    """Share of the grand total held by this segment, for additive features."""
    v: float
    """v-test of FactoMineR's catdes."""
    p: float
    """Two-sided p value of `v`."""
    q: float
    """Benjamini-Hochberg adjusted `p` over all tests of the profile."""


class CategoryStats(Frozen):
    """One category of a describing column in one segment (catdes' hypergeometric test)."""

    category: str
    n: int
    share: float
    """Share of the segment's customers who are in this category (Mod/Cla)."""
    segment_share: float
    """Share of this category's customers who are in the segment (Cla/Mod)."""
    overall: float
    """Share of all customers who are in this category (Global)."""
    v: float | None
    """None where the test says nothing (everybody or nobody is in the category)."""
    p: float
    q: float


class SegmentProfile(Frozen):
    """Who is in a segment, in figures."""

    label: str
    """'0', '1', … or the label an existing segment column has."""
    n: int
    share: float
    """Share of all customers, 0..1."""
    rank: int
    """1 is the largest segment."""
    stats: dict[str, FeatureStats]
    categories: dict[str, tuple[CategoryStats, ...]] = {}


class Profile(Frozen):
    """The table every sentence is held against."""

    title: str
    n: int
    order_by: str | None
    features: tuple[Feature, ...]
    """Numeric features, those of the dictionary in its order, `decimals` resolved."""
    describing: tuple[Feature, ...]
    """Text columns whose categories are counted."""
    themes: tuple[Theme, ...]
    overall: dict[str, Overall]
    segments: tuple[SegmentProfile, ...]

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.segments)

    def segment(self, label: str | int) -> SegmentProfile:
        """The segment with this label. Raises KeyError where there is none."""
        for candidate in self.segments:
            if candidate.label == str(label):
                return candidate
        raise KeyError(str(label))

    def feature(self, name: str) -> Feature:
        """The numeric feature with this column name. Raises KeyError where there is none."""
        for candidate in self.features:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def theme_features(self, theme: str) -> tuple[Feature, ...]:
        """The numeric features of a theme, in the dictionary's order."""
        return tuple(feature for feature in self.features if feature.theme == theme)
