"""Again: a distance told a second time in another measure (高出整体1.2万元，增幅约36%)."""

from __future__ import annotations

from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.wording import Quantity

EXTENTS = (
    *("幅度", "增幅", "降幅", "差幅", "涨幅", "溢价", "溢价率", "增长率", "高出比例", "低出比例"),
    *("溢出比例", "超出比例", "高出幅度", "低出幅度", "超出幅度", "差异幅度", "溢出幅度"),
    *("相对差异", "差异率", "偏离度", "偏离幅度", "领先幅度", "落后幅度", "相对差距"),
)
LINKS = (
    "即", "也即", "亦即", "或", "折合", "约合", "合", "相当于", "（", "(", "约", "为", "达", "约为",
    "也就是", "换算下来", "折算", "折算下来", "相应的", "对应", "的",
)  # fmt: skip


def distance_again(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """The percentage of a distance that was told last as an amount, or the other way round."""
    told = scope.claims[-1] if scope.claims else None
    if told is None or told.relation != "difference" or told.quantity is None or told.ref is None:
        return 0
    if {told.quantity.kind, quantity.kind} not in ({"value", "percent"}, {"value", "fraction"}):
        return 0
    between = [t for t in tokens[:position] if t.start >= told.end]
    named = any(token.text in EXTENTS for token in between)
    bracketed = bool(between) and told.start >= tokens[0].start
    plain = all(t.text in LINKS or t.text in EXTENTS or t.kind == "neutral" for t in between)
    if not plain or not (named or bracketed):
        return 0
    waiting, scope.subject = scope.subject, told.subject
    way, ref = told.direction, told.ref
    scope.state(
        tokens[position], "difference", told.features, quantity=quantity, ref=ref, direction=way
    )
    scope.subject = waiting
    return position + 1
