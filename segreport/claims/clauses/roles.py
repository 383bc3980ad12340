"""Roles: which clauses of a text assert something and which advise, plan or offer."""

from __future__ import annotations

import re
from typing import Literal

from segreport.claims.nouns import Token
from segreport.claims.subjects.topics import MOSTLY
from segreport.claims.words.lexicon import Lexicon
from segreport.claims.words.scanning import ARROWS

Role = Literal["fact", "ground", "advice"]
WEAK_GROUNDS = (
    *("其", "该群体", "该群组", "该客群", "这群", "目前", "当前", "现有", "现在", "眼下", "如今"),
    *("因", "考虑"),
)
STRONG_STOPS = "；;。！!？?\n"
OPENERS = (
    *("与其", "以", "对", "为", "按", "用", "在", "围绕", "从", "待", "向", "凡", "每", "先"),
    *("再", "宜", "就"),
)
STATING = (
    *("level", "rank", "compare", "alike", "middle", "word", "most", "only", "quantity", "topic"),
)
"""Words by which a clause says something of its features."""
GOES_ON = ("且", "而且", "并且", "但", "又", "同时", "却")
TELLS = frozenset(
    ("保持", "增加", "减少", "提升", "扩大", "增强", "改善", "降低", "延续", "提高", "稳步")
)
"""Words of advice that also tell how things are."""
CAUSES = (
    *("所致", "导致", "造成", "源于", "缘于", "归因于", "得益于", "受益于", "是因为", "主因"),
    "所赐",
)
"""Words that give the reason of how things are, not of the advice."""
_BLAMED = re.compile(
    r"(?:是|因|由|被|给).*(?:闹|惹|害|招|逼|憋|惯|造成|引起|引发|导致|带来)(?:出来)?的$"
)
"""主要是送装时磕碰闹的."""
TOWARDS = (
    *("对", "为", "向", "给", "面向", "针对", "对于", "把", "将", "让", "请", "邀请", "帮助"),
    "引导",
)
THESE = ("这批", "这群", "这类", "这部分", "这些", "这一", "该群", "此类", "该类", "这拨", "这帮")
SOME = ("其中", "部分", "那些", "一部分")
ADDING = ("叠加", "加之", "加上", "再加上", "且", "并且", "而且", "同时", "又")
MOSTLY_DO = (
    *("多", "大多", "大多数", "多数", "普遍", "常", "常常", "经常", "往往", "多半", "一般"),
    *("通常", "主要"),
)
BECAUSE = frozenset(
    (
        *("因为", "毕竟", "只因", "只因为", "正因", "正因为", "皆因", "谁让", "谁叫", "何况"),
        *("况且", "要知道", "须知", "再说", "再者", "说到底", "理由是", "原因是", "依据是"),
        *("好在", "反正"),
    )
)
"""Words that begin the reason of the advice before them."""
TOLD = ("rank", "most", "its", "topic", "everything")
"""Beside features, what makes a clause tell of these customers."""
BEGINS = ("feature", "its", "ref", "statistic", "word", "most")
_MORE_OF_IT = re.compile("[多少][放送推发配设办做讲说给约留摆投备](?:些|点|几)")
SAYING = ("level", "rank", "only", "alike")
"""Words that say something of a feature, and are no advice."""
IF = ("若", "如", "如果", "一旦", "假如", "倘若", "要是", "万一", "当", "遇", "遇到", "发现")
COMES = ("出现", "发生", "发现", "遇到", "遇", "碰到", "监测到", "触发")
PLACED = ("rank", "most", "level", "middle", "compare", "alike", "place", "word")
"""Words that end a clause in which a feature is held against segments."""
LOCATING = ("在", "为", "于", "就", "从", "按")
ENDING = (
    "的",
    "一群",
    "一组",
    "一批",
    "一个",
    "者",
    "一类",
    "群体",
    "客群",
    "群组",
    "位置",
    "水平",
)
AIMED = frozenset(
    (
        *(
            "使",
            "将",
            "把",
            "力争",
            "目标",
            "争取",
            "推动",
            "带动",
            "实现",
            "让",
            "引导",
            "至",
            "到",
        ),
        *(
            "努力",
            "计划",
            "预计",
            "达到",
            "达",
            "提升至",
            "提升到",
            "提高至",
            "提高到",
            "降至",
            "再",
        ),
        *("降到", "应", "可", "宜", "需", "建议", "希望", "期望", "有望", "拟", "从", "由", "以"),
    )
)
"""Words by which a number of advice is a target."""
SHORT = 4
"""Words of a heading (目标：…)."""
WHO = ("出生年代", "家庭与婚姻", "职业", "学历", "性别", "地域", "房产与车")
"""Topics of who the customers are."""
OFFERED = ("起", "起投", "起购", "起存", "起步", "起充", "起订", "起售", "封顶", "门槛", "起售价")
"""Words behind the amount of an offer."""
PLAN_WORDS = ("建议", "力争", "目标", "不妨", "计划")


def roles_of(
    clauses: tuple[tuple[Token, ...], ...],
    stops: tuple[str, ...],
    kind: str,
    lexicon: Lexicon,
) -> tuple[Role, ...]:
    """The role of each clause; `stops` is what stood before each."""
    if kind == "strategy":
        return _strategy_roles(clauses, stops, lexicon)
    roles: list[Role] = []
    planned = False
    for clause, stop in zip(clauses, stops, strict=True):
        planned = planned and stop not in STRONG_STOPS
        planned = planned or any(token.text in PLAN_WORDS for token in clause[:1])
        roles.append("advice" if planned else "fact")
    return tuple(roles)


def _is_ground(
    clause: tuple[Token, ...], words: list[str], lexicon: Lexicon, *, advising: bool
) -> bool:
    """鉴于资产最高; not 针对资产做一次试点, and not 公布完成情况 amid advice."""
    states = any(token.kind in STATING for token in clause)
    if _names_them(clause) and any(
        token.kind in ("level", "rank", "most", "word") for token in clause
    ):
        return True
    judged = any(t.kind in ("level", "rank", "most", "word", "compare") for t in clause)
    if any(word in SOME for word in words) and not judged:
        return False  # 针对其中近三个月未登录的客户
    if any(word in lexicon.grounds and word not in WEAK_GROUNDS for word in words):
        asked = [word for word in words if word in lexicon.advice]
        if asked and words[0] in asked and len(asked) > 1 and not _tells(clause):
            return False  # 依托手机银行开展资产配置体检
        return states or not any(word in lexicon.advice for word in words)
    asks = words[:1] and words[0] in lexicon.advice and words[0] not in lexicon.grounds
    if asks and not judged:
        return False  # 了解其是否存在双卡等情况
    about = states or not advising or any(token.kind == "feature" for token in clause)
    return about and any(word in lexicon.ground_ends for word in words)


def _tells(clause: tuple[Token, ...]) -> bool:
    """Whether a clause says anything of its features."""
    return any(token.kind in STATING and token.kind != "topic" for token in clause)


def _gives_cause(clause: tuple[Token, ...], *, advising: bool) -> bool:
    """主要系…迁移至他行所致; 叠加近三个月浮亏扩大."""
    topics = [token for token in clause if token.kind == "topic"]
    more = bool(clause) and clause[0].text in ADDING and not advising
    blames = _BLAMED.search("".join(token.text for token in clause)) is not None
    return blames or (more and bool(topics)) or any(token.text in CAUSES for token in topics)


def _adds(clause: tuple[Token, ...]) -> bool:
    """且近两年保持稳步增长: goes on with what was told before."""
    goes_on = bool(clause) and clause[0].text in (*GOES_ON, *ADDING)
    return goes_on and sum(token.kind == "topic" for token in clause) > 1


def _asserts(clause: tuple[Token, ...]) -> bool:
    """理财占比全公司最高: a feature, and its place behind it."""
    feature = next((n for n, token in enumerate(clause) if token.kind == "feature"), len(clause))
    later = clause[feature + 1 :]
    placed = [n for n, token in enumerate(later) if token.kind in ("most", "rank")]
    passed = ("ref", "neutral", "each", "people", "joint", "feature", "its")
    return bool(placed) and all(token.kind in passed for token in later[: placed[0]])


def _reasons(clause: tuple[Token, ...], stop: str) -> bool:
    """电话优先，毕竟年龄偏高; 少打扰——换手率远高于整体: the ground, told behind the advice."""
    told = any(token.names or token.leaning or token.kind in TOLD for token in clause)
    judged = told and any(token.kind in STATING for token in clause)
    led = bool(clause) and any(token.text in BECAUSE for token in clause[:2])
    first = next((token for token in clause if token.kind != "neutral"), None)
    dashed = stop in "—…" and first is not None and first.kind in BEGINS
    return judged and (led or dashed)


def _supposes(words: list[str]) -> bool:
    """若出现登录偏高的情况: what may come; not 若论年龄."""
    return words[:1] != [] and words[0] in IF and not {*words}.isdisjoint(COMES)


def _tells_them(clause: tuple[Token, ...]) -> bool:
    """他们多与子女同住、负责给孙辈做饭; 该群组偏好线下办理; 登录次数较整体提升86%."""
    led = len(clause) > 1 and clause[0].kind == "its"
    told = led and (clause[1].text in MOSTLY_DO or clause[1].kind == "topic")
    return told or _has_grown(clause)


def _has_grown(clause: tuple[Token, ...]) -> bool:
    """登录次数同比提升86%: held against what is or was, and not what shall be."""
    named = bool(clause) and clause[0].kind in ("feature", "its")
    against = any(t.ref is not None or t.text in ("同比", "环比") for t in clause)
    counted = any(t.quantity is not None for t in clause)
    return named and against and counted and AIMED.isdisjoint(t.text for t in clause)


def _advises(clause: tuple[Token, ...], advice: set[str]) -> bool:
    """推送权益, 提升黏性; not 胜在存款, 首推群组2."""
    return any(
        token.text in advice and token.kind not in SAYING and not _is_said(clause, number)
        for number, token in enumerate(clause)
    )


def _is_said(clause: tuple[Token, ...], number: int) -> bool:
    """资产配置, 别看年龄偏高, 登录可不低: a noun or a turn of speech, and nothing to be done."""
    before = clause[number - 1] if number else None
    after = clause[number + 1] if number + 1 < len(clause) else None
    mix = clause[number].text == "配置" and before is not None and before.kind == "feature"
    seen = clause[number].text == "别" and after is not None and after.text == "看"
    denied = clause[number].text == "可" and after is not None and after.kind == "not"
    return mix or seen or (denied and before is not None and before.kind == "feature")


def _opens_advice(clause: tuple[Token, ...]) -> bool:
    """以双周频率…, 对高价值客户…; not 以企业主为主, and not 为整体的3.5倍."""
    mostly = any(t.text in MOSTLY for t in clause) and any(
        t.kind == "topic" and t.note in WHO for t in clause
    )  # 以企业主为主 tells, 以线上工具为主 advises
    if clause[0].text in TOWARDS and clause[-1].text == "的":
        return True  # 对月用电超过5,000度的，可…
    opens = clause[0].text in OPENERS and not mostly
    named = any(token.kind == "feature" for token in clause[:2])
    named = named or _contributes(clause) or _equals(clause)
    return opens and not named and not _measures(clause) and not _takes_place(clause)


def _urges(clause: tuple[Token, ...]) -> bool:
    """首页多放些产品, 少发点短信."""
    said = "".join(token.text for token in clause)
    return _MORE_OF_IT.search(said) is not None and not any(t.quantity for t in clause)


def _equals(clause: tuple[Token, ...]) -> bool:
    """每100元存款约对应37元基金."""
    numbers = sum(token.quantity is not None for token in clause)
    return clause[0].text == "每" and numbers > 1 and any(t.kind == "feature" for t in clause)


def _offers_from(clause: tuple[Token, ...]) -> bool:
    """存款满100万, 基金定投100元起: from which amount on an offer holds."""
    pairs = zip(clause, (*clause[1:], None), strict=False)
    return any(
        token.quantity and (token.text.startswith("满") or (after and after.text in OFFERED))
        for token, after in pairs
    )


def _contributes(clause: tuple[Token, ...]) -> bool:
    """以7.7%的客户贡献了近五成的总资产."""
    numbers = sum(token.quantity is not None for token in clause)
    return numbers > 0 and any(token.kind == "takes" for token in clause)


def _takes_place(clause: tuple[Token, ...]) -> bool:
    """在五个群组里排第二, 为各群组中最年轻的一群: where they stand, and nothing to be done."""
    where = next((n for n, token in enumerate(clause) if token.ref is not None), len(clause))
    told = list(clause[where + 1 :])
    while clause[0].text in LOCATING and told and _ends_noun(told[-1]):
        told.pop()
    return bool(told) and told[-1].kind in PLACED


def _ends_noun(token: Token) -> bool:
    return token.kind == "people" or token.text in ENDING


def _measures(clause: tuple[Token, ...]) -> bool:
    """为整体的 3.5 倍: goes on with a figure; not 为群组 2 的客户送两张券."""
    says = [token.kind for token in clause if token.text != "的"]
    return clause[0].text == "为" and says[1:2] == ["ref"] and "quantity" in says[2:3]


def _names_them(clause: tuple[Token, ...]) -> bool:
    """对这批流失率最高的客户: what is said of them is said of the segment."""
    words = [token.text for token in clause]
    return bool(words) and words[0] in TOWARDS and bool({*words[1:3]} & {*THESE})


def _tells_why(clause: tuple[Token, ...], stop: str, roles: list[Role], *, advising: bool) -> bool:
    """The reason of advice before or behind it, or more of a reason that was told."""
    more = roles[-1:] == ["ground"] and _adds(clause)
    return more or _gives_cause(clause, advising=advising) or (advising and _reasons(clause, stop))


def _strategy_roles(
    clauses: tuple[tuple[Token, ...], ...], stops: tuple[str, ...], lexicon: Lexicon
) -> tuple[Role, ...]:
    advice = {*lexicon.advice, *lexicon.targets, *lexicon.stances["ought"]}
    roles: list[Role] = []
    advising = False
    whole = False
    arrow = max((at for at, stop in enumerate(stops) if stop in ARROWS), default=0)
    for number, (clause, stop) in enumerate(zip(clauses, stops, strict=True)):
        if stop in STRONG_STOPS:
            advising = False
        words = [token.text for token in clause]
        if stop in ARROWS or arrow > number:
            roles.append("ground" if arrow > number else "advice")
            advising = True
            continue
        goals = any(word in ("目标", "KPI", "力争", "营销目标") for word in words)
        whole = whole or (number == 0 and goals and len(clause) <= SHORT)
        if (whole and not (number and _reasons(clause, stop))) or _supposes(words):
            roles.append("advice")
        elif _tells_them(clause):
            roles.append("fact")
        elif _tells_why(clause, stop, roles, advising=advising):
            roles.append("ground")
        elif _is_ground(clause, words, lexicon, advising=advising):
            roles.append("ground")
            advising = False
        elif (
            roles[-1:] == ["ground"] and {*words[:1]} & {*GOES_ON} and not advice & {*words} - TELLS
        ):
            roles.append("ground")  # 鉴于…，且…保持增长
        elif _advises(clause, advice) or _urges(clause) or _offers_from(clause):
            roles.append("advice")
            advising = True
        elif advising:
            starts = clause and clause[0].text in WEAK_GROUNDS
            measured = any(token.kind in ("rank", "with", "ref", "its") for token in clause)
            starts = starts or (roles[-1:] == ["fact"] and measured)  # 现在33.8，比群组2低8块
            roles.append("fact" if starts or _asserts(clause) else "advice")
        elif clause and _opens_advice(clause):
            roles.append("advice")
            advising = True
        else:
            roles.append("ground" if roles and roles[-1] == "ground" else "fact")
    return tuple(roles)
