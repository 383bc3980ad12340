"""Words that say features and a direction at once: 年轻, 活跃, 沉睡."""

from __future__ import annotations

from segreport.claims.comparisons.levels import FEW, GAP_FILLERS
from segreport.claims.comparisons.ranking import rank_of_other
from segreport.claims.nouns import SHARE, Group, Leaning, Token
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Step, Tokens, at, first, follows
from segreport.truth import Direction

ADJECTIVES = ("活跃", "高频", "低频", "稳", "财富", "高额", "低额", "冷淡", "冷清")
"""Words that also say only high or low, of the feature before them (投资活跃)."""
MOST_OF = ("多", "突出", "明显", "典型", "显著", "重", "深", "久", "强", "鲜明")
LEAST_OF = ("少", "轻", "弱", "浅")
LEADS = {"活跃": "up", "高频": "up", "低频": "down"}


def read_word(scope: Scope, tokens: Tokens, position: int) -> int:
    """年轻, 活跃, 沉睡: features and direction in one word."""
    return first(WORD_STEPS, scope, tokens, position)


def _names_activity(scope: Scope, tokens: Tokens, position: int) -> int:
    """活跃低, 无论资产还是线上活跃: what is judged next, and not yet that it is high."""
    token, after = tokens[position], at(tokens, position + 1)
    behind = at(tokens, position + 2)
    lowered = after is not None and after.kind in ("level", "middle", "most", "degree")
    lowered = lowered and (behind is None or behind.kind != "feature")
    framed = tokens[0].text in ("无论", "不论", "不管", "论") and after is None
    framed = framed or (after is not None and after.kind in ("items", "each", "turn", "rank"))
    if not token.text.endswith("活跃") or token.text in ("低活跃", "不活跃") or scope.most:
        return 0
    if scope.kind == "name" or scope.degree or not (lowered or framed):
        return 0
    named = Group(tuple(name for name, _ in _leaning(token).directions), concept=True)
    scope.name_features(named, token.start)
    scope.turn_topic(scope.vocabulary.inverse)
    return position + 1


def _superlative(scope: Scope, tokens: Tokens, position: int) -> int:
    """临订最多, 短线最突出: the word at its highest, and so the feature at the end it leans to."""
    most, level = at(tokens, position + 1), at(tokens, position + 2)
    led = most is not None and most.kind == "most" and level is not None and level.kind == "level"
    pairs = _leaning(tokens[position]).directions
    if not led or level is None or scope.most or scope.pending:
        return 0
    if level.text not in (*MOST_OF, *LEAST_OF):
        return 0
    ways = {way for _, way in pairs}
    if len(ways) != 1 or "middle" in ways:
        return 0
    names = tuple(name for name, _ in pairs)
    scope.set_topic(names, tokens[position].start)
    scope.topic[0].group = Group(names, concept=len(pairs) > 1)
    scope.mentions.extend(scope.topic)
    scope.most = True
    up = ("up" in ways) == (level.text in MOST_OF)
    scope.level(tokens[position], names, "up" if up else "down")
    return position + 3


def _distance_of_word(scope: Scope, tokens: Tokens, position: int) -> int:
    """比整体年轻(了约)6岁, 较之群组1年轻19.8岁."""
    directions = {lean for _, lean in _leaning(tokens[position]).directions}
    where = position + 1
    while (token := at(tokens, where)) and token.text in GAP_FILLERS:
        where += 1
    number = where < len(tokens) and tokens[where].kind == "quantity"
    if not (scope.against and number) or len(directions) != 1 or "middle" in directions:
        return 0
    scope.set_topic(tuple(name for name, _ in _leaning(tokens[position]).directions), where)
    scope.mentions.extend(scope.topic)
    return read_quantity(scope, tokens, where, gap="up" if "up" in directions else "down")


def _as_verb(scope: Scope, tokens: Tokens, position: int) -> int:
    """每单能花到121.5元: the verb of a number, and not that it is high."""
    where = position + 1
    while (token := at(tokens, where)) and token.text in (
        "到",
        "上",
        "出",
        "掉",
        "了",
        "个",
        "得起",
    ):
        where += 1
    verb = tokens[position].text[-1:] in ("花", "买", "刷", "存", "赚", "挣", "用", "吃", "掏")
    number = token is not None and token.number == "value"
    return where if verb and number and scope.against is None else 0


def _leads_in_name(scope: Scope, tokens: Tokens, position: int) -> int:
    """活跃投资客户群: the word belongs to the feature behind it."""
    token, after = tokens[position], at(tokens, position + 1)
    behind = after is not None and after.kind == "feature" and after.start == token.end
    if not behind or token.text not in LEADS or (scope.pending and scope.kind != "name"):
        return 0
    scope.lead = token._replace(direction="up" if LEADS[token.text] == "up" else "down")
    return position + 1


def _as_adjective(scope: Scope, tokens: Tokens, position: int) -> int:
    """年龄成熟, 投资活跃: said of the feature that waits."""
    token = tokens[position]
    pairs = _leaning(token).directions
    directions = {direction for _, direction in pairs}
    topic = scope.targets()
    framed = token.text in ADJECTIVES and _is_framed(scope)  # 论转账，并不活跃
    named = scope.kind == "name" and not _ends_feature(scope, tokens, position)
    if not (scope.pending or framed) or len(directions) != 1 or named or not topic:
        return 0
    direction = next(iter(directions))
    fits = token.text in ADJECTIVES or set(topic) <= {name for name, _ in pairs}
    fits = fits or "得" in token.text[1:-1]  # 周末来得多
    if direction == "middle" or not fits:
        return 0
    if "活跃" in token.text:
        scope.turn_topic(scope.vocabulary.inverse)  # long gaps are little activity
    scope.level(token, topic, direction)
    return position + 1


def _ends_feature(scope: Scope, tokens: Tokens, position: int) -> bool:
    """结算活跃 in a name: of the feature right before it, and not of what stands behind."""
    before, after = at(tokens, position - 1), at(tokens, position + 1)
    joined = before is not None and before.kind == "feature"
    joined = joined and before is not None and before.end == tokens[position].start
    ends = after is None or after.kind in ("joint", "people") or after.text == "的"
    leaning = {name for name, _ in _leaning(tokens[position]).directions}
    return joined and ends and set(scope.targets()) <= leaning


def _is_framed(scope: Scope) -> bool:
    """Whether the clause before did no more than name a feature."""
    last = scope.mentions[-1] if scope.mentions else None
    near = last is not None and last.clause == scope.clause - 1 and not last.said and scope.fresh
    return (
        near
        and last is not None
        and not any(set(claim.features) & set(last.group.features) for claim in scope.claims)
    )


def _on_its_own(scope: Scope, tokens: Tokens, position: int) -> int:
    token = tokens[position]
    pairs = _leaning(token).directions
    ways = {way for _, way in pairs}
    after = at(tokens, position + 1)
    of_noun = after is not None and after.kind == "neutral" and len(after.text) > 1
    if scope.kind == "name" and tokens[position].text in LEADS and of_noun:
        scope.sure = False  # 高频线上客群
    led = position > 0 and tokens[position - 1].text != "的"
    led = led and scope.kind == "name" and scope.pending
    if led and len(ways) == 1 and "middle" not in ways:
        way: Direction = "up" if "up" in ways else "down"
        sure, scope.sure = scope.sure, False
        scope.level(token, scope.targets(), way)  # 夜宵高频党: of the feature before it as well
        scope.sure = sure
    waiting = scope.most, scope.degree, scope.negated, scope.against
    wider = _leaning(token).wider or pairs
    told = _told_of(scope, {name for name, _ in wider})
    before = set(scope.targets()) - {SHARE} and scope.topic[0] in scope.mentions[scope.since :]
    pairs = tuple((name, lean) for name, lean in wider if name in told) if told else pairs
    for direction in ("up", "down", "middle"):
        members = tuple(name for name, leans in pairs if leans == direction)
        if not members:
            continue
        scope.set_topic(members, token.start)
        scope.topic[0].group = Group(members, concept=len(pairs) > 1)
        scope.mentions.extend(scope.topic)
        scope.most, scope.degree, scope.negated, scope.against = waiting
        if direction == "middle":
            scope.state(token, "middle", members)
        else:
            scope.level(token, members, "up" if direction == "up" else "down")
    if len(pairs) > 1:
        scope.topic = [scope.mentions[-1]]
    if before and not told and scope.kind != "name" and token.start == tokens[0].start:
        scope.topic[0].sure = False  # 换手率461%，快进快出，没有哪群比得上
    return position + 1


def _told_of(scope: Scope, names: set[str]) -> tuple[str, ...]:
    """登录12.0次，算不上活跃: the one feature the sentence tells of, where the word may mean it."""
    topic = scope.targets()
    held = len(topic) == 1 and set(topic) < names and scope.kind != "name"
    since = scope.mentions[scope.since :]
    return topic if held and not scope.topic[0].group.concept and scope.topic[0] in since else ()


def _leaning(token: Token) -> Leaning:
    return token.leaning or Leaning(())


def _of_others(_: Scope, tokens: Tokens, position: int) -> int:
    """与头部客群仍有距离: others, and not this segment."""
    before = at(tokens, position - 1)
    if before is not None and (before.kind == "degree" or before.text == "超"):
        before = at(tokens, position - 2)  # 个别超长单
    if before is not None and before.text in ("被", *FEW):
        return position + 1  # 均值被头部客户拉高, 少数头部客户
    led = before is not None and before.kind == "with"
    alone = led and not any(t.kind in ("feature", "word", "level") for t in tokens[: position - 1])
    crowd = tokens[position].text.endswith(("客户", "客群", "用户", "会员"))
    follows_crowd = (after := at(tokens, position + 1)) is not None and after.kind == "people"
    return position + 1 if alone and (crowd or follows_crowd) else 0


def _word_of_other(scope: Scope, tokens: Tokens, position: int) -> int:
    """比最年长的群组2小13.7岁: the rank is that of the other segment."""
    pairs, where = _leaning(tokens[position]).directions, follows(tokens, position + 1, "ref")
    if not scope.most or where < 0 or len(pairs) != 1 or pairs[0][1] == "middle":
        return 0
    name, lean = pairs[0]
    if name not in scope.targets():
        scope.set_topic((name,), tokens[position].start)
        scope.mentions.extend(scope.topic)
    ranked = tokens[position]._replace(kind="rank", rank=(1 if lean == "up" else -1,))
    return rank_of_other(scope, (*tokens[:position], ranked, *tokens[position + 1 :]), position)


WORD_STEPS: tuple[Step, ...] = (
    _as_verb,
    _word_of_other,
    _of_others,
    _superlative,
    _names_activity,
    _distance_of_word,
    _leads_in_name,
    _as_adjective,
    _on_its_own,
)
