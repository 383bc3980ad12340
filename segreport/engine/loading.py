"""Customers in an engine as the dictionary reads them: types checked, columns typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from segreport.customers import list_absent, refuse_many
from segreport.customers.numerals import MISSING
from segreport.dictionary import Dictionary
from segreport.engine.columns import Column, read_column
from segreport.engine.expressions import nearest, number
from segreport.engine.ids import read_ids
from segreport.engine.measures import LARGEST, Measure
from segreport.engine.measuring import fetch, quartiles
from segreport.engine.opening import Place
from segreport.engine.roster import Roster, call_roster
from segreport.engine.sheet import ROW, are_numbers, are_texts, is_label, open_sheet
from segreport.engine.studying import Studies, study
from segreport.errors import CustomerDataError
from segreport.exact import fitting_places, scale_to_integers
from segreport.models import Feature, LeftOut, LoadSummary, Missing

if TYPE_CHECKING:
    from ibis.expr import types as ir

ID, SEGMENT = "id", "segment"
_FIRST = 1024


@dataclass(frozen=True, slots=True)
class Everyone:
    """The customers in an engine, typed: columns id, v0 …, c0 …, segment."""

    rows: ir.Table
    n: int
    dictionary: Dictionary
    """Its features are those that say something."""
    measures: tuple[Measure, ...]
    described: tuple[Column, ...]
    """Features with categories."""
    labels: tuple[str, ...]
    """Of an existing segment column."""
    studies: Studies | None
    """The same columns in a file of this machine, where the engine is part of this process."""
    roster: Roster | None
    """The ids in their order, where they need no mending."""
    summary: LoadSummary

    def without_grid(self) -> Everyone:
        """The same once nobody has to be put in a segment any more: its mapped memory is free."""
        if self.studies is None:
            return self
        nobody = np.empty((0, self.n), dtype=np.int16)
        return replace(self, studies=replace(self.studies, grid=nobody))

    def clustered(self) -> tuple[Measure, ...]:
        """The measures that segments are made from."""
        return tuple(m for m in self.measures if m.feature.role == "cluster")


def load(
    place: Place,
    dictionary: Dictionary,
    segment_column: str | None,
    reasons: Mapping[str, str],
) -> Everyone:
    """The customers of a place as the dictionary reads them.

    Raises CustomerDataError with every problem of the table at once, as `load_customers` does.
    """
    names = list(place.rows.columns)
    _refuse(place, list_absent(names, dictionary, segment_column, "表"))
    notes = list(place.notes)
    numbered = place.numbered()
    raw = place.rows if numbered is None else numbered
    segments = segment_column is not None
    if segment_column is not None:
        raw, lost = _labelled(raw, segment_column, notes)
        if lost or (place.file is not None and not is_label(place.file, segment_column)):
            numbered = None
    file = None if numbered is None else place.file
    with call_roster(place.connection, file, dictionary.id, place.scratch, place.room) as called:
        columns = [read_column(raw, feature, i) for i, feature in enumerate(dictionary.features)]
        studies = None if numbered is None else _study_file(place, columns, segment_column)
        roster = called()
    if studies is None:
        facts = fetch(raw.aggregate(n=raw.count(), **_facts(columns)))[0]
    else:
        facts = _studied_facts(studies)
    n = int(facts["n"])
    problems = [text for column in columns for text in _problems(raw, column, facts)]
    typed = {column.name: column.value for column in columns}
    if studies is not None:
        typed[ROW] = raw[ROW]
    if dictionary.id is not None:
        typed[ID] = read_ids(raw, dictionary.id, roster, problems, notes)
    if segment_column is not None:
        typed[SEGMENT] = _segment_text(raw[segment_column])
    rows = raw.select(**typed)
    kept, left_out = _keep(columns, facts, segments=segments)
    if not any(column.feature.role == "cluster" for column in kept):
        problems.append("没有可用于分群的数值特征")
    _refuse(place, problems)
    if dictionary.id is None:
        notes.append(f"{'文件' if place.local else '表'}里没有客户号列。")
    if studies is None and place.local:
        rows, studies = _study_rows(place, rows, kept, segments=segments)
    if studies is None:
        measures = _measures(rows, kept, facts, n)
    else:
        measures = tuple(studies.columns[c.name].measure for c in kept if c.categories is None)
    described = tuple(column for column in kept if column.categories is not None)
    used = {column.feature.name for column in kept} | {dictionary.id, segment_column}
    mentioned = {entry.column for entry in left_out}
    left_out += [
        LeftOut(column=name, reason=reasons.get(name, "字典中没有"))
        for name in names
        if name not in used and name not in mentioned
    ]
    features = tuple(column.feature for column in kept)
    return Everyone(
        rows=rows,
        n=n,
        dictionary=dictionary.model_copy(update={"features": features}),
        measures=measures,
        described=described,
        labels=_labels(rows, segment_column) if segment_column is not None else (),
        studies=studies,
        roster=roster if roster is not None and roster.plain else None,
        summary=LoadSummary(
            files=(place.source(),),
            rows=n,
            id_column=dictionary.id,
            left_out=tuple(left_out),
            missing=_missing(features, measures, described, segments=segments),
            notes=tuple(notes),
        ),
    )


def _refuse(place: Place, problems: Sequence[str]) -> None:
    if problems:
        listed = "\n".join(f"  {number}. {text}" for number, text in enumerate(problems, 1))
        raise CustomerDataError(f"{place.name} 有 {len(problems)} 个问题，改正后重试：\n{listed}")


def _facts(columns: Sequence[Column]) -> dict[str, ir.Value]:
    """What has to be known of the measures before their sums can be planned."""
    wanted = {}
    for column in columns:
        if column.categories is None:
            name = column.name
            wanted[f"{name}_count"] = column.value.count()
            wanted[f"{name}_low"] = column.value.min()
            wanted[f"{name}_high"] = column.value.max()
            for what, flag in (("bad", column.bad), ("infinite", column.infinite)):
                if flag is not None:
                    wanted[f"{name}_{what}"] = flag.ifelse(1, 0).sum()
    return wanted


def _problems(raw: ir.Table, column: Column, facts: Mapping[str, Any]) -> list[str]:
    if column.categories is not None:
        return []
    name, found = column.feature.name, []
    if bad := facts.get(f"{column.name}_bad"):
        cell = raw.filter(column.bad).select(cell=raw[name].cast("string")).limit(1)
        shown = fetch(cell)[0]["cell"]
        found.append(
            f"列 {name} 应为数值，有 {bad} 行不是（例如“{shown}”）。"
            "请改成 1234.5 或 1,234.5 的样子或留空；如果它本来就是文字，请在字典里写 role: describe"
        )
    if infinite := facts.get(f"{column.name}_infinite"):
        found.append(f"列 {name} 有 {infinite} 行是无穷大。请改成数字或留空")
    largest = max(abs(facts.get(f"{column.name}_{side}") or 0.0) for side in ("low", "high"))
    if largest >= LARGEST:
        found.append(
            f"列 {name} 的数值大到 {largest:.2g}，超出了能精确计算的范围（4.6e18）。"
            "请检查是否把编号当成了数值"
        )
    return found


def _study_file(
    place: Place, columns: Sequence[Column], segment_column: str | None
) -> Studies | None:
    """The measures of a Parquet file as they lie there; None where they are not all numbers."""
    measures = [(c.name, c.feature) for c in columns if c.categories is None]
    if place.file is None or not are_numbers(place.file, [feature for _, feature in measures]):
        return None
    names = {name: f.name for name, f in measures} | {
        c.name: c.feature.name
        for c in columns
        if c.categories is not None and are_texts(place.file, c.feature)
    }
    if segment_column is not None:
        names[SEGMENT] = segment_column
    sheet = open_sheet(place.file, names)
    return study(sheet, measures, _scratch(place), place.room, gridded=segment_column is None)


def _scratch(place: Place) -> Path:
    return place.scratch or Path()


def _study_rows(
    place: Place, rows: ir.Table, kept: Sequence[Column], *, segments: bool
) -> tuple[ir.Table, Studies]:
    """The typed rows in a file of their own, and their measures."""
    measures = [(c.name, c.feature) for c in kept if c.categories is None]
    file = place.write(rows)
    names = {c.name: c.name for c in kept} | ({SEGMENT: SEGMENT} if segments else {})
    sheet = open_sheet(file, names)
    numbered = place.connection.read_parquet(file, file_row_number=True)
    return numbered, study(sheet, measures, _scratch(place), place.room, gridded=not segments)


def _studied_facts(studies: Studies) -> dict[str, Any]:
    """What `_facts` asks an engine."""
    found: dict[str, Any] = {"n": studies.sheet.n}
    for name, column in studies.columns.items():
        found[f"{name}_count"] = column.facts.count
        found[f"{name}_infinite"] = column.facts.infinite
        if column.facts.count:
            found |= {f"{name}_low": column.facts.low, f"{name}_high": column.facts.high}
    return found


def _labelled(raw: ir.Table, name: str, notes: list[str]) -> tuple[ir.Table, int]:
    """The rows that have a segment, and how many have none."""
    text = _segment_text(raw[name])
    has = text.notnull() & ~text.isin(MISSING)
    lost = int(fetch(raw.aggregate(lost=has.ifelse(0, 1).sum()))[0]["lost"])
    if lost:
        notes.append(f"{lost} 位客户没有 {name}，未计入。")
        raw = raw.filter(has)
    return raw, lost


def _segment_text(column: ir.Value) -> ir.Value:
    text = column.cast("string")
    return text.strip() if column.type().is_string() else text


def _labels(rows: ir.Table, column: str) -> tuple[str, ...]:
    found = rows.select(SEGMENT).distinct().to_pyarrow()[SEGMENT].to_pylist()
    if not found:
        raise CustomerDataError("分群列整列为空。请确认列名。")
    refuse_many(len(found), column)
    return tuple(sorted(found))


def _keep(
    columns: Sequence[Column], facts: Mapping[str, Any], *, segments: bool
) -> tuple[list[Column], list[LeftOut]]:
    """The columns that say something, and why the others do not."""
    kept, left_out = [], []
    for column in columns:
        if column.categories is not None:
            kinds = len(set(column.tally) - {None})
        elif facts[f"{column.name}_count"] == 0:
            kinds = 0
        else:
            kinds = 1 + (facts[f"{column.name}_low"] < facts[f"{column.name}_high"])
        if kinds == 0:
            left_out.append(LeftOut(column=column.feature.name, reason="整列为空"))
        elif kinds == 1 and (column.feature.role == "cluster" or not segments):
            left_out.append(LeftOut(column=column.feature.name, reason="所有客户取值相同"))
        else:
            kept.append(column)
    return kept, left_out


def _measures(
    rows: ir.Table, kept: Sequence[Column], facts: Mapping[str, Any], n: int
) -> tuple[Measure, ...]:
    """The measures at the decimal places that hold them, with everyone's quartiles."""
    found = []
    for column in kept:
        if column.categories is None:
            count = int(facts[f"{column.name}_count"])
            low, high = (float(facts[f"{column.name}_{side}"]) for side in ("low", "high"))
            found.append(Measure(column.feature, column.name, count, n - count, low, high))
    result = []
    for measure in _placed(rows, found):
        whole = measure.whole(rows)
        quarters = quartiles(rows, whole, None, {None: measure.count})
        result.append(replace(measure, quartiles=quarters[None]))
    return tuple(result)


def _placed(rows: ir.Table, measures: Sequence[Measure]) -> list[Measure]:
    """Each measure at places that hold it, guessed from some rows and proved on all.

    Which of the places that hold it does not matter: the rational numbers are the same.
    """
    head = rows.select([m.column for m in measures]).limit(_FIRST).to_pyarrow()
    open_, result = [], {}
    for measure in measures:
        values = np.asarray(head[measure.column].drop_null().to_numpy(), dtype=np.float64)
        fitting = fitting_places(max(abs(measure.low), abs(measure.high)))
        guess = len(str(scale_to_integers(values).scale)) - 1
        open_.append((measure, [p for p in fitting if p >= min(guess, fitting[-1])]))
    while open_:
        wanted = {
            f"{m.column}_{places[0]}": _unheld(rows[m.column], places[0]) for m, places in open_
        }
        unheld = fetch(rows.aggregate(**wanted))[0]
        rest = []
        for measure, places in open_:
            held = not unheld[f"{measure.column}_{places[0]}"]
            if held or len(places) == 1:
                result[measure.column] = replace(measure, places=places[0], held=held)
            else:
                rest.append((measure, places[1:]))
        open_ = rest
    return [result[measure.column] for measure in measures]


def _unheld(value: ir.Value, places: int) -> ir.Value:
    """How many values are not held by so many decimal places."""
    scale = number(10.0**places)
    rounded = nearest(value * scale, edges=False).cast("float64") / scale
    return (rounded != value).ifelse(1, 0).sum()


def _missing(
    features: Sequence[Feature],
    measures: Sequence[Measure],
    described: Sequence[Column],
    *,
    segments: bool,
) -> tuple[Missing, ...]:
    """Empty cells, in the order of the features."""
    found: dict[str, Missing] = {}
    for measure in measures:
        filled = measure.feature.role == "cluster" and not segments
        median = measure.quartiles[1] if filled else None
        name = measure.feature.name
        found[name] = Missing(feature=name, count=measure.missing, filled=median)
    for column in described:
        name = column.feature.name
        found[name] = Missing(feature=name, count=column.tally.get(None, 0), filled=None)
    return tuple(found[f.name] for f in features if found[f.name].count)
