"""Templates to pages: one environment, in which every value is escaped."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from segreport.assets import find_asset
from segreport.report.markup import markup_environment, tie_units
from segreport.wording import plain


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates, and the policy under which their pages run."""

    environment: Environment
    policy: str
    """Content-Security-Policy: our own style and script by their hashes, and nothing else."""

    def render(self, name: str, /, **values: Any) -> str:
        """The page of a template."""
        return self.environment.get_template(f"{name}.html.j2").render(values)


@cache
def read_pages() -> Pages:
    """The templates that ship with the program, read once."""
    folder = find_asset("templates/web")
    style = "\n" + (folder / "review.css").read_text(encoding="utf-8")
    script = "\n" + (folder / "review.js").read_text(encoding="utf-8")
    environment = markup_environment(folder, _finalize)
    environment.filters["tied"] = tie_units
    environment.globals["style"] = Markup(style)  # noqa: S704 - our own file, no value enters it
    environment.globals["script"] = Markup(script)  # noqa: S704 - as above
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return Pages(environment, policy)


def _finalize(value: object) -> str:
    """A value without what a page may not hold: control characters, direction overrides."""
    text = value if isinstance(value, str) else str(value)
    return text if isinstance(text, Markup) or text.isprintable() else plain(text)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
