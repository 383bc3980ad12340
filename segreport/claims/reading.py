"""Reading: a sentence becomes claims, and doubts about everything no claim accounts for."""

from __future__ import annotations

import re
from dataclasses import replace

from segreport.claims.binding import bind
from segreport.claims.lexicon import read_lexicon
from segreport.claims.nouns import IS, SHARE, Claim, Doubt, Reading, Token
from segreport.claims.roles import Role, roles_of
from segreport.claims.scanning import scan
from segreport.claims.scope import FIGURES
from segreport.claims.stances import is_rhetoric, likens_from, weighs_from
from segreport.claims.topics import MOSTLY
from segreport.claims.vocabulary import vocabulary_of
from segreport.models import Kind, Profile
from segreport.wording import Quantity

FRAMES = frozenset(
    (
        *("堪称", "称得上", "典型", "典型的", "名副其实", "可谓", "可以说", "说明", "体现"),
        *("体现出", "显示", "显示出", "反映", "反映出", "印证", "意味着", "算是", "算得上", "可见"),
        *("无疑", "值得", "如同", "仿佛", "好比", "恰似"),
    )
)
ENDS = ("一群", "客户", "客群", "群体", "人群", "用户", "会员", "一群人", "群组", "人", "的")
CROWD = frozenset(
    (
        *("多", "多为", "主要", "普遍", "大多", "大多数", "多数", "多数人", "常", "总", "往往"),
        *("通常", "习惯", "来自", "部分", "经常"),
    )
)
ECHOES = (
    "同样",
    "亦然",
    "如此",
    "同理",
    "也是",
    "亦",
    "类似",
    "一样",
    "不例外",
    "也不例外",
    "也一样",
    "依旧",
)
"""熟食也是如此: says of a feature what was said of another."""
NAMING = ("feature", "takes", "ref", "items")
WIDENING = ("扩大", "缩小", "收窄", "拉大", "缩水", "拉开", "放大")
GAPS = ("差距", "差额", "落差", "差异", "优势", "差", "差别", "幅度")
"""差距扩大至6.7万元: a larger gap than that to another, not a trend."""
SOURCES = ("靠", "全靠", "主要靠", "听说", "据说", "传闻", "据悉")
PARTITIVE = ("的", "全部", "所有", "全体", "全行", "总", "全行的")
REASONS = ("由于", "因为")
SOFT_TOPICS = ("原因", "渠道与行为", "未来与预测", "态度与偏好", "时间")
TELLING = frozenset(
    ("feature", "quantity", "absent", "level", "middle", "rank", "compare", "alike", "word")
)
"""Words that make a clause say something about the customers."""
_COINED = re.compile(r"[“\"「『‘][^”\"」』’，。；]{2,8}[”\"」』’]")
"""“以贷养卡”: a phrase that the text itself coins."""
Clauses = tuple[tuple[Token, ...], ...]


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
    quoted = tuple(match.span() for match in _COINED.finditer(text)) if kind != "name" else ()
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
            continue
        found = _uncovered(clause, role, kind, tuple(scope.claims))
        doubts += [
            doubt
            for doubt in found
            if doubt.why == "outside"
            or not (_inside(doubt, weighed) or (doubt.why == "unknown" and _inside(doubt, quoted)))
        ]
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
            return replace(claim, sure=not unread)
    return claim


def _held_behind(claim: Claim, clause: tuple[Token, ...]) -> bool:
    """近四成授信总额, 36.6%的循环余额: no share of the customers."""
    if claim.relation != "number":
        return False
    later = [token for token in clause if token.start >= claim.end and token.text not in PARTITIVE]
    return bool(later) and later[0].kind == "feature" and SHARE not in later[0].names


def _weighed(clause: tuple[Token, ...], kind: str) -> tuple[int, int]:
    """The part of a clause that only weighs up or advises: its start and end, (0, 0) without one."""
    return _part(clause, weighs_from(clause, read_lexicon()) if kind != "name" else None)


def _part(clause: tuple[Token, ...], start: int | None) -> tuple[int, int]:
    return (0, 0) if start is None else (start, clause[-1].end)


def _inside(piece: Claim | Doubt, parts: tuple[tuple[int, int], ...]) -> bool:
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


def _uncovered(
    clause: tuple[Token, ...], role: Role, kind: str, claims: tuple[Claim, ...]
) -> list[Doubt]:
    """Topics the table has nothing about, and words nobody knows."""
    doubts: list[Doubt] = []
    held = any(
        clause and clause[0].start <= claim.start < clause[-1].end
        for claim in claims
        if claim.relation != "scope" and claim.sure and not claim.guessed
    )
    lax = kind == "strategy" and role == "fact" and not _tells(clause)
    for token in clause:
        if token.text in REASONS and kind == "strategy" and role == "ground":
            continue  # the reason of the advice
        if token.kind == "topic":
            gap = token.text in WIDENING and any(
                t.text in GAPS and t.start < token.start for t in clause
            )
            soft = token.note in SOFT_TOPICS or gap or _disclaimed(clause)
            if soft and any(t.kind == "not" and t.start < token.start for t in clause):
                continue
            why = "statement" if soft else "outside"
            if not (lax and soft):
                doubts.append(Doubt(token.start, token.end, why, token.text, token.note))  # type: ignore[arg-type]
        elif _is_bare_category(token, claims):
            doubts.append(Doubt(token.start, token.end, "statement", token.text))
        elif token.kind == "absent" and not lax:
            doubts.append(Doubt(token.start, token.end, "absent", token.text))
    echoes = [token for token in clause if token.text in ECHOES]
    if echoes and not held and not lax and any(token.kind == "feature" for token in clause):
        doubts += [Doubt(t.start, t.end, "statement", t.text) for t in echoes]
    mostly = [token for token in clause if token.text in MOSTLY]
    planned = kind == "strategy" and not any(t.kind == "feature" for t in clause)
    if mostly and not held and not lax and not planned:  # 以线下为主
        doubts += [Doubt(t.start, t.end, "statement", t.text) for t in mostly]
    sources = [token for token in clause if token.text in SOURCES]
    if sources and not held and not lax:
        doubts += [Doubt(t.start, t.end, "statement", t.text) for t in sources]
    unknown = [token for token in clause if token.kind == "unknown"]
    if kind == "name":  # 稳健, 双高: every word of a name is a claim
        plain = read_lexicon().name_neutral
        unknown += [t for t in clause if t.note == "said" and t.text not in plain]
    size = sum(len(token.text) for token in unknown)
    named = any(token.kind in TELLING for token in clause)
    allowed = 3 if held else 0 if named else 3 if _praises(clause) else 1
    if not named and not any(t.text in CROWD for t in clause):
        allowed = 99 if is_rhetoric(clause, read_lexicon()) else allowed
    if kind == "name":
        allowed = 0
    if kind == "strategy":
        allowed = 99 if lax else 3 if held else 1
    if size > allowed:
        doubts += [Doubt(t.start, t.end, "unknown", t.text) for t in unknown]
    return doubts


def _disclaimed(clause: tuple[Token, ...]) -> bool:
    """上有老下有小这话不敢乱讲: named, and not claimed."""
    said = "".join(token.text for token in clause)
    return any(word in said for word in read_lexicon().disclaims)


def _is_bare_category(token: Token, claims: tuple[Claim, ...]) -> bool:
    """多为女性: a category is named, and nothing that the table can answer is said of it."""
    named = len(token.names) == 1 and IS in token.names[0]
    return named and not any(token.names[0] in claim.features for claim in claims)


def _tells(clause: tuple[Token, ...]) -> bool:
    """多为…, 该群体…: a clause that tells of the customers, among advice."""
    marks = CROWD | set(read_lexicon().crowd_marks) - {"以"}
    return bool(clause) and (clause[0].kind == "its" or any(t.text in marks for t in clause))


def _praises(clause: tuple[Token, ...]) -> bool:
    """称得上…, 是最让人…的一群: a clause that sums up and does not tell of anything more."""
    words = [token.text for token in clause]
    if not words or any(word in CROWD for word in words):
        return False
    return any(word in FRAMES for word in words) or (
        words[0] in ("是", "一", "这是", "乃") and words[-1] in ENDS
    )


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
        loose = home and not _tells(home[0][0])
        loose = loose and not any(t.kind in NAMING for t in home[0][0])
        if loose and home[0][1] == "fact" and doubt.why in ("number", "statement", "unknown"):
            offers += [t.quantity for t in home[0][0] if t.quantity and t.start == doubt.start]
        else:
            kept.append(doubt)
    return kept, offers
