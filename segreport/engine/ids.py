"""The ids of customers in an engine: as text, mended where that is sure, or what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ibis import or_

from segreport.customers.numerals import MISSING
from segreport.engine.measuring import count_distinct, fetch
from segreport.engine.roster import Roster

if TYPE_CHECKING:
    from ibis.expr import types as ir

_BLANKS = " \t\n\r\v\f"
_WIDE = "[\uff01-\uff5e\u3000\u00a0\t]"
_FLAGS = ("padded", "empty", "wide", "pointed", "bruised")
_POINT_ZERO, _SCIENTIFIC = r"^[0-9]+[.]0$", r"^[0-9]([.][0-9]+)?[eE][+][0-9]+$"


def read_ids(
    raw: ir.Table, name: str, roster: Roster | None, problems: list[str], notes: list[str]
) -> ir.Value:
    """The ids as text; what is wrong with them goes to the problems."""
    column = raw[name]
    if column.type().is_floating():
        column = column.cast("int64")
    text = column.cast("string")
    if roster is not None and roster.plain:
        found = dict.fromkeys(_FLAGS, 0) | {"n": roster.n, "distinct": roster.distinct}
    else:
        found = _facts(raw, text)
    if found["padded"]:
        text = text.strip()
        found = _facts(raw, text)
    if found["empty"]:
        problems.append(f"客户号列 {name} 有 {found['empty']} 行是空的。请补上或删除这些行")
    elif found["distinct"] < found["n"]:
        problems.append(
            f"客户号列 {name} 有重复：{found['n']} 行只有 {found['distinct']} 个不同的客户号。"
            "一位客户只能有一行，请先去重或按客户汇总"
        )
    if found["wide"]:
        problems.append(
            f"客户号列 {name} 有 {found['wide']} 个带全角字符或看不见的空白。请换成半角、去掉空白"
        )
    if found["bruised"]:
        problems.append(
            f"客户号列 {name} 有 {found['bruised']} 个被 Excel 写成了科学计数法，"
            "末尾的数字已丢失。请在源系统里按文本重新导出"
        )
    if found["pointed"] and found["pointed"] == found["n"]:
        notes.append(f"客户号列 {name} 每个都以“.0”结尾（Excel 当作了小数），已去掉。")
        return text.substr(0, text.length() - 2)
    if found["pointed"]:
        notes.append(f"客户号列 {name} 有 {found['pointed']} 个以“.0”结尾，其余没有，未作改动。")
    return text


def _facts(raw: ir.Table, text: ir.Value) -> dict[str, Any]:
    """What may be wrong with ids. Stripping all takes longer than asking whether any is padded."""
    odd = text.contains(".") | text.contains("+")  # quicker than the patterns
    flags = (
        or_(*(side(sign) for sign in _BLANKS for side in (text.startswith, text.endswith))),
        text.isnull() | text.isin(MISSING),
        text.re_search(_WIDE),
        odd & text.re_search(_POINT_ZERO),
        odd & text.re_search(_SCIENTIFIC),
    )
    wanted = {name: flag.ifelse(1, 0).sum() for name, flag in zip(_FLAGS, flags, strict=True)}
    found = fetch(raw.aggregate(n=raw.count(), **wanted))[0]
    return found | {"distinct": count_distinct(text)}
