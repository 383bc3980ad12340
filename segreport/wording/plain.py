"""Text of a file, a model or a person on one line, as characters that can be seen."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DROPPED = frozenset({"Cc", "Cs", "Cn"})


def plain(text: str) -> str:
    """`text` on one line, without control characters and direction overrides."""
    if not text.isprintable():
        text = "".join(char for char in text if char.isspace() or _is_kept(char))
    return " ".join(text.split())


def _is_kept(char: str) -> bool:
    return char not in _BIDI and unicodedata.category(char) not in _DROPPED
