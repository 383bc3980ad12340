"""Clauses: what a clause does as a whole: it frames the next, weighs, goes on with another."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

from segreport.claims.nouns import FIGURES
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens

FRAME_ENDS = (
    *("方面", "上", "看", "来看", "上看", "而言", "来说", "层面", "维度", "端", "角度", "领域"),
    *("中", "角度看", "维度看", "层面看", "来讲", "一端", "板块"),
)
DENYING = frozenset(
    (
        *("不宜", "不能", "不可", "不应", "不该", "难以", "无法", "不足以", "切勿", "不要", "勿"),
        *("不便", "并不能", "尚不能", "还不能", "不能够", "不必", "不应该", "切忌", "不好", "难"),
    )
)
_DENIED = re.compile(
    r"(?:不宜|不能够?|不可|不应该?|不该|难以?|无法|不足以|切勿|切忌|不要|勿|不便|不必|不好)"
    r"(?:简单|笼统|一概|直接|片面|就此|据此|因此|轻易|贸然|草率|武断|一味|单纯|仅凭此|地|都|被|将其|把其|把他们|将他们|由此)*"
    r"(?:概括|归结|归纳|理解|解读|视|看|认定|断言|断定|等同|推断|推定|得出|判定|归因|定性|定义|认为|总结)"
    r"(?:为|成|作|做|于|是|出|其|他们)*"
)
"""What is not to be concluded is not said."""
RAISING = ("要说", "若说", "要论", "若论", "说起", "说到", "论起", "要讲", "论", "要数", "说")
_DENIAL = re.compile(
    r"(?:[那这可还也真却倒]|怎么|恐怕|其实|未必)*(?:轮不[到上着]|挨不[着上到]|排不[到上]|算不上|谈不上|并非|不是)"
    r"(?:他们|她们|它们?|本群组?|该群组?|这(?:一)?[群拨批组帮类]人?|头上|的?份儿?)+"
)
RATHER = ("与其说", "与其说是")
"""与其说偏低，不如说…: what is only weighed is not said."""


def without_denied(clause: Tokens) -> Tokens:
    """The clause up to where it says what should not be concluded (不宜概括为各项均处于末位)."""
    texts = [token.text for token in clause]
    match = _DENIED.search("".join(texts)) if not DENYING.isdisjoint(texts) else None
    if match is None:
        return clause
    starts = accumulate((len(text) for text in texts), initial=0)
    return tuple(token for token, start in zip(clause, starts, strict=False) if start < match.end())


def deny_said(scope: Scope, clause: Tokens, before: Tokens) -> bool:
    """要说保额垫底，那还真轮不到他们: what the clause before raised is denied; whether it is so."""
    raised = any(token.text.endswith(RAISING) for token in before[:2])
    if not raised or not _DENIAL.fullmatch("".join(token.text for token in clause)):
        return False
    for number, claim in enumerate(scope.claims):
        if claim.start >= before[0].start and claim.relation not in FIGURES:
            scope.claims[number] = replace(claim, negated=not claim.negated)
    return True


def frame_of(scope: Scope, clause: Tokens) -> tuple[str, ...]:
    """资产方面, 从资产来看: a theme that the next clause is about."""
    named = [token for token in clause if token.kind == "feature"]
    framed = bool(clause) and clause[-1].text in FRAME_ENDS and not scope.claims_in_clause
    return named[0].names if framed and len(named) == 1 and len(named[0].names) > 1 else ()


def resume_other(scope: Scope, clause: Tokens) -> None:
    """群组0的存款为3.1万，低于本群组: goes on with the other segment."""
    first = next((t for t in clause if t.kind not in ("neutral", "each", "degree")), None)
    led = first is not None and first.kind in ("compare", "with") and scope.subject == scope.own
    owned = any(t.kind == "its" and t.note == "own" and not t.text.startswith("它") for t in clause)
    owned = owned or any(t.ref is not None and t.ref.segments == (scope.own,) for t in clause)
    last = scope.last_told
    if led and owned and last is not None and last.subject in scope.vocabulary.labels:
        scope.subject = last.subject


def drop_weighed(scope: Scope, clause: Tokens, told: int) -> None:
    """与其说偏高: of what was claimed since `told` only the figures are said."""
    if clause and clause[0].text in RATHER:
        scope.claims[told:] = [c for c in scope.claims[told:] if c.relation in FIGURES]
