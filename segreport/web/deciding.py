"""Deciding: one part, the rest of a segment, and what the checker would say of an edit."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from segreport.errors import Busy, Outdated, SegreportError, StoreError
from segreport.review import ACTION_LABELS, Action, Choice
from segreport.reviewing import judge_edit, take
from segreport.web.bars import draw_all
from segreport.web.overlooking import Doing, Focus, find_sheet, segment_page, shown_of, top
from segreport.web.showing import compare_texts, show_cards, show_record, show_ruling
from segreport.web.visits import Visit

LONGEST_TYPED = 2000
"""Characters that the form lets anyone type; what may stand in a report is shorter."""
_DOING: dict[Action, Doing] = {"approve": "approve", "edit": "edit", "reject": "reject", "undo": ""}


def decide_part(visit: Visit) -> Response:
    """A decision on one part; what the reviewer typed is never lost."""
    choice, number, at = _choice(visit), *_place(visit)
    desk, reviews = visit.site.run.look()
    try:
        take(desk, reviews, [choice])
    except Outdated as error:
        return _conflict(visit, choice, number, at, str(error))
    except Busy as error:
        doing = _DOING[choice.action] if choice.text or choice.reason else ""
        return segment_page(
            visit, number, Focus(at, doing, choice.text or None, choice.reason, str(error)), 503
        )
    except StoreError:
        raise
    except SegreportError as error:
        focus = Focus(at, _DOING[choice.action], choice.text, choice.reason, str(error))
        if choice.action == "edit" and choice.text.strip():
            shown = judge_edit(desk, reviews.history(), choice)
            ruling = show_ruling(shown.judgement, desk.profile)
            focus = Focus(at, "edit", choice.text, choice.reason, str(error), ruling)
        return segment_page(visit, number, focus, 422)
    here = f"{number}.{at}"
    query = {"after": here, "last": here, "show": shown_of(visit)}
    if choice.action == "undo":
        return RedirectResponse(f"/segments/{number}?{urlencode({'at': at})}", status_code=303)
    return RedirectResponse(f"/next?{urlencode(query)}", status_code=303)


def approve_rest(visit: Visit) -> Response:
    """Everything of a segment that holds and was shown, at once: all of it or nothing."""
    number, _ = _place(visit)
    desk, reviews = visit.site.run.look()
    segment = visit.form.get("segment", "")
    choices = [
        Choice(
            action="approve",
            segment=segment,
            place=place,
            reviewer=visit.session.reviewer,
            version=_number(version),
            seen=seen or "-",
        )
        for version, seen, place in (_split(value) for value in visit.many)
    ]
    if choices:
        take(desk, reviews, choices)
    query = urlencode({"after": f"{number}.0", "show": shown_of(visit)})
    return RedirectResponse(f"/next?{query}", status_code=303)


def _split(value: str) -> tuple[str, str, str]:
    version, _, rest = value.partition(" ")
    seen, _, place = rest.partition(" ")
    return version, seen, place


def check(visit: Visit) -> Response:
    """What the checker says of an edit as it is typed. Nothing is recorded."""
    choice, number, at = _choice(visit), *_place(visit)
    desk, reviews = visit.site.run.look()
    problem, ruling = "", None
    try:
        shown = judge_edit(desk, reviews.history(), choice)
        ruling = show_ruling(shown.judgement, desk.profile)
    except StoreError:
        raise
    except SegreportError as error:
        problem = str(error)
    if visit.form.get("live"):
        return visit.page(
            "ruling", ruling=ruling, problem=problem, drawn=draw_all(desk.profile, choice.segment)
        )
    return segment_page(
        visit, number, Focus(at, "edit", choice.text, choice.reason, problem, ruling)
    )


def _conflict(visit: Visit, choice: Choice, number: int, at: int, told: str) -> Response:
    """Somebody was faster: what it was, what it is, and what was wanted; nothing is recorded."""
    desk, sheets = visit.site.run.sheets()
    sheet = find_sheet(sheets, number)
    cards = show_cards(sheet, desk.profile, visit.session.reviewer)
    card = next((card for card in cards if card.number == at), None)
    if card is None:
        raise HTTPException(404)
    seen = visit.form.get("before", "")
    return visit.page(
        "conflict",
        409,
        top=top(desk, sheets),
        number=number,
        card=card,
        sheet=sheet,
        told=told,
        later=show_record(e for e in card.part.history if e.number > (choice.version or 0)),
        seen=seen,
        changed=compare_texts(seen, card.part.text),
        choice=choice,
        action=ACTION_LABELS[choice.action],
        wanted=compare_texts(card.part.text, choice.text) if choice.action == "edit" else (),
        show=shown_of(visit),
    )


def _choice(visit: Visit) -> Choice:
    """What the form asks for. Raises HTTPException 400 where it is not one of our forms."""
    form = visit.form
    action = next((known for known in _DOING if known == form.get("action", "edit")), None)
    if action is None or not {"segment", "place", "version", "seen"} <= form.keys():
        raise HTTPException(400)
    if len(form.get("text", "")) > LONGEST_TYPED:
        raise HTTPException(413)
    return Choice(
        action=action,
        segment=form["segment"],
        place=form["place"],
        reviewer=visit.session.reviewer,
        text=form.get("text", "") if action == "edit" else "",
        reason=form.get("reason", ""),
        version=_number(form["version"]),
        seen=form["seen"] or "-",
    )


def _place(visit: Visit) -> tuple[int, int]:
    """Number of the segment and of the part in it that the form was sent from."""
    number, _, at = visit.form.get("at", "").partition(".")
    return _number(number), _number(at)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise HTTPException(400)
    return int(text)
