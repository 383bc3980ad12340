"""Amounts that need no topic of their own: effect sizes, head counts, 每四位客户中就有一位."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from segreport.claims.nouns import SHARE, Reference
from segreport.claims.quantities.numbers import PEOPLE_UNITS, TIME_UNITS, fits, unit_of
from segreport.claims.quantities.totals import is_here
from segreport.claims.subjects.behind import paired
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.wording import Quantity

HALF = 0.5
WITHOUT = (
    *("没", "没有", "未", "并未", "未曾", "从未", "无", "并无", "不曾", "没什么", "未有", "毫无"),
)
EQUALS = ("顶得上", "抵得上", "抵", "顶", "顶上", "抵上", "相当于", "等于", "比得上", "抵过", "顶")
HAPPENING = ("次", "单", "笔", "回", "趟")
LONG = {"天": 1.0, "日": 1.0, "周": 7.0, "月": 30.0, "年": 360.0}
AGO = ("前", "以前", "之前", "开外", "没", "未")
AT_MOST = ("顶多", "最多", "至多", "不过", "充其量", "撑死", "只", "就", "仅", "才", "只有", "只是")
ENUMERATING = ("个", "点", "项", "条", "重", "种", "句", "类", "件", "步", "张", "只")


def effect(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """效应量 −0.67: that of the topic; −1.11 至 −0.99: those of everything named before it."""
    if scope.statistic != "d" or quantity.kind != "value" or quantity.unit:
        return 0
    names = scope.targets()
    if quantity.low != quantity.high:
        earlier = (n for m in scope.mentions[scope.since :] for n in m.group.features)
        names = tuple(dict.fromkeys((*earlier, *names)))
    names = tuple(name for name in names if name != SHARE and "+" not in name)
    if names:
        scope.state(tokens[position], "effect", names, quantity=quantity)
    else:
        scope.doubt(tokens[position], "number")
    scope.statistic, scope.since = "mean", len(scope.mentions)
    return position + 1


def head_count(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """2,701位客户: how many there are."""
    if quantity.kind != "value":
        return 0
    names = scope.targets()
    led = at(tokens, position - 1)
    if any(token.text in EQUALS for token in tokens[max(0, position - 3) : position]):
        return 0  # 顶得上他们37户
    if led is not None and led.text.startswith("每"):
        return 0  # 每10位
    free = names == (SHARE,) and (quantity.unit in PEOPLE_UNITS or not quantity.unit)
    behind = at(tokens, position + 1)
    named = behind is not None and behind.kind == "people"  # 72家客户
    people = quantity.unit in (PEOPLE_UNITS if named else PEOPLE_UNITS[:4])
    if not free and not (people and not any(fits(scope, name, quantity) for name in names)):
        return 0
    own, before = scope.subject, at(tokens, position - 1)
    if before is not None and before.text in ("全部", "全体", "所有", "总共", "全行"):
        scope.subject = "all"  # 全部8,950位客户中有1,880位
    people_behind, inside = at(tokens, position + 1), at(tokens, position + 2)
    among = people_behind is not None and people_behind.kind == "people" and inside is not None
    if among and inside is not None and inside.text in ("中", "里", "当中", "之中", "里面"):
        scope.subject = "all"  # 8,950位客户中，1,880位归入该群组
    scope.state(tokens[position], "count", (SHARE,), quantity=quantity)
    scope.subject = own
    return position + 1


def change(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """总资产+17.1%: the distance from the overall mean."""
    names = scope.targets()
    signed = quantity.kind == "percent" and quantity.signed
    if quantity.signed and quantity.kind == "points" and names and scope.against:
        ref, way = scope.against, "up"  # 较整体+32.8个百分点
        if all(unit_of(scope, name) == "%" for name in names):
            scope.state(
                tokens[position], "difference", names, quantity=quantity, ref=ref, direction=way
            )
            return position + 1
    if not signed or not names or all(unit_of(scope, n) == "%" for n in names):
        return 0
    ref = Reference("overall")
    scope.state(tokens[position], "difference", names, quantity=quantity, ref=ref, direction="up")
    return position + 1


def every(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """每四位客户中就有一位; 每百户约54户流失."""
    token = tokens[position]
    if token.note not in ("every", "part"):
        return 0
    names = token.names or (SHARE,)
    reach = 5 if token.note == "part" else 3
    for later in tokens[position + 1 : position + reach] if not token.names else ():
        if later.names and unit_of(scope, later.names[0]) == "%":
            names = later.names
    carried = scope.targets()
    percentage = len(carried) == 1 and SHARE not in carried and unit_of(scope, carried[0]) == "%"
    if names == (SHARE,) and percentage:
        names, scope.sure = carried, False  # 续费率72.1%，十个人里有七个会接着报
    if names == (SHARE,) and token.note == "part":
        scope.doubt(token, "number")
        return position + 1
    here = is_here(scope, tokens, position + 1)  # 每五个客户里，将近两个在这一组
    if names == (SHARE,) and position + 1 < len(tokens) and not here:
        scope.sure = False
    scope.set_topic(names, token.start)
    base = round(1 / quantity.low) if quantity.low else 0
    if names != (SHARE,) and 3 <= base < 100 and abs(base * quantity.low - 1) < 1e-9:
        ends = 1 / (base + 0.5), 1 / (base - 0.5)  # one of seven: the nearest whole number
        quantity = replace(quantity, low=ends[0], high=ends[1], approx=False)
    scope.state(token, "number", names, quantity=quantity)
    return position + 1


def recurring(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """月到店8.67次，三四天来一回: by the days of the month how often that is."""
    if tokens[position].note != "recurring":
        return 0
    names = scope.targets() or _done_in(scope, tokens[position].text)
    days = scope.vocabulary.window_of.get(names[0], ()) if len(names) == 1 else ()
    if days and names != scope.targets():
        scope.set_topic(names, tokens[position].start)
        scope.mentions.extend(scope.topic)
    if not days or unit_of(scope, names[0]) not in HAPPENING:
        scope.doubt(tokens[position], "number")
        return position + 1
    if any(fits(scope, gap, quantity) for gap in scope.vocabulary.inverse):
        scope.sure = False  # 快一个月才来一回: perhaps how long they have not been
    half = quantity.step / 2 if quantity.low == quantity.high else 0.5
    ends = min(days) / (quantity.high + half), max(days) / max(quantity.low - half, half)
    often = replace(quantity, low=ends[0], high=ends[1], unit=unit_of(scope, names[0]))
    scope.state(tokens[position], "number", names, quantity=often)
    return position + 1


def _done_in(scope: Scope, text: str) -> tuple[str, ...]:
    """六天下一单, where nothing was named: the only feature that is counted in what it says."""
    terms, periods = scope.vocabulary.terms, scope.vocabulary.window_of
    verbs = [meaning.names for letter in text if (meaning := terms.get(f"{letter}得"))]
    told = [name for names in verbs for name in names] or list(scope.vocabulary.features)
    able = [n for n in dict.fromkeys(told) if n in periods and unit_of(scope, n) in HAPPENING]
    return (able[0],) if len(able) == 1 else ()


def enumerates(tokens: Tokens, position: int, quantity: Quantity) -> bool:
    """三个关键词, 两点: counts what the text itself says."""
    after = at(tokens, position + 1)
    small = quantity.unit in ENUMERATING and quantity.low == quantity.high <= 9
    noun = after is not None and after.kind in ("neutral", "unknown")
    return small and noun and not tokens[position].text[0].isdigit()


def period(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """一年3.3次: the time a number is of, where another number follows."""
    one = quantity.low == quantity.high == 1 and quantity.unit in TIME_UNITS
    more = any(token.quantity for token in tokens[position + 1 :])
    own = any(fits(scope, name, quantity) for name in scope.targets())
    return position + 1 if (one or _is_window(scope, quantity)) and more and not own else 0


def _is_window(scope: Scope, quantity: Quantity) -> bool:
    """三个月才92块, of 近90天消费金额: the time that the topic counts over."""
    days = LONG.get(quantity.unit[-1:], 0.0) * quantity.low
    windows = [scope.vocabulary.window_of.get(name) for name in scope.targets()]
    return any(window and window[0] == days for window in windows)


def of_reference(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """票款与整体持平：23,315对23,877: the second is that of the reference."""
    if position < 2 or paired(tokens, position - 2) != position or scope.in_turn >= 0:
        return 0
    told = scope.claims[-2] if len(scope.claims) > 1 else None
    if scope.last_ref is None and told is not None and told.relation == "level":
        scope.last_ref, scope.sure = Reference("overall"), False  # 偏高（3.13次对2.50次）
    if scope.last_ref is None or len(scope.last_ref.segments) > 1 or len(scope.targets()) != 1:
        scope.doubt(tokens[position], "number")
        return position + 1
    subject, scope.subject = scope.subject, (scope.last_ref.segments or ("all",))[0]
    scope.state(tokens[position], "number", scope.targets(), quantity=quantity)
    scope.subject = subject
    return position + 1


def of_everyone(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """全部客户里有22.5%属于这一群."""
    before, after = tokens[:position], tokens[position + 1 :]
    everyone = any(
        t.note == "all" or (t.ref is not None and t.ref.kind == "overall") for t in before
    )
    here = any(t.kind == "its" and t.note == "own" for t in after)
    named = any(t.kind == "feature" for t in (*before, *after))
    if quantity.kind not in ("percent", "fraction") or not (everyone and here) or named:
        return 0
    scope.set_topic((SHARE,), tokens[position].start)
    scope.mentions.extend(scope.topic)
    scope.state(tokens[position], "number", (SHARE,), quantity=quantity)
    return position + 1


def elapsed(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """七个月没动静, 上一单已是215天前: the gap, where the table has one only."""
    after = [token.text for token in tokens[position + 1 : position + 3]]
    passed = bool(after) and (after[0] in AGO or any(word in WITHOUT for word in after))
    gaps = [name for name in sorted(scope.vocabulary.inverse) if fits(scope, name, quantity)]
    timed = quantity.kind == "value" and quantity.unit in TIME_UNITS
    if not (passed and timed) or len(gaps) != 1 or scope.against is not None:
        return 0
    if scope.targets() != (gaps[0],):
        scope.set_topic((gaps[0],), tokens[position].start)
        scope.mentions.extend(scope.topic)
        scope.sure = False
    scope.state(tokens[position], "number", (gaps[0],), quantity=quantity)
    denied = at(tokens, position + 1)
    verb = at(tokens, position + 2)
    acts = denied is not None and denied.text in WITHOUT and verb is not None
    return position + (3 if acts and verb and verb.kind in ("feature", "word") else 1)


def half(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """有一半人不超过24岁: the bound is one of the median."""
    half = quantity.kind == "fraction" and quantity.low == quantity.high == HALF
    after = at(tokens, position + 1)
    if after is not None and after.text in ("的", "以上"):
        after = at(tokens, position + 2)
    people = after is not None and after.kind in ("people", "its")
    if half and not any(t.quantity for t in tokens[position + 1 :]):
        return _half_at_most(scope, tokens, position) or _half_without(scope, tokens, position)
    if not (half and people):
        return 0
    scope.statistic, scope.statistic_waits, scope.doubtful = "median", True, True
    return position + 2


def _half_at_most(scope: Scope, tokens: Tokens, position: int) -> int:
    """中位数就是1次，说明有一半人顶多露一次脸; 中位数是0，一半人压根不吭声: the median again."""
    told = scope.claims[-1] if scope.claims else None
    figure = told.quantity if told is not None else None
    if told is None or figure is None or told.relation != "number" or len(told.features) != 1:
        return 0
    rest = tokens[position + 1 :]
    unit = unit_of(scope, told.features[0])
    units = (unit, *HAPPENING)
    once = any(a.text == "一" and b.text in units for a, b in pairwise(rest))
    once = once or any(t.text[0] == "一" and t.text[1:] in units for t in rest)
    capped = any(t.text in AT_MOST for t in rest)
    none = any(t.kind == "not" or t.text in WITHOUT for t in rest)
    nought = told.statistic == "median" and figure.low == figure.high == 0
    if not (once and capped) and not (none and nought):
        return 0
    start, most = tokens[position].start, 0.0 if none and not capped else 1.0
    quantity = Quantity(start, tokens[position].end, most, most, 0.0, unit, "value", bound="<")
    scope.state(
        tokens[position], "number", told.features, quantity=quantity, statistic="median", sure=False
    )
    return len(tokens)


def _half_without(scope: Scope, tokens: Tokens, position: int) -> int:
    """过半没换过, 至少半数客户并无融资: the median is nought."""
    denied = [n for n in range(position + 1, len(tokens)) if tokens[n].text in WITHOUT]
    if not denied:
        return 0
    later = [t for t in tokens[denied[0] :] if t.kind == "feature"]
    names = later[0].names if later else scope.targets()
    if len(names) > 1 and set(scope.targets()) < set(names):
        names = scope.targets()  # 宽带速率中位数为零，半数以上用户未办理宽带
    if len(names) != 1 or names[0] == SHARE:
        return 0
    nought = Quantity(tokens[position].start, tokens[position].end, 0.0, 0.0, 0.0, "", "value")
    waiting, scope.statistic, scope.sure = scope.statistic, "median", False
    scope.state(tokens[position], "number", names, quantity=nought)
    scope.statistic = waiting
    return len(tokens)
