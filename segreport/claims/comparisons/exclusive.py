"""Exclusive: 只有该群组超过80万元, 唯一低于4万元的群组: what is said of nobody else."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import Reference, Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

ONLY = ("只有", "唯有", "仅有", "唯独", "惟有", "单单", "仅", "只")
SOLE = ("唯一", "惟一", "唯一一个", "惟一一个", "独一个")
HEADS = ("群组", "客群", "群", "组", "一群", "一个", "一组", "类", "一类", "的")


def alone(scope: Scope, clause: Tokens, told: int) -> None:
    """To the claims of a clause (those from `told` on) add that they are true of nobody else."""
    named = _named_alone(scope, clause)
    if not named:
        return
    for claim in scope.claims[told:]:
        bounded = claim.quantity is not None and claim.quantity.bound in ("<", ">")
        against_all = claim.ref is None or claim.ref.kind == "overall"
        level = claim.relation == "level" and against_all
        if claim.subject not in named or claim.negated or not (level or bounded):
            continue
        if not (level or claim.relation == "number") or claim.statistic != "mean":
            continue
        way = claim.direction
        if bounded and claim.quantity:
            way = "up" if claim.quantity.bound == ">" else "down"
        rest = Reference("segments", named) if len(named) > 1 else None
        scope.claims.append(replace(claim, relation="alone", direction=way, ref=rest))
        for label in named:
            if label != claim.subject:
                scope.claims.append(replace(claim, subject=label))


def _named_alone(scope: Scope, clause: Tokens) -> tuple[str, ...]:
    """The segments of which alone a clause speaks; none where it does not."""
    for position, token in enumerate(clause[:-1]):
        after = clause[position + 1]
        if token.text in ONLY and all(_is_frame(t) for t in clause[:position]):
            if after.kind == "its":
                return (scope.own,)
            if after.ref is not None and after.ref.kind == "segments":
                return after.ref.segments if scope.own in after.ref.segments else ()
        if token.text in SOLE and clause[-1].text in HEADS and after.kind != "level":
            return (scope.own,)
    return ()


def _is_frame(token: Token) -> bool:
    """四个群组里, 在: what may stand before 只有."""
    whole = token.ref is not None and token.ref.kind in ("scope", "overall")
    return whole or token.text in ("在", "中", "里", "也", "而", "但")
