"""Queue: who stands ahead of whom (都只在群组0后面, 前面只有群组2, 群组4亦稍逊一筹)."""

from __future__ import annotations

import re

from segreport.claims.nouns import Reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

_ONLY = r"(?:只|仅|就|唯)"
_STANDS = r"(?:是|有|站|排|剩|压|挡|横|着|了|还|也|都|便|就|一个|一位|一群|一组)*"
_AHEAD = re.compile(
    r"(?:也|都|就|而|且|均|排|站|在|它们?|他们|其|本群|该群|的)*"
    rf"(?:前面|上头|前头|上面|前边|头上|之前|之上)的?{_STANDS}{_ONLY}?{_STANDS}"
)
_BEFORE = re.compile(rf"(?:都|也|均|全|双双|清一色|{_ONLY}|排|居|落|站|跟|紧跟|紧随|在)+")
_OUTDONE = re.compile(
    r"[也亦都均]?(?:(?:稍|略|更)?逊(?:一筹|色)?|(?:稍|略)逊一筹|不及|不敌|望尘莫及|甘拜下风|难以企及)"
)
_FRONT = re.compile(r"的?(?:前面|之前|前头|前边)")
_BEHIND = re.compile(r"的?(?:后面|之后|后头|身后|后边)")


def in_queue(scope: Scope, tokens: Tokens, position: int, ref: Reference, after: int) -> int:
    """The place of the other segment in the queue: the position behind; 0 where it is not so."""
    before = "".join(token.text for token in tokens[:position])
    rest = "".join(token.text for token in tokens[after:])
    ahead = bool(_AHEAD.fullmatch(before)) and not rest
    behind = bool(_BEFORE.fullmatch(before) and _BEHIND.match(rest))
    outdone = bool(_OUTDONE.fullmatch(rest)) and not before.strip("连就")
    first = outdone or bool(_BEFORE.fullmatch(before) and _FRONT.fullmatch(rest))
    names = _placed(scope, tokens)
    other = ref.kind == "segments" and scope.subject == scope.own
    if not other or not names or not (ahead or behind or first):
        return 0
    if scope.own in ref.segments:
        scope.doubt(tokens[position], "statement")
        return len(tokens)
    relation = "only" if re.search(_ONLY, before) else "versus"
    way = "up" if first else "down"
    scope.state(tokens[position], relation, names, direction=way, ref=ref)  # type: ignore[arg-type] # literals
    later = [n for n in range(after, len(tokens)) if tokens[n].kind == "rank"]
    return later[0] if behind and later else len(tokens)


def _placed(scope: Scope, tokens: Tokens) -> tuple[str, ...]:
    """The features that were ranked last; with 都 all that have the same rank."""
    last = scope.last_told
    if last is None or last.relation != "rank" or last.subject != scope.own:
        return scope.targets()
    ranks = [c for c in scope.claims if c.relation == "rank" and c.rank == last.rank]
    several = any(token.kind == "each" or "都" in token.text for token in tokens)
    same = [c for c in ranks if several or (c.start, c.rank) == (last.start, last.rank)]
    return tuple(dict.fromkeys(name for claim in same for name in claim.features))
