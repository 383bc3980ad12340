"""Stances: from where on a clause weighs up, likens or advises, and tells of nothing more.

The words of such a passage are an open class that no list can hold (是需要小心呵护的群体,
像一潭静水, 不言自明): what is not known there is no fact. A passage that tells of the customers
(多为…, 习惯…, 听说…) is none of these.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from segreport.claims.nouns import Token
from segreport.claims.words.lexicon import read_lexicon

IDIOM = 4
"""Letters of an idiom (高下立判, 兵家必争)."""
NO_IDIOM = frozenset("有无懂会爱常多少刚已正未曾名家离新老男女父母子儿学住靠因被从")
"""Letters with which four letters may as well tell of a fact (爱打游戏)."""
LEVELS = frozenset("多少高低贵贱")
FACTS = frozenset(
    (
        *("feature", "word", "quantity", "topic", "absent", "rank", "compare", "ref"),
        *("statistic", "most", "level", "middle", "alike", "apart", "only", "takes", "derived"),
    )
)
AT_HEAD = frozenset(("neutral", "its", "joint", "people"))
_IDIOM = re.compile(rf"[“]?[\u4e00-\u9fff]{{{IDIOM}}}[”]?")


@cache
def _stance(*names: Literal["likens", "pictures", "ought", "moves", "closes"]) -> frozenset[str]:
    """The words of these stances."""
    return frozenset(word for name in names for word in read_lexicon().stances[name])


@cache
def _telling() -> tuple[frozenset[str], re.Pattern[str]]:
    """Words by which a clause tells of the customers: those of one letter, and all others."""
    lexicon = read_lexicon()
    words = {*lexicon.stances["tells"], *lexicon.crowd_marks} - {"以"}
    longer = "|".join(re.escape(word) for word in sorted(words) if len(word) > 1)
    return frozenset(word for word in words if len(word) == 1), re.compile(longer)


def weighs_from(clause: tuple[Token, ...]) -> int | None:
    """Offset in the text from which on the clause only weighs up; None where it does not."""
    if not clause or tells(clause):
        return None
    starts = [_first(clause), _idiom(clause), _verdict(clause)]
    found = [start for start in starts if start is not None]
    return min(found) if found else None


def tells(clause: tuple[Token, ...]) -> bool:
    """Whether a clause tells how the customers are (多为…, 习惯…, 听说…)."""
    letters, longer = _telling()
    texts = [token.text for token in clause]
    return not letters.isdisjoint(texts) or longer.search("".join(texts)) is not None


def likens_from(clause: tuple[Token, ...]) -> int | None:
    """Offset from which on the clause is a simile (有如沉睡的火山); None where it is none."""
    opens = _stance("likens")
    before: tuple[Token | None, ...] = (None, *clause)
    pairs = zip(before, clause, strict=False)
    return next(
        (t.end for b, t in pairs if t.text in opens and (b is None or b.kind != "not")), None
    )


def is_rhetoric(clause: tuple[Token, ...]) -> bool:
    """Whether unknown words of a clause that names nothing of the table can be no fact."""
    unread = {letter for token in clause if token.kind == "unknown" for letter in token.text}
    levels = sum(letter in LEVELS for token in clause for letter in token.text)
    facts = not unread.isdisjoint(read_lexicon().fact_letters) or (unread and levels > 1)
    return not facts and not tells(clause)  # 单少价高


def _first(clause: tuple[Token, ...]) -> int | None:
    """Where it begins to liken (仿佛…) or to say what should be done (值得…, 不宜…)."""
    opens = _stance("likens", "pictures", "ought", "moves")
    return next((token.end for token in clause if token.text in opens), _so_that(clause))


def _so_that(clause: tuple[Token, ...]) -> int | None:
    """安静得能听见灰尘落地: behind 得 a picture, where nothing is said of a figure or a level."""
    for number, token in enumerate(clause):
        later = clause[number + 1 :]
        if token.text == "得" and number and len(later) > 1:
            return None if any(t.kind in FACTS for t in later) else token.end
    return None


def _idiom(clause: tuple[Token, ...]) -> int | None:
    """Four letters of which the vocabulary knows nothing that could be a fact."""
    later = list(clause)
    while later and later[0].kind in AT_HEAD and later[0].note != "said" and later[0].text[1:]:
        later.pop(0)
    text = "".join(token.text for token in later)
    plain = not any(token.kind in FACTS for token in later)
    if plain and _IDIOM.fullmatch(text) and not set(text) & NO_IDIOM:
        return later[0].start
    return None


def _verdict(clause: tuple[Token, ...]) -> int | None:
    """唤醒是第一要务: ends in what it amounts to."""
    closing = clause[-1].text in _stance("closes")
    told = any(token.kind in FACTS - {"rank", "absent"} for token in clause)
    return clause[0].start if closing and not told else None
