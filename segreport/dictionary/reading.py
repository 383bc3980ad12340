"""Reading a dictionary from YAML: strict, with the line of every mistake."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from segreport.errors import DictionaryError
from segreport.models import Feature, Frozen, Text, Theme

Model = TypeVar("Model", bound=Frozen)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where PyYAML brings it

_REASONS = {
    "extra_forbidden": "不认识的键",
    "missing": "缺少必填的键",
    "string_too_short": "不能为空",
    "string_type": "应为文字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "literal_error": "取值不在允许范围内",
    "tuple_type": "应为列表",
    "dict_type": "应为“键: 值”的形式",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "model_type": "应为“键: 值”的形式",
}


class Dictionary(Frozen):
    """What the columns of a customer table mean."""

    name: Text = "客户"
    """Title of the data; stands in the report."""
    id: str | None = None
    """The id column: never a feature, never leaves the machine."""
    order_by: str | None = None
    """Segments are numbered upward by the mean of this feature."""
    pack: str | None = None
    """Folder of `data/packs` with the naming rules and strategies of the trade."""
    themes: tuple[Theme, ...] = ()
    features: tuple[Feature, ...]


def read_dictionary(path: Path) -> Dictionary:
    """The dictionary in a YAML file. Raises DictionaryError listing every mistake by line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DictionaryError(f"找不到字典文件 {path}。请检查路径。") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DictionaryError(
            f"读不了字典文件 {path}：{error}。请确认它是 UTF-8 编码的 YAML 文件。"
        ) from error
    return parse_dictionary(text, str(path))


def parse_dictionary(text: str, source: str) -> Dictionary:
    """The dictionary in a YAML text; `source` is named in errors (DictionaryError)."""
    dictionary = parse_yaml(
        text,
        f"字典 {source}",
        Dictionary,
        "features",
        "每个特征至少要写 name（列名）和 label（中文名）",
    )
    _refuse_contradictions(dictionary, source)
    return dictionary


def parse_yaml(text: str, source: str, model: type[Model], key: str, cure: str) -> Model:
    """The value of a pydantic `model` in a YAML text that has at least `key`.

    `source` says what and where the text is, `cure` what to write under `key`. Raises
    DictionaryError listing every mistake by line.
    """
    try:
        data = yaml.load(text, _Loader)  # noqa: S506  # both are safe loaders
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"第 {mark.line + 1} 行" if mark else "某处"
        raise DictionaryError(
            f"{source} {place}不是合法的 YAML。请检查缩进、冒号后的空格和引号。"
        ) from error
    if not isinstance(data, dict) or not data.get(key):
        raise DictionaryError(f"{source} 里没有 {key}。{cure}。")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        tree = yaml.compose(text, _Loader)
        lines = [
            f"第 {_line(tree, problem['loc'])} 行 {'.'.join(str(p) for p in problem['loc'])}："
            f"{_REASONS.get(problem['type'], problem['msg'])}"
            for problem in error.errors()
        ]
        raise DictionaryError(f"{source} 有 {len(lines)} 处错误：\n" + "\n".join(lines)) from None


def _line(node: Any, path: tuple[int | str, ...]) -> int:
    """Line (from 1) of the deepest node on `path` that exists."""
    line = int(node.start_mark.line) + 1
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(step)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def _refuse_contradictions(dictionary: Dictionary, source: str) -> None:
    names = [feature.name for feature in dictionary.features]
    labels = [feature.label for feature in dictionary.features]
    themes = [theme.name for theme in dictionary.themes]
    problems = [
        f"{what} {value} 写了 {count} 次"
        for what, values in (("列名", names), ("中文名", labels), ("主题", themes))
        for value, count in Counter(values).items()
        if count > 1
    ]
    problems += [
        f"特征 {feature.name} 的主题 {feature.theme} 不在 themes 里"
        for feature in dictionary.features
        if feature.theme and feature.theme not in themes
    ]
    if dictionary.order_by is not None and dictionary.order_by not in names:
        problems.append(f"order_by 写的 {dictionary.order_by} 不是任何特征的 name")
    if dictionary.id is not None and dictionary.id in names:
        problems.append(f"客户号 {dictionary.id} 不能同时是特征")
    if problems:
        raise DictionaryError(
            f"字典 {source} 自相矛盾：" + "；".join(problems) + "。请改正后重试。"
        )
