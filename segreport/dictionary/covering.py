"""Which labels of a guessed dictionary are our words, and which are the file's own headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from segreport.dictionary.headers import is_chinese, read_header
from segreport.dictionary.terms import Terms
from segreport.models import Feature

_LONG_NUMBER = re.compile(r"\d{3}")


def covered_features(
    features: Sequence[Feature], terms: Terms, labels: Collection[str] = ()
) -> frozenset[str]:
    """Names of the features whose guessed label is made of words of the term list or of `labels`.

    The rest are called by what stands in the file's header, which may be anything.
    """
    own = {read_header(written, terms).label for written in terms.headers.values()} | set(labels)
    return frozenset(f.name for f in features if f.label in own or _is_translation(f, terms))


def _is_translation(feature: Feature, terms: Terms) -> bool:
    """Whether an English header was translated word by word, without a number of its own."""
    header = read_header(feature.name, terms)
    translated = header.known and not is_chinese(feature.name) and header.label == feature.label
    return translated and not _LONG_NUMBER.search(feature.label)
