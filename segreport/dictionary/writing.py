"""Writing a guessed dictionary as YAML that a person can read and correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from segreport.dictionary.guessing import Guess
from segreport.dictionary.reading import Dictionary

_HEAD = """\
# 这份字典是由列名和数据猜出来的，每条上面写着依据。请改正后用 --dictionary 指定它。
# 可改的有：label 中文名，unit 单位（'%' 表示数值是 0.15 这样的小数），theme 主题，aliases 别名，
# decimals 小数位数，scale: log 分群时取对数，additive: true 各客户之和有意义，
# role: describe 不参与分群、只用于描述，values 文字列的值在报告里怎样称呼。不要的特征删去整行即可。
"""


def write_guess(guess: Guess) -> str:
    """The guess as YAML text with a comment on each column; parse_dictionary reads it back."""
    text = write_dictionary(guess.dictionary, _HEAD, guess.reasons)
    left_out = [_comment(f"  {left.column}：{left.reason}") for left in guess.left_out]
    return text + "\n".join(["\n# 没有用的列：", *left_out, ""] if left_out else [])


def write_dictionary(dictionary: Dictionary, head: str, reasons: Mapping[str, str]) -> str:
    """The dictionary as YAML text under `head`, with a comment on each column that has a reason."""

    def why(column: str, indent: str = "") -> list[str]:
        return [indent + _comment(reasons[column])] if column in reasons else []

    lines = [head, _line({"name": dictionary.name})]
    if dictionary.id is not None:
        lines += [*why(dictionary.id), _line({"id": dictionary.id})]
    if dictionary.order_by is not None:
        lines += [_comment("群组按它的均值从低到高编号"), _line({"order_by": dictionary.order_by})]
    if dictionary.pack is not None:
        lines += [_comment("命名规则和策略所在的规则包"), _line({"pack": dictionary.pack})]
    if dictionary.themes:
        lines.append("themes:")
        lines += [_entry(theme.model_dump(exclude_defaults=True)) for theme in dictionary.themes]
    lines.append("features:")
    for feature in dictionary.features:
        lines += [*why(feature.name, "  "), _entry(feature.model_dump(exclude_defaults=True))]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    """One comment line, whatever a column is called."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return f"# {shown.rstrip()}"


def _line(entry: dict[str, Any]) -> str:
    return _dump(entry, flow=False).rstrip("\n")


def _entry(entry: dict[str, Any]) -> str:
    plain = {key: list(v) if isinstance(v, tuple) else v for key, v in entry.items()}
    return "  - " + _dump(plain, flow=True).rstrip("\n")


def _dump(entry: dict[str, Any], *, flow: bool) -> str:
    # Left as they are, line separators inside a name would be read back as spaces.
    readable = all(str(value).isprintable() for value in entry.values())
    return str(
        yaml.safe_dump(
            entry, allow_unicode=readable, default_flow_style=flow, sort_keys=False, width=10**6
        )
    )
