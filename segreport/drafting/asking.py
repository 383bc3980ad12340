"""The messages: a first question about a segment, and one that sends back what failed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from segreport.drafting.answers import Answer
from segreport.llm import Complete, Messages
from segreport.models import Judgement, Kind, Profile, Sentence
from segreport.prompts import (
    Brief,
    Prompt,
    at_most_three_digits,
    render_prompt,
    true_wordings,
    write_brief,
)

Check = Callable[[str, Profile, str, Kind], Judgement]
"""(text, profile, segment, kind) → the checker's judgement."""
Ground = Callable[[str, str, tuple[str, ...]], Sentence]
"""(segment, name, features) → the sentence that says what a name rests on."""


@dataclass(frozen=True, slots=True)
class Drafter:
    """Everything it takes to have a draft written."""

    brief: Brief
    complete: Complete[Answer]
    check: Check
    ground: Ground
    concurrency: int = 4
    prompts: Path | None = None
    """A folder whose templates win."""

    def prompt(self, name: str, variables: Mapping[str, object]) -> Prompt:
        """A filled-in template."""
        return render_prompt(name, variables, self.prompts)


@dataclass(frozen=True, slots=True)
class Problem:
    """A place that has to be written again."""

    place: str
    text: str
    lines: tuple[str, ...]
    """What is wrong, one line a finding, in Chinese."""
    features: tuple[str, ...] = ()
    """The features it is wrong about, under their names outside."""


@dataclass(frozen=True, slots=True)
class Revision:
    """What goes back to the model."""

    problems: tuple[Problem, ...]
    segment: str
    turn: int
    """From 1; it stands in the prompt, so that a second question is another one."""
    last: bool = False
    taken: tuple[str, ...] = ()
    """Names that others have."""


def taken_names(brief: Brief, segment: str) -> tuple[str, ...]:
    """The rule names of the other segments: each may be fallen back to, so each is taken."""
    others = (draft.name for draft in brief.rules.segments if draft.segment != segment)
    return tuple(name for sentence in others if (name := brief.reference(sentence)))


def first_messages(drafter: Drafter, segment: str, *, short: bool = False) -> Messages:
    """What a segment's draft is asked for with. Raises PromptError for a template that is wrong."""
    brief = drafter.brief
    variables = write_brief(brief, segment, taken_names(brief, segment), short=short)
    return (
        {"role": "system", "content": drafter.prompt("system", variables).text},
        {"role": "user", "content": drafter.prompt("draft", variables).text},
    )


def revision_messages(drafter: Drafter, first: Messages, revision: Revision) -> Messages:
    """The first question, the parts that failed as the model wrote them, and what is wrong."""
    brief = drafter.brief
    problems = revision.problems
    named = any(problem.place == "name" for problem in problems)
    variables = {
        "number": brief.masks.position(revision.segment),
        "turn": revision.turn,
        "last": revision.last,
        "taken": list(revision.taken) if named else [],
        "problems": [
            {
                "place": problem.place,
                "text": problem.text,
                "lines": [at_most_three_digits(line) for line in problem.lines],
                "wordings": _nearest(brief, revision.segment, problem),
            }
            for problem in problems
        ],
    }
    parts = [{"place": p.place, "text": p.text} for p in problems if p.text]
    said = json.dumps({"parts": parts}, ensure_ascii=False)
    return (
        *first,
        {"role": "assistant", "content": said},
        {"role": "user", "content": drafter.prompt("revise", variables).text},
    )


def _nearest(brief: Brief, segment: str, problem: Problem) -> tuple[str, ...]:
    """What may be said instead of the features that were wrong."""
    lines = []
    profile = brief.profile
    stats = profile.segment(segment).stats
    for feature, outside in zip(profile.features, brief.outside.features, strict=True):
        enough = stats[feature.name].count >= brief.min_cell
        if outside.name in problem.features and enough:
            label = brief.masks.labels[feature.name]
            phrases = "、".join(true_wordings(profile, segment, feature, label))
            lines.append(at_most_three_digits(f"{label}：{phrases}"))
    return tuple(lines)
