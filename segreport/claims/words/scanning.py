"""Scanning: a sentence becomes clauses of tokens. Numbers first, then the longest known word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from segreport.claims.nouns import DEGREES_OF, TOTAL, Group, Token
from segreport.claims.words.cutting import before_number, cut_word, yielding
from segreport.claims.words.lexicon import measured_in
from segreport.claims.words.shapes import Shaped, period, shapes_of
from segreport.claims.words.smalls import small_counts
from segreport.claims.words.vocabulary import Vocabulary
from segreport.truth import Direction
from segreport.wording import Quantity, half_width, read_quantities

ARROWS = "→⇒➜➔⟶"
"""What stands between a finding and the advice that follows from it."""
PERIOD_IS_AMOUNT = ("feature", "statistic", "degree", "level", "compare", "word")
"""After these 近二十天 is a number and no time: 比群组1短近二十天."""
LIKING = ("爱", "偏爱", "钟爱", "酷爱", "热衷", "热衷于", "钟情", "钟情于", "喜爱", "喜欢")
REACHED = ("已", "已经", "已有", "已达", "达", "长达", "有", "为", "是", "约为", "均为", "平均")
TIMES = ("天", "日", "月", "个月", "年", "周", "小时")
HEADS = ("用户", "客户", "会员", "人", "人数", "用户数", "客户数", "会员数", "户数", "户", "者")
OFTEN = ("少", "多", "勤", "很少")
LIGHT = frozenset("用点赶逛买喝吃配搭走跑去看做打上下开坐选挑拿享领刷发交提问玩听读订参")
"""Verbs that may stand between 少, 爱 and what they do little or like (少用券, 爱点外卖)."""
SOME = ("一个", "几", "一", "十几", "几十", "好几", "几百", "十")
AMONG = ("里", "里头", "里面", "里边", "中", "当中", "之中", "中间")
CROWDED = ("集中", "扎堆", "密集")
PACE: dict[str, Direction] = {"快": "up", "慢": "down"}
AMID = ("也", "却", "又", "还", "真", "是", "其实", "倒", "都", "可", "并", "真是")
SUITS: dict[str, Direction] = {
    "短板": "down",
    "弱项": "down",
    "软肋": "down",
    "强项": "up",
    "长项": "up",
}
PACED = ("most", "degree", "not")
"""Before 快 and 慢 what makes them a level, and no adverb (快六成)."""
THINGS = ("个", "块", "条", "座", "张", "只", "辆", "本", "届", "间", "扇", "次", "春")
"""Measure words that make 第二 count things."""
ATTRIBUTES = frozenset("老大小新长短重轻深浅强弱")
SPOTS = ("处", "之处", "环节", "项", "面", "一面", "一环", "地带", "部位")
ABSTRACT = ("性", "度", "感", "力", "化")
"""Endings that make a noun of its own of what stands before them."""
CHANGING = ("level", "middle", "absent", "neutral", "rank")
"""Kinds of words that may be part of another with their neighbours."""
_STOPS = f"，,；;。！!？?：:\n—…{ARROWS}"

_MARKER = re.compile(r"\s*(?:\d{1,2}[.)）、]\s+|[•▍■●◆▶▪◇★☆*#>-]+\s*)+|\s*\d{1,2}）\s*")
"""What stands before an item of a list."""
_WHOLE = re.compile(r"[较比与于跟和](?:整体|总体)")
_FASTER = re.compile(
    r"([比较][^，。；、]{1,12}?)(?<![了出低高多少短长慢])快(?=[近了出]?\d|[一两三四五六七八九十半]{1,3}[成天倍个])"
)
"""比平均|快|15分钟: no 快15分钟."""
_MEDIAN = re.compile(r"中位[数值]")
_ITS_OR_AND = re.compile(r"其(?=中位)|与(?=其[余他它\d])")
"""其|中位数, not 其中; 与|其余, not 与其."""


def scan(text: str, vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Every character of `text` in exactly one token, in order; blanks are in none."""
    plain = half_width(text).replace("·", "、")
    masked = vocabulary.latin.sub(lambda match: "某" * len(match[0]), plain)  # AUM184万元
    masked = vocabulary.windows.sub(lambda match: "某" * len(match[0]), masked)
    masked = _FASTER.sub(r"\1某", masked)
    quantities = {q.start: q for q in read_quantities(masked, vocabulary.units)}
    inside = {at: q for q in quantities.values() for at in range(q.start + 1, q.end)}
    shapes = shapes_of(plain)
    tokens: list[Token] = []
    position = 0
    if marker := _MARKER.match(plain):
        position = marker.end()
        tokens.append(Token(0, position, "neutral", marker[0]))
        quantities = {start: q for start, q in quantities.items() if start >= position}
    while position < len(plain):
        if plain[position].isspace():
            position += 1
            continue
        previous = tokens[-1] if tokens else None
        kind = previous.kind if previous else ""
        led = "feature" if _times_feature(tokens, vocabulary) else kind
        token = _shaped(plain, shapes.get(position, ()), vocabulary, led)
        token = token or _at(plain, position, vocabulary, quantities, inside)
        if token.text in ("近半年", "近一年") and _MORE.search(plain[:position]):
            token = token._replace(kind="unknown", note="")  # a time, and no recent one
        unread = token.kind == kind == "unknown"
        if previous and unread and previous.end == token.start and not previous.note + token.note:
            token = previous._replace(end=token.end, text=previous.text + token.text)
            tokens.pop()
        tokens.append(token)
        position = token.end
        cut = inside.get(position)
        if cut and token.start < cut.start < position:  # 违约36.7%: no 约36.7%
            for rest in read_quantities(plain[position : cut.end], vocabulary.units):
                start, end = rest.start + position, rest.end + position
                quantities[start] = replace(rest, start=start, end=end)
    told = _crowded(_of_rates(tokens, vocabulary), vocabulary)
    return tuple(small_counts([*_compounds(_how_done(told, vocabulary))], vocabulary))


def _crowded(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """高峰集中, 周末扎堆: of a share, that it is high."""
    told = list(tokens)
    for position, token in enumerate(tokens[1:], 1):
        if token.text not in CROWDED or not tokens[position - 1].names:
            continue
        shares = {vocabulary.unit_of.get(name) for name in tokens[position - 1].names} == {"%"}
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        ends = after is None or after.kind in ("stop", "joint") or after.text == "的"
        if shares and ends:
            told[position] = token._replace(kind="level", direction="up", note="")
    return told


def _times_feature(tokens: list[Token], vocabulary: Vocabulary) -> bool:
    """距上次下单已|近47天: whether what comes next is a time that a feature before it counts."""
    if len(tokens) < 2 or tokens[-1].text not in REACHED:
        return False
    return any(vocabulary.unit_of.get(name) in TIMES for name in tokens[-2].names)


def _how_done(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """订得最晚, 住得却不贵: one word of the vocabulary, with a degree between its parts."""
    told = list(tokens)
    for position, token in enumerate(tokens):
        if token.text[-1] != "得" or token.kind == "stop":
            continue
        where = position + 1
        while where < len(tokens) and (tokens[where].kind in PACED or tokens[where].text in AMID):
            where += 1
        if where == position + 1 or where == len(tokens):
            continue
        word = vocabulary.terms.get(token.text + tokens[where].text)
        units = measured_in(tokens[where].text)
        fits = {vocabulary.unit_of.get(name) for name in token.names} & set(units)
        if word is not None and word.kind == "word" and not (fits or (token.names and not units)):
            told[position] = token._replace(kind="neutral", group=None)
            there = tokens[where]
            told[where] = word._replace(start=there.start, end=there.end, text=there.text)
    return told


def _of_rates(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """离网用户, 流失客户数 in a clause about everyone: their share of all of those."""
    told: list[Token] = []
    for position, token in enumerate(tokens):
        if told and told[-1].end > token.start:
            continue
        if len(token.names) != 1 or vocabulary.unit_of.get(token.names[0]) != "%":
            told.append(token)
            continue
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        if last := _among_all(tokens, position):
            group = Group((f"{TOTAL}{token.names[0]}",))
            told.append(token._replace(end=tokens[last].end, group=group))
            continue
        joined = after is not None and after.start == token.end and after.text in HEADS
        if (joined or token.text.endswith(HEADS[:3])) and _in_whole(tokens, position):
            text = token.text + (after.text if joined and after else "")
            group = Group((f"{TOTAL}{token.names[0]}",), concept=True)
            told.append(token._replace(end=token.start + len(text), text=text, group=group))
        else:
            told.append(token)
    return told


def _among_all(tokens: list[Token], position: int) -> int:
    """退费的人里头有一大半是他们: where the words for all of those end; 0 where it is not so."""
    linked = [t.text for t in tokens[position + 1 : position + 2]] == ["的"]
    people = position + 1 + linked
    inside = people + 1
    if inside >= len(tokens) or tokens[people].kind != "people" or tokens[inside].text not in AMONG:
        return 0
    inside += [t.text for t in tokens[inside + 1 : inside + 2]] == ["，"]
    rest = tokens[inside + 1 :]
    stop = next((n for n, token in enumerate(rest) if token.kind == "stop"), len(rest))
    number = next((n for n in range(stop) if rest[n].number in ("percent", "fraction")), stop)
    here = any(t.kind == "its" and t.note == "own" for t in rest[number:stop])
    return inside if here else 0


def _in_whole(tokens: list[Token], position: int) -> bool:
    """Whether the clause speaks of everyone."""
    first = next((n for n in range(position, -1, -1) if tokens[n].kind == "stop"), -1)
    last = next((n for n in range(position, len(tokens)) if tokens[n].kind == "stop"), len(tokens))
    return any(t.ref is not None and t.ref.kind == "overall" for t in tokens[first + 1 : last])


def _compounds(tokens: list[Token]) -> Iterator[Token]:
    """Tokens whose neighbours change them: letters that are part of an unknown word."""
    tokens = [*_light_verbs(tokens)]
    for position, token in enumerate(tokens):
        plain = token.text[-1] not in "其爱得" and token.text not in LIKING
        if token.kind not in CHANGING and plain:
            yield token
            continue
        before = tokens[position - 1] if position else None
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        if token.text == "与其" and after is not None and after.kind in ("quantity", "feature"):
            yield token._replace(kind="with", note="")
        elif _does(tokens, position):
            yield token._replace(kind="neutral")
        elif (way := _pace(tokens, position) or _strong_suit(tokens, position)) or _is_liked(
            token, after
        ):
            yield token._replace(kind="level", direction=way or "up", note="")
        elif _counts_things(token, after):
            yield token._replace(kind="neutral", rank=())
        elif _is_some(before, token, after):
            yield token._replace(kind="unknown", direction=None)
        elif (
            _is_measure(token, after)
            or _is_attribute(before, token, after)
            or _is_place(token, after)
        ):
            yield token._replace(kind="neutral", direction=None, note="said")
        elif _in_word(token, before, after):
            yield token._replace(kind="unknown", direction=None)
        elif before is not None and _makes_noun(before, token):
            yield token._replace(note="said")
        else:
            yield token


def _light_verbs(tokens: list[Token]) -> Iterator[Token]:
    """爱点外卖, 少赶早高峰: what is done with the feature behind it says nothing of its own."""
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        led = before is not None and before.text in (*LIKING, *OFTEN) and before.end == token.start
        ends = after is not None and after.kind == "feature" and after.start == token.end
        light = token.text in LIGHT and token.kind in ("unknown", "neutral", "takes")
        plain = led and ends and light
        yield token._replace(kind="neutral", note="light") if plain else token


def _pace(tokens: list[Token], position: int) -> Direction | None:
    """登录不到4次，脚步最慢: 快 and 慢 as a level, of a noun that leaves the topic what it is."""
    before = tokens[position - 1] if position else None
    noun = tokens[position - 2] if position > 1 else None
    led = before is not None and before.kind in PACED
    return PACE.get(tokens[position].text) if led and noun and noun.text in DEGREES_OF else None


def _strong_suit(tokens: list[Token], position: int) -> Direction | None:
    """存款是短板: what a feature is said to be, and no noun of its own."""
    way, before = SUITS.get(tokens[position].text), tokens[position - 1] if position else None
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    ends = after is None or after.kind == "stop"
    said = before is not None and before.text in (
        *("是", "为", "算是", "也是", "都是", "仍是", "算", "才是"),
    )
    return (
        way if ends and said and position > 1 and tokens[position - 2].kind == "feature" else None
    )


def _is_liked(token: Token, after: Token | None) -> bool:
    """爱复购, 不爱登录: high in what they like."""
    near = after is not None and after.start == token.end
    fits = after is not None and (after.kind == "feature" or after.note == "light")
    return token.text in LIKING and near and fits


def _counts_things(token: Token, after: Token | None) -> bool:
    """第二块屏幕, 第二战场: one more of a thing, and no place among the segments."""
    ordinal = token.kind == "rank" and token.text[0] == "第" and token.note == ""
    near = after is not None and after.start == token.end and after.kind == "neutral"
    near = near and after is not None and after.text not in ("把", "把交椅")
    ends = token.text[-1] in "名位高低多少大小长短强弱"
    return (
        ordinal
        and near
        and not ends
        and after is not None
        and (after.text in THINGS or (after.note == "said" and after.text[-1] not in "档队阵流级"))
    )


def _is_attribute(before: Token | None, token: Token, after: Token | None) -> bool:
    """小资金, 老船长: a letter of level that belongs to the noun behind it."""
    letter = token.kind == "level" and token.text in ATTRIBUTES and after is not None
    noun = letter and after is not None and after.kind == "neutral" and after.note == "said"
    near = noun and after is not None and after.start == token.end and len(after.text) > 1
    free = before is None or before.kind in ("stop", "joint") or before.text in ("的", "是", "个")
    return near and free


def _is_some(before: Token | None, token: Token, after: Token | None) -> bool:
    """一个多小时, 几十多块: a number that nobody reads, and no level."""
    counted = before is not None and before.end == token.start and before.text in SOME
    unit = after is not None and after.start == token.end and after.kind == "neutral"
    return token.text == "多" and token.kind == "level" and counted and unit


def _is_place(token: Token, after: Token | None) -> bool:
    """薄弱处, 薄弱环节: a noun, and no level."""
    joined = after is not None and after.start == token.end and after.text in SPOTS
    return token.kind == "level" and joined


def _is_measure(token: Token, after: Token | None) -> bool:
    """频度, 深度: the letter of a level makes a noun with 度."""
    letter = token.kind == "level" and token.end - token.start == 1
    return letter and after is not None and after.text == "度" and after.start == token.end


def _in_word(token: Token, before: Token | None, after: Token | None) -> bool:
    """堪当大任, 掉以轻心: a letter of level beside one that nobody knows."""
    if token.kind not in ("level", "middle") or token.end - token.start != 1:
        return False
    if before is not None and before.kind not in ("unknown", "neutral", "people", "stop"):
        return False
    if after is not None and after.kind == "unknown" and after.start == token.end:
        return True
    if after is not None and after.kind == "feature" and after.start == token.end:
        return False  # 重货长账期
    unread = before is not None and before.kind == "unknown" and len(before.text) == 1
    return unread and before is not None and before.end == token.start


def _does(tokens: list[Token], position: int) -> bool:
    """杠杆用得凶, 券倒是用得多: the verb of the feature before it, and no other feature."""
    token = tokens[position]
    general = token.kind == "feature"
    if not (token.kind == "absent" or general) or not token.text.endswith("得"):
        return False
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    if tokens[position].text == "来得" and after is not None and after.kind == "level":
        return True  # 比群组0来得高
    back = position - 1
    while back >= 0 and tokens[back].kind == "neutral":
        back -= 1
    held = set(tokens[back].names) & set(token.names) or not general
    return back >= 0 and tokens[back].kind == "feature" and bool(held)


def _makes_noun(before: Token, token: Token) -> bool:
    """可解释性良好: 性 makes another noun of what stands before it."""
    ends = token.text in ABSTRACT and token.kind == "neutral" and before.end == token.start
    return ends and before.kind in ("neutral", "unknown")


def _is_label(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    """近半年 of 近半年查询次数, where the dictionary calls a feature so."""
    found = vocabulary.match(text, start)
    return found is not None and found[1].kind == "feature" and found[0] > end


def _is_amount(text: str, end: int, vocabulary: Vocabulary, after: str) -> bool:
    """比群组1短近二十天, 近十年保龄: a number, and no time the table knows nothing of."""
    behind = vocabulary.match(text, end + (text[end : end + 1] == "的"))
    names = behind[1].names if behind else ()
    timed = len(names) == 1 and vocabulary.unit_of.get(names[0], "") in text[:end][-2:]
    return after in PERIOD_IS_AMOUNT or (timed and bool(vocabulary.unit_of.get(names[0])))


_MORE = re.compile(r"[多少长短早晚久高低][^，。；\d]{0,2}[了出]$")
"""比群组1多待了|近半年."""


def _shaped(
    text: str, shapes: Iterable[Shaped], vocabulary: Vocabulary, after: str
) -> Token | None:
    """The token of the first shape that is one here."""
    for match, build in shapes:
        if _is_label(text, match.start(), match.end(), vocabulary):
            continue
        if build is period and (
            _is_amount(text, match.end(), vocabulary, after) or _MORE.search(text[: match.start()])
        ):
            continue
        if token := build(match, vocabulary):
            return token._replace(start=match.start(), end=match.end(), text=match[0])
    return None


def _at(
    text: str,
    start: int,
    vocabulary: Vocabulary,
    quantities: dict[int, Quantity],
    inside: dict[int, Quantity],
) -> Token:
    if text[start] in _STOPS:
        return Token(start, start + 1, "stop", text[start])
    found = cut_word(text, start, vocabulary, yielding(text, start, vocabulary))
    if found and _MEDIAN.match(text, found[0] - 1):  # 群组|中位数
        found = vocabulary.match(text[: found[0] - 1], start) or found
    if found and found[1].kind == "degree" and _WHOLE.match(text, max(start - 1, 0)):
        found = vocabulary.match(text[: start + 2], start) or found  # 较整体|偏低
    if _ITS_OR_AND.match(text, start):
        found = start + 1, vocabulary.terms[text[start]]
    found = before_number(text, start, vocabulary, inside, found)
    quantity = quantities.get(start)
    if quantity and not (found and found[0] > quantity.end):
        words = text[start : quantity.end]
        return Token(start, quantity.end, "quantity", words, quantity=quantity)
    if found and not (start in inside and quantity is None and found[1].kind == "neutral"):
        return found[1]._replace(start=start, end=found[0], text=text[start : found[0]])
    known = start in inside or not re.match(r"[\w%]", text[start])
    return Token(start, start + 1, "neutral" if known else "unknown", text[start])
