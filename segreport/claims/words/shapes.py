"""Shapes: what is known by its form and not as a word: 群组2, 第三, 其余两群, 每四位中就有一位."""

from __future__ import annotations

import re
from collections.abc import Callable

from segreport.claims.nouns import SHARE, Group, Reference, Token
from segreport.claims.words.every import SHARES_OF
from segreport.claims.words.numbered import (
    NUMBER,
    NUMERALS,
    bare_count,
    counted_segments,
    extreme_size,
    named_segments,
    nth,
    nth_group,
    number_of,
    numbered,
    numbered_segment,
    place_of,
    ranks_of_both,
    within,
)
from segreport.claims.words.phrases import PHRASES
from segreport.claims.words.placing import PLACING
from segreport.claims.words.vocabulary import Vocabulary
from segreport.wording import Quantity

_GROUP = (
    r"(?:群组|客群|群体|拨客户|拨人|拨店|拨|伙人|帮人|路人|类商户|类会员|档客户|类店|类人|类客户|类群体|类人群|类用户|类客群|个群|个组|类群|细分群|簇|群"
    r"|组(?!合|成|织))"
)

_AT = r"(?:则|却|又)?(?:排在|排名|排|列|居|是|为|在)?"
_BARE = r"(?:类|拨|档|批|帮|伙|路|支|组)"
"""Measure words that count segments where their number is that of the segments."""
Build = Callable[[re.Match[str], Vocabulary], Token | None]
Shape = tuple[re.Pattern[str], Build]
Shaped = tuple[re.Match[str], Build]


def _the_others(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """其他任何一个群组."""
    return Token(0, 0, "ref", "", ref=Reference("others"))


def _ratio(match: re.Match[str], _: Vocabulary) -> Token | None:
    """之比约为8.0:1, 之比为1:3.2, where what stands before speaks of a ratio."""
    if "比" not in match.string[max(0, match.start() - 8) : match.start()]:
        return None
    part, whole = match["part"], match["whole"]
    steps = [10.0 ** -len(word.partition(".")[2]) for word in (part, whole)]
    if not float(whole) or not float(part):
        return None
    value, step, approx = float(part) / float(whole), steps[0], bool(match["near"])
    if part == "1":
        step = steps[1] * value * value
    elif whole != "1":
        step, approx = 0.0, True
    return Token(0, 0, "quantity", "", quantity=Quantity(
        match.start(), match.end(), value, value, step, "", "multiple", approx=approx
    ))  # fmt: skip


def _head_count(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """人最少: the share of customers."""
    return Token(0, 0, "feature", "", group=Group((SHARE,)))


def _items(match: re.Match[str], _: Vocabulary) -> Token | None:
    return Token(0, 0, "items", "", rank=(number_of(match["n"]),))


def _clock(match: re.Match[str], _: Vocabulary) -> Token | None:
    """22点后, 16:00: a time of the day; not 之比约为3:10."""
    ratio = "比" in match.string[max(0, match.start() - 8) : match.start()]
    return None if ratio else Token(0, 0, "topic", "", note="时间")


def _ahead(_match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """提前60天, where no feature is one of how long before."""
    named = vocabulary.names_feature("提前")
    return None if named else Token(0, 0, "topic", "", note="时间")


def _majority(match: re.Match[str], _: Vocabulary) -> Token | None:
    """多数指标, 多数客户只有一个产品: more than half of them."""
    quantity = Quantity(
        match.start(), match.end(), 0.5, 0.5, 0.0, "", "fraction", bound=">", rounded=False
    )
    return Token(0, 0, "quantity", "", quantity=quantity)


def _use(_match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """额度最高、占用最低: how much of it is used, where the table has a rate of that."""
    word = vocabulary.terms.get("用信")
    return word._replace(start=0, end=0) if word and word.kind == "feature" else None


def period(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """近三个月: a time the table knows nothing of."""
    return Token(0, 0, "topic", "", note="变化趋势")


def _last_two(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """后两者: the two that were named last."""
    return Token(0, 0, "latter", "", note="pair")


def _within_theme(_match: re.Match[str], _: Vocabulary) -> Token | None:
    return Token(0, 0, "within", "")


def _leading(match: re.Match[str], _: Vocabulary) -> Token | None:
    """第一大品类: a rank among the features of a theme."""
    rank = {"第二": 2, "第三": 3}.get(match["n"] or match["n2"], 1)
    return Token(0, 0, "rank", "", rank=(rank,), note="leading")


def _unmatched(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """没有哪一群能超过."""
    return Token(0, 0, "rank", "", rank=(1,))


def _own(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """都在其名下: theirs, and no property."""
    return Token(0, 0, "its", "", note="own")


def _most(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """没有哪一组比它更(低)."""
    return Token(0, 0, "most", "")


def _next(_match: re.Match[str], _: Vocabulary) -> Token | None:
    return Token(0, 0, "rank", "", rank=(2,), note="next")


def _middle(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """不算便宜也不算贵: in the middle."""
    return Token(0, 0, "middle", "")


def _plain(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """两高一低: only announces what follows."""
    return Token(0, 0, "neutral", "")


def _unread(_match: re.Match[str], _: Vocabulary) -> Token | None:
    """第二年长的: a place in a ranking that is not read."""
    return Token(0, 0, "unknown", "")


def _per(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """每单; not 笔均金额, where that is what the dictionary calls a feature."""
    found = vocabulary.match(match.string, match.start())
    if found and found[1].kind == "feature" and found[0] > match.end():
        return None
    return Token(0, 0, "per", "")


def _none(_: re.Match[str], __: Vocabulary) -> Token | None:
    quantity = Quantity(0, 0, 0.0, 0.0, 0.01, "%", "percent")
    return Token(0, 0, "quantity", "", quantity=quantity)


_SHORT = (
    rf"(?<![\d{NUMERALS}两几每各该本这那此同某])组(?=\s?\d{{1,2}}(?![\d.,%个元次人户位项倍成]))"
    r"|(?<![A-Za-z\d])G(?=\d{1,2}(?![\d.%A-Za-z]))"
)
"""组1, G1: what a writer of tables calls a segment."""
_NOT = r"(?:不算|说不上|谈不上|算不上|不)(?:有?多|很|太|特别)?"
_HIGH = r"(?:高|多|大|长|贵|快|远|厚|强|频繁|活跃|早|重|深|突出|拔尖)"
_LOW = r"(?:低|少|小|短|便宜|慢|近|薄|弱|稀疏|冷淡|冷清|晚|轻|浅|落后|垫底)"
_LABELS = rf"(?:\d+|[{NUMERALS}]|零|[A-Z](?![A-Za-z]))"
_CLOCK = (
    r"(?:清晨|早上|早晨|早|上午|中午|午间|下午|午后|傍晚|晚上|晚间|晚|夜里|夜间|深夜|凌晨|每[天日]|当[天日晚])?"
    r"(?<![\d.])(?:(?:[01]?\d|2[0-4])\s?[:：][0-5]\d(?![\d%.])|(?:1?\d|2[0-4])点(?:半|整|钟)?(?=[前后以之起至到~～—-]))"
    r"(?:以?[前后]|之[前后]|起)?"
)
SHAPES: tuple[Shape, ...] = (
    (re.compile(r"(?:绝?大?多数|大部分|多半)(?=的?(?:核心|主要|关键)?指标)"), _majority),
    (
        re.compile(
            r"(?:绝?大?多数|大部分)(?=的?(?:客户|用户|会员|人)[^，。；、]{0,6}(?:只|仅|顶多|最多|至多)[^，。；、]{0,4}一)"
        ),
        _majority,
    ),
    (re.compile(r"(?:占用|动用)(?=水平|程度|最|偏|较|很|不足|不高|不低|低|高)"), _use),
    (re.compile(rf"{_CLOCK}(?:\s?[至到~～—-]\s?{_CLOCK})?"), _clock),
    (re.compile(rf"提前(?:{NUMBER}|半)(?:个)?(?:天|日|周|星期|月|小时|分钟)"), _ahead),
    (
        re.compile(
            r"(?P<near>约为|大约|约|接近|近)?\s?(?P<part>\d+(?:\.\d+)?)\s?[:：比]\s?(?P<whole>\d+(?:\.\d+)?)(?![\d%])"
        ),
        _ratio,
    ),
    (
        re.compile(
            r"(?:排名|排位|位次|位列|名次|排|列|居)?(?:为|是|：|:)?"
            r"第?\s?(?<=[名位次列排居为是：:第 ])(?P<place>\d)\s?/\s?(?P<of>\d{1,2})(?![\d.])"
        ),
        place_of,
    ),
    (
        re.compile(
            rf"(?:群组|客群|Segment|segment|Cluster|cluster|分群|类别|簇|群|{_SHORT})\s*"
            rf"(?P<labels>{_LABELS}(?:\s*[、/,和与及至到]\s*(?:群组|客群|群|组)?\s*{_LABELS}(?![\d.,%个元次]))*)"
            r"(?![\d.])(?![%个项位])(?!,\d{3}(?!\d))"  # 该群组1,165户
        ),
        named_segments,
    ),
    (
        re.compile(
            r"(?:(?<=[过于给比与和同跟较超离及敌])|(?<=[是到如对像为])(?=\d{1,2}组的)|(?<![^，。；])(?=\d{1,2}组[才只仅则是的也]))"
            r"(?P<label>\d{1,2})(?:群|组|类|簇)(?![\u4e00-\u9fff]?数)"
        ),
        numbered_segment,
    ),
    (
        re.compile(
            r"(?:(?<![^，。；：（(])|(?<=[是为])|(?<=全[站行店网场])|(?<=[群组拨类档批簇][里中])|(?<=人[里中])|(?<=里头|里面|当中|之中|之间))"
            r"最(?P<way>[大小])的?(?:一[个拨批支伙簇类群组档块帮]|那[个拨批支伙簇类群组档块帮]|一个|那个|一|那)?"
            r"(?:(?:客户)?(?:群组|客群|群体|组|群|队伍|阵营|板块)|(?<=[拨批支伙簇类群组档块帮])(?:客户|人|人马)?)(?!\s?\d)"
        ),
        extreme_size,
    ),
    (re.compile(r"(?:其|他们|她们|它们|该群)名下"), _own),
    (re.compile(r"(?P<label>\d{1,2})号(?:群组|客群|群|组|类)"), numbered_segment),
    (re.compile(rf"第(?P<n>{NUMBER})大(?:客户)?{_GROUP}"), nth_group),
    (
        re.compile(
            r"(?<![每人均户客位名的])(?:人|客户)(?=(?:倒是?|却是?|反倒是?|反而是?|偏偏|其实|确实|虽然?|固然|可|就是?|还是?)*(?:最|很|较|比较|偏|更|并不|不|也|也最|略|稍|还|又)?"
            r"(?:多(?![为数是半来集元])|少(?![有数]))|[是在][^，。；人客]{1,8}最[多少])"
        ),
        _head_count,
    ),
    (
        re.compile(
            r"(?:客群|群体|群组)(?=(?:虽|虽然|固然|并不|不|不算|偏|较|很)[大小](?![额型众多客群组]))"
        ),
        _head_count,
    ),
    (
        re.compile(
            rf"一[个项样头边]{_AT}(?P<low>倒数)?第(?P<one>{NUMBER})，(?:另|而另)?一[个项样头边]{_AT}(?P<low2>倒数)?第(?P<other>{NUMBER})"
        ),
        ranks_of_both,
    ),
    (re.compile(r"(?:排|排在|是|居)?老(?P<ranks>[二三四五六])(?P<low>(?!))?(?P<down>(?!))?"), nth),
    (
        re.compile(
            rf"第\s*(?P<label>{NUMBER})\s*(?:类客户|类客群|类群体|类用户|类|组|群组|群|号群组|号群|客群)"
        ),
        numbered_segment,
    ),
    (
        re.compile(
            rf"(?P<rest>其余|其他|其它|另外|另|剩余|余下|剩下|别的)的?(?P<n>{NUMBER})\s?个?(?:客户)?{_GROUP}"
        ),
        counted_segments,
    ),
    (
        re.compile(
            rf"(?:(?:其他|其余|其它|另外|别的|剩余|余下)的?(?:任何|任意|所有|全部|每|各|诸|几)?一?(?:个|大)?(?:客户)?{_GROUP}"
            rf"|(?:任何|任意)(?:其他|其余|其它|别的)?的?一?个?{_GROUP})"
        ),
        _the_others,
    ),
    (
        re.compile(
            rf"(?P<rest>(?!))?(?:全部|所有|这|本)?(?!(?<=\d)\d)(?P<n>{NUMBER})\s?(?:个|大)?(?:客户)?{_GROUP}(?:客户)?(?:之?[中里间内](?!位[数值]))?"
        ),
        counted_segments,
    ),
    (
        re.compile(
            rf"(?P<rest>其余|其他|其它|另外|另|剩余|余下|剩下|别的)的?(?P<n>{NUMBER}){_BARE}"
            r"(?=[，。；的里中]|之[中间]|当中|[都均皆也全没无]|加|合|最|则|各)"
        ),
        bare_count,
    ),
    (
        re.compile(
            rf"(?:(?<![\u4e00-\u9fff0-9])|(?<=[为是在列居位排于属均系比]))(?P<rest>(?!))?(?P<n>{NUMBER}){_BARE}"
            r"(?:里头|里面|当中|之[中间]|[中里间])?(?=之[首最末冠巅]|第[一二三]|垫底|倒数|排|居|[最均都皆])"
        ),
        bare_count,
    ),
    (
        re.compile(
            rf"(?<=[率比数额龄长度均量价值限费])(?P<rest>(?!))?(?P<n>{NUMBER}){_BARE}"
            r"(?:里头|里面|当中|之[中间]|[中里间])?(?=之[首最末冠巅]|第[一二三]|垫底|倒数|最)"
        ),
        bare_count,
    ),
    (
        re.compile(
            rf"(?<![\u4e00-\u9fff0-9])(?P<rest>(?!))?(?P<n>{NUMBER})家(?:里头|里面|当中|之中|[中里])"
        ),
        bare_count,
    ),
    (
        re.compile(
            rf"(?:(?<![\u4e00-\u9fff0-9])|(?<=[为是在列居位排于属均系]))(?P<rest>(?!))?(?P<n>{NUMBER}){_BARE}"
            r"(?:里头|里面|当中|之[中间]|[中里](?!间))(?!位数)"
        ),
        bare_count,
    ),
    (
        re.compile(
            r"(?P<n>第一|第二|第三|最|首要)(?:大|主要|重要)?的?(?:品类|采购品类|类别|支出项|支出项目|采购项目|资产类别|采购类别|品种|构成|组成部分|去向|开支|资产构成)"
            r"|(?P<n2>第一|第二|第三|最)大的?(?:单一|单项|一[项类块种]|单类)*(?:持仓|资产|存款|支出|科目|单项|一[项块])(?!规模|[客群用人组的])"
        ),
        _leading,
    ),
    (
        re.compile(
            rf"(?P<low>倒数)?(?:排名|位列|位居|排|居|列|名列|居于|排在)?(?:倒数)?第(?P<ranks>{NUMBER}(?:和第|、第|与第|及第){NUMBER}(?:(?:和|、)第{NUMBER})*|{NUMBER})"
            r"(?:名|位|(?:年长|高|多|长|大|强|厚|贵|活跃|频繁|(?P<down>年轻|低|少|短|小|弱|薄|轻|浅|便宜))?(?![类组群方季年次个代名位梯步阶批印]|时间|要务|线|手|周|天))"
        ),
        nth,
    ),
    (
        re.compile(
            rf"(?:位列|排名|跻身|居|处于|排在|进入)?(?<![提季末之以从节])前(?P<n>[{NUMERALS}两](?![{NUMERALS}百千])|\d(?![\d.]))(?:名|位|强|列)?(?!后|段|[月年天个周日季小分])"
        ),
        within,
    ),
    (
        re.compile(
            r"(?P<n>[两二三四五六七八九十]|(?<!\d)\d(?=项指标|项核心指标|个指标|项均值))(?:大(?=指标|类|项)|个(?=指标|特征|维度|方面|层面|环节|[都均全皆]|第|最|垫底|倒数|居首|领先|殿后|居末|排)|项(?:核心|主要|关键)?|类|者|样|榜|头|端)(?!客户|群|户|人|用户)"
        ),
        _items,
    ),
    (
        re.compile(
            rf"(?<![\d第每.几各多])(?P<n>十[{NUMERALS}]|二十[{NUMERALS}]?|[{NUMERALS}两]|\d{{1,2}})"
            r"(?:项|个)(?:核心|主要|关键)?"
            r"(?=(?:指标|均值|特征|数据)|(?<=项)(?:里头?|中|当中)|(?:里头?|里面|当中|之?中|)(?:全|均|都|皆|也|则|稳|高|位|排)*"
            r"(?:居首|居末|居前|居第|居次|列第|在第|第[一二三四五六]|倒数|拿第|垫底|殿后|领先|夺魁|登顶|最[高低大小多少长短]|次席|榜首|榜眼))"
        ),
        _items,
    ),
    (
        re.compile(
            rf"(?:近|过去|最近|(?<![提末促节假])前|这)(?:的)?(?:{NUMBER}|半|几|数)(?:个|多)?(?:月|年|季度|周|天|日|季)(?:以?来|内|里)?"
        ),
        period,
    ),
    (
        re.compile(
            rf"(?:在)?(?:这|其)?(?:{NUMBER}|各|所有|全部|诸)(?:个|大|种|类|项)*(?:采购|消费|支出)?"
            r"(?:品类|类别|品种|科目|商品|产品线|采购额?|支出|资产|余额|消费额?)(?:结构|构成)?"
            r"(?:之中|之间|当中|中|里|内|间)(?![等位游间上下])"
        ),
        _within_theme,
    ),
    (
        re.compile(
            r"没有?(?:哪|任何|其他|别的|第二)?(?:一个|个|一)?(?:群组?|客群|人|谁)能?(?:够)?"
            r"(?:与之|与其|和它|跟它|望其)?(?:超过|超越|企及|匹敌|抗衡|相比|相提并论|项背|比得[上过]|赶得上|追得上|比肩)(?!他们|它|本群|该群|群组)"
        ),
        _unmatched,
    ),
    (
        re.compile(
            r"没有?(?:哪|任何|别的|其他)?(?:一个|个|一)?(?:群组?|客群|组|类|人|谁)比"
            r"(?:它们?|他们|她们|该群组?|本群组?|本组|这群人?|其)(?:还要?|再|来得)?更?"
        ),
        _most,
    ),
    (
        re.compile(
            r"(?:(?:谁|哪一?个?群组?)[也都]|没人|没有人|没谁|无人)(?:没有?|不如|不及|比不上|比不过|赶不上)"
            r"(?:它们?|他们|她们|该群组?|本群组?|本组|这[群拨帮]人?|其)"
        ),
        _most,
    ),
    (
        re.compile(r"(?:No|NO|no)\.?\s?(?P<n>\d)(?!\d|\.\d)|[Tt][Oo][Pp]\s?(?P<n1>1)(?!\d)"),
        numbered,
    ),
    (re.compile(r"[Tt][Oo][Pp]\s?(?P<n>[2-9])(?!\d)"), within),
    (re.compile(rf"第{NUMBER}(?=年[长轻])"), _unread),
    (re.compile(r"后[两二](?:者|群|个群组|组群?)(?!合)"), _last_two),
    (re.compile(r"次之|紧随其后|其次"), _next),
    (
        re.compile(
            r"单位(?:小时|时间)|时均(?!值)|单位(?=里程|公里|订单|额度|授信|贷款|资产|流量|工时|产能)"
        ),
        _plain,
    ),
    (re.compile(r"多(?=在|处于|居于|集中)"), _plain),
    (
        re.compile(
            rf"[{NUMERALS}两几](?:件事|个(?=[“「『][^”」』]{{1,2}}[”」』]字)|个(?:特点|特征|关键词|标签|词|字|看点|要点)|句话|个角度)"
        ),
        _plain,
    ),
    (re.compile(rf"[{NUMERALS}两]件套"), _plain),
    (re.compile(r"(?:要?说)?(?P<a>[多少高低大小长短贵])也?不(?P=a)"), _plain),
    (
        re.compile(
            rf"既?{_NOT}(?:{_HIGH}[，、]?[也又更]?{_NOT}{_LOW}|{_LOW}[，、]?[也又更]?{_NOT}{_HIGH})"
        ),
        _middle,
    ),
    (re.compile(rf"(?:[{NUMERALS}两双][高低多少强弱大小长短]){{2}}"), _plain),
    (
        re.compile(
            r"每(?:一)?(?:单|笔|趟|回|(?:刷|花|来|逛|跑|飞|住|打|下|做|成|投|存|取|借|还|交|看|消费|成交)一(?:笔|次|单|趟|回)|买一次|下一单|买一单|次购买|次消费|次交易|笔交易|交易一次|购买一次|次下单|次采购|次|件|张|份)"
            r"|每(?:项|个|门|台|节|晚|公里|级)(?=约?为?\d)|单[个项门台](?!客户|用户|会员|人|群|体|数)"
            r"|(?:每张|一张|单张)(?:小票|票|单子)(?=[就才也要得能约只平大花刷掏买是\d一二三四五六七八九十两]|$|[，、])"
            r"|(?<![每第上这那哪头另有再多几十百\d一二三四五六七八九])一(?:趟|单|笔|回)(?=[才就也要得能约只平大花刷掏拿买\d])"
            r"|单[笔次趟单件张](?!数|一)|[单笔次趟件张份]均"
            r"|(?:来|逛|跑|去|到店|进店|到访|光顾|下单|买|飞|住)一[次趟回单](?=[才就也要得能约只平大花刷掏\d])"
        ),
        _per,
    ),
    (
        re.compile(r"(?:恰|正好|恰好|均|都|全|却|竟|仅|才)?(?:为|是|等于)(?:零|0)(?![售.\d个])"),
        _none,
    ),
)


def shapes_of(text: str) -> dict[int, list[Shaped]]:
    """What may stand at each place of `text`, in the order of SHAPES; overlapping ones as well."""
    found: dict[int, list[Shaped]] = {}
    for pattern, build in (*PHRASES, *PLACING, *SHARES_OF, *SHAPES):
        match = pattern.search(text)
        while match:
            found.setdefault(match.start(), []).append((match, build))
            match = pattern.search(text, match.start() + 1)
    return found
