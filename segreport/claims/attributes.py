"""Attributes: what a text says of another segment in passing (仅次于沉睡的群组3)."""

from __future__ import annotations

from segreport.claims.nouns import Claim
from segreport.claims.scope import Scope, Tokens

_BEFORE = ("with", "compare", "only", "alike", "between")


def set_aside(scope: Scope, clause: Tokens) -> Tokens:
    """The clause without a word that describes the segment it compares with.

    What the word says there becomes a claim of its own about that segment.
    """
    for position in range(len(clause) - 3):
        led, word, linked, owner = clause[position : position + 4]
        single = owner.ref is not None and len(owner.ref.segments) == 1
        if led.kind not in _BEFORE or word.leaning is None or linked.text != "的" or not single:
            continue
        scope.asides += [
            Claim(
                word.start,
                word.end,
                "middle" if lean == "middle" else "level",
                (name,),
                owner.ref.segments[0] if owner.ref else "",
                direction=None if lean == "middle" else lean,
                sure=False,
            )
            for name, lean in word.leaning.directions
        ]
        return (*clause[: position + 1], *set_aside(scope, clause[position + 3 :]))
    return clause
