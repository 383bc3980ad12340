"""The ids of a Parquet file in their order, and what may be said of them without a closer look."""

from __future__ import annotations

from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

from segreport.engine.roster import Roster, call_roster


def call(folder: Path, ids: list[object]) -> Roster | None:
    file = folder / "customers.parquet"
    pd.DataFrame({"客户 号": ids}).to_parquet(file, index=False)
    connection = ibis.duckdb.connect()
    try:
        with call_roster(connection, file, "客户 号", folder) as called:
            found: Roster | None = called()
            return found
    finally:
        connection.disconnect()


def listed(roster: Roster) -> list[str]:
    return [text for ids, _ in roster.parts() for text in ids.to_pylist()]


def test_ids_come_in_the_order_of_their_bytes_with_their_rows(tmp_path: Path) -> None:
    ids: list[object] = [f"{i * 7919 % 300_007:06d}" for i in range(300_000)]
    found = call(tmp_path, ids)
    assert found is not None
    assert listed(found) == sorted(map(str, ids))
    assert [ids[row] for _, rows in found.parts() for row in rows] == sorted(map(str, ids))
    assert found.plain
    assert found.distinct == 300_000


def test_whole_numbers_are_ids_as_text(tmp_path: Path) -> None:
    found = call(tmp_path, [10, 9, 100])
    assert found is not None
    assert listed(found) == ["10", "100", "9"]
    assert found.plain


def test_each_repetition_counts(tmp_path: Path) -> None:
    found = call(tmp_path, ["b", "a", "b", "c", "b"])
    assert found is not None
    assert (found.n, found.distinct) == (5, 3)


def test_repetitions_on_both_sides_of_a_batch_count(tmp_path: Path) -> None:
    found = call(tmp_path, [f"{i // 3:06d}" for i in range(600_000)])
    assert found is not None
    assert (found.n, found.distinct) == (600_000, 200_000)


@pytest.mark.parametrize(
    "odd", [None, "", " C2", "C2\t", "C２", "客户", "2.0", "6.2E+19", "NULL", "\u00a0C2", "C\x7f"]
)
def test_ids_that_have_to_be_looked_at_closer_are_not_plain(
    tmp_path: Path, odd: str | None
) -> None:
    found = call(tmp_path, ["C1", odd, "C3"])
    assert found is not None
    assert not found.plain


def test_numbers_with_a_point_have_no_roster(tmp_path: Path) -> None:
    assert call(tmp_path, [1.0, 2.0, np.nan]) is None
