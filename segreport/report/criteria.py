"""Appendix A: TRUTH.md for the reader, with the thresholds the judge uses."""

from __future__ import annotations

from segreport import truth
from segreport.report.tables import Table, left, table
from segreport.wording import format_share, format_value


def _size(threshold: float) -> str:
    return format_value(threshold, "", 1 if threshold * 10 == round(threshold * 10) else 2)


def _percent(threshold: float) -> str:
    return format_share(threshold, 0)


_WEAK, _PLAIN, _STRONG = _size(truth.WEAK), _size(truth.PLAIN), _size(truth.STRONG)
_MIDDLE, _SPREAD = _size(truth.MIDDLE), _size(truth.ALIKE_SPREAD)
_ALIKE, _ABOUT = _percent(truth.ALIKE_RELATIVE), _percent(truth.APPROXIMATE)
_BOUND, _POINTS = _percent(truth.BOUND), format_value(truth.SHARE_POINTS * 100, "", 0)
_DIGITS = "四舍五入到所写的位数后相等"

_WORDINGS = (
    (
        "高、较高",
        "高于平均、偏高、突出、多、活跃",
        f"d 不小于 {_PLAIN}",
        f"d 在 0 与 {_PLAIN} 之间",
    ),
    ("略高", "稍高、中等偏上、小幅高于", f"d 大于 {_WEAK}", "—"),
    ("显著高", "明显高、远高于平均、很高", f"d 不小于 {_STRONG}", f"d 在 0 与 {_STRONG} 之间"),
    ("低、略低、显著低", "少、年轻、远低于", "与上面三行方向相反", "与上面三行方向相反"),
    ("最高、最低", "居首、第一、垫底", "排名第一（最末），且按显示位数无并列", "有并列"),
    ("第几", "次高、排名第二", "排名确为所说", "—"),
    (
        "中等",
        "居中、适中、一般、接近整体平均",
        f"d 的绝对值不超过 {_MIDDLE}；或至少有三个群组，且排名既非最高也非最低",
        "—",
    ),
    (
        "与群组比较",
        "高于群组 0、比群组 1 低",
        f"两群均值的大小关系成立；写“显著、明显、远”时，差距还须达到 {_STRONG} 个标准差",
        "方向成立，差距不足",
    ),
    (
        "相当",
        "与群组 1 相当、与整体持平",
        f"与对方相差不超过 {_ALIKE}，且不超过 {_SPREAD} 个标准差",
        "—",
    ),
    ("否定", "并不低、不低于平均、不高", f"并不低：d 大于 −{_WEAK}；不高：d 小于 {_WEAK}", "—"),
    (
        "数值",
        "月收入 3.99 万元、42.5 岁",
        f"与所指的均值（本群；写明整体、全行、平均时为整体）{_DIGITS}；"
        f"写“约、近、左右”时相差不超过 {_ABOUT}",
        "—",
    ),
    (
        "界限",
        "超过 200 万元、不足 1 次",
        f"大小关系成立，且与界限相差不超过 {_BOUND}",
        f"大小关系成立，但相差超过 {_BOUND}",
    ),
    (
        "倍数、差额",
        "1.5 倍、高出 36%、多出 1.2 万元",
        f"与两个均值的比（差）{_DIGITS}；写“约”时相差不超过 {_ABOUT}",
        "—",
    ),
    (
        "客户占比",
        "占比 12.6%、约六成",
        f"{_DIGITS}；写“约、近”时相差不超过 {_POINTS} 个百分点",
        "—",
    ),
    ("中位数", "中位数 2.1 万元", "同“数值”，与中位数比较", "—"),
    (
        "两项之比",
        "存款约占总资产四成",
        f"与两项均值之比{_DIGITS}；写“约”时相差不超过 {_ABOUT}",
        "—",
    ),
    ("多项并称", "各项资产均高于平均", "所指的每一项都成立", "取其中最差的一项"),
)


def wording_table() -> Table:
    """What each kind of statement must fulfil to be called true."""
    return table(left("说法", "例子", "何时成立", "何时算夸大"), _WORDINGS)


def verdict_table() -> Table:
    """The six verdicts, from worst to best."""
    rows = (
        ("矛盾", "句中有一处与数据不符"),
        ("夸大", "方向正确，程度没有达到"),
        ("无据", "说了可以查证的事，但数据里没有这一项"),
        ("待核", "提到了某项特征或数字，但读不出明确的判断，须由人核对"),
        ("成立", "句中至少有一处判断，且全部与数据相符"),
        ("观点", "没有可查证的内容，如建议、解读，或明确写作目标、条件的数字"),
    )
    return table(left("结论", "含义"), rows)
