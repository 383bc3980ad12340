"""Rule packs: names, portraits and strategies as a banker writes them, read strictly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

from pydantic import Field

from segreport.dictionary import Model, parse_yaml
from segreport.errors import DictionaryError
from segreport.models import Frozen, Text
from segreport.rules.entries import (
    ANY,
    Kind,
    Level,
    NameRule,
    Portrait,
    Strategy,
    Suitability,
    Target,
    When,
    Words,
)
from segreport.rules.polarity import polarity

NAMES, STRATEGIES = "names.yml", "strategies.yml"
BOUND = {"label", "item"}
"""What a text may call the feature that an `any` condition found: 乳品采购额, or 乳品."""

_UP: tuple[Level, ...] = ("up", "up-strong")
_DOWN: tuple[Level, ...] = ("down", "down-strong")


class _Names(Frozen):
    suffix: Text = "客户群"
    inverse: tuple[Text, ...] = ()
    words: tuple[Words, ...] = ()
    kinds: dict[str, Kind] = Field(default_factory=dict)
    rules: tuple[NameRule, ...] = ()
    portraits: tuple[Portrait, ...] = ()


class _Strategies(Frozen):
    suitability: tuple[Suitability, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    targets: tuple[Target, ...] = ()


class Pack(Frozen):
    """Everything a trade says about its segments."""

    suffix: str
    inverse: tuple[str, ...]
    """Parts of labels of features where much means little (间隔): a theme's level turns them."""
    words: tuple[Words, ...]
    kinds: dict[str, Kind]
    rules: tuple[NameRule, ...]
    portraits: tuple[Portrait, ...]
    suitability: tuple[Suitability, ...]
    strategies: tuple[Strategy, ...]
    targets: tuple[Target, ...]


def read_pack(source: Path | Mapping[str, str]) -> Pack:
    """The pack in a folder, or in texts by file name (`names.yml`, `strategies.yml`).

    Raises DictionaryError naming file, entry and cure, all mistakes together.
    """
    texts = source if isinstance(source, Mapping) else _read_folder(source)
    names = _parse(texts, NAMES, _Names, "rules")
    advice = _parse(texts, STRATEGIES, _Strategies, "strategies")
    problems = [*_name_problems(names), *_advice_problems(names, advice)]
    if problems:
        raise DictionaryError(f"规则包有 {len(problems)} 处错误：\n" + "\n".join(problems))
    common = polarity()
    own = {entry.id for entry in advice.strategies}
    return Pack(
        suffix=names.suffix,
        inverse=names.inverse,
        words=(*names.words, *common.words),
        kinds=names.kinds | common.risks,
        rules=names.rules,
        portraits=(*common.portraits, *names.portraits),
        suitability=advice.suitability,
        strategies=(*(s for s in common.strategies if s.id not in own), *advice.strategies),
        targets=advice.targets,
    )


def _read_folder(folder: Path) -> dict[str, str]:
    texts = {}
    for name in (NAMES, STRATEGIES):
        path = folder / name
        try:
            texts[name] = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise DictionaryError(f"规则包里没有 {path}。请补上这个文件。") from None
        except (OSError, UnicodeDecodeError) as error:
            raise DictionaryError(
                f"读不了规则文件 {path}：{error}。请确认它是 UTF-8 编码的 YAML 文件。"
            ) from error
    return texts


def _parse(texts: Mapping[str, str], name: str, model: type[Model], key: str) -> Model:
    if name not in texts:
        raise DictionaryError(f"规则包里没有 {name}。请补上这个文件。")
    return parse_yaml(texts[name], f"规则文件 {name}", model, key, "请至少写一条")


def _name_problems(names: _Names) -> list[str]:
    """Names twice, and name words that the conditions of their rule do not carry."""
    problems = [
        f"{NAMES} rules：名称 {name} 写了 {count} 次，请合并或改名"
        for name, count in Counter(rule.name for rule in names.rules).items()
        if count > 1
    ]
    asserted = _asserted(names.words)
    problems += [
        f"{NAMES} rules（{rule.name}）：名称里有“{word}”，条件里却没有 "
        f"{'或 '.join(keys)}: {levels[0]}，请补上条件或改名"
        for rule in names.rules
        for (word, levels), keys in _spoken(rule.name, asserted)
        if not any(rule.when.get(key) in levels for key in keys)
    ]
    problems += [
        f"{NAMES} {where}：条件 {key} 用了没有定义的类别，请写进 kinds"
        for where, when in (
            *((f"rules（{rule.name}）", rule.when) for rule in names.rules),
            *((f"portraits（{p.text[:8]}…）", p.when) for p in names.portraits),
        )
        for key in _unknown_kinds(when, names)
    ]
    return problems


def _asserted(words: tuple[Words, ...]) -> dict[tuple[str, tuple[Level, ...]], list[str]]:
    """Word of a name with the levels it asserts → what it asserts them of."""
    found: dict[tuple[str, tuple[Level, ...]], list[str]] = {}
    for entry in words:
        claims = ((entry.up_strong, _UP[1:]), (entry.up, _UP), (entry.down, _DOWN))
        for word, levels in claims:
            if len(word) > 1 and entry.of:
                found.setdefault((word, levels), []).extend(entry.of)
    return found


def _spoken(
    name: str, asserted: dict[tuple[str, tuple[Level, ...]], list[str]]
) -> list[tuple[tuple[str, tuple[Level, ...]], list[str]]]:
    """The words that a name consists of, longest first: 低活跃 is not 活跃."""
    found = []
    for entry in sorted(asserted.items(), key=lambda item: -len(item[0][0])):
        word = entry[0][0]
        if word in name:
            found.append(entry)
            name = name.replace(word, " ")
    return found


def _unknown_kinds(when: When, names: _Names) -> list[str]:
    known = names.kinds.keys() | polarity().risks.keys()
    return [k for k in when if k.startswith(ANY) and k.removeprefix(ANY) not in known]


def _advice_problems(names: _Names, advice: _Strategies) -> list[str]:
    """Ids twice, undeclared risk, unknown kinds and placeholders."""
    order = ("low", "middle", "high")
    problems = [
        f"{STRATEGIES} strategies：id {name} 写了 {count} 次，请改名"
        for name, count in Counter(entry.id for entry in advice.strategies).items()
        if count > 1
    ]
    for entry in advice.strategies:
        where = f"{STRATEGIES} strategies（{entry.id}）"
        problems += [
            f"{where}：提到“{word}”，risk 至少要写 {rule.risk}"
            for rule in advice.suitability
            for word in rule.words
            if word in entry.action and order.index(entry.risk) < order.index(rule.risk)
        ]
        problems += [
            f"{where}：条件 {key} 用了没有定义的类别，请写进 {NAMES} 的 kinds"
            for key in _unknown_kinds(entry.when, names)
        ]
        problems += _placeholder_problems(entry.action, BOUND, where)
        problems += _unbound(entry.action, entry.when, where)
    for portrait in names.portraits:
        where = f"{NAMES} portraits（{portrait.text[:8]}…）"
        problems += _placeholder_problems(portrait.text, BOUND, where)
        problems += _unbound(portrait.text, portrait.when, where)
    for target in advice.targets:
        where = f"{STRATEGIES} targets（{target.feature}）"
        problems += _placeholder_problems(target.text, {"now", "target"}, where)
    return problems


def _unbound(text: str, when: When, where: str) -> list[str]:
    """Placeholders for a feature that no condition finds."""
    if any(key.startswith(ANY) for key in when):
        return []
    return [
        f"{where}：用了 {{{name}}}，条件里却没有 any"
        for name in sorted(BOUND)
        if f"{{{name}}}" in text
    ]


def _placeholder_problems(text: str, known: set[str], where: str) -> list[str]:
    try:
        fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return [f"{where}：花括号没有成对，请检查"]
    return [f"{where}：不认识的占位符 {{{name}}}" for name in sorted(fields - known)]
