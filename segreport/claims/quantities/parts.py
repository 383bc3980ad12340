"""Parts: what part a feature has in a total, or in the sum of its theme."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, Reference
from segreport.claims.quantities.numbers import each_part, in_turn, unit_of
from segreport.claims.quantities.totals import is_summed, tells_shares
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens, at
from segreport.wording import Quantity

LIES = (
    *("在", "落在", "搁在", "趴在", "放在", "躺在", "压在", "投在", "存在", "集中在", "花在", "走"),
    *("发生在", "用在", "买在", "沉在", "留在", "配在", "通过", "靠"),
)
FROM = ("来自", "来自于", "花在", "集中在", "集中于", "投向", "流向", "归于", "用于", "是", "由")


def part_ahead(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """近六成的采购额来自生鲜: the whole, and then the part."""
    ahead = position + 1
    if (token := at(tokens, ahead)) and token.text == "的":
        ahead += 1
    whole, link, part = (at(tokens, ahead + offset) for offset in range(3))
    if quantity.kind not in ("percent", "fraction") or whole is None or link is None:
        return 0
    if link.text not in FROM or not whole.names or part is None or len(part.names) != 1:
        return 0
    ref = Reference(
        "feature", feature=whole.named.primary or whole.named.whole or "+".join(whole.names)
    )
    scope.fresh = True
    scope.name_features(part.named, part.start)
    scope.state(tokens[position], "ratio", part.names, quantity=quantity, ref=ref)
    return ahead + 3


def part_in_rate(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """一半以上的钱搁在理财里, 七成趴在定期里: of what the table has as a rate (理财占比)."""
    ahead = position + 1
    if (token := at(tokens, ahead)) and token.text == "的":
        ahead += 1
        while (token := at(tokens, ahead)) and token.text not in LIES and ahead < position + 4:
            ahead += 1
    part = at(tokens, ahead + 1)
    if quantity.kind not in ("percent", "fraction") or token is None or token.text not in LIES:
        return 0
    if part is None or len(part.names) != 1 or part.names == (SHARE,):
        return 0
    if unit_of(scope, part.names[0]) != "%":
        return 0
    scope.fresh = True
    scope.name_features(part.named, part.start)
    scope.state(tokens[position], "number", part.names, quantity=quantity)
    return ahead + 2


def part_of_theme(scope: Scope, tokens: Tokens, position: int, quantity: Quantity) -> int:
    """生鲜占比57%, 六类采购中生鲜57%: a part of the sum of the theme."""
    names = scope.targets()
    if quantity.kind in ("percent", "fraction") and not scope.within:
        return _part_of_last(scope, tokens, position)
    if not names or quantity.kind not in ("percent", "fraction"):
        return 0
    if SHARE in names or all(unit_of(scope, name) == "%" for name in names):
        return 0
    kin = scope.vocabulary.themes.get(names[0].partition("+")[0], ())
    whole = scope.denominator or scope.vocabulary.whole_of(kin)
    if not whole:
        return 0
    additive = set(names) <= scope.vocabulary.additive
    total = tells_shares(scope) and scope.denominator is None and additive
    if total or whole in names:  # 循环余额占比1.7%, with nothing else in its theme
        scope.sure = scope.sure and not total  # 客户占比27.2%，存款占比13.3%: of everyone's?
        scope.state(tokens[position], "share_of_total", names, quantity=quantity)
        return position + 1
    ref = Reference("feature", feature=whole)
    scope.state(tokens[position], "ratio", in_turn(scope), quantity=quantity, ref=ref)
    return position + 1


def _part_of_last(scope: Scope, tokens: Tokens, position: int) -> int:
    """乳品占六类采购合计的24.2%…，三者合计超过八成五: of the whole that was told last."""
    names, last = scope.targets(), scope.claims[-1] if scope.claims else None
    if last is None or last.relation != "ratio" or last.ref is None or not is_summed(scope, names):
        return 0
    whole = set((last.ref.feature or "").split("+"))
    if whole <= scope.vocabulary.totals and "+" in "".join(names):
        whole |= {kin for name in whole for kin in scope.vocabulary.themes.get(name, ())}
    parts = {part for name in names for part in name.split("+")}
    if len(whole) < 2 or not parts < whole or scope.against is not None:
        return 0
    scope.sure = scope.sure and scope.pending
    return each_part(scope, tokens, position, "ratio", last.ref)
