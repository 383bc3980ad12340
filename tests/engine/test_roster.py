"""The ids of a Parquet file in their order, and what may be said of them without a closer look."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segreport.engine.packing import pack
from segreport.engine.roster import Roster, call_roster

_ROOM = 1 << 30


def call(folder: Path, ids: list[object], room: int = _ROOM) -> Roster | None:
    file = folder / "customers.parquet"
    pd.DataFrame({"客户 号": ids}).to_parquet(file, index=False)
    connection = ibis.duckdb.connect()
    try:
        with call_roster(connection, file, "客户 号", folder, room) as called:
            found: Roster | None = called()
            return found
    finally:
        connection.disconnect()


def packed(folder: Path, ids: list[Any], room: int = _ROOM) -> list[tuple[str, int]] | None:
    file = folder / "customers.parquet"
    pd.DataFrame({"id": ids}).to_parquet(file, index=False)
    parts = pack(file, "id", room, Event())
    if parts is None:
        return None
    return [pair for ids, rows in parts for pair in zip(ids.to_pylist(), rows, strict=True)]


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


@given(
    st.sampled_from(["", "C", "客户-", "0-", "no 1 "]),
    st.lists(st.integers(0, 10**7 - 1), min_size=1, max_size=40),
    st.integers(7, 18),
)
def test_packed_ids_are_those_that_a_sort_of_the_texts_gives(
    letters: str, numbers: list[int], digits: int
) -> None:
    ids = [f"{letters}{number:0{digits}d}" for number in numbers]
    with TemporaryDirectory() as folder:
        found = packed(Path(folder), ids)
    assert found == sorted((text, row) for row, text in enumerate(ids))


@pytest.mark.parametrize(
    ("ids", "room"),
    [
        (["C10", "C9"], _ROOM),
        (["C10", "D11"], _ROOM),
        (["C10", "C1x"], _ROOM),
        (["C10", "C1/"], _ROOM),
        (["C10", None], _ROOM),
        (["C1a", "C1b"], _ROOM),
        (["0" * 18, "9" * 18] * 16, _ROOM),
        (["C10", "C11"], 15),
    ],
)
def test_other_ids_are_not_packed_and_still_come_in_their_order(
    tmp_path: Path, ids: list[object], room: int
) -> None:
    assert packed(tmp_path, ids, room) is None
    found = call(tmp_path, ids, room)
    assert found is not None
    assert listed(found) == sorted(map(str, filter(None, ids))) + [None] * ids.count(None)


def test_an_id_as_long_as_an_integer_holds_is_packed(tmp_path: Path) -> None:
    ids: list[object] = ["1" + "0" * 17, "4" + "9" * 17]
    assert packed(tmp_path, ids) == [(ids[0], 0), (ids[1], 1)]


def test_packing_stops_when_it_is_told(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    pd.DataFrame({"id": ["C1", "C2"]}).to_parquet(tmp_path / "customers.parquet", index=False)
    assert pack(tmp_path / "customers.parquet", "id", _ROOM, stop) is None


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
