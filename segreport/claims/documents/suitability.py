"""Wording rules: what may not be said, or should not, whatever the table says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Annotated

import yaml
from pydantic import StringConstraints, ValidationError

from segreport.assets import find_asset
from segreport.errors import DictionaryError
from segreport.models import Finding, Frozen, Text
from segreport.wording import half_width

_BETWEEN = r"[\s·•・.．。*＊_＿~～^+＋#|｜\-－\u200b-\u200f\u2060\ufeff]{0,3}"
_LOOK_BACK = 14
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML brings it


class WordingRule(Frozen):
    """One rule of `data/wording_rules.yml`."""

    code: Annotated[str, StringConstraints(pattern=r"^W\d\d$")]
    title: Text
    source: Text
    """The law or regulation it rests on."""
    blocks: bool
    """Whether publication has to wait (otherwise it is a warning)."""
    words: tuple[Text, ...] = ()
    patterns: tuple[Text, ...] = ()
    """Regular expressions, for what words cannot say."""
    allow: tuple[Text, ...] = ()
    """Longer expressions that contain a word and are fine."""
    not_after: tuple[Text, ...] = ()
    """Characters that show a word is none when they follow (确保本次)."""
    message: Text


class WordingRules(Frozen):
    """The whole file."""

    negations: tuple[Text, ...]
    negation_links: tuple[Text, ...]
    lookalikes: dict[Text, Text]
    """Character → characters that are written in its place."""
    rules: tuple[WordingRule, ...]


@cache
def read_wording_rules() -> WordingRules:
    """The rules that ship with the program. Raises DictionaryError where the file is not valid."""
    text = find_asset("data/wording_rules.yml").read_text(encoding="utf-8")
    try:
        return WordingRules.model_validate(yaml.load(text, _Loader))  # noqa: S506  # both are safe
    except (yaml.YAMLError, ValidationError) as error:
        raise DictionaryError(
            f"用语规则 data/wording_rules.yml 有错误，请改正后重试：{error}"
        ) from error


def check_wording(text: str) -> tuple[Finding, ...]:
    """Banned or unsuitable wording in a text, each with the rule it rests on.

    The findings say nothing about truth: their verdict is `opinion`, and `blocks` tells whether
    publication has to wait. A word is recognised with blanks or dots inside, in full width, in
    traditional characters and with the usual look-alikes; 非保本 and 不承诺收益 are fine.
    """
    plain = half_width(text)
    letters = _letters(plain)
    begun = (word for letter in letters for word in _by_first().get(letter, ()))
    near = tuple(sorted(word for word in begun if letters.issuperset(word)))
    found: list[Finding] = []
    for rule in read_wording_rules().rules:
        if not near and not rule.patterns:
            continue
        for start, end in _matches(rule, near, plain):
            if not _negation(near).search(plain[max(0, start - _LOOK_BACK) : start]):
                found.append(_finding(rule, text, start, end))
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.code)))


def _matches(rule: WordingRule, near: tuple[str, ...], plain: str) -> Iterator[tuple[int, int]]:
    """Spans of the rule's words that are near and of its patterns, but for what it allows."""
    words = _any_of(tuple(word for word in near if word in rule.words), rule.not_after)
    patterns = (*filter(None, (words,)), *_compiled(rule.patterns))
    spans = [match.span() for pattern in patterns for match in pattern.finditer(plain)]
    if not spans:
        return
    letters = _letters(plain)
    allow = _any_of(tuple(word for word in rule.allow if letters.issuperset(word)), ())
    fine = [match.span() for match in allow.finditer(plain)] if allow else []
    for start, end in spans:
        if not any(low <= start < high for low, high in fine):
            yield start, end


def _letters(plain: str) -> frozenset[str]:
    """The characters of a text and all that they may stand for: few words need a pattern."""
    written = frozenset(plain.lower())
    meant = _meant()
    return written.union(*(meant[c] for c in written if c in meant))


@cache
def _meant() -> dict[str, frozenset[str]]:
    """For look-alikes the characters in whose place they are written; both cases of a letter."""
    meant: dict[str, set[str]] = {}
    for character in frozenset("".join((*_all_words(), *_all_allowed()))):
        for face in character + read_wording_rules().lookalikes.get(character, ""):
            meant.setdefault(face.lower(), set()).add(character)
    return {face: frozenset(found) for face, found in meant.items()}


@cache
def _all_words() -> tuple[str, ...]:
    return tuple(word for rule in read_wording_rules().rules for word in rule.words)


@cache
def _by_first() -> dict[str, tuple[str, ...]]:
    """The words of all rules by their first character."""
    first: dict[str, tuple[str, ...]] = {}
    for word in dict.fromkeys(_all_words()):
        first[word[0]] = (*first.get(word[0], ()), word)
    return first


@cache
def _all_allowed() -> tuple[str, ...]:
    return tuple(word for rule in read_wording_rules().rules for word in rule.allow)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


@cache
def _any_of(words: tuple[str, ...], not_after: tuple[str, ...]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest = sorted(words, key=len, reverse=True)
    tail = f"(?!{'|'.join(map(re.escape, not_after))})" if not_after else ""
    return re.compile(f"(?:{'|'.join(map(_spelled, longest))}){tail}", re.IGNORECASE)


def _spelled(word: str) -> str:
    """The word with everything that may stand inside it or in place of its characters."""
    lookalikes = read_wording_rules().lookalikes
    return _BETWEEN.join(f"[{re.escape(c + lookalikes.get(c, ''))}]" for c in word)


@cache
def _negation(words: tuple[str, ...]) -> re.Pattern[str]:
    """A negation that reaches a word through 承诺, 任何, quotes, other words …"""
    rules = read_wording_rules()
    negations = "|".join(map(re.escape, sorted(rules.negations, key=len, reverse=True)))
    links = "|".join([*map(re.escape, rules.negation_links), *map(_spelled, words)])
    return re.compile(rf"(?:{negations})(?:{links}|[、\s])*$")


def _finding(rule: WordingRule, text: str, start: int, end: int) -> Finding:
    written = text[start:end]
    return Finding(
        code=rule.code,
        verdict="opinion",
        start=start,
        end=end,
        cells=(),
        written=written,
        found=rule.source,
        message=f"“{written}”{rule.message}（{rule.title}，依据{rule.source}）",
        blocks=rule.blocks,
    )
