"""Looking: the overview, one screen a segment, and the way to what comes next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from segreport.models import VERDICT_LABELS, VERDICTS, Profile
from segreport.review import Part, Sheet, same_person
from segreport.reviewing import Desk
from segreport.web.bars import draw_all
from segreport.web.showing import Card, Ruling, is_doubtful, show_cards
from segreport.web.visits import Visit
from segreport.wording import format_count, format_share

_AT = re.compile(r"[0-9]{1,6}")

Show = Literal["", "open", "doubt"]
Doing = Literal["", "approve", "edit", "reject"]


@dataclass(frozen=True, slots=True)
class Top:
    """What the head of every page says of the review."""

    title: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Row:
    """A segment on the overview."""

    number: int
    sheet: Sheet
    customers: str
    share: str
    done: int
    doubtful: int
    void: int


@dataclass(frozen=True, slots=True)
class Focus:
    """The card that is being worked on, and what was typed into it."""

    number: int = 0
    doing: Doing = ""
    text: str | None = None
    reason: str = ""
    problem: str = ""
    ruling: Ruling | None = None
    """What the checker says of the typed text."""
    asked: bool = True
    """Whether it was asked for, rather than being the first that waits."""


def overview(visit: Visit) -> Response:
    """All segments, those that wait for somebody first."""
    desk, sheets = visit.site.run.sheets()
    rows = [_row(number, sheet, desk.profile) for number, sheet in enumerate(sheets, start=1)]
    waiting = [row for row in rows if not row.sheet.done]
    parts = [part for sheet in sheets for part in sheet.parts]
    return visit.page(
        "overview",
        top=top(desk, sheets),
        waiting=waiting,
        finished=[row for row in rows if row.sheet.done],
        customers=format_count(desk.profile.n),
        open=sum(not part.done for part in parts),
        doubtful=sum(map(is_doubtful, parts)),
        void=sum(part.state == "void" for part in parts),
        rejected=sum(part.state == "rejected" for part in parts),
        required=parts[0].required,
        verdicts=[(verdict, VERDICT_LABELS[verdict]) for verdict in reversed(VERDICTS)],
        folder=str(desk.folder),
    )


def _row(number: int, sheet: Sheet, profile: Profile) -> Row:
    segment = profile.segment(sheet.segment)
    return Row(
        number=number,
        sheet=sheet,
        customers=format_count(segment.n),
        share=format_share(segment.share),
        done=sum(part.done for part in sheet.parts),
        doubtful=sum(map(is_doubtful, sheet.parts)),
        void=sum(part.state == "void" for part in sheet.parts),
    )


def top(desk: Desk, sheets: Sequence[Sheet]) -> Top:
    """The head of a page."""
    parts = [part for sheet in sheets for part in sheet.parts]
    return Top(desk.run.title, sum(part.done for part in parts), len(parts))


def segment(visit: Visit) -> Response:
    """One segment: its sentences, what each rests on, and what can be done about it."""
    query = visit.query
    focus = Focus(
        number=int(query.get("at", "")) if _AT.fullmatch(query.get("at", "")) else 0,
        doing=_doing(query.get("do", "")),
    )
    return segment_page(visit, int(visit.path["number"]), focus)


def segment_page(visit: Visit, number: int, focus: Focus, status: int = 200) -> Response:
    """The page of a segment with one card in work."""
    desk, sheets = visit.site.run.sheets()
    sheet = find_sheet(sheets, number)
    every = show_cards(sheet, desk.profile, visit.session.reviewer)
    show = shown_of(visit)
    cards = [card for card in every if _is_shown(card, show) or card.number == focus.number]
    rest = [card for card in every if card.can_approve and card.part.shown.judgement.fit]
    return visit.page(
        "segment",
        status,
        top=top(desk, sheets),
        number=number,
        count=len(sheets),
        sheet=sheet,
        row=_row(number, sheet, desk.profile),
        cards=cards,
        counts={
            show: sum(_is_shown(card, show) for card in every) for show in ("", "open", "doubt")
        },
        show=show,
        focus=focus if focus.number else Focus(_first_open(cards), asked=False),
        rest=rest,
        last=_last(visit, desk, sheets),
        drawn=draw_all(desk.profile, sheet.segment),
    )


def find_sheet(sheets: Sequence[Sheet], number: int) -> Sheet:
    """The segment of this number. Raises HTTPException 404 where there is none."""
    if not 1 <= number <= len(sheets):
        raise HTTPException(404)
    return sheets[number - 1]


def shown_of(visit: Visit) -> Show:
    """Which sentences the reviewer wants to see."""
    asked = visit.form.get("show") or visit.query.get("show", "")
    return "open" if asked == "open" else "doubt" if asked == "doubt" else ""


def _doing(asked: str) -> Doing:
    known: tuple[Doing, ...] = ("approve", "edit", "reject")
    return next((doing for doing in known if doing == asked), "")


def _is_shown(card: Card, show: Show) -> bool:
    if show == "open":
        return not card.part.done
    return card.doubtful if show == "doubt" else True


def _first_open(cards: Sequence[Card]) -> int:
    return next((card.number for card in cards if not card.part.done), 0)


@dataclass(frozen=True, slots=True)
class Last:
    """What was decided on just now, in whichever segment."""

    number: int
    card: Card


def _last(visit: Visit, desk: Desk, sheets: Sequence[Sheet]) -> Last | None:
    asked = visit.query.get("last", "")
    for number, sheet in enumerate(sheets, start=1):
        if asked.startswith(f"{number}."):
            cards = show_cards(sheet, desk.profile, visit.session.reviewer)
            found = (card for card in cards if f"{number}.{card.number}" == asked)
            return next((Last(number, card) for card in found), None)
    return None


def following(visit: Visit) -> Response:
    """On to the next part that waits for this reviewer; to the overview when none does.

    Where only what needs judgement is shown, the others are passed over.
    """
    _, sheets = visit.site.run.sheets()
    show, after = shown_of(visit), visit.query.get("after", "")
    query = {"show": show, "last": visit.query.get("last", "")}
    places = [
        (number, at, part)
        for number, sheet in enumerate(sheets, start=1)
        for at, part in enumerate(sheet.parts, start=1)
    ]
    here = next((i for i, (n, at, _) in enumerate(places) if f"{n}.{at}" == after), -1)
    ordered = places[here + 1 :] + places[: here + 1]
    waiting = [
        place
        for place in ordered
        if waits_for(place[2], visit.session.reviewer)
        and (show != "doubt" or is_doubtful(place[2]))
    ]
    waiting.sort(key=lambda place: place[2].state == "rejected")
    if not waiting:
        return RedirectResponse("/", status_code=303)
    number, at, _ = waiting[0]
    kept = {name: value for name, value in (query | {"at": str(at)}).items() if value}
    return RedirectResponse(f"/segments/{number}?{urlencode(kept)}", status_code=303)


def waits_for(part: Part, reviewer: str) -> bool:
    """Whether it needs a decision that this reviewer can still make."""
    return not part.done and not any(same_person(reviewer, name) for name in part.backers)
