"""Templates of prompts, filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import SandboxedEnvironment

from segreport.assets import find_asset
from segreport.errors import PromptError

NAMES = ("system", "draft", "revise")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A filled-in template."""

    text: str
    sha256: str
    """Of the template, so that runs tell which wording of a prompt they used."""


def render_prompt(name: str, variables: Mapping[str, object], folder: Path | None = None) -> Prompt:
    """The template `name`.md.j2 with these variables; one of the same name in `folder` wins.

    Raises PromptError where there is no such prompt, where the template cannot be read, and once
    for all variables it names that are not among the given.
    """
    path = _find(name, folder)
    source = _read(path)
    try:
        template, wanted = _compile(source)
        _refuse_missing(path, wanted - variables.keys(), variables)
        text = template.render(variables)
    except TemplateSyntaxError as error:
        raise PromptError(
            f"提示词 {path} 第 {error.lineno} 行写得不对：{error.message}。"
        ) from error
    except (TemplateError, TypeError, ValueError) as error:
        raise PromptError(f"提示词 {path} 填不进数据：{error}。") from error
    return Prompt(text.strip() + "\n", _hash(source))


@lru_cache(maxsize=16)
def _compile(source: str) -> tuple[Template, frozenset[str]]:
    """The template, and the variables it names."""
    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,  # plain text for a model; labels are cleaned before
        trim_blocks=True,
        lstrip_blocks=True,
    )
    wanted = meta.find_undeclared_variables(environment.parse(source))
    return environment.from_string(source), frozenset(wanted)


def hash_prompts(folder: Path | None = None) -> dict[str, str]:
    """Prompt → sha256 of the template that is used."""
    return {name: _hash(_read(_find(name, folder))) for name in NAMES}


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode("utf-8")).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"读不了提示词 {path}：{error}。请存成 UTF-8 文本。") from error


def _find(name: str, folder: Path | None) -> Path:
    file = f"{name}.md.j2"
    if folder is not None and (folder / file).is_file():
        return folder / file
    if name not in NAMES:
        raise PromptError(f"没有叫 {name} 的提示词。有的是 {'、'.join(NAMES)}。")
    return find_asset("prompts") / file


def _refuse_missing(path: Path, missing: frozenset[str], variables: Mapping[str, object]) -> None:
    if missing:
        raise PromptError(
            f"提示词 {path} 用了没有的变量：{'、'.join(sorted(missing))}。"
            f"可用的有 {'、'.join(sorted(variables))}。"
        )
