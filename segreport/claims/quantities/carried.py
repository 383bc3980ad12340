"""Carried: numbers whose owner, or what they are held against, was named in a clause before."""

from __future__ import annotations

from segreport.claims.nouns import OVER, SHARE, TOTAL, Claim, Reference, Token
from segreport.claims.quantities.numbers import fits, unit_of
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows
from segreport.wording import Quantity

MEANS = ("均值", "平均", "平均值", "均线", "平均水平", "均值水平")
OPENING = ("（", "(", "[", "【")


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


def two_shares(scope: Scope) -> tuple[str, str] | None:
    """The two shares that were told last, in their order: 客户占比20%，循环余额占比46%."""
    told = [claim for claim in scope.claims if claim.relation != "scope"][-2:]
    names = [name_of(claim) for claim in told if claim.subject == scope.own]
    shares = [name for name in names if name == SHARE or name.startswith(TOTAL)]
    return (shares[0], shares[1]) if len(shares) == 2 and shares[0] != shares[1] else None


def take_ratio(scope: Scope, token: Token) -> bool:
    """Let a ratio that was told last be the topic of a number of its kind; whether it is.

    余额占车价的46.4%，而整体为42.9%; 车价是月收入的14倍，与群组1的13.7倍接近.
    """
    told = scope.last_told
    if told is None or told.relation != "ratio" or told.quantity is None or not scope.fresh:
        return False
    name = name_of(told)
    if not name or told.quantity.kind != token.number:
        return False
    scope.set_topic((name,), token.start)
    scope.predicated, scope.sure = True, False
    return True


def remember_owner(scope: Scope, tokens: Tokens) -> None:
    """第二名群组3，39,174元: whose number a clause that is only a number tells.

    Called at the end of a clause.
    """
    told = any(token.quantity for token in tokens)
    compared = any(token.kind in ("with", "compare", "only", "alike", "except") for token in tokens)
    owners = [t.ref.segments for t in tokens if t.ref is not None and t.ref.kind == "segments"]
    if owners and len(tokens) > 1 and tokens[-1].ref is not None and tokens[-2].text in OPENING:
        owners, told, compared = owners[-1:], False, False  # 5.4笔（群组0：0.2笔）
    single = len(owners) == 1 and len(owners[0]) == 1 and owners[0] != (scope.own,)
    scope.owner = owners[0][0] if single and not told and not compared else ""


def number_of_owner(tokens: Tokens, position: int, owner: str) -> bool:
    """Whether the number at `position` is all that its clause says, and an owner was named."""
    return bool(owner) and all(
        token.kind in ("neutral", "statistic", "each") and token.note != "said"
        for token in (*tokens[:position], *tokens[position + 1 :])
    )


def single_reference(scope: Scope) -> Reference | None:
    """The one segment, or the whole, that was compared with last."""
    ref = scope.last_ref
    if ref is None or ref.kind not in ("segments", "overall") or len(ref.segments) > 1:
        return None
    return ref


def is_distance(scope: Scope, token: Token | None) -> bool:
    """Whether a number right behind 高 or 多 can be a distance: 高23.4个百分点, 多3.2次."""
    names = scope.targets()
    if token is None or token.quantity is None or not names:
        return False
    quantity = token.quantity
    if quantity.kind == "points":
        return all(unit_of(scope, name) == "%" for name in names)
    if quantity.kind == "value":
        return all(fits(scope, name, quantity) for name in names)
    return quantity.kind in ("percent", "fraction", "multiple")


def wait_for_last(scope: Scope, tokens: Tokens, number: int) -> bool:
    """整体57.7%，高23.4个百分点: let the distance be held against what was named last."""
    ref, last = single_reference(scope), scope.last_told
    if last is not None and last.ref == Reference("segments", (scope.own,)) and not scope.against:
        scope.subject, scope.against = last.subject, last.ref  # 群组2更小，小了0.7岁
        scope.inferred, scope.sure = True, False
    own = last is not None and last.ref is not None and last.ref.kind in ("own_mean", "own_median")
    own = own and any(token.note == "gap" for token in tokens[:number])
    if own and last is not None and last.features == scope.targets() and not scope.against:
        scope.statistic, scope.against = last.statistic, last.ref  # 均值高于中位数，差额1.2万元
        scope.inferred = True
    if scope.subject not in (scope.own, "all") and not set("|+") & set(scope.subject):
        ref = Reference("segments", (scope.subject,))  # 群组1是34.7岁，低4.8岁
    if scope.against is not None or ref is None or not is_distance(scope, at(tokens, number)):
        return scope.against is not None
    scope.against, scope.inferred, scope.sure, scope.subject = ref, True, False, scope.own
    return True


def last_multiple(scope: Scope, quantity: Quantity) -> Reference | None:
    """What a bare 3.8倍 or 五成 is a multiple of, after 整体才13.1次 or 约为整体的一半."""
    ref = single_reference(scope)
    told = scope.last_told
    again = told is not None and told.relation in ("multiple", "difference")
    if ref is None or not (quantity.kind == "multiple" or (again and quantity.kind == "fraction")):
        return None
    return ref


def of_owner(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """第二名群组3，39,174元."""
    own, scope.subject, scope.owner = scope.subject, scope.owner, ""
    last = scope.claims[-1] if scope.claims else None
    ranked = last is not None and last.relation == "rank" and last.subject == scope.subject
    scope.sure = scope.sure and ranked
    names = scope.targets()
    if names and all(fits(scope, name, quantity) for name in names):
        scope.state(tokens[position], "number", names, quantity=quantity)
        scope.last_ref = Reference("segments", (scope.subject,))
    else:
        scope.doubt(tokens[position], "number")
    scope.subject = own
    return position + 1


def means_segment(scope: Scope) -> bool:
    """Whether 后者 and 两者 are segments: one other was compared with, of one feature only."""
    named = {name for m in scope.mentions for name in m.group.features if name != SHARE}
    other = scope.last_ref
    return other is not None and len(other.segments) == 1 and len(named) <= 1


def stated_before(scope: Scope) -> Reference | None:
    """Whose value was given last, where not the segment's own (整体57.7%，高23.4个百分点)."""
    last = scope.claims[-1] if scope.claims else None
    if last is None or last.relation != "number" or last.features != scope.targets():
        return None
    if last.subject == "all":
        return Reference("overall")
    other = last.subject not in (scope.own, "") and "|" not in last.subject
    return Reference("segments", (last.subject,)) if other else None


def leave_median(scope: Scope, tokens: Tokens, after: int, ref: Reference) -> None:
    """中位数为0，不到整体均值的七分之一: what is held against a mean is most likely the mean."""
    named = any(token.statistic == "median" for token in tokens)
    other = ref.kind in ("overall", "segments") and scope.statistic == "median"
    owned = at(tokens, after) is not None and tokens[after].text == "的"
    behind = at(tokens, after + owned)
    averaged = behind is not None and behind.statistic == "mean"  # 多于群组2的均值
    if other and not named and (averaged or tokens[after - 1].text.endswith(MEANS)):
        scope.statistic, scope.sure, scope.doubtful = "mean", False, True


def pass_over_median(scope: Scope, tokens: Tokens) -> None:
    """距上次8.1天，中位数7天，比大盘短4.6天: the median was told in passing."""
    named = any(token.statistic for token in tokens)
    told = [c for c in scope.claims if c.relation == "number" and c.features == scope.targets()]
    own = [claim.statistic for claim in told if claim.subject == scope.own]
    if scope.statistic == "median" and not named and own[-2:] == ["mean", "median"]:
        scope.statistic, scope.sure, scope.doubtful = "mean", False, True


def doubt_median(scope: Scope, tokens: Tokens, after: int) -> None:
    """约为整体中位数的两倍: a mean is not held against a median."""
    token = at(tokens, after)
    if token is not None and token.text == "的":
        token = at(tokens, after + 1)
    if token is not None and token.statistic == "median" and scope.statistic != "median":
        scope.doubt(token, "statement")


def name_of_reference(scope: Scope, tokens: Tokens, position: int) -> None:
    """与整体年龄42.9岁相比: the feature of the reference's number is the topic."""
    where = follows(tokens, position, "feature")
    named = tokens[where] if where >= 0 else None
    if named is None or len(named.names) != 1 or scope.targets() == named.names:
        return
    number = number_after(tokens, where + 1)
    behind = at(tokens, number + 1)
    held = behind is not None and behind.kind in ("with", "alike")
    if number >= 0 and held and scope.fresh:
        scope.set_topic(named.names, named.start)
        scope.mentions.extend(scope.topic)
