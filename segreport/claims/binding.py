"""Binding: the tokens of a sentence become claims, one small handler for each kind of word."""

from __future__ import annotations

from segreport.claims.clauses.abstracts import announced, without_abstracts
from segreport.claims.clauses.clauses import (
    deny_said,
    drop_weighed,
    frame_of,
    resume_other,
    without_denied,
)
from segreport.claims.clauses.echoes import read_echo
from segreport.claims.clauses.skew import pulled_by, pulls_mean, state_skew
from segreport.claims.clauses.unread import (
    unread_numbers,
    unread_periods,
    unread_places,
    unread_segments,
)
from segreport.claims.comparisons.alike import read_alike
from segreport.claims.comparisons.comparing import read_comparison
from segreport.claims.comparisons.degrees import read_degree, read_most
from segreport.claims.comparisons.exclusive import alone
from segreport.claims.comparisons.gaps import read_apart
from segreport.claims.comparisons.levels import read_level, read_middle
from segreport.claims.comparisons.negation import denied_behind, read_not
from segreport.claims.comparisons.orders import in_order
from segreport.claims.comparisons.paces import read_pace
from segreport.claims.comparisons.ranking import read_between, read_only, read_rank
from segreport.claims.comparisons.suits import read_suit
from segreport.claims.comparisons.turned import read_turned
from segreport.claims.comparisons.words import read_word
from segreport.claims.nouns import SHARE, Group, Reference, Token
from segreport.claims.quantities.averages import read_statistic
from segreport.claims.quantities.carried import remember_owner
from segreport.claims.quantities.complements import of_complement
from segreport.claims.quantities.counting import read_quantity
from segreport.claims.quantities.derived import read_derived, take_up
from segreport.claims.quantities.numbers import listed, listed_mixed
from segreport.claims.quantities.owners import all_in_turn, count_others, together
from segreport.claims.quantities.paced import name_span
from segreport.claims.quantities.packs import LEADS, per_pack
from segreport.claims.quantities.per import per_feature, read_per
from segreport.claims.quantities.ranges import with_both_ends
from segreport.claims.quantities.shares import read_share_verb
from segreport.claims.quantities.totals import of_part, of_whole
from segreport.claims.subjects.attributes import set_aside
from segreport.claims.subjects.everything import read_everything, read_except, read_outside
from segreport.claims.subjects.former import read_former
from segreport.claims.subjects.heads import of_head
from segreport.claims.subjects.items import read_items
from segreport.claims.subjects.its import read_its
from segreport.claims.subjects.references import read_against, read_reference
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Step, Tokens, at
from segreport.claims.subjects.sureness import (
    compares_share,
    is_other_noun,
    is_sure,
    leaves_open,
    of_other_last,
)
from segreport.claims.subjects.topics import EVERY, MOSTLY, read_feature
from segreport.claims.words.vocabulary import Vocabulary

STRUCTURE = ("结构", "构成", "配置", "组成", "分布")
INSIDE = ("中", "里", "内", "当中", "之中", "里面", "里头", "里边", "之内")
SEEMING = ("看似", "貌似", "看上去", "表面上", "乍看", "乍一看", "表面看", "乍一听", "乍听")
SOUNDING = ("听起来", "听上去", "看起来", "看着", "听着", "似乎", "好像", "仿佛", "粗看", "初看")
IN_TRUTH = (
    "其实",
    "实则",
    "实际上",
    "实际",
    "事实上",
    "实为",
    "细看",
    "细看之下",
    "却是",
    "殊不知",
)
APPROX = ("约", "大约", "大概", "约为", "约合", "将近", "差不多", "大致", "仅约", "近", "折合")
MORE = ("加", "加上", "＋", "+")
LESS = ("减去", "减", "扣除", "扣去", "扣掉", "刨去", "刨掉", "去掉", "减掉")
EACH = ("每", "平均每", "每一", "每单位", "单位")
STRONG_STOPS = "；;。！!？?\n"
BEFORE_OTHER = ("比", "较", "比起", "较之", "离", "距")


def bind(
    clauses: tuple[Tokens, ...],
    stops: tuple[str, ...],
    vocabulary: Vocabulary,
    own: str,
    kind: str,
) -> Scope:
    """Read clauses into claims and doubts. `stops`: what stood before each clause."""
    scope = Scope(vocabulary, own, kind, own)
    before: Tokens = ()
    after_advice = False
    for number, (clause, stop) in enumerate(
        zip(with_both_ends(announced(clauses)), stops, strict=True)
    ):
        scope.begin_clause(stop, strong_stop=stop in STRONG_STOPS)
        clause = of_whole(denied_behind(without_denied(clause)))  # noqa: PLW2901 (in plain order)
        clause = of_part(scope, clause)  # noqa: PLW2901 (with what it leaves out)
        clause = of_complement(scope, set_aside(scope, without_abstracts(clause)))  # noqa: PLW2901 (the rest of it)
        _take_owner(scope, clause)
        after_advice = not clause or (after_advice and not _names_feature(clause))
        _take_together(scope, clause, before)
        earlier, before = before, clause
        if _only_seems(clause, clauses[number + 1 : number + 2]):
            continue
        skewed = pulled_by(clause)
        if pulls_mean(clause) and not _names_one(clause[: max(skewed, 0)]):
            state_skew(scope, clause)
            continue
        clause = clause[:skewed] if skewed > 0 else clause  # noqa: PLW2901 (what is told of the mean)
        resume_other(scope, clause)
        whole = read_suit(scope, clause, earlier) or read_turned(scope, clause)
        whole = whole or read_echo(scope, clause)
        whole = whole or deny_said(scope, clause, earlier)
        position = len(clause) if whole else 0
        told = len(scope.claims)
        vague = after_advice or leaves_open(scope, clause)
        while position < len(clause):
            scope.sure = (
                not (vague or scope.doubtful)
                and is_sure(scope, clause, position)
                and not of_other_last(scope, clause, position)
            )
            if compares_share(scope, clause, position):
                take_up(scope, position, clause)
            handler = HANDLERS.get(clause[position].kind)
            position = handler(scope, clause, position) if handler else position + 1
        if skewed > 0:
            state_skew(scope, before[skewed:])
        drop_weighed(scope, clause, told)
        alone(scope, clause, told)
        if scope.most and clause:
            scope.doubt(clause[-1], "statement")
        scope.frame = frame_of(scope, clause)
        remember_owner(scope, clause)
        name_span(scope, clause)
        count_others(scope, clause)
        _unanswered(scope, clause)
    if scope.owed is not None:
        scope.doubt(scope.owed[0], "number")
    scope.claims += scope.asides
    unread_segments(scope, clauses)
    unread_numbers(scope, clauses)
    unread_places(scope, clauses)
    unread_periods(scope, clauses)
    return scope


def _only_seems(clause: Tokens, following: tuple[Tokens, ...]) -> bool:
    """看似不多; 听起来有些久，其实…: what only seems is not said."""
    truth = any(token.text in IN_TRUTH for later in following for token in later[:2])
    words = (*SEEMING, *SOUNDING) if truth else SEEMING
    return any(token.text in words for token in clause)


def _take_together(scope: Scope, clause: Tokens, before: Tokens) -> None:
    """群组0与群组3合计只占33.0%，却带来74.8%的消费额: both together, and so in what goes on."""
    counted = together(scope, clause, before)
    opens = clause[0] if clause else None
    if not counted and opens is not None and opens.statistic == "sum":
        counted = scope.summed  # 合计占…，合计贡献…
    scope.summed = counted or scope.summed
    first = next((token for token in clause if token.kind != "neutral"), None)
    if counted and first is not None and first.ref is not None:
        scope.held_subject = counted
    elif "+" in scope.subject:
        scope.doubtful = True
        if any(token.kind in ("ref", "its") for token in clause):
            scope.subject, scope.held_subject = scope.own, ""
    scope.subject = counted or scope.subject


def _names_feature(clause: Tokens) -> bool:
    """Whether a clause says itself what it is about; after advice nothing is carried on."""
    return any(token.kind in ("feature", "word", "items", "everything") for token in clause)


def _names_one(clause: Tokens) -> bool:
    return [len(token.names) for token in clause if token.kind == "feature"] == [1]


def _unanswered(scope: Scope, clause: Tokens) -> None:
    """比群组3还早: compared in a way nobody could read."""
    for position, token in enumerate(clause):
        after = at(clause, position + 1)
        led = token.kind == "with" and token.text in BEFORE_OTHER
        led = led and after is not None and after.ref is not None
        if not led or position + 2 >= len(clause):
            continue
        told = any(claim.start >= token.start for claim in scope.claims)
        doubted = any(doubt.start >= token.start for doubt in scope.doubts)
        if not told and not doubted:
            scope.doubt(token, "statement")


def _take_owner(scope: Scope, clause: Tokens) -> None:
    """拿群组0做参照，其存款为3.1万: 其 is the segment that was named alone before."""
    first = next((t for t in clause if t.kind != "neutral"), None)
    if first is not None and first.kind == "its" and not first.note and scope.owner:
        scope.subject, scope.owner, scope.doubtful = scope.owner, "", True


def _read_each(scope: Scope, tokens: Tokens, position: int) -> int:
    after = at(tokens, position + 1)
    people = after is not None and after.kind == "people" and tokens[position].text.startswith("全")
    named = after is not None and after.kind == "feature" and not scope.excluded  # 各项用能指标
    every = tokens[position].text in EVERY and not named and not scope.pending
    if every and scope.targets() in ((), (SHARE,)):
        return read_everything(scope, tokens, position)
    scope.each = scope.each or not people  # 全会员里最短的
    return position + 1


def _read_turn(scope: Scope, tokens: Tokens, position: int) -> int:
    """分别: one after the other."""
    several = any(t.ref is not None and t.ref.segments for t in tokens)
    if not several and (done := all_in_turn(scope, tokens, position)):
        return done
    scope.in_turn = 0
    _reach_back(scope, tokens, position)
    if len(scope.targets()) == 1:
        scope.each = True
    return position + 1


def _reach_back(scope: Scope, tokens: Tokens, position: int) -> None:
    """分别 before two numbers in a clause of its own: of the two features named last."""
    later = tokens[position + 1 :]
    numbers = [where for where in range(position + 1, len(tokens)) if tokens[where].quantity]
    several = any(t.ref is not None and len(t.ref.segments) > 1 for t in later)
    refs = sum(t.kind == "ref" for t in later)
    if not scope.fresh or not numbers or several or refs > 1 or len(scope.statistics) > 1:
        return
    count = max(listed(tokens, numbers[0]), listed_mixed(tokens, numbers[0]))
    names = scope.last_features(count) if count > 1 else ()
    if names and names != scope.targets() and len(scope.targets()) != count:
        scope.set_topic(names, tokens[position].start)


def _read_within(scope: Scope, _tokens: Tokens, position: int) -> int:
    scope.within = True
    return position + 1


def _read_neutral(scope: Scope, tokens: Tokens, position: int) -> int:
    token, names = tokens[position], scope.targets()
    if done := in_order(scope, tokens, position):
        return done
    if token.text in EACH and (done := per_feature(scope, tokens, position)):
        return done
    if token.text in (*EACH, *LEADS) and (done := per_pack(scope, tokens, position)):
        return done
    if done := read_pace(scope, tokens, position) or of_head(scope, tokens, position):
        return done
    if token.text in APPROX:
        scope.approx = True
    elif token.text == "其中" and names and names != (SHARE,) and "+" not in names[0]:
        _divide(scope)
    elif token.text in MOSTLY and scope.pending and names != (SHARE,):
        scope.sure = False
        scope.level(token, names, "up")  # 以代理人成交为主、出险少
    elif token.text in (*LESS, *MORE) and scope.pending and names != (SHARE,):
        combine = _add if token.text in MORE else _subtract
        return combine(scope, tokens, position)
    elif token.text in STRUCTURE:
        _divide(scope)
    elif token.text in INSIDE and position and tokens[position - 1].kind == "feature":
        _divide(scope)
        scope.predicated = True
    elif token.text in ("）", ")") and scope.statistic == "median":
        scope.statistic = "mean"
    elif token.text == "的" and position and _is_denied(tokens[position - 1]):
        scope.negated = False
    return position + 1


def _subtract(scope: Scope, tokens: Tokens, position: int) -> int:
    """资产减去存款还剩51万元: the distance of the two."""
    names, after = scope.targets(), at(tokens, position + 1)
    where = next((n for n in range(position + 2, len(tokens)) if tokens[n].quantity), -1)
    alike = after is not None and len(after.names) == 1 == len(names) and where > 0
    if not alike or after is None or any(t.ref or t.names for t in tokens[position + 2 : where]):
        return position + 1
    scope.against = Reference("feature", feature=after.names[0])
    return read_quantity(scope, tokens, where, gap="up")


def _add(scope: Scope, tokens: Tokens, position: int) -> int:
    """资产加基金市值: the sum is the topic."""
    names, after = scope.targets(), at(tokens, position + 1)
    if after is None or len(after.names) != 1 or after.names[0] in names:
        return position + 1
    units = {scope.vocabulary.unit_of.get(name) for name in (*names, *after.names)}
    if len(units) == 1 and None not in units:
        scope.set_topic(("+".join((*names, *after.names)),), after.start)
        scope.mentions.extend(scope.topic)
        return position + 2
    return position + 1


def _is_denied(token: Token) -> bool:
    """长期不飞的老会员: what was denied stands before 的."""
    return token.kind == "feature" or is_other_noun(token)


def _divide(scope: Scope) -> None:
    """从资产结构看, 采购总额中: what is named next is part of the topic."""
    group = scope.topic[0].group if len(scope.topic) == 1 else Group(())
    single = group.features[0] if len(group.features) == 1 else None
    scope.denominator = group.primary or group.whole or single


HANDLERS: dict[str, Step] = {
    "feature": read_feature,
    "word": read_word,
    "level": read_level,
    "middle": read_middle,
    "degree": read_degree,
    "most": read_most,
    "not": read_not,
    "each": _read_each,
    "turn": _read_turn,
    "alike": read_alike,
    "apart": read_apart,
    "rank": read_rank,
    "only": read_only,
    "between": read_between,
    "compare": read_comparison,
    "with": read_against,
    "ref": read_reference,
    "statistic": read_statistic,
    "former": read_former,
    "latter": read_former,
    "items": read_items,
    "everything": read_everything,
    "except": read_except,
    "outside": read_outside,
    "takes": read_share_verb,
    "quantity": read_quantity,
    "its": read_its,
    "derived": read_derived,
    "per": read_per,
    "within": _read_within,
    "neutral": _read_neutral,
}
