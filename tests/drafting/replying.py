"""A model that answers from a file of texts, read off the prompt like a model would."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

from tests.llm.server import Asked, Play, Script, said

FOLDER = Path(__file__).parent
_PARTS = re.compile(r"^- (?P<place>[a-z]+(?:/\d+)?)：(?P<wanted>.+)$", re.MULTILINE)
_AGAIN = re.compile(r"^## (?P<place>\S+)$", re.MULTILINE)
_THEME = re.compile(r"只说(?P<theme>[^（]+)")


def asked_places(asked: Asked) -> dict[str, str]:
    """Place → theme of a trait, else the place itself, for what the last message asks for."""
    messages = asked.body["messages"]
    first = {
        match["place"]: _theme(match["place"], match["wanted"])
        for match in _PARTS.finditer(messages[1]["content"].split("请写以下各处")[-1])
    }
    if len(messages) == 2:
        return first
    return {
        match["place"]: first[match["place"]] for match in _AGAIN.finditer(messages[-1]["content"])
    }


def _theme(place: str, wanted: str) -> str:
    match = _THEME.search(wanted) if place.startswith("trait/") else None
    return match["theme"] if match else place


def asked_segment(asked: Asked) -> str:
    """The number of the segment that is asked about."""
    match = re.search(r"^# 现在写群组 (\d+)$", asked.body["messages"][1]["content"], re.MULTILINE)
    assert match
    return match[1]


def asked_turn(asked: Asked) -> int:
    """0 for a first draft, 1 and 2 for the revisions."""
    match = re.match(r"第 (\d) 次修改", asked.body["messages"][-1]["content"])
    return int(match[1]) if match else 0


def replies(name: str) -> dict[str, dict[str, list[str]]]:
    """A file of texts: segment → place or theme → versions."""
    found: Any = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    return {
        segment: {place: [t] if isinstance(t, str) else t for place, t in places.items()}
        for segment, places in found.items()
    }


def answer(texts: dict[str, str]) -> Play:
    """A proper reply with these texts by place."""
    parts = [{"place": place, "text": text} for place, text in texts.items()]
    return said(json.dumps({"parts": parts}, ensure_ascii=False))


def answering(name: str) -> Script:
    """Answers every question from the file; a place it has nothing for is left out."""
    texts = replies(name)

    def script(asked: Asked, _: int) -> Play:
        own, turn = texts[asked_segment(asked)], asked_turn(asked)
        places = asked_places(asked)
        return answer(
            {p: own[key][min(turn, len(own[key]) - 1)] for p, key in places.items() if key in own}
        )

    return script
