"""The term list: what common headers mean (data/terms.yml)."""

from __future__ import annotations

from segreport.dictionary.reading import parse_yaml
from segreport.models import Frozen, Text

Words = tuple[Text, ...]


class UnitRule(Frozen):
    """Labels with one of these endings, or one of these words in them, have the unit."""

    unit: Text
    endings: Words = ()
    words: Words = ()


class ThemeRule(Frozen):
    """Labels with one of these words in them belong to the theme."""

    theme: Text
    words: Words
    aliases: Words = ()


class Terms(Frozen):
    """What is known of headers. The first rule of a list that fits is taken."""

    headers: dict[str, Text]
    """Whole English header, normalised → Chinese header (with its unit in brackets)."""
    words: dict[str, str]
    """English word → Chinese; empty where Chinese needs none."""
    actions: Words
    """After these a count is 次数."""
    units: tuple[UnitRule, ...]
    sums: Words
    """Counts of these may be added up over customers."""
    prices: Words
    """Money that may not."""
    large: Words
    """Money that is not in 元 where its mean is small."""
    themes: tuple[ThemeRule, ...]
    order_by: Words
    """Labels that stand for the value of a customer, most telling first."""
    ids: Words
    row_numbers: Words
    personal: Words
    clusters: Words
    models: Words
    dates: Words
    codes: Words
    ordinals: Words
    values: dict[str, Text]
    """What stands in text columns, lower case → Chinese."""


def parse_terms(text: str, source: str) -> Terms:
    """The term list in a YAML text. Raises DictionaryError listing every mistake by line."""
    return parse_yaml(text, f"词表 {source}", Terms, "headers", "请写上英文列名和对应的中文名")
