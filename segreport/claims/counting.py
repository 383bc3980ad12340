"""Binding numbers: every number to the cell it talks about, or to a doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from segreport.claims.lexicon import unit_factors
from segreport.claims.nouns import SHARE, Group, Reference, Token
from segreport.claims.scope import Scope
from segreport.truth import Direction
from segreport.wording import Quantity

PEOPLE_UNITS = ("人", "位", "户", "名", "家", "个")
TIME_UNITS = ("年", "月", "个月", "天", "日", "周", "季度", "小时", "星期")


def unit_of(scope: Scope, name: str) -> str:
    """The dictionary's unit of a feature; '%' for the share of customers."""
    if name == SHARE:
        return "%"
    if scope.statistic == "d":
        return ""
    return scope.vocabulary.unit_of[name.partition("+")[0]]


def fits(scope: Scope, name: str, quantity: Quantity) -> bool:
    """Whether a number of this unit can be a value of the feature."""
    unit = unit_of(scope, name)
    if unit == "%":
        return quantity.kind in ("percent", "fraction")
    if quantity.kind != "value":
        return False
    if not quantity.unit:
        return True
    return quantity.unit in unit_factors(unit)


def read_quantity(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    *,
    over: Reference | None = None,
    gap: Direction | Literal["either"] | None = None,
) -> int:
    """A number: `over` what it is a multiple of, `gap` when it is a distance to `scope.against`."""
    token = tokens[position]
    quantity = token.quantity
    assert quantity is not None  # noqa: S101 (quantity tokens have one)
    quantity = scope.marked(quantity)
    if scope.per and quantity.kind == "value":
        return _per_count(scope, tokens, position, quantity)
    if token.note == "every":
        return _every(scope, tokens, position, quantity)
    if gap is not None:
        return _distance(scope, tokens, position, quantity, gap)
    reference = over or _reference_behind(scope, tokens, position)
    if reference and reference[1] if isinstance(reference, tuple) else reference:
        ref, after = reference if isinstance(reference, tuple) else (reference, position + 1)
        return _multiple(scope, tokens, position, quantity, ref, after)
    if scope.predicated and position + 1 < len(tokens) and tokens[position + 1].text == "的":
        if done := _by_feature_ahead(scope, tokens, position, quantity):
            return done
    for step in (
        _owner_behind,
        _median_behind,
        _share_ahead,
        _by_topic,
        _by_feature_ahead,
        _by_unit,
    ):
        if done := step(scope, tokens, position, quantity):
            return done
    if quantity.kind in ("multiple", "fraction", "percent") and scope.against and scope.targets():
        return _multiple(scope, tokens, position, quantity, scope.against, position + 1)
    if quantity.kind == "multiple" and scope.last_ref and scope.targets() and scope.in_turn >= 0:
        return _multiple(scope, tokens, position, quantity, scope.last_ref, position + 1)
    scope.doubt(token, "number")
    return position + 1


def _per_count(scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity) -> int:
    """每单约223元: the amount by the number of times."""
    scope.per = False
    counts = [n for n in scope.vocabulary.features if unit_of(scope, n) in ("次", "单", "笔", "回")]
    amounts = [n for n in scope.targets() if fits(scope, n, quantity)] or [
        n for n in scope.vocabulary.features if fits(scope, n, quantity)
    ]
    if len(counts) == 1 and len(amounts) == 1 and quantity.unit:
        ref = Reference("feature", feature=counts[0])
        scope.state(tokens[position], "per", (amounts[0],), quantity=quantity, ref=ref)
    else:
        scope.doubt(tokens[position], "number")
    return position + 1


def _reference_behind(
    scope: Scope, tokens: tuple[Token, ...], position: int
) -> tuple[Reference, int] | None:
    """近六倍于群组0."""
    quantity = tokens[position].quantity
    if quantity is None:
        return None
    people = quantity.kind == "value" and quantity.unit in PEOPLE_UNITS
    if people and position + 1 < len(tokens) and scope.targets() != (SHARE,):
        ref = tokens[position + 1].ref
        if ref and ref.kind == "segments":  # 相当于5位群组1客户之和
            return ref, position + 2
    if quantity.kind not in ("multiple", "fraction"):
        return None
    if position + 2 < len(tokens) and tokens[position + 1].text == "于":
        ref = tokens[position + 2].ref
        if ref:
            return ref, position + 3
    return None


def _turned(scope: Scope) -> tuple[str, ...]:
    """The feature whose turn it is in 分别为…, or all of the topic."""
    names = scope.targets()
    if scope.in_turn >= 0 and len(names) > 1:
        name = names[min(scope.in_turn, len(names) - 1)]
        scope.in_turn += 1
        return (name,)
    return names


def _main(scope: Scope, names: tuple[str, ...]) -> tuple[str, ...]:
    """The total of a theme, where one multiple is said of the theme as a whole."""
    wanted = scope.topic[0].group.primary if len(scope.topic) == 1 else None
    return (wanted,) if wanted in names and wanted and not scope.each else names


def _multiple(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    quantity: Quantity,
    ref: Reference,
    after: int,
) -> int:
    """X 倍, X 成 of a reference."""
    names = _main(scope, _turned(scope))
    if not names:
        scope.doubt(tokens[position], "number")
        return after
    if scope.in_turn < 0:
        scope.approx = False
    elif len(names) == 1 and len(ref.segments) > 1:
        whole, turn = ref, min(scope.in_turn, len(ref.segments) - 1)
        ref = Reference("segments", (ref.segments[turn],))
        scope.in_turn += 1
        scope.state(tokens[position], "multiple", names, quantity=quantity, ref=ref)
        following = _next_number(tokens, after)
        return read_quantity(scope, tokens, following, over=whole) if following >= 0 else after
    excess = position > 0 and tokens[position - 1].kind == "level"
    scope.state(
        tokens[position],
        "difference" if excess else "multiple",
        names,
        quantity=quantity,
        ref=ref,
        direction=tokens[position - 1].direction if excess else None,
    )
    if scope.in_turn >= 0:
        scope.last_ref = ref
        following = _next_number(tokens, after)
        if following >= 0:
            return read_quantity(scope, tokens, following, over=ref)
    return after


def _next_number(tokens: tuple[Token, ...], position: int) -> int:
    """The next number of a list (2.7倍和3倍); −1 where the list ends."""
    if position + 1 < len(tokens) and tokens[position].kind in ("joint", "with"):
        following = tokens[position + 1].quantity
        if following and following.kind in ("multiple", "fraction"):
            return position + 1
    return -1


def _distance(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    quantity: Quantity,
    gap: Direction | Literal["either"],
) -> int:
    names = _main(scope, _turned(scope))
    if not names or scope.against is None:
        scope.doubt(tokens[position], "number")
        return position + 1
    scope.state(
        tokens[position],
        "difference",
        names,
        quantity=quantity,
        ref=scope.against,
        direction=None if gap == "either" else gap,
    )
    scope.approx = False
    return position + 1


def _every(scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity) -> int:
    """每四位客户中就有一位."""
    token = tokens[position]
    names = token.group.features if token.group else (SHARE,)
    tail = tokens[position + 1 : position + 3]
    if not token.group:
        for later in tail:
            if (
                later.kind == "feature"
                and later.group
                and unit_of(scope, later.group.features[0]) == "%"
            ):
                names = later.group.features
    scope.set_topic(names, token.start)
    scope.state(token, "number", names, quantity=quantity)
    return position + 1


def _owner_behind(
    scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity
) -> int:
    """接近49岁的群组2、群组3: a number before its owner."""
    if position + 2 >= len(tokens) or tokens[position + 1].text != "的":
        return 0
    ref = tokens[position + 2].ref
    names = scope.targets()
    if not ref or ref.kind not in ("segments", "overall") or not names:
        return 0
    if not all(fits(scope, name, quantity) for name in names):
        return 0
    waiting = scope.subject
    end = position + 3
    owners = list(ref.segments) or ["all"]
    while end + 1 < len(tokens) and tokens[end].kind == "joint" and tokens[end + 1].ref:
        owners += tokens[end + 1].ref.segments  # type: ignore[union-attr]
        end += 2
    for owner in owners:
        scope.subject = owner
        scope.state(tokens[position], "number", names, quantity=quantity)
    scope.subject = waiting
    return end


def _median_behind(
    scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity
) -> int:
    """18,639元的均值: a number before its statistic."""
    if position + 2 >= len(tokens) or tokens[position + 1].text != "的":
        return 0
    later = tokens[position + 2]
    names = scope.targets()
    if later.kind != "statistic" or later.statistic == "sum" or len(names) != 1:
        return 0
    if not fits(scope, names[0], quantity):
        return 0
    waiting, strength = scope.statistic, scope.degree or "plain"
    scope.statistic = "median" if later.statistic == "median" else "mean"
    scope.state(tokens[position], "number", names, quantity=replace(quantity, bound=""))
    scope.statistic = waiting
    if quantity.bound and waiting == "median" and later.statistic == "mean":
        up = quantity.bound == ">"
        ref = Reference("own_mean")
        scope.state(
            tokens[position],
            "versus",
            names,
            direction="up" if up else "down",
            strength=strength,
            ref=ref,
        )
    return position + 3


def _share_ahead(scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity) -> int:
    """六成的客户占比, 三成客户, 24.8%的盘子: a share of customers."""
    if quantity.kind not in ("percent", "fraction"):
        return 0
    ahead = position + 1
    if ahead < len(tokens) and tokens[ahead].text == "的":
        ahead += 1
    if ahead >= len(tokens):
        return 0
    later = tokens[ahead]
    shares = (
        later.kind == "feature" and later.group is not None and later.group.features == (SHARE,)
    )
    if not shares and later.kind != "people":
        return 0
    beyond = tokens[ahead + 1 : ahead + 4]
    for other in beyond:
        if later.kind == "people" and other.kind == "feature" and other.group:
            name = other.group.features[0]
            if unit_of(scope, name) == "%" and name != SHARE:
                scope.name_features(other.group, other.start)
                scope.state(tokens[position], "number", (name,), quantity=quantity)
                return ahead + 1 + beyond.index(other) + 1
    scope.fresh = True
    scope.name_features(Group((SHARE,)), later.start)
    scope.state(tokens[position], "number", (SHARE,), quantity=quantity)
    return ahead + 1


def _by_topic(scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity) -> int:
    """The feature named before, if the number can be a value of it."""
    names = _for_number(scope, quantity)
    token = tokens[position]
    if names == (SHARE,) and quantity.kind == "value":
        if quantity.unit in PEOPLE_UNITS or not quantity.unit:
            scope.state(token, "count", (SHARE,), quantity=quantity)
            return position + 1
        return 0
    if (
        quantity.kind == "value"
        and quantity.unit in PEOPLE_UNITS[:4]
        and not any(fits(scope, name, quantity) for name in names)
    ):
        scope.state(token, "count", (SHARE,), quantity=quantity)
        return position + 1
    if not names:
        return 0
    if (
        quantity.kind == "percent"
        and quantity.signed
        and not all(unit_of(scope, n) == "%" for n in names)
    ):
        scope.state(
            token, "difference", names, quantity=quantity, ref=Reference("overall"), direction="up"
        )
        return position + 1
    good = tuple(name for name in names if fits(scope, name, quantity))
    if not good:
        explicit = scope.topic and scope.topic[-1].clause == scope.clause and not scope.predicated
        if explicit and quantity.kind == "value" and quantity.unit:
            if _by_feature_ahead(scope, tokens, position, quantity, test=True):
                return 0
            scope.doubt(token, "unit")
            return position + 1
        return 0
    if len(good) > 1 and not (scope.each or scope.in_turn >= 0 or scope.statistic == "d"):
        good = (_primary(scope, good),) if _single_mention(scope) else good
    if len(good) > 1 and scope.statistic == "d":
        good = names
    if len(scope.topic) == 1 and good != names and scope.in_turn < 0:
        scope.topic[0].group = Group(good)
    scope.state(token, "number", good, quantity=quantity)
    if scope.statistic == "d":
        scope.statistic = "mean"
    if scope.in_turn < 0:
        scope.approx = False
    return position + 1


def _single_mention(scope: Scope) -> bool:
    return len(scope.topic) == 1


def _primary(scope: Scope, names: tuple[str, ...]) -> str:
    """The one feature a number of a theme belongs to."""
    wanted = scope.topic[0].group.primary if scope.topic else None
    if wanted in names and wanted:
        return wanted
    return names[0]


def _for_number(scope: Scope, quantity: Quantity) -> tuple[str, ...]:
    if scope.in_turn >= 0:
        return _turned(scope)
    names = scope.targets()
    if len(scope.topic) > 1:
        counts = [m for m in scope.topic if any(fits(scope, n, quantity) for n in m.group.features)]
        if len(counts) == 1 and not scope.each:
            scope.topic = counts
            return counts[0].group.features
    return names


def _by_feature_ahead(
    scope: Scope,
    tokens: tuple[Token, ...],
    position: int,
    quantity: Quantity,
    *,
    test: bool = False,
) -> int:
    """47.8个月在网: a number before its feature."""
    ahead = position + 1
    while ahead < len(tokens) and tokens[ahead].text in ("的", "在", "个"):
        ahead += 1
    if ahead >= len(tokens):
        return 0
    later = tokens[ahead]
    if later.kind != "feature" or later.group is None:
        return 0
    good = tuple(name for name in later.group.features if fits(scope, name, quantity))
    if not good:
        return 0
    if test:
        return ahead
    scope.fresh = True
    scope.name_features(later.group, later.start)
    if len(good) > 1:
        good = (later.group.primary if later.group.primary in good else good[0],)  # type: ignore[assignment]
    scope.state(tokens[position], "number", good, quantity=quantity)
    return ahead + 1


def _by_unit(scope: Scope, tokens: tuple[Token, ...], position: int, quantity: Quantity) -> int:
    """平均45岁: the only feature with this unit; 占 12.6% of nothing else is the share."""
    token = tokens[position]
    if quantity.kind == "value" and quantity.unit:
        good = [n for n in scope.vocabulary.features if fits(scope, n, quantity)]
        exact = [n for n in good if unit_of(scope, n) == quantity.unit]
        if (
            len(exact or good) == 1
            and quantity.unit not in TIME_UNITS
            and quantity.unit not in PEOPLE_UNITS
        ):
            name = (exact or good)[0]
            scope.set_topic((name,), token.start)
            scope.mentions.extend(scope.topic)
            scope.state(token, "number", (name,), quantity=quantity)
            return position + 1
        return 0
    alone = not scope.topic and not scope.claims
    if quantity.kind == "percent" and alone and position == 0:
        scope.set_topic((SHARE,), token.start)
        scope.state(token, "number", (SHARE,), quantity=quantity)
        return position + 1
    return 0


def read_share_verb(scope: Scope, tokens: tuple[Token, ...], position: int) -> int:
    """占全部客户的60.4%, 约占总资产四成, 贡献了55.2%的理财复购."""
    everyone = False
    if "约" in tokens[position].text:
        scope.approx = True
    denominator: Token | None = None
    at = position + 1
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "quantity":
            break
        if token.kind == "people" or (token.ref and token.ref.kind == "overall"):
            everyone = True
        elif token.kind == "feature" and denominator is None:
            denominator = token
        elif token.text in ("约", "近", "大约", "将近", "差不多", "了约"):
            scope.approx = True
        elif token.text == "其中" and denominator is None:
            denominator = _named_before(scope, tokens, position)
        elif token.kind == "compare" and token.direction:
            scope.lead = None
        elif token.kind not in ("neutral", "items", "statistic", "each", "degree", "its"):
            return position + 1
        at += 1
    if at >= len(tokens):
        return position + 1
    if denominator is None and any(t.statistic == "sum" for t in tokens[position:at]):
        denominator = _whole_theme(scope, tokens[position])
    quantity = tokens[at].quantity
    assert quantity is not None  # noqa: S101 (the loop stopped at one)
    if quantity.kind not in ("percent", "fraction"):
        return position + 1
    quantity = scope.marked(quantity)
    held = denominator or _held_behind(tokens, at)
    verb = tokens[position].text
    owning = "占" not in verb
    if held is not None and held.group and (everyone or owning):
        if held is denominator or owning:
            return _share_of_total(scope, tokens, at, quantity, held, ahead=held is denominator)
    return _ratio_or_share(scope, tokens, at, quantity, denominator, everyone)


def _whole_theme(scope: Scope, token: Token) -> Token | None:
    """六类合计, without a name: the theme of the topic."""
    names = scope.targets()
    kin = scope.vocabulary.themes.get(names[0], ()) if names else ()
    return replace(token, kind="feature", group=Group(("+".join(kin),))) if kin else None


def _named_before(scope: Scope, tokens: tuple[Token, ...], position: int) -> Token | None:
    """What 其中 stands for: the feature named before the topic, with the same unit."""
    names = scope.targets()
    for mention in reversed(scope.mentions):
        group = mention.group
        if (
            group.features != names
            and len(group.features) == 1
            and names
            and SHARE not in (names[0], group.features[0])
        ):
            if unit_of(scope, group.features[0]) == unit_of(scope, names[0]):
                return replace(tokens[position], kind="feature", group=group)
    return None


def _held_behind(tokens: tuple[Token, ...], at: int) -> Token | None:
    if at + 2 < len(tokens) and tokens[at + 1].text == "的" and tokens[at + 2].kind == "feature":
        return tokens[at + 2]
    return None


def _share_of_total(
    scope: Scope,
    tokens: tuple[Token, ...],
    at: int,
    quantity: Quantity,
    held: Token,
    *,
    ahead: bool,
) -> int:
    group = held.group
    assert group is not None  # noqa: S101 (feature tokens have one)
    scope.fresh = True
    scope.name_features(group, held.start)
    scope.state(tokens[at], "share_of_total", group.features, quantity=quantity)
    after = at + (1 if ahead else 3)
    following = tokens[after + 1] if after + 1 < len(tokens) else None
    if following and not ahead and tokens[after].kind in ("joint", "with") and following.quantity:
        behind = _held_behind(tokens, after + 1)
        if behind is not None and following.quantity.kind in ("percent", "fraction"):
            return _share_of_total(
                scope, tokens, after + 1, following.quantity, behind, ahead=False
            )
    return after


def _ratio_or_share(
    scope: Scope,
    tokens: tuple[Token, ...],
    at: int,
    quantity: Quantity,
    denominator: Token | None,
    everyone: bool,
) -> int:
    here = scope.topic and scope.topic[-1].clause == scope.clause
    names = tuple(n for n in scope.targets() if n != SHARE) if scope.topic else ()
    if denominator is not None and denominator.group and denominator.group.features != (SHARE,):
        group = denominator.group
        whole = group.primary or (
            group.features[0] if len(group.features) == 1 else "+".join(group.features)
        )
        if not names or everyone:
            names = names or ()
        if names:
            scope.denominator = whole
            ref = Reference("feature", feature=whole)
            scope.state(tokens[at], "ratio", names, quantity=quantity, ref=ref)
            return at + 1
        scope.doubt(tokens[at], "number")
        return at + 1
    carried = len(names) == 1 and unit_of(scope, names[0]) == "%" and scope.stop in (":", "：")
    if carried and not everyone and denominator is None:
        scope.state(tokens[at], "number", names, quantity=quantity)
        return at + 1
    if here and names and scope.denominator and not everyone:
        ref = Reference("feature", feature=scope.denominator)
        scope.state(tokens[at], "ratio", names, quantity=quantity, ref=ref)
        return at + 1
    if here and names and not everyone and not all(unit_of(scope, n) == "%" for n in names):
        scope.doubt(tokens[at], "number")
        return at + 1
    if here and names and everyone and not scope.predicated:
        scope.state(tokens[at], "share_of_total", names, quantity=quantity)
        return at + 1
    if here and names and all(unit_of(scope, n) == "%" for n in names) and not everyone:
        scope.state(tokens[at], "number", names, quantity=quantity)
        return at + 1
    scope.set_topic((SHARE,), tokens[at].start)
    scope.mentions.extend(scope.topic)
    scope.state(tokens[at], "number", (SHARE,), quantity=quantity)
    return at + 1
