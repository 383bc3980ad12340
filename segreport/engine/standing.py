"""Putting everyone on the grid: axes from exact sums, the canonical sample, the crowd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np
from ibis.expr import types as ir

from segreport.clustering.grid import LOG_PLACES, STEPS, Axis
from segreport.clustering.kmeans import SAMPLE, Crowd
from segreport.engine.crowd import SQUARES, MappedCrowd, TableCrowd
from segreport.engine.expressions import (
    corrections,
    exact_log_units,
    grid_column,
    log_units,
    md5,
    near_edges,
    total,
)
from segreport.engine.journal import open_journal
from segreport.engine.loading import ID, Everyone, Measure
from segreport.engine.measuring import Whole, sums
from segreport.engine.opening import Place
from segreport.errors import CustomerDataError
from segreport.exact import Moments, fitting_places, holds

_BATCH = 1 << 18

Corrections = list[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Customers on the grid."""

    table: TableCrowd
    crowd: Crowd
    """The same customers for the passes: in this process where the engine is, else in the engine.
    """


def stand(
    place: Place, everyone: Everyone, file: Path | None, tell: Callable[[str], None]
) -> Standing:
    """The customers on the grid, with their canonical sample.

    Where the engine is local the grid goes to a file that passes run over in NumPy: 2 bytes a
    customer and feature, mapped, so that memory holds what it can. `file`: where passes are noted.

    Raises CustomerDataError for a log feature with a value below 0.
    """
    rows, measures = everyone.rows, everyone.clustered()
    logs = {m.column: _corrections(rows, m) for m in measures if m.feature.scale == "log"}
    axes = _axes(everyone, measures, logs)
    coordinates = {
        f"g{place}": grid_column(rows[m.column], axis, logs.get(m.column, ()))
        for place, (m, axis) in enumerate(zip(measures, axes, strict=True))
    }
    grid = rows.mutate(**coordinates)
    squares = total([grid[name] * grid[name] for name in coordinates])
    grid = grid.mutate(**{SQUARES: squares})
    if place.scratch is None:
        grid = place.keep(grid, "grid")
    by = everyone.dictionary.order_by
    order = next((m for m in everyone.measures if m.feature.name == by), None)
    sample = _sample(grid, list(coordinates))
    table = TableCrowd(
        axes=axes,
        grid=grid,
        n=everyone.n,
        sample=sample,
        journal=open_journal(file, tell, axes, sample),
        means=None if order is None else lambda label: _means(grid, order, label, everyone.n),
    )
    return Standing(table, table if place.scratch is None else _mapped(place, table, order))


def _mapped(place: Place, table: TableCrowd, order: Measure | None) -> MappedCrowd:
    """The grid in files of this machine."""
    scratch = place.scratch or Path()
    d = len(table.axes)
    wanted = {f"g{i}": table.grid[f"g{i}"].cast("int16") for i in range(d)}
    grid = np.memmap(scratch / "grid", np.int16, "w+", shape=(d, table.n))
    levels = None
    if order is not None:
        wanted["level"] = table.grid[order.column]
        levels = np.memmap(scratch / "level", np.float64, "w+", shape=(table.n,))
    start = 0
    reader = place.connection.to_pyarrow_batches(table.grid.select(**wanted), chunk_size=_BATCH)
    for batch in reader:
        end = start + batch.num_rows
        for i in range(d):
            grid[i, start:end] = batch.column(i).to_numpy()
        if levels is not None:
            levels[start:end] = batch.column(d).to_numpy(zero_copy_only=False)
        start = end
    return MappedCrowd(table.axes, grid, table.sample, levels, journal=table.journal)


def _sample(grid: ir.Table, coordinates: list[str]) -> np.ndarray:
    """The customers with the smallest hashes, in that order; ids stay where they are."""
    if ID in grid.columns:
        key = grid[ID]
    else:
        texts = [grid[name].cast("string") for name in coordinates]
        key = ibis.literal("|").join(texts) if len(texts) > 1 else texts[0]
    first = grid.select(*coordinates, hash=md5(key)).order_by("hash").limit(SAMPLE).to_pyarrow()
    columns = [first[name].to_numpy().astype(np.float64) for name in coordinates]
    return np.ascontiguousarray(np.column_stack(columns)) / STEPS


def _corrections(rows: ir.Table, measure: Measure) -> Corrections:
    """The values whose logarithm this engine rounds otherwise than NumPy."""
    feature = measure.feature
    if measure.low < 0:
        raise CustomerDataError(
            f"特征 {feature.name}（{feature.label}）有负数，不能按 scale: log 处理。"
            "请在字典里去掉这一行的 scale。"
        )
    found = near_edges(rows, measure.column).to_pyarrow()
    values = [*found["x"].to_pylist(), measure.quartiles[1]]
    rounded = [*found["to"].to_pylist(), -1]
    return corrections(values, rounded)


def _axes(
    everyone: Everyone, measures: tuple[Measure, ...], logs: dict[str, Corrections]
) -> tuple[Axis, ...]:
    """How each feature goes onto the grid: `clustering.fit_axes` from sums of an engine."""
    rows = everyone.rows
    columns = {}
    for m in measures:
        whole = m.whole(rows)
        if m.feature.scale == "log":
            low, high = exact_log_units(np.array([m.low, m.high])).tolist()
            value = log_units(rows[m.column], logs[m.column])
            # the engine's logarithms of the ends may be one step off
            whole = Whole(value, low - 1, high + 1, 10**LOG_PLACES)
        columns[m.column] = whole
    found = sums(rows, columns, None, everyone.n)[None]
    return tuple(_axis(m, found[m.column]) for m in measures)


def _axis(measure: Measure, present: Moments) -> Axis:
    """Moments with the missing values at the median."""
    median = measure.quartiles[1]
    filled = present
    if measure.missing:
        places = len(str(present.scale)) - 1
        if measure.feature.scale == "log":
            at = int(exact_log_units(np.array([median]))[0])
        else:
            places = _places(measure, median, places)
            at = int(np.rint(median * 10.0**places))
        filled = _rescaled(present, 10**places).plus(
            Moments(measure.missing, measure.missing * at, measure.missing * at * at, 10**places)
        )
    return Axis(
        feature=measure.feature.name,
        scale=measure.feature.scale,
        median=median,
        mean=filled.mean,
        std=filled.std,
    )


def _places(measure: Measure, median: float, least: int) -> int:
    """Places that hold the values and the median; the most that fit, where none do."""
    fitting = fitting_places(max(abs(measure.low), abs(measure.high)))
    fine = [p for p in fitting if p >= least and holds(np.array([median]), p)]
    return fine[0] if fine and measure.held else fitting[-1]


def _rescaled(moments: Moments, scale: int) -> Moments:
    factor = scale // moments.scale
    return Moments(moments.n, moments.total * factor, moments.squares * factor**2, scale)


def _means(grid: ir.Table, order: Measure, label: ir.Value, n: int) -> list[float]:
    labelled = grid.mutate(label=label)
    found = sums(labelled, {"order": order.whole(labelled)}, "label", n)
    parts = [found[key]["order"] for key in sorted(k for k in found if k is not None)]
    return [part.mean if part.n else float("-inf") for part in parts]
