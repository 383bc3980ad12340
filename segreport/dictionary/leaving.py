"""Which columns are no features, and why. Each check gives a Chinese reason, or None."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from segreport.dictionary.facts import ColumnFacts
from segreport.dictionary.headers import Header, is_chinese
from segreport.dictionary.terms import Terms

MOST_CATEGORIES = 20
MOST_CODES = 50
MOST_MISSING = 0.5
LONG_NUMBER = 1_000_000
MOST_YEARS = 120

_PERSONAL = (
    ("手机号", re.compile(r"(\+?86[- ]?)?1[3-9]\d{9}")),
    ("身份证号", re.compile(r"\d{17}[\dXx]")),
    ("电子邮箱", re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")),
    ("住址", re.compile(r".*[省市区县镇].*([路街道巷村]|小区).*\d+.*")),
)
_DATE = re.compile(
    r"(19|20)\d\d[-/.年]\d{1,2}([-/.月]\d{1,2}日?|月)?([ T]\d{1,2}:\d\d.*)?|(19|20)\d{6}"
)

Check = Callable[[ColumnFacts, Header, Terms], str | None]


def why_left_out(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    """Why the column is no feature; None where it may be one."""
    return next((why for check in CHECKS if (why := check(facts, header, terms))), None)


def why_personal(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    """Names, phones, id cards, addresses: by header, by examples, by size of the numbers."""
    long = not facts.numeric or facts.minimum >= LONG_NUMBER
    counted = facts.numeric and (facts.distinct <= 2 or _is_small(facts))
    if (header.is_one_of(terms.personal) and not counted) or (
        long and _ends_personal(header, terms)
    ):
        return "列名像个人信息（姓名、电话、证件、地址等），不参与分析，也不会外传"
    if facts.numeric:
        phones = facts.integral and facts.minimum >= 1.3e10 and facts.maximum < 2e10
        cards = facts.integral and facts.minimum >= 1e14
        what = "手机号" if phones else "证件号或卡号" if cards else ""
        return f"数值像{what}，是个人信息，不参与分析，也不会外传" if what else None
    for what, pattern in _PERSONAL:
        if 2 * sum(bool(pattern.fullmatch(e.strip())) for e in facts.examples) > len(
            facts.examples
        ):
            return f"内容像{what}，是个人信息，不参与分析，也不会外传"
    return None


def _is_small(facts: ColumnFacts) -> bool:
    """Whether a place or a name is given as a small number: years at an address, say."""
    return facts.numeric and facts.minimum >= 0 and facts.maximum <= MOST_YEARS


def _place(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    if not (facts.numeric and header.is_one_of(terms.personal) and facts.distinct > 2):
        return None
    return (
        f"列名像地址一类的文字，内容却是 {facts.minimum:g} 到 {facts.maximum:g} 的数，看不出含义；"
        "若是年数或等级，请在字典里写上中文名和单位"
    )


def _ends_personal(header: Header, terms: Terms) -> bool:
    """配偶姓名, contact_phone_number; but a branch_name is nobody's."""
    words = "_".join(header.tokens)
    return any(
        header.label.endswith(term) if is_chinese(term) else words.endswith(f"_{term}")
        for term in terms.personal
        if term != "name"
    )


def why_row_number(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    """Whole numbers that count the rows."""
    counting = facts.numeric and facts.integral and facts.distinct == facts.count > 1
    running = counting and facts.maximum - facts.minimum == facts.count - 1 and facts.minimum <= 1
    named = header.is_one_of(terms.row_numbers)
    return "是行号，不是客户的特征" if running or (named and counting) else None


def why_date(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    """Dates and months, as text or as numbers such as 20250401."""
    if not facts.numeric:
        shaped = facts.examples and all(_DATE.fullmatch(e.strip()) for e in facts.examples)
        named = header.mentions(terms.dates) or header.label.endswith("时间")
        return "是日期，不能直接用于分群；可先换算成距今天数" if shaped or named else None
    if not facts.integral:
        return None
    ends = (facts.minimum, facts.maximum)
    dated = all(_is_day(value) for value in ends)
    if header.mentions(terms.dates) and all(20_000 <= value <= 60_000 for value in ends):
        return "是 Excel 的日期序号，不能直接用于分群；可先换算成距今天数"
    if header.mentions((*terms.dates, "month", "year")):
        dated = dated or all(190001 <= value <= 210012 for value in ends)
        dated = dated or all(1900 <= value <= 2100 for value in ends)
    return "是日期，不能直接用于分群；可先换算成距今天数" if dated else None


def _is_day(value: float) -> bool:
    number = int(value)
    try:
        day = datetime.date(number // 10_000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return False
    return 1900 <= day.year <= 2100


def _no_name(facts: ColumnFacts, _header: Header, _terms: Terms) -> str | None:
    return None if facts.name and facts.name == facts.name.strip() else "列名为空或首尾有空白"


def _empty(facts: ColumnFacts, _header: Header, _terms: Terms) -> str | None:
    return None if facts.count else "整列没有值"


def _another_id(_facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    named = header.is_one_of(terms.ids) or "id" in header.tokens[-1:]
    named = named or header.label.endswith(("编号", "号码", "流水号", "单号", "ID", "id"))
    return "是编号，不是客户的特征" if named else None


def _cluster(_facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    if "encoded" in header.tokens:
        return "是另一列的数字编码，均值没有意义"
    named = header.mentions(terms.clusters)
    return "是已有的分群结果；要分析它请用 --segment-column 指定" if named else None


def _model(_facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    return "是模型的输出，不是客户的行为" if header.mentions(terms.models) else None


def _constant(facts: ColumnFacts, _header: Header, _terms: Terms) -> str | None:
    return "整列只有一个值" if facts.distinct == 1 else None


def _sparse(facts: ColumnFacts, _header: Header, _terms: Terms) -> str | None:
    share = facts.missing / (facts.count + facts.missing)
    return f"缺失 {share:.0%}，超过一半" if share > MOST_MISSING else None


def _many_categories(facts: ColumnFacts, _header: Header, _terms: Terms) -> str | None:
    if facts.numeric or facts.distinct <= min(MOST_CATEGORIES, facts.count / 2):
        return None
    if facts.odd:
        return f"多数是数字，但{facts.odd}；改正后可作数值特征"
    return f"文字列，有 {facts.distinct} 种取值，太多而不便描述（至多 {MOST_CATEGORIES} 种）"


def _code(facts: ColumnFacts, header: Header, terms: Terms) -> str | None:
    if not facts.numeric or not facts.integral or is_yes_or_no(facts):
        return None
    if facts.distinct <= 2:
        return f"只有 {facts.minimum:g} 和 {facts.maximum:g} 两个值，像是编码；可换成文字后用于描述"
    amount = header.unit or header.label.endswith(("数", "额", "率"))
    if amount or facts.distinct > MOST_CODES or header.mentions(terms.ordinals):
        return None
    named = header.mentions(terms.codes) or header.label.endswith("标志")
    return (
        f"是数字编码（{facts.distinct} 种取值），均值没有意义；可换成文字后用于描述"
        if named
        else None
    )


def is_yes_or_no(facts: ColumnFacts) -> bool:
    """Whether the numbers are 0 and 1."""
    return facts.integral and facts.distinct == 2 and (facts.minimum, facts.maximum) == (0, 1)


CHECKS: tuple[Check, ...] = (
    _no_name,
    _empty,
    why_personal,
    _place,
    _another_id,
    why_row_number,
    _cluster,
    _model,
    why_date,
    _constant,
    _sparse,
    _many_categories,
    _code,
)
"""In the order in which they are asked; the first reason is the one that is told."""
