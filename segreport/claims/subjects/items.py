"""Items: 三项指标, 四类资产余额, 其余五类: features that are counted and not named."""

from __future__ import annotations

from segreport.claims.comparisons.tallies import tally
from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.carried import means_segment, two_shares
from segreport.claims.quantities.owners import values_of_both
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Step, Tokens, at, first, follows

KINDS = 3
"""From here on a count is of the parts of a theme, and not of two that were named."""
REST = ("其余", "其他", "其它", "余下")


def read_items(scope: Scope, tokens: Tokens, position: int) -> int:
    """三项指标, 四类资产余额: features named before, those of a theme, or all there are."""
    return first(ITEM_STEPS, scope, tokens, position)


def _exactly_named(scope: Scope, tokens: Tokens, position: int) -> int:
    """三项APP指标, and the APP has three."""
    ahead = follows(tokens, position + 1, "feature")
    if ahead < 0 or len(tokens[ahead].names) != tokens[position].rank[0]:
        return 0
    scope.name_features(tokens[ahead].named, tokens[ahead].start)
    return ahead + 1


def _miscounted(scope: Scope, tokens: Tokens, position: int) -> int:
    """存款、理财、基金两个第一: three were named."""
    named = [m for m in scope.topic if m.clause == scope.clause]
    before = at(tokens, position - 1)
    listed = before is not None and before.kind == "feature" and len(named) > 1
    counts = (len(named), len(scope.targets()))
    ends = follows(tokens, position + 1, "feature") < 0
    if not (listed and scope.pending and ends) or tokens[position].rank[0] in counts:
        return 0
    scope.doubt(tokens[position], "statement")
    return position + 1


def _just_listed(scope: Scope, tokens: Tokens, position: int) -> int:
    """存款、理财、基金、保险四类资产; 总资产、交易、中收三个方面, where 交易 is a theme."""
    count = tokens[position].rank[0]
    if not scope.pending or count not in (len(scope.targets()), len(scope.topic)):
        return 0
    scope.sure = scope.sure and len(scope.targets()) == count
    return max(position, follows(tokens, position + 1, "feature")) + 1


def _kinds(scope: Scope, tokens: Tokens, position: int) -> int:
    """五类资产, 其他四类资产: all of a theme but its total and what was left out."""
    ahead, count = follows(tokens, position + 1, "feature"), tokens[position].rank[0]
    if ahead < 0 or count < KINDS:
        return 0
    names = tokens[ahead].names
    kin = names if len(names) > 1 else scope.vocabulary.themes.get(names[0], ())
    parts = tuple(n for n in kin if n not in scope.vocabulary.totals and n not in scope.excluded)
    if len(parts) != count:
        return 0
    scope.set_topic(parts, tokens[position].start)
    scope.mentions.extend(scope.topic)
    return ahead + 1


def _the_rest(scope: Scope, tokens: Tokens, position: int) -> int:
    """除生鲜外，其余五类."""
    token, before = tokens[position], at(tokens, position - 1)
    if before is None or before.text not in REST or not scope.excluded:
        return 0
    kin = scope.vocabulary.themes.get(scope.excluded[0], ()) or scope.vocabulary.features
    rest = tuple(name for name in kin if name not in scope.excluded)
    if len(rest) != token.rank[0]:
        rest = tuple(n for n in scope.vocabulary.features if n not in scope.excluded)
    scope.set_topic(rest if len(rest) == token.rank[0] else (), token.start)
    return position + 1


def _named_last(scope: Scope, tokens: Tokens, position: int) -> int:
    token = tokens[position]
    count = token.rank[0]
    if any(t.kind == "items" and t.rank[0] > count for t in tokens[:position]):
        scope.doubt(token, "statement")  # 六类采购里五类第一: which of them is not said
        scope.set_topic((), token.start)
        return position + 1
    names = scope.last_features(count)
    if not names and count == len(scope.vocabulary.features):
        names = scope.vocabulary.features
    if not names and len(scope.claims) >= count and len(scope.targets()) == 1:
        return position + 1  # 均值与中位数两者: one feature, two figures
    if not names:
        scope.doubt(token, "statement")  # 五项, where fewer were named
    scope.set_topic(names, token.start)
    scope.each = False
    return position + 1


def _two_shares(scope: Scope, tokens: Tokens, position: int) -> int:
    """两者相差46.7个百分点: a share of customers and one of a total."""
    pair = two_shares(scope) if tokens[position].rank[0] == 2 else None
    gap = follows(tokens, position + 1, "compare", over="的之间仅只就也")
    if not pair or gap < 0 or tokens[gap].note != "gap":
        return 0
    scope.set_topic(pair[:1], tokens[position].start)
    scope.against = Reference("feature", feature=pair[1])
    return gap


def _awaited(scope: Scope, tokens: Tokens, position: int) -> int:
    """与群组3相比，两者年龄相差5岁: this segment and the other, of what follows."""
    other, later = scope.against, tokens[position + 1 :]
    single = other is not None and len(other.segments) == 1 and scope.subject == scope.own
    waits = tokens[position].rank[0] == 2 and scope.fresh and not scope.claims_in_clause
    named = next((n for n, t in enumerate(later) if t.kind == "feature"), len(later))
    compared = any(_compares(token) for token in later[named:])
    return position + 1 if single and waits and compared else 0


def _both_segments(scope: Scope, tokens: Tokens, position: int) -> int:
    """略长于群组0，二者差距约0.2天: this segment and the one it was compared with."""
    last, other = scope.claims[-1] if scope.claims else None, scope.last_ref
    single = other is not None and len(other.segments) == 1
    compared = last is not None and last.relation == "versus" and last.ref == other and single
    told = _other_number(scope)
    if tokens[position].rank[0] != 2 or not scope.targets():
        return 0
    if not means_segment(scope) and not compared and told is None:
        return 0
    if done := values_of_both(scope, tokens, position):
        return done
    where = position + 1
    while (token := at(tokens, where)) and (token.kind in ("neutral", "each") and not token.note):
        where += 1
    each = any(t.kind == "each" for t in tokens[position:where])
    if token is not None and token.quantity and each and single and other is not None:
        scope.subject = "|".join((scope.own, *other.segments))  # 与群组1相当，两者均为2.0个
        return where
    if token is None or not _compares(token):
        return 0
    scope.against, scope.subject = told or scope.last_ref, scope.own
    return where


def _compares(token: Token) -> bool:
    """相差, 相当, 悬殊."""
    return token.kind in ("alike", "apart") or token.text == "相当" or token.note == "gap"


def _other_number(scope: Scope) -> Reference | None:
    """资产8.2万，整体27.7万，二者…: whose number was told last, behind that of this segment."""
    told = scope.claims[-2:]
    if len(told) < 2 or any(claim.relation != "number" for claim in told):
        return None
    own, other = told
    same = own.features == other.features == scope.targets() and own.statistic == other.statistic
    if not same or own.subject != scope.own or other.subject == scope.own:
        return None
    if other.subject == "all":
        return Reference("overall")
    single = other.subject in scope.vocabulary.labels
    return Reference("segments", (other.subject,)) if single else None


ITEM_STEPS: tuple[Step, ...] = (
    _two_shares,
    _awaited,
    _both_segments,
    _exactly_named,
    _miscounted,
    _just_listed,
    _kinds,
    _the_rest,
    tally,
    _named_last,
)
