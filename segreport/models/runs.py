"""What a run read, did and asked for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from segreport.models.table import Frozen


class Usage(Frozen):
    """What asking a model took."""

    requests: int = 0
    sent: int = 0
    """Tokens of what was sent, cached ones included."""
    cached: int = 0
    """Tokens of what was sent that the provider had in its cache."""
    received: int = 0
    """Tokens of the replies."""

    def __add__(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            requests=self.requests + other.requests,
            sent=self.sent + other.sent,
            cached=self.cached + other.cached,
            received=self.received + other.received,
        )


class Exchange(Frozen):
    """replies/<hash of what was asked>.json: a question to a model and what came of it."""

    provider: str
    model: str
    messages: tuple[dict[str, str], ...]
    text: str = ""
    """The model's reply as it wrote it; empty where there was none."""
    failure: str = ""
    """Why there was none, in Chinese."""
    mode: Literal["json_schema", "json_object", "text"] = "json_schema"
    """The JSON mode the reply came by."""
    usage: Usage


Agreement = Literal["agrees", "compatible", "conflicts"]


class Writing(Frozen):
    """What became of a model's text about one segment."""

    segment: str
    reason: str = ""
    """Why the rules wrote all of it, in Chinese; empty where the model answered."""
    asked: int = 0
    """Sentences the model was asked for."""
    at_first: int = 0
    """Those that held as first written."""
    written: int = 0
    """Those that stand in the draft, after the revisions."""
    marked: int = 0
    """Of these, the ones that a person has to look at."""
    replaced: int = 0
    """Sentences of the rules that stand where the model's did not hold or were missing."""
    false: int = 0
    """Versions that were found false on the way, none of which was published."""
    revisions: int = 0
    """Times the model was asked to mend something."""
    agreement: Agreement | None = None
    """How the model's name goes with the rules'; None where the rules' name stands."""
    agreement_reason: str = ""
    """In Chinese, for the report and the reviewer."""


class Cost(Frozen):
    """What a run's questions cost."""

    amount: float
    currency: str
    date: str
    """Day of the prices, ISO 8601; empty for a model on one's own machine, which costs nothing."""


class Drafting(Frozen):
    """The model's part in a run."""

    provider: str
    model: str
    prompts: dict[str, str]
    """Prompt → sha256 of its template."""
    segments: tuple[Writing, ...]
    usage: Usage
    cost: Cost | None = None
    """None where the model's price is not known."""


# ── the run ─────────────────────────────────────────────────────────────────────────────────────


class SourceFile(Frozen):
    """A file that was read."""

    name: str
    """File name without its folder: paths are no business of a report's reader."""
    sha256: str
    rows: int
    """Rows below the header, those included that were dropped."""
    encoding: str = ""
    """Of text files."""
    sheet: str = ""
    """Of workbooks."""


class Dropped(Frozen):
    """Rows of a file that are no customers, or not used, for one reason."""

    file: str
    reason: str
    """In Chinese, for the report."""
    count: int
    rows: tuple[int, ...] = ()
    """Row numbers as a spreadsheet shows them: the first of them, where there are many."""


class LeftOut(Frozen):
    """A column that was not used."""

    column: str
    reason: str
    """In Chinese, for the report."""


class Missing(Frozen):
    """Empty cells of one feature."""

    feature: str
    count: int
    filled: float | None
    """The median put in their place for clustering; None where the feature is not clustered."""


class LoadSummary(Frozen):
    """What was found while reading the customers."""

    files: tuple[SourceFile, ...]
    rows: int
    """Customers that are used."""
    id_column: str | None
    dropped: tuple[Dropped, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    """Warnings in Chinese, one sentence each."""


STABLE = 0.8
"""Mean adjusted Rand index from which a clustering counts as stable."""
SMALLEST = 0.03
"""Share of all customers below which a segment counts as tiny."""


class Candidate(Frozen):
    """One number of segments that was tried by `-k auto`."""

    k: int
    silhouette: float
    """Mean silhouette coefficient on the canonical sample, −1..1."""
    stability: float
    """Mean adjusted Rand index between clusterings of resamples."""
    smallest: float
    """Share of the smallest segment."""

    @property
    def eligible(self) -> bool:
        """Stable enough and without a tiny segment."""
        return self.stability >= STABLE and self.smallest >= SMALLEST


class ClusteringSummary(Frozen):
    """How the segments came about."""

    method: Literal["kmeans", "column"]
    k: int
    chosen: Literal["default", "given", "auto", "column"]
    seed: int
    column: str = ""
    """The segment column, where the segments existed already."""
    features: tuple[str, ...] = ()
    """Names of the features that were clustered."""
    sample: int = 0
    """Customers in the sample that seeds and restarts were run on."""
    passes: int = 0
    """Exact passes over all customers."""
    inertia: float | None = None
    """Sum of squared distances to the own centre, in standard deviations squared."""
    silhouette: float | None = None
    candidates: tuple[Candidate, ...] = ()


class Run(Frozen):
    """run.json: what was read, with which settings, by which versions. Holds no clock time."""

    title: str
    version: str
    """Of segreport."""
    versions: dict[str, str]
    """Of Python and the libraries whose results are in the artifacts."""
    dictionary: str
    """Where the dictionary came from: a file name, a pack, or 'guessed'."""
    pack: str
    """The rule pack in use."""
    load: LoadSummary
    clustering: ClusteringSummary
    drafting: Drafting | None = None
    """None: no model was asked."""
    hashes: dict[str, str] = Field(default_factory=dict)
    """Artifact → sha256 of its bytes."""
