"""Heads: the last part of a label, for the feature that was named with it (笔数最低，天数第二)."""

from __future__ import annotations

from segreport.claims.nouns import SHARE, Claim, Group
from segreport.claims.subjects.scope import Scope
from segreport.claims.subjects.steps import Tokens
from segreport.claims.words.lexicon import label_endings

TIMES = ("次数", "频次", "频率", "笔数", "频度", "单数", "单量")
COUNTS = {
    **dict.fromkeys(("次数", "频次", "频率"), TIMES),
    **{word: (word,) for word in ("笔数", "天数", "月数", "件数", "年限")},
    "时长": ("时长", "时间", "分钟数", "小时数"),
    "金额": ("金额", "总额", "额", "费用", "支出"),
}
"""Heads, with the endings of the labels they may stand for."""
PARTS = ("占比", "比重", "比例")
LEADING = ("neutral", "joint", "turn", "each", "with")


def _is_percent(claim: Claim) -> bool:
    quantity = claim.quantity
    return claim.relation == "number" and quantity is not None and quantity.kind == "percent"


def _has_number(scope: Scope, name: str) -> bool:
    told = (claim for claim in scope.claims if _is_percent(claim))
    return any(name in claim.features for claim in told)


def of_head(scope: Scope, tokens: Tokens, position: int) -> int:
    """天数则排第二: of the only feature named before whose label ends so. 0 where it is not so."""
    token, text, ends = tokens[position], tokens[position].text, label_endings()
    theme = bool(token.names) and token.names != (SHARE,) and not token.named.concept
    if len(text) < 2 or text not in ends or theme or scope.each:
        return 0
    if any(token.kind not in LEADING and token.text not in ends for token in tokens[:position]):
        return 0
    labels = scope.vocabulary.label_of
    named = dict.fromkeys(n for mention in scope.mentions for n in mention.group.features)
    parts = text in PARTS and len(named) == 1 and not _has_number(scope, next(iter(named)))
    found = [name for name in named if labels.get(name, "").endswith(text)]
    if not found and text in COUNTS and not token.names:
        return _of_table(scope, tokens, position)
    if len(found) != 1 or (len(named) < 2 and not parts):
        return 0
    scope.name_features(Group((found[0],)), tokens[position].start)
    scope.topic[-1].sure = not parts  # 生鲜最高，占比20.2%: of the customers as well
    return position + 1


def _of_table(scope: Scope, tokens: Tokens, position: int) -> int:
    """次数却只有人家的三成: of the only feature of the table whose label ends so.

    Where there are several, or none, the head is not that of the topic: what follows is unsure.
    """
    labels, ends = scope.vocabulary.label_of, COUNTS[tokens[position].text]
    topic = scope.targets()
    if topic and all(labels.get(name, "").endswith(ends) for name in topic):
        return 0
    found = [name for name, label in labels.items() if label.endswith(ends)]
    if len(found) != 1:
        scope.doubtful = scope.doubtful or (bool(topic) and SHARE not in topic)
        return 0
    scope.name_features(Group((found[0],)), tokens[position].start)
    return position + 1
