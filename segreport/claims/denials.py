"""Denials: fixed frames that deny a difference or an advantage (几无差别, 并无明显优势)."""

from __future__ import annotations

import re
from collections.abc import Callable

from segreport.claims.nouns import Token
from segreport.claims.vocabulary import Vocabulary

_NONE = (
    r"(?:[并几实毫本均皆也亦尚]?无|几乎没有|没有?什么|没有|没|不存在|未见|未有|看不出有?|谈不上有?"
    r"|说不上有?|难言|难见|鲜有|少有|不见|不具备?|不占|未显出?|未形成|未体现出?|未表现出|缺乏|缺少|欠缺)"
)
_MUCH = (
    r"(?:太大|多大|太多|什么|明显|显著|突出|实质性?|本质性?|根本性?|任何|大的?|较大|很大|过大"
    r"|多少|绝对|相对|比较|太明显|特别|特别明显|统计上)?的?"
)
_APART = r"(?:差别|差异|差距|区别|分别|不同|出入|悬殊|二致|落差|偏离|距离|分化)"
_SMALL = (
    r"(?:[都均也亦仍]|实在|其实|并)?(?:甚微|极微|甚小|极小|很小|较小|微小|细微|微弱|微乎其微|不大|无几"
    r"|有限|不远|不多|不明显|不显著|不算大|并不大|并不明显|可以忽略|可忽略|可忽略不计|不显)"
)
_ALIKE = re.compile(
    rf"{_NONE}{_MUCH}{_APART}(?![的化])|(?:差别|差异|差距|相差|区别|出入|相去){_SMALL}"
)
_NO_LEAD = re.compile(rf"{_NONE}{_MUCH}(?:优势|过人之处|亮点|突出之处|长处|可言之处)")
_HIGH = r"(?:特别|十分|非常)?(?:突出|高|多|强|优|好|出众|出色|亮眼|领先|拔尖|优秀|优异)"
_LOW = r"(?:特别|十分|非常)?(?:低|少|弱|薄弱|落后|差|靠后|垫底|欠缺|不足|逊色|偏低|偏弱)"
_NOT = r"(?:谈不上|算不上|称不上|说不上|不算|不能算|既不|并不|不)(?:有多|多么|太|很)?"
_NEITHER = re.compile(rf"{_NOT}{_HIGH}，?[但却可]?[也亦又]{_NOT}{_LOW}(?![于过])")


_EACH = re.compile(
    r"[同并共齐](?=(?:位居|位列|居|列|处|占|登|据)"
    r"(?:[首榜第末前次]|各群|全|诸|最|高位|低位|[三四五六七八两]个?群))"
)
_ALONE = re.compile(r"独(?=居(?:榜首|首|第一|鳌头|各))")
_LIES_IN = re.compile(
    r"(?<![^，。；、：])(?:(?P<up>[高强优多重]在|长于|[强重]于)|(?:[低弱劣少轻]在|短于|[弱轻]于))(?=[\u4e00-\u9fffA-Z]{2})"
)
_UNREACHED = re.compile(
    r"(?:无一项?|没有?一[项个](?:指标|特征)?|无任何一项)(?:能够?|可)?(?:达到|达|及|赶上|够上)(?!标)"
)


def _each(_match: re.Match[str], _: Vocabulary) -> Token:
    """同居首位: each of them."""
    return Token(0, 0, "each", "")


def _alone(_match: re.Match[str], _: Vocabulary) -> Token:
    """独居榜首: first, and no household."""
    return Token(0, 0, "neutral", "")


def _lies_in(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """高在存款，低在基金: the level of the feature that follows."""
    ahead = vocabulary.match(match.string, match.end())
    if ahead is None or ahead[1].kind != "feature":
        return None
    return Token(0, 0, "level", "", direction="up" if match["up"] else "down")


def _unreached(_match: re.Match[str], _: Vocabulary) -> Token:
    """其余各项无一达到整体平均: each is below."""
    return Token(0, 0, "compare", "", direction="down")


def _alike(_match: re.Match[str], _: Vocabulary) -> Token:
    """与整体并无明显差别."""
    return Token(0, 0, "alike", "")


def _no_lead(_match: re.Match[str], _: Vocabulary) -> Token:
    """存款并无优势: not high."""
    return Token(0, 0, "level", "", direction="up", note="denied")


def _neither(_match: re.Match[str], _: Vocabulary) -> Token:
    """谈不上突出，也谈不上薄弱."""
    return Token(0, 0, "middle", "")


DENIALS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Vocabulary], Token | None]], ...] = (
    (_NEITHER, _neither),
    (_ALIKE, _alike),
    (_NO_LEAD, _no_lead),
    (_EACH, _each),
    (_ALONE, _alone),
    (_LIES_IN, _lies_in),
    (_UNREACHED, _unreached),
)
