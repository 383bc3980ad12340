"""The data dictionary: what the columns mean and how people speak of them."""

from segreport.dictionary.choosing import Match, is_own_layout, match_trade, parse_trades
from segreport.dictionary.covering import covered_features
from segreport.dictionary.facts import ColumnFacts
from segreport.dictionary.fitting import fit_pack
from segreport.dictionary.guessing import Guess, find_currency, guess_dictionary
from segreport.dictionary.headers import UNITS, is_chinese
from segreport.dictionary.reading import (
    Dictionary,
    Model,
    parse_dictionary,
    parse_yaml,
    read_dictionary,
)
from segreport.dictionary.terms import Terms, parse_terms
from segreport.dictionary.writing import write_dictionary, write_guess

__all__ = [
    "UNITS",
    "ColumnFacts",
    "Dictionary",
    "Guess",
    "Match",
    "Model",
    "Terms",
    "covered_features",
    "find_currency",
    "fit_pack",
    "guess_dictionary",
    "is_chinese",
    "is_own_layout",
    "match_trade",
    "parse_dictionary",
    "parse_terms",
    "parse_trades",
    "parse_yaml",
    "read_dictionary",
    "write_dictionary",
    "write_guess",
]
