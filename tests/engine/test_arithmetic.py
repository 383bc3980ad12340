"""The integers of an engine are those of NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest

from segreport.engine.expressions import (
    corrections,
    exact_log_units,
    log_units,
    near_edges,
    nearest,
    number,
)
from segreport.engine.measuring import Whole, order_statistics, quartiles, sums
from segreport.exact import moments, scale_to_integers
from segreport.exact import quartiles as quartiles_in_memory

RNG = np.random.default_rng(7)
COLUMNS = {
    "small": RNG.integers(0, 3, 999).astype(float),
    "cents": RNG.lognormal(9, 2, 999).round(2),
    "negative": RNG.normal(0, 1e6, 999).round(3),
    "wide": RNG.choice([0.01, 1e11], 999),
    "huge": RNG.integers(-(2**60), 2**60, 999).astype(float),
    "one": np.full(999, 41.5),
}


@pytest.fixture
def connection() -> Iterator[Any]:
    found = ibis.duckdb.connect()
    yield found
    found.disconnect()


def test_halves_go_to_the_even_integer(connection: Any) -> None:
    values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999999999999994, 4503599627370495.5, -7.2]
    table = connection.create_table("t", pd.DataFrame({"x": values}))
    found = table.select(n=nearest(table.x)).to_pyarrow()["n"].to_pylist()
    assert found == np.rint(values).astype(int).tolist()


def test_a_number_keeps_its_last_bit(connection: Any) -> None:
    values = [0.1, 1 / 3, 12345.678901234567, 8.98846567431158e307, 5e-324, -0.30000000000000004]
    row = connection.execute(ibis.memtable({"a": [0]}).select(
        **{f"x{i}": number(value) for i, value in enumerate(values)}))  # fmt: skip
    assert row.iloc[0].tolist() == values


def test_logarithms_at_an_edge_are_put_right(connection: Any) -> None:
    # x such that log(1 + x) · 10⁹ is as near to a half as doubles come
    halves = RNG.integers(10**9, 25 * 10**9, 3000) + 0.5
    values = np.unique(np.expm1(halves / 1e9))
    table = connection.create_table("t", pd.DataFrame({"x": values}))
    edges = near_edges(table, "x").to_pyarrow()
    assert edges.num_rows == len(values)
    put_right = corrections(edges["x"].to_pylist(), edges["to"].to_pylist())
    found = table.select("x", n=log_units(table.x, put_right)).to_pyarrow().to_pandas()
    assert (exact_log_units(found["x"].to_numpy()) == found["n"].to_numpy()).all()


@pytest.mark.parametrize("name", COLUMNS)
def test_sums_and_quartiles_are_exact(connection: Any, name: str) -> None:
    values = COLUMNS[name]
    scaled = scale_to_integers(values)
    labels = np.arange(len(values)) % 4
    frame = pd.DataFrame({"u": scaled.units, "label": labels})
    frame["u"] = frame["u"].astype("Int64").mask(np.arange(len(frame)) % 50 == 49)
    table = connection.create_table("t", frame)
    kept = frame.dropna().astype("int64")
    low, high = int(kept["u"].min()), int(kept["u"].max())
    column = Whole(table.u, low, high, scaled.scale)
    found = sums(table, {"u": column}, "label", 10**9)
    everyone = sums(table, {"u": column}, None, len(values))[None]["u"]
    assert everyone == moments(scaled.__class__(kept["u"].to_numpy(), scaled.scale))
    counts = {label: found[label]["u"].n for label in range(4)}
    quarters = quartiles(table, column, "label", counts)
    for label in range(4):
        own = scaled.__class__(kept["u"][kept["label"] == label].to_numpy(), scaled.scale)
        assert found[label]["u"] == moments(own)
        assert quarters[label] == quartiles_in_memory(own)


def test_every_rank_is_found(connection: Any) -> None:
    values = np.sort(RNG.integers(-(2**45), 2**45, 400))
    table = connection.create_table("t", pd.DataFrame({"u": values}))
    column = Whole(table.u, int(values[0]), int(values[-1]))
    found = order_statistics(table, column, None, {None: range(400)})[None]
    assert [found[rank] for rank in range(400)] == values.tolist()
