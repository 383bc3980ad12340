"""The segment of each customer, written where the user wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ibis
import numpy as np
import pandas as pd
from ibis.expr import types as ir

from segreport.customers import Labels
from segreport.engine.describing import LABEL, Labelled
from segreport.engine.loading import ID
from segreport.engine.opening import Place
from segreport.engine.sheet import ROW
from segreport.errors import CustomerDataError

_BATCH = 1 << 18


def customers_in_order(place: Place, found: Labelled) -> Iterator[tuple[pd.Index, Labels]]:
    """Ids and segments, in the order of the ids, in parts."""
    names = np.array(found.names)
    column = LABEL if found.codes is None else ROW
    rows = found.rows.select(ID, column).order_by(ID)
    for batch in place.connection.to_pyarrow_batches(rows, chunk_size=_BATCH):
        codes = batch.column(1).to_numpy(zero_copy_only=False)
        if found.codes is not None:
            codes = found.codes[codes]
        yield pd.Index(batch.column(0).to_pandas(), dtype="str"), names[codes.astype(np.intp)]


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
