"""The segment of each customer, written where the user wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr import types as ir
from numpy.typing import NDArray

from segreport.customers import Part
from segreport.engine.describing import LABEL, Labelled
from segreport.engine.loading import ID
from segreport.engine.opening import Place
from segreport.engine.roster import Roster
from segreport.engine.sheet import ROW
from segreport.errors import CustomerDataError

_BATCH = 1 << 18


def customers_in_order(place: Place, roster: Roster | None, found: Labelled) -> Iterator[Part]:
    """Ids and segments, in the order of the ids, in parts."""
    names = pa.array(found.names)
    for ids, codes in _ordered(place, roster, found):
        yield ids, pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), names)


def _ordered(
    place: Place, roster: Roster | None, found: Labelled
) -> Iterator[tuple[pa.Array, NDArray[np.integer]]]:
    if roster is not None and found.codes is not None:
        for ids, rows in roster.parts():
            yield ids, found.codes[rows]
        return
    column = LABEL if found.codes is None else ROW
    rows = found.rows.select(ID, column).order_by(ID)
    for batch in place.connection.to_pyarrow_batches(rows, chunk_size=_BATCH):
        codes = batch.column(1).to_numpy(zero_copy_only=False)
        yield batch.column(0), codes if found.codes is None else found.codes[codes]


def write_table(
    place: Place, rows: ir.Table, labels: Sequence[str], name: str, id_column: str
) -> None:
    """Customer → segment as a new table. Raises CustomerDataError where there is one already."""
    schema, _, table = name.rpartition(".")
    database = schema or None
    if table in place.connection.list_tables(database=database):
        raise CustomerDataError(f"数据库里已有表 {name}。请用 --write-to 换一个表名，或先删掉它。")
    texts = [(number, ibis.literal(label)) for number, label in enumerate(labels)]
    found = rows.select(**{id_column: rows[ID], "segment": rows[LABEL].cases(*texts)})
    try:
        place.connection.create_table(table, found, database=database)
    except Exception as error:
        said = " ".join(str(error).split())[:200].rstrip("。.")
        raise CustomerDataError(f"写不了表 {name}：{said}。请检查写表的权限。") from error
