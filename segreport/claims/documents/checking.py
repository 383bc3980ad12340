"""Checking: a text is read, its claims are judged, and everything notable becomes a finding."""

from __future__ import annotations

from dataclasses import replace

from segreport import truth
from segreport.claims.documents.suitability import check_wording
from segreport.claims.judging.judging import judge_claim
from segreport.claims.judging.outcomes import Outcome
from segreport.claims.nouns import EVERYONE, Claim, Doubt, Reading
from segreport.claims.reading import read_claims
from segreport.claims.table import Table, before_words
from segreport.models import Draft, Finding, Judgement, Kind, Profile, Verdict

DOUBT_CODES: dict[str, tuple[str, Verdict]] = {
    "outside": ("U01", "unsupported"),
    "unit": ("N06", "contradicted"),
    "number": ("X01", "unverifiable"),
    "statement": ("X02", "unverifiable"),
    "unknown": ("X03", "unverifiable"),
    "absent": ("X04", "unverifiable"),
}


def check_text(
    text: str, profile: Profile, segment: str | int, kind: Kind = "trait", place: str = ""
) -> Judgement:
    """The judgement on one sentence about `segment` (its label), whoever wrote it.

    A sentence about all customers has the segment "all". Raises KeyError where the profile has no
    such segment.
    """
    label = EVERYONE if segment == EVERYONE else profile.segment(segment).label
    reading = read_claims(text, profile, label, kind)
    return judge(reading, profile, label, kind, place)


def check_draft(draft: Draft, profile: Profile) -> tuple[Judgement, ...]:
    """The judgement on every sentence of a draft, in the order of the report."""
    return tuple(check_text(s.text, profile, s.segment, s.kind, s.id) for s in draft.sentences())


def judge(
    reading: Reading, profile: Profile, segment: str, kind: Kind = "trait", place: str = ""
) -> Judgement:
    """Hold a reading against the table; the sentence takes the worst of its claims.

    Banned wording is among the findings (codes W..) and changes no verdict.
    """
    table = Table(profile)
    outcomes = tuple(
        outcome
        for claim in reading.claims
        for outcome in _softened(claim, judge_claim(claim, table))
    )
    findings = [_finding(o, reading.text) for o in outcomes if o.verdict != "supported"]
    findings += [_doubt(doubt) for doubt in reading.doubts]
    wording = check_wording(reading.text)
    stated = tuple(
        o.verdict for o in outcomes if o.claim.relation != "scope" or o.verdict != "supported"
    )
    verdict = truth.worst((*stated, *(finding.verdict for finding in findings)))
    evidence = tuple(
        dict.fromkeys(c for o in outcomes if o.verdict == "supported" for c in o.cells)
    )
    return Judgement(
        id=place or segment,
        segment=segment,
        kind=kind,
        text=reading.text,
        verdict=verdict,
        findings=_each_once((*findings, *wording)),
        evidence=evidence,
    )


def _each_once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings in the order of the text; of those that read the same only one."""
    ordered = sorted(findings, key=lambda f: (f.start, f.end, f.code))
    return tuple({(f.code, f.start, f.end, f.message): f for f in ordered}.values())


def _softened(claim: Claim, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Of a claim whose topic was guessed, what does not hold is for a person to look at.

    Unless it holds for none of the features that may have been meant.
    """
    none = len(outcomes) > 1 and all(o.verdict == "contradicted" for o in outcomes)
    if claim.sure and (none or not claim.guessed):
        return outcomes
    return tuple(
        o if o.verdict == "supported" else replace(o, verdict="unverifiable") for o in outcomes
    )


def _finding(outcome: Outcome, text: str) -> Finding:
    claim = outcome.claim
    written = text[claim.start : claim.end]
    return Finding(
        code=outcome.code,
        verdict=outcome.verdict,
        start=claim.start,
        end=claim.end,
        cells=outcome.cells,
        written=written,
        found=outcome.found,
        message=_message(outcome, written),
    )


def _message(outcome: Outcome, written: str) -> str:
    subject = before_words(outcome.claim.subject)
    if outcome.verdict == "unverifiable":
        return f"“{written}”无法与表核对，请人工确认。"
    if outcome.verdict == "overstated":
        return f"“{written}”说重了：{subject}的{outcome.found}，方向对，程度不够。"
    return f"“{written}”与表不符：{outcome.found}。"


def _doubt(doubt: Doubt) -> Finding:
    code, verdict = DOUBT_CODES[doubt.why]
    messages = {
        "outside": f"“{doubt.text}”说的是{doubt.about or '表外的事'}，表中没有这项数据，无从核对。",
        "unit": f"“{doubt.text}”的单位与它所说的特征不一致。",
        "number": f"没有读出“{doubt.text}”说的是哪一项指标，请人工核对。",
        "statement": f"没有读出“{doubt.text}”说的是哪一项指标或与谁相比，请人工核对。",
        "unknown": f"“{doubt.text}”不在词表里，不能确定是否有据，请人工核对。",
        "absent": f"“{doubt.text}”所说的指标不在表中，请人工核对。",
    }
    return Finding(
        code=code,
        verdict=verdict,
        start=doubt.start,
        end=doubt.end,
        cells=(),
        written=doubt.text,
        found="",
        message=messages[doubt.why],
    )
