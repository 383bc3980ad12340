"""A run before its reviewers: what they see of it, and what becomes of their decisions.

The doors, in the order in which a page or a command goes through them::

    desk = open_desk(folder)                      # the run, read once; frozen
    with store.open_reviews(folder) as reviews:   # the record, kept open; safe between threads
        sheets = lay_out(desk, reviews.history()) # a Sheet a segment, a Part a thing to decide on
        part = judge_edit(desk, reviews.history(), choice)       # live: what the checker would say
        entries = take(desk, reviews, [choice])   # decide and record, all of it or nothing
        waiting = pending(sheets)                 # what needs a person, first things first

`take` raises NotApproved (false or banned text, a missing reason), Outdated (somebody else was
faster, or the run changed: the message says what) or SegreportError (no such part, no name). A
`Choice` carries `version` and `seen` (`part.version`, `part.shown.hash`) of what its reviewer saw.
`desk.fresh()` says whether the run folder is still the one that was read; if not, open it again.
"""

from segreport.reviewing.desk import (
    Desk,
    lay_out,
    lay_out_part,
    lay_out_segment,
    make_desk,
    open_desk,
    pending,
)
from segreport.reviewing.proving import Proof, prove, refuse_lost_record
from segreport.reviewing.publishing import (
    Reviewed,
    read_reviewed,
    refuse_unapproved,
    review_run,
)
from segreport.reviewing.taking import judge_edit, now, take

__all__ = [
    "Desk",
    "Proof",
    "Reviewed",
    "judge_edit",
    "lay_out",
    "lay_out_part",
    "lay_out_segment",
    "make_desk",
    "now",
    "open_desk",
    "pending",
    "prove",
    "read_reviewed",
    "refuse_lost_record",
    "refuse_unapproved",
    "review_run",
    "take",
]
