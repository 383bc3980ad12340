"""Stances: from where on a clause weighs up, likens or advises, and tells of nothing more.

The words of such a passage are an open class that no list can hold (是需要小心呵护的群体,
像一潭静水, 不言自明): what is not known there is no fact. A passage that tells of the customers
(多为…, 习惯…, 听说…) is none of these.
"""

from __future__ import annotations

import re

from segreport.claims.lexicon import Lexicon
from segreport.claims.nouns import Token

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


def weighs_from(clause: tuple[Token, ...], lexicon: Lexicon) -> int | None:
    """Offset in the text from which on the clause only weighs up; None where it does not."""
    if not clause or tells(clause, lexicon):
        return None
    starts = [_first(clause, lexicon), _idiom(clause), _verdict(clause, lexicon)]
    found = [start for start in starts if start is not None]
    return min(found) if found else None


def tells(clause: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether a clause tells how the customers are (多为…, 习惯…, 听说…)."""
    words = {token.text for token in clause}
    said = "".join(token.text for token in clause)
    telling = {*lexicon.stances["tells"], *lexicon.crowd_marks} - {"以"}
    return any(word in words or (len(word) > 1 and word in said) for word in telling)


def likens_from(clause: tuple[Token, ...], lexicon: Lexicon) -> int | None:
    """Offset from which on the clause is a simile (有如沉睡的火山); None where it is none."""
    opens = set(lexicon.stances["likens"])
    return next((token.end for token in clause if token.text in opens), None)


def is_rhetoric(clause: tuple[Token, ...], lexicon: Lexicon) -> bool:
    """Whether unknown words of a clause that names nothing of the table can be no fact."""
    unread = {letter for token in clause if token.kind == "unknown" for letter in token.text}
    levels = sum(letter in LEVELS for token in clause for letter in token.text)
    facts = unread & set(lexicon.fact_letters) or (unread and levels > 1)  # 单少价高
    return not facts and not tells(clause, lexicon)


def _first(clause: tuple[Token, ...], lexicon: Lexicon) -> int | None:
    """Where it begins to liken (仿佛…) or to say what should be done (值得…, 不宜…)."""
    said = lexicon.stances
    opens = {*said["likens"], *said["pictures"], *said["ought"], *said["moves"]}
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
    letters = re.fullmatch(rf"[“]?[\u4e00-\u9fff]{{{IDIOM}}}[”]?", text)
    if plain and letters and not set(text) & NO_IDIOM:
        return later[0].start
    return None


def _verdict(clause: tuple[Token, ...], lexicon: Lexicon) -> int | None:
    """唤醒是第一要务: ends in what it amounts to."""
    closing = clause[-1].text in lexicon.stances["closes"]
    told = any(token.kind in FACTS - {"rank", "absent"} for token in clause)
    return clause[0].start if closing and not told else None
