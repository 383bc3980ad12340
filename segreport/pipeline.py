"""The whole program on one screen: customers → segments → profile → draft → check → report."""

from __future__ import annotations

import platform
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from segreport import reviewing, store
from segreport.assets import find_asset
from segreport.claims import check_draft, read_lexicon, read_wording_rules
from segreport.clustering import ClusterModel, assign, choose_k, segment_customers
from segreport.customers import (
    Customers,
    RawTable,
    Reading,
    describe_columns,
    load_customers,
    read_features,
    read_files,
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
    Findings,
    LeftOut,
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

_FORMULA = r"^[=+\-@\t\r]"
_SPECIAL = r'[",\r\n]'

_FROM_PACK = """\
# 这份字典取自规则包，只留下文件里有的列。要改的话，改好后用 --dictionary 指定它。
"""

Say = Callable[[str], None]
Codes = NDArray[np.intp]
Labels = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    files: tuple[Path, ...]
    k: int | Literal["auto"] | None = None
    """None: the default, or what the segment column has."""
    dictionary: Path | None = None
    segment_column: str | None = None
    seed: int = 0
    reading: Reading | None = None
    """How the user wants the files read."""


@dataclass(frozen=True, slots=True)
class Profiled:
    """Everything that is known before a sentence is written."""

    customers: Customers
    codes: Codes
    profile: Profile
    model: ClusterModel | None
    run: Run
    dictionary_text: str | None
    """YAML of a dictionary that the user did not give, to be corrected."""


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
        profiled = profile_customers(request, say)
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
    profiled = profile_customers(request, say)
    pack = find_pack(profiled.run.pack)
    return preview_draft(profiled.profile, profiled.run, pack, folder, model)


def _finish(
    profile: Profile,
    run: Run,
    written: Written,
    before: Mapping[str, bytes],
    folder: Path,
    say: Say,
) -> Finished:
    """Check what was written, make the report, and save everything; `before` goes with it."""
    say("逐句核对")
    findings = Findings(judgements=check_draft(written.draft, profile))
    say("生成报告")
    artifacts = {
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


def profile_customers(request: Request, say: Say) -> Profiled:
    """Customer files to segments and their profile."""
    say(f"读取 {'、'.join(path.name for path in request.files)}")
    given = read_dictionary(request.dictionary) if request.dictionary else None
    raw = read_files(request.files, given.id if given else None, request.reading)
    found = find_dictionary(raw, given, request, say)
    customers = load_customers(raw, found.dictionary, request.segment_column, found.reasons)
    if request.segment_column is None:
        codes, labels, model, summary = _cluster(customers, request, say)
    else:
        codes, labels, model, summary = _existing(customers, request.segment_column, request.seed)
    say("计算画像")
    profile = profile_segments(customers.table, codes, labels, customers.dictionary)
    shown = {feature.name for feature in profile.features + profile.describing}
    hidden = tuple(
        LeftOut(column=feature.name, reason="有的群组里一个值也没有，无法比较")
        for feature in customers.dictionary.features
        if feature.name not in shown
    )
    load = customers.summary
    run = Run(
        title=found.dictionary.name,
        version=version("segreport"),
        versions={"python": platform.python_version()} | {n: version(n) for n in LIBRARIES},
        dictionary=found.origin,
        pack=found.dictionary.pack or GENERAL,
        load=load.model_copy(update={"left_out": load.left_out + hidden}),
        clustering=summary,
    )
    return Profiled(customers, codes, profile, model, run, found.text)


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
    """The user's dictionary, else that of the trade whose columns these are, else a guess."""
    if given is not None and request.dictionary is not None:
        return Found(given, request.dictionary.name)
    columns = [c for c in raw.columns.column_names if c != request.segment_column]
    match = _match_trade(columns)
    if match is None:
        guessed = guess(raw, request.files[0].stem, skip=request.segment_column)
        return Found(guessed.dictionary, "guessed", write_guess(guessed), guessed.reasons)
    known = f"认得其中 {len(match.features)} 列"
    say(f"列名像{match.trade.title}数据，{known}，用规则包 {match.trade.pack}")
    pack = _pack_dictionary(match)
    if raw.money or not is_own_layout(columns, pack):
        fitted = _fitted(raw, match, pack, request)
        return Found(fitted.dictionary, "guessed", write_guess(fitted), fitted.reasons)
    present = {feature.name for feature in pack.features} & set(columns)
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


def guess(raw: RawTable, title: str, skip: str | None = None) -> Guess:
    """A dictionary guessed from the columns; `skip` names one that is no feature."""
    return guess_dictionary(_facts(raw, skip), raw.columns.num_rows, title, _terms(), raw.money)


def _fitted(raw: RawTable, match: Match, pack: Dictionary, request: Request) -> Guess:
    """The guess in the words of the trade."""
    facts, terms = _facts(raw, request.segment_column), _terms()
    rows, title = raw.columns.num_rows, request.files[0].stem
    guessed = guess_dictionary(facts, rows, title, terms, raw.money)
    return fit_pack(guessed, facts, pack, match, terms, money=raw.money)


def _facts(raw: RawTable, skip: str | None) -> list[ColumnFacts]:
    return [facts for facts in describe_columns(raw) if facts.name != skip]


def _terms() -> Terms:
    path = find_asset("data/terms.yml")
    return parse_terms(path.read_text("utf-8"), str(path))


def guess_text(
    files: Sequence[Path], reading: Reading | None = None
) -> tuple[str, tuple[str, ...]]:
    """YAML of a dictionary guessed from the files, with a comment on each guess; and notes."""
    raw = read_files(files, reading=reading)
    match = _match_trade(raw.columns.column_names)
    if match is None:
        return write_guess(guess(raw, files[0].stem)), raw.notes
    fitted = _fitted(raw, match, _pack_dictionary(match), Request(tuple(files)))
    return write_guess(fitted), raw.notes


def _cluster(
    customers: Customers, request: Request, say: Say
) -> tuple[Codes, tuple[str, ...], ClusterModel | None, ClusteringSummary]:
    """New segments by KMeans."""
    features = customers.clustered()
    candidates: tuple[Candidate, ...] = ()
    k = DEFAULT_K if request.k is None else request.k
    if k == "auto":
        say("选择群组数")
        k, candidates = choose_k(customers.table, customers.ids, features, seed=request.seed)
    say(f"聚类（{k} 群）")
    try:
        result = segment_customers(
            customers.table,
            customers.ids,
            features,
            k,
            seed=request.seed,
            order_by=customers.dictionary.order_by,
        )
    except CustomerDataError as error:
        files = "、".join(path.name for path in request.files)
        raise CustomerDataError(f"{files}：{error}") from error
    summary = ClusteringSummary(
        method="kmeans",
        k=k,
        chosen="default" if request.k is None else "auto" if request.k == "auto" else "given",
        seed=request.seed,
        features=tuple(feature.name for feature in features),
        sample=result.sample,
        passes=result.passes,
        inertia=result.inertia,
        silhouette=result.silhouette,
        candidates=candidates,
    )
    model = result.model.model_copy(update={"id_column": customers.summary.id_column})
    return result.codes, model.labels, model, summary


def _existing(
    customers: Customers, column: str, seed: int
) -> tuple[Codes, tuple[str, ...], None, ClusteringSummary]:
    """The segments of a column, under the labels they have."""
    found = customers.segments or ()
    labels = _label_order(customers, found)
    place = {label: position for position, label in enumerate(labels)}
    summary = ClusteringSummary(
        method="column", k=len(labels), chosen="column", seed=seed, column=column
    )
    return np.array([place[label] for label in found], dtype=np.intp), labels, None, summary


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


def _profile_artifacts(profiled: Profiled) -> dict[str, bytes]:
    customers = profiled.customers
    artifacts = {
        "profile.json": store.dump(profiled.profile),
        "segments.csv": segments_csv(
            customers.ids,
            np.array([segment.label for segment in profiled.profile.segments])[profiled.codes],
            customers.summary.id_column,
        ),
    }
    if profiled.model is not None:
        artifacts["model.json"] = store.dump(profiled.model)
    if profiled.dictionary_text is not None:
        artifacts["dictionary.yml"] = profiled.dictionary_text.encode("utf-8")
    return artifacts


def segments_csv(ids: pd.Index, labels: Labels, id_column: str | None) -> bytes:
    """Customer → segment as CSV for Excel (UTF-8 with BOM), sorted by id.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    name = id_column or "行号"
    table = pa.table({name: pa.array(ids, pa.string()), "segment": pa.array(labels, pa.string())})
    if not ids.is_monotonic_increasing:
        key = table[name] if id_column else table[name].cast(pa.int64())
        table = table.take(pc.sort_indices(key))
    quoting: Literal["none", "needed"] = "none"
    for number, column in enumerate(table.column_names):
        risky = pc.match_substring_regex(table[column], _FORMULA)
        if pc.any(risky).as_py():
            safe = pc.binary_join_element_wise("'", table[column], "")
            table = table.set_column(number, column, pc.if_else(risky, safe, table[column]))
        special = pc.match_substring_regex(table[column], _SPECIAL)
        if pc.any(special).as_py() or re.search(_SPECIAL, column):
            quoting = "needed"
    content = pa.BufferOutputStream()
    content.write(b"\xef\xbb\xbf")
    options = pa_csv.WriteOptions(quoting_style=quoting, quoting_header=quoting)
    pa_csv.write_csv(table, content, options)
    return bytes(content.getvalue())


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


def score(
    folder: Path, files: Sequence[Path], reading: Reading | None = None
) -> tuple[bytes, dict[str, int], list[str]]:
    """Segments of new customers by the run's model: the CSV, customers per segment, notes."""
    run = store.load_run(folder)
    if run.clustering.method == "column":
        raise StoreError(
            f"这次运行的群组来自文件里的 {run.clustering.column} 列，没有可以给新客户打分的模型。"
            "请不带 --segment-column 重新运行。"
        )
    model = store.load(folder, "model.json", ClusterModel)
    raw = read_files(files, model.id_column, reading)
    names = [axis.feature for axis in model.axes]
    table, ids, notes = read_features(raw, names, model.id_column)
    codes = assign(model, table)
    found = np.bincount(codes, minlength=len(model.labels)).tolist()
    counts = dict(zip(model.labels, found, strict=True))
    labels = np.array(model.labels)[codes]
    has_id = model.id_column in raw.columns.column_names
    return segments_csv(ids, labels, model.id_column if has_id else None), counts, notes
