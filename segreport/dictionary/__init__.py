"""The data dictionary: what the columns mean and how people speak of them."""

from segreport.dictionary.covering import covered_features
from segreport.dictionary.facts import ColumnFacts
from segreport.dictionary.guessing import Guess, guess_dictionary, match_pack
from segreport.dictionary.headers import UNITS
from segreport.dictionary.reading import Dictionary, parse_dictionary, parse_yaml, read_dictionary
from segreport.dictionary.terms import Terms, parse_terms
from segreport.dictionary.writing import write_dictionary, write_guess

__all__ = [
    "UNITS",
    "ColumnFacts",
    "Dictionary",
    "Guess",
    "Terms",
    "covered_features",
    "guess_dictionary",
    "match_pack",
    "parse_dictionary",
    "parse_terms",
    "parse_yaml",
    "read_dictionary",
    "write_dictionary",
    "write_guess",
]
