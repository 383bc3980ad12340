"""From customers in an engine to their segments and profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
from ibis.expr import types as ir
from numpy.typing import NDArray

from segreport.clustering import ClusterModel, Crowd
from segreport.customers import write_listing
from segreport.dictionary import Dictionary
from segreport.engine.describing import LABEL, Labelled, describe
from segreport.engine.loading import SEGMENT, Everyone, load
from segreport.engine.measuring import sums
from segreport.engine.opening import Place
from segreport.engine.sheet import Sheet
from segreport.engine.standing import stand, stand_here
from segreport.engine.writing import customers_in_order, write_table
from segreport.errors import CustomerDataError
from segreport.models import Feature, LoadSummary, Profile

Say = Callable[[str], None]
Search = Callable[[Crowd, tuple[Feature, ...]], ClusterModel]


@dataclass(frozen=True, slots=True)
class Described:
    """Customers in an engine, described."""

    profile: Profile
    summary: LoadSummary
    dictionary: Dictionary
    """Its features are those that were used."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """What is written while the place is open."""

    listings: Sequence[Path | str] = ()
    """Files and tables for each customer's segment."""
    journal: Path | None = None
    """File for the passes that were made."""


def describe_place(
    place: Place,
    dictionary: Dictionary,
    reasons: Mapping[str, str],
    segments: str | Search,
    outlets: Outlets,
    say: Say,
) -> Described:
    """The profile of the customers of a place.

    `segments`: the column that has them, or what finds them.
    """
    say("检查各列")
    column = segments if isinstance(segments, str) else None
    everyone = load(place, dictionary, column, reasons)
    if isinstance(segments, str):
        found = _existing(place, everyone)
    else:
        found = _found(place, everyone, segments, outlets.journal, say)
    everyone = everyone.without_grid()
    profile = describe(
        place, everyone, found, lambda done, of: say(f"计算画像（{done}/{of} 项特征）")
    )
    id_column = everyone.summary.id_column
    for target in outlets.listings:
        if id_column is None:
            raise CustomerDataError("没有客户号列，写不出每位客户的群组。请在字典里写 id。")
        say("写出每位客户的群组")
        if isinstance(target, str):
            write_table(place, found.rows, found.names, target, id_column)
        else:
            write_listing(target, customers_in_order(place, everyone.roster, found), id_column)
    return Described(profile, everyone.summary, everyone.dictionary)


def _found(
    place: Place, everyone: Everyone, search: Search, journal: Path | None, say: Say
) -> Labelled:
    """The segments that are found by KMeans."""
    say("换算到网格")
    features = tuple(measure.feature for measure in everyone.clustered())
    if everyone.studies is not None:
        here = stand_here(everyone, everyone.studies, journal, say)
        model = search(here, features)
        codes = here.label(np.array(model.centres, dtype=np.int64))
        return Labelled(everyone.rows, model.labels, codes)
    crowd = stand(place, everyone, journal, say)
    model = search(crowd, features)
    label = crowd.label(np.array(model.centres, dtype=np.int64))
    columns = [crowd.grid[name] for name in everyone.rows.columns]
    rows = crowd.grid.select(*columns, label.name(LABEL))
    return Labelled(place.keep(rows, "labelled"), model.labels)


def _existing(place: Place, everyone: Everyone) -> Labelled:
    """The segments that there are."""
    rows, names = _ordered(everyone)
    if everyone.studies is None:
        return Labelled(place.keep(rows, "labelled"), names)
    return Labelled(everyone.rows, names, _codes(everyone.studies.sheet, names))


def _codes(sheet: Sheet, names: tuple[str, ...]) -> NDArray[np.int32]:
    """The positions in `names` of the segments of a sheet's rows."""
    places = {name: place for place, name in enumerate(names)}
    codes = np.zeros(sheet.n, dtype=np.int32)
    for start, cells in sheet.cells(SEGMENT):
        known = [places[str(cell).strip()] for cell in cells.dictionary.to_pylist()]
        codes[start : start + len(cells)] = np.array(known)[cells.indices.to_numpy()]
    return codes


def _ordered(everyone: Everyone) -> tuple[ir.Table, tuple[str, ...]]:
    """The rows with the segments that they have, numbered as `pipeline` numbers them."""
    labels = everyone.labels
    if all(label.isdecimal() for label in labels):
        ordered = tuple(sorted(labels, key=lambda label: (int(label), label)))
        return _numbered(everyone.rows, ordered), ordered
    by = everyone.dictionary.order_by
    measure = next((m for m in everyone.measures if m.feature.name == by), None)
    if measure is None:
        return _numbered(everyone.rows, labels), labels
    rows = _numbered(everyone.rows, labels)
    found = sums(rows, {"by": measure.whole(rows)}, LABEL, everyone.n)
    means = {label: found[place]["by"].mean for place, label in enumerate(labels)}
    ordered = tuple(sorted(labels, key=lambda label: (means[label], label)))
    return _numbered(everyone.rows, ordered), ordered


def _numbered(rows: ir.Table, labels: tuple[str, ...]) -> ir.Table:
    cases = [(label, ibis.literal(place, "int64")) for place, label in enumerate(labels)]
    return rows.mutate(**{LABEL: rows[SEGMENT].cases(*cases)})
