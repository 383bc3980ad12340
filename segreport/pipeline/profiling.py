"""From customers to segments and their profile, in memory or where the customers are."""

from __future__ import annotations

import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from segreport import store
from segreport.clustering import (
    ClusterModel,
    Crowd,
    Segments,
    assign_prepared,
    choose_k,
    find_segments,
    prepare,
)
from segreport.customers import (
    Customers,
    as_part,
    budget,
    count_customers,
    is_vast,
    load_customers,
    outgrows,
    refuse_many,
    segments_csv,
    stays,
    write_listing,
)
from segreport.dictionary import (
    Dictionary,
    read_dictionary,
)
from segreport.errors import CustomerDataError
from segreport.models import (
    Candidate,
    ClusteringSummary,
    Feature,
    LeftOut,
    LoadSummary,
    Profile,
    Run,
)
from segreport.pipeline.choosing import Columns, Found, choose_dictionary, find_dictionary
from segreport.pipeline.requests import Request, Say
from segreport.profiling import profile_segments

DEFAULT_K = 3
GENERAL = "general"
LIBRARIES = ("numpy", "pandas", "pyarrow", "scikit-learn", "scipy")

Codes = NDArray[np.intp]


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


def profile_customers(request: Request, say: Say, folder: Path | None = None) -> Profiled:
    """Customers to segments and their profile.

    Those that memory does not hold stay where they are; their segments.csv is put together in
    the run folder, where there is one.
    """
    given = read_dictionary(request.dictionary) if request.dictionary else None
    if _stay(request):
        return _profile_in_place(request, given, say, folder)
    if is_vast(request.files):
        with suppress(CustomerDataError):  # which the reader of files may know how to read
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
        write_listing(Path(request.write_to), [as_part(ids, names)], id_column or "行号")
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
        opened = engine.open_files(request.files[0], budget(request.memory), request.reading)
    else:
        opened = engine.open_database(request.database)
    searched: list[tuple[Segments, ClusteringSummary]] = []

    def search(crowd: Crowd, features: tuple[Feature, ...]) -> ClusterModel:
        searched.append(_search(crowd, features, request, say))
        return searched[0][0].model

    with opened as place:
        names = tuple(place.rows.columns)
        columns = Columns(names, lambda: engine.describe_columns(place.rows), place.n)
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
    refuse_many(len(labels), column)
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
