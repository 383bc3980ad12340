"""The lexicon: `data/lexicon.yml`, read strictly."""

from __future__ import annotations

from functools import cache
from typing import Literal

import yaml
from pydantic import ValidationError

from segreport.assets import find_asset
from segreport.errors import DictionaryError
from segreport.models import Frozen

Words = tuple[str, ...]


class Concept(Frozen):
    """How a general idea (年龄, 消费) is found in a dictionary: parts of labels, themes, units."""

    labels: Words = ()
    themes: Words = ()
    units: Words = ()
    order: bool = False
    """The feature the segments are ordered by."""
    within: Words = ()
    """Parts of labels that narrow a theme where some of its features have them."""


class ConceptWord(Frozen):
    """Words that name a concept and a level at once (年轻)."""

    say: Words
    about: str
    or_: str | None = None
    level: Literal["up", "down", "middle", "dormant", "recent"]

    model_config = Frozen.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Scale(Frozen):
    """Other units a value can be written in."""

    of: str
    is_: dict[str, float]

    model_config = Frozen.model_config | {"alias_generator": lambda name: name.rstrip("_")}


class Measure(Frozen):
    """Level words that are said only of what is counted in these units (勤: 次)."""

    say: Words
    units: Words


class Doing(Frozen):
    """Verbs that say how often or how long: 来得勤, 拿得久, 久待, 待不住."""

    say: Words
    about: str


class Lexicon(Frozen):
    """Every word the checker knows beside the dictionary of the customers."""

    degrees: dict[Literal["weak", "plain", "strong", "most"], Words]
    levels: dict[
        Literal["up", "down", "middle", "middle_up", "middle_down", "not_up", "not_down"], Words
    ]
    measures: tuple[Measure, ...]
    alike: Words
    apart: Words
    ranks: dict[Literal["top", "bottom", "second", "third", "second_low"], Words]
    only_behind: Words
    only_ahead: Words
    between: Words
    comparisons: dict[
        Literal["up", "down", "not_below", "not_above", "above_place", "below_place", "gap"], Words
    ]
    compare_with: Words
    amounts_to: Words
    negations: Words
    double_negations: Words
    overall: Words
    overall_bases: Words
    overall_tails: Words
    everyone: Words
    others: Words
    scopes: Words
    own: Words
    statistics: dict[Literal["mean", "median", "sum", "effect"], Words]
    quantifiers: Words
    in_turn: Words
    former: Words
    derived: Words
    latter: Words
    both: Words
    everything: Words
    except_open: Words
    except_close: Words
    share_of_customers: Words
    takes_share: Words
    customers: Words
    concepts: dict[str, Concept]
    inverse: Words
    synonyms: dict[str, Words]
    words: tuple[ConceptWord, ...]
    doings: tuple[Doing, ...]
    topics: dict[str, Words]
    opposites: dict[str, str]
    crowd_marks: Words
    advice: Words
    targets: Words
    grounds: Words
    ground_ends: Words
    filler: Words
    interpretive: Words
    name_neutral: Words
    disclaims: Words
    fact_letters: str
    verbs: str
    """Letters that name what is done where a label has them (退 of 退费率)."""
    verbs_before_de: str
    """Letters that do so before 得 only (问得少)."""
    stances: dict[Literal["likens", "pictures", "ought", "moves", "closes", "tells"], Words]
    general: dict[Literal["plain", "nouns"], dict[str, Words]]
    label_heads: Words
    label_tails: Words
    tail_families: tuple[Words, ...]
    unit_scales: tuple[Scale, ...]


@cache
def read_lexicon() -> Lexicon:
    """The lexicon that ships with the program. Raises DictionaryError where it is not well made."""
    text = find_asset("data/lexicon.yml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        lexicon = Lexicon.model_validate(yaml.load(text, Loader=loader))  # noqa: S506 (strings only)
    except (yaml.YAMLError, ValidationError) as error:
        raise DictionaryError(f"词表 data/lexicon.yml 有错误，请改正后重试：{error}") from error
    used = {*lexicon.synonyms, *(w.about for w in lexicon.words)}
    used |= {w.or_ for w in lexicon.words if w.or_} | {d.about for d in lexicon.doings}
    if lost := used - set(lexicon.concepts):
        raise DictionaryError(f"词表 data/lexicon.yml 用到了没有定义的概念：{'、'.join(lost)}。")
    return lexicon


@cache
def measured_in(word: str) -> Words:
    """The units a level word is said of; none where it is said of anything."""
    return next((m.units for m in read_lexicon().measures if word in m.say), ())


@cache
def unit_factors(unit: str) -> dict[str, tuple[float, ...]]:
    """Units a value of this unit can be written in, with what one of each is worth in it."""
    factors: dict[str, tuple[float, ...]] = {unit: (1.0,)}
    for scale in read_lexicon().unit_scales:
        if scale.of == unit:
            for name, factor in scale.is_.items():
                plain = name.rstrip("1")
                factors[plain] = (*factors.get(plain, ()), factor)
    return factors


@cache
def label_endings() -> frozenset[str]:
    """频次, 金额: what names of features end in."""
    lexicon = read_lexicon()
    families = (word for family in lexicon.tail_families for word in family)
    return frozenset((*lexicon.label_tails, *families))
