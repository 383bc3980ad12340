"""Reading: a sentence becomes claims, and doubts about everything no claim accounts for."""

from __future__ import annotations

import re
from dataclasses import replace

from segreport.claims.binding import bind
from segreport.claims.doubting import doubts_of, tells_of_them
from segreport.claims.lexicon import read_lexicon
from segreport.claims.nouns import SHARE, TOTAL, Claim, Doubt, Reading, Token
from segreport.claims.roles import Role, roles_of
from segreport.claims.scanning import scan
from segreport.claims.scope import FIGURES
from segreport.claims.stances import likens_from, weighs_from
from segreport.claims.vocabulary import vocabulary_of
from segreport.models import Kind, Profile
from segreport.wording import Quantity

NAMING = ("feature", "takes", "ref", "items")
_HEADS = ("people", "its", "ref", "each")
"""What a level before 的 may describe without being of something else."""
_COUNTERS = ("个", "类", "种", "项", "样", "件", "款")
_COUNTED = ("neutral", "unknown", "topic", "items", "feature")
PARTITIVE = ("的", "全部", "所有", "全体", "全行", "总", "全行的")
_COINED = re.compile(r"[“\"「『‘][^”\"」』’，。；]{2,8}[”\"」』’]")
"""“以贷养卡”: a phrase that the text itself coins."""
Clauses = tuple[tuple[Token, ...], ...]
Spans = tuple[tuple[int, int], ...]


def read_claims(text: str, profile: Profile, segment: str, kind: Kind = "trait") -> Reading:
    """What a sentence about `segment` asserts, with the span of every claim.

    Nothing is judged here. What cannot be read, and what the table has nothing about, is in
    `doubts`; numbers that are openly targets or offers are in `targets`.
    """
    vocabulary = vocabulary_of(profile)
    lexicon = read_lexicon()
    tokens = scan(text, vocabulary)
    clauses, stops = split(tokens)
    roles = roles_of(clauses, stops, kind, lexicon)
    judged = tuple(
        clause if role != "advice" else _baseline(clause)
        for clause, role in zip(clauses, roles, strict=True)
    )
    scope = bind(judged, stops, vocabulary, segment, kind)
    weighed = tuple(_weighed(clause, kind) for clause in judged)
    similes = tuple(_part(clause, likens_from(clause, lexicon)) for clause in judged)
    claims = tuple(
        _held_loosely(claim, judged)
        for claim in scope.claims
        if (claim.sure or not _inside(claim, weighed)) and not _inside(claim, similes)
    )
    doubts = [doubt for doubt in scope.doubts if not _inside(doubt, weighed)]
    targets: list[Quantity] = []
    for clause, role in zip(clauses, roles, strict=True):
        if role == "advice":
            targets += [t.quantity for t in clause if t.quantity]
        else:
            found = doubts_of(clause, role, kind, tuple(scope.claims))
            doubts += [doubt for doubt in found if not _excused(doubt, text, kind, weighed)]
    if kind == "strategy":
        doubts, offers = _offers(doubts, clauses, roles)
        targets += offers
    return Reading(text, claims, tuple(doubts), tuple(targets), tokens)


def _held_loosely(claim: Claim, clauses: Clauses) -> Claim:
    """What is said beside a word nobody knows may be of something else."""
    if not claim.sure:
        return claim
    for clause in clauses:
        if clause and clause[0].start <= claim.start < clause[-1].end:
            if claim.features == (SHARE,) and _held_behind(claim, clause):
                return replace(claim, sure=False)
            kinds = ("unknown", "absent", *(("topic",) if claim.relation in FIGURES else ()))
            unread = any(token.kind in kinds for token in clause)
            return replace(claim, sure=not (unread or _of_other(claim, clause)))
    return claim


def _counts(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """五个方面, 三类资产: a number that counts the noun behind it, not the customers' means."""
    quantity = claim.quantity
    if claim.relation != "number" or quantity is None or quantity.unit not in _COUNTERS:
        return False
    behind = next((token for token in clause if token.start >= claim.end), None)
    return behind is not None and behind.start == claim.end and behind.kind in _COUNTED


def _of_other(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """居第二的群组2, 第一大资产, 较强的稳定性: what may be said of something else in the clause."""
    if claim.ref is None and any(_foreign(claim, token) for token in clause):
        return True
    if _counts(claim, clause) or _summed(claim, clause):
        return True
    if claim.relation not in ("rank", "rank_within", "level", "middle"):
        return False
    behind = [token for token in clause if token.start >= claim.end]
    if behind and behind[0].text == "的":
        return len(behind) > 1 and behind[1].kind not in _HEADS
    ordinal = claim.relation == "rank" and bool(behind)
    return ordinal and behind[0].kind in ("feature", "level", "unknown", "statistic")


def _summed(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """其余三个群组均值之和的3.4倍, 合计资产占3.4%: a sum that the claim does not tell of."""
    sums = any(token.statistic == "sum" for token in clause if token.start < claim.end)
    whole = any("+" in name or "|" in claim.subject or name.startswith(TOTAL) for name in claim.features)
    return claim.relation in FIGURES and sums and not whole


def _foreign(claim: Claim, token: Token) -> bool:
    """Whether the token names segments, and not the one the claim is about."""
    ref = token.ref
    return ref is not None and ref.kind == "segments" and claim.subject not in ref.segments


def _excused(doubt: Doubt, text: str, kind: str, weighed: Spans) -> bool:
    """Whether a doubt is about a word of what only weighs up, or of a phrase the text coins."""
    if doubt.why == "outside":
        return False
    coined = tuple(match.span() for match in _COINED.finditer(text)) if kind != "name" else ()
    return _inside(doubt, weighed) or (doubt.why == "unknown" and _inside(doubt, coined))


def _held_behind(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """近四成授信总额, 36.6%的循环余额: no share of the customers."""
    if claim.relation != "number":
        return False
    later = [token for token in clause if token.start >= claim.end and token.text not in PARTITIVE]
    return bool(later) and later[0].kind == "feature" and SHARE not in later[0].names


def _weighed(clause: tuple[Token, ...], kind: str) -> tuple[int, int]:
    """Start and end of the part of a clause that only weighs up or advises; (0, 0) without one."""
    return _part(clause, weighs_from(clause, read_lexicon()) if kind != "name" else None)


def _part(clause: tuple[Token, ...], start: int | None) -> tuple[int, int]:
    return (0, 0) if start is None else (start, clause[-1].end)


def _inside(piece: Claim | Doubt, parts: Spans) -> bool:
    return any(start <= piece.start < end for start, end in parts)


def split(tokens: tuple[Token, ...]) -> tuple[Clauses, tuple[str, ...]]:
    """Clauses, and the stop before each (。 before the first)."""
    clauses: list[list[Token]] = [[]]
    stops = ["。"]
    for token in tokens:
        if token.kind == "stop":
            if clauses[-1]:
                clauses.append([])
                stops.append(token.text)
            elif token.text in "；;。！!？?\n":
                stops[-1] = token.text
        else:
            clauses[-1].append(token)
    return tuple(tuple(clause) for clause in clauses), tuple(stops)


def _baseline(clause: tuple[Token, ...]) -> tuple[Token, ...]:
    """Of advice only 从2.04个提升至2.5个 is judged: the feature and where it stands today."""
    for position, token in enumerate(clause[:-1]):
        number = clause[position + 1]
        if token.text in ("从", "由") and number.quantity and number.quantity.kind != "fraction":
            named = [t for t in clause[:position] if t.kind in ("feature", "statistic")]
            if named and any(t.kind == "feature" for t in named):
                return (*named, number)
    return ()


def _offers(
    doubts: list[Doubt], clauses: Clauses, roles: tuple[Role, ...]
) -> tuple[list[Doubt], list[Quantity]]:
    """In strategy text a number without a cell, outside of grounds, is an offer (9.9元体验包)."""
    kept: list[Doubt] = []
    offers: list[Quantity] = []
    for doubt in doubts:
        home = [
            (clause, role)
            for clause, role in zip(clauses, roles, strict=True)
            if clause and clause[0].start <= doubt.start < clause[-1].end
        ]
        loose = home and not tells_of_them(home[0][0])
        loose = loose and not any(t.kind in NAMING for t in home[0][0])
        if loose and home[0][1] == "fact" and doubt.why in ("number", "statement", "unknown"):
            offers += [t.quantity for t in home[0][0] if t.quantity and t.start == doubt.start]
        else:
            kept.append(doubt)
    return kept, offers
