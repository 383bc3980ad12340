"""Totals: which part of everyone's sum the segment has, said without 占 or of several features."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, TOTAL, Group, Reference, Token
from segreport.claims.quantities.numbers import unit_of
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.wording import Quantity

EVERYONE = ("全部", "全体", "所有", "整个", "全数")
WHOLES = ("平台", "总", "全盘", "盘子", "大盘", "全部", "全体", "所有", "集团", "公司", "全国")
COMES_FROM = (
    *("来自", "来自于", "出自", "出自于", "源自", "属于", "归", "归属", "在", "花在", "用在"),
    *("攥在", "握在", "落在", "归于", "集中在", "集中于", "由", "是", "都是", "都在", "攒在"),
    *("存在", "沉淀在"),
)
PART_OF = ("其中", "里头", "里面", "这里头", "当中")
AROUND = ("约", "大约", "将近", "差不多", "接近", "近", "就", "便")
INSIDE = ("里", "中", "里头", "里面", "当中", "之中")
GIVEN = ("贡献", "带来", "创造", "产生", "拉动", "撑起", "跑", "做", "交", "掏", "下")
NOUN_ENDS = ("，", "、", "而", "却", "就", "又")
THESE = ("这", "该", "此", "这一", "这些", "这批", "这部分", "上述")
HERE = ("此", "这儿", "这里", "这边", "此处", "此群", "他们", "它们", "此地")


def tells_shares(scope: Scope) -> bool:
    """Whether the text told which share of the customers, or of a total, the segment has."""
    return scope.shares_told


def is_summed(scope: Scope, names: tuple[str, ...]) -> bool:
    """Whether a share of everyone's sum can be meant: of amounts, and not of percentages."""
    return bool(names) and all(n != SHARE and unit_of(scope, n) != "%" for n in names)


def alone(scope: Scope, names: tuple[str, ...]) -> bool:
    """Whether the features are no parts of a whole in the table, of which they may be a share."""
    return all(len(scope.vocabulary.themes.get(name, ())) < 2 for name in names)


def state_total(
    scope: Scope, token: Token, names: tuple[str, ...], quantity: Quantity, *, sure: bool
) -> None:
    """The share of everyone's sum; where that is only inferred, `sure` is False."""
    scope.sure = scope.sure and sure
    scope.state(token, "share_of_total", names, quantity=quantity)


def of_whole(clause: Tokens) -> Tokens:
    """11.7%的平台流水, 占平台21.4%: the whole is everyone, and 平台 no noun of its own."""
    told: list[Token] = []
    for position, token in enumerate(clause):
        before, after = at(clause, position - 1), at(clause, position + 1)
        whole = token.text in WHOLES or (token.ref is not None and token.ref.kind == "overall")
        if not whole or before is None or after is None:
            told.append(token)
            continue
        number = at(clause, position - 2)
        share = number is not None and number.number in ("percent", "fraction")
        if share and before.text == "的" and after.kind == "feature" and not after.leaning:
            continue
        taken = before.kind == "takes" and after.number in ("percent", "fraction")
        everyone = token._replace(kind="ref", ref=Reference("overall", sums=True), note="")
        told.append(everyone if taken and token.text in WHOLES else token)
    return tuple(told)


def of_part(scope: Scope, clause: Tokens) -> Tokens:
    """其中会籍费接近九成: with 占 before the number, where it was left out."""
    if len(clause) < 3 or clause[0].text not in PART_OF or clause[1].kind != "feature":
        return clause
    number = 3 if clause[2].text in AROUND and len(clause) > 3 else 2
    names = clause[1].named.primary or clause[1].names[0]
    share = clause[number].number in ("percent", "fraction")
    if not share or unit_of(scope, names) == "%" or len(clause) > number + 1:
        return clause
    start = clause[number].start
    return (*clause[:number], Token(start, start, "takes", "占"), *clause[number:])


def of_everyones(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """承载了全部交易笔数的56.3%; 攒下了全部的58.3%."""
    if quantity.kind not in ("percent", "fraction"):
        return 0
    back = position - 1
    while (token := at(tokens, back)) and token.kind in ("neutral", "feature"):
        if token.text in EVERYONE or token.note == "said":
            break
        back -= 1
    token = at(tokens, back)
    names = main_of(scope)
    if token is None or token.text not in EVERYONE or not is_summed(scope, names):
        return 0
    state_total(scope, tokens[position], names, quantity, sure=True)
    return position + 1


def main_of(scope: Scope) -> tuple[str, ...]:
    """The feature of the topic, of a theme its total."""
    if len(scope.topic) != 1:
        return scope.targets()
    return _main(scope.topic[0].group)


def _main(group: Group) -> tuple[str, ...]:
    name = group.primary or group.whole
    return (name,) if name else group.features


def of_total_ahead(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """36.6%的循环余额, 一半的保单件数: what is held stands behind its share."""
    linked, held, number = at(tokens, position + 1), at(tokens, position + 2), position
    if quantity.kind not in ("percent", "fraction") or linked is None:
        return 0
    if linked.start == tokens[position].end and _held_at_once(scope, tokens, position):
        position, held = position - 1, linked  # 跑出近七成票量
    elif linked.text != "的":
        return 0
    if held is None or scope.against is not None:
        return 0
    held = _counted_noun(scope, tokens, position + 2) or held
    if held.kind != "feature":
        return 0
    names = _main(held.named)
    if not is_summed(scope, names) or len(names) > 1:
        return 0
    sure = tells_shares(scope) or is_here(scope, tokens, position + 3)
    scope.fresh = True
    scope.name_features(held.named, held.start)
    state_total(scope, tokens[number], names, quantity, sure=sure)
    return position + 3


def _held_at_once(scope: Scope, tokens: Tokens, position: int) -> bool:
    """三成客户跑出近七成票量, 四分之一的付费和三成续费: without 的, after a share was told."""
    held, after = tokens[position + 1], at(tokens, position + 2)
    ends = after is None or after.kind == "joint" or after.text in (*NOUN_ENDS, "（", "(", "和")
    plain = held.kind == "feature" and SHARE not in held.names
    return plain and ends and tells_shares(scope) and not scope.pending


def _counted_noun(scope: Scope, tokens: Tokens, position: int) -> Token | None:
    """16.5%的单: the feature that is counted in what stands here alone, after a share was told."""
    token, after, units = tokens[position], at(tokens, position + 1), scope.vocabulary.unit_of
    here = is_here(scope, tokens, position + 1)
    ends = after is None or after.kind in ("joint", "with") or after.text in NOUN_ENDS or here
    names = [n for n in sorted(scope.vocabulary.additive) if units[n] == token.text.rstrip("子")]
    if not ends or len(names) != 1 or not (here or tells_shares(scope)):
        return None
    return token._replace(kind="feature", group=Group((names[0],)))


def is_here(scope: Scope, tokens: Tokens, position: int) -> bool:
    """都攥在他们手里, 来自这一客群."""
    rest = tokens[position:]
    for where, token in enumerate(rest):
        if token.text in COMES_FROM:
            owner = next((t for t in rest[where + 1 :] if t.text not in ("于", "的", "了")), None)
            if owner is None:
                return False
            later = rest[where + 1 : where + 6]
            these = owner.text in THESE and any(t.kind in ("people", "its") for t in later)
            if these:
                return True  # 出自这不足两成的客户
            own = owner.ref is not None and owner.ref.segments == (scope.own,)
            return owner.kind == "its" or own or owner.text in HERE
    return False


def is_given(scope: Scope, before: Tokens, quantity: Quantity) -> bool:
    """Whether a share is told of what they give: 贡献的销售额只有6.4%, 掏的钱占了四成."""
    led = [n for n, token in enumerate(before) if token.text.rstrip("了出的") in GIVEN]
    linked = any(token.text == "的" for token in before[led[-1] :]) if led else False
    share = quantity.kind in ("percent", "fraction") and not quantity.signed
    names = main_of(scope)
    plain = len(names) == 1 and is_summed(scope, names) and not scope.against
    return share and linked and plain and scope.pending


def from_here(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """全行跨境消费中，有72.4%出自这一客群; 咱行的赔款将近一半花在这儿."""
    names = main_of(scope)
    if quantity.kind not in ("percent", "fraction") or not is_summed(scope, names):
        return 0
    if len(names) > 1 or not is_here(scope, tokens, position + 1):
        return 0
    state_total(scope, tokens[position], names, quantity, sure=True)
    return position + 1


def of_total_told(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """人最多，29.7%。票款呢？7.2%: among other shares, of everyone's sum."""
    names = main_of(scope)
    if quantity.kind not in ("percent", "fraction") or quantity.signed or len(names) != 1:
        return 0
    before = at(tokens, position - 1)
    compared = before is not None and before.kind in ("level", "compare", "word", "ref")
    if compared or not is_summed(scope, names) or not tells_shares(scope):
        return 0
    state_total(scope, tokens[position], names, quantity, sure=False)
    return position + 1


def of_people(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """人只有两成多: the share of customers, in a clause that says nothing else."""
    if quantity.kind not in ("percent", "fraction") or tokens[0].kind != "people":
        return 0
    between, behind = tokens[1:position], tokens[position + 1 :]
    inside = bool(between) and between[0].text in INSIDE
    if inside and is_here(scope, tokens, position + 1):
        behind = ()  # 会员里超过四分之一是他们
    if any(token.kind not in ("neutral", "takes", "each") for token in (*between, *behind)):
        return 0
    scope.set_topic((SHARE,), tokens[0].start)
    scope.mentions.extend(scope.topic)
    scope.state(tokens[position], "number", (SHARE,), quantity=quantity)
    return position + 1


def take_share(scope: Scope, token: Token) -> None:
    """Let the share that was told last be the topic, where there is one."""
    told = scope.last_told
    if told and told.relation == "share_of_total" and len(told.features) == 1:
        scope.set_topic((f"{TOTAL}{told.features[0]}",), token.start)
