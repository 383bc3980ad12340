"""Behind: numbers that stand behind a reference or a comparison."""

from __future__ import annotations

from segreport.claims.subjects.steps import Tokens, at

BETWEEN = frozenset(
    [
        *("的", "不过", "也不过", "不过是", "只是", "仅仅", "统共", "仅", "只有", "仅有", "为"),
        *("约", "约为", "是", "（", "(", "只", "近", "大约", "水平", "也", "均", "同口径"),
        *("同口径下", "同一口径", "同一口径下", "对应", "与之", "相应", "数值", "录得", "报"),
        *("该值", "在", "均在", "都在", "皆在", "仅在", "大致在", "保持在", "处在", "只在", "则"),
        *("已", "达", "达到", "将近", "值", "合", "还", "仅为", "有", "才", "左右", "来", "幅度"),
        *("亦", "走", "优势", "去", "着", "那", "都", "就", "也就", "都有", "也有", "却", "倒"),
        *("更", "还有", "也只", "也仅", "也才", "也达", "则为", "则有", "也是", "才有", "竟有"),
        *("却有", "却只有", "也只有", "更是", "高达", "低至", "多达", "也不过是", "也仅为"),
    ]
)


PAIRING = ("对", "vs", "比", "对比", "/", "<", ">")


def past_feature(tokens: Tokens, position: int, names: tuple[str, ...]) -> int:
    """Behind the topic's own name in 与整体平均年龄35.0岁持平."""
    while (token := at(tokens, position)) and token.text in ("的", "平均"):
        position += 1
    again = token is not None and bool(names) and token.names == names
    return position + 1 if again else position


def number_after(tokens: Tokens, position: int) -> int:
    """Position of a number with at most 的, 均值, 仅 … before it; −1 where there is none."""
    while (token := at(tokens, position)) and (token.text in BETWEEN or token.statistic):
        if token.statistic == "effect":
            return -1  # 高于整体（效应量 1.18）: the segment's own
        position += 1
    return position if token is not None and token.kind == "quantity" else -1


def own_value(tokens: Tokens, position: int, after: int) -> int:
    """Position of the number of a reference; more may stand between where it begins its clause.

    So in 群组4都有2.06万里 and 群组2也就2.6件.
    """
    where = number_after(tokens, after)
    opens = all(token.kind == "neutral" for token in tokens[:position])
    if where >= 0 or not opens:
        return where
    while (token := at(tokens, after)) and token.kind in ("neutral", "each", "statistic"):
        if token.note == "said" or token.statistic in ("effect", "sum"):
            return -1
        after += 1
    return after if token is not None and token.kind == "quantity" else -1


def paired(tokens: Tokens, position: int) -> int:
    """Position of the second number in 9.8单对12.0单; 0 where the first stands alone."""
    link, second = at(tokens, position + 1), at(tokens, position + 2)
    linked = link is not None and link.text.lower() in PAIRING and second is not None
    same = linked and second is not None and second.number == tokens[position].number
    return position + 2 if same else 0


def fraction_of(tokens: Tokens, position: int, kind: str = "") -> int:
    """Position of a share or multiple after 的 (整体15%的一半); −1 where there is none.

    A percentage is one of a value (整体48.4万元的24.3%): `kind` is that of the number before.
    """
    while (token := at(tokens, position)) and token.text in ("的", "）", ")", "约", "近"):
        position += 1
    kinds = ("multiple", "fraction", *(("percent",) if kind == "value" else ()))
    return position if token is not None and token.number in kinds else -1
