"""Sureness: whether a word surely speaks of the topic, or perhaps of something else."""

from __future__ import annotations

from segreport.claims.comparisons.levels import compares
from segreport.claims.nouns import DEGREES_OF, TOTAL, Claim, Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at, follows

EVALUATING = frozenset(
    (
        *("好", "良好", "较好", "优", "优异", "优越", "出色", "亮眼", "可观", "不俗", "欠佳"),
        *("较差", "差劲", "糟糕", "平淡", "不佳", "抢眼", "夺目", "好看"),
    )
)
"""Levels that only praise or blame."""
ONE_OF = ("一个", "一项", "一样", "一边", "一头")
"""一个第三，一个第四: one of several."""
AFTER_LEVEL = ("的", "了", "而", "且", "但", "却", "于", "”", "）", ")")
DERIVED = ("份额", "比值", "幅度", "差距", "之比", "倍数")
"""Figures made from others: what is said of them is not said of the topic."""
NOUN_ENDS = frozenset("量度率额数值面势力感头劲气口心声盘比")
"""Letters in which a noun ends that is put together in the text (声量, 场面)."""
STANDS = ("level", "rank", "most", "middle", "compare")
TOPICS = ("feature", "items", "former", "latter", "everything")


def leaves_open(scope: Scope, clause: Tokens) -> bool:
    """Whether it tells of one of several, of a figure made from others, or of shares."""
    words = [token.text for token in clause]
    said = "".join(words)
    several = "或" in words or "或者" in words or (words and words[0] in ONE_OF)
    return bool(several) or any(word in said for word in DERIVED) or _of_shares(scope, clause)


def is_sure(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether the word at `position` surely speaks of the topic.

    Not where another noun stands between (业务空白大), and not for a bare 高 or 突出 whose topic
    was named in an earlier clause.
    """
    token = tokens[position]
    if (
        _of_derived(scope, tokens, position)
        or _coined(tokens, position)
        or _of_deed(tokens, position)
    ):
        return False
    if scope.fresh and token.text in EVALUATING and not scope.most:
        return False  # 居首，表现较好
    bare = token.kind in ("level", "middle") and _is_second(scope, tokens, position)
    if bare or _of_verb(tokens, position):
        return False
    leads = _leads(scope, tokens, position) or token.kind == "word"
    if leads or (token.note == "both" and compares(scope, tokens, position)):
        return True
    since = position - 1
    while since >= 0 and tokens[since].kind not in TOPICS:
        if is_other_noun(tokens[since]):
            return False
        since -= 1
    carried = since < 0 and not scope.against and not _only_one_named(scope)
    return not (carried and token.kind in ("level", "middle") and not scope.most)


def _leads(scope: Scope, tokens: Tokens, position: int) -> bool:
    """结合其低登录次数, 顺应其较高的存款: whether a level is surely of the feature behind it."""
    token, ahead = tokens[position], follows(tokens, position + 1, "feature")
    if token.kind == "feature":
        return scope.lead is not None
    return token.kind == "level" and ahead > position + 1 and not scope.pending


def _coined(tokens: Tokens, position: int) -> bool:
    """声量却最大: a clause that begins with a noun put together from letters nobody knows."""
    if position < 2 or any(token.kind in TOPICS for token in tokens[:position]):
        return False
    first, second = tokens[0], tokens[1]
    letters = first.end - first.start == second.end - second.start == 1
    plain = first.kind in ("neutral", "unknown") and second.kind in ("neutral", "unknown")
    return letters and plain and second.text in NOUN_ENDS and first.text not in "的了其该此各"


def _of_deed(tokens: Tokens, position: int) -> bool:
    """已用掉的却最多: what is done stands before 的, and the clause names no feature."""
    if any(token.kind in TOPICS for token in tokens[:position]):
        return False
    linked = next((n for n in range(position) if tokens[n].text == "的"), 0)
    between = tokens[linked + 1 : position]
    plain = all(token.kind in ("neutral", "each", "most", "degree") for token in between)
    return linked > 0 and plain and tokens[linked - 1].kind in ("takes", "unknown")


def _of_verb(tokens: Tokens, position: int) -> bool:
    """离得久: what is done stands before 得, and is no feature."""
    verb, linked = at(tokens, position - 2), at(tokens, position - 1)
    return linked is not None and linked.text == "得" and verb is not None and not verb.names


def of_other_last(scope: Scope, tokens: Tokens, position: int) -> bool:
    """群组2为91.4万元，居首: whether what follows may be said of the other segment."""
    if tokens[position].kind not in ("level", "middle", "rank"):
        return False
    if any(token.kind in TOPICS for token in tokens[:position]):
        return False
    last = scope.claims[-1] if scope.claims else None
    other = last is not None and last.subject not in (scope.own, scope.subject)
    return other and last is not None and last.relation == "number"


def _of_derived(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether the word may speak of a part in a sum, or of 前者 and 后者."""
    if tokens[position].kind not in STANDS:
        return False
    paired = any(t.kind in ("former", "latter") for t in tokens)
    return paired or after_share(scope, tokens, position)


def _of_shares(scope: Scope, tokens: Tokens) -> bool:
    """占全部保费的45.2%，比群组2那38.9%还厚实: the shares are compared, not the means."""
    compared = any(t.kind == "with" for t in tokens) and any(t.number == "percent" for t in tokens)
    if not compared or any(t.kind == "feature" for t in tokens):
        return False
    last = _told_last(scope, tokens[0].start)
    return last is not None and last.relation in ("ratio", "share_of_total")


def _told_last(scope: Scope, before: int | None = None) -> Claim | None:
    """The last claim about a feature, if wanted the last before an offset in the text."""
    told = (claim for claim in reversed(scope.claims) if claim.relation != "scope")
    return next((claim for claim in told if before is None or claim.start < before), None)


def after_share(scope: Scope, tokens: Tokens, position: int) -> bool:
    """占融资余额的44.4%（最高）: the share is the highest, not the feature."""
    last = _told_last(scope)
    if last is None or last.relation not in ("ratio", "share_of_total"):
        return False
    if any(name.startswith(TOTAL) for name in scope.targets()):
        return False  # 总额占比57.8%: the share is the topic already
    later = [t for t in tokens[:position] if t.start >= last.end and t.kind == "feature"]
    return all(set(t.names) <= set(last.features) for t in later)


def compares_share(scope: Scope, tokens: Tokens, position: int) -> bool:
    """占全部流水的42.9%，高于群组2: whether the share that was told last is what is compared."""
    token, after = tokens[position], at(tokens, position + 1)
    if token.kind in ("most", "rank"):
        return after_share(scope, tokens, position)
    before = all(t.kind in ("neutral", "degree", "its") for t in tokens[:position])
    if not before or any(token.kind == "feature" for token in tokens):
        return False
    if token.kind in ("compare", "with", "only"):
        held = after is not None and after.ref is not None and _is_told_share(scope)
        return held and after_share(scope, tokens, position)
    times = any(t.number in ("multiple", "fraction") for t in tokens[position:])
    of_other = token.kind == "ref" and bool(position) and times and _is_told_share(scope)
    return of_other and after_share(scope, tokens, position)


def _is_told_share(scope: Scope) -> bool:
    """Whether what was told last is a share of everyone's sum."""
    last = _told_last(scope)
    return last is not None and last.relation == "share_of_total" and len(last.features) == 1


def _only_one_named(scope: Scope) -> bool:
    """月收入约2.61万元，处于中等水平: nothing else that the carried topic might be."""
    named = {name for mention in scope.mentions for name in mention.group.features}
    return len(named) == 1


def _is_second(scope: Scope, tokens: Tokens, position: int) -> bool:
    """Whether a bare 少 or 中间 may be of something else than the topic, of which all was said.

    So in 足额还款、很少占用额度 and in 年纪最大的中间派.
    """
    if scope.against or scope.most or not scope.targets():
        return False
    behind = at(tokens, position + 1)
    if behind is not None and behind.kind == "people" and not scope.pending:
        return True  # 部分大额客户
    if behind is not None and behind.kind == "quantity" and behind.start == tokens[position].end:
        return True  # 差了小二十分
    after = [token for token in tokens[position + 1 :] if token.kind not in ("neutral", "people")]
    verbs = at(tokens, position + 1)
    acts = verbs is not None and verbs.kind == "neutral" and verbs.text not in AFTER_LEVEL
    begins = acts and bool(after) and after[0].kind == "feature"
    return begins or (scope.predicated and not scope.fresh)


def is_other_noun(token: Token) -> bool:
    """Whether it is a noun that names no feature (业务空白, 家庭)."""
    said = token.kind == "neutral" and token.note == "said" and token.text not in DEGREES_OF
    return said or token.kind in ("unknown", "topic", "absent")
