"""The nouns of the checker: what a text is made of on the way to its claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from segreport.truth import Direction, Strength
from segreport.wording import Quantity

SHARE = "share"
"""Stands for the share of customers where a feature's name is expected."""

EVERYONE = "all"
"""Stands for all customers where a segment's label is expected."""

IS = "="
"""Stands between a describing column and one of its categories: the share of such customers."""

TOTAL = "Σ"
"""Stands before a feature: the share of everyone's sum of it (占全部客户总资产的26.7%)."""

GRAND = "∑"
"""Stands before a feature: the sum of it over all customers of a segment (合计3.34亿元)."""

OVER = "÷"
"""Stands between two features: the ratio of their means (基金相当于资产的四成, 每单223元)."""

PACK = "×"
"""Stands between a number and a feature: so many of it, counted as one (每百单)."""

REST = "∖"
"""Stands before a rate: the share of those it is not said of (未流失客户占92.8%)."""
DEGREES_OF = frozenset(
    (
        *("热情", "劲头", "热度", "力度", "强度", "积极性", "兴致", "步子", "脚步", "手笔", "胃口"),
        *("厚度", "深度", "密度", "广度", "高度", "长度", "数额", "金额", "体量", "量级", "手速"),
        *("分值", "数值", "数字", "成绩", "表现", "频次", "频率", "程度", "水平", "水准"),
    )
)
"""Nouns by which a level still speaks of the topic: 月投资1.2次，热情最高."""

Statistic = Literal["mean", "median", "d"]

TokenKind = Literal[
    "feature",
    "word",
    "level",
    "middle",
    "degree",
    "most",
    "alike",
    "apart",
    "rank",
    "only",
    "between",
    "compare",
    "with",
    "place",
    "not",
    "ref",
    "statistic",
    "each",
    "turn",
    "former",
    "latter",
    "items",
    "everything",
    "except",
    "outside",
    "takes",
    "people",
    "its",
    "per",
    "derived",
    "within",
    "quantity",
    "topic",
    "absent",
    "joint",
    "stop",
    "neutral",
    "unknown",
]


@dataclass(frozen=True, slots=True)
class Group:
    """Features that one expression names."""

    features: tuple[str, ...]
    primary: str | None = None
    """The one a number belongs to where the expression names several."""
    concept: bool = False
    """Named in general words only, not with a word of the dictionary."""
    whole: str = ""
    """The sum of the features, where that may be meant as well (采购规模)."""
    turned: frozenset[str] = frozenset()
    """Features of which 高 here means a low value: the gaps in 活跃度."""


Lean = Direction | Literal["middle"]


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a word like 年轻 says: features with the direction each would have."""

    directions: tuple[tuple[str, Lean], ...]
    wider: tuple[tuple[str, Lean], ...] = ()
    """With the parts of a theme too, where `directions` has only its total."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a segment is compared with."""

    kind: Literal[
        "overall", "segments", "others", "scope", "feature", "own_mean", "own_median", "ranked"
    ]
    segments: tuple[str, ...] = ()
    feature: str | None = None
    summed: bool = False
    """群组0与群组1之和."""
    count: int | None = None
    """How many segments the text says there are (三个群组); of `ranked` its rank (第二名)."""
    sums: bool = False
    """全行, 全部客户: may be the sum over everyone as well as their mean.

    Of others (其余客户) that they may be meant as one and not each segment.
    """


class Token(NamedTuple):
    """One word of the text and what the vocabulary knows of it."""

    start: int
    end: int
    kind: TokenKind
    text: str
    group: Group | None = None
    leaning: Leaning | None = None
    direction: Direction | None = None
    strength: Strength = "plain"
    ref: Reference | None = None
    rank: tuple[int, ...] = ()
    """1 is the highest, −1 the lowest; several in 分列第一和第二."""
    quantity: Quantity | None = None
    statistic: str = ""
    note: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The features it names; none where it is no feature."""
        return self.group.features if self.group else ()

    @property
    def named(self) -> Group:
        """The group of a feature token."""
        return self.group or Group(())

    @property
    def figure(self) -> Quantity:
        """The number of a quantity token."""
        return self.quantity or Quantity(self.start, self.end, 0.0, 0.0, 0.0, "", "value")

    @property
    def number(self) -> str:
        """The kind of its number; empty where it has none."""
        return self.quantity.kind if self.quantity else ""

    @property
    def way(self) -> Direction:
        """The direction of a level or comparison."""
        return self.direction or "up"


Meaning = Token
"""A token without a place: start and end are 0."""


def term(kind: TokenKind, **more: object) -> Meaning:
    """The meaning of a term of the vocabulary."""
    return Token(0, 0, kind, "", **more)  # type: ignore[arg-type] # keywords of Token


Relation = Literal[
    "level",
    "middle",
    "rank",
    "rank_within",
    "only",
    "alone",
    "between",
    "versus",
    "alike",
    "apart",
    "number",
    "extreme",
    "multiple",
    "difference",
    "ratio",
    "share_of_total",
    "count",
    "leading",
    "tally",
    "per",
    "effect",
    "scope",
]


FIGURES = frozenset(
    (
        "number",
        "extreme",
        "count",
        "multiple",
        "difference",
        "ratio",
        "per",
        "share_of_total",
        "effect",
    )
)
"""Relations that hold a number against the table."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement that was read from a text and can be held against the table."""

    start: int
    end: int
    relation: Relation
    features: tuple[str, ...]
    subject: str
    """A segment's label, or 'all' for everyone."""
    statistic: Statistic = "mean"
    direction: Direction | None = None
    strength: Strength = "plain"
    negated: bool = False
    rank: int = 0
    ref: Reference | None = None
    quantity: Quantity | None = None
    loose: bool = False
    """A number that may be the value of the reference or the distance from it.

    A multiple that may be one of this segment or of the other.
    """
    sure: bool = True
    """False where the topic was guessed: what then does not hold is for a person to look at."""
    guessed: bool = False
    """Named in general words (活跃度): false only where it holds for none of what they may mean."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of the text that no claim accounts for."""

    start: int
    end: int
    why: Literal["outside", "number", "statement", "unknown", "absent", "unit"]
    text: str
    about: str = ""
    """For `outside`: the topic."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from a sentence."""

    text: str
    claims: tuple[Claim, ...]
    doubts: tuple[Doubt, ...]
    targets: tuple[Quantity, ...] = ()
    """Numbers that are openly a target or an offer."""
    tokens: tuple[Token, ...] = field(default=(), repr=False)
