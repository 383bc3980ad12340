"""The shape of a model's reply, and its text made fit for a report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from segreport.models import Frozen

LONGEST = 400
"""Characters of one place; what is longer is no sentence of a report."""
LONGEST_NAME = 20


class Part(Frozen):
    """The text of one place."""

    place: str
    text: str


class Answer(Frozen):
    """What a model is asked to reply."""

    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Read:
    """An answer held against what was asked for."""

    texts: dict[str, str]
    """Place → text."""
    problems: dict[str, str]
    """Place → why its text cannot be used, in Chinese, for the model."""


def read_answer(answer: Answer, asked: Collection[str]) -> Read:
    """The texts of the places that were asked for; what was not asked for is not read."""
    texts: dict[str, str] = {}
    problems: dict[str, str] = {}
    for place in asked:
        written = [_one_line(part.text) for part in answer.parts if part.place == place]
        longest = LONGEST_NAME if place == "name" else LONGEST
        if len(written) != 1 or not written[0]:
            problems[place] = "这一处没有写。" if not any(written) else "这一处写了不止一次。"
        elif len(written[0]) > longest:
            problems[place] = f"这一处有 {len(written[0])} 个字，不能超过 {longest} 个字。"
        else:
            texts[place] = written[0]
    return Read(texts, problems)


def _one_line(text: str) -> str:
    """Without line breaks, control characters and emphasis; an id is never part of a sentence."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(kept.replace("**", "").replace("`", "").split())
