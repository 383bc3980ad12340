"""Attributes: what a text says of another segment in passing (仅次于沉睡的群组3)."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import Claim
from segreport.claims.scope import Scope, Tokens

_BEFORE = ("with", "compare", "only", "alike", "between")


def set_aside(scope: Scope, clause: Tokens) -> Tokens:
    """The clause without a word that describes the segment it compares with.

    What the word says there becomes a claim of its own about that segment.
    """
    clause = _unbracketed(clause)
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


def _unbracketed(clause: Tokens) -> Tokens:
    """第二名（群组1）, 次高者（群组1）: as 第二名的群组1."""
    for position in range(1, len(clause) - 3):
        rank = clause[position]
        opening = position + (2 if clause[position + 1].text == "者" else 1)
        inside = clause[opening : opening + 3]
        texts = "".join(token.text for token in (*inside[:1], *inside[2:]))
        if rank.kind != "rank" or texts not in ("（）", "()") or inside[1].ref is None:
            continue
        linked = replace(inside[0], text="的")
        rest = clause[opening + 3 :]
        return (*clause[: position + 1], linked, inside[1], *rest)
    return clause
