"""Smalls: 一 and 两 with a unit, where a feature is counted so (柜面办理不足一次)."""

from __future__ import annotations

from collections.abc import Iterator

from segreport.claims.nouns import Token
from segreport.claims.words.lexicon import unit_factors
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import Quantity

SMALL = {"一": 1.0, "两": 2.0}
HAPPENING = ("次", "单", "笔", "回", "趟")
BELOW = ("不足", "不到", "未到", "未满", "不及", "低于", "少于", "不满", "未及")
ABOVE = ("超过", "逾", "超", "超出", "多于", "高于", "突破", "至少", "超过了", "满")
NEAR = ("约", "近", "接近", "将近", "大约", "仅约", "约为", "差不多")
LINKS = (
    *("仅", "只", "为", "是", "仅为", "只有", "仅有", "达", "均值", "平均", "也", "还", "才"),
    *("已", "就", "都", "均", "不过", "也就", "的", "次数", "频次", "频率", "量", "数"),
)
ENDS = ("的", "左右", "上下", "，", "而", "且", "以上", "以下", "）", ")")


def small_counts(tokens: list[Token], vocabulary: Vocabulary) -> Iterator[Token]:
    """The tokens, with such words as one number each."""
    skipped = 0
    for position, token in enumerate(tokens):
        if skipped:
            skipped -= 1
            continue
        count = _number_at(tokens, position, vocabulary)
        if count is None and token.text in (*BELOW, *ABOVE, *NEAR):
            count = _number_at(tokens, position + 1, vocabulary)
            skipped = 2 if count is not None else 0
            yield _led(token, count) if count is not None else token
        else:
            skipped = 1 if count is not None else 0
            yield count or token


def _led(lead: Token, count: Token) -> Token:
    """不足一次: the number with what stands before it."""
    figure = count.figure
    bound = "<" if lead.text in BELOW else ">" if lead.text in ABOVE else ""
    quantity = Quantity(
        *(lead.start, count.end, figure.low, figure.high, figure.step, figure.unit, "value"),
        approx=lead.text in NEAR,
        bound=bound,  # type: ignore[arg-type] # literals
    )
    return count._replace(start=lead.start, text=lead.text + count.text, quantity=quantity)


def _number_at(tokens: list[Token], position: int, vocabulary: Vocabulary) -> Token | None:
    """两|次 behind a feature that is counted in 次."""
    pair = tokens[position : position + 3]
    if len(pair) < 2 or pair[0].text not in SMALL or pair[0].quantity:
        return None
    token, unit = pair[0], pair[1]
    after = pair[2] if len(pair) > 2 else None
    ends = after is None or after.kind in ("stop", "joint") or after.text in ENDS
    if not ends or unit.start != token.end or unit.kind not in ("neutral", "unknown", "people"):
        return None
    led = position - 1
    led -= led >= 0 and tokens[led].text in (*BELOW, *ABOVE, *NEAR)
    near = led
    while led >= 0 and tokens[led].text in LINKS:
        led -= 1
    if near + 1 < position and _opens(tokens, led) and unit.text in HAPPENING:
        return _counted(token, unit)  # 一个月不到一次
    if led < 0 or tokens[led].kind != "feature":
        return None
    units = {vocabulary.unit_of.get(name, "") for name in tokens[led].names}
    fits = any(unit.text in unit_factors(known) for known in units if known not in ("", "%"))
    if not fits and not (unit.text in HAPPENING and led == near and units == {"%"}):
        return None
    return _counted(token, unit)


def _opens(tokens: list[Token], led: int) -> bool:
    """Whether a clause begins here, or a span of time was said."""
    return led < 0 or tokens[led].kind == "stop" or tokens[led].text[-1] in "月周年天"


def _counted(token: Token, unit: Token) -> Token:
    """One number of the word and its unit."""
    value = SMALL[token.text]
    quantity = Quantity(token.start, unit.end, value, value, 1.0, unit.text, "value")
    text = token.text + unit.text
    return Token(token.start, unit.end, "quantity", text, quantity=quantity)
