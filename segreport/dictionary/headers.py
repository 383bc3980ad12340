"""Reading one column header: its Chinese label and the unit in its brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from segreport.dictionary.terms import Terms

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "元": ("￥", "¥", "rmb", "cny", "人民币", "人民币元", "yuan"),
    "千元": ("千", "k", "thousands"),
    "万元": ("万", "万人民币", "wan"),
    "百万元": ("百万",),
    "亿元": ("亿",),
    "美元": ("usd", "$", "us$"),
    "千美元": ("k$", "k usd", "$k"),
    "万美元": (),
    "港元": ("hkd",),
    "岁": ("周岁",),
    "年": ("years", "year", "yrs"),
    "个月": ("月", "months", "month"),
    "周": ("weeks", "week"),
    "天": ("日", "days", "day"),
    "小时": ("hours", "hour", "h"),
    "分钟": ("minutes", "min", "分钟数"),
    "秒": ("seconds", "sec", "s", "秒数"),
    "次": ("times",),
    **dict.fromkeys(("个", "笔", "件", "单", "张", "人", "户", "份", "条", "分", "倍"), ()),
    "公里": ("km", "千米"),
    "米": (),
    "平方米": ("㎡", "平米"),
    "MB": ("mb", "m", "兆"),
    "GB": ("gb", "g"),
    "%": ("％", "百分比", "percent", "pct"),
}
UNITS = {word: unit for unit, words in _SPELLINGS.items() for word in (unit, *words)}
_PERIODS = {"年": "年", "个月": "月", "周": "周", "天": "日"}
_SHORT_TAILS = ("元", "￥", "%")

_FOREIGN = {
    "美元": re.compile(r"\$|usd|美元|美金", re.IGNORECASE),
    "港元": re.compile(r"hk\$|hkd|港元|港币", re.IGNORECASE),
    "欧元": re.compile(r"€|\beur|欧元", re.IGNORECASE),
    "英镑": re.compile(r"£|\bgbp|英镑", re.IGNORECASE),
    "日元": re.compile(r"\bjpy|日元|日圆", re.IGNORECASE),
}
_YUAN = re.compile(r"(?<![美港欧日])元|[￥¥]|\b(?:rmb|cny|yuan)\b|人民币", re.IGNORECASE)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"^(.*?)\s*[（(\[【]\s*([^（()）\[\]【】]*?)\s*[）)\]】]$", re.DOTALL)
_TAIL = re.compile(r"^(.*\S)\s*([/_\-])\s*([^/_\-]+)$", re.DOTALL)
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_COUNTERS = ("number", "num", "no", "n", "nb", "cnt", "count")


@dataclass(frozen=True, slots=True)
class Header:
    """A column header as it was understood."""

    name: str
    label: str
    unit: str
    """From brackets in the header or in its translation; '' where there are none."""
    known: bool
    """Whether the label is Chinese: written so, or translated."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """English words and numbers of the header, lower case."""
        return split_words(self.name)

    def mentions(self, words: tuple[str, ...]) -> bool:
        """Whether one of the words is in it: English as a whole word, Chinese anywhere."""
        return any(
            word in self.name or word in self.label if is_chinese(word) else word in self.tokens
            for word in words
        )

    def is_one_of(self, words: tuple[str, ...]) -> bool:
        """Whether it is, as a whole, one of the words."""
        return "_".join(self.tokens) in words or self.label.lower() in words


def foreign_money(texts: Iterable[str]) -> str:
    """美元 where headers or categories speak of dollars and none of 元; '' where they do not."""
    written = "\n".join(texts)
    found = [money for money, spelling in _FOREIGN.items() if spelling.search(written)]
    if "港元" in found and "美元" in found and not re.search(r"(?<![hH][kK])\$|usd|美", written):
        found.remove("美元")
    return found[0] if len(found) == 1 and not _YUAN.search(written) else ""


def is_chinese(text: str) -> bool:
    """Whether there is a Chinese character in the text."""
    return bool(_CHINESE.search(text))


def split_words(header: str) -> tuple[str, ...]:
    """TotalCharges, total_charges, Total charges → ('total', 'charges')."""
    return tuple(re.findall(r"[^\W_]+", _HUMPS.sub("_", header).lower()))


def spellings(name: str) -> tuple[str, ...]:
    """What a header is compared by: without its unit, its case and its underscores.

    In R(最近消费天数) either may be known, the words or the letter; the words come first.
    """
    plain = name.strip()
    if not is_chinese(plain):
        bracketed = _BRACKETS.match(plain)
        return ("_".join(split_words(bracketed[1] if bracketed and bracketed[1] else plain)),)
    label = _split_unit(plain)[0]
    letters = (plain[0].lower(),) if is_letter_header(plain) else ()
    return (re.sub(r"\s+", "", label).lower(), *letters)


def is_letter_header(name: str) -> bool:
    """Whether a letter comes first and what it stands for in brackets: R(最近消费天数)."""
    bracketed = _BRACKETS.match(name.strip())
    return bracketed is not None and len(bracketed[1]) == 1 and not is_chinese(bracketed[1])


def read_header(name: str, terms: Terms) -> Header:
    """The header with its Chinese label; where it cannot be translated it is its own label."""
    if is_chinese(name):
        return _finish(name, *_split_unit(name.strip()), terms)
    bracketed = _BRACKETS.match(name.strip())
    head = bracketed[1] if bracketed and bracketed[1] else name
    unit = _unit_of(bracketed[2]) if bracketed else ""
    words = split_words(head)
    chinese = terms.headers.get("_".join(words)) or _translate(words, terms)
    if not chinese:
        return Header(name, name, "", known=False)
    label, own = _split_unit(chinese)
    return _finish(name, label, unit or own, terms)


def unit_by_label(label: str, terms: Terms) -> str:
    """The unit that goes with a label; '' where none does."""
    for rule in terms.units:
        if label.endswith(rule.endings) or any(word in label for word in rule.words):
            return rule.unit
    return ""


def _finish(name: str, label: str, unit: str, terms: Terms) -> Header:
    """In 消费金额（月） the bracket is no unit but the period: 月消费金额; years of age are 岁."""
    natural = unit_by_label(label, terms)
    if unit in _PERIODS and natural == "岁":
        unit = natural
    elif unit in _PERIODS and natural not in ("", *_PERIODS):
        label, unit = _PERIODS[unit] + label, ""
    return Header(name, label, unit, known=True)


def _unit_of(text: str) -> str:
    return UNITS.get(text) or UNITS.get(text.lower(), "")


def _split_unit(header: str) -> tuple[str, str]:
    """年收入（万元） → (年收入, 万元). R(最近消费天数) → (最近消费天数, '')."""
    bracketed = _BRACKETS.match(header)
    if bracketed and bracketed[1]:
        head, inner = bracketed[1], bracketed[2]
        if unit := _unit_of(inner):
            return head, unit
        if is_letter_header(header) and is_chinese(inner):
            return inner, ""
        return head if is_chinese(head) else header, ""
    tail = _TAIL.match(header)
    if tail and is_chinese(tail[1]):
        plain = tail[2] == "/" or len(tail[3]) > 1 or tail[3] in _SHORT_TAILS
        return (tail[1], _unit_of(tail[3])) if plain and _unit_of(tail[3]) else (header, "")
    return header, ""


def _translate(words: tuple[str, ...], terms: Terms) -> str:
    """Phrase by phrase, the longest first; '' where a word is unknown."""
    if len(words) > 1 and words[0] in _COUNTERS:
        words = (*words[1:], "count")
    label = unit = ""
    while words:
        size = next((n for n in (3, 2, 1) if "_".join(words[:n]) in terms.words), 1)
        phrase = "_".join(words[:size])
        words = words[size:]
        part = phrase if phrase.isdigit() else terms.words.get(phrase)
        if part is None:
            return ""
        if part.startswith("（"):
            unit = part
        elif part == "次数" and label and not label.endswith(terms.actions):
            label += "" if label.endswith("数") else "数"
        else:
            label += part
    return label + unit if is_chinese(label) else ""
