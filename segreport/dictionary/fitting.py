"""A guessed dictionary in the words of a trade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from segreport.dictionary.choosing import Match
from segreport.dictionary.facts import ColumnFacts
from segreport.dictionary.guessing import Guess, guess_unit, is_small_money
from segreport.dictionary.headers import is_chinese, is_letter_header, read_header
from segreport.dictionary.leaving import is_yes_or_no
from segreport.dictionary.reading import Dictionary
from segreport.dictionary.terms import Terms
from segreport.models import Feature, Theme


def fit_pack(
    guess: Guess,
    columns: Sequence[ColumnFacts],
    pack: Dictionary,
    match: Match,
    terms: Terms,
    *,
    money: str = "",
) -> Guess:
    """The guess with the pack's words for the columns that the trade knows.

    A Chinese header stays what the report calls its column, and the pack's label becomes another
    word for it. Units in headers win over those of the pack, and so does `money`, what the table
    says outside its cells that amounts are in.
    """
    facts = {entry.name: entry for entry in columns}
    known = {feature.name: feature for feature in pack.features}
    places = {feature.name: place for place, feature in enumerate(pack.features)}
    features, reasons = [], dict(guess.reasons)
    for guessed in sorted(  # as the trade lists them, so that headings do not matter
        guess.dictionary.features,
        key=lambda f: places.get(match.features.get(f.name, ""), len(places)),
    ):
        own = known.get(match.features.get(guessed.name, ""))
        if own is None:
            features.append(guessed)
            continue
        features.append(_fitted(guessed, facts[guessed.name], own, terms, money))
        reasons[guessed.name] = f"规则包 {match.trade.pack} 认得这一列：{own.label}"
    columns_of = {feature: column for column, feature in match.features.items()}
    order = columns_of.get(pack.order_by or "")
    if order not in {f.name for f in features if f.role == "cluster"}:
        order = guess.dictionary.order_by
    features = _unambiguous(features)
    dictionary = guess.dictionary.model_copy(
        update={
            "name": pack.name,
            "pack": match.trade.pack,
            "order_by": order,
            "themes": _themes(features, (*pack.themes, *guess.dictionary.themes)),
            "features": tuple(features),
        }
    )
    return Guess(dictionary, reasons)


def _fitted(
    guessed: Feature, facts: ColumnFacts, own: Feature, terms: Terms, money: str
) -> Feature:
    """The pack's feature for this column, as far as the data are like it."""
    share = own.unit == "%" and (bool(own.values) or is_yes_or_no(facts))
    if is_yes_or_no(facts) and not share:
        return guessed
    kept = is_chinese(guessed.name) and not is_letter_header(guessed.name) and not share
    label = guessed.label if kept else own.label
    measured = facts.numeric and (own.role == "cluster" or bool(own.unit))
    unit = "%" if share else _unit(facts, own, terms, money) if measured else guessed.unit
    clustered = own.role == "cluster" and facts.numeric and not is_yes_or_no(facts)
    log = clustered and facts.minimum >= 0 and own.scale == "log"
    return own.model_copy(
        update={
            "name": guessed.name,
            "label": label,
            "unit": unit,
            "decimals": own.decimals if unit == own.unit else None,
            "aliases": tuple(w for w in (own.label, *own.aliases) if w != label),
            "scale": "log" if log else "linear",
            "additive": own.additive and clustered and facts.minimum >= 0,
            "role": "cluster" if clustered else "describe",
            "values": own.values or guessed.values,
        }
    )


def _unit(facts: ColumnFacts, own: Feature, terms: Terms, money: str) -> str:
    """The unit in the header, else that of the table's notes, else the pack's.

    '' where the values deny it.
    """
    header = read_header(facts.name, terms)
    if not header.unit and own.unit == "元" and money:
        return money
    if not header.unit and own.unit == "元" and is_small_money(facts, header, terms):
        return ""
    written = header.unit if own.unit or is_chinese(facts.name) else ""
    return guess_unit(facts, replace(header, unit=written or own.unit), terms)[0]


def _unambiguous(features: Sequence[Feature]) -> list[Feature]:
    """Without aliases that are another column's label or were given before."""
    taken = {feature.label for feature in features}
    result = []
    for feature in features:
        aliases = tuple(alias for alias in feature.aliases if alias not in taken)
        taken |= set(aliases)
        result.append(feature.model_copy(update={"aliases": aliases}))
    return result


def _themes(features: Sequence[Feature], known: Sequence[Theme]) -> tuple[Theme, ...]:
    """The themes in use, the pack's words for them first."""
    used = {feature.theme for feature in features}
    found: dict[str, Theme] = {}
    for theme in known:
        if theme.name in used:
            found.setdefault(theme.name, theme)
    return tuple(found.values())
