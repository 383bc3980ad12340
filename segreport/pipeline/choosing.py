"""Which dictionary a table is read by: the user's, that of its trade, or a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segreport.assets import find_asset
from segreport.customers import (
    RawTable,
    describe_columns,
)
from segreport.dictionary import (
    ColumnFacts,
    Dictionary,
    Guess,
    Match,
    Terms,
    find_currency,
    fit_pack,
    guess_dictionary,
    is_chinese,
    is_own_layout,
    match_trade,
    parse_terms,
    parse_trades,
    read_dictionary,
    write_dictionary,
    write_guess,
)

if TYPE_CHECKING:
    pass
from segreport.pipeline.requests import Request, Say, Source

_FROM_PACK = """\
# 这份字典取自规则包，只留下文件里有的列。要改的话，改好后用 --dictionary 指定它。
"""


@dataclass(frozen=True, slots=True)
class Found:
    """The dictionary a table is read by."""

    dictionary: Dictionary
    origin: str
    """A file name, a pack, or 'guessed'."""
    text: str | None = None
    """YAML of a dictionary that is not the user's."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why the guess left columns out."""


def find_dictionary(
    raw: RawTable, given: Dictionary | None, request: Request, say: Say = lambda _: None
) -> Found:
    """The dictionary of a table in memory."""
    return choose_dictionary(_columns_of(raw), given, request, say)


def _columns_of(raw: RawTable) -> Columns:
    names = tuple(raw.columns.column_names)
    return Columns(names, lambda: describe_columns(raw), raw.columns.num_rows, raw.money)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, wherever it lies."""

    names: tuple[str, ...]
    describe: Callable[[], Sequence[ColumnFacts]]
    rows: int
    money: str = ""
    """What amounts are in where no header says it; '' is 元."""


def choose_dictionary(
    columns: Columns, given: Dictionary | None, request: Request, say: Say
) -> Found:
    """The user's dictionary, else that of the trade whose columns these are, else a guess."""
    if given is not None and request.dictionary is not None:
        return Found(given, request.dictionary.name)
    names = [name for name in columns.names if name != request.segment_column]
    match = _match_trade(names)
    if match is None:
        guessed = _guess(columns, request)
        return Found(guessed.dictionary, "guessed", write_guess(guessed), guessed.reasons)
    known = f"认得其中 {len(match.features)} 列"
    say(f"列名像{match.trade.title}数据，{known}，用规则包 {match.trade.pack}")
    pack = _pack_dictionary(match)
    if columns.money or not is_own_layout(names, pack):
        fitted = _fitted(columns, match, pack, request)
        return Found(fitted.dictionary, "guessed", write_guess(fitted), fitted.reasons)
    present = {feature.name for feature in pack.features} & set(names)
    own = pack.model_copy(
        update={
            "features": tuple(f for f in pack.features if f.name in present),
            "order_by": pack.order_by if pack.order_by in present else None,
        }
    )
    return Found(own, f"packs/{match.trade.pack}", write_dictionary(own, _FROM_PACK, {}))


def _match_trade(columns: Sequence[str]) -> Match | None:
    path = find_asset("data/packs/headers.yml")
    return match_trade(columns, parse_trades(path.read_text("utf-8"), str(path)))


def _pack_dictionary(match: Match) -> Dictionary:
    return read_dictionary(find_asset(f"data/packs/{match.trade.pack}/dictionary.yml"))


def _guess(columns: Columns, request: Request) -> Guess:
    facts = [facts for facts in columns.describe() if facts.name != request.segment_column]
    money = columns.money or find_currency(facts)
    return guess_dictionary(facts, columns.rows, _title(request), _terms(), money)


def _fitted(columns: Columns, match: Match, pack: Dictionary, request: Request) -> Guess:
    """The guess in the words of the trade."""
    facts = [facts for facts in columns.describe() if facts.name != request.segment_column]
    money = columns.money or find_currency(facts)
    guessed = guess_dictionary(facts, columns.rows, _title(request), _terms(), money)
    return fit_pack(guessed, facts, pack, match, _terms(), money=money)


def _title(request: Request) -> str:
    """What the customers are called where no trade knows them: a Chinese file name, or 客户."""
    title = request.source.title
    return title if is_chinese(title) else "客户"


def _terms() -> Terms:
    path = find_asset("data/terms.yml")
    return parse_terms(path.read_text("utf-8"), str(path))


def guess_text(source: Source) -> tuple[str, tuple[str, ...]]:
    """YAML of a dictionary guessed from the columns, with a comment on each guess; and notes."""
    raw = source.read()
    request = Request(source.files, database=source.database, reading=source.reading)
    columns = _columns_of(raw)
    match = _match_trade(columns.names)
    if match is None:
        return write_guess(_guess(columns, request)), raw.notes
    return write_guess(_fitted(columns, match, _pack_dictionary(match), request)), raw.notes
