"""What may be said of something else in its clause: 居第二的群组2, 第一大资产, 较强的稳定性.

A claim is read for the segment and the features at hand. Where its clause names another segment,
describes another noun, counts nouns or adds something up, it may have been meant otherwise; what
then does not hold is for a person to look at.
"""

from __future__ import annotations

from segreport.claims.nouns import FIGURES, Claim, Token
from segreport.claims.subjects.steps import Tokens
from segreport.claims.table import is_derived

_LEVELS = ("rank", "rank_within", "level", "middle")
_HEADS = ("people", "its", "ref", "each")
"""What a level before 的 may describe without being of something else."""
_COUNTERS = ("个", "类", "种", "项", "样", "件", "款")
_NONE = ("没有一", "没一", "无一", "没有哪", "没有任何一")
_GROUPS = (
    "群",
    "群人",
    "群体",
    "客群",
    "群组",
    "一类",
    "一组",
    "一拨",
    "一档",
    "一个",
    "一伙",
    "一帮",
)
_WITH = (
    "算上",
    "加上",
    "再加上",
    "扣掉",
    "扣除",
    "扣去",
    "刨去",
    "减去",
    "计入",
    "若算上",
    "要是算上",
)
_ONE_LETTER = tuple("单件店次笔货钱课票趟户款张")
_COUNTED = ("neutral", "unknown", "topic", "items", "feature")


def of_another(claim: Claim, clause: Tokens) -> bool:
    """Whether the clause leaves it open what the claim is about."""
    return (
        (claim.ref is None and any(_foreign(claim, token) for token in clause))
        or _counts(claim, clause)
        or _adds_up(claim, clause)
        or _describes(claim, clause)
        or _of_none(claim, clause)
        or _headed(claim, clause)
        or _with_more(claim, clause)
    )


def _foreign(claim: Claim, token: Token) -> bool:
    """Whether the token names segments, and none that the claim is about."""
    ref = token.ref
    own = set(claim.subject.replace("|", "+").split("+"))
    return ref is not None and ref.kind == "segments" and own.isdisjoint(ref.segments)


def _counts(claim: Claim, clause: Tokens) -> bool:
    """五个方面, 三类资产: a number of the nouns behind it."""
    quantity = claim.quantity
    if claim.relation != "number" or quantity is None or quantity.unit not in _COUNTERS:
        return False
    behind = next((token for token in clause if token.start >= claim.end), None)
    return behind is not None and behind.start == claim.end and behind.kind in _COUNTED


def _adds_up(claim: Claim, clause: Tokens) -> bool:
    """其余三个群组均值之和的3.4倍, 合计资产占3.4%: a sum that the claim does not tell of."""
    told = {"|", "+"} & set(claim.subject) or any(
        "+" in name or is_derived(name) for name in claim.features
    )
    sums = any(token.statistic == "sum" for token in clause if token.start < claim.end)
    return claim.relation in FIGURES and sums and not told


def _of_none(claim: Claim, clause: Tokens) -> bool:
    """其余四组没有一组过8万: what none of several reaches is said of each of them."""
    before = "".join(token.text for token in clause if token.start < claim.end)
    figure = claim.relation in FIGURES and claim.relation != "extreme"
    return figure and any(word in before for word in _NONE)


def _headed(claim: Claim, clause: Tokens) -> bool:
    """人最多，单最少: of what a letter stands for that the table may have under a longer name."""
    named = any(set(token.names) & set(claim.features) for token in clause)
    return claim.relation in _LEVELS and not named and clause[0].text in _ONE_LETTER


def _with_more(claim: Claim, clause: Tokens) -> bool:
    """算上退款就更薄了: of what was told before, with this added or taken away."""
    before = "".join(token.text for token in clause if token.start < claim.start)
    return claim.relation in _LEVELS and before.startswith(_WITH)


def _describes(claim: Claim, clause: Tokens) -> bool:
    """较强的稳定性, 第一大资产: a level or rank of the noun behind it."""
    behind = [token for token in clause if token.start >= claim.end]
    if claim.relation not in _LEVELS or not behind:
        return False
    if behind[0].text == "的":
        if claim.ref is not None and len(behind) > 1 and behind[1].statistic == "mean":
            return False  # 高于41.1%的均值
        return (
            len(behind) > 1
            and not set(behind[1].names) & set(claim.features)  # 较低的登录次数
            and behind[1].kind not in _HEADS
            and not behind[1].text.endswith(_GROUPS)
        )
    return claim.relation == "rank" and behind[0].kind in (
        "feature", "level", "unknown", "statistic",
    )  # fmt: skip
