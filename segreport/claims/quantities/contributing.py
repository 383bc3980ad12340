"""Contributing: 贡献了3.8%的余额, 收入贡献最大, 佣金贡献超过一半."""

from __future__ import annotations

from segreport.claims.nouns import TOTAL
from segreport.claims.quantities.numbers import each_part
from segreport.claims.quantities.shares import read_share_verb
from segreport.claims.quantities.totals import is_summed, tells_shares
from segreport.claims.subjects.behind import BETWEEN, number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at


def contributes(scope: Scope, tokens: Tokens, position: int) -> int:
    """循环余额总量只贡献3.8%: the verb, and not what is contributed."""
    where = position + 1
    while (later := at(tokens, where)) and later.text in ("了", "约", "近", "着", "出", "的"):
        where += 1
    share = later is not None and later.number in ("percent", "fraction")
    if not tokens[position].text.startswith("贡献"):
        return 0
    if tokens[position].text in ("贡献", "贡献了") and _of_whole(scope, tokens, position + 1):
        return read_share_verb(scope, tokens, position)
    number, before = position + 1, at(tokens, position - 1)
    while (later := at(tokens, number)) and (later.kind == "each" or later.text in BETWEEN):
        number += 1
    named = before is not None and (before.text == "的" or before.end == tokens[position].start)
    named = named and scope.pending and is_summed(scope, scope.targets())
    if named and later is not None and later.number in ("percent", "fraction"):
        scope.sure = scope.sure and tells_shares(scope)  # 杂货总量的贡献却仅约15%
        return each_part(scope, tokens, number, "share_of_total", None)
    if named and not share and (ranked := _contribution(scope, tokens, position)):
        return ranked
    if not share or later is None:
        return 0
    return read_share_verb(scope, tokens, position)


def _of_whole(scope: Scope, tokens: Tokens, position: int) -> bool:
    """贡献交易金额总量的36.3%: what is contributed stands before its share."""
    held, total, linked, number = (at(tokens, position + offset) for offset in range(4))
    if held is None or not is_summed(scope, held.names) or total is None or number is None:
        return False
    whole = total.text in ("总量", "总额", "总和", "总计") and linked is not None
    return whole and linked is not None and linked.text == "的" and bool(number.quantity)


def _contribution(scope: Scope, tokens: Tokens, position: int) -> int:
    """收入贡献最大: the share of everyone's sum is the topic."""
    additive = [name for name in scope.targets() if name in scope.vocabulary.additive]
    placed = any(token.kind in ("most", "rank") for token in tokens[position + 1 : position + 3])
    if len(additive) != 1 or not placed:
        return 0
    scope.set_topic((f"{TOTAL}{additive[0]}",), tokens[position].start)
    return position + 1


def contributed(scope: Scope, tokens: Tokens, position: int) -> int:
    """佣金贡献超过一半: the dictionary's own word for an amount, as a share of everyone's."""
    token, where = tokens[position], number_after(tokens, position + 1)
    share = where >= 0 and tokens[where].number in ("percent", "fraction")
    own = token.text.endswith("贡献") and token.text != "贡献" and not token.named.concept
    if not own or len(token.names) != 1 or not share:
        return 0
    if token.names[0] not in scope.vocabulary.additive:
        return 0
    scope.name_features(token.named, token.start)
    quantity = scope.marked(tokens[where].figure)
    scope.state(tokens[where], "share_of_total", token.names, quantity=quantity)
    return where + 1
