"""Pairs: 前者 and 后者 of two figures, of two shares, of a feature and the segment beside it."""

from __future__ import annotations

from segreport.claims.nouns import Claim, Reference
from segreport.claims.quantities.carried import two_shares
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.numbers import bounded, unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows


def two_statistics(scope: Scope) -> tuple[Claim, Claim] | None:
    """资产均值11.8万元、中位数7.6万元: the two claims, where they were told last."""
    told = scope.claims[-2:]
    numbers = all(claim.relation == "number" for claim in told)
    if len(told) < 2 or not numbers or told[0].features != told[1].features:
        return None
    same = told[0].statistic == told[1].statistic or told[0].subject != told[1].subject
    return None if same or scope.targets() != told[0].features else (told[0], told[1])


def of_former(scope: Scope, tokens: Tokens, position: int, where: int) -> int:
    """前者约为后者的1.5倍: of two statistics, or of two features. 0 where it is neither."""
    if told := two_statistics(scope):
        scope.statistic, waiting = told[0].statistic, scope.statistic
        ref = Reference("own_mean" if told[1].statistic == "mean" else "own_median")
        done = read_quantity(scope, tokens, where, over=ref)
        scope.statistic = waiting
        return done
    names, linked = scope.last_features(2), at(tokens, position + 1)
    paired = any(token.kind == "former" for token in tokens[:position])
    paired = paired and linked is not None and linked.text == "的"
    if not paired or len(names) != 2 or len({unit_of(scope, name) for name in names}) > 1:
        return 0
    ref = Reference("feature", feature=names[1])  # 前者为后者的46.1%
    quantity = scope.marked(tokens[where].figure)
    scope.state(tokens[where], "ratio", names[:1], quantity=quantity, ref=ref)
    return where + 1


def limited_by(tokens: Tokens, position: int, where: int) -> Tokens:
    """不到后者的一半: with the bound that stands before 后者."""
    before, number = at(tokens, position - 1), tokens[where]
    short = before is not None and before.text in ("不足", "不到", "不及")
    if before is None or not (before.kind == "compare" or short) or number.figure.bound:
        return tokens
    limit = number._replace(quantity=bounded(number.figure, before.way))
    return (*tokens[:where], limit, *tokens[where + 1 :])


def of_two_shares(scope: Scope, tokens: Tokens, position: int) -> int:
    """客户占比20%，循环余额占比46%，后者为前者的2.3倍: 0 where it is not of shares."""
    pair, token = two_shares(scope), tokens[position]
    other = next((t for t in tokens[position + 1 :] if t.kind in ("former", "latter")), None)
    if not pair or (other is None and scope.against is None):
        return 0
    if scope.against is not None:  # …为前者的2.3倍
        where = follows(tokens, position + 1, "quantity", over="的约近")
        multiple = where >= 0 and tokens[where].number in ("multiple", "fraction", "percent")
        return read_quantity(scope, tokens, where, over=scope.against) if multiple else position + 1
    ends = pair if token.kind == "former" else pair[::-1]
    scope.set_topic((ends[0],), token.start)
    scope.against = Reference("feature", feature=ends[1])
    return position + 1
