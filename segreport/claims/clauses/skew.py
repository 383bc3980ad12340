"""Skew: what a few customers do to a mean (少数大户拉高了均值, 均值系由部分客户抬升所致)."""

from __future__ import annotations

import re
from itertools import accumulate

from segreport.claims.nouns import OVER, SHARE, Claim, Reference, Token
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.truth import Direction

PULLING = (
    *("拉高", "抬高", "推高", "拉低", "拉升", "抬升", "摊薄", "稀释", "带高", "撑高", "扭曲"),
    *("压低", "垫高", "顶高", "拽高", "扯高", "拱高", "带偏", "拉动"),
)
DOWN = ("低", "薄", "释")
_PULL = r"(?:[拉抬推带撑垫顶拽扯拱掀](?:高|升|动|大|偏|上去|上来|起来|得偏高|得虚高)|压低)"
_FEW = (
    r"(?:极?少数|极?个别|一?小?部分|少部分|几个|几位|几户|那几|若干|一小撮|一批|头部|尾部|极端|极值|离群"
    r"|大额|高额|大户|大客户|大单|高值|高净值)"
)
_BY_FEW = re.compile(
    rf"(?:系|是|多半|主要|可能|或|均|都|往往)*(?:由|被|受到|受|让|给|叫){_FEW}[^，。；]{{0,12}}?"
    rf"(?:所|的|有所|一把)*{_PULL}(?:所致|所带来|的影响|的结果|来的|上去|起来|的|了)*$"
)
"""由部分客户拉高所致, behind the mean it is said of."""
_DENIED = re.compile(r"(?:并?非|不是|不靠|未被?|没有?被?|而非)")


def pulls_mean(clause: Tokens) -> bool:
    """尾部客户拉高了均值: why the mean is not the usual value, and no more."""
    pulled = any(token.text.startswith(PULLING) for token in clause)
    averaged = any(t.statistic == "mean" or (t.ref and t.ref.kind == "overall") for t in clause)
    return pulled and averaged and not any(token.quantity for token in clause)


def pulled_by(clause: tuple[Token, ...]) -> int:
    """Where 由部分客户拉高所致 begins, behind a mean it is said of; −1 where nothing does."""
    match = _BY_FEW.search("".join(token.text for token in clause))
    averaged = any(token.statistic == "mean" for token in clause)
    if match is None or not averaged:
        return -1
    starts = list(accumulate((len(token.text) for token in clause), initial=0))
    return starts.index(match.start()) if match.start() in starts[1:-1] else -1


def state_skew(scope: Scope, clause: Tokens) -> None:
    """A mean that few have raised is above the median, one they have lowered below it."""
    names, said = scope.targets(), "".join(token.text for token in clause)
    own = scope.subject in scope.vocabulary.labels
    if len(names) != 1 or not own or _DENIED.search(said) or SHARE in names or OVER in names[0]:
        return
    pull = re.search(_PULL, said)
    if pull is None:
        return
    way: Direction = "down" if pull[0].endswith(DOWN) else "up"
    start, end = clause[0].start, clause[-1].end
    ref = Reference("own_median")
    scope.asides.append(
        Claim(start, end, "versus", names, scope.subject, direction=way, ref=ref, sure=False)
    )
