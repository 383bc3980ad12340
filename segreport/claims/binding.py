"""Binding: reading the tokens of a sentence into claims, one small handler for each kind of word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from segreport.claims.comparing import (
    find_reference,
    ratio_to,
    read_against,
    read_comparison,
    read_reference,
)
from segreport.claims.counting import read_quantity, read_share_verb
from segreport.claims.nouns import SHARE, Reference, Statistic, Token
from segreport.claims.scope import Scope
from segreport.claims.vocabulary import Vocabulary
from segreport.truth import Direction

SEEMING = ("看似", "貌似", "看上去", "表面上", "乍看", "乍一看", "表面看")
STRONG_STOPS = "；;。！!？?\n"
MOSTLY = ("为主", "占大头", "挑大梁", "居多", "唱主角", "为主力", "为主体")
NEARNESS: dict[str, Direction] = {"近": "down", "慢": "up", "远": "up", "快": "down"}
Handler = Callable[[Scope, tuple[Token, ...], int], int]


def bind(
    clauses: tuple[tuple[Token, ...], ...],
    stops: tuple[str, ...],
    vocabulary: Vocabulary,
    own: str,
    kind: str,
) -> Scope:
    """Read clauses into claims and doubts. `stops`: what stood before each clause."""
    scope = Scope(vocabulary, own, kind, own)
    for clause, stop in zip(clauses, stops, strict=True):
        scope.begin_clause(stop, stop in STRONG_STOPS)
        if any(token.text in SEEMING for token in clause):
            continue
        position = 0
        while position < len(clause):
            handler = HANDLERS.get(clause[position].kind)
            scope.sure = _is_sure(scope, clause, position)
            position = handler(scope, clause, position) if handler else position + 1
        if scope.most and clause:
            scope.doubt(clause[-1], "statement")
    return scope


def _is_sure(scope: Scope, tokens: tuple[Token, ...], position: int) -> bool:
    """Whether the word at `position` surely speaks of the topic.

    Not where another noun stands between (业务空白大), and not for a bare 高 or 突出 whose topic
    was named in an earlier clause.
    """
    token = tokens[position]
    if any(t.text in ("或", "或者") for t in tokens):
        return False
    if token.kind == "word" or (token.note == "both" and _compares(scope, tokens, position)):
        return True
    since = position - 1
    while since >= 0 and tokens[since].kind not in (
        "feature",
        "items",
        "former",
        "latter",
        "everything",
    ):
        if tokens[since].kind in ("unknown", "topic", "absent"):
            return False
        if tokens[since].kind == "neutral" and tokens[since].note == "said":
            return False
        since -= 1
    carried = since < 0 and not scope.against
    return not (carried and token.kind in ("level", "middle") and not scope.most)


def _follows(tokens: tuple[Token, ...], position: int, *kinds: str, over: str = "的") -> int:
    """Position of the next token of one of `kinds` with nothing but `over` between; else −1."""
    while position < len(tokens):
        token = tokens[position]
        if token.kind in kinds:
            return position
        if token.text not in over:
            return -1
        position += 1
    return -1


def _features(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    group = token.group
    assert group is not None  # noqa: S101 (feature tokens have one)
    if scope.lead is not None and scope.lead.direction:
        lead, scope.lead = scope.lead, None
        scope.fresh = True
        scope.name_features(group, token.start)
        scope.level(
            replace(token, start=lead.start, strength=lead.strength), group.features, lead.direction
        )
        return position + 1
    if done := ratio_to(scope, tokens, position):
        return done
    before = tokens[position - 1] if position else None
    if before is not None and before.kind == "feature" and before.end == token.start:
        scope.predicated = True  # 额度用得少: the last noun is the head
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    if after is not None and after.text in MOSTLY:
        scope.name_features(group, token.start)
        scope.state(token, "leading", group.features, rank=1, sure=len(group.features) == 1)
        return position + 2
    scope.name_features(group, token.start)
    if scope.kind == "name":
        return _bare_in_name(scope, tokens, position)
    return position + 1


def _bare_in_name(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """投资客户群: a feature in a name without a level says that it is high."""
    token = tokens[position]
    later = [t.kind for t in tokens[position + 1 :] if t.kind not in ("neutral", "people", "joint")]
    if later[:1] and later[0] in ("level", "degree", "middle", "word", "most", "not"):
        return position + 1
    scope.level(token, scope.targets(), "up")
    return position + 1


def _pending_feature(scope: Scope, tokens: tuple[Token, ...], position: int) -> bool:
    """Whether a feature named in this clause still waits for a predicate."""
    return not scope.fresh and not scope.predicated


def _level(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    direction = token.direction
    assert direction is not None  # noqa: S101 (level tokens have one)
    if token.note == "both" and _compares(scope, tokens, position):
        return read_comparison(scope, tokens, position, direction)
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    pending = _pending_feature(scope, tokens, position)
    adjacent = after is not None and after.kind == "feature" and after.start == token.end
    if (
        adjacent
        and (not pending or scope.kind == "name")
        and len(token.text) <= 2
        and not scope.most
    ):
        scope.lead = replace(token, strength=scope.strength(token))
        scope.degree = None
        return position + 1
    if not pending:
        ahead = _follows(tokens, position + 1, "feature")
        if ahead >= 0 and not (scope.against and scope.topic):
            scope.name_features(tokens[ahead].group, tokens[ahead].start)  # type: ignore[arg-type]
            scope.level(token, scope.targets(), direction)
            return ahead + 1
    if scope.against and (at := _difference_ahead(tokens, position + 1)) >= 0:
        return read_quantity(scope, tokens, at, gap=direction)
    if (
        after is not None
        and after.kind == "quantity"
        and after.quantity
        and pending is False
        and scope.topic
        and scope.against
    ):
        return read_quantity(scope, tokens, position + 1, gap=direction)
    previous = tokens[position - 1] if position else None
    names = scope.targets()
    if not names:
        if not _describes_noun(tokens, position):
            scope.doubt(token, "statement")
        return position + 1
    if not pending and not scope.most and not scope.against and _describes_noun(tokens, position):
        scope.degree = None
        return position + 1
    if previous is None or previous.kind != "not":
        pass
    scope.level(token, names, direction)
    return position + 1


def _compares(scope: Scope, tokens: tuple[Token, ...], position: int) -> bool:
    """Whether 不足, 落后 has a reference or a number after it."""
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    number = following is not None and following.kind == "quantity"
    return number or find_reference(scope, tokens, position + 1) is not None


def _difference_ahead(tokens: tuple[Token, ...], position: int) -> int:
    """Position of a number right after 高/低 (出, 了, 约 between); −1 where there is none."""
    while position < len(tokens) and (
        tokens[position].text
        in ("出", "了", "约", "大约", "近", "将近", "出了", "整整", "得", "上", "至少", "的", "去")
        or (tokens[position].kind in ("level",) and tokens[position].text in ("多",))
    ):
        position += 1
    if position < len(tokens) and tokens[position].kind == "quantity":
        return position
    return -1


def _describes_noun(tokens: tuple[Token, ...], position: int) -> bool:
    """Whether a level word is said of a word that is not in the table (空间大, 优势突出)."""
    back = position - 1
    while back >= 0 and (
        tokens[back].kind in ("degree", "each", "not", "most")
        or tokens[back].text in ("也", "又", "还", "更", "仍", "则")
    ):
        back -= 1
    if back < 0:
        return False
    return tokens[back].kind == "neutral" and tokens[back].note == "said"


def _word(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """年轻, 活跃, 沉睡: features and direction in one word."""
    token = tokens[position]
    leaning = token.leaning
    assert leaning is not None  # noqa: S101 (word tokens have one)
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    directions = {direction for _, direction in leaning.directions}
    names = tuple(name for name, _ in leaning.directions)
    own_level = scope.vocabulary.terms.get(token.text)
    if (
        scope.kind == "name"
        and after is not None
        and after.kind == "feature"
        and after.start == token.end
        and token.text in ("活跃", "高频", "低频", "中频")
        and own_level is not None
    ):
        scope.lead = replace(token, direction="down" if token.text == "低频" else "up")
        return position + 1
    if _pending_feature(scope, tokens, position) and len(directions) == 1 and scope.kind != "name":
        direction = next(iter(directions))
        topic = scope.targets()
        plain = token.text in ("活跃", "高频", "低频", "稳", "财富", "高额", "低额", "冷淡", "冷清")
        if direction != "middle" and topic and (plain or set(topic) <= set(names)):
            scope.level(token, topic, direction)
            return position + 1
    scope.fresh = scope.fresh or scope.predicated
    most, degree, negated = scope.most, scope.degree, scope.negated
    against = scope.against
    for direction in ("up", "down", "middle"):
        members = tuple(name for name, leans in leaning.directions if leans == direction)
        if not members:
            continue
        scope.set_topic(members, token.start)
        scope.mentions.extend(scope.topic)
        scope.most, scope.degree, scope.negated, scope.against = most, degree, negated, against
        if direction == "middle":
            scope.state(token, "middle", members)
        else:
            scope.level(token, members, direction)  # type: ignore[arg-type]
    if len(leaning.directions) > 1:
        scope.topic = [scope.mentions[-1]]
    return position + 1


def _middle(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    if not _pending_feature(scope, tokens, position):
        ahead = _follows(tokens, position + 1, "feature")
        if ahead >= 0:
            scope.name_features(tokens[ahead].group, tokens[ahead].start)  # type: ignore[arg-type]
            scope.state(token, "middle", scope.targets(), negated=scope.negated)
            return ahead + 1
        if _describes_noun(tokens, position) or (token.text == "一般" and scope.fresh):
            return position + 1
    names = scope.targets()
    if names:
        scope.state(token, "middle", names, negated=scope.negated)
    return position + 1


def _degree(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if following is not None and following.kind == "ref" and token.text in ("较", "比较"):
        return read_against(scope, tokens, position)
    if token.text == "相当" and (
        following is None or following.kind not in ("level", "word", "neutral")
    ):
        return _alike(scope, tokens, position)
    if token.text == "较" and find_reference(scope, tokens, position + 1):
        return read_against(scope, tokens, position)
    if token.text == "超" and following is not None and following.kind in ("ref", "quantity"):
        return read_comparison(scope, tokens, position, "up")
    if scope.degree is None or token.strength != "plain":
        scope.degree = token.strength
    return position + 1


def _most(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    scope.most = following is not None and following.kind not in (
        "neutral",
        "people",
        "its",
        "unknown",
    )
    return position + 1


def _not(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.negated = True
    return position + 1


def _each(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.each = True
    return position + 1


def _turn(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.in_turn = 0
    names = scope.targets()
    if len(names) == 1:
        scope.each = True
    return position + 1


def _alike(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    if found:
        ref, after = found
        at = _follows(tokens, after, "quantity", over="的约")
        if at >= 0 and tokens[at].quantity.kind in ("multiple", "fraction"):  # type: ignore[union-attr]
            scope.approx = True
            scope.last_ref = ref
            return read_reference(scope, tokens, position + 1)
        state_alike(scope, token, ref)
        return after
    if scope.against is None:
        if _follows(tokens, position + 1, "quantity", over="的于") >= 0:
            scope.approx = True
            return position + 1
        if position + 1 < len(tokens) and tokens[position + 1].kind == "word":
            return position + 1
        named = any(t.kind == "feature" for t in tokens[:position])
        if named and (len(scope.targets()) > 1 or scope.negated):
            scope.doubt(token, "statement")
        return position + 1
    state_alike(scope, token, scope.against)
    return position + 1


def state_alike(scope: Scope, token: Token, ref: Reference) -> None:
    """与整体持平 is alike; 接近整体平均 is the middle class."""
    names = scope.targets()
    if not names:
        scope.doubt(token, "statement")
    elif ref.kind == "overall" and token.text in (
        "接近",
        "相近",
        "靠近",
        "贴近",
        "十分接近",
        "非常接近",
    ):
        scope.state(token, "middle", names, negated=scope.negated)
    else:
        scope.state(token, "alike", names, ref=ref, negated=scope.negated)


def _apart(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    ref = scope.against
    if ref is not None and ref.kind in ("segments", "others", "overall") and scope.targets():
        scope.state(token, "apart", scope.targets(), ref=ref, strength="strong")
    return position + 1


def _rank(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    relation = {"within": "rank_within", "leading": "leading"}.get(token.note, "rank")
    if done := _rank_of_other(scope, tokens, position):
        return done
    if token.note == "share":
        scope.set_topic((SHARE,), token.start)
        scope.state(token, "rank", (SHARE,), rank=token.rank[0], negated=scope.negated)
        return position + 1
    if not _pending_feature(scope, tokens, position):
        ahead = _follows(tokens, position + 1, "feature")
        if ahead >= 0:
            scope.name_features(tokens[ahead].group, tokens[ahead].start)  # type: ignore[arg-type]
            _state_ranks(scope, token, relation)
            return ahead + 1
    _state_ranks(scope, token, relation)
    return position + 1


def _rank_of_other(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """与居首的群组3相差无几: the rank is that of the other segment. 0 where there is none."""
    if position + 2 >= len(tokens) or tokens[position + 1].text != "的":
        return 0
    ref = tokens[position + 2].ref
    names = scope.targets()
    if not ref or ref.kind != "segments" or len(ref.segments) != 1 or not names:
        return 0
    own, waiting = scope.subject, scope.degree
    scope.subject = ref.segments[0]
    scope.state(tokens[position], "rank", names, rank=tokens[position].rank[0])
    scope.subject, scope.degree = own, waiting
    scope.predicated = False
    scope.last_ref = ref
    if any(token.kind in ("with", "joint") for token in tokens[:position]):
        scope.against = ref
    return position + 3


def _state_ranks(scope: Scope, token: Token, relation: str) -> None:
    if token.note == "next":
        scope.rank_within_theme()
        relation = "leading"
    if len(token.rank) > 1:
        scope.each = True
    names = scope.targets()
    if not names:
        scope.doubt(token, "statement")
        return
    negated = scope.negated
    if len(token.rank) > 1:
        names = names[-len(token.rank) :]
        if len(names) < len(token.rank):
            scope.doubt(token, "statement")
            return
        for name, rank in zip(names, token.rank, strict=True):
            scope.state(token, "rank", (name,), rank=rank)
        return
    scope.state(token, relation, names, rank=token.rank[0], negated=negated)  # type: ignore[arg-type]


def _only(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """仅次于群组2: second, and that segment is first."""
    token = tokens[position]
    found = find_reference(scope, tokens, position + 1)
    names = scope.targets()
    if not names and found:
        ahead = _follows(tokens, found[1], "feature")
        if ahead >= 0:
            names = tokens[ahead].group.features  # type: ignore[union-attr]
    if not found or not names or found[0].kind != "segments":
        scope.doubt(token, "statement")
        return position + 1
    scope.state(token, "only", names, direction=token.direction, ref=found[0])
    return found[1]


def _between(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    found = find_reference(scope, tokens, position + 1)
    token = tokens[position]
    if found and found[0].kind == "segments" and len(found[0].segments) == 2 and scope.targets():
        scope.state(token, "between", scope.targets(), ref=found[0])
        return found[1]
    return position + 1


def _statistic(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    if token.statistic == "sum":
        return _sum(scope, tokens, position)
    known: dict[str, Statistic] = {"median": "median", "effect": "d"}
    scope.statistic = known.get(token.statistic, "mean")
    scope.statistic_waits = True
    return position + 1


def _sum(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """六类采购合计: the sum of the topic is the topic."""
    names = scope.targets()
    if len(names) < 2:
        names = scope.last_features(2)
    units = {scope.vocabulary.unit_of.get(name) for name in names}
    if len(names) >= 2 and len(units) == 1:
        scope.set_topic(("+".join(names),), tokens[position].start)
        scope.each = False
    else:
        scope.doubt(tokens[position], "statement")
    return position + 1


def _within(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.within = True
    return position + 1


def _former(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    names = scope.last_features(2)
    if len(names) == 2:
        scope.set_topic(
            (names[0 if tokens[position].kind == "former" else 1],), tokens[position].start
        )
    else:
        scope.doubt(tokens[position], "statement")
    return position + 1


def _items(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """三项指标, 四类资产余额: features named before, those of a theme, or all there are."""
    token = tokens[position]
    count = token.rank[0]
    at = _follows(tokens, position + 1, "feature")
    named = tokens[at].group.features if at >= 0 and tokens[at].group else ()
    if len(named) == count:
        scope.name_features(tokens[at].group, tokens[at].start)  # type: ignore[arg-type]
        return at + 1
    if _pending_feature(scope, tokens, position) and len(scope.targets()) == count:
        return at + 1 if at >= 0 else position + 1
    if named and count < len(named):
        smaller = tuple(name for name in named if scope.vocabulary.terms)
        recent = tuple(n for n in scope.last_features(count) if n in smaller)
        if len(recent) == count:
            scope.set_topic(recent, token.start)
            return at + 1
        scope.doubt(token, "statement")
        scope.set_topic((), token.start)
        return at + 1
    if (
        position
        and tokens[position - 1].text in ("其余", "其他", "其它", "余下")
        and scope.excluded
    ):
        kin = scope.vocabulary.themes.get(scope.excluded[0], ())
        rest = tuple(n for n in kin or scope.vocabulary.features if n not in scope.excluded)
        scope.set_topic(rest if len(rest) == count else (), token.start)
        return position + 1
    names = scope.last_features(count)
    if not names and count == len(scope.vocabulary.features):
        names = scope.vocabulary.features
    if not names and len(scope.claims) >= count and len(scope.targets()) == 1:
        return position + 1  # 均值与中位数两者: one feature, two figures
    scope.set_topic(names, token.start)
    scope.each = False
    return position + 1


def _everything(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    if _pending_feature(scope, tokens, position):
        return position + 1
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    if token.text == "其余" and (following is None or following.kind in ("ref", "people", "its")):
        return position + 1
    names = tuple(n for n in scope.vocabulary.features if n not in scope.excluded)
    scope.set_topic(names, token.start)
    return position + 1


def _except(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.excepting = len(scope.claims)
    scope.predicated = True
    return position + 1


def _outside(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """The 外 of 除…外: what was named there is left out of what follows."""
    if scope.excepting < 0:
        return position + 1
    named = [m for m in scope.mentions if m in scope.topic or m.clause == scope.clause]
    scope.excluded = tuple(dict.fromkeys(n for m in named for n in m.group.features))
    scope.excepting = -1
    scope.topic = []
    scope.fresh, scope.predicated = True, True
    scope.each = False
    return position + 1


def _reference(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    return read_reference(scope, tokens, position)


def _compare(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    return read_comparison(scope, tokens, position, tokens[position].direction)


def _quantity(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    return read_quantity(scope, tokens, position)


def _per(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    scope.per = True
    return position + 1


def _its(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    at = _follows(tokens, position + 1, "quantity", over="的约近")
    if (
        at >= 0
        and scope.last_ref
        and tokens[at].quantity.kind in ("multiple", "fraction", "percent")
    ):  # type: ignore[union-attr]
        scope.against = scope.last_ref
        return read_quantity(scope, tokens, at, over=scope.last_ref)
    return position + 1


def _neutral(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    token = tokens[position]
    gaps = set(scope.targets())
    if (
        token.text in NEARNESS
        and gaps
        and gaps <= scope.vocabulary.inverse
        and not scope.predicated
    ):
        scope.level(token, tuple(gaps), NEARNESS[token.text])
        return position + 1
    if token.text in (
        "约",
        "大约",
        "大概",
        "约为",
        "约合",
        "将近",
        "差不多",
        "大致",
        "仅约",
        "近",
        "折合",
    ):
        scope.approx = True
    elif token.text in ("）", ")") and scope.statistic == "median":
        scope.statistic = "mean"
    return position + 1


HANDLERS: dict[str, Handler] = {
    "feature": _features,
    "word": _word,
    "level": _level,
    "middle": _middle,
    "degree": _degree,
    "most": _most,
    "not": _not,
    "each": _each,
    "turn": _turn,
    "alike": _alike,
    "apart": _apart,
    "rank": _rank,
    "only": _only,
    "between": _between,
    "compare": _compare,
    "with": read_against,
    "ref": _reference,
    "statistic": _statistic,
    "former": _former,
    "latter": _former,
    "items": _items,
    "everything": _everything,
    "except": _except,
    "outside": _outside,
    "takes": read_share_verb,
    "quantity": _quantity,
    "its": _its,
    "per": _per,
    "within": _within,
    "neutral": _neutral,
}
