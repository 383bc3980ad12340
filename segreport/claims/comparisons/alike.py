"""Alike: 与整体持平, 接近群组0, 相差无几."""

from __future__ import annotations

from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.belonging import own_number
from segreport.claims.quantities.carried import doubt_median, single_reference
from segreport.claims.subjects.behind import fraction_of
from segreport.claims.subjects.references import find_reference, read_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows

NEARLY = ("接近", "相近", "靠近", "贴近", "十分接近", "非常接近")


def read_alike(scope: Scope, tokens: Tokens, position: int) -> int:
    """与整体持平, 接近群组0; 接近整体的两倍 is a multiple."""
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    if found:
        ref, after = found
        doubt_median(scope, tokens, after)
        where = follows(tokens, after, "quantity", over="的约")
        if where >= 0 and tokens[where].number == "value" and _roughly(tokens, position):
            where = fraction_of(tokens, where + 1)  # 差不多是整体25.6天的一半
        if where >= 0 and tokens[where].number in ("multiple", "fraction"):
            scope.approx = True
            scope.last_ref = ref
            return read_reference(scope, tokens, position + 1)
        _state_alike(scope, token, ref)
        return own_number(scope, tokens, after, ref)
    if scope.against:
        _state_alike(scope, token, scope.against)
        scope.against = None
    elif follows(tokens, position + 1, "quantity", over="的于") >= 0 or _roughly(tokens, position):
        scope.approx = True
    elif scope.fresh and scope.targets() and (other := single_reference(scope)):
        last = scope.last_told
        if last is not None and last.relation in ("versus", "level") and last.strength == "weak":
            return position + 1  # 稍低于群组0，但差距有限
        if last is not None and last.relation == "difference" and token.text.startswith("咬"):
            return position + 1  # 比群组1多出242元，咬得很紧
        scope.sure = False
        _state_alike(scope, token, other)  # 1.23次，群组0 1.25次，相差无几
    elif follows(tokens, position + 1, "word", over="") < 0:
        named = any(t.kind == "feature" for t in tokens[:position])
        if named and (len(scope.targets()) > 1 or scope.negated):
            scope.doubt(token, "statement")
    return position + 1


def _roughly(tokens: Tokens, position: int) -> bool:
    """差不多是整体的一半."""
    linked, later = at(tokens, position + 1), tokens[position + 2 :]
    verb = linked is not None and linked.text in ("是", "为", "等于", "有", "相当于", "占", "只有")
    return verb and any(token.quantity for token in later)


def _state_alike(scope: Scope, token: Token, ref: Reference) -> None:
    """与整体持平 is alike; 接近整体平均 is the middle class."""
    names = scope.targets()
    if not names:
        scope.doubt(token, "statement")
    elif ref.kind == "overall" and token.text in NEARLY:
        scope.state(token, "middle", names, negated=scope.negated)
    else:
        scope.state(token, "alike", names, ref=ref, negated=scope.negated)
