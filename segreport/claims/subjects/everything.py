"""Everything: 各项指标, 其余各项, 除…外."""

from __future__ import annotations

from segreport.claims.nouns import Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at

LEFT = ("剩", "余", "其余", "其他", "其它", "别的")


def read_everything(scope: Scope, tokens: Tokens, position: int) -> int:
    """各项指标, 其余各项: every feature that is not excluded."""
    token, following = tokens[position], at(tokens, position + 1)
    if names := _left_of_list(scope, token, following):
        scope.set_topic(names, token.start)
        return position + 2
    bare = following is None or following.kind in ("ref", "people", "its")
    if scope.pending or (token.text == "其余" and bare):
        return position + 1
    told = scope.claims_in_clause == 0 and not scope.excluded and scope.mentions[scope.since :]
    if token.text.startswith(LEFT) and (scope.excepting >= 0 or told):  # 除了…垫底，剩下的指标
        scope.excluded = tuple(n for m in scope.mentions for n in m.group.features)
        scope.excepting = -1
    if token.text.startswith(LEFT) and not scope.excluded and not scope.without:
        before = [m for m in scope.mentions[scope.since :] if m.said and m.clause < scope.clause]
        scope.excluded = tuple(n for m in before for n in m.group.features)
    everything = _framed_theme(scope, token) or scope.vocabulary.features
    names = tuple(n for n in everything if n not in scope.excluded)
    scope.set_topic(names, token.start)
    return position + 1


def _left_of_list(scope: Scope, token: Token, following: Token | None) -> tuple[str, ...]:
    """登录、转账与占比均列第二；转账与群组1相当，其余两项不及群组1: what is left of them."""
    if not token.text.startswith(LEFT) or following is None or following.kind != "items":
        return ()
    listed = [n for n, claim in enumerate(scope.claims) if len(claim.features) > 1]
    if not listed:
        return ()
    since = {n for claim in scope.claims[listed[-1] + 1 :] for n in claim.features}
    left = tuple(name for name in scope.claims[listed[-1]].features if name not in since)
    return left if since and (len(left),) == following.rank else ()


def _framed_theme(scope: Scope, token: Token) -> tuple[str, ...]:
    """资产方面，各项指标均高: the features of a theme that the clause before only named."""
    return () if token.text.startswith(LEFT) else scope.frame


def read_except(scope: Scope, _tokens: Tokens, position: int) -> int:
    """除 …"""
    scope.excepting = len(scope.claims)
    scope.predicated = True
    return position + 1


def read_outside(scope: Scope, tokens: Tokens, position: int) -> int:
    """… 外: what was named since 除 is left out of what follows."""
    later = any(t.kind == "everything" or t.text in LEFT for t in tokens[position:])
    if scope.excepting < 0 and not (scope.pending and later | (position + 1 == len(tokens))):
        return position + 1
    if scope.excepting < 0 and tokens[position].text not in ("之外", "以外"):
        return position + 1
    opened = max((n for n, t in enumerate(tokens[:position]) if t.kind == "except"), default=0)
    inside = tokens[opened:position]
    refs = [t.ref for t in inside if t.ref is not None and t.ref.kind == "segments"]
    if refs and not any(t.kind == "feature" for t in inside):
        scope.without = tuple(s for ref in refs for s in ref.segments if s != scope.own)
        scope.spared += scope.without
        scope.excepting = -1
        scope.predicated = not (opened and scope.topic)
        return position + 1
    named = [m for m in scope.mentions if m in scope.topic or m.clause == scope.clause]
    scope.excluded = tuple(dict.fromkeys(n for m in named for n in m.group.features))
    scope.excepting = -1
    rest = tuple(n for n in scope.frame or scope.vocabulary.features if n not in scope.excluded)
    scope.set_topic(rest, tokens[position].start)  # 除理财外，亦无一垫底
    scope.fresh, scope.predicated = True, True
    scope.each = False
    return position + 1
