"""Who is who among reviewers."""

from __future__ import annotations

import unicodedata


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one reviewer, however they are typed."""
    return person_key(one) == person_key(other)


def person_key(name: str) -> str:
    """A name without what can be typed in more than one way: blanks, width, case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "CZ")
