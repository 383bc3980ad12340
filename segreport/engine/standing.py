"""Putting everyone on the grid: axes from exact sums, the canonical sample, the crowd."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr import types as ir
from numpy.typing import NDArray

from segreport.clustering.grid import LOG_PLACES, STEPS, Axis, Grid
from segreport.clustering.kmeans import REHEARSAL, SAMPLE
from segreport.clustering.lloyd import LARGE
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
from segreport.engine.loading import ID, Everyone
from segreport.engine.measures import Measure, fit_axis
from segreport.engine.measuring import Whole, sums
from segreport.engine.opening import Place
from segreport.engine.sheet import ROW
from segreport.engine.studying import Studies
from segreport.engine.tallying import means
from segreport.errors import CustomerDataError

Corrections = list[tuple[float, int]]


def stand(
    place: Place, everyone: Everyone, file: Path | None, tell: Callable[[str], None]
) -> TableCrowd:
    """The customers on the grid in their engine, with their canonical sample.

    `file`: where passes are noted. Raises CustomerDataError for a log feature with a value below 0.
    """
    rows, measures = everyone.rows, everyone.clustered()
    _refuse_negative(measures)
    logs = {m.column: _corrections(rows, m) for m in measures if m.feature.scale == "log"}
    axes = _axes(everyone, measures, logs)
    coordinates = {
        f"g{i}": grid_column(rows[m.column], axis, logs.get(m.column, ()))
        for i, (m, axis) in enumerate(zip(measures, axes, strict=True))
    }
    grid = rows.mutate(**coordinates)
    squares = total([grid[name] * grid[name] for name in coordinates])
    grid = place.keep(grid.mutate(**{SQUARES: squares}), "grid")
    order = _order(everyone)
    key = grid[ID] if ID in grid.columns else _as_text(grid, list(coordinates))
    hashed = grid.select(*coordinates, hash=md5(key, place.connection.name))
    first = _first(hashed, everyone.n)
    points = np.stack([first[name].to_numpy().astype(np.int16) for name in coordinates])
    sample, rehearsal = _sample(points, everyone.n)
    return TableCrowd(
        axes=axes,
        grid=grid,
        n=everyone.n,
        sample=sample,
        rehearsal=rehearsal,
        journal=open_journal(file, tell, axes, sample),
        means=None if order is None else lambda label: _means(grid, order, label, everyone.n),
    )


def stand_here(
    everyone: Everyone, studies: Studies, file: Path | None, tell: Callable[[str], None]
) -> MappedCrowd:
    """`stand` where the customers' columns are in a file of this machine.

    Their grid has 2 bytes a customer and feature; on the disk, memory holds of it what it can.
    """
    measures = everyone.clustered()
    _refuse_negative(measures)
    names = [m.column for m in measures]
    axes = tuple(axis for name in names if (axis := studies.columns[name].axis) is not None)
    grid = studies.on_grid(names)
    if ID in everyone.rows.columns:
        keys = everyone.rows.select(ROW, key=everyone.rows[ID])
    else:
        points = pa.table({f"g{i}": row for i, row in enumerate(grid)})
        lines = ibis.memtable(points.append_column(ROW, pa.array(np.arange(everyone.n))))
        keys = lines.select(ROW, key=_as_text(lines, list(points.column_names)))
    first = _first(keys.select(ROW, hash=md5(keys["key"], "duckdb")), everyone.n)
    sample, rehearsal = _sample(grid[:, first[ROW].to_numpy()], everyone.n)
    order = _order(everyone)
    return MappedCrowd(
        axes,
        grid,
        sample,
        rehearsal=rehearsal,
        journal=open_journal(file, tell, axes, sample),
        means=None if order is None else partial(means, studies.units(order)),
    )


def _order(everyone: Everyone) -> Measure | None:
    """What segments are ordered by."""
    by = everyone.dictionary.order_by
    return next((m for m in everyone.measures if m.feature.name == by), None)


def _refuse_negative(measures: Sequence[Measure]) -> None:
    for feature in (m.feature for m in measures if m.feature.scale == "log" and m.low < 0):
        raise CustomerDataError(
            f"特征 {feature.name}（{feature.label}）有负数，不能按 scale: log 处理。"
            "请在字典里去掉这一行的 scale。"
        )


def _first(hashed: ir.Table, n: int) -> pa.Table:
    """The customers with the smallest hashes, in that order; ids stay where they are."""
    most = REHEARSAL if n > LARGE else SAMPLE
    share = 1.2 * most / n
    if share < 1:  # quicker than sorting all; MD5 spreads so evenly that a fifth more is plenty
        few = hashed.filter(hashed["hash"] < f"{int(share * 16**8):08x}")
        found = few.order_by("hash").limit(most).to_pyarrow()
        if found.num_rows == most:
            return found
    return hashed.order_by("hash").limit(most).to_pyarrow()


def _sample(points: Grid, n: int) -> tuple[NDArray[np.float64], Grid | None]:
    """The canonical sample, shape (m, d), and the rehearsal, from the first customers."""
    sample = np.ascontiguousarray(points[:, :SAMPLE].T, dtype=np.float64) / STEPS
    return sample, points if n > LARGE else None


def _as_text(grid: ir.Table, coordinates: list[str]) -> ir.Value:
    texts = [grid[name].cast("string") for name in coordinates]
    return ibis.literal("|").join(texts) if len(texts) > 1 else texts[0]


def _corrections(rows: ir.Table, measure: Measure) -> Corrections:
    """The values whose logarithm this engine rounds otherwise than NumPy."""
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
    return tuple(fit_axis(m, found[m.column]) for m in measures)


def _means(grid: ir.Table, order: Measure, label: ir.Value, n: int) -> list[float]:
    labelled = grid.mutate(label=label)
    found = sums(labelled, {"order": order.whole(labelled)}, "label", n)
    parts = [found[key]["order"] for key in sorted(k for k in found if k is not None)]
    return [part.mean if part.n else float("-inf") for part in parts]
