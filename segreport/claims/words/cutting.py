"""Cutting: where a word of the text ends, when more than one reading is possible."""

from __future__ import annotations

from segreport.claims.nouns import Meaning, Token, term
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import Quantity

NUMERALS = frozenset("0123456789一二三四五六七八九十两半百千万")


def before_number(
    text: str,
    start: int,
    vocabulary: Vocabulary,
    inside: dict[int, Quantity],
    found: tuple[int, Meaning] | None,
) -> tuple[int, Meaning] | None:
    """其|三倍: a word that says nothing ends where a number begins that goes on behind it."""
    cut = inside.get(found[0]) if found else None
    if not found or cut is None or found[1].kind != "neutral" or not start < cut.start < found[0]:
        return found
    if text[cut.start] not in NUMERALS:
        return found
    return vocabulary.match(text[: cut.start], start) or (cut.start, term("unknown"))


def yielding(text: str, start: int, vocabulary: Vocabulary) -> tuple[int, Meaning] | None:
    """The longest term, where it is a word that says nothing and does not cut into one that does.

    也|算不上, not 也算|不上.
    """
    found = vocabulary.match(text, start)
    if found and found[1].kind == "topic" and found[0] - start == 2:
        later = vocabulary.match(text, start + 1)
        if later and later[0] > found[0] and later[1].kind in ("word", "feature"):
            return vocabulary.match(text[: start + 1], start)  # 上|年轻, not 上年|轻
    if found and found[1].kind == "place" and found[0] - start == 2:
        later = vocabulary.match(text, start + 1)
        if later and later[1].kind == "feature" and later[0] > found[0]:
            return vocabulary.match(text[: start + 1], start)  # 以|上月流量
    if found and found[0] - start == 2 and _leads_feature(text, start, found, vocabulary):
        return vocabulary.match(text[: start + 1], start)  # 长|期限
    if not found or found[1].note != "general" or found[0] - start < 2:
        return found
    for inner in range(start + 1, found[0]):
        later = vocabulary.match(text, inner)
        longer = later and later[0] > found[0] and later[0] - inner > found[0] - start
        if later and longer and later[1].kind not in ("neutral", "people", "its"):
            return vocabulary.match(text[:inner], start) or (inner, term("unknown"))
    return found


def _leads_feature(
    text: str, start: int, found: tuple[int, Meaning], vocabulary: Vocabulary
) -> bool:
    """长期限, of the feature 期限: whether a letter of level stands before a longer name."""
    later = vocabulary.match(text, start + 1)
    plain = found[1].kind == "neutral" and text[start] in "长短高低大小多少"
    return plain and later is not None and later[1].kind == "feature" and later[0] > found[0]


def cut_word(
    text: str, start: int, vocabulary: Vocabulary, found: tuple[int, Token] | None
) -> tuple[int, Token] | None:
    """A word ends where one inside it goes on beyond: 高消费 in 高消费频率, 短持 in 短持卡月数."""
    if found is None or found[1].kind not in ("word", "absent"):
        return found
    for inner in range(start + 1, found[0]):
        later = vocabulary.match(text, inner)
        if later is None or later[0] <= found[0]:
            continue
        whole = vocabulary.match(text[:inner], start)
        named = whole is not None and whole[0] == inner and whole[1].kind == "feature"  # 年龄|大概
        noun = (later[1].note == "said" or named) and later[0] - inner > 1  # 价值|高地
        if later[1].kind == "feature" or noun:
            return vocabulary.match(text[:inner], start) or found
    return found
