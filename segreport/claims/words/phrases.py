"""Phrases: set phrases that are read whole: 几无差别, 并无明显优势, 同居首位, 较整体偏高."""

from __future__ import annotations

import re
from collections.abc import Callable

from segreport.claims.nouns import Reference, Token
from segreport.claims.words.vocabulary import Vocabulary

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
_ANYBODY = re.compile(r"(?:(?<=没有)|(?<=没有一个))(?:哪个|哪一个|别的)?(?:群组|客群|群)(?=的)")
_BEST = re.compile(r"以(?:该群组|本群组|该群|本群|其|它)为(?:最|首|冠|先)(?![高低大小多少长短])")
_PRAISED = re.compile(
    r"(?:(?<=[是为非属])(?:其|该群组|本群组|它)?的?(?:一大|明显|主要|突出|最大|显著|唯一|相对|核心|绝对|传统)?的?"
    r"(?:(?P<low>短板|弱项|软肋|弱点|劣势|短处)|强项|长处|优势|长板)(?:所在|之一)?"
    r"|(?:具有?|具备|占有?|占据|拥有|享有|有)(?:一定|明显|较大|显著|相对|绝对|比较|较强|突出)?的?优势)"
    r"(?=[，。；）]|$)"
)
_LACKS = re.compile(
    r"(?<=的)(?:主要)?(?:不足|欠缺|缺失|薄弱)(?=在于|是|主要|集中|之处|体现)"
    r"|(?:薄弱|突出|不足|欠缺|优越|特殊|过人|独到|逊色)之?处"
)
_WHOLE = re.compile(r"(?<=[较比与和同跟于对])(?:整体|总体)(?=偏)")
_UNREACHED = re.compile(
    r"(?:(?:无一项?|没有?一[项个](?:指标|特征)?|无任何一项)(?:能够?|可)?(?:达到|达|及|赶上|够上)(?!标)"
    r"|没有?(?:任何|哪)?一[个类群组拨档家](?:群组)?能?(?:(?P<under>低于|不足|不到|少于|短于)"
    r"|超过|高于|多于|突破|达到|够得上|摸到|过)(?=[约近]?[\d一二三四五六七八九十两]))"
)


_NONE_OF = re.compile(r"没有?(?:任何|哪)?一[个类群组拨档家](?:群组)?能?(?=[过破超上][百千万亿])")


def _none_of(_match: re.Match[str], _: Vocabulary) -> Token:
    """其余三类没有一类过千: none of them, before a bound."""
    return Token(0, 0, "not", "")


_STILL_WITHIN = re.compile(
    r"(?:没有?|未|并未|从未)(?:掉|跌|落|滑|滚)?出(?=前[一二三四五六七八九两几\d])"
)
_WHEN_OR_WHERE = re.compile(
    r"(?:截至|截止|到)?(?:本|当|该)(?:季度?|月|年度?|期|报告期)(?:末|底)|在?(?:本|我)行名下"
)


_TOPMOST = re.compile(
    r"(?:(?<=没有)|(?<=没)|(?<=无))(?:冒尖|拔尖|领先|突出|出挑|打头|登顶|拔头筹|出彩)(?=的(?:[，。；]|$))"
)


def _topmost(_match: re.Match[str], _: Vocabulary) -> Token:
    """既没有冒尖的，也没有垫底的: nowhere the highest."""
    return Token(0, 0, "rank", "", rank=(1,))


_NEAREST = re.compile(r"(?<=[\u4e00-\u9fff])最(?P<near>近)(?=[，。；）]|$)")


def _nearest(_match: re.Match[str], _: Vocabulary) -> Token:
    """四群里最近: of a gap, the shortest."""
    return Token(0, 0, "rank", "", rank=(-1,))


_NOT_SO_FAR = re.compile(
    r"(?:没有?|并未|未|不至于?|远未|不曾)(?:到|沦落到|落到|惨到|差到|强到|高到|低到|沦为)?了?"
    r"(?=[^，。；：！？、]{2,8}的(?:份上?儿?|地步|程度|田地|境地|那一步|分上))"
)
_LOOKS = re.compile(
    r"(?:看着|看似|看上去|看起来|瞧着|瞧上去|表面上?|面上|乍看|乍一看|外表)(?:还|也|倒|很|挺|是|最|够)*"
    r"(?:热闹|风光|光鲜|漂亮|体面|红火|气派|唬人|吓人|美|好看|平静|平淡|安静|不起眼|华丽|花哨|繁荣)(?=[，。；、！])"
)


def _not_so_far(_match: re.Match[str], _: Vocabulary) -> Token:
    """还没到垫底的份上: not the last."""
    return Token(0, 0, "not", "")


def _each(_match: re.Match[str], _: Vocabulary) -> Token:
    """同居首位: each of them."""
    return Token(0, 0, "each", "")


def _anybody(_match: re.Match[str], _: Vocabulary) -> Token:
    """没有群组的存款高于该群组: any of the others."""
    return Token(0, 0, "ref", "", ref=Reference("others"))


def _best(_match: re.Match[str], _: Vocabulary) -> Token:
    """存款以该群组为最."""
    return Token(0, 0, "rank", "", rank=(1,))


def _praised(match: re.Match[str], _: Vocabulary) -> Token:
    """存款是其短板: most likely that it is low."""
    return Token(0, 0, "level", "", direction="down" if match["low"] else "up", note="weighed")


def _lacks(_match: re.Match[str], _: Vocabulary) -> Token:
    """该群组的不足在于…: only announces what follows."""
    return Token(0, 0, "neutral", "")


def _whole(_match: re.Match[str], _: Vocabulary) -> Token:
    """较整体偏高: the whole, and not 整体偏."""
    return Token(0, 0, "ref", "", ref=Reference("overall"))


def _alone(_match: re.Match[str], _: Vocabulary) -> Token:
    """独居榜首: first, and no household."""
    return Token(0, 0, "neutral", "")


def _lies_in(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """高在存款，低在基金: the level of the feature that follows."""
    ahead = vocabulary.match(match.string, match.end())
    if ahead is None or ahead[1].kind != "feature":
        return None
    return Token(0, 0, "level", "", direction="up" if match["up"] else "down")


def _unreached(match: re.Match[str], _: Vocabulary) -> Token:
    """其余各项无一达到整体平均: each is below."""
    return Token(0, 0, "compare", "", direction="down", note="not" if match["under"] else "")


def _alike(_match: re.Match[str], _: Vocabulary) -> Token:
    """与整体并无明显差别."""
    return Token(0, 0, "alike", "")


def _no_lead(_match: re.Match[str], _: Vocabulary) -> Token:
    """存款并无优势: not high."""
    return Token(0, 0, "level", "", direction="up", note="denied")


def _neither(_match: re.Match[str], _: Vocabulary) -> Token:
    """谈不上突出，也谈不上薄弱."""
    return Token(0, 0, "middle", "")


def _says_nothing(_match: re.Match[str], _: Vocabulary) -> Token:
    """没掉出前二: among the first two; 截至本季度末, 在本行名下; 看着热闹."""
    return Token(0, 0, "neutral", "")


PHRASES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Vocabulary], Token | None]], ...] = (
    (_NEITHER, _neither),
    (_ALIKE, _alike),
    (_NO_LEAD, _no_lead),
    (_EACH, _each),
    (_NEAREST, _nearest),
    (_TOPMOST, _topmost),
    (_ALONE, _alone),
    (_WHOLE, _whole),
    (_ANYBODY, _anybody),
    (_BEST, _best),
    (_PRAISED, _praised),
    (_LACKS, _lacks),
    (_LIES_IN, _lies_in),
    (_UNREACHED, _unreached),
    (_NONE_OF, _none_of),
    (_STILL_WITHIN, _says_nothing),
    (_WHEN_OR_WHERE, _says_nothing),
    (_NOT_SO_FAR, _not_so_far),
    (_LOOKS, _says_nothing),
)
