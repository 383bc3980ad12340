"""Binding comparisons: 高于群组0, 与整体持平, 比群组1高三成, 约为其两倍."""

from __future__ import annotations

from dataclasses import replace

from segreport.claims.nouns import SHARE, Reference, Token
from segreport.claims.scope import Scope
from segreport.truth import Direction
from segreport.wording import Quantity

SKIPPED = (
    "的",
    "了",
    "约",
    "其",
    "于",
    "所有",
    "仅",
    "只",
    "为",
    "也",
    "，",
    "近",
    "大约",
    "约为",
    "是",
    "有",
    "到",
    "核心",
    "“",
    "”",
    "（",
    "(",
)
BETWEEN = (
    "的",
    "仅",
    "只有",
    "仅有",
    "为",
    "约",
    "约为",
    "是",
    "（",
    "(",
    "只",
    "近",
    "大约",
    "水平",
    "也",
    "均",
    "则",
    "已",
    "达",
    "达到",
    "将近",
    "值",
    "合",
    "还",
    "仅为",
    "有",
    "才",
    "左右",
)


def find_reference(
    scope: Scope, tokens: tuple[Token, ...], position: int
) -> tuple[Reference, int] | None:
    """The reference that begins at `position`, filler skipped, and where it ends."""
    while position < len(tokens) and tokens[position].text in SKIPPED:
        position += 1
    if position >= len(tokens):
        return None
    token = tokens[position]
    if token.kind == "ref" and token.ref:
        ref, end = _joined(scope, tokens, position)
        return _resolved(scope, ref), end
    if token.kind == "people" and token.note == "all":
        return Reference("overall"), position + 1
    if token.kind == "statistic" and token.statistic == "mean" and scope.statistic == "median":
        return Reference("own_mean"), position + 1
    if token.kind == "statistic" and token.statistic == "mean":
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if following is None or following.kind not in ("feature", "quantity"):
            return Reference("overall"), position + 1
        if following.kind == "quantity" and token.text not in ("平均", "均值"):
            return None
        if following.kind == "quantity":
            return Reference("overall"), position + 1
    return None


def _resolved(scope: Scope, ref: Reference) -> Reference:
    """另外三群 of five after 群组4 was compared with: those that are left."""
    labels = scope.vocabulary.labels
    if ref.kind == "segments":
        scope.seen = tuple(dict.fromkeys((*scope.seen, *ref.segments)))
    rest = tuple(s for s in labels if s != scope.own and s not in scope.seen)
    if (
        ref.kind == "others"
        and ref.count
        and ref.count
        != len(labels) - 1
        == len(rest) + len([s for s in scope.seen if s != scope.own])
    ):
        return Reference("segments", rest) if ref.count == len(rest) else ref
    return ref


def _joined(scope: Scope, tokens: tuple[Token, ...], position: int) -> tuple[Reference, int]:
    """群组0和群组2; 整体 with its 平均."""
    ref = tokens[position].ref
    assert ref is not None  # noqa: S101 (only called on references)
    position += 1
    if ref.kind == "segments":
        names = list(ref.segments)
        while (
            position + 1 < len(tokens)
            and tokens[position].kind in ("joint", "with")
            and (following := tokens[position + 1].ref)
            and following.kind == "segments"
        ):
            names += following.segments
            position += 2
        return Reference("segments", tuple(names)), position
    while position < len(tokens) and (
        (tokens[position].kind == "statistic" and tokens[position].statistic == "mean")
        or tokens[position].text in ("水平", "值", "水准")
        or (
            tokens[position].kind == "ref"
            and tokens[position].ref
            and tokens[position].ref.kind == "overall"
        )
    ):
        position += 1
    return ref, position


def read_against(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """比群组0, 与整体: remember what the next word compares with; a number after it is its own."""
    found = find_reference(scope, tokens, position + 1)
    if not found:
        token = tokens[position]
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        if (
            token.text in ("比", "较", "相比")
            and following is not None
            and following.kind == "feature"
            and len(following.group.features) == 1  # type: ignore[union-attr]
            and scope.topic
            and not scope.predicated
        ):
            scope.against = Reference("feature", feature=following.group.features[0])  # type: ignore[union-attr]
            return position + 2
        return position + 1
    ref, after = found
    scope.against = scope.last_ref = ref
    return _own_number(scope, tokens, after, ref)


def _own_number(scope: Scope, tokens: tuple[Token, ...], position: int, ref: Reference) -> int:
    """与群组3（80.6元）基本持平: a value right after a reference is the reference's."""
    at = _number_after(tokens, position)
    if at >= 0 and ref.kind in ("overall", "segments", "own_mean") and len(ref.segments) <= 1:
        quantity = tokens[at].quantity
        names = scope.targets()
        unit = quantity is not None and (quantity.kind == "value" or quantity.kind == "percent")
        if unit and names and len(names) == 1 and quantity:
            state_reference_number(scope, tokens[at], names, ref, quantity)
            return at + 1
    return position


def state_reference_number(
    scope: Scope, token: Token, names: tuple[str, ...], ref: Reference, quantity: Quantity
) -> None:
    """A number that belongs to the reference and not to the segment."""
    statistic = scope.statistic
    if ref.kind == "own_mean":
        scope.statistic = "mean"
        ref = Reference("segments", (scope.own,))
    waiting = scope.degree, scope.most, scope.negated, scope.predicated, scope.subject
    scope.subject = ref.segments[0] if ref.segments else "all"
    scope.state(token, "number", names, quantity=scope.marked(quantity))
    scope.approx = False
    scope.degree, scope.most, scope.negated, scope.predicated, scope.subject = waiting
    scope.statistic = statistic


def _number_after(tokens: tuple[Token, ...], position: int) -> int:
    """Position of a number with at most 的, 均值, 仅 … before it; −1 where there is none."""
    while position < len(tokens) and (
        tokens[position].text in BETWEEN or tokens[position].kind == "statistic"
    ):
        position += 1
    if position < len(tokens) and tokens[position].kind == "quantity":
        return position
    return -1


def read_comparison(
    scope: Scope, tokens: tuple[Token, ...], position: int, direction: Direction | None
) -> int:
    """高于, 不及, 领先: a comparison with what follows, or with what was named before."""
    token = tokens[position]
    negated = scope.negated or token.note == "not"
    found = find_reference(scope, tokens, position + 1)
    if token.note == "gap":
        return _gap(scope, tokens, position, found)
    if found is None:
        return _without_reference(scope, tokens, position, negated)
    assert direction is not None  # noqa: S101 (all but gaps have one)
    ref, after = found
    scope.last_ref = ref
    names = scope.targets()
    if not names:
        ahead = after + 1 if after < len(tokens) and tokens[after].text == "的" else after
        if ahead < len(tokens) and tokens[ahead].kind == "feature":
            scope.name_features(tokens[ahead].group, tokens[ahead].start)  # type: ignore[arg-type]
            names, after = scope.targets(), ahead + 1
    if not names:
        scope.doubt(token, "statement")
        return after
    at = _number_after(tokens, after)
    if at >= 0 and (done := _compared_number(scope, tokens, position, at, ref, negated)):
        return done
    _state_versus(scope, token, names, direction, ref, negated)
    return after


def _state_versus(
    scope: Scope,
    token: Token,
    names: tuple[str, ...],
    direction: Direction,
    ref: Reference,
    negated: bool,
) -> None:
    plain = ref.kind == "overall" and scope.statistic != "median"
    strength = scope.strength(token)
    if token.text.startswith(("远", "大幅", "显著", "明显")) or token.text in ("甩开", "远胜"):
        strength = "strong"
    if ref.kind == "scope":
        ref = Reference("others")
    scope.state(
        token,
        "level" if plain else "versus",
        names,
        direction=direction,
        strength=strength,
        negated=negated,
        ref=ref,
    )


def _compared_number(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    at: int,
    ref: Reference,
    negated: bool,
) -> int:
    """The number after 高于整体…: a multiple, a distance, or the reference's own value. 0: none."""
    token, number = tokens[position], tokens[at]
    quantity = number.quantity
    direction = token.direction
    assert quantity is not None  # noqa: S101 (checked by the caller)
    from segreport.claims.counting import unit_of  # the two call each other

    names = scope.targets()
    following = _fraction_of(tokens, at + 1)
    if following >= 0 and quantity.kind in ("value", "percent"):
        part = tokens[following].quantity
        assert part is not None  # noqa: S101 (checked by _fraction_of)
        state_reference_number(scope, number, names, ref, quantity)
        bounded = replace(part, bound=">" if direction == "up" else "<", approx=False)
        scope.state(tokens[following], "multiple", names, quantity=bounded, ref=ref)
        return following + 1
    linked = any(t.text == "的" for t in tokens[position:at])
    linked = linked or token.text in (
        "不足",
        "不到",
        "不及",
        "未到",
        "未及",
        "未达",
        "达不到",
        "没到",
    )
    statistic = any(t.kind == "statistic" for t in tokens[position:at])
    whole = all(unit_of(scope, name) != "%" for name in names)
    times = quantity.kind in ("multiple", "fraction") or (quantity.kind == "percent" and whole)
    if times and (linked or quantity.kind == "multiple"):
        bounded = replace(quantity, bound=">" if direction == "up" else "<", approx=False)
        if token.text in (
            "超过",
            "超出",
            "高于",
            "低于",
            "不足",
            "不到",
            "不及",
            "未到",
            "超",
            "少于",
            "逾",
            "未及",
            "未达",
            "突破",
            "未达到",
            "达不到",
            "没到",
            "多于",
            "不如",
            "大于",
            "小于",
        ):
            scope.state(number, "multiple", names, quantity=bounded, ref=ref)
        else:
            scope.state(
                number, "difference", names, quantity=quantity, ref=ref, direction=direction
            )
        return at + 1
    gaps = token.text.endswith(("出", "了"))
    if quantity.kind == "points" or (
        quantity.kind in ("percent", "fraction") and not linked and not statistic
    ):
        scope.state(
            number,
            "difference",
            names,
            direction=direction,
            quantity=scope.marked(quantity),
            ref=ref,
        )
        return at + 1
    if gaps and quantity.kind == "value":
        scope.state(
            number,
            "difference",
            names,
            direction=direction,
            quantity=scope.marked(quantity),
            ref=ref,
        )
        return at + 1
    if quantity.kind not in ("value", "percent"):
        return 0
    strength = scope.strength(token)
    if ref.kind in ("overall", "segments") and len(ref.segments) <= 1:
        loose = not linked and not statistic
        waiting = scope.subject
        scope.subject = ref.segments[0] if ref.segments else "all"
        scope.state(
            number,
            "number",
            names,
            quantity=scope.marked(quantity),
            loose=loose,
            ref=Reference("segments", (waiting,)) if loose else None,
            direction=direction,
        )
        scope.subject = waiting
    scope.degree = strength
    _state_versus(scope, token, names, direction, ref, negated)  # type: ignore[arg-type]
    return at + 1


def _fraction_of(tokens: tuple[Token, ...], position: int) -> int:
    """Position of a share or multiple after 的 (整体15%的一半); −1 where there is none."""
    while position < len(tokens) and tokens[position].text in ("的", "）", ")", "约", "近"):
        position += 1
    if position < len(tokens):
        quantity = tokens[position].quantity
        if quantity and quantity.kind in ("multiple", "fraction"):
            return position
    return -1


def _without_reference(
    scope: Scope, tokens: tuple[Token, ...], position: int, negated: bool
) -> int:
    token = tokens[position]
    direction = token.direction
    assert direction is not None  # noqa: S101 (gaps do not come here)
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    names = scope.targets()
    if following is not None and following.kind == "feature":
        if done := ratio_to(scope, tokens, position + 1):
            return done
    at = _number_after(tokens, position + 1)
    if at >= 0 and names:
        from segreport.claims.counting import read_quantity  # the two call each other

        if scope.against and token.text.endswith(("出", "了")):
            return read_quantity(scope, tokens, at, gap=direction)
        quantity = tokens[at].quantity
        if quantity and not quantity.bound:
            bounded = replace(quantity, bound=">" if direction == "up" else "<")
            changed = (*tokens[:at], replace(tokens[at], quantity=bounded), *tokens[at + 1 :])
            return read_quantity(scope, changed, at)
        return at
    last = position + 2 == len(tokens)
    if (
        following is not None
        and following.kind == "feature"
        and names
        and (last or not scope.predicated)
    ):
        group = following.group
        if group and len(group.features) == 1 and group.features[0] not in names:
            ref = Reference("feature", feature=group.features[0])
            scope.last_ref = ref
            _state_versus(scope, token, names, direction, ref, negated)
            return position + 2
    if not names:
        return position + 1
    if scope.against:
        scope.negated = negated
        scope.level(token, names, direction)
        return position + 1
    ahead = position + 1
    while ahead < len(tokens) and tokens[ahead].text == "的":
        ahead += 1
    if (
        ahead < len(tokens)
        and tokens[ahead].kind == "feature"
        and (scope.predicated or tokens[position + 1].text == "的")
    ):
        scope.predicated = True
        scope.name_features(tokens[ahead].group, tokens[ahead].start)  # type: ignore[arg-type]
        scope.level(token, scope.targets(), direction)
        return ahead + 1
    if token.text == "占先" and scope.last_ref:
        scope.state(token, "versus", names, direction="up", ref=scope.last_ref)
    elif token.text in ("领先", "占先", "超越", "反超"):
        scope.state(token, "rank", names, rank=1, negated=negated)
    elif token.text in ("不足", "不到", "落后", "不如", "不及", "突破", "超出"):
        scope.negated = negated
        if not scope.predicated or token.text in ("落后",):
            scope.level(token, names, direction)
    else:
        scope.doubt(token, "statement")
    return position + 1


def _gap(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    found: tuple[Reference, int] | None,
) -> int:
    """与群组1相差12元: a distance without a direction."""
    from segreport.claims.counting import read_quantity  # the two call each other

    if found:
        scope.against = scope.last_ref = found[0]
        position = found[1] - 1
    at = _number_after(tokens, position + 1)
    if at >= 0 and scope.against:
        return read_quantity(scope, tokens, at, gap="either")
    return position + 1


def read_reference(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """A segment or the whole that no comparison word introduced: subject, or owner of a number."""
    found = find_reference(scope, tokens, position)
    if not found:
        return position + 1
    ref, after = found
    if ref.kind in ("scope", "others"):
        if ref.count is not None:
            scope.state_scope(tokens[position], ref)
        if ref.kind == "scope":
            return after
        if position == 0 and after < len(tokens) and tokens[after].text not in ("的", "："):
            scope.subject = "|".join(s for s in scope.vocabulary.labels if s != scope.own)
            return after
    if (
        ref.kind == "segments"
        and len(ref.segments) == 1
        and ref.segments[0] == scope.own
        and not _is_multiple_of(tokens, after)
    ):
        return after
    names = scope.targets()
    if _is_subject(scope, tokens, position, after, ref):
        scope.subject = ref.segments[0] if ref.segments else "all"
        return after
    scope.last_ref = ref
    at = _number_after(tokens, after)
    if at >= 0 and names:
        return _number_of(scope, tokens, at, ref, names)
    if (after < len(tokens) and tokens[after].kind == "place") or (
        after + 1 < len(tokens)
        and tokens[after].text in ("的", "线")
        and tokens[after + 1].kind == "place"
    ):
        place = tokens[after] if tokens[after].kind == "place" else tokens[after + 1]
        if names and place.direction:
            more = {"strength": scope.strength(place), "negated": scope.negated}
            scope.state(place, "versus", names, direction=place.direction, ref=ref, **more)
        return after + 1
    if after < len(tokens) and tokens[after].kind == "compare" and tokens[after].note == "gap":
        scope.against = ref
    return after


def _is_multiple_of(tokens: tuple[Token, ...], after: int) -> bool:
    at = _number_after(tokens, after)
    return at >= 0 and tokens[at].quantity is not None and tokens[at].quantity.kind == "multiple"  # type: ignore[union-attr]


def _is_subject(
    scope: Scope, tokens: tuple[Token, ...], position: int, after: int, ref: Reference
) -> bool:
    """Whether a clause is about another segment (群组2的年龄…) or everyone (整体仅15%)."""
    if position > 0 and any(t.kind not in ("neutral", "joint", "its") for t in tokens[:position]):
        return False
    following = tokens[after] if after < len(tokens) else None
    if following is not None and following.text == "的":
        following = tokens[after + 1] if after + 1 < len(tokens) else None
    if ref.kind == "segments" and len(ref.segments) == 1 and ref.segments[0] != scope.own:
        if following is not None and following.text in (
            "是",
            "则",
            "却",
            "为",
            "则是",
            "属于",
            "在",
            "占比",
            "占",
        ):
            scope.held_subject = ref.segments[0]
            return True
        return following is not None and following.kind in ("feature", "word", "statistic")
    return False


def _number_of(
    scope: Scope,
    tokens: tuple[Token, ...],
    at: int,
    ref: Reference,
    names: tuple[str, ...],
) -> int:
    """群组0的3.1倍; 整体仅15%; 整体67.6元的五成半."""
    from segreport.claims.counting import read_quantity, unit_of  # the two call each other

    number = tokens[at]
    quantity = number.quantity
    assert quantity is not None  # noqa: S101 (checked by the caller)
    part = _fraction_of(tokens, at + 1)
    if part >= 0 and quantity.kind in ("value", "percent"):
        state_reference_number(scope, number, names, ref, quantity)
        return read_quantity(scope, tokens, part, over=ref)
    fractions = all(unit_of(scope, name) == "%" for name in names)
    if quantity.kind in ("multiple", "fraction") or (quantity.kind == "percent" and not fractions):
        return read_quantity(scope, tokens, at, over=ref)
    if quantity.kind == "points":
        scope.doubt(number, "unit")
        return at + 1
    if ref.kind in ("overall", "segments") and len(ref.segments) <= 1:
        state_reference_number(scope, number, names, ref, quantity)
        return at + 1
    return at


LINKS = (
    *("是", "为", "约为", "相当于", "约", "约合", "仅为", "达", "不足", "不到", "超过", "不及"),
    *("只有", "约当", "合", "只相当于", "仅相当于", "达到", "近", "大约", "接近", "逾"),
)


def ratio_to(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """约为上月的3.3倍, 不及生鲜一项的四成: one feature by another. 0 where it is not."""
    token = tokens[position]
    at = position + 1
    while at < len(tokens) and tokens[at].text in ("的", "约", "近", "一项", "中"):
        at += 1
    quantity = tokens[at].quantity if at < len(tokens) else None
    group = token.group
    if quantity is None or group is None or len(group.features) != 1 or at == position + 1:
        return 0
    names = tuple(n for n in scope.targets() if n != SHARE and n not in group.features)
    before = tokens[max(0, position - 3) : position]
    linked = any(t.text in LINKS or t.kind == "compare" for t in before)
    if quantity.kind not in ("multiple", "fraction", "percent") or not names or not linked:
        return 0
    directions = [t.direction for t in before if t.kind in ("compare", "level") and t.direction]
    quantity = scope.marked(quantity)
    if directions:
        quantity = replace(quantity, bound=">" if directions[-1] == "up" else "<", approx=False)
    ref = Reference("feature", feature=group.features[0])
    scope.state(tokens[at], "ratio", names, quantity=quantity, ref=ref)
    return at + 1
