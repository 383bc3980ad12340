"""The whole program on one screen: customers → segments → profile → draft → check → report."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from segreport import reviewing, store
from segreport.claims import check_draft, read_lexicon, read_wording_rules
from segreport.clustering import (
    ClusterModel,
    assign,
)
from segreport.customers import (
    read_features,
    segments_csv,
)
from segreport.errors import StoreError
from segreport.models import (
    Draft,
    Findings,
    Profile,
    Run,
)
from segreport.report import read_templates, render_report
from segreport.reviewing import Desk, Reviewed
from segreport.writing import Model, Written, find_pack, preview_draft, write_draft

if TYPE_CHECKING:
    from segreport.llm import Sent
from segreport.pipeline.profiling import Profiled, profile_customers
from segreport.pipeline.requests import Request, Say, Source


@dataclass(frozen=True, slots=True)
class Finished:
    """What a complete run came to."""

    run: Run
    profile: Profile
    draft: Draft
    findings: Findings


def run(request: Request, folder: Path, say: Say, model: Model | None = None) -> Finished:
    """Customer files to the full report in the run folder; without a model the rules write it."""
    with store.hold_folder(folder):
        reviewing.refuse_lost_record(folder)
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
    with store.hold_folder(folder):
        reviewing.refuse_lost_record(folder)
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


def profile(request: Request, folder: Path | None, say: Say) -> Profiled:
    """What is known before a sentence is written, saved in the run folder where there is one."""
    if folder is None:
        return profile_customers(request, say)
    with store.hold_folder(folder):
        profiled = profile_customers(request, say, folder)
        store.save(folder, _profile_artifacts(profiled), profiled.run)
        return profiled


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
        reviewing.prove(folder)
        reviewing.refuse_unapproved(desk, entries)
    findings = store.load(folder, "findings.json", Findings)
    reviewed = reviewing.review_run(desk, entries, findings.judgements)
    kept = {name: digest for name, digest in desk.run.hashes.items() if not _is_report(name)}
    desk = replace(desk, run=desk.run.model_copy(update={"hashes": kept}))
    with store.hold_folder(folder):
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
