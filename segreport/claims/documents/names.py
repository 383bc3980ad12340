"""Names: every word of a segment's name is a claim, no name is used twice, rules agree or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from segreport.claims.documents.checking import check_text
from segreport.claims.nouns import Claim
from segreport.claims.reading import read_claims
from segreport.claims.table import Table
from segreport.models import Agreement, Finding, Judgement, Profile


@dataclass(frozen=True, slots=True)
class NameCheck:
    """What there is to say about the name of one segment."""

    judgement: Judgement
    """The name held against the table; a name used twice has the finding W90."""
    agreement: Agreement | None
    """How it goes with the rule name; None where there is no rule name."""
    reason: str
    """In Chinese, for the report; empty without a rule name."""


def check_names(
    names: Mapping[str, str], profile: Profile, rule_names: Mapping[str, str] | None = None
) -> tuple[NameCheck, ...]:
    """Check the names of segments (label → name), in the order of the profile.

    With `rule_names` each is compared with the name the rules gave. Raises KeyError where a label
    is no segment of the profile.
    """
    counted = Counter(name.strip() for name in names.values())
    checks = []
    for segment in profile.segments:
        if segment.label not in names:
            continue
        name = names[segment.label]
        judgement = check_text(name, profile, segment.label, "name")
        if counted[name.strip()] > 1:
            twice = _used_twice(name)
            judgement = judgement.model_copy(update={"findings": (*judgement.findings, twice)})
        rule_name = (rule_names or {}).get(segment.label)
        if rule_name is None:
            checks.append(NameCheck(judgement, None, ""))
            continue
        agreement, reason = compare_names(name, rule_name, profile, segment.label)
        checks.append(NameCheck(judgement, agreement, reason))
    for label in names:
        profile.segment(label)
    return tuple(checks)


def compare_names(
    name: str, rule_name: str, profile: Profile, segment: str
) -> tuple[Agreement, str]:
    """Whether two names of a segment say the same, go together, or contradict each other."""
    table = Table(profile)
    own = _said(name, profile, segment)
    ruled = _said(rule_name, profile, segment)
    against = [f for f in own if f in ruled and own[f] != ruled[f]]
    if against:
        labels = "、".join(table.label(feature) for feature in against)
        return "conflicts", f"与规则命名“{rule_name}”不一致：对{labels}的说法相反。"
    shared = [f for f in own if f in ruled]
    missing = [f for f in ruled if f not in own]
    if name.strip() == rule_name.strip() or (shared and not missing):
        return "agrees", f"与规则命名“{rule_name}”一致。"
    labels = "、".join(table.label(feature) for feature in missing) or "表中的特征"
    return "compatible", f"与规则命名“{rule_name}”不矛盾，但没有提到{labels}。"


def _said(name: str, profile: Profile, segment: str) -> dict[str, str]:
    """Feature → what the name says of it."""
    claims = read_claims(name, profile, segment, "name").claims
    return {feature: _direction(claim) for claim in claims for feature in claim.features}


def _direction(claim: Claim) -> str:
    if claim.relation == "rank":
        return "up" if claim.rank > 0 else "down"
    if claim.relation == "middle" or claim.direction is None:
        return "middle"
    if claim.negated:
        return "down" if claim.direction == "up" else "up"
    return claim.direction


def _used_twice(name: str) -> Finding:
    return Finding(
        code="W90",
        verdict="opinion",
        start=0,
        end=len(name),
        cells=(),
        written=name,
        found="",
        message=f"名称“{name}”用在了不止一个群组上，请改成各不相同的名称。",
    )
