"""Drafting with a model: one question a segment, two revisions at most, rules for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from segreport.claims import compare_names
from segreport.drafting.answers import Answer, read_answer
from segreport.drafting.asking import (
    Drafter,
    Problem,
    Revision,
    first_messages,
    revision_messages,
    taken_names,
)
from segreport.errors import DraftError, LLMUnavailable
from segreport.llm import Messages
from segreport.models import (
    VERDICTS,
    Draft,
    Finding,
    Judgement,
    Kind,
    Profile,
    SegmentDraft,
    Sentence,
    Usage,
    Writing,
)

REVISIONS = 2
FALSE = ("contradicted", "overstated", "unsupported")
Question = tuple[Messages, Messages]
"""In full, and in short for a model whose context is."""
UNREAD = "读不出“{clause}”说的是哪一项、与谁相比。请写明特征名，照抄数字和可用说法，或者不写。"
GUESSED = "“{0.written}”与表对不上：{0.found}。说的若是别的，请写明特征名和群组。"
TAKEN = "这个名称已被其他群组使用，请换一个能把这一群与其他群组区分开的名称。"


@dataclass(frozen=True, slots=True)
class Version:
    """One place as the model wrote it, under the names outside, and what the checker says."""

    text: str
    judgement: Judgement
    unique: bool = True
    """Of names: whether no other segment is called so."""

    @property
    def fit(self) -> bool:
        """Whether it may be published."""
        return self.judgement.fit and self.unique

    @property
    def worth(self) -> tuple[bool, bool, int]:
        """The better of two versions has the greater one."""
        banned = any(f.code.startswith("W") and f.blocks for f in self.judgement.findings)
        return self.unique, not banned, VERDICTS.index(self.judgement.verdict)

    @property
    def bearable(self) -> bool:
        """Whether it may stand with a mark: nothing in it is false, a person has to look.

        What does not hold by the checker's best guess at its meaning is no matter of looking.
        """
        unique, clean, _ = self.worth
        guessed = any(_is_guess(finding) for finding in self.judgement.findings)
        return unique and clean and self.judgement.verdict == "unverifiable" and not guessed


def _is_guess(finding: Finding) -> bool:
    """Whether it was held against cells that may be the ones meant, and did not hold."""
    return finding.verdict == "unverifiable" and bool(finding.cells)


@dataclass(frozen=True, slots=True)
class Work:
    """How far a segment is."""

    segment: str
    places: Mapping[str, Sentence]
    versions: Mapping[str, Version]
    """Place → the best that the model has written there."""
    missing: Mapping[str, str]
    """Place → why there is nothing to use."""
    record: Writing
    usage: Usage = field(default_factory=Usage)
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Drafted:
    """A complete draft and how it came about."""

    draft: Draft
    record: tuple[Writing, ...]
    """An entry a segment, in profile order."""
    usage: Usage


def draft_with_llm(drafter: Drafter) -> Drafted:
    """A complete draft: the model's sentences where they hold, the rules' everywhere else.

    Raises PromptError where a template is wrong; whatever a model or its provider does ends in
    the rules' text and a reason in the record.
    """
    brief = drafter.brief
    works = [_begin(drafter, segment.label) for segment in brief.profile.segments]
    first = {
        label: (first_messages(drafter, label), first_messages(drafter, label, short=True))
        for label in brief.sent
    }
    works = _ask_all(drafter, works, first)
    works = [
        replace(work, record=work.record.model_copy(update={"at_first": _fit(work)}))
        for work in _name_apart(drafter, works)
    ]
    for turn in range(1, REVISIONS + 1):
        problems = {w.segment: found for w in works if (found := _problems(drafter, w))}
        if not problems:
            break
        questions = {
            label: _question(drafter, works, first[label], Revision(found, label, turn))
            for label, found in problems.items()
        }
        works = _name_apart(drafter, _ask_all(drafter, _count(works, problems), questions))
    finished = [_finish(drafter, work) for work in works]
    return Drafted(
        Draft(segments=tuple(draft for draft, _ in finished)),
        tuple(record for _, record in finished),
        sum((work.usage for work in works), Usage()),
    )


def _begin(drafter: Drafter, segment: str) -> Work:
    brief = drafter.brief
    places = brief.places(segment) if segment in brief.sent else {}
    reason = "" if places else f"群组少于 {brief.min_cell} 位客户，数据不发送，由规则撰写。"
    record = Writing(segment=segment, reason=reason, asked=len(places))
    return Work(segment, places, {}, {}, record)


def _ask_all(drafter: Drafter, works: list[Work], questions: Mapping[str, Question]) -> list[Work]:
    """Ask about every segment that there is a question for, several at a time."""

    def ask(work: Work) -> Work:
        if work.segment not in questions:
            return work
        return _ask(drafter, work, *questions[work.segment])

    pool = ThreadPoolExecutor(max_workers=drafter.concurrency, thread_name_prefix="segreport")
    try:
        return list(pool.map(ask, works))
    finally:
        # an interrupted run does not wait for answers that nobody will read
        pool.shutdown(wait=False, cancel_futures=True)


def _ask(drafter: Drafter, work: Work, messages: Messages, short: Messages) -> Work:
    """One question; its answer judged sentence by sentence."""
    wanted = [place for place in work.places if not _done(work, place)]
    try:
        reply = drafter.complete(messages, Answer, short)
    except (DraftError, LLMUnavailable) as error:
        requests, sent, cached, received = error.spent
        spent = Usage(requests=requests, sent=sent, cached=cached, received=received)
        reason = "" if work.answered else str(error)
        record = work.record.model_copy(update={"reason": reason})
        return replace(work, record=record, usage=work.usage + spent)
    read = read_answer(reply.value, wanted)
    versions, false = dict(work.versions), work.record.false
    for place, text in read.texts.items():
        version = _judge(drafter, work, place, text)
        false += version.judgement.verdict in FALSE
        earlier = versions.get(place)
        if earlier is None or version.worth >= earlier.worth:
            versions[place] = version
    missing = {p: why for p, why in read.problems.items() if p not in versions}
    record = work.record.model_copy(update={"false": false})
    return replace(
        work,
        versions=versions,
        missing=missing,
        record=record,
        usage=work.usage + reply.usage,
        answered=True,
    )


def _done(work: Work, place: str) -> bool:
    return place in work.versions and work.versions[place].fit


def _judge(drafter: Drafter, work: Work, place: str, text: str) -> Version:
    brief = drafter.brief
    segment = str(brief.masks.position(work.segment))
    return Version(text, _check(drafter, text, brief.outside, segment, work.places[place].kind))


def _check(drafter: Drafter, text: str, profile: Profile, segment: str, kind: Kind) -> Judgement:
    """The checker's judgement; a text that it cannot cope with is not to be published.

    A model may write anything, also what leads the checker to a cell or a number that does not
    exist; that costs the sentence, never the run.
    """
    try:
        return drafter.check(text, profile, segment, kind)
    except (LookupError, ValueError, ArithmeticError):
        finding = Finding(
            code="X90", verdict="unsupported", start=0, end=len(text), cells=(),
            written=text, found="", message="这句话读不懂，请换一种写法。",
        )  # fmt: skip
        return Judgement(
            id=segment, segment=segment, kind=kind, text=text, verdict="unsupported",
            findings=(finding,), evidence=(),
        )  # fmt: skip


def _fit(work: Work) -> int:
    return sum(version.fit for version in work.versions.values())


# ── names ───────────────────────────────────────────────────────────────────────────────────────


def _name_apart(drafter: Drafter, works: list[Work]) -> list[Work]:
    """Mark names that another segment has: an earlier one's, or what its rules would call it."""
    result: list[Work] = []
    for work in works:
        version = work.versions.get("name")
        if version is not None:
            ruled = {d.name.text for d in drafter.brief.rules.segments if d.segment != work.segment}
            earlier = {w.versions["name"].text for w in result if _done(w, "name")}
            named = drafter.brief.masks.reveal(version.text)
            unique = named not in ruled and version.text not in earlier
            versions = {**work.versions, "name": replace(version, unique=unique)}
            work = replace(work, versions=versions)  # noqa: PLW2901  # the same work, one thing known more
        result.append(work)
    return result


def _names(works: list[Work], segment: str) -> tuple[str, ...]:
    return tuple(
        w.versions["name"].text for w in works if w.segment != segment and _done(w, "name")
    )


# ── revisions ───────────────────────────────────────────────────────────────────────────────────


def _problems(drafter: Drafter, work: Work) -> tuple[Problem, ...]:
    """What a segment has to be asked again, in the order of its places."""
    if not work.answered:
        return ()
    found = []
    for place in work.places:
        if place in work.missing:
            found.append(Problem(place, "", (work.missing[place],)))
        elif place in work.versions and not work.versions[place].fit:
            found.append(_problem(drafter, place, work.versions[place]))
    return tuple(found)


def _problem(drafter: Drafter, place: str, version: Version) -> Problem:
    findings = [f for f in version.judgement.findings if f.verdict != "supported" or f.blocks]
    lines = [] if version.unique else [TAKEN]
    features: list[str] = []
    for finding in findings:
        cells = {(cell.segment, cell.feature) for cell in finding.cells}
        if finding.code.startswith("W"):
            lines.append(finding.message.partition("（")[0])  # without the law it rests on
        elif finding.verdict == "unverifiable" and not cells:
            lines.append(UNREAD.format(clause=_clause(version.text, finding)))
        elif all(_may_leave(drafter, segment, feature) for segment, feature in cells):
            lines.append(GUESSED.format(finding) if _is_guess(finding) else finding.message)
        else:
            lines.append(f"“{finding.written}”与表不符，请不要提它。")
        features += [part for _, feature in sorted(cells) for part in feature.split("+")]
    lines = lines or ["这句话没有通过核对。"]
    return Problem(place, version.text, tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(features)))


def _clause(text: str, finding: Finding) -> str:
    """The words between two stops around a finding, which may be about a single character."""
    before = re.split(r"[，。；：！？]", text[: finding.start])[-1]
    after = re.split(r"[，。；：！？]", text[finding.start :])[0]
    return (before + after).strip()


def _may_leave(drafter: Drafter, segment: str, feature: str) -> bool:
    """Whether a figure of the checker's message is one of enough customers."""
    brief = drafter.brief
    if segment == "all":
        return True
    found = brief.outside.segment(segment)
    counts = [found.stats[part].count for part in feature.split("+") if part in found.stats]
    everyone = all(s.n >= brief.min_cell for s in brief.profile.segments)
    return min((found.n, *counts)) >= brief.min_cell and (bool(counts) or everyone)


def _question(drafter: Drafter, works: list[Work], first: Question, revision: Revision) -> Question:
    """What failed, sent back behind the first question, in full and in short."""
    label = revision.segment
    taken = (*taken_names(drafter.brief, label), *_names(works, label))
    revision = replace(revision, taken=taken, last=revision.turn == REVISIONS)
    full, short = first
    return (
        revision_messages(drafter, full, revision),
        revision_messages(drafter, short, revision),
    )


def _count(works: list[Work], problems: Mapping[str, tuple[Problem, ...]]) -> list[Work]:
    """One revision more for each segment that has a problem."""
    return [
        replace(
            work, record=work.record.model_copy(update={"revisions": work.record.revisions + 1})
        )
        if work.segment in problems
        else work
        for work in works
    ]


# ── the end ─────────────────────────────────────────────────────────────────────────────────────


def _finish(drafter: Drafter, work: Work) -> tuple[SegmentDraft, Writing]:
    """The model's sentences that hold or may stand with a mark, the rules' for the rest."""
    rules = next(d for d in drafter.brief.rules.segments if d.segment == work.segment)
    kept = {
        place: revealed
        for place, version in work.versions.items()
        if _may_stand(place, version)
        and _may_stand(place, revealed := _reveal(drafter, work, place, version))
    }
    texts = {work.places[place].place: version.text for place, version in kept.items()}

    def pick(sentence: Sentence) -> Sentence:
        text = texts.get(sentence.place)
        if text is None:
            return sentence
        return sentence.model_copy(update={"text": text, "author": "model"})

    draft = _rebuilt(rules, pick)
    record = work.record.model_copy(
        update={
            "written": len(kept),
            "marked": sum(not version.fit for version in kept.values()),
            "replaced": len(work.places) - len(kept) if work.answered else 0,
        }
    )
    if "name" in kept:
        draft, record = _named(drafter, draft, rules.name.text, kept["name"], record)
    return draft, record


def _may_stand(place: str, version: Version) -> bool:
    """Whether it is fit, or may be left to a person; a name has to be fit."""
    return version.fit or (place != "name" and version.bearable)


def _reveal(drafter: Drafter, work: Work, place: str, version: Version) -> Version:
    """The version as it would be published, judged under the report's own names."""
    brief = drafter.brief
    text = brief.masks.reveal(version.text)
    judgement = _check(drafter, text, brief.profile, work.segment, work.places[place].kind)
    return replace(version, text=text, judgement=judgement)


def _rebuilt(rules: SegmentDraft, pick: Callable[[Sentence], Sentence]) -> SegmentDraft:
    return rules.model_copy(
        update={
            "name": pick(rules.name),
            "traits": tuple(map(pick, rules.traits)),
            "summary": pick(rules.summary),
            "marketing": tuple(map(pick, rules.marketing)),
            "service": tuple(map(pick, rules.service)),
        }
    )


def _named(
    drafter: Drafter, draft: SegmentDraft, rule_name: str, version: Version, record: Writing
) -> tuple[SegmentDraft, Writing]:
    """With the grounds of the model's name, and how it goes with the rules'."""
    profile: Profile = drafter.brief.profile
    names = {feature.name for feature in profile.features}
    evidence = dict.fromkeys(cell.feature for cell in version.judgement.evidence)
    features = tuple(name for name in evidence if name in names)
    if features:
        grounds = drafter.ground(draft.segment, version.text, features)
        draft = draft.model_copy(update={"grounds": grounds})
    agreement, reason = compare_names(version.text, rule_name, profile, draft.segment)
    return draft, record.model_copy(update={"agreement": agreement, "agreement_reason": reason})
