"""Echoes: a feature of which the same, or the opposite, is said as of the one before (基金亦然)."""

from __future__ import annotations

import re
from dataclasses import replace

from segreport.claims.nouns import Claim
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

_LED = (
    r"(?:的?(?:情况|表现|水平))?(?:则|却|也|亦|都|均|皆"
    r"|大体|大致|基本|大抵|同样|更是|更|尤其|尤是|尤|恰|正|恰恰|正好|恰好|刚好|截然)*"
)
_SAME = re.compile(
    rf"{_LED}(?:亦然|皆然|如此|是如此|一样|同样|不例外|类似|莫能外|概莫能外|无不如此|莫不如此|如是)"
)
_OPPOSITE = re.compile(rf"{_LED}(?:相反|反之|反是)")
_EXCEPT = re.compile(
    rf"{_LED}(?:是|算是|属于|为|成了|成为)(?:其中)?(?:唯一|惟一|仅有|少有|唯二)?的?一?个?例外"
)
ECHOED = ("level", "rank", "versus")
"""Relations that may be said again of another feature."""
ALONGSIDE = ("alike", "middle", "only", "apart")


def read_echo(scope: Scope, clause: Tokens) -> bool:
    """Read 基金亦然 and 基金恰恰相反, after what the clause before said; whether it is one."""
    first = next((n for n, t in enumerate(clause) if t.kind == "feature"), len(clause))
    last = max((n for n, t in enumerate(clause) if t.kind == "feature"), default=-1)
    plain = all(t.kind in ("neutral", "joint", "with", "feature") for t in clause[:last])
    rest = "".join(token.text for token in clause[last + 1 :])
    if last >= 0 and plain and _EXCEPT.fullmatch(rest):
        return _read_exception(scope, clause[first : last + 1])
    same, opposite = _SAME.fullmatch(rest), _OPPOSITE.fullmatch(rest)
    told = _said_last(scope)
    if last < 0 or not plain or not (same or opposite) or not told:
        return False
    if opposite and any(claim.relation not in ECHOED for claim in told):
        return False
    for token in clause[first : last + 1]:
        if token.kind == "feature":
            scope.name_features(token.named, token.start)
    names = scope.targets()
    for claim in told[:1]:
        again = replace(
            _turned(claim) if opposite else claim,
            start=clause[last + 1].start,
            end=clause[-1].end,
            features=names,
            sure=scope.sure,
            guessed=any(mention.group.concept for mention in scope.topic),
        )
        scope.claims.append(again)
        scope.claims_in_clause += 1
    for mention in scope.topic:
        mention.said = True
    scope.predicated = True
    return True


def _read_exception(scope: Scope, named: Tokens) -> bool:
    """各项均低于整体，登录是唯一例外: all but those are so, and those are not."""
    names = tuple(name for token in named for name in token.names)
    told = [c for c in _said_last(scope) if set(names) < set(c.features) and not c.negated]
    if not told:
        scope.doubt(named[0], "statement")
        return True
    spot = {"start": named[0].start, "end": named[-1].end}
    for claim in told:
        rest = tuple(name for name in claim.features if name not in names)
        scope.claims[scope.claims.index(claim)] = replace(claim, features=rest)
        scope.claims.append(replace(claim, features=names, negated=True, **spot))  # type: ignore[arg-type] # offsets
    return True


def _said_last(scope: Scope) -> list[Claim]:
    """The claims of the predicate that was read last, where it is one that may be said again."""
    last = scope.last_told
    if last is None or last.relation not in (*ECHOED, *ALONGSIDE) or last.subject != scope.own:
        return []
    return [claim for claim in scope.claims if claim.start == last.start]


def _turned(claim: Claim) -> Claim:
    way = "down" if claim.direction == "up" else "up"
    direction = way if claim.direction else None
    return replace(claim, direction=direction, rank=-claim.rank, strength="plain")  # type: ignore[arg-type] # literals
