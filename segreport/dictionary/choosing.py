"""Which trade a file is of, by its column headers (data/packs/headers.yml)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import Field

from segreport.dictionary.headers import spellings
from segreport.dictionary.reading import Dictionary, parse_yaml
from segreport.models import Frozen, Text

ENOUGH = 3
"""Columns that only one trade has, from which on a file is of that trade."""
OWN_SHARE = 0.8

Words = tuple[Text, ...]


class Trade(Frozen):
    """The columns by which the files of a trade are known: feature of its pack → headers."""

    pack: Text
    title: Text
    signs: dict[Text, Words]
    """Those that only this trade has."""
    also: dict[Text, Words] = Field(default_factory=dict)

    def headers(self) -> Iterator[str]:
        """Every header that is known."""
        for features in (self.signs, self.also):
            for feature, headers in features.items():
                yield from (feature, *headers)


class _Trades(Frozen):
    trades: tuple[Trade, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A trade and what it calls the columns of the file."""

    trade: Trade
    features: dict[str, str]
    """Column → feature of the pack; no feature twice."""


def parse_trades(text: str, source: str) -> tuple[Trade, ...]:
    """The trades in a YAML text. Raises DictionaryError listing every mistake by line."""
    return parse_yaml(text, source, _Trades, "trades", "请写上规则包和它的列名").trades


def match_trade(columns: Sequence[str], trades: Sequence[Trade]) -> Match | None:
    """The trade with most of its signs among the columns, at least three; of equals the first."""
    best, winner = (ENOUGH - 1, 0), None
    for trade in trades:
        match = bind_columns(columns, trade)
        signs = sum(feature in trade.signs for feature in match.features.values())
        if signs > best[0] or (signs == best[0] >= ENOUGH and len(match.features) > best[1]):
            best, winner = (signs, len(match.features)), match
    return winner


def bind_columns(columns: Sequence[str], trade: Trade) -> Match:
    """What the trade calls the columns; of two with one meaning the first has it."""
    known: dict[str, str] = {}
    for feature, headers in {**trade.signs, **trade.also}.items():
        for header in (feature, *headers):
            for spelling in spellings(header):
                known.setdefault(spelling, feature)
    found: dict[str, str] = {}
    for column in columns:
        for spelling in spellings(column):
            if spelling in known and known[spelling] not in found.values():
                found[column] = known[spelling]
                break
    return Match(trade, found)


def is_own_layout(columns: Sequence[str], pack: Dictionary) -> bool:
    """Whether the id and at least 80% of the clustered features stand there under their names."""
    wanted = {feature.name for feature in pack.features if feature.role == "cluster"}
    return pack.id in columns and len(wanted & set(columns)) >= OWN_SHARE * len(wanted)
