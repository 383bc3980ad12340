"""Steps: how a clause is read on from a position, one small function for each kind of words."""

from __future__ import annotations

from collections.abc import Callable

from segreport.claims.nouns import (
    Token,
)
from segreport.claims.subjects.scope import Scope

Tokens = tuple[Token, ...]
Step = Callable[[Scope, Tokens, int], int]
"""Reads on from a position: the next position, or 0 where the words are not of its kind."""


def first(steps: tuple[Step, ...], scope: Scope, tokens: Tokens, position: int) -> int:
    """The first step that reads on; without one the word is passed over."""
    for step in steps:
        if done := step(scope, tokens, position):
            return done
    return position + 1


def at(tokens: Tokens, position: int) -> Token | None:
    """The token at a position; None beyond the clause."""
    return tokens[position] if 0 <= position < len(tokens) else None


def follows(tokens: Tokens, position: int, *kinds: str, over: str = "的") -> int:
    """Position of the next token of one of `kinds` with nothing but `over` between; else −1."""
    while position < len(tokens):
        if tokens[position].kind in kinds:
            return position
        if tokens[position].text not in over:
            return -1
        position += 1
    return -1
