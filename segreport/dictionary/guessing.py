"""Guessing a dictionary from the columns of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from segreport.dictionary.facts import ColumnFacts
from segreport.dictionary.headers import (
    Header,
    foreign_money,
    is_chinese,
    read_header,
    unit_by_label,
)
from segreport.dictionary.leaving import (
    MOST_CATEGORIES,
    is_yes_or_no,
    why_date,
    why_left_out,
    why_personal,
    why_row_number,
)
from segreport.dictionary.reading import Dictionary
from segreport.dictionary.terms import Terms
from segreport.errors import DictionaryError
from segreport.models import Feature, LeftOut, Theme

SKEWED = 3.0
SMALL_MONEY = 500
FEWEST_ROWS = 20
SHORTEST_ID = 1000
_MONEY = ("元", "千元", "万元", "百万元", "亿元", "美元", "千美元", "万美元", "港元")
_COUNTS = ("次", "笔", "单", "件")


@dataclass(frozen=True, slots=True)
class Guess:
    """A dictionary and why it is so."""

    dictionary: Dictionary
    reasons: dict[str, str]
    """Column → one Chinese sentence: why it is what it is, or why it is left out."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The columns that are neither features nor the id."""
        used = {feature.name for feature in self.dictionary.features} | {self.dictionary.id}
        return tuple(LeftOut(column=c, reason=r) for c, r in self.reasons.items() if c not in used)


def guess_dictionary(
    columns: Sequence[ColumnFacts], rows: int, title: str, terms: Terms, money: str = ""
) -> Guess:
    """A dictionary for a table of `rows` customers, in the order of its columns.

    `money`: what amounts are in where no header says it; '' is 元.

    Raises DictionaryError where no column may serve as a feature.
    """
    headers = {facts.name: read_header(facts.name, terms) for facts in columns}
    chosen = _choose_id(columns, rows, headers, terms)
    reasons: dict[str, str] = {}
    features: list[Feature] = []
    for facts in columns:
        header = headers[facts.name]
        if chosen is not None and facts.name == chosen[0]:
            reasons[facts.name] = chosen[1]
        elif why := why_left_out(facts, header, terms):
            reasons[facts.name] = why
        else:
            feature, why = _guess_feature(facts, header, terms, money)
            features.append(feature)
            reasons[facts.name] = why
    if not features:
        raise DictionaryError(
            f"{title} 里没有一列可以用作特征："
            + "；".join(f"{name} {why}" for name, why in reasons.items())
            + "。请检查文件，或写一份字典并用 --dictionary 指定。"
        )
    dictionary = Dictionary(
        name=title,
        id=chosen[0] if chosen else None,
        order_by=_choose_order(features, terms),
        themes=_themes(features, terms),
        features=_distinct_labels(features),
    )
    return Guess(dictionary, reasons)


def find_currency(columns: Sequence[ColumnFacts]) -> str:
    """美元 where headers or categories say so; '' where nothing is said, or several things are."""
    return foreign_money(text for facts in columns for text in (facts.name, *facts.examples))


def _choose_id(
    columns: Sequence[ColumnFacts], rows: int, headers: dict[str, Header], terms: Terms
) -> tuple[str, str] | None:
    """The id column and why: by name, else the first column in which every row differs."""
    for word in terms.ids:
        for facts in columns:
            if headers[facts.name].is_one_of((word,)) and 2 * facts.distinct > rows:
                alike = "，但有重复" if facts.distinct < facts.count else "，且互不重复"
                return facts.name, f"列名像客户编号{alike}"
    for facts in columns:
        header = headers[facts.name]
        if facts.distinct != rows or rows < FEWEST_ROWS or why_personal(facts, header, terms):
            continue
        if not facts.numeric and not why_date(facts, header, terms):
            return facts.name, "文字列，每行都不同，看来是客户编号"
        unknown = not header.unit and not unit_by_label(header.label, terms)
        long = facts.integral and facts.minimum >= SHORTEST_ID
        if long and unknown and not why_row_number(facts, header, terms):
            return facts.name, "整数列，每行都不同，看来是客户编号"
    return None


def _guess_feature(
    facts: ColumnFacts, header: Header, terms: Terms, money: str
) -> tuple[Feature, str]:
    """The feature a column makes, and why it is guessed so."""
    why = [] if is_chinese(header.name) else [_why_label(header)]
    label, unit, role = header.label, "", "describe"
    if not facts.numeric:
        why.append(f"文字列，{facts.distinct} 种取值，只用于描述")
    elif is_yes_or_no(facts):
        label, unit = _share_label(label), "%"
        why.append("只有 0 和 1，均值就是占比，只用于描述")
    else:
        unit, reason = guess_unit(facts, header, terms, money)
        why.append(reason)
        coded = facts.integral and facts.distinct <= MOST_CATEGORIES and not unit
        if coded and header.mentions(terms.ordinals):
            why.append(f"是 {facts.minimum:g} 到 {facts.maximum:g} 的等级，只用于描述")
        else:
            role = "cluster"
    log = role == "cluster" and facts.skew > SKEWED and facts.minimum >= 0
    if log:
        why.append(f"分布很偏（偏度 {facts.skew:.1f}），分群时取对数")
    additive = role == "cluster" and facts.minimum >= 0 and _is_additive(label, unit, terms)
    if additive:
        why.append("各客户之和有意义")
    feature = Feature(
        name=facts.name,
        label=label,
        unit=unit,
        theme=_theme(label, terms) if role == "cluster" else "",
        scale="log" if log else "linear",
        additive=additive,
        role="cluster" if role == "cluster" else "describe",
        values=_values(facts, terms),
    )
    return feature, "；".join(part for part in why if part)


def _values(facts: ColumnFacts, terms: Terms) -> tuple[tuple[str, str], ...]:
    """What stands in a text column, in Chinese; nothing unless all that was seen is known."""
    if not facts.examples or not all(e.strip().lower() in terms.values for e in facts.examples):
        return ()
    return tuple((e.strip(), terms.values[e.strip().lower()]) for e in facts.examples)


def _why_label(header: Header) -> str:
    return "中文名由词表译出" if header.known else "词表里没有这个列名，请补上中文名"


def _share_label(label: str) -> str:
    """违约 → 违约占比, 存款标志 → 有存款的占比, 是否逾期 → 逾期占比."""
    if label.endswith("标志") and label != "标志":
        return f"有{label.removesuffix('标志')}的占比"
    return f"{label.removeprefix('是否')}占比"


def guess_unit(
    facts: ColumnFacts, header: Header, terms: Terms, money: str = ""
) -> tuple[str, str]:
    """The unit of a numeric column and why; '' where it would be a lie."""
    unit = header.unit or unit_by_label(header.label, terms)
    if unit == "%":
        if facts.minimum < -1 or facts.maximum > (2 if facts.mean <= 0.5 else 1):
            return "", f"像百分比，但最大值 {facts.maximum:g} 超过 1，不是小数，所以不写单位"
        return "%", "是百分比，数值看作小数（0.15 即 15%）"
    if header.unit:
        return unit, f"单位 {unit} 取自列名" if is_chinese(header.name) else f"单位按 {unit} 猜测"
    if unit == "元" and money:
        return money, f"单位 {money} 取自表里表外的说明"
    if unit == "元" and is_small_money(facts, header, terms):
        return "", f"像金额，但均值只有 {facts.mean:.4g}，不像以元计，请补上单位（千元？万元？）"
    return (unit, f"单位按 {unit} 猜测") if unit else ("", "看不出单位")


def is_small_money(facts: ColumnFacts, header: Header, terms: Terms) -> bool:
    """Whether incomes and balances are so small that they cannot be in 元."""
    return abs(facts.mean) < SMALL_MONEY and header.mentions(terms.large)


def _is_additive(label: str, unit: str, terms: Terms) -> bool:
    if any(word in label for word in terms.prices):
        return False
    money = unit in _MONEY or (not unit and unit_by_label(label, terms) == "元")
    return money or (unit in _COUNTS and any(word in label for word in terms.sums))


def _theme(label: str, terms: Terms) -> str:
    return next((r.theme for r in terms.themes if any(word in label for word in r.words)), "")


def _themes(features: Sequence[Feature], terms: Terms) -> tuple[Theme, ...]:
    """The themes in use, in the order of their first features."""
    aliases = {rule.theme: rule.aliases for rule in terms.themes}
    used = dict.fromkeys(feature.theme for feature in features if feature.theme)
    return tuple(Theme(name=name, aliases=aliases[name]) for name in used)


def _choose_order(features: Sequence[Feature], terms: Terms) -> str | None:
    """The feature that stands for a customer's value: by its label, else the only one like it."""
    money = [f for f in features if f.role == "cluster" and f.additive]
    for word in terms.order_by:
        same = [f.name for f in money if f.label == word]
        like = [f.name for f in money if word in f.label]
        if same or len(like) == 1:
            return (same or like)[0]
    return None


def _distinct_labels(features: Sequence[Feature]) -> tuple[Feature, ...]:
    """Where two columns would have one label, the column name is added to it."""
    times = Counter(feature.label for feature in features)
    return tuple(
        f.model_copy(update={"label": f"{f.label}（{f.name}）"}) if times[f.label] > 1 else f
        for f in features
    )
