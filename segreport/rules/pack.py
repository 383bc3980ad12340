"""Rule packs: names, portraits and strategies as a banker writes them, read strictly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Literal

from pydantic import Field

from segreport.dictionary import Model, parse_yaml
from segreport.errors import DictionaryError
from segreport.models import Frozen, Text

Level = Literal[
    "top",
    "up-strong",
    "up",
    "up-weak",
    "middle",
    "not-up",
    "not-down",
    "down-weak",
    "down",
    "down-strong",
    "bottom",
]
When = dict[str, Level]
NAMES, STRATEGIES = "names.yml", "strategies.yml"
ANY = "any "
"""`any 金额: up` holds when some feature of the kind 金额 does; the text may call it {label}."""

_UP: tuple[Level, ...] = ("up", "up-strong")
_DOWN: tuple[Level, ...] = ("down", "down-strong")


class Words(Frozen):
    """How people speak of a feature or theme. The first entry that fits is used."""

    of: tuple[Text, ...] = ()
    """Labels, column names, aliases or themes."""
    ends: tuple[Text, ...] = ()
    """Or: endings of labels."""
    up: str = ""
    """Word of a name for a level that is up; without it 高{label}."""
    up_strong: str = ""
    down: str = ""
    joint: str = ""
    """With `ends`, instead of up and down: two labels make one word, 高生鲜高冷冻品{joint}."""
    most: str = "最高"
    least: str = "最低"
    more: str = "高"
    """比整体{more} 4.7 岁."""
    less: str = "低"
    subject: str = ""
    """How a sentence about the mean begins (平均年龄); without it the label."""
    short: str = ""
    """Used on a second mention where the dictionary knows it as an alias."""
    say: str = ""
    """For a theme: the word for all its features, where the dictionary knows it."""
    parts: tuple[Text, ...] = ()
    """For a total: the features it consists of."""
    verb: str = ""
    """持有, 贡献: what a segment does to its share of the total."""


class NameRule(Frozen):
    """A name and what has to hold for it."""

    name: Text
    when: When = Field(min_length=1)


class Portrait(Frozen):
    """An interpretation that asserts nothing beyond its conditions."""

    text: Text
    when: When = Field(default_factory=dict)


class Kind(Frozen):
    """A kind of feature, by the ending of its label or a part of it."""

    ends: tuple[Text, ...] = ()
    has: tuple[Text, ...] = ()
    without: tuple[Text, ...] = ()
    """Parts of labels that are of another kind."""


class Strategy(Frozen):
    """A piece of advice, the traits it is for and those that ground it."""

    id: Text
    part: Literal["marketing", "service"]
    product: Text
    channel: Text
    action: Text
    when: When = Field(default_factory=dict)
    grounds: tuple[Text, ...] = ()
    """Features or themes that are cited; without them those of `when`."""
    means: dict[str, tuple[float, float]] = Field(default_factory=dict)
    """Where a level says too little: the mean must lie between (年龄: [48, 120])."""
    risk: Literal["low", "middle", "high"] = "low"


class Target(Frozen):
    """A figure to be reached: never evidence, always to be confirmed by the business."""

    feature: Text
    when: When = Field(default_factory=dict)
    step: float = Field(gt=0, le=0.5)
    """How far above the present mean, as a fraction of it."""
    text: Text
    """With {now} and {target}."""


class Suitability(Frozen):
    """What a segment must show before products of a risk are advised."""

    risk: Literal["middle", "high"]
    when: When = Field(min_length=1)
    words: tuple[Text, ...]
    """An action that contains one of them must carry at least this risk."""


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
    return Pack(
        suffix=names.suffix,
        inverse=names.inverse,
        words=names.words,
        kinds=names.kinds,
        rules=names.rules,
        portraits=names.portraits,
        suitability=advice.suitability,
        strategies=advice.strategies,
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
    return [k for k in when if k.startswith(ANY) and k.removeprefix(ANY) not in names.kinds]


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
        problems += _placeholder_problems(entry.action, {"label"}, where)
        if "{label}" in entry.action and not any(key.startswith(ANY) for key in entry.when):
            problems.append(f"{where}：用了 {{label}}，条件里却没有 any")
    for portrait in names.portraits:
        where = f"{NAMES} portraits（{portrait.text[:8]}…）"
        problems += _placeholder_problems(portrait.text, {"label"}, where)
        if "{label}" in portrait.text and not any(key.startswith(ANY) for key in portrait.when):
            problems.append(f"{where}：用了 {{label}}，条件里却没有 any")
    for target in advice.targets:
        where = f"{STRATEGIES} targets（{target.feature}）"
        problems += _placeholder_problems(target.text, {"now", "target"}, where)
    return problems


def _placeholder_problems(text: str, known: set[str], where: str) -> list[str]:
    try:
        fields = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return [f"{where}：花括号没有成对，请检查"]
    return [f"{where}：不认识的占位符 {{{name}}}" for name in sorted(fields - known)]
