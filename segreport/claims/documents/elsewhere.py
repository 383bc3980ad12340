"""Elsewhere: sentences outside of every segment's section, judged where their subject is clear."""

from __future__ import annotations

import re
from dataclasses import dataclass

from segreport.claims.documents.calling import Naming, Spoken, respoken
from segreport.claims.documents.checking import check_text
from segreport.claims.documents.suitability import check_wording
from segreport.claims.nouns import EVERYONE, Reading
from segreport.claims.reading import read_claims
from segreport.models import Finding, Judgement, Kind, Profile, Verdict

_TOTAL = re.compile("共|总计|合计|总数|总量|总人数|全部|全体|所有|整体")
_DIVIDED = re.compile(
    "分为|分成|分出|分作|划分|划为|聚为|聚成|聚类|归为|归成|识别|得到|得出|形成|细分|共"
)
_ANALYSED = re.compile(
    "(?:本次|此次|本报告|本文|本项目|共|一共|总共|合计)+"
    "(?:分析|研究|纳入|覆盖|涵盖|收录|基于|针对|以|对)了?"
    r"\s*(?=\d[\d,.]*\s*万?余?\s*(?:位|名|个|户)\s*(?:零售|个人|银行|存量)?(?:客户|用户|会员))"
)
_CLUSTERED = re.compile(
    r"(?:划分|细分|聚|归|分)(?:为|成)了?\s*(?P<count>[两二三四五六七八九十]|\d{1,2})\s*个?"
    "大?(?:类别|类型|类|群|簇|组)(?![别型体组客人用])"
)
_COMPARING = re.compile(r"[\d比与和同跟较于及到如超约除]|相当|为$")
_POINTING = re.compile("(?:的是|的为|当属|则是|首推)$")
_WITH = re.compile(r"^(?:与|和|同|跟|较之|比起|对比|相较于|相比于|相对于)\s*$")
_THEN = re.compile(r"^\s*(?:相比|相较|比较|对比)?，\s*$")
"""与群组0相比，群组2的总资产更高: of the second."""
_NEAR = 12
"""Letters before the segment that a sentence is about: 三个群组中，群组2…"""
_TELLING = ("number", "statement", "outside", "absent", "unit")
"""Doubts about what may well be a statement; a word nobody knows is none by itself."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What came of a sentence that stands in no segment's section."""

    judgement: Judgement | None = None
    unchecked: bool = False
    """It tells something, and of whom is not clear."""
    read: str = ""
    """The text as it was read."""


def by_subject(text: str, naming: Naming) -> tuple[str, ...]:
    """A sentence, cut at each ； behind which another segment is spoken of."""
    parts: list[str] = []
    for part in re.split("(?<=[；;])", text):
        if part and (not parts or _subject(part, naming)):
            parts.append(part)
        elif part:
            parts[-1] += part
    return tuple(parts)


def check_elsewhere(
    text: str, profile: Profile, naming: Naming, kind: Kind, place: str, *, placeless: bool
) -> Elsewhere:
    """A sentence that names a segment, speaks of all customers, or says how many there are.

    `placeless`: it stands under the name of a segment that nobody could place.
    """
    if number := naming.stranger_in(text):
        return Elsewhere(stranger(number, text, profile, place))
    spoken = naming.spoken(text)
    if subject := _subject(text, naming):
        judgement = check_spoken(spoken, text, profile, subject, kind, place)
        return Elsewhere(judgement, read=spoken.text)
    spoken = spoken if placeless or spoken.moved else _counted(text)
    reading = read_claims(spoken.text, profile, EVERYONE, kind)
    tells = bool(reading.claims) or any(d.why in _TELLING for d in reading.doubts)
    begins = _begins_with_everyone(reading) or _names_whom(reading)
    if begins or (not placeless and _counts(reading)):
        judgement = check_spoken(spoken, text, profile, EVERYONE, kind, place)
        if _is_plain(judgement, spoken.text, begins=begins):
            return Elsewhere(judgement, read=spoken.text)
    banned = tuple(finding for finding in check_wording(text) if finding.blocks)
    return Elsewhere(_only_worded(text, kind, place, banned) if banned else None, tells)


def check_spoken(
    spoken: Spoken, text: str, profile: Profile, segment: str, kind: Kind, place: str
) -> Judgement:
    """The judgement on a text in which segments are called by names of the report's own."""
    judgement = check_text(spoken.text, profile, segment, kind, place)
    findings = []
    for finding in judgement.findings:
        start, end = spoken.back(finding.start, finding.end)
        moved = {"start": start, "end": end, "written": text[start:end]}
        findings.append(finding.model_copy(update=moved))
    return judgement.model_copy(update={"text": text, "findings": tuple(findings)})


def stranger(number: str, text: str, profile: Profile, place: str) -> Judgement:
    """The judgement on a heading or sentence about a segment there is not."""
    labels = "、".join(segment.label for segment in profile.segments)
    message = f"没有群组 {number}：这次运行只有群组 {labels}。"
    return _about_place(text, number, place, "K02", "contradicted", message)


def unplaced(title: str, place: str) -> Judgement:
    """The judgement on a heading that reads like a segment's name and fits none surely."""
    message = f"看不出“{title}”是哪个群组，其下的句子没有核对；请在标题里写明群组编号。"
    return _about_place(title, "", place, "K03", "unverifiable", message)


def _about_place(
    text: str, segment: str, place: str, code: str, verdict: Verdict, message: str
) -> Judgement:
    found = message.partition("：")[2].rstrip("。") if code == "K02" else ""
    finding = Finding(
        code=code,
        verdict=verdict,
        start=0,
        end=len(text),
        cells=(),
        written=text,
        found=found,
        message=message,
    )
    return Judgement(
        id=place,
        segment=segment,
        kind="trait",
        text=text,
        verdict=finding.verdict,
        findings=(finding,),
        evidence=(),
    )


def _subject(text: str, naming: Naming) -> str | None:
    """The segment a sentence is about, and not one that it only compares with."""
    named = naming.named_in(text)
    if not named:
        return None
    first, before = named[0], text[: named[0].start]
    if len(named) > 1 and _WITH.match(before) and _THEN.match(text[first.end : named[1].start]):
        return named[1].label
    opens = len(before) <= _NEAR and not _COMPARING.search(before)
    return first.label if opens or _POINTING.search(before) else None


def _names_whom(reading: Reading) -> bool:
    """与群组0相比，群组2的总资产更高: every claim says itself of which segment it is."""
    told = [claim.subject for claim in reading.claims]
    return bool(told) and EVERYONE not in told


def _begins_with_everyone(reading: Reading) -> bool:
    """全体客户平均年龄44.5岁, 客户总数为…: what is told is told of all customers."""
    first = next((t for t in reading.tokens if t.kind not in ("neutral", "stop")), None)
    if first is None:
        return False
    whole = first.ref is not None and first.ref.kind == "overall"
    return whole or (first.kind == "people" and first.note == "all")


def _counts(reading: Reading) -> bool:
    """共12,000位客户，分为五群."""
    told = {claim.relation for claim in reading.claims}
    counted = "count" in told and _TOTAL.search(reading.text) is not None
    return counted or ("scope" in told and _DIVIDED.search(reading.text) is not None)


def _counted(text: str) -> Spoken:
    """本报告基于12,000名客户，聚成五类 in the words the checker reads: 共12,000名, 分为五个群组."""
    said = [(match.start(), match.end(), "共 ") for match in _ANALYSED.finditer(text)]
    said += [
        (match.start(), match.end(), f"分为{match['count']}个群组")
        for match in _CLUSTERED.finditer(text)
    ]
    return respoken(text, sorted(said))


def _is_plain(judgement: Judgement, read: str, *, begins: bool) -> bool:
    """Whether a judgement on everyone can be relied upon.

    300位客户 may be a part of them, and 两个群组 two of the three, unless 共 or 分为 stands there.
    """
    if judgement.verdict == "unverifiable" or (judgement.verdict == "unsupported" and not begins):
        return False
    codes = {finding.code for finding in judgement.findings if finding.verdict == "contradicted"}
    counted = "N03" not in codes or _TOTAL.search(read) is not None
    divided = "K01" not in codes or _DIVIDED.search(read) is not None
    return counted and divided


def _only_worded(text: str, kind: Kind, place: str, banned: tuple[Finding, ...]) -> Judgement:
    """Not held against the table, and worded as no text may be."""
    return Judgement(
        id=place,
        segment=EVERYONE,
        kind=kind,
        text=text,
        verdict="opinion",
        findings=banned,
        evidence=(),
    )
