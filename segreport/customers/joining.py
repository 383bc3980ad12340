"""Several files as one table, joined on the id they share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from segreport.customers.ids import read_ids
from segreport.customers.months import is_id_name
from segreport.customers.raw import RawTable, numbered, show_rows, without_rows
from segreport.errors import CustomerDataError
from segreport.models import Dropped

_ROW = "\0row"
_SHOWN = 6
_BRUISES = re.compile(r"^['‘’\s]*0+(?=.)|^['‘’\s]+|\.0$|\s+")


def join(tables: Sequence[RawTable], id_column: str | None) -> RawTable:
    """The customers that are in every file, in the order of the first.

    Raises CustomerDataError where the files share no id, or one customer has several rows.
    """
    names = "、".join(table.sources[0].name for table in tables)
    shared = set.intersection(*(set(table.columns.column_names) for table in tables))
    key = id_column if id_column in shared else _key(tables, shared)
    if key is None or any(_repeats(table, key) for table in tables):
        tables = [_without_repeats(table) for table in tables]
        key = key or _key(tables, shared) or next(filter(is_id_name, sorted(shared)), None)
    if key is None:
        raise CustomerDataError(
            f"文件 {names} 没有共同的客户号列，无法合并：{_show_columns(tables)}。"
            "请让每个文件的客户号列同名（大小写也要相同），或先合并成一张表。"
        )
    notes = [note for table in tables for note in table.notes]
    keyed = [_with_ids(table, key, notes) for table in tables]
    _refuse_bruised(keyed, key)
    whole = keyed[0].columns.append_column(_ROW, pa.array(tables[0].numbers(), pa.int64()))
    for table in keyed[1:]:
        twice = [c for c in table.columns.column_names if c != key and c in whole.column_names]
        notes += [_first_wins(tables, table, c) for c in twice]
        right = table.columns.drop_columns(twice)
        whole = _joined(whole, right, key)
    whole = whole.take(pc.sort_indices(whole.column(_ROW)))
    lost = [
        f"{table.sources[0].name} 有 {table.columns.num_rows - whole.num_rows} 位没有对上"
        for table in tables
        if table.columns.num_rows > whole.num_rows
    ]
    if whole.num_rows == 0:
        raise CustomerDataError(f"文件 {names} 按 {key} 一位客户也没有对上。请检查客户号的写法。")
    notes.append(
        f"按 {key} 合并 {len(tables)} 个文件，对上 {whole.num_rows} 位客户"
        + ("；" + "，".join(lost) if lost else "")
        + "。"
    )
    sources = tuple(source for table in tables for source in table.sources)
    rows = np.asarray(whole.column(_ROW).to_numpy(), dtype=np.intp)
    return RawTable(
        whole.drop_columns([_ROW]),
        sources,
        tables[0].first_row,
        tuple(notes),
        rows,
        tuple(entry for table in tables for entry in table.dropped) + _unmatched(keyed, whole, key),
        _money(tables),
    )


def _joined(left: pa.Table, right: pa.Table, key: str) -> pa.Table:
    """The rows of both whose keys are alike; the names of the columns are nothing to Arrow."""
    names = [*left.column_names, *(name for name in right.column_names if name != key)]
    handle = str(left.column_names.index(key))
    places = iter(range(left.num_columns, len(names)))
    called = [handle if name == key else str(next(places)) for name in right.column_names]
    joined = numbered(left).join(right.rename_columns(called), keys=handle, join_type="inner")
    return joined.select([str(place) for place in range(len(names))]).rename_columns(names)


def _unmatched(tables: Sequence[RawTable], whole: pa.Table, key: str) -> tuple[Dropped, ...]:
    """The rows of each file whose customers are not in every other."""
    found: list[Dropped] = []
    for table in tables:
        matched = pc.is_in(table.columns.column(key), value_set=whole.column(key).combine_chunks())
        rows = table.numbers()[~np.asarray(matched.to_numpy(), dtype=np.bool_)]
        found += without_rows(table.sources, "在别的文件里没有对上", rows)
    return tuple(found)


def _money(tables: Sequence[RawTable]) -> str:
    """What the amounts of all files are in."""
    units = {table.money for table in tables}
    if len(units) > 1:
        shown = "，".join(f"{table.sources[0].name} 是{table.money or '元'}" for table in tables)
        raise CustomerDataError(
            f"几个文件的金额单位不同：{shown}。请把单位写进列名（例如 资产（万元））后重试。"
        )
    return units.pop()


def _first_wins(tables: Sequence[RawTable], table: RawTable, column: str) -> str:
    first = next(t.sources[0].name for t in tables if column in t.columns.column_names)
    return f"{table.sources[0].name} 里也有列 {column}，用的是 {first} 的。"


def _with_ids(table: RawTable, key: str, notes: list[str]) -> RawTable:
    """The table with its ids as text, each there once."""
    name = table.sources[0].name
    ids, said, problems = read_ids(key, table.columns.column(key))
    if problems:
        raise CustomerDataError(f"文件 {name} 的{problems[0]}。")
    notes += [f"{name} 的{note}" for note in said]
    if ids.null_count:
        empty = table.numbers()[np.flatnonzero(pc.is_null(ids).to_numpy())[0]]
        raise CustomerDataError(
            f"文件 {name} 的客户号列 {key} 第 {empty} 行等 {ids.null_count} 行是空的。"
            "请补上或删除这些行。"
        )
    repeats = len(ids) - pc.count_distinct(ids).as_py()
    if repeats:
        raise CustomerDataError(
            f"文件 {name} 里同一个 {key} 出现多行（多出 {repeats} 行），一位客户只能有一行。"
            "请先按客户汇总后再合并；如果是按月的明细，请让月份列叫“统计月份”或 stat_month。"
        )
    position = table.columns.column_names.index(key)
    return replace(table, columns=table.columns.set_column(position, key, ids))


def _without_repeats(table: RawTable) -> RawTable:
    """Rows that are the same as an earlier one in every cell count once."""
    plain = numbered(table.columns)
    rows = pa.array(np.arange(plain.num_rows))
    groups = plain.append_column(_ROW, rows).group_by(plain.column_names)
    first = groups.aggregate([(_ROW, "min")])
    if first.num_rows == table.columns.num_rows:
        return table
    keep = np.zeros(table.columns.num_rows, dtype=np.bool_)
    keep[first.column(f"{_ROW}_min").to_numpy()] = True
    numbers = table.numbers()
    same = numbers[~keep]
    note = f"{table.sources[0].name} {show_rows(same.tolist())}与前面的一行完全相同，只计一次。"
    dropped = without_rows(table.sources, "与前面的一行完全相同", same)
    return replace(
        table,
        columns=table.columns.filter(pa.array(keep)),
        row_numbers=numbers[keep],
        notes=(*table.notes, note),
        dropped=table.dropped + dropped,
    )


def _refuse_bruised(tables: Sequence[RawTable], key: str) -> None:
    """Ids that are in one file only, and would be in both but for what spreadsheets do to ids."""
    first, name = tables[0].columns.column(key), tables[0].sources[0].name
    for table in tables[1:]:
        other = table.columns.column(key)
        ours = first.filter(pc.invert(pc.is_in(first, value_set=other.combine_chunks())))
        theirs = other.filter(pc.invert(pc.is_in(other, value_set=first.combine_chunks())))
        plain = {_plain(handle): handle for handle in ours.to_pylist()}
        alike = [handle for handle in theirs.to_pylist() if _plain(handle) in plain]
        if alike:
            raise CustomerDataError(
                f"{len(alike)} 位客户在两个文件里的 {key} 写法不同，例如 {name} 里是"
                f"“{plain[_plain(alike[0])]}”，{table.sources[0].name} 里是“{alike[0]}”"
                "（前导零、“.0”、引号、空格或大小写）。请改成同一种写法后重试。"
            )


def _plain(handle: str) -> str:
    """An id without leading zeros, `.0`, quotes, blanks and capitals."""
    return _BRUISES.sub("", handle).lower()


def _key(tables: Sequence[RawTable], shared: set[str]) -> str | None:
    """The shared column whose values are all distinct in every file, leftmost first."""
    for name in tables[0].columns.column_names:
        if name in shared and not any(_repeats(table, name) for table in tables):
            return str(name)
    return None


def _repeats(table: RawTable, name: str) -> bool:
    return bool(len(pc.unique(table.columns.column(name))) < table.columns.num_rows)


def _show_columns(tables: Sequence[RawTable]) -> str:
    return "；".join(
        f"{table.sources[0].name} 的列有 {'、'.join(table.columns.column_names[:_SHOWN])}"
        + (" 等" if table.columns.num_columns > _SHOWN else "")
        for table in tables
    )
