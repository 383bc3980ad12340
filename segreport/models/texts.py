"""What is said of the segments, and the verdicts on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from segreport.models.table import Frozen, Text

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

    def titled(self) -> Iterator[tuple[str, Sentence]]:
        """The same, each with what a reader calls its place: 特征 · 资产, 营销策略 1."""
        yield "命名", self.name
        yield "命名依据", self.grounds
        yield "导语", self.lead
        for trait in self.traits:
            yield f"特征 · {trait.place.partition('/')[2]}", trait
        yield "群组特点", self.summary
        for title, sentences in (
            ("营销策略", self.marketing),
            ("服务重点", self.service),
            ("目标", self.targets),
        ):
            for number, sentence in enumerate(sentences, start=1):
                yield (f"{title} {number}" if len(sentences) > 1 else title), sentence


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
