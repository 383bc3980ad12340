"""No sequence of actions reaches a final report with a part that is not approved as it stands."""

import shutil
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from segreport import store
from segreport.errors import NotApproved, SegreportError
from segreport.models import Draft, Profile
from segreport.review import Choice, Part
from segreport.reviewing import (
    lay_out,
    lay_out_part,
    open_desk,
    refuse_unapproved,
    review_run,
    take,
)

PEOPLE = ("张三", "李四", "王五")
TRUE = ("总资产低于整体。", "APP登录次数高于整体。", "总资产较低，APP登录次数较高。")
FALSE = ("总资产在各群组中最高。", "APP登录次数低于整体。")
DOUBTFUL = "该群客户多已婚有孩。"
PLACES = ("summary", "marketing/1", "service/1")
"""Of segment 0, whose texts are changed; everything else is approved in one go."""

persons = st.sampled_from(PEOPLE)
places = st.sampled_from(PLACES)
reasons = st.sampled_from(("", "核实过"))
texts = st.sampled_from((*TRUE, *FALSE, DOUBTFUL))


@dataclass(frozen=True)
class Note:
    """What a person standing beside would write down."""

    who: str
    what: str
    text: str
    world: int
    """Counts changes of the table and the rules."""
    reason: str


class Reviewing(RuleBasedStateMachine):
    """Reviewers, models and reruns act at random; a notebook says what may be final."""

    source: ClassVar[Path]
    finals: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory())) / "run"
        shutil.copytree(self.source, self.folder)
        self.reviews = self.stack.enter_context(store.open_reviews(self.folder))
        self.rules = "the rules"
        self.world, self.required = 0, 1
        self.notes: dict[tuple[str, str], list[Note]] = defaultdict(list)
        self.remembered: list[Part] = []
        self.desk = replace(open_desk(self.folder), rules_version=self.rules)

    def reopen(self) -> None:
        self.desk = replace(open_desk(self.folder), rules_version=self.rules)

    def note(self, choice: Choice, text: str) -> None:
        notes = self.notes[choice.segment, choice.place]
        if choice.action == "undo":
            mine = [n for n, note in enumerate(notes) if note.who == choice.reviewer]
            del notes[mine[-1]]
        else:
            notes.append(Note(choice.reviewer, choice.action, text, self.world, choice.reason))

    def take(self, *choices: Choice) -> None:
        """All of them or none; what is taken is noted."""
        history = self.reviews.history()
        shown = [lay_out_part(self.desk, history, c.segment, c.place).text for c in choices]
        try:
            take(self.desk, self.reviews, choices)
        except SegreportError:
            assert self.reviews.history() == history
            return
        for choice, text in zip(choices, shown, strict=True):
            self.note(choice, choice.text or text)

    @rule(place=places, who=persons, why=reasons)
    def approve(self, place: str, who: str, why: str) -> None:
        self.take(Choice("approve", "0", place, who, reason=why))

    @rule(place=places, who=persons, text=texts, why=reasons)
    def edit(self, place: str, who: str, text: str, why: str) -> None:
        self.take(Choice("edit", "0", place, who, text, why))

    @rule(place=places, who=persons)
    def reject(self, place: str, who: str) -> None:
        self.take(Choice("reject", "0", place, who, reason="不行"))

    @rule(place=places, who=persons)
    def undo(self, place: str, who: str) -> None:
        self.take(Choice("undo", "0", place, who))

    @rule(who=persons)
    def approve_all_that_waits(self, who: str) -> None:
        sheets = lay_out(self.desk, self.reviews.history())
        waiting = [part for sheet in sheets for part in sheet.parts if part.awaits(who)]
        self.take(*(part.chosen("approve", who, reason="核实过") for part in waiting))

    @rule(place=places)
    def look(self, place: str) -> None:
        """Somebody opens a part and decides later."""
        self.remembered.append(lay_out_part(self.desk, self.reviews.history(), "0", place))

    @rule(who=persons, text=texts, edits=st.booleans())
    def decide_on_what_was_seen(self, who: str, text: str, edits: bool) -> None:
        for part in self.remembered:
            chosen = part.chosen("edit" if edits else "approve", who, text * edits, "核实过")
            before = self.reviews.history()
            self.take(chosen)
            if self.reviews.history() != before:
                assert self.notes["0", part.place][-1].text in (part.text, text)
        self.remembered.clear()

    @rule(place=places, text=st.sampled_from(TRUE))
    def draft_anew(self, place: str, text: str) -> None:
        draft = store.load(self.folder, "drafts.json", Draft)
        first, *rest = draft.segments

        def written(sentences):
            return tuple(
                s.model_copy(update={"text": text, "author": "model"}) if s.place == place else s
                for s in sentences
            )

        first = first.model_copy(
            update={
                "summary": written((first.summary,))[0],
                "marketing": written(first.marketing),
                "service": written(first.service),
            }
        )
        self.save("drafts.json", Draft(segments=(first, *rest)))

    @rule()
    def measure_anew(self) -> None:
        """The table changes in a digit that no sentence tells of."""
        profile = store.load(self.folder, "profile.json", Profile)
        overall = profile.overall["total_assets"]
        overall = overall.model_copy(update={"q3": overall.q3 + 1})
        self.world += 1
        everyone = {**profile.overall, "total_assets": overall}
        self.save("profile.json", profile.model_copy(update={"overall": everyone}))

    def save(self, name: str, value: Draft | Profile) -> None:
        store.save(self.folder, {name: store.dump(value)}, store.load_run(self.folder))
        self.reopen()

    @rule()
    def rewrite_the_rules(self) -> None:
        self.world += 1
        self.rules = f"the rules, edition {self.world}"
        self.reopen()

    @rule()
    def restart(self) -> None:
        self.reviews = self.stack.enter_context(store.open_reviews(self.folder))
        self.reopen()

    @rule()
    def ask_for_four_eyes(self) -> None:
        self.required = 2
        self.reviews.require(2, "主管", "2026-01-01T00:00:00+00:00")

    def final(self) -> bool:
        try:
            refuse_unapproved(self.desk, self.reviews.entries())
        except NotApproved:
            return False
        return True

    @invariant()
    def a_final_report_holds_only_what_people_stand_behind(self) -> None:
        reviewed = review_run(self.desk, self.reviews.entries(), ())
        final = self.final()
        assert final == (not reviewed.review.unapproved)
        if not final:
            return
        Reviewing.finals += 1
        for sentence in reviewed.draft.sentences():
            if sentence.place in ("lead", "grounds"):
                continue
            notes = self.notes[sentence.segment, sentence.place]
            last = max((n for n, note in enumerate(notes) if note.what == "reject"), default=-1)
            behind = [
                note
                for note in notes[last + 1 :]
                if (note.text, note.world) == (sentence.text, self.world)
            ]
            assert len({note.who for note in behind}) >= self.required
            assert sentence.text not in FALSE
            assert sentence.text != DOUBTFUL or all(note.reason for note in behind)

    def teardown(self) -> None:
        """And it can always be reached: everybody looks at everything once more."""
        try:
            for who in PEOPLE:
                self.approve_all_that_waits(who)
                for place in PLACES:
                    self.take(Choice("approve", "0", place, who, reason="核实过"))
            assert self.final()
            assert len(store.verify(self.folder)) == len(self.reviews.entries())
        finally:
            self.stack.close()


def play(examples: int) -> None:
    """Random sequences; a failing one is reported as it is, for shrinking takes minutes."""
    run_state_machine_as_test(
        Reviewing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_actions_reaches_a_final_report_too_early(untouched: Path) -> None:
    Reviewing.source = untouched
    Reviewing.finals = 0
    play(20)
    assert Reviewing.finals > 0
