"""Reading: a sentence becomes claims, and doubts about everything no claim accounts for."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TypeVar

from segreport.claims.binding import bind
from segreport.claims.clauses.doubting import doubts_of, says_how, tells_of_them
from segreport.claims.clauses.presuming import presumed
from segreport.claims.clauses.roles import STRONG_STOPS, Role, roles_of
from segreport.claims.clauses.stances import likens_from, weighs_from
from segreport.claims.clauses.unread import place_in
from segreport.claims.nouns import FIGURES, SHARE, Claim, Doubt, Reading, Token
from segreport.claims.subjects.another import of_another
from segreport.claims.subjects.steps import at
from segreport.claims.words.lexicon import read_lexicon
from segreport.claims.words.scanning import scan
from segreport.claims.words.vocabulary import Vocabulary, vocabulary_of
from segreport.models import Kind, Profile
from segreport.wording import Quantity

TITLE = 4
"""Tokens of a heading that only says what its line is about."""
TELLING = ("level", "middle", "rank", "most", "word", "quantity", "compare", "alike", "not", "its")
LONGEST = 100
"""Tokens of a clause."""
GIVEN = ("那", "这", "现有", "手里", "手上")
SKIPPED = ("的", "现在", "眼下", "如今", "目前", "当前", "现有", "约", "仅", "只有")
NOW = ("现在", "眼下", "如今", "目前", "当前")
ASKING = ("？", "?")
HEADING = (":", "：")
NAMING = ("feature", "takes", "ref", "items")
SIZES = ("规模", "体量", "盘子", "量级")
CAUSE = "原因"
"""What a doubt is about that says why, and leaves what it is said of as it is."""
OF_FIRMS = ("经营规模", "企业规模", "公司规模", "营业规模", "生产规模")
PARTITIVE = ("的", "全部", "所有", "全体", "全行", "总", "全行的")
_COINED = re.compile(r"[“\"「『‘][^”\"」』’，。；]{1,8}[”\"」』’]")
"""“以贷养卡”: a phrase that the text itself coins."""
_HEADED = re.compile(r"【[^】]{1,8}】")
"""【渠道】: what the line is about."""
Clauses = tuple[tuple[Token, ...], ...]
Span = tuple[int, int]
Piece = TypeVar("Piece", Claim, Doubt)


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
        clause if role != "advice" else _granted(clauses, roles, number)
        for number, (clause, role) in enumerate(zip(clauses, roles, strict=True))
    )
    scope = bind(judged, stops, vocabulary, segment, kind)
    claimed = frozenset(name for claim in scope.claims for name in claim.features)
    coined = _coined(text, kind)
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    open_before = False
    targets: list[Quantity] = []
    firms = any(vocabulary.names_feature(word) for word in OF_FIRMS)
    told, doubted = _by_clause(scope.claims, clauses), _by_clause(scope.doubts, clauses)
    for number, (clause, role) in enumerate(zip(clauses, roles, strict=True)):
        weighed = _part(judged[number], _weighs_from(judged[number], kind))
        simile = _part(judged[number], likens_from(judged[number]))
        here = [doubt for doubt in doubted[number] if not _inside(doubt, weighed)]
        if role == "advice":
            targets += [t.quantity for t in clause if t.quantity]
        else:
            found = doubts_of(clause, role, kind, tuple(told[number]), claimed)
            found = [doubt for doubt in found if not _excused(doubt, weighed, coined)]
            here += [doubt for doubt in found if not _heads(doubt, text)]
        end = stops[number + 1] if number + 1 < len(stops) else ""
        here = _remaining(here, end, clause)
        doubts += here
        unread = any(doubt.why != "outside" and doubt.about != CAUSE for doubt in here)
        open_before = unread or (open_before and stops[number] not in STRONG_STOPS)
        money = _tells_money(claims, vocabulary)
        for claim in told[number]:
            if _inside(claim, simile) or (not claim.sure and _inside(claim, weighed)):
                continue
            if end in HEADING and claim.relation == "leading" and not claim.sure:
                continue
            lost = unread or (open_before and _carried(claim, clause))
            loose = lost or _is_loose(claim, judged[number], money=money, firms=firms)
            claims.append(replace(claim, sure=False) if claim.sure and loose else claim)
    if kind == "name" and doubts:
        claims = [replace(claim, sure=False) for claim in claims]  # not read whole
    if kind == "strategy":
        doubts, offers = _offers(doubts, clauses, roles)
        targets += offers
    return Reading(text, tuple(claims), tuple(doubts), tuple(targets), tokens)


def _remaining(doubts: list[Doubt], end: str, clause: tuple[Token, ...]) -> list[Doubt]:
    """Without what a question asks, and what a heading announces (渠道以线上为主：…)."""
    if end in ASKING:
        return [doubt for doubt in doubts if doubt.why not in ("unknown", "statement")]
    titles = len(clause) <= TITLE and not any(token.kind in TELLING for token in clause)
    if end in HEADING and titles:  # 收入悖论：…
        return [doubt for doubt in doubts if doubt.why in ("outside", "number", "unit")]
    return [doubt for doubt in doubts if doubt.why != "statement" or end not in HEADING]


def _carried(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """Whether what a claim is about was named in an earlier clause."""
    return not any(token.names or token.leaning for token in clause if token.start <= claim.start)


def _by_clause(pieces: list[Piece], clauses: Clauses) -> list[list[Piece]]:
    """Claims or doubts by the clause they begin in."""
    starts = [clause[0].start for clause in clauses if clause]
    found: list[list[Piece]] = [[] for _ in clauses]
    for piece in pieces:
        found[max(bisect_right(starts, piece.start) - 1, 0)].append(piece)
    return found


def _tells_money(claims: list[Claim], vocabulary: Vocabulary) -> bool:
    units = (vocabulary.unit_of.get(name, "") for claim in claims for name in claim.features)
    return any(unit.endswith("元") for unit in units)


def _is_loose(claim: Claim, clause: tuple[Token, ...], *, money: bool, firms: bool) -> bool:
    """What is said beside a word nobody knows may be of something else."""
    if not clause or not clause[0].start <= claim.start < clause[-1].end:
        return False
    sized = any(_is_size(token) for token in clause if token.start < claim.end)
    if claim.features == (SHARE,) and firms and sized and claim.relation in ("level", "rank"):
        return not any(token.quantity for token in clause)  # 规模小, of the firms
    if claim.features == (SHARE,) and money and sized:
        return True  # 理财10.7万元，规模居次席: of the money, or the people
    if claim.features == (SHARE,) and _held_behind(claim, clause):
        return True
    kinds = ("unknown", "absent", *(("topic",) if claim.relation in FIGURES else ()))
    return any(token.kind in kinds for token in clause) or of_another(claim, clause)


def _is_size(token: Token) -> bool:
    """规模, 规模最大的一群."""
    return token.text in SIZES or (token.note == "share" and token.text.startswith(SIZES))


def _coined(text: str, kind: str) -> tuple[Span, ...]:
    """Where the text coins a phrase; in a name only one that can tell no fact."""
    facts = set(read_lexicon().fact_letters) if kind == "name" else set()
    return tuple(match.span() for match in _COINED.finditer(text) if not facts & set(match[0]))


def _excused(doubt: Doubt, weighed: Span, coined: tuple[Span, ...]) -> bool:
    """Whether a doubt is about a word of what only weighs up, or of a phrase the text coins."""
    if doubt.why == "outside":
        return False
    own = doubt.why == "unknown" and any(_inside(doubt, span) for span in coined)
    return _inside(doubt, weighed) or own


def _heads(doubt: Doubt, text: str) -> bool:
    """Whether a doubt is about no more than the heading of a line (【渠道】)."""
    inside = any(_inside(doubt, match.span()) for match in _HEADED.finditer(text))
    return inside and doubt.why != "outside"


def _held_behind(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """近四成授信总额, 36.6%的循环余额: no share of the customers."""
    if claim.relation != "number":
        return False
    later = [token for token in clause if token.start >= claim.end and token.text not in PARTITIVE]
    return bool(later) and later[0].kind == "feature" and SHARE not in later[0].names


def _weighs_from(clause: tuple[Token, ...], kind: str) -> int | None:
    return weighs_from(clause) if kind != "name" else None


def _part(clause: tuple[Token, ...], start: int | None) -> Span:
    """From an offset to the end of a clause; nothing without one."""
    return (0, 0) if start is None else (start, clause[-1].end)


def _inside(piece: Claim | Doubt, part: Span) -> bool:
    return part[0] <= piece.start < part[1]


def split(tokens: tuple[Token, ...]) -> tuple[Clauses, tuple[str, ...]]:
    """Clauses, and the stop before each (。 before the first).

    What nobody would write in one breath is cut: the time to read a text stays linear.
    """
    clauses: list[list[Token]] = [[]]
    stops = ["。"]
    for number, token in enumerate(tokens):
        if token.kind == "stop" and _links(tokens, number, clauses[-1]):
            clauses[-1].append(token._replace(kind="neutral", text="为"))
        elif token.kind == "stop":
            if clauses[-1]:
                clauses.append([])
                stops.append(token.text)
            elif token.text in "；;。！!？?\n":
                stops[-1] = token.text
        else:
            if len(clauses[-1]) == LONGEST:
                clauses.append([])
                stops.append("，")
            clauses[-1].append(token)
    return tuple(tuple(clause) for clause in clauses), tuple(stops)


def _links(tokens: tuple[Token, ...], number: int, clause: list[Token]) -> bool:
    """Whether a stop only links a segment with its number: （群组3，2.12次）, 整体：2.20件."""
    before, after = tokens[number - 1] if number else None, tokens[number + 1 : number + 2]
    if before is None or before.ref is None or not after or not after[0].quantity:
        return False
    if tokens[number].text in ("：", ":"):
        return len(clause) == 1
    opening = clause[-2].text if len(clause) > 1 else ""
    return tokens[number].text in ("，", ",") and opening in ("（", "(")


def _granted(clauses: Clauses, roles: tuple[Role, ...], number: int) -> tuple[Token, ...]:
    """What a clause of advice says of how things are."""
    lexicon, clause = read_lexicon(), clauses[number]
    asks, aims = {*lexicon.advice}, {*lexicon.targets}
    return _baseline(clause) or _named_for(clauses, roles, number) or presumed(clause, asks, aims)


def _baseline(clause: tuple[Token, ...]) -> tuple[Token, ...]:
    """Of advice only 从2.04个提升至2.5个 is judged: the feature and where it stands today."""
    for position, token in enumerate(clause[:-1]):
        number = clause[position + 1]
        held = at(clause, position + 2)
        if token.text in GIVEN and number.statistic == "mean" and held is not None:
            named = [t for t in clause[:position] if t.kind == "feature"]
            if named and held.quantity:
                return (named[-1], held)  # 在流失率现有均值5.8%的基础上
        given = token.text in GIVEN and held is not None and held.kind == "feature"
        if given and held and number.quantity and number.quantity.kind != "fraction":
            return (held, number)  # 重心放在那102.8万可用资金上
        on_hand = token.text in GIVEN and number.kind == "feature" and held is not None
        if on_hand and held is not None and held.quantity:
            return (number, held)  # 从现有月收入20,000元起步
        if token.text in ("从", "由") and number.text in (*NOW, *GIVEN):
            number = next((t for t in clause[position + 1 :] if t.text not in SKIPPED), number)
        if token.text in ("从", "由") and number.quantity and number.quantity.kind != "fraction":
            named = [t for t in clause[:position] if t.kind in ("feature", "statistic")]
            if named and any(t.kind == "feature" for t in named):
                return (*named, number)
    return ()


def _named_for(clauses: Clauses, roles: tuple[Role, ...], number: int) -> tuple[Token, ...]:
    """重点提客单价——现在33.8: of advice the feature that the next clause tells of."""
    later = clauses[number + 1] if number + 1 < len(clauses) else ()
    told = bool(later) and roles[number + 1] == "fact" and later[0].text in NOW
    named = [token for token in clauses[number] if token.kind == "feature"]
    return (named[-1],) if told and named and len(named[-1].names) == 1 else ()


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
        loose = home and not tells_of_them(home[0][0]) and not says_how(home[0][0])
        loose = loose and place_in(home[0][0]) is None
        loose = loose and not any(t.kind in NAMING for t in home[0][0])
        if loose and home[0][1] == "fact" and doubt.why in ("number", "statement", "unknown"):
            offers += [t.quantity for t in home[0][0] if t.quantity and t.start == doubt.start]
        else:
            kept.append(doubt)
    return kept, offers
