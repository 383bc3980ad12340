"""Explaining: the parse of a sentence in words, for --explain."""

from __future__ import annotations

from math import floor, log10

from segreport.claims.judging.judging import judge_claim
from segreport.claims.judging.outcomes import Outcome
from segreport.claims.nouns import SHARE, Claim, Reading, Reference
from segreport.claims.table import Table, segment_title
from segreport.models import VERDICT_LABELS, Profile
from segreport.wording import Quantity, format_points, format_value

RELATIONS = {
    "level": "水平",
    "middle": "居中",
    "rank": "名次",
    "rank_within": "前几名",
    "leading": "同主题内的名次",
    "tally": "几项特征",
    "only": "仅次于/仅高于",
    "alone": "唯独它如此",
    "between": "介于",
    "versus": "比较",
    "alike": "相当",
    "apart": "差距大",
    "number": "数值",
    "multiple": "倍数",
    "difference": "差值",
    "ratio": "两项之比",
    "share_of_total": "占全体总额",
    "count": "人数",
    "extreme": "其中的最高（最低）",
    "per": "折算",
    "effect": "效应量",
    "scope": "群组个数",
}
REFERENCES = {
    "overall": "整体",
    "others": "其余群组",
    "scope": "各群组",
    "own_mean": "本群均值",
    "own_median": "本群中位数",
}
DOUBTS = {
    "outside": "表外",
    "number": "数字未归属",
    "statement": "说法未归属",
    "unknown": "不认识的词",
    "absent": "表中没有的指标",
    "unit": "单位不符",
}


def explain(reading: Reading, profile: Profile) -> tuple[str, ...]:
    """One line for each claim, doubt and target: span, words, what it was read as, the verdict."""
    table = Table(profile)
    lines = [
        _line(claim, reading.text, judge_claim(claim, table), table) for claim in reading.claims
    ]
    lines += [
        f"[{d.start}–{d.end}] “{d.text}” {DOUBTS[d.why]}{f'（{d.about}）' if d.about else ''}"
        for d in reading.doubts
    ]
    lines += [
        f"[{q.start}–{q.end}] “{reading.text[q.start : q.end]}” 目标或优惠，不核对"
        for q in reading.targets
    ]
    return tuple(lines)


def _line(claim: Claim, text: str, outcomes: tuple[Outcome, ...], table: Table) -> str:
    features = "、".join(table.label(name) for name in claim.features) or "群组"
    parts = [segment_title(claim.subject), features]
    if claim.statistic == "median":
        parts.append("中位数")
    parts.append(_relation(claim))
    if claim.ref is not None and claim.relation != "scope":
        parts.append(f"参照{_reference(claim.ref, table)}")
    if claim.quantity is not None:
        mark = {">": "大于", "<": "小于", "": "约" if claim.quantity.approx else ""}
        parts.append(f"{mark[claim.quantity.bound]}{_figure(claim.quantity)}")
    if claim.guessed or not claim.sure:
        parts.append("（主题为推测）")
    verdicts = "、".join(dict.fromkeys(VERDICT_LABELS[o.verdict] for o in outcomes))
    found = "；".join(dict.fromkeys(o.found for o in outcomes if o.found))
    where = f"[{claim.start}–{claim.end}] “{text[claim.start : claim.end]}”"
    return f"{where} {' '.join(parts)} → {verdicts}（{found}）"


def _figure(quantity: Quantity) -> str:
    """What a number was read as: 61.2%, 209 万元, −1.12 至 −0.99."""
    ends = dict.fromkeys(_number(end, quantity) for end in (quantity.low, quantity.high))
    return " 至 ".join(ends)


def _number(value: float, quantity: Quantity) -> str:
    if quantity.kind in ("percent", "fraction"):
        return format_value(value, "%", _decimals(quantity.step * 100))
    if quantity.kind == "points":
        return format_points(value, _decimals(quantity.step * 100))
    unit = "倍" if quantity.kind == "multiple" else quantity.unit
    return format_value(value, unit, _decimals(quantity.step))


def _decimals(step: float) -> int:
    """Decimal places of a number whose last digit is worth `step`."""
    return max(0, -floor(log10(step) + 1e-9)) if step > 0 else 0


def _relation(claim: Claim) -> str:
    words = RELATIONS[claim.relation]
    if claim.relation in ("rank", "leading") or (claim.relation == "tally" and claim.rank):
        words += f"第 {claim.rank}" if claim.rank > 0 else f"倒数第 {-claim.rank}"
    if claim.direction:
        words += {"up": "高", "down": "低"}[claim.direction]
        words += {"weak": "（略）", "plain": "", "strong": "（显著）"}[claim.strength]
    return f"否定：{words}" if claim.negated else words


def _reference(ref: Reference, table: Table) -> str:
    if ref.kind == "segments":
        return "、".join(segment_title(label) for label in ref.segments)
    if ref.kind == "feature" and ref.feature and ref.feature != SHARE:
        return table.label(ref.feature)
    return REFERENCES.get(ref.kind, "整体")
