"""The data dictionary: what the columns mean and how people speak of them."""

from segreport.dictionary.guessing import ColumnFacts, Guess, guess_dictionary
from segreport.dictionary.reading import Dictionary, parse_dictionary, read_dictionary

__all__ = [
    "ColumnFacts",
    "Dictionary",
    "Guess",
    "guess_dictionary",
    "parse_dictionary",
    "read_dictionary",
]
