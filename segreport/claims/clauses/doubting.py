"""Doubting: what no claim of a clause accounts for, and is no rhetoric either."""

from __future__ import annotations

from functools import cache

from segreport.claims.clauses.framing import only_frames
from segreport.claims.clauses.roles import THESE, Role
from segreport.claims.clauses.skew import pulled_by
from segreport.claims.clauses.stances import LEVELS, is_rhetoric
from segreport.claims.nouns import FIGURES, IS, Claim, Doubt, Token
from segreport.claims.quantities.again import EXTENTS
from segreport.claims.subjects.topics import MOSTLY
from segreport.claims.words.lexicon import read_lexicon

FRAMES = frozenset(
    (
        *("堪称", "称得上", "典型", "典型的", "名副其实", "可谓", "可以说", "说明", "体现"),
        *("体现出", "显示", "显示出", "反映", "反映出", "印证", "意味着", "算是", "算得上", "可见"),
        *("无疑", "值得", "如同", "仿佛", "好比", "恰似"),
    )
)
ENDS = ("一群", "客户", "客群", "群体", "人群", "用户", "会员", "一群人", "群组", "人", "的")
CROWD = frozenset(
    (
        *("多", "多为", "主要", "普遍", "大多", "大多数", "多数", "多数人", "常", "总", "往往"),
        *("通常", "习惯", "来自", "部分", "经常", "居多"),
    )
)
ECHOES = (
    *("同样", "亦然", "如此", "同理", "也是", "亦", "类似", "一样", "不例外", "也不例外"),
    *("也一样", "依旧"),
)
"""熟食也是如此: says of a feature what was said of another."""
WIDENING = ("扩大", "缩小", "收窄", "拉大", "缩水", "拉开", "放大")
GAPS = ("差距", "差额", "落差", "差异", "优势", "差", "差别", "幅度")
"""差距扩大至6.7万元: a larger gap than that to another, not a trend."""
REASONS = ("由于", "因为")
SOURCES = ("靠", "全靠", "主要靠", "听说", "据说", "传闻", "据悉")
NEEDLESS = ("不必", "无需", "无须", "不用", "不需", "不需要", "不再", "何须", "何必", "用不着")
SOFT_TOPICS = ("原因", "渠道与行为", "未来与预测", "态度与偏好", "时间")
OF_FEATURE = ("偏好", "意愿", "需求", "习惯", "意识", "倾向", "热情", "兴趣", "态度")
"""What a feature is taken to show."""
ATTRIBUTES = frozenset(
    (
        *("属性", "特征", "色彩", "标签", "性质", "底色", "画像", "功能", "用途", "特质", "意味"),
        *("潜力", "空间", "场景", "机会", "前景", "转化", "承接", "链条", "逻辑", "路径", "视角"),
        *("角度", "层面", "维度", "端", "侧", "板块", "领域", "环节", "主题", "基因", "思维"),
        *("理念", "风格", "取向"),
    )
)
"""Nouns behind a word for something the table lacks, that make no fact of it."""
SPANS = ("每周", "每天", "每日", "每月", "每年", "每季", "每季度", "每星期", "每礼拜")
"""Of which a number is told, and no habit."""
FLOWS = ("入账", "进账", "到账", "出账", "流入", "流出", "所得", "进款")
CHARGES = ("费", "佣金", "租金", "票款")
"""资费收入 is what they paid."""
HARD_TOPICS = ("家庭与婚姻", "职业", "学历", "性别", "地域", "行外与外部")
"""What a name says of these is a fact; 清晨, 豪车, 重仓 may paint a picture."""
TELLING = frozenset(
    ("feature", "quantity", "absent", "level", "middle", "rank", "compare", "alike", "word")
)
"""Words that make a clause say something about the customers."""
UNREAD = LEVELS | frozenset("第几十百千万二三四五六七八九两倍0123456789%")
"""Letters of levels and numbers: no word with one of them may stay unread."""
PREDICATES = ("level", "middle", "quantity", "rank", "compare", "alike", "most", "only")
"""Words that say something of a feature."""
HOW = ("level", "degree", "word", "middle")
MAJORITY = (
    *("大多", "大多数", "多数", "绝大多数", "绝大部分", "大部分", "多半", "大半", "大都", "普遍"),
    *("往往", "通常", "一般", "十有八九", "不少人", "很多人", "许多人", "半数"),
)
"""Words that tell how most of the customers are, whatever follows."""
ANY = 99


def doubts_of(
    clause: tuple[Token, ...],
    role: Role,
    kind: str,
    claims: tuple[Claim, ...],
    claimed: frozenset[str],
) -> list[Doubt]:
    """Topics the table has nothing about, sayings without a cell, and words nobody knows.

    `claims` are those of the clause, `claimed` the features the whole text makes claims about.
    """
    skewed = pulled_by(clause)
    clause = clause[:skewed] if skewed > 0 else clause
    held = any(c.relation != "scope" and c.sure and not c.guessed for c in claims)
    lax = kind == "strategy" and role == "fact" and not tells_of_them(clause)
    lax = lax and not says_how(clause)
    reasoned = kind == "strategy" and role == "ground"
    doubts = _topics(clause, claimed, lax=lax, reasoned=reasoned, named=kind == "name")
    if kind != "name" and _only_leans(clause, claimed):
        doubts = [doubt for doubt in doubts if doubt.about not in SOFT_TOPICS]
    if any(claim.relation == "difference" for claim in claims):
        doubts = [doubt for doubt in doubts if doubt.text not in EXTENTS]  # 增幅约36%
    if not held and not lax:
        told = any(claim.relation in FIGURES for claim in claims)
        doubts += _sayings(clause, kind, told=told)
    unread = _unread(clause, kind)
    if sum(len(token.text) for token in unread) > _allowed(
        clause, kind, claimed, held=held, lax=lax
    ):
        doubts += [Doubt(t.start, t.end, "unknown", t.text) for t in unread]
    return doubts


def _topics(
    clause: tuple[Token, ...],
    claimed: frozenset[str],
    *,
    lax: bool,
    reasoned: bool,
    named: bool,
) -> list[Doubt]:
    """Things outside of the table, features that are not in it, categories nothing is said of."""
    doubts: list[Doubt] = []
    for before, token in zip((None, *clause), clause, strict=False):
        if before is not None and before.kind == "feature" and token.text in OF_FEATURE:
            continue  # 较强的储蓄偏好
        if token.kind == "absent" and _in_compound(before, token, clause):
            continue
        if token.note == "地域" and _before_category(token, clause):
            continue  # 住在一线城市
        if token.kind == "topic":
            soft = token.note in SOFT_TOPICS or _widens(token, clause) or _disclaimed(clause)
            if token.note in SOFT_TOPICS and only_frames(clause, told=bool(claimed)):
                continue
            denied = any(t.kind == "not" and t.start < token.start for t in clause)
            reason = reasoned and token.text in REASONS  # of the advice
            if not (soft and (denied or lax)) and not reason:
                loose = lax or (named and token.note not in HARD_TOPICS)
                why = "statement" if soft else "absent" if loose else "outside"
                doubts.append(Doubt(token.start, token.end, why, token.text, token.note))  # type: ignore[arg-type] # literals
        elif _is_bare_category(token, claimed):
            doubts.append(Doubt(token.start, token.end, "statement", token.text))
        elif token.kind == "absent" and not (lax and not _prevails(token, clause)):
            doubts.append(Doubt(token.start, token.end, "absent", token.text))
    return doubts


def _only_leans(clause: tuple[Token, ...], claimed: frozenset[str]) -> bool:
    """渠道重心在线下, beside claims: a leaning, of which no figure, level or majority is told."""
    telling = any(token.kind in (*TELLING, "unknown", "ref", "rank", "most") for token in clause)
    return (
        bool(claimed)
        and not telling
        and not tells_of_them(clause)
        and not any(token.text in (*MOSTLY, *MAJORITY, *CROWD) for token in clause)
    )


def _prevails(token: Token, clause: tuple[Token, ...]) -> bool:
    """新能源车型为主: tells what most of them have, also among advice."""
    after = next((t for t in clause if t.start >= token.end), None)
    return after is not None and after.text in MOSTLY


def _before_category(token: Token, clause: tuple[Token, ...]) -> bool:
    """Whether what it says is answered by a column of the table."""
    after = next((t for t in clause if t.start >= token.end and t.kind != "neutral"), None)
    return after is not None and any(IS in name for name in after.names)


def _in_compound(before: Token | None, token: Token, clause: tuple[Token, ...]) -> bool:
    """代发入账, 投资属性: part of a noun that says nothing of what the table lacks."""
    after = next((t for t in clause if t.start == token.end), None)
    moved = before is not None and before.kind == "feature" and before.end == token.start
    described = after is not None and after.text in ATTRIBUTES
    charged = before is not None and before.text.endswith(CHARGES) and token.text == "收入"
    return described or (moved and (token.text in FLOWS or charged))


def _sayings(clause: tuple[Token, ...], kind: str, *, told: bool) -> list[Doubt]:
    """熟食也是如此, 以线下为主, 主要靠熟人介绍: said without a figure or a level."""
    named = any(token.kind == "feature" for token in clause)
    compared = any(token.kind == "with" for token in clause)  # 跟群组4一样多
    words: tuple[str, ...] = SOURCES
    words += tuple(ECHOES) if named and not told and not compared else ()
    leaning = any(token.leaning for token in clause)  # 以年轻客户为主
    words += MOSTLY if (named or kind != "strategy") and not leaning else ()
    words += MAJORITY if len(clause) > 2 else ()  # 大多在对面办着卡
    framed = len(clause) > 1 and clause[0].text in ECHOES and clause[-1].kind == "feature"
    return [
        Doubt(t.start, t.end, "statement", t.text)
        for t in (clause[1:] if framed else clause)  # 同样是存款
        if t.text in words
        and not t.quantity
        and not _on_them(t, clause)
        and not (t.text in SOURCES and _needless(t, clause))
        and (t.text != "亦" or t is clause[-1])  # 亦不在末位
    ]


def _needless(token: Token, clause: tuple[Token, ...]) -> bool:
    """不必时时靠折扣来提醒: on what they need not live."""
    return any(t.text in NEEDLESS and t.start < token.start for t in clause)


def says_how(clause: tuple[Token, ...]) -> bool:
    """住得又远: how they do what nobody knows."""
    linked = [n for n, token in enumerate(clause) if token.text == "得" and n]
    return any(clause[n - 1].kind == "unknown" for n in linked) and clause[-1].kind in HOW


def _on_them(token: Token, clause: tuple[Token, ...]) -> bool:
    """吃饭这块全靠他们撑着: says whom the rest lives on, and not where they come from."""
    after = next((t for t in clause if t.start == token.end), None)
    own = after is not None and (after.kind == "its" or after.text in THESE)
    return token.text.endswith("靠") and own


def _unread(clause: tuple[Token, ...], kind: str) -> list[Token]:
    """Words nobody knows; every word of a name is a claim (稳健, 双高)."""
    numbers = any(token.quantity for token in clause)
    unread = [t for t in clause if t.kind == "unknown" and not (numbers and t.text in SPANS)]
    if kind == "name":
        plain = read_lexicon().name_neutral
        unread += [t for t in clause if t.note == "said"]
        unread = [t for t in unread if t.text not in plain and not _is_risk_of(t, clause)]
    return unread


def _is_risk_of(token: Token, clause: tuple[Token, ...]) -> bool:
    """高逾期风险客户: the risk is what was named right before it."""
    before = next((t for t in clause if t.end == token.start), None)
    return token.text in ("风险", "隐患") and before is not None and before.kind == "feature"


def _allowed(
    clause: tuple[Token, ...], kind: str, claimed: frozenset[str], *, held: bool, lax: bool
) -> int:
    """How many letters may stay unread."""
    if kind == "name" or says_how(clause):
        return 0
    if kind == "strategy":
        return ANY if lax else 3 if held else 1
    if any(set(token.text) & UNREAD for token in clause if token.kind == "unknown"):
        return 0  # 人少资高, 二百一十几块
    named = any(token.kind in TELLING for token in clause)
    crowd = any(token.text in CROWD for token in clause)
    idle = not named and not crowd and is_rhetoric(clause)
    if idle or _only_comments(clause):
        return ANY
    if held:
        told = claimed.issuperset(name for token in clause for name in token.names)
        free = told and is_rhetoric(clause)
        return 1 if tells_of_them(clause) else ANY if free else 3
    return 0 if named else 3 if _praises(clause) else 1


def _only_comments(clause: tuple[Token, ...]) -> bool:
    """真是踏破门槛: no unread word can name what a figure or a level is said of, or say it.

    Before each stands nothing or a predicate, behind each nothing or a feature, and none of
    their letters is that of a fact.
    """
    told = [t for t in clause if t.kind == "unknown" or t.names or t.kind in PREDICATES]
    for before, token, after in zip((None, *told), told, (*told[1:], None), strict=False):
        if token.kind != "unknown":
            continue
        if before is not None and before.names:
            return False
        if after is not None and after.kind in PREDICATES:
            return False
    return is_rhetoric(clause)


def _widens(token: Token, clause: tuple[Token, ...]) -> bool:
    """差距扩大至6.7万元: a larger gap than that to another, not a trend."""
    return token.text in WIDENING and any(t.text in GAPS and t.start < token.start for t in clause)


def _disclaimed(clause: tuple[Token, ...]) -> bool:
    """上有老下有小这话不敢乱讲: named, and not claimed."""
    said = "".join(token.text for token in clause)
    return any(word in said for word in read_lexicon().disclaims)


def _is_bare_category(token: Token, claimed: frozenset[str]) -> bool:
    """多为女性: a category is named, and nothing that the table can answer is said of it."""
    named = len(token.names) == 1 and IS in token.names[0]
    return named and token.names[0] not in claimed


def tells_of_them(clause: tuple[Token, ...]) -> bool:
    """多为…, 该群体…: a clause that tells of the customers, among advice."""
    marks = _crowd_marks()
    return bool(clause) and (clause[0].kind == "its" or any(t.text in marks for t in clause))


@cache
def _crowd_marks() -> frozenset[str]:
    return CROWD | set(read_lexicon().crowd_marks) - {"以"}


def _praises(clause: tuple[Token, ...]) -> bool:
    """称得上…, 是最让人…的一群: a clause that sums up and does not tell of anything more."""
    words = [token.text for token in clause]
    if not words or any(word in CROWD for word in words):
        return False
    return any(word in FRAMES for word in words) or (
        words[0] in ("是", "一", "这是", "乃") and words[-1] in ENDS
    )
