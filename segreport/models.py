"""The nouns: frozen values that travel from one stage to the next.

Everything here crosses a border (an artifact of the run folder, a file of the user), so it is
pydantic: strict about unknown keys, without NaN or infinity, and written the same way every time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Values = Annotated[
    tuple[tuple[Text, Text], ...],
    BeforeValidator(lambda given: tuple(given.items()) if isinstance(given, dict) else given),
    PlainSerializer(dict),
]
"""A mapping that stays hashable; in files it is written as one."""


class Frozen(BaseModel):
    """A value that cannot change after it was made and accepts no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


# ── the dictionary ──────────────────────────────────────────────────────────────────────────────


class Theme(Frozen):
    """A group of features that people speak of with one word (资产, APP活跃度)."""

    name: Text
    aliases: tuple[Text, ...] = ()


class Feature(Frozen):
    """One column of the customer table and how people speak of it."""

    name: Text
    """The column header in the file."""
    label: Text
    """What a report calls it."""
    unit: str = ""
    """元, 岁, 次 …; with '%' the values are fractions (0.15 is written 15%)."""
    theme: str = ""
    aliases: tuple[Text, ...] = ()
    decimals: Annotated[int, Field(ge=0, le=6)] | None = None
    """Decimal places shown (for '%': of the percentage). A Profile always has it resolved."""
    scale: Literal["linear", "log"] = "linear"
    """`log`: clustered on log(1 + x). Never changes what is displayed."""
    additive: bool = False
    """Whether the sum over customers means something (balances yes, ages no)."""
    role: Literal["cluster", "describe"] = "cluster"
    """`describe`: not clustered. Text columns become shares of categories."""
    values: Values = ()
    """Of a describing text column: what stands in the file → what the report calls it."""


# ── the profile ─────────────────────────────────────────────────────────────────────────────────


class Overall(Frozen):
    """One feature over all customers. Missing cells are in none of the figures but `missing`."""

    count: int
    missing: int
    mean: float
    median: float
    std: float
    """Population standard deviation, the S of TRUTH.md."""
    q1: float
    q3: float


class FeatureStats(Frozen):
    """One feature in one segment. Missing cells are in none of the figures but `missing`."""

    count: int
    missing: int
    mean: float
    median: float
    std: float
    q1: float
    q3: float
    rank: int
    """1 is the highest mean among the segments; equal means share the better rank."""
    d: float
    """Effect size of TRUTH.md: (mean here − mean of everyone else) / S."""
    ratio: float | None
    """Mean here ÷ overall mean; None where the overall mean is 0 or below."""
    total_share: float | None
    """Share of the grand total held by this segment, for additive features."""
    v: float
    """v-test of FactoMineR's catdes."""
    p: float
    """Two-sided p value of `v`."""
    q: float
    """Benjamini-Hochberg adjusted `p` over all tests of the profile."""


class CategoryStats(Frozen):
    """One category of a describing column in one segment (catdes' hypergeometric test)."""

    category: str
    n: int
    share: float
    """Share of the segment's customers who are in this category (Mod/Cla)."""
    segment_share: float
    """Share of this category's customers who are in the segment (Cla/Mod)."""
    overall: float
    """Share of all customers who are in this category (Global)."""
    v: float | None
    """None where the test says nothing (everybody or nobody is in the category)."""
    p: float
    q: float


class SegmentProfile(Frozen):
    """Who is in a segment, in figures."""

    label: str
    """'0', '1', … or the label an existing segment column has."""
    n: int
    share: float
    """Share of all customers, 0..1."""
    rank: int
    """1 is the largest segment."""
    stats: dict[str, FeatureStats]
    categories: dict[str, tuple[CategoryStats, ...]] = {}


class Profile(Frozen):
    """The table every sentence is held against."""

    title: str
    n: int
    order_by: str | None
    features: tuple[Feature, ...]
    """Numeric features, those of the dictionary in its order, `decimals` resolved."""
    describing: tuple[Feature, ...]
    """Text columns whose categories are counted."""
    themes: tuple[Theme, ...]
    overall: dict[str, Overall]
    segments: tuple[SegmentProfile, ...]

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.segments)

    def segment(self, label: str | int) -> SegmentProfile:
        """The segment with this label. Raises KeyError where there is none."""
        for candidate in self.segments:
            if candidate.label == str(label):
                return candidate
        raise KeyError(str(label))

    def feature(self, name: str) -> Feature:
        """The numeric feature with this column name. Raises KeyError where there is none."""
        for candidate in self.features:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def theme_features(self, theme: str) -> tuple[Feature, ...]:
        """The numeric features of a theme, in the dictionary's order."""
        return tuple(feature for feature in self.features if feature.theme == theme)


# ── the draft ───────────────────────────────────────────────────────────────────────────────────

Kind = Literal["name", "trait", "summary", "strategy"]
Author = Literal["rule", "model", "person"]


class Sentence(Frozen):
    """One piece of text that may reach the report, its place and who wrote it."""

    segment: str
    kind: Kind
    place: str
    """Unique within the segment: name, lead, grounds, trait/资产, summary, strategy/1 …"""
    text: Text
    author: Author = "rule"

    @property
    def id(self) -> str:
        """Stable handle of the place, whoever writes there."""
        return f"{self.segment}:{self.place}"


class SegmentDraft(Frozen):
    """Everything that is said about one segment."""

    segment: str
    name: Sentence
    grounds: Sentence
    """Why it is called so (依据)."""
    lead: Sentence
    """The one line under the heading: size, share, what it holds."""
    traits: tuple[Sentence, ...]
    summary: Sentence
    marketing: tuple[Sentence, ...]
    """营销策略; each is advice that ends with what grounds it."""
    service: tuple[Sentence, ...]
    """服务重点; likewise."""
    targets: tuple[Sentence, ...] = ()
    """目标: not data, for the business to confirm."""

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence, in the order of the report."""
        yield self.name
        yield self.grounds
        yield self.lead
        yield from self.traits
        yield self.summary
        yield from self.marketing
        yield from self.service
        yield from self.targets


class Draft(Frozen):
    """The whole text of a report, one entry a segment in profile order."""

    segments: tuple[SegmentDraft, ...]

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence of every segment, in the order of the report."""
        for segment in self.segments:
            yield from segment.sentences()


# ── the check ───────────────────────────────────────────────────────────────────────────────────

Verdict = Literal[
    "contradicted", "overstated", "unsupported", "unverifiable", "supported", "opinion"
]

VERDICTS: tuple[Verdict, ...] = (
    "contradicted",
    "overstated",
    "unsupported",
    "unverifiable",
    "supported",
    "opinion",
)
"""From worst to best; a sentence takes the worst of its claims."""

VERDICT_LABELS: dict[Verdict, str] = {
    "contradicted": "矛盾",
    "overstated": "夸大",
    "unsupported": "无据",
    "unverifiable": "待核",
    "supported": "成立",
    "opinion": "观点",
}


class Cell(Frozen):
    """One cell of the profile: what a claim was held against."""

    segment: str
    """A segment's label, or 'all' for everyone."""
    feature: str
    """A feature's name, or 'share' for the share of customers."""
    statistic: str
    """mean, median, share, rank, d, ratio, total_share …"""
    value: float | None
    """None where the table has no such cell."""


class Finding(Frozen):
    """What the checker has to say about one span of a sentence."""

    code: str
    """Stable: letter and number, e.g. N01 (number-mismatch)."""
    verdict: Verdict
    start: int
    end: int
    """Span in the text, in characters, end exclusive."""
    cells: tuple[Cell, ...]
    written: str
    """What the sentence says there."""
    found: str
    """What the table says, formatted; empty where the table has nothing."""
    message: str
    """One plain Chinese sentence a reviewer understands."""
    blocks: bool = True
    """Whether publication has to wait for it."""


class Judgement(Frozen):
    """The verdict on one sentence with everything behind it."""

    id: str
    segment: str
    kind: Kind
    text: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    """What is wrong or notable. Supported claims are in `evidence`."""
    evidence: tuple[Cell, ...]
    """The cells that hold the sentence up."""

    @property
    def fit(self) -> bool:
        """Whether it may be published as it is: it holds, and no wording rule stops it."""
        blocked = any(finding.code.startswith("W") and finding.blocks for finding in self.findings)
        return self.verdict in ("supported", "opinion") and not blocked


class Findings(Frozen):
    """findings.json: the verdict on every sentence of the draft."""

    judgements: tuple[Judgement, ...]

    def count(self, *verdicts: Verdict) -> int:
        """Sentences with one of these verdicts."""
        return sum(judgement.verdict in verdicts for judgement in self.judgements)


# ── the model's part ────────────────────────────────────────────────────────────────────────────


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
    hashes: dict[str, str] = {}
    """Artifact → sha256 of its bytes."""
