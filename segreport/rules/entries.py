"""What a rule pack is made of: words, rules and advice as they stand in its files."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from segreport.models import Frozen, Text

Level = Literal[
    "top",
    "up-strong",
    "up",
    "up-weak",
    "middle",
    "not-up",
    "not-down",
    "down-weak",
    "down",
    "down-strong",
    "bottom",
]
When = dict[str, Level]
ANY = "any "
"""`any 金额: up` holds when some feature of the kind 金额 does; the text may call it {label}."""


class Words(Frozen):
    """How people speak of a feature or theme. The first entry that fits is used."""

    of: tuple[Text, ...] = ()
    """Labels, column names, aliases or themes."""
    ends: tuple[Text, ...] = ()
    """Or: endings of labels."""
    up: str = ""
    """Word of a name for a level that is up; without it 高{label}."""
    up_strong: str = ""
    down: str = ""
    joint: str = ""
    """With `ends`, instead of up and down: two labels make one word, 高生鲜高冷冻品{joint}."""
    most: str = "最高"
    least: str = "最低"
    more: str = "高"
    """比整体{more} 4.7 岁."""
    less: str = "低"
    subject: str = ""
    """How a sentence about the mean begins (平均年龄); without it the label."""
    short: str = ""
    """Used on a second mention where the dictionary knows it as an alias."""
    say: str = ""
    """For a theme: the word for all its features, where the dictionary knows it."""
    parts: tuple[Text, ...] = ()
    """For a total: the features it consists of."""
    verb: str = ""
    """持有, 贡献: what a segment does to its share of the total."""


class NameRule(Frozen):
    """A name and what has to hold for it."""

    name: Text
    when: When = Field(min_length=1)


class Portrait(Frozen):
    """An interpretation that asserts nothing beyond its conditions."""

    text: Text
    when: When = Field(default_factory=dict)


class Kind(Frozen):
    """A kind of feature, by the ending of its label or a part of it."""

    ends: tuple[Text, ...] = ()
    has: tuple[Text, ...] = ()
    without: tuple[Text, ...] = ()
    """Parts of labels that are of another kind."""


class Strategy(Frozen):
    """A piece of advice, the traits it is for and those that ground it."""

    id: Text
    part: Literal["marketing", "service"]
    product: Text
    channel: Text
    action: Text
    when: When = Field(default_factory=dict)
    grounds: tuple[Text, ...] = ()
    """Features or themes that are cited; without them those of `when`."""
    means: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Where a level says too little: the mean must lie between (年龄: [48, 120])."""
    risk: Literal["low", "middle", "high"] = "low"
    lead: float = 0
    """What it is put before others by: risks come first."""


class Target(Frozen):
    """A figure to be reached: never evidence, always to be confirmed by the business."""

    feature: Text
    when: When = Field(default_factory=dict)
    step: float = Field(gt=0, le=0.5)
    """How far above the present mean, as a fraction of it."""
    text: Text
    """With {now} and {target}."""


class Suitability(Frozen):
    """What a segment must show before products of a risk are advised."""

    risk: Literal["middle", "high"]
    when: When = Field(min_length=1)
    words: tuple[Text, ...]
    """An action that contains one of them must carry at least this risk."""
