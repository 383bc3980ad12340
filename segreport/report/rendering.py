"""From the table, the text and the verdicts to the finished report."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from segreport.assets import find_asset
from segreport.models import Draft, Judgement, Profile, Run
from segreport.report import criteria, evidence, methods, reviews, tables
from segreport.report.body import judgements_by_id, segment_parts
from segreport.report.charts import Chart, levels_chart, sizes_chart, totals_chart
from segreport.report.escaping import escape_markdown, plain
from segreport.report.markup import markup_environment, tie_units
from segreport.review import Review
from segreport.wording import format_count

CHART_FOLDER = "charts"
CUSTOMERS = "客户"
IN_BRIEF = 8
"""More segments than these are not told in brief at the top."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report in both outputs."""

    markdown: str
    """Refers to its charts as `charts/<file name>`."""
    html: str
    """One page that needs no other file."""
    charts: dict[str, str]
    """File name → SVG."""


def read_templates() -> None:
    """Read and compile the templates now, so that a report need not wait for them."""
    folder = find_asset("templates")
    _markdown_environment(folder).get_template("report.md.j2")
    for name in ("report.html.j2", "chart.svg.j2"):
        _markup_environment(folder).get_template(name)


def render_report(
    profile: Profile,
    draft: Draft,
    judgements: Sequence[Judgement],
    run: Run,
    review: Review | None = None,
) -> Report:
    """The report on `profile` with the sentences of `draft`. Reads only the templates.

    `draft` has an entry for every segment; without `judgements` the sentences are shown as not
    checked. What `review` says nobody has approved is stamped as a draft; without it nothing is.
    """
    folder = find_asset("templates")
    markup, markdown = _markup_environment(folder), _markdown_environment(folder)
    values = _values(profile, draft, judgements, run, review)
    drawings = _charts(profile, _names(draft, review))
    pictures = [
        {
            "number": str(number),
            "title": chart.title,
            "note": chart.note,
            "file": f"{CHART_FOLDER}/{name}",
            "chart": chart,
        }
        for number, (name, chart) in enumerate(drawings.items(), start=1)
    ]
    svg = markup.get_template("chart.svg.j2")
    style = "\n" + (folder / "chart.css").read_text(encoding="utf-8")
    page_style = _tidy(style + (folder / "report.css").read_text(encoding="utf-8"))
    return Report(
        markdown=_tidy(markdown.get_template("report.md.j2").render(values, figures=pictures)),
        html=_tidy(
            markup.get_template("report.html.j2").render(
                values,
                figures=pictures,
                stylesheet=Markup(page_style),  # noqa: S704 - our own stylesheets, no value enters them
                style_hash=_csp_hash(page_style),
            )
        ),
        charts={
            name: _tidy(svg.render(chart=chart, style=Markup(style)))  # noqa: S704 - as above
            for name, chart in drawings.items()
        },
    )


@cache
def _markup_environment(folder: Path) -> SandboxedEnvironment:
    """For HTML and SVG: every value is escaped, and stripped of what neither may hold."""
    return markup_environment(folder, _printable)


def _printable(value: object) -> str:
    """A value without what neither HTML nor SVG may hold; a figure stays beside its unit."""
    if isinstance(value, Markup):
        return value
    return tie_units(plain(str(value)))


@cache
def _markdown_environment(folder: Path) -> SandboxedEnvironment:
    """For Markdown: every value is escaped by `finalize`, tables are laid out by a filter."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=escape_markdown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["table"] = tables.markdown_table
    return environment


def _values(
    profile: Profile,
    draft: Draft,
    judgements: Sequence[Judgement],
    run: Run,
    review: Review | None,
) -> Mapping[str, Any]:
    """Everything the templates print, formatted; they only arrange it."""
    verdicts = judgements_by_id(judgements)
    names = _names(draft, review)
    unapproved = review.unapproved if review else frozenset()
    index = evidence.evidence(profile, draft, verdicts, unapproved)
    return {
        "title": profile.title if profile.title != CUSTOMERS else "",
        "heading": _heading(profile.title),
        "customers": format_count(profile.n),
        "k": format_count(profile.k),
        "feature_count": format_count(len(profile.features)),
        "describing": [feature.label for feature in profile.describing],
        "files": [file.name for file in run.load.files],
        "compared": profile.k > 1,
        "in_brief": 1 < profile.k <= IN_BRIEF,
        "themed": any(feature.theme for feature in profile.features),
        "by_model": any(sentence.author == "model" for sentence in draft.sentences()),
        "checked": bool(judgements),
        "how_chosen": methods.how_chosen(run.clustering),
        "quality": methods.quality(run.clustering),
        "candidates": methods.candidates_table(run.clustering),
        "sizes": tables.sizes_table(profile, names),
        "means": tables.mean_tables(profile),
        "segments": segment_parts(profile, draft, verdicts, run.drafting, review),
        "wordings": criteria.wording_table(),
        "verdicts": criteria.verdict_table(),
        "evidence": index,
        "tally": evidence.tally(index),
        "draft_banner": reviews.banner(review),
        "review_note": reviews.review_note(review),
        "review_table": reviews.review_table(review),
        "what_was_read": methods.what_was_read(run.load),
        "notes": run.load.notes,
        "source_files": methods.files_table(run.load),
        "dropped": methods.dropped_table(run.load),
        "columns_used": methods.columns_used(profile, run),
        "left_out": methods.left_out_table(run.load),
        "missing": methods.missing_table(profile, run.load),
        "settings": methods.settings_table(profile, run),
        "drafting": methods.drafting_table(run.drafting),
        "drafting_note": methods.drafting_note(run.drafting),
        "tests": methods.tests_table(profile),
        "tests_note": methods.tests_note(run.clustering),
        "versions": methods.versions_table(run),
        "hashes": methods.hashes_table(run),
    }


def _heading(customers: str) -> str:
    """信用卡客户分群分析报告; what does not end in 客户 stands before the usual title."""
    if customers.endswith(CUSTOMERS):
        return f"{customers}分群分析报告"
    return f"{customers} · {CUSTOMERS}分群分析报告"


def _charts(profile: Profile, names: dict[str, str]) -> dict[str, Chart]:
    """The charts that say something about this profile, by file name."""
    drawn = {
        "sizes.svg": sizes_chart(profile, names),
        "levels.svg": levels_chart(profile),
        "totals.svg": totals_chart(profile),
    }
    return {name: chart for name, chart in drawn.items() if chart is not None}


def _names(draft: Draft, review: Review | None) -> dict[str, str]:
    """What tables and charts call the segments: a name that nobody has approved says so."""
    unapproved = review.unapproved if review else frozenset()
    return {
        entry.segment: entry.name.text + reviews.stamp(entry.name, unapproved)
        for entry in draft.segments
    }


def _csp_hash(style: str) -> str:
    """The hash by which the page allows its own stylesheet and no other."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _tidy(text: str) -> str:
    """Without trailing blanks and without more than one empty line in a row."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.rstrip()
        if bare or not lines or lines[-1]:
            lines.append(bare)
    return "\n".join(lines).rstrip("\n") + "\n"
