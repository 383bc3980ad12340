"""The environment of every page and drawing: each value is escaped, a figure keeps its unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[万亿元岁次个笔秒月天年位项%])")


def markup_environment(folder: Path, finalize: Callable[[object], str]) -> SandboxedEnvironment:
    """The templates of a folder as HTML or SVG; `finalize` cleans a value before it is escaped."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def tie_units(text: str) -> str:
    """A text in which a figure stays on one line with its unit."""
    return _BEFORE_UNIT.sub("\u00a0", text)
