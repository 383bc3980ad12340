"""Turned: what is said of other segments against this one (其余群组的存款均低于该群组)."""

from __future__ import annotations

from segreport.claims.comparisons.levels import MORE
from segreport.claims.nouns import Reference, Token
from segreport.claims.subjects.references import ONLY, find_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.truth import Direction, Strength

NOBODY = ("没有", "没有一个", "并无", "无", "没")
STEP = ("筹", "头", "截", "着", "见绌")
"""逊一筹, 高一头: how levels end that can only compare."""
LEADING = ("neutral", "joint", "its")
PASSED = ("neutral", "each", "degree", "not", "its", "with")


def read_turned(scope: Scope, clause: Tokens) -> bool:
    """Read a clause that sets others against this segment, all of it; whether it was one.

    The claim is of this segment: what others fall short of, it stands above.
    """
    start = next((n for n, t in enumerate(clause) if t.kind not in LEADING), len(clause))
    if clause[start : start + 1] and clause[start].text in NOBODY:
        start += 1
    found = find_reference(scope, clause, start) if start < len(clause) else None
    token = clause[start] if found else None
    if found is None or token is None or token.kind != "ref" or any(t.quantity for t in clause):
        return False
    ref, after = found
    if ref.kind not in ("segments", "others") or scope.own in ref.segments:
        return False
    feature, rest = _parts(clause[after:])
    held = _predicate(scope, rest)
    if held is None or not (feature or _framed(scope, rest)):
        return False
    if feature is not None:
        scope.name_features(feature.named, feature.start)
    way: Direction = "down" if held.direction == "up" else "up"
    alone = any(t.text in ONLY for t in clause[:start]) and ref.kind == "segments"
    more = (
        {} if alone else {"strength": _strength(rest), "negated": _denied((*clause[:start], *rest))}
    )
    scope.state(
        held, "only" if alone else "versus", scope.targets(), direction=way, ref=ref, **more
    )
    scope.last_ref = ref
    return True


def _parts(tokens: Tokens) -> tuple[Token | None, Tokens]:
    """The only feature that is named first, and what is said of it."""
    first = 1 if tokens[:1] and tokens[0].text in ("的", "在", "于") else 0
    feature = tokens[first] if first < len(tokens) else None
    if feature is None or feature.kind != "feature":
        return None, tokens
    return feature, tokens[first + 1 :]


def _framed(scope: Scope, rest: Tokens) -> bool:
    """就存款而言，群组0不及该群组: the feature was named alone in the clause before."""
    last = scope.mentions[-1] if scope.mentions else None
    alone = last is not None and last.clause == scope.clause - 1 and not last.said
    return alone and len(scope.targets()) == 1 and any(_names_own(scope, t) for t in rest)


def _predicate(scope: Scope, rest: Tokens) -> Token | None:
    """高于该群组, 皆不及, 更高, 在其之上: the word that compares with this segment."""
    said = [t for t in rest if t.kind not in PASSED and not _is_own(scope, t.ref)]
    if len(said) != 1 or any(t.note == "said" for t in rest):
        return None
    token, own = said[0], any(_names_own(scope, t) for t in rest)
    behind = rest.index(token) + 1
    if token.kind == "compare" and token.note != "gap":
        bare = behind >= len(rest) and token.direction == "down"
        return token if own or bare else None
    if token.kind == "place":
        return token if own else None
    before = rest[behind - 2] if behind > 1 else None
    beside = before is not None and _names_own(scope, before)  # 都比它高, 没有它高
    more = (
        any(t.text in MORE or t.text.endswith("更") for t in rest[: behind - 1])
        or token.text.endswith(STEP)
        or beside
    )
    return token if token.kind == "level" and more and behind >= len(rest) else None


def _names_own(scope: Scope, token: Token) -> bool:
    return token.kind == "its" or _is_own(scope, token.ref)


def _is_own(scope: Scope, ref: Reference | None) -> bool:
    return ref is not None and ref.segments == (scope.own,)


def _denied(rest: Tokens) -> bool:
    denials = sum(token.kind == "not" for token in rest)
    return denials % 2 == 1 or any(token.note == "not" for token in rest)


def _strength(rest: Tokens) -> Strength:
    told = [token.strength for token in rest if token.kind == "degree"]
    return "strong" if "strong" in told else "plain"
