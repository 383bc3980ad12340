"""One table of customers: ids, features, and what had to be said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from segreport.customers.cells import read_numbers, trimmed
from segreport.customers.ids import read_ids
from segreport.customers.raw import RawTable, show_rows, without_rows
from segreport.dictionary import Dictionary
from segreport.errors import CustomerDataError
from segreport.exact import quartiles, scale_to_integers
from segreport.models import Feature, LeftOut, LoadSummary, Missing

MAX_CATEGORIES = 20
MOST_SEGMENTS = 36
SCALED_UNITS = ("千元", "万元", "百万元", "亿元", "千美元", "万美元")


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers in canonical order: by id, or without one by the content of the row."""

    table: pd.DataFrame
    """One row a customer; float64 columns (NaN: missing) and text columns, by feature name."""
    ids: pd.Index
    """Text, shape (n,); row numbers of the file where it has no id."""
    dictionary: Dictionary
    """Its features are those that are in the table."""
    segments: tuple[str, ...] | None
    """The label of each customer, where an existing segment column was read."""
    summary: LoadSummary

    def clustered(self) -> tuple[Feature, ...]:
        """The features that segments are made from."""
        return tuple(
            feature
            for feature in self.dictionary.features
            if feature.role == "cluster" and feature.name in self.table
        )


def load_customers(
    raw: RawTable,
    dictionary: Dictionary,
    segment_column: str | None = None,
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> Customers:
    """The customers of a raw table as the dictionary reads it.

    `reasons`: why a column is not in the dictionary, where that is known.
    Raises CustomerDataError with every problem of the table at once: features that are not in
    it, cells that are no numbers or infinite, repeated or empty ids, no feature left to cluster.
    """
    names = raw.columns.column_names
    problems = list_absent(names, dictionary, segment_column, "文件")
    yuan = [f for f in dictionary.features if f.unit == "元" and f.name in names]
    if raw.money and any("元" not in feature.name for feature in yuan):
        shown = "、".join(feature.label for feature in yuan[:3])
        problems.append(
            f"文件里写着金额单位是{raw.money}，字典却说 {shown} 等的单位是元。"
            f"请在字典里把单位改成 {raw.money}（用 --dictionary 指定），或删去那行说明"
        )
    notes = list(raw.notes)
    raw = _without_repeats(raw, dictionary.id, notes) if dictionary.id in names else raw
    present = [f for f in dictionary.features if f.name in names]
    columns = _read_columns(raw, present, problems, notes)
    ids = _read_ids(raw, dictionary.id, problems, notes) if dictionary.id in names else None
    _refuse(raw, problems)
    table = pd.DataFrame(columns, copy=False)
    kept, left_out = _keep(table, dictionary.features, segments=segment_column is not None)
    _refuse(raw, [] if any(f.role == "cluster" for f in kept) else [_no_feature(reasons)])
    handles = _row_numbers(raw) if ids is None else ids
    labels = None
    if segment_column is not None:
        labelled, labels = _read_segments(raw, segment_column, notes)
        without = without_rows(raw.sources, f"没有 {segment_column}", raw.numbers()[~labelled])
        raw = replace(raw, dropped=raw.dropped + without)
        table, handles = table[labelled], handles[labelled]
    order = _canonical_order(table, None if ids is None else handles)
    table = _arranged(table, kept, order)
    if ids is None:
        notes.append("文件里没有客户号列，客户以文件中的行号标识。")
    used = {feature.name for feature in kept} | {dictionary.id, segment_column}
    mentioned = {entry.column for entry in left_out}
    left_out += [
        LeftOut(column=name, reason=reasons.get(name, "字典中没有"))
        for name in names
        if name not in used and name not in mentioned
    ]
    return Customers(
        table=table,
        ids=handles[order],
        dictionary=dictionary.model_copy(update={"features": kept}),
        segments=None if labels is None else tuple(labels[position] for position in order),
        summary=LoadSummary(
            files=raw.sources,
            rows=len(table),
            id_column=dictionary.id if ids is not None else None,
            dropped=raw.dropped,
            left_out=tuple(left_out),
            missing=_missing(table, kept, segments=segment_column is not None),
            notes=tuple(notes),
        ),
    )


def list_absent(
    names: Sequence[str], dictionary: Dictionary, segment_column: str | None, where: str
) -> list[str]:
    """What a dictionary and a segment column want of a table (`where`) and it does not have."""
    problems = [
        f"字典里的特征 {feature.name}（{feature.label}）在{where}里没有这一列"
        for feature in dictionary.features
        if feature.name not in names
    ]
    if dictionary.id is not None and dictionary.id not in names:
        problems.append(f"字典里的客户号列 {dictionary.id} 在{where}里没有")
    if segment_column is not None and segment_column not in names:
        problems.append(f"没有分群列 {segment_column}，{where}里的列有：{'、'.join(names)}")
    return problems


def read_features(
    raw: RawTable, names: Sequence[str], id_column: str | None
) -> tuple[pd.DataFrame, pd.Index, list[str]]:
    """The named numeric columns and the ids of new customers, in file order, and what was noted.

    Raises CustomerDataError as `load_customers` does.
    """
    problems = [
        f"缺少模型要用的列 {name}" for name in names if name not in raw.columns.column_names
    ]
    present = [name for name in names if name in raw.columns.column_names]
    notes = list(raw.notes)
    columns = _read_columns(raw, [Feature(name=n, label=n) for n in present], problems, notes)
    has_id = id_column in raw.columns.column_names
    ids = _read_ids(raw, id_column, problems, notes) if has_id and id_column else None
    _refuse(raw, problems)
    table = pd.DataFrame(columns)
    return table, _row_numbers(raw) if ids is None else ids, notes


def _no_feature(reasons: Mapping[str, str]) -> str:
    why = "；".join(f"{name} {reason}" for name, reason in reasons.items())
    return "没有可用于分群的数值特征" + (f"。各列的情况：{why}" if why else "")


def _refuse(raw: RawTable, problems: list[str]) -> None:
    if problems:
        files = "、".join(source.name for source in raw.sources)
        listed = "\n".join(f"  {number}. {text}" for number, text in enumerate(problems, 1))
        raise CustomerDataError(f"{files} 有 {len(problems)} 个问题，改正后重试：\n{listed}")


def _rows(raw: RawTable, positions: NDArray[np.intp]) -> str:
    return show_rows(raw.numbers()[positions].tolist())


def _read_columns(
    raw: RawTable, features: Sequence[Feature], problems: list[str], notes: list[str]
) -> dict[str, NDArray[np.float64] | pd.Categorical]:
    """The features' columns, read side by side: Arrow lets go of the interpreter meanwhile."""
    with ThreadPoolExecutor() as pool:
        read = list(pool.map(lambda feature: _read_feature(raw, feature), features))
    for _, found, said in read:
        problems += found
        notes += said
    return {feature.name: column for feature, (column, _, _) in zip(features, read, strict=True)}


def _read_feature(
    raw: RawTable, feature: Feature
) -> tuple[NDArray[np.float64] | pd.Categorical, list[str], list[str]]:
    """Numbers of a feature, or text where it only describes; problems; notes."""
    column = _called(raw.columns.column(feature.name), feature)
    if feature.role == "describe":
        categories = _read_categories(column, feature)
        if categories is not None:
            return categories, [], []
    numbers = read_numbers(column)
    problems, notes = [], []
    if numbers.european is not None:
        cell = trimmed(column)[numbers.european].as_py()
        problems.append(
            f"列 {feature.name} {_rows(raw, np.array([numbers.european]))}的“{cell}”像是用逗号作"
            "小数点（或用点分千位）的写法。请把整列改成 1234.5 的样子"
        )
    elif len(numbers.bad):
        cell = trimmed(column)[int(numbers.bad[0])].as_py()
        where = _rows(raw, numbers.bad)
        if numbers.numeric:
            notes.append(f"列 {feature.name} {where}不是数字（例如“{cell}”），按缺失处理。")
        else:
            problems.append(
                f"列 {feature.name} 应为数值，{where}不是（例如“{cell}”）。"
                "请改成数字或留空；如果它本来就是文字，请在字典里写 role: describe"
            )
    if len(numbers.infinite):
        problems.append(
            f"列 {feature.name} {_rows(raw, numbers.infinite)}是无穷大。请改成数字或留空"
        )
    if numbers.mixed:
        shown = "，".join(
            f"{_rows(raw, np.array([at]))}是“{trimmed(column)[at].as_py()}”"
            for _, at in numbers.mixed[:3]
        )
        problems.append(f"列 {feature.name} 的单位不一致：{shown}。请改成同一种单位")
    elif numbers.unit not in ("", "%") and feature.unit in SCALED_UNITS:
        problems.append(
            f"列 {feature.name} 的单元格带“{numbers.unit}”，列名或字典又说单位是{feature.unit}，"
            "不知道要换算一次还是两次。请只在一处写单位"
        )
    elif numbers.unit == "%":
        notes.append(f"列 {feature.name} 的单元格带“%”，已按百分数读取（15% 记作 0.15）。")
    elif numbers.unit:
        notes.append(f"列 {feature.name} 的单元格带“{numbers.unit}”，已换算成不带单位的数。")
    return numbers.values, problems, notes


def _called(column: pa.ChunkedArray, feature: Feature) -> pa.ChunkedArray:
    """The column with the words of the dictionary in place of those of the file."""
    if not feature.values:
        return column
    coded = trimmed(column).combine_chunks().dictionary_encode()
    called = dict(feature.values)
    words = pa.array([called.get(value, value) for value in coded.dictionary.to_pylist()])
    return pa.chunked_array([words.take(coded.indices)])


def _read_categories(column: pa.ChunkedArray, feature: Feature) -> pd.Categorical | None:
    """The categories of a describing column; None where it is a measure."""
    coded = trimmed(column).combine_chunks().dictionary_encode()
    values = pa.chunked_array([coded.dictionary])
    few = len(values) <= MAX_CATEGORIES and not feature.unit
    if not few and not len(read_numbers(values).bad):
        return None
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return pd.Categorical.from_codes(codes, categories=values.to_pylist())


def _without_repeats(raw: RawTable, name: str | None, notes: list[str]) -> RawTable:
    """Rows that are the same as an earlier one in every cell count once."""
    column = raw.columns.column(name)
    if len(pc.unique(column)) == len(column):
        return raw
    series = _series(trimmed(column))
    several = np.flatnonzero((series.duplicated(keep=False) & series.notna()).to_numpy())
    rows = raw.columns.take(pa.array(several)).to_pandas(ignore_metadata=True)
    same = several[rows.duplicated().to_numpy()]
    if not len(same):
        return raw
    notes.append(f"{_rows(raw, same)}与前面同一客户的一行完全相同，只计一次。")
    keep = np.ones(len(column), dtype=np.bool_)
    keep[same] = False
    rows = raw.numbers()
    return replace(
        raw,
        columns=raw.columns.filter(pa.array(keep)),
        row_numbers=rows[keep],
        dropped=raw.dropped + without_rows(raw.sources, "与前面的一行完全相同", rows[same]),
    )


def _read_ids(
    raw: RawTable, name: str | None, problems: list[str], notes: list[str]
) -> pd.Index | None:
    text, said, found = read_ids(name or "", raw.columns.column(name))
    notes += said
    problems += found
    empty = np.flatnonzero(pc.is_null(text).to_numpy())
    if len(empty):
        problems.append(f"客户号列 {name} 的{_rows(raw, empty)}是空的。请补上或删除这些行")
        return None
    if len(pc.unique(text)) < len(text):
        series = _series(text)
        repeated = np.flatnonzero(series.duplicated(keep=False).to_numpy())
        problems.append(
            f"客户号列 {name} 有重复：{_rows(raw, repeated)}（例如“{series[repeated[0]]}”）。"
            "一位客户只能有一行，请先去重或按客户汇总"
        )
        return None
    ids: pd.Index = pd.Index(_series(text))
    return ids


def _keep(
    table: pd.DataFrame, features: Sequence[Feature], *, segments: bool
) -> tuple[tuple[Feature, ...], list[LeftOut]]:
    """The features that say something, and why the others do not."""
    kept, left_out = [], []
    for feature in features:
        column = table[feature.name].dropna()
        if column.empty:
            left_out.append(LeftOut(column=feature.name, reason="整列为空"))
        elif (column == column.iloc[0]).all() and (feature.role == "cluster" or not segments):
            left_out.append(LeftOut(column=feature.name, reason="所有客户取值相同"))
        else:
            kept.append(feature)
    return tuple(kept), left_out


def refuse_many(segments: int, column: str) -> None:
    """Raises CustomerDataError where a column has more labels than a report can compare."""
    if segments > MOST_SEGMENTS:
        raise CustomerDataError(
            f"分群列 {column} 有 {segments} 种取值，多于 {MOST_SEGMENTS} 个群组没法逐一比较。"
            "请换一列，或先把取值归并成几类（如年龄分段）再用 --segment-column 指定。"
        )


def _read_segments(
    raw: RawTable, name: str, notes: list[str]
) -> tuple[NDArray[np.bool_], list[str]]:
    """Which rows have a segment, and the labels of those rows."""
    text = trimmed(raw.columns.column(name))
    present = np.asarray(pc.is_valid(text).to_numpy(), dtype=np.bool_)
    if not present.any():
        raise CustomerDataError(f"分群列 {name} 整列为空。请确认列名。")
    if not present.all():
        notes.append(f"{int((~present).sum())} 位客户没有 {name}，未计入。")
    return present, text.drop_null().to_pylist()


def _row_numbers(raw: RawTable) -> pd.Index:
    return pd.Index([str(number) for number in raw.numbers().tolist()], dtype="str")


def _series(text: pa.ChunkedArray) -> pd.Series:
    return pd.Series(text.to_pandas(), dtype="str")


def _canonical_order(table: pd.DataFrame, ids: pd.Index | None) -> NDArray[np.intp]:
    if ids is not None:
        order = pc.sort_indices(pa.array(ids, from_pandas=True))
        return np.asarray(order.to_numpy(), dtype=np.intp)
    texts = (c if c.dtype == np.float64 else c.astype("str").fillna("") for _, c in table.items())
    keys = [column.to_numpy() for column in texts]
    return np.lexsort(keys[::-1])


def _arranged(
    table: pd.DataFrame, features: Sequence[Feature], order: NDArray[np.intp]
) -> pd.DataFrame:
    """The features' columns with their rows in this order, moved side by side."""
    names = [feature.name for feature in features]
    with ThreadPoolExecutor() as pool:
        columns = pool.map(lambda name: table[name].array.take(order), names)
        return pd.DataFrame(dict(zip(names, columns, strict=True)), copy=False)


def _missing(
    table: pd.DataFrame, features: Sequence[Feature], *, segments: bool
) -> tuple[Missing, ...]:
    found = []
    for feature in features:
        column = table[feature.name]
        count = int(column.isna().sum())
        if count:
            clustered = feature.role == "cluster" and not segments
            filled = _median(column.to_numpy()) if clustered else None
            found.append(Missing(feature=feature.name, count=count, filled=filled))
    return tuple(found)


def _median(values: NDArray[np.float64]) -> float:
    return quartiles(scale_to_integers(values[~np.isnan(values)]))[1]
