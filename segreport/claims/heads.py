"""Heads: the last part of a label, for the feature that was named with it (笔数最低，天数第二)."""

from __future__ import annotations

from segreport.claims.lexicon import label_endings
from segreport.claims.nouns import SHARE, Claim, Group
from segreport.claims.scope import Scope
from segreport.claims.steps import Tokens

PARTS = ("占比", "比重", "比例")
LEADING = ("neutral", "joint", "turn", "each", "with")


def _is_percent(claim: Claim) -> bool:
    quantity = claim.quantity
    return claim.relation == "number" and quantity is not None and quantity.kind == "percent"


def _has_number(scope: Scope, name: str) -> bool:
    told = (claim for claim in scope.claims if _is_percent(claim))
    return any(name in claim.features for claim in told)


def of_head(scope: Scope, tokens: Tokens, position: int) -> int:
    """天数则排第二: of the only feature named before whose label ends so. 0 where it is not so."""
    token, text, ends = tokens[position], tokens[position].text, label_endings()
    theme = bool(token.names) and token.names != (SHARE,) and not token.named.concept
    if len(text) < 2 or text not in ends or theme or scope.each:
        return 0
    if any(token.kind not in LEADING and token.text not in ends for token in tokens[:position]):
        return 0
    labels = scope.vocabulary.label_of
    named = dict.fromkeys(n for mention in scope.mentions for n in mention.group.features)
    parts = text in PARTS and len(named) == 1 and not _has_number(scope, next(iter(named)))
    found = [name for name in named if labels.get(name, "").endswith(text)]
    if len(found) != 1 or (len(named) < 2 and not parts):
        return 0
    scope.name_features(Group((found[0],)), tokens[position].start)
    scope.topic[-1].sure = not parts  # 生鲜最高，占比20.2%: of the customers as well
    return position + 1
