"""Former: 前者, 后者, 后两者."""

from __future__ import annotations

from segreport.claims.nouns import Reference, Token
from segreport.claims.quantities.belonging import owns_number, state_reference_number
from segreport.claims.quantities.carried import means_segment
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.pairs import limited_by, of_former, of_two_shares, two_statistics
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.references import other_told_first
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows


def _has_own(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether a feature of 后者 is held against this segment itself."""
    after = at(tokens, position + 1)
    after = at(tokens, position + 2) if after is not None and after.text == "的" else after
    named = after is not None and after.kind == "feature" and tokens[position].kind == "latter"
    own = any(t.note == "own" or (t.ref and t.ref.segments == (scope.own,)) for t in tokens)
    return named and own


def _of_pair(scope: Scope, token: Token, names: tuple[str, ...]) -> None:
    """后两者: the segments compared with last, or the features named last."""
    last, other = scope.last_told, scope.last_ref
    compared = last is not None and last.ref is not None and last.ref == other
    if compared and other is not None and len(other.segments) == 2:
        scope.subject = "|".join(other.segments)
    elif len(names) == 2:
        scope.set_topic(names, token.start)
    else:
        scope.doubt(token, "statement")


def read_former(scope: Scope, tokens: Tokens, position: int) -> int:
    """前者 and 后者: one of two shares, or of the features named last; 后两者 both of them."""
    if tokens[position].note == "pair":
        _of_pair(scope, tokens[position], scope.last_features(2))
        return position + 1
    return (
        of_two_shares(scope, tokens, position)
        or _of_statistics(scope, tokens, position)
        or _of_owners(scope, tokens, position)
        or _of_features(scope, tokens, position)
    )


def _of_owners(scope: Scope, tokens: Tokens, position: int) -> int:
    """使用率54.9%，整体只有27.5%，正好是后者的两倍: whose figures were told last."""
    told = [claim for claim in scope.claims if claim.relation != "scope"][-2:]
    where = follows(tokens, position + 1, "quantity", over="的约近")
    if len(told) != 2 or where < 0 or tokens[position].kind != "latter":
        return 0
    first, second = told
    plain = all(claim.relation == "number" and claim.statistic == "mean" for claim in told)
    alike = first.features == second.features and first.subject == scope.own != second.subject
    counted = tokens[where].number in ("multiple", "fraction", "percent")
    if not (plain and alike and counted) or second.subject not in ("all", *scope.vocabulary.labels):
        return 0
    everyone = second.subject == "all"
    ref = Reference("overall") if everyone else Reference("segments", (second.subject,))
    scope.subject = scope.own
    return read_quantity(scope, limited_by(tokens, position, where), where, over=ref)


def _of_statistics(scope: Scope, tokens: Tokens, position: int) -> int:
    """均值8,280元，中位数8,289元，后者稍高: 0 where no two statistics were told."""
    pair = two_statistics(scope)
    if pair is None:
        return 0
    one, other = pair if tokens[position].kind == "former" else pair[::-1]
    ref = Reference("own_mean" if other.statistic == "mean" else "own_median")
    where = next((n for n, t in enumerate(tokens) if n > position and t.quantity), -1)
    if where < 0:
        scope.statistic, scope.against = one.statistic, ref
        return position + 1
    between = tokens[position + 1 : where]
    counted = tokens[where].number in ("multiple", "fraction", "percent")
    told = [token for token in between if token.kind in ("former", "latter")]
    if not counted or len(told) != 1 or told[0].kind == tokens[position].kind:
        return 0
    scope.statistic = one.statistic
    return read_quantity(scope, tokens, where, over=ref)  # 后者约为前者的三分之二


def _of_other(scope: Scope, tokens: Tokens, position: int, multiple: int) -> int:
    """被群组2甩开，后者达到17.4公里: its own number; without one, what is compared with."""
    other = scope.last_ref or Reference("overall")
    if multiple >= 0:
        return read_quantity(scope, limited_by(tokens, position, multiple), multiple, over=other)
    where = number_after(tokens, position + 1)
    if where < 0 or not owns_number(other) or not scope.targets():
        scope.against = other
        return position + 1
    state_reference_number(scope, tokens[where], scope.targets(), other)
    return where + 1


def _of_features(scope: Scope, tokens: Tokens, position: int) -> int:
    token = tokens[position]
    names = scope.last_features(2)
    where = follows(tokens, position + 1, "quantity", over="的约近")
    other = scope.last_ref
    if _has_own(scope, tokens, position) and other is not None and len(other.segments) == 1:
        scope.subject, scope.doubtful = other.segments[0], True  # 后者户数只有本组的六成
        return position + 1
    multiple = where >= 0 and tokens[where].number in ("multiple", "fraction", "percent")
    meant = "former" if other_told_first(scope) else "latter"
    awaited = other is not None and scope.against == other and len(other.segments) == 1
    if token.kind == meant and (means_segment(scope) or awaited) and other is not None:
        return _of_other(scope, tokens, position, where if multiple else -1)
    second = multiple and token.kind == "latter"
    if second and (done := of_former(scope, tokens, position, where)):
        return done
    single = other is not None and len(other.segments) == 1 and bool(scope.targets())
    if second and single:
        earlier = {n for m in scope.mentions for n in m.group.features} - set(scope.targets())
        limited = limited_by(tokens, position, where)
        alone = limited is not tokens and len(earlier) < 2
        scope.sure = scope.sure and alone
        return read_quantity(scope, limited, where, over=other)
    if token.kind == "former" and (means_segment(scope) or two_statistics(scope)):
        return position + 1
    if len(names) == 2:
        scope.set_topic((names[0] if token.kind == "former" else names[1],), token.start)
    else:
        scope.doubt(token, "statement")
    return position + 1
