"""The whole program on one screen: customers → segments → profile → draft → check → report."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from segreport import reviewing, store
from segreport.assets import find_asset
from segreport.claims import check_draft, read_lexicon, read_wording_rules
from segreport.clustering import (
    ClusterModel,
    Crowd,
    Segments,
    assign,
    assign_prepared,
    choose_k,
    find_segments,
    prepare,
)
from segreport.customers import (
    Customers,
    Database,
    RawTable,
    Reading,
    budget,
    count_customers,
    describe_columns,
    load_customers,
    outgrows,
    read_database,
    read_features,
    read_files,
    segments_csv,
    stays,
    write_listing,
)
from segreport.dictionary import (
    ColumnFacts,
    Dictionary,
    Guess,
    Match,
    Terms,
    fit_pack,
    guess_dictionary,
    is_own_layout,
    match_trade,
    parse_terms,
    parse_trades,
    read_dictionary,
    write_dictionary,
    write_guess,
)
from segreport.errors import CustomerDataError, StoreError
from segreport.models import (
    Candidate,
    ClusteringSummary,
    Draft,
    Feature,
    Findings,
    LeftOut,
    LoadSummary,
    Profile,
    Run,
)
from segreport.profiling import profile_segments
from segreport.report import read_templates, render_report
from segreport.reviewing import Desk, Reviewed
from segreport.writing import Model, Written, find_pack, preview_draft, write_draft

if TYPE_CHECKING:
    from segreport.llm import Sent

DEFAULT_K = 3
GENERAL = "general"
LIBRARIES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy")

_FROM_PACK = """\
# 这份字典取自规则包，只留下文件里有的列。要改的话，改好后用 --dictionary 指定它。
"""

Say = Callable[[str], None]
Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the customers are: in files, or in a database."""

    files: tuple[Path, ...] = ()
    database: Database | None = None
    reading: Reading | None = None
    """How the user wants them read."""

    @property
    def name(self) -> str:
        """What messages call it."""
        if self.database is not None:
            return self.database.name
        return "、".join(path.name for path in self.files)

    @property
    def title(self) -> str:
        """What a guessed dictionary is called."""
        return self.files[0].stem if self.database is None else self.database.title

    def read(self, id_column: str | None = None) -> RawTable:
        """The customers as they lie there."""
        if self.database is not None:
            return read_database(self.database, id_column, self.reading)
        return read_files(self.files, id_column, self.reading)


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...] = ()
    k: int | Literal["auto"] | None = None
    """None: the default, or what the segment column has."""
    dictionary: Path | None = None
    segment_column: str | None = None
    seed: int = 0
    reading: Reading | None = None
    """How the user wants the files read."""
    database: Database | None = None
    """Where the customers are, if not in files."""
    memory: int | None = None
    """Bytes that a run may take; None: a share of what is free."""
    write_to: str | None = None
    """A file, or a table of the database, that each customer's segment is written to."""

    @property
    def source(self) -> Source:
        """Where the customers are."""
        return Source(self.files, self.database, self.reading)


@dataclass(frozen=True, slots=True)
class Profiled:
    """Everything that is known before a sentence is written."""

    profile: Profile
    model: ClusterModel | None
    run: Run
    dictionary_text: str | None
    """YAML of a dictionary that the user did not give, to be corrected."""
    segments: Callable[[], bytes] | Path | None
    """segments.csv, or where it lies; None where the customers stay in a database."""
    customers: Customers | None = None
    """None where memory does not hold them."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a complete run came to."""

    run: Run
    profile: Profile
    draft: Draft
    findings: Findings


def run(request: Request, folder: Path, say: Say, model: Model | None = None) -> Finished:
    """Customer files to the full report in the run folder; without a model the rules write it."""
    store.open_folder(folder)
    with ThreadPoolExecutor(1) as ahead:  # while the sample is clustered in another process
        for read in (read_lexicon, read_wording_rules, read_templates):
            ahead.submit(read)
        profiled = profile_customers(request, say, folder)
    say("撰写报告")
    pack = find_pack(profiled.run.pack)
    written = write_draft(profiled.profile, profiled.run, pack, folder, model, say)
    return _finish(
        profiled.profile, profiled.run, written, _profile_artifacts(profiled), folder, say
    )


def redraft(folder: Path, say: Say, model: Model | None = None) -> Finished:
    """The draft and the report again from the profile of a run."""
    run = store.load_run(folder)
    profile = store.load(folder, "profile.json", Profile)
    say("撰写报告")
    written = write_draft(profile, run, find_pack(run.pack), folder, model, say)
    kept = {name: digest for name, digest in run.hashes.items() if not _is_report(name)}
    return _finish(profile, run.model_copy(update={"hashes": kept}), written, {}, folder, say)


def preview(request: Request, folder: Path, model: Model, say: Say) -> tuple[Sent, ...]:
    """What a run would send about the customers, to the byte; nothing is sent or written."""
    profiled = profile_customers(replace(request, write_to=None), say)
    pack = find_pack(profiled.run.pack)
    return preview_draft(profiled.profile, profiled.run, pack, folder, model)


def _finish(
    profile: Profile,
    run: Run,
    written: Written,
    before: Mapping[str, bytes | Path],
    folder: Path,
    say: Say,
) -> Finished:
    """Check what was written, make the report, and save everything; `before` goes with it."""
    say("逐句核对")
    findings = Findings(judgements=check_draft(written.draft, profile))
    say("生成报告")
    artifacts: dict[str, bytes | Path] = {
        **before,
        "drafts.json": store.dump(written.draft),
        "findings.json": store.dump(findings),
    }
    hashes = {**run.hashes, **store.hash_all(artifacts)}
    run = run.model_copy(update={"hashes": hashes, "drafting": written.drafting})
    desk = reviewing.make_desk(folder, run, profile, written.draft, findings.judgements)
    reviewed = reviewing.review_run(desk, store.read_entries(folder), findings.judgements)
    artifacts |= _report_artifacts(desk, reviewed)
    return Finished(store.save(folder, artifacts, run), profile, reviewed.draft, findings)


def profile_customers(request: Request, say: Say, folder: Path | None = None) -> Profiled:
    """Customers to segments and their profile.

    Those that memory does not hold stay where they are; their segments.csv is put together in
    the run folder, where there is one.
    """
    given = read_dictionary(request.dictionary) if request.dictionary else None
    if _stay(request):
        return _profile_in_place(request, given, say, folder)
    say(f"读取 {request.source.name}")
    raw = request.source.read(given.id if given else None)
    found = find_dictionary(raw, given, request, say)
    customers = load_customers(raw, found.dictionary, request.segment_column, found.reasons)
    if request.segment_column is None:
        codes, labels, model, summary = _cluster(customers, request, say)
    else:
        codes, labels, model, summary = _existing(customers, request.segment_column, request.seed)
    say("计算画像")
    profile = profile_segments(customers.table, codes, labels, customers.dictionary)
    run = _describe_run(found, customers.summary, customers.dictionary, summary, profile)
    ids, id_column = customers.ids, customers.summary.id_column
    names = np.array(labels)[codes]
    if request.write_to is not None:
        write_listing(Path(request.write_to), [(ids, names)], id_column or "行号")
    return Profiled(
        profile, model, run, found.text, lambda: segments_csv(ids, names, id_column), customers
    )


def _describe_run(
    found: Found,
    load: LoadSummary,
    dictionary: Dictionary,
    clustering: ClusteringSummary,
    profile: Profile,
    engine: tuple[str, ...] = (),
) -> Run:
    """What was read and done; `engine`: more libraries whose results are in the artifacts."""
    shown = {feature.name for feature in profile.features + profile.describing}
    hidden = tuple(
        LeftOut(column=feature.name, reason="有的群组里一个值也没有，无法比较")
        for feature in dictionary.features
        if feature.name not in shown
    )
    libraries = {name: version(name) for name in LIBRARIES + engine}
    return Run(
        title=found.dictionary.name,
        version=version("segreport"),
        versions={"python": platform.python_version()} | libraries,
        dictionary=found.origin,
        pack=found.dictionary.pack or GENERAL,
        load=load.model_copy(update={"left_out": load.left_out + hidden}),
        clustering=clustering,
    )


def _stay(request: Request) -> bool:
    """Whether the customers are better left where they are."""
    if request.database is None:
        return outgrows(request.files, request.memory)
    table = request.write_to is not None and not _is_file(request.write_to)
    return table or stays(request.database, *count_customers(request.database), request.memory)


def _is_file(target: str) -> bool:
    return Path(target).suffix.lower() in (".csv", ".parquet")


def _profile_in_place(
    request: Request, given: Dictionary | None, say: Say, folder: Path | None
) -> Profiled:
    """`profile_customers` where the customers are: only sums and a sample come from there."""
    from segreport import engine

    say(f"打开 {request.source.name}")
    if request.database is None:
        opened = engine.open_files(request.files[0], budget(request.memory))
    else:
        opened = engine.open_database(request.database)
    searched: list[tuple[Segments, ClusteringSummary]] = []

    def search(crowd: Crowd, features: tuple[Feature, ...]) -> ClusterModel:
        searched.append(_search(crowd, features, request, say))
        return searched[0][0].model

    with opened as place:
        names = tuple(place.rows.columns)
        columns = Columns(names, lambda: engine.describe_columns(place.rows), place.source.rows)
        found = choose_dictionary(columns, given, request, say)
        listings: list[Path | str] = []
        spool = None
        if place.local and folder is not None and found.dictionary.id is not None:
            spool = store.spool(folder, "segments.csv")
            listings.append(spool)
        if request.write_to is not None:
            file = _is_file(request.write_to)
            listings.append(Path(request.write_to) if file else request.write_to)
        segments = request.segment_column or search
        outlets = engine.Outlets(listings, folder / store.PASSES if folder else None)
        described = engine.describe_place(
            place, found.dictionary, found.reasons, segments, outlets, say
        )
    model = None
    if searched:
        id_column = described.summary.id_column
        model = searched[0][0].model.model_copy(update={"id_column": id_column})
        summary = searched[0][1]
    else:
        column = request.segment_column or ""
        summary = _column_summary(column, described.profile.k, request.seed)
    run = _describe_run(
        found,
        described.summary,
        described.dictionary,
        summary,
        described.profile,
        ("ibis-framework",),
    )
    return Profiled(described.profile, model, run, found.text, spool)


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
    return guess_dictionary(facts, columns.rows, request.source.title, _terms(), columns.money)


def _fitted(columns: Columns, match: Match, pack: Dictionary, request: Request) -> Guess:
    """The guess in the words of the trade."""
    facts = [facts for facts in columns.describe() if facts.name != request.segment_column]
    guessed = guess_dictionary(facts, columns.rows, request.source.title, _terms(), columns.money)
    return fit_pack(guessed, facts, pack, match, _terms(), money=columns.money)


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


def _cluster(
    customers: Customers, request: Request, say: Say
) -> tuple[Codes, tuple[str, ...], ClusterModel | None, ClusteringSummary]:
    """New segments by KMeans."""
    features = customers.clustered()
    ids = customers.ids if customers.summary.id_column else None
    prepared = prepare(customers.table, ids, features, customers.dictionary.order_by)
    found, summary = _search(prepared, features, request, say)
    model = found.model.model_copy(update={"id_column": customers.summary.id_column})
    return assign_prepared(prepared, model), model.labels, model, summary


def _search(
    crowd: Crowd, features: tuple[Feature, ...], request: Request, say: Say
) -> tuple[Segments, ClusteringSummary]:
    """The segments of a crowd, and how they came about."""
    candidates: tuple[Candidate, ...] = ()
    k = DEFAULT_K if request.k is None else request.k
    if k == "auto":
        say("选择群组数")
        k, candidates = choose_k(crowd.sample, seed=request.seed)
    say(f"聚类（{k} 群）")
    try:
        found = find_segments(crowd, k, request.seed)
    except CustomerDataError as error:
        raise CustomerDataError(f"{request.source.name}：{error}") from error
    return found, ClusteringSummary(
        method="kmeans",
        k=k,
        chosen="default" if request.k is None else "auto" if request.k == "auto" else "given",
        seed=request.seed,
        features=tuple(feature.name for feature in features),
        sample=found.sample,
        passes=found.passes,
        inertia=found.inertia,
        silhouette=found.silhouette,
        candidates=candidates,
    )


def _existing(
    customers: Customers, column: str, seed: int
) -> tuple[Codes, tuple[str, ...], None, ClusteringSummary]:
    """The segments of a column, under the labels they have."""
    found = customers.segments or ()
    labels = _label_order(customers, found)
    place = {label: position for position, label in enumerate(labels)}
    summary = _column_summary(column, len(labels), seed)
    return np.array([place[label] for label in found], dtype=np.intp), labels, None, summary


def _column_summary(column: str, k: int, seed: int) -> ClusteringSummary:
    return ClusteringSummary(method="column", k=k, chosen="column", seed=seed, column=column)


def _label_order(customers: Customers, found: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers by value; names by the mean of `order_by`, or as text where there is none."""
    labels = set(found)
    if all(label.isdecimal() for label in labels):
        return tuple(sorted(labels, key=lambda label: (int(label), label)))
    by = customers.dictionary.order_by
    if by is None or by not in customers.table:
        return tuple(sorted(labels))
    means = customers.table[by].groupby(list(found)).mean()
    return tuple(sorted(labels, key=lambda label: (float(means[label]), label)))


def save_profile(profiled: Profiled, folder: Path) -> Run:
    """Write what is known before a sentence is written: profile, segments and model."""
    return store.save(folder, _profile_artifacts(profiled), profiled.run)


def _profile_artifacts(profiled: Profiled) -> dict[str, bytes | Path]:
    artifacts: dict[str, bytes | Path] = {"profile.json": store.dump(profiled.profile)}
    if profiled.segments is not None:
        found = profiled.segments
        artifacts["segments.csv"] = found if isinstance(found, Path) else found()
    if profiled.model is not None:
        artifacts["model.json"] = store.dump(profiled.model)
    if profiled.dictionary_text is not None:
        artifacts["dictionary.yml"] = profiled.dictionary_text.encode("utf-8")
    return artifacts


def render(folder: Path, *, final: bool = False) -> Run:
    """The report again from the artifacts of a run and what its reviewers decided.

    Raises NotApproved where a `final` report is asked for before every part is approved, and
    StoreError where the record of the review is not what was written.
    """
    desk = reviewing.open_desk(folder)
    entries = store.read_entries(folder)
    if final:
        store.verify(folder)
        reviewing.refuse_unapproved(desk, entries)
    findings = store.load(folder, "findings.json", Findings)
    reviewed = reviewing.review_run(desk, entries, findings.judgements)
    kept = {name: digest for name, digest in desk.run.hashes.items() if not _is_report(name)}
    desk = replace(desk, run=desk.run.model_copy(update={"hashes": kept}))
    return store.save(folder, _report_artifacts(desk, reviewed), desk.run)


def _is_report(name: str) -> bool:
    return name.startswith(("report.", "charts/"))


def _report_artifacts(desk: Desk, reviewed: Reviewed) -> dict[str, bytes]:
    report = render_report(
        desk.profile, reviewed.draft, reviewed.judgements, desk.run, reviewed.review
    )
    charts = {f"charts/{name}": svg.encode("utf-8") for name, svg in report.charts.items()}
    pages = {"report.md": report.markdown, "report.html": report.html}
    return charts | {name: text.encode("utf-8") for name, text in pages.items()}


def score(folder: Path, source: Source) -> tuple[bytes, dict[str, int], list[str]]:
    """Segments of new customers by the run's model: the CSV, customers per segment, notes."""
    run = store.load_run(folder)
    if run.clustering.method == "column":
        raise StoreError(
            f"这次运行的群组来自文件里的 {run.clustering.column} 列，没有可以给新客户打分的模型。"
            "请不带 --segment-column 重新运行。"
        )
    model = store.load(folder, "model.json", ClusterModel)
    raw = source.read(model.id_column)
    names = [axis.feature for axis in model.axes]
    table, ids, notes = read_features(raw, names, model.id_column)
    codes = assign(model, table)
    found = np.bincount(codes, minlength=len(model.labels)).tolist()
    counts = dict(zip(model.labels, found, strict=True))
    labels = np.array(model.labels)[codes]
    has_id = model.id_column in raw.columns.column_names
    return segments_csv(ids, labels, model.id_column if has_id else None), counts, notes
