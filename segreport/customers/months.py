"""Long monthly tables, one row a customer and month, made one row a customer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from segreport.customers.cells import read_numbers, trimmed
from segreport.customers.raw import RawTable, numbered, without_rows
from segreport.errors import CustomerDataError

MONTHS = (
    "stat_month", "统计月份", "月份", "month", "账期", "账务月", "统计期", "统计日期", "数据日期",
    "数据月份", "年月", "会计月", "data_month", "stat_date", "data_date", "yyyymm", "year_month",
)  # fmt: skip
MEAN = "mean"
_IDS = re.compile(
    r"(^|_)(id|no|code|number)$|id$|客户号|编号|客户代码|账号|卡号|户号", re.IGNORECASE
)
_CUSTOMERS = re.compile(r"客户|会员|用户|cust|user|member|client|account", re.IGNORECASE)
_MONTH = re.compile(
    r"(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<compact>0[1-9]|1[0-2])(?:[0-3]\d)?"
    r"|\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9])(?:月份?|[-/.月]\s*\d{1,2}日?)?)"
    r"(?:[ T]\d.*)?"
)


def is_id_name(name: str) -> bool:
    """Whether a column of this name may hold ids: 客户号, cust_id."""
    return bool(_IDS.search(name.strip()))


def read_month(text: str) -> str | None:
    """'2024-03', '202403', '2024年3月', '2024/3/31' → '2024-03'; None where it is no month."""
    match = _MONTH.fullmatch(text.strip())
    return f"{match['year']}-{int(match['compact'] or match['month']):02d}" if match else None


def one_month(raw: RawTable, id_column: str | None, wanted: str | None) -> RawTable:
    """The table with one row a customer; untouched where it is so already.

    Raises CustomerDataError where the month asked for is not there, where months cannot be read,
    or where a customer has several rows in one month.
    """
    name = raw.sources[0].name
    month = _month_column(raw)
    if month is None:
        if wanted is not None:
            raise CustomerDataError(
                f"文件 {name} 里没有月份列，不能用 --month。月份列应叫“统计月份”或 stat_month。"
            )
        return raw
    key = id_column if id_column in raw.columns.column_names else _customer(raw, month)
    if key is None or not _repeats(raw.columns.select([key])):
        return raw if wanted in (None, MEAN) else _only(raw, month, _chosen(raw, month, wanted))
    if _repeats(raw.columns.select([key, month])):
        raise CustomerDataError(
            f"文件 {name} 里同一个 {key} 在同一个 {month} 有多行，不知道用哪一行。"
            "请先按客户和月份汇总。"
        )
    if wanted == MEAN:
        return _mean(raw, key, month)
    latest = _only(raw, month, _chosen(raw, month, wanted))
    lost = pc.count_distinct(raw.columns[key]).as_py() - latest.columns.num_rows
    note = f"{lost} 位客户在这个月没有数据，未计入。"
    return replace(latest, notes=(*latest.notes, note)) if lost else latest


def has_months(raw: RawTable) -> bool:
    """Whether there is a column of months."""
    return _month_column(raw) is not None


def shared_month(tables: Sequence[RawTable]) -> str | None:
    """The latest month that all of several tables have, so that none is read as of another day.

    None where fewer than two have months. Raises CustomerDataError where they share none.
    """
    columns = {i: c for i, raw in enumerate(tables) if (c := _month_column(raw)) is not None}
    if len(columns) < 2:
        return None
    found = {tables[i].sources[0].name: set(_months(tables[i], c)) for i, c in columns.items()}
    shared = set.intersection(*found.values())
    if not shared:
        shown = "，".join(f"{name} 是 {min(m)} 到 {max(m)}" for name, m in found.items())
        raise CustomerDataError(f"几个文件没有共同的月份：{shown}。请用同一时期的数据。")
    return str(max(shared))


def _month_column(raw: RawTable) -> str | None:
    return next((c for c in raw.columns.column_names if c.strip().lower() in MONTHS), None)


def _customer(raw: RawTable, month: str) -> str | None:
    """The column that is, together with the month, different in every row."""
    named = [c for c in raw.columns.column_names if c != month and is_id_name(c)]
    if any(not _repeats(raw.columns.select([c])) and "客户" in c for c in named):
        return None
    repeated = [c for c in named if _repeats(raw.columns.select([c]))]
    whole = [c for c in repeated if not _repeats(raw.columns.select([c, month]))]
    customers = [c for c in repeated if _CUSTOMERS.search(c)]
    return next(iter(whole or customers), None)


def _repeats(columns: pa.Table) -> bool:
    plain = numbered(columns)
    distinct = plain.group_by(plain.column_names).aggregate([]).num_rows
    return bool(distinct < columns.num_rows)


def _months(raw: RawTable, column: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    coded = trimmed(raw.columns.column(column)).combine_chunks().dictionary_encode()
    values = [read_month(value) for value in coded.dictionary.to_pylist()]
    if coded.null_count or None in values:
        cells = coded.dictionary.to_pylist()
        odd = "空" if coded.null_count else cells[values.index(None)]
        raise CustomerDataError(
            f"文件 {raw.sources[0].name} 的月份列 {column} 有看不懂的月份（例如“{odd}”）。"
            "请写成 2024-03 的样子，或先只留一个月的数据。"
        )
    found: np.ndarray[tuple[int], np.dtype[np.object_]] = np.array(values, dtype=object)[
        coded.indices.to_numpy()
    ]
    return found


def _chosen(raw: RawTable, column: str, wanted: str | None) -> str:
    months = sorted(set(_months(raw, column)))
    if wanted is None:
        return str(months[-1])
    chosen = read_month(wanted)
    if chosen is None:
        raise CustomerDataError(
            f"看不懂 --month “{wanted}”。请写成 {months[-1]} 的样子，或写 mean。"
        )
    if chosen not in months:
        raise CustomerDataError(
            f"文件 {raw.sources[0].name} 里没有 {wanted} 的数据，{column} 有 {len(months)} 个月："
            f"{months[0]} 到 {months[-1]}。--month 写成 {months[-1]} 或 mean。"
        )
    return str(chosen)


def _only(raw: RawTable, column: str, month: str) -> RawTable:
    months = _months(raw, column)
    here = months == month
    count = len(set(months))
    note = (
        f"{raw.sources[0].name} 是按月的表（{column} 有 {count} 个月），只用 {month} 的数据；"
        "用别的月份或各月平均，请加 --month 2024-03 或 --month mean。"
    )
    rows, others = raw.numbers()[here], raw.numbers()[~here]
    return replace(
        raw,
        columns=raw.columns.filter(pa.array(here)),
        first_row=int(rows[0]),
        notes=(*raw.notes, note),
        row_numbers=rows,
        dropped=raw.dropped + without_rows(raw.sources, f"不是 {month} 的数据", others),
    )


def _mean(raw: RawTable, key: str, month: str) -> RawTable:
    """Numbers are averaged over the months that have one; texts are those of the last month."""
    order = np.argsort(_months(raw, month), kind="stable")
    table = raw.columns.take(pa.array(order))
    keys = pd.Series(trimmed(table.column(key)).to_pandas())
    last = np.sort(np.flatnonzero(~keys.duplicated(keep="last").to_numpy()))
    result = table.take(pa.array(last))
    for position, name in enumerate(table.column_names):
        numbers = read_numbers(table.column(name))
        if name in (key, month) or not numbers.numeric or len(numbers.bad) or numbers.mixed:
            continue
        means = pd.Series(numbers.values).groupby(keys.to_numpy()).mean()
        values = means.reindex(keys.iloc[last]).to_numpy()
        result = result.set_column(position, name, pa.array(values, from_pandas=True))
    count = len(set(_months(raw, month)))
    note = (
        f"{raw.sources[0].name} 是按月的表（{month} 有 {count} 个月），数值取各月平均，"
        "文字取最后一个月。"
    )
    rows = raw.numbers()[order]
    merged = np.setdiff1d(np.arange(len(rows)), last)
    return replace(
        raw,
        columns=result,
        notes=(*raw.notes, note),
        row_numbers=rows[last],
        dropped=raw.dropped + without_rows(raw.sources, "已并入各月平均", np.sort(rows[merged])),
    )
