"""Numbered: segments and ranks by their number: 群组2, 其余两群, 第三, 前三, 2/4."""

from __future__ import annotations

import re

from segreport.claims.nouns import SHARE, Group, Reference, Token
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import words_value

NUMERALS = "一二三四五六七八九十"
NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}两]{{1,2}})"


def number_of(word: str) -> int:
    """二 → 2, 十二 → 12; of 三四个群组 the first."""
    if word.isdigit():
        return int(word)
    return int(words_value(word if "十" in word else word[0]))


def named_segments(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """群组2, 群组0和3, 群组0至群组3."""
    labels = re.findall(r"\d+|[A-Za-z]+|[一二三四五六七八九十]+|零", match["labels"])
    names: list[str] = []
    if re.fullmatch(r"\d+\s*[至到]\s*(?:群组|客群|群|组)?\s*\d+", match["labels"]):
        first, last = int(labels[0]), int(labels[1])
        labels = [str(number) for number in range(first, last + 1)]  # 群组0至群组3
    for label in labels:
        name = label
        if not label.isascii():
            name = str(number_of(label))
        if name not in vocabulary.labels and len(labels) > 1 and names:
            return None
        names.append(name)
    if not set(names) <= set(vocabulary.labels):
        return Token(0, 0, "topic", "", note="不存在的群组")
    return Token(0, 0, "ref", "", ref=Reference("segments", tuple(names)))


def numbered_segment(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """3号群组, 第二类客户: a segment by its label."""
    label = match["label"]
    name = label if label.isdigit() else str(number_of(label))
    if name not in vocabulary.labels:
        return None
    return Token(0, 0, "ref", "", ref=Reference("segments", (name,)))


def counted_segments(match: re.Match[str], _: Vocabulary) -> Token | None:
    """其余两群, 四个群组."""
    count = number_of(match["n"])
    if count < 2:
        return None
    kind = "others" if match["rest"] else "scope"
    return Token(0, 0, "ref", "", ref=Reference(kind, count=count))  # type: ignore[arg-type]


def bare_count(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """四类中最低, 其余三拨都在2以下: of segments, where there are just as many."""
    rest, count = bool(match["rest"]), number_of(match["n"])
    clause = re.split("[，。；：]", match.string[: match.start()])[-1]
    if "、" in clause and match.string[match.start() - 1] not in "为是居列":
        return None  # 存款、理财和基金三类最高
    if count != len(vocabulary.labels) - rest or count < 2:
        return None
    return Token(0, 0, "ref", "", ref=Reference("others" if rest else "scope", count=count))


def nth(match: re.Match[str], _: Vocabulary) -> Token | None:
    """第三, 倒数第二, 第二和第三."""
    ranks = [number_of(word) for word in re.findall(NUMBER, match["ranks"])]
    low = ("倒数" in match[0]) != bool(match["down"])
    return Token(0, 0, "rank", "", rank=tuple(-rank if low else rank for rank in ranks))


def ranks_of_both(match: re.Match[str], _: Vocabulary) -> Token | None:
    """一个第三，一个第四: of the two features named last, in their order."""
    places = [number_of(match["one"]), number_of(match["other"])]
    signs = [-1 if match["low"] else 1, -1 if match["low2"] else 1]
    ranks = tuple(place * sign for place, sign in zip(places, signs, strict=True))
    return Token(0, 0, "rank", "", rank=ranks)


def nth_group(match: re.Match[str], _: Vocabulary) -> Token | None:
    """第二大客户群: its rank by the share of customers."""
    return Token(
        0, 0, "rank", "", rank=(number_of(match["n"]),), group=Group((SHARE,)), note="share"
    )


def place_of(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """排名2/4, 第2/4: the place among all segments."""
    if int(match["of"]) != len(vocabulary.labels):
        return None
    return Token(0, 0, "rank", "", rank=(int(match["place"]),))


def numbered(match: re.Match[str], _: Vocabulary) -> Token | None:
    """No.2, Top1."""
    return Token(0, 0, "rank", "", rank=(int(match["n"] or match["n1"]),))


def extreme_size(match: re.Match[str], _: Vocabulary) -> Token | None:
    """最小的一组, 规模最大的群组."""
    rank = 1 if match["way"] in "大多高" else -1
    return Token(0, 0, "rank", "", rank=(rank,), group=Group((SHARE,)), note="share")


def within(match: re.Match[str], _: Vocabulary) -> Token | None:
    """前三, Top3."""
    return Token(0, 0, "rank", "", rank=(number_of(match["n"]),), note="within")
