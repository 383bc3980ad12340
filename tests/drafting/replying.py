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
    return _places(asked.body["messages"])


def _places(messages: Any) -> dict[str, str]:
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
    return _segment(asked.body["messages"])


def _segment(messages: Any) -> str:
    match = re.search(r"^# 现在写群组 (\d+)$", messages[1]["content"], re.MULTILINE)
    assert match
    return match[1]


def asked_turn(asked: Asked) -> int:
    """0 for a first draft, 1 and 2 for the revisions."""
    return _turn(asked.body["messages"])


def _turn(messages: Any) -> int:
    match = re.match(r"第 (\d) 次修改", messages[-1]["content"])
    return int(match[1]) if match else 0


def replies(name: str) -> dict[str, dict[str, list[str]]]:
    """A file of texts: segment → place or theme → versions."""
    found: Any = yaml.safe_load((FOLDER / f"{name}.yml").read_text("utf-8"))
    return {
        segment: {place: [t] if isinstance(t, str) else t for place, t in places.items()}
        for segment, places in found.items()
    }


def texts_for(name: str, messages: Any) -> str:
    """The JSON that answers a question from the file; a place it has nothing for is left out."""
    own, turn = replies(name)[_segment(messages)], _turn(messages)
    places = {p: own[key] for p, key in _places(messages).items() if key in own}
    return _as_json({p: versions[min(turn, len(versions) - 1)] for p, versions in places.items()})


def _as_json(texts: dict[str, str]) -> str:
    parts = [{"place": place, "text": text} for place, text in texts.items()]
    return json.dumps({"parts": parts}, ensure_ascii=False)


def answer(texts: dict[str, str]) -> Play:
    """A proper reply with these texts by place."""
    return said(_as_json(texts))


def answering(name: str) -> Script:
    """Answers every question from the file."""
    return lambda asked, _: said(texts_for(name, asked.body["messages"]))
