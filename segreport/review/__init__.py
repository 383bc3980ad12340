"""A reviewer's decision on what he was shown: pure rules, no disk and no clock.

A `Part` is one thing to decide on (a name, a sentence) as it stands; a `Choice` is what a reviewer
wants; `decide` turns the one and the other into the `Decision` that goes into the record, or says
why not. The state of a part is never stored: `History` holds what was decided, and a decision
counts as long as the hash of what it covered is the hash of what is there.
"""

from segreport.review.deciding import (
    backers,
    decide,
    describe_conflict,
    needs_reason,
    obstacles,
    part_state,
    rejections,
    standing,
    standing_edit,
    what_changed,
)
from segreport.review.nouns import (
    ACTION_LABELS,
    LATEST,
    STATE_LABELS,
    Action,
    Change,
    Choice,
    Decision,
    Effect,
    Entry,
    History,
    Line,
    Part,
    Requirement,
    Review,
    Sheet,
    Shown,
    State,
)
from segreport.review.people import same_person

__all__ = [
    "ACTION_LABELS",
    "LATEST",
    "STATE_LABELS",
    "Action",
    "Change",
    "Choice",
    "Decision",
    "Effect",
    "Entry",
    "History",
    "Line",
    "Part",
    "Requirement",
    "Review",
    "Sheet",
    "Shown",
    "State",
    "backers",
    "decide",
    "describe_conflict",
    "needs_reason",
    "obstacles",
    "part_state",
    "rejections",
    "same_person",
    "standing",
    "standing_edit",
    "what_changed",
]
