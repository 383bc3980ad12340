"""Reading what came back: the envelope of the protocol, then the JSON the model was asked for."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from segreport.errors import DraftError
from segreport.llm import failures
from segreport.llm.failures import Failure
from segreport.models import Usage

Answer = TypeVar("Answer", bound=BaseModel)

_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"\A[^`{]*```[A-Za-z]*\s*\n(?P<inside>.*?)\n?\s*```[^`]*\Z", re.DOTALL)
_BARE = re.compile(r"\A[^{}]*(?P<inside>\{.*\})[^{}]*\Z", re.DOTALL)


def open_envelope(body: bytes) -> dict[str, Any]:
    """A reply of the protocol. Raises Failure where it is none."""
    try:
        envelope = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Failure("again", failures.BROKEN) from None
    if not isinstance(envelope, dict):
        raise Failure("again", failures.BROKEN)
    return envelope


def read_text(envelope: dict[str, Any]) -> str:
    """The model's text in a reply. Raises Failure for everything that is not a complete text."""
    choices = envelope.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Failure("again", failures.BROKEN)
    finished = choice.get("finish_reason")
    if finished == "content_filter":
        raise Failure("give up", failures.FILTERED, about_text=True)
    if message.get("refusal"):
        raise Failure("give up", failures.DECLINED, about_text=True)
    if finished == "length":
        raise Failure("longer", failures.TRUNCATED, about_text=True)
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        raise Failure("again", failures.EMPTY, about_text=True)
    return content


def read_usage(found: object) -> Usage:
    """Tokens as the provider counts them, under the names that are about; 0 where it says none."""
    usage = found if isinstance(found, dict) else {}
    details = usage.get("prompt_tokens_details")
    inner = details if isinstance(details, dict) else {}
    cached = inner.get("cached_tokens", usage.get("prompt_cache_hit_tokens"))
    return Usage(
        sent=_count(usage.get("prompt_tokens")),
        cached=_count(cached),
        received=_count(usage.get("completion_tokens")),
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def parse_reply(text: str, schema: type[Answer]) -> Answer:
    """A model's text as the value it was asked for.

    Bare JSON, or JSON in one fence, after <think>…</think>, or with prose around it. Raises
    DraftError for anything else: other or duplicate keys, NaN, two objects, a wrong type.
    """
    inside = _unwrap(text)
    try:
        found = json.loads(
            inside, object_pairs_hook=_distinct, parse_constant=_refuse, parse_float=_finite
        )
        return schema.model_validate(found, strict=True)
    except (ValueError, ValidationError, RecursionError):
        raise DraftError(failures.UNREADABLE) from None


def _unwrap(text: str) -> str:
    spoken = _THINKING.sub("", text.removeprefix("\ufeff"), count=1).strip()
    if spoken.startswith("{") and spoken.endswith("}"):
        return spoken
    if spoken.startswith("<think>"):
        return ""
    match = _FENCE.match(spoken) or _BARE.match(spoken)
    return match["inside"] if match else spoken


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _finite(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
