"""What makes a text inert in Markdown, whoever wrote it.

Labels, names and sentences come from files, models and people. In HTML and SVG the environment's
autoescape deals with them; Markdown has no such thing, so its environment passes every value
through `escape_markdown`. Characters become entities rather than backslash pairs where renderers
differ in what a backslash may escape.
"""

from __future__ import annotations

import re

from segreport.wording import plain

__all__ = ["Verbatim", "escape_markdown", "plain"]

_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "`": "\\`",
        "*": "\\*",
        "_": "\\_",
        "[": "\\[",
        "]": "\\]",
        "{": "\\{",
        "}": "\\}",
        "#": "\\#",
        "&": "&amp;",
        ">": "&gt;",
        "^": "&#94;",
        "|": "&#124;",
        "~": "&#126;",
        "$": "&#36;",
        "@": "&#64;",
    }
)
_OPENS_TAG = re.compile(r"<(?![\d ])")
_OPENS_BLOCK = re.compile(r"^([-+=])(?!\d)")
_OPENS_NUMBERED_LIST = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_HIGHLIGHTS = re.compile(r"={2,}")
_WEB_ADDRESS = re.compile(r"(:)//|(www)\.", re.IGNORECASE)


class Verbatim(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escape_markdown(value: object) -> str:
    """`value` as Markdown that shows exactly its characters and does nothing else."""
    if isinstance(value, Verbatim):
        return value
    text = _OPENS_TAG.sub("&lt;", plain(str(value)).translate(_ESCAPES))
    text = _HIGHLIGHTS.sub(lambda match: "&#61;" * len(match[0]), text)
    text = _WEB_ADDRESS.sub(_break_address, text)
    text = _OPENS_NUMBERED_LIST.sub(r"\1\\\2", text)
    return _OPENS_BLOCK.sub(r"\\\1", text)


def _break_address(match: re.Match[str]) -> str:
    return ":&#47;/" if match[1] else f"{match[2]}&#46;"
