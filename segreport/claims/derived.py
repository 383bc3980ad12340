"""Derived: figures made from others that a text goes on to speak of (该比值四群组最高)."""

from __future__ import annotations

from segreport.claims.nouns import OVER, SHARE, TOTAL, Claim
from segreport.claims.scope import Scope, Tokens


def name_of(claim: Claim) -> str:
    """The figure that a claim told: a share of everyone's sum, a ratio; empty for any other."""
    if len(claim.features) != 1:
        return ""
    name = claim.features[0]
    if claim.relation == "share_of_total":
        return f"{TOTAL}{name}"
    if claim.relation in ("ratio", "per") and claim.ref is not None and claim.ref.feature:
        return f"{name}{OVER}{claim.ref.feature}"
    shared = claim.relation == "number" and name == SHARE
    return name if shared or name.startswith(TOTAL) or OVER in name else ""


def read_derived(scope: Scope, tokens: Tokens, position: int) -> int:
    """该比值, 份额: the figure that was told last is the topic."""
    told = [claim for claim in scope.claims if claim.relation != "scope"]
    name = name_of(told[-1]) if told else ""
    if name:
        scope.set_topic((name,), tokens[position].start)
    elif any(token.kind in ("level", "rank", "most", "quantity") for token in tokens[position:]):
        scope.doubt(tokens[position], "statement")
        scope.set_topic((), tokens[position].start)
    return position + 1


def take_up(scope: Scope, position: int, tokens: Tokens) -> None:
    """占基金市值的44.4%（四群组最高）: the share is the topic of what stands behind it."""
    told = [claim for claim in scope.claims if claim.relation != "scope"]
    name = name_of(told[-1]) if told else ""
    if name and name != SHARE:
        scope.set_topic((name,), tokens[position].start)
