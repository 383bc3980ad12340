"""Places: where a segment stands beside what it is compared with (在整体之上, 排在群组0之后)."""

from __future__ import annotations

import re

from segreport.claims.nouns import Reference, Token
from segreport.claims.subjects.behind import number_after
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.truth import Direction

LINES = ("线", "均值", "平均")
"""落在平均线上: at it, and not above it, as 在平均线以上 says."""
RESTING = (
    *("落在", "就在", "卡在", "停在", "贴在", "踩在", "压在", "骑在", "正在", "恰在", "刚在"),
    *("几乎", "正好", "恰好", "刚好", "恰恰", "差不多", "基本", "大致", "大体", "恰", "正"),
)
STANDING = ("处于", "处在", "属", "属于", "居于", "位于")
AROUND = ("附近", "上下", "左右", "周围", "一带", "左近")
FOLLOWING = ("之后", "后面", "后头", "身后", "其后")
QUEUED = (
    *("位于", "处于", "排在", "排", "居", "列", "紧随", "位列", "屈居", "位居", "居于", "落在"),
    *("走在", "名列", "排名", "稳居", "跑在", "掉在", "站在", "处在", "跟在", "排到", "落到"),
    *("冲在", "赶在"),
)
AHEAD = ("之前", "前面", "前头", "前列", "前方", "身前")
NOT_REACHED = ("没", "未", "达不到", "够不", "跑输", "跑不赢")
STRONG_STARTS = ("远", "大幅", "显著", "明显", "甩开")
REACHED = ("达到", "达至", "赶上", "追上", "够上", "企及", "触及", "追平")
YARDSTICK = re.compile("[为作做]?(?:参照系?|参考|基准|对照|标尺|比较基准|对比|标杆)")


def state_versus(
    scope: Scope,
    token: Token,
    direction: Direction,
    ref: Reference,
    *,
    negated: bool,
) -> None:
    """高于群组0 is a comparison, 高于整体 a level."""
    strength = scope.strength(token)
    if token.text.startswith(STRONG_STARTS):
        strength = "strong"
    reached = token.text.startswith(NOT_REACHED)  # 没到整体水平 says no more than below it
    plain = ref.kind == "overall" and scope.statistic != "median"
    plain = plain and not (reached and strength == "plain")
    scope.state(
        token,
        "level" if plain else "versus",
        scope.targets(),
        direction=direction,
        strength=strength,
        negated=negated,
        ref=Reference("others") if ref.kind == "scope" else ref,
    )


def as_yardstick(scope: Scope, tokens: Tokens, position: int, after: int) -> int:
    """以群组0为参照: what follows is held against it. 0 where it is not so.

    The reference stands at `position` and ends before `after`.
    """
    ref, led = tokens[position].ref, at(tokens, position - 1)
    said = "".join(token.text for token in tokens[after : after + 2])
    if led is None or led.text not in ("以", "拿") or not YARDSTICK.match(said):
        return 0
    scope.against = scope.last_ref = ref
    return after + 1 + (not YARDSTICK.fullmatch(tokens[after].text))


def read_place(scope: Scope, tokens: Tokens, position: int, after: int, ref: Reference) -> int:
    """在整体之上; 与群组1相差…; `position` is that of the word before the reference."""
    if done := _stands(scope, tokens, position, after, ref) or _queued(scope, tokens, after, ref):
        return done
    token = first = at(tokens, after)
    if token is not None and token.text in ("的", "线"):
        behind = at(tokens, after + 1)
        compared = behind is not None and behind.kind == "compare"
        token = behind if is_place(behind) or compared else token
    if token is not None and token.text == "上" and tokens[after - 1].text.endswith(LINES):
        return _on_line(scope, tokens, after, ref)
    if token is not None and is_place(token):
        strength, negated = scope.strength(token), scope.negated
        far = strength == "strong" and ref.kind == "overall" and scope.statistic != "median"
        if names := scope.targets():
            scope.state(
                *(token, "level" if far else "versus", names),
                direction=token.way,
                ref=ref,
                strength=strength,
                negated=negated,
            )
        return after + 1
    if (
        token is not None
        and token.kind == "compare"
        and (token.note == "gap" or token is not first)
    ):
        scope.against = ref  # 对群组2的领先幅度
    return after


def _on_line(scope: Scope, tokens: Tokens, after: int, ref: Reference) -> int:
    """几乎就落在整体平均线上: at it; 在平均线上 alone may be above it as well."""
    rests = any(token.text in RESTING for token in tokens[:after])
    token, names = tokens[after], scope.targets()
    if names and rests and ref.kind == "overall" and scope.statistic != "median":
        scope.state(token, "middle", names, negated=scope.negated)
    elif names:
        scope.sure = False
        state_versus(scope, token, "up", ref, negated=scope.negated)
    return after + 1


def _stands(scope: Scope, tokens: Tokens, position: int, after: int, ref: Reference) -> int:
    """尚未|达到整体平均, 处于平均水平, 在整体平均附近. 0 where it is none of these."""
    led, token = at(tokens, position), at(tokens, after)
    if not scope.pending:
        return 0
    if led is not None and led.text in REACHED and number_after(tokens, after) < 0:
        state_versus(scope, led, "down", ref, negated=not scope.negated)
        return after
    if ref.kind != "overall":
        return 0
    if token is not None and token.text in AROUND:
        scope.state(token, "middle", scope.targets(), negated=scope.negated)
        return after + 1
    if token is None and led is not None and led.text in STANDING:
        scope.state(led, "middle", scope.targets(), negated=scope.negated)
        return after
    return 0


def _queued(scope: Scope, tokens: Tokens, after: int, ref: Reference) -> int:
    """排在群组0之后: most likely below it. 0 where it is not so."""
    token = at(tokens, after)
    if token is None or token.text not in (*FOLLOWING, *AHEAD):
        return 0
    if not any(earlier.text in QUEUED for earlier in tokens[:after]):
        return 0
    way = "down" if token.text in FOLLOWING else "up"
    if names := scope.targets():
        scope.state(token, "versus", names, direction=way, ref=ref, sure=False)
    return after + 1


def is_place(token: Token | None) -> bool:
    """Whether a word is 之上, 之下."""
    return token is not None and token.kind == "place"
