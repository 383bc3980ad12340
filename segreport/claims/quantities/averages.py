"""Averages: 均值, 中位数, 效应量 and sums: which figure of the topic the next number is."""

from __future__ import annotations

from segreport.claims.comparisons.places import AROUND, state_versus
from segreport.claims.nouns import GRAND, Reference, Statistic
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.multiples import main_of
from segreport.claims.quantities.numbers import PEOPLE_UNITS, listed
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows
from segreport.claims.subjects.topics import FRAMES

STATISTICS: dict[str, Statistic] = {"median": "median", "effect": "d"}


def read_statistic(scope: Scope, tokens: Tokens, position: int) -> int:
    """均值, 中位数, 效应量, 合计."""
    token = tokens[position]
    if token.statistic == "sum":
        return _sum(scope, tokens, position)
    if done := _of_own_statistic(scope, tokens, position):
        return done
    if done := _of_everyone(scope, tokens, position):
        return done
    before = at(tokens, position - 1)
    framed = before is not None and before.text in FRAMES
    scope.statistic = STATISTICS.get(token.statistic, "mean")
    scope.statistic_waits = True
    joined = before is not None and before.kind in ("joint", "with")
    earlier = at(tokens, position - 2)
    goes_on = joined and earlier is not None and bool(earlier.statistic)
    scope.statistics = (*(scope.statistics if goes_on else ()), scope.statistic)
    other = earlier is not None and earlier.statistic not in ("", token.statistic)
    scope.both = scope.both or (other and before is not None and before.text in ("还是", "或"))
    scope.framed = framed and token.statistic == "median"
    number = number_after(tokens, position + 1)
    if len(scope.statistics) == 2 and number >= 0 and listed(tokens, number) == 2:
        scope.in_turn = max(scope.in_turn, 0)  # 均值、中位数为1.18次、1.00次
    return position + 1


def _of_own_statistic(scope: Scope, tokens: Tokens, position: int) -> int:
    """中位数…，约为均值的八成; 均值是中位数的1.3倍."""
    token = tokens[position]
    other = STATISTICS.get(token.statistic, "mean")
    where = follows(tokens, position + 1, "quantity", over="的约近")
    if where < 0 or other == scope.statistic or not scope.targets() or where == position + 1:
        return 0
    if tokens[where].number not in ("multiple", "fraction", "percent") or scope.statistic == "d":
        return 0
    ref = Reference("own_mean" if other == "mean" else "own_median")
    return read_quantity(scope, tokens, where, over=ref)


def _of_everyone(scope: Scope, tokens: Tokens, position: int) -> int:
    """是均值的2.46倍, said of a mean: the mean of everyone."""
    placed = at(tokens, position + 1)
    if placed is not None and placed.kind == "place" and scope.pending:
        everyone = Reference("overall")
        state_versus(scope, placed, placed.way, everyone, negated=scope.negated)  # 在平均之上
        return position + 2
    if placed is not None and placed.text in AROUND and scope.pending:
        scope.state(placed, "middle", scope.targets(), negated=scope.negated)
        return position + 2
    where = follows(tokens, position + 1, "quantity", over="的约近")
    linked = where > position + 1 and bool(scope.targets())
    mean = tokens[position].statistic == "mean" == scope.statistic
    if not (linked and mean) or tokens[where].number not in ("multiple", "fraction"):
        return 0
    return read_quantity(scope, tokens, where, over=Reference("overall"))


def _sum(scope: Scope, tokens: Tokens, position: int) -> int:
    """六类采购合计: the sum of the topic is the topic."""
    following = at(tokens, position + 1)
    people = following is not None and following.figure.unit in PEOPLE_UNITS[:4]
    if "+" in scope.subject or people:
        return position + 1  # 与群组3合计占…, 合计421名客户
    if not scope.pending and following is not None and following.named.primary:
        return position + 1  # 合计资产只占全行的3.4%
    ahead = following.names if following is not None else ()
    if not scope.pending and len(ahead) == 1 and ahead[0] in scope.vocabulary.additive:
        scope.set_topic((f"{GRAND}{ahead[0]}",), tokens[position].start)
        return position + 2
    if (
        scope.pending
        and len(scope.targets()) == 1
        and scope.targets()[0] in scope.vocabulary.additive
    ):
        scope.set_topic((f"{GRAND}{scope.targets()[0]}",), tokens[position].start)
        return position + 1  # 5,031位客户，理财余额合计约3.34亿元
    names = scope.targets()
    if scope.pending and (main := main_of(scope, names)) != names:
        scope.set_topic((f"{GRAND}{main[0]}",), tokens[position].start)
        return position + 1  # 存款合计仅占全行的9.7%, of a theme with its total
    if len(names) < 2:
        names = scope.last_features(2)
    units = {scope.vocabulary.unit_of.get(name) for name in names}
    if len(names) >= 2 and len(units) == 1:
        scope.doubtful = bool(scope.excluded)  # 除…外, and then the sum of all or of the rest
        scope.set_topic(("+".join(names),), tokens[position].start)
        scope.mentions.extend(scope.topic)
        scope.each = False
    else:
        scope.doubt(tokens[position], "statement")
    return position + 1
