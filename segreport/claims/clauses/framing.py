"""Framing: clauses that only say of which side they speak, or what figures told before show."""

from __future__ import annotations

from segreport.claims.clauses.clauses import FRAME_ENDS
from segreport.claims.subjects.steps import Tokens

OPENS = ("在", "从", "就", "于", "而在", "其中在")
SHOWS = (
    *("呈现出", "呈现", "体现出", "体现", "反映出", "反映", "显示出", "显示", "表现出", "展现出"),
    *("折射出", "彰显", "彰显出", "凸显", "凸显出", "印证了", "印证", "勾勒出", "显现出", "透露出"),
    *("说明", "表明", "意味着", "构成", "形成", "属于", "契合", "符合", "带有", "具有"),
)
SIDES = (
    *("特征", "特点", "倾向", "画像", "风格", "属性", "色彩", "格局", "态势", "取向", "特质"),
    *("底色", "形态", "模式", "结构", "面貌", "气质", "特性", "趋向", "导向", "定位", "轮廓"),
    *("偏好", "习惯"),
)
TELLING = frozenset(("quantity", "level", "rank", "most", "compare", "alike", "middle", "only"))


def only_frames(clause: Tokens, *, told: bool) -> bool:
    """在渠道使用方面, and where figures were `told` 呈现出典型的线下偏好特征."""
    if not clause:
        return False
    idle = not any(token.kind in TELLING for token in clause)
    if idle and clause[0].text in OPENS and clause[-1].text in FRAME_ENDS:
        return True
    ends = clause[-1].text.endswith(SIDES)
    shows = any(token.text in SHOWS for token in clause)
    return told and idle and ends and shows
