"""A small reader of the rule sentences, apart from the code that writes them.

It knows the phrases by their words, recomputes every cell from means and counts, and complains
about any figure that it could not hold against a cell. It is no checker: it reads only what the
rules write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from segreport.models import Feature, Profile, SegmentProfile

DIGITS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = r"(?:−?\d[\d,]*(?:\.\d+)?)"
UNITS = {"万元": 1e4, "亿元": 1e8, "%": 0.01, "个百分点": 0.01}
UPS = ("居各群组之首", "居各群组首位", "排在首位", "居首位", "最高", "最多", "最长", "最年长")
DOWNS = ("居各群组末位", "排在末位", "居末位", "最低", "最少", "最短", "最年轻", "垫底")
SLACK = 1e-9


@dataclass
class Table:
    """The profile and the segment that is spoken of."""

    profile: Profile
    segment: SegmentProfile

    def mean(self, feature: Feature, whose: str = "") -> float:
        """The mean here, of 整体 or of another segment."""
        if whose == "整体":
            return self.profile.overall[feature.name].mean
        segment = self.segment
        if whose.startswith("群组"):
            segment = self.profile.segment(whose.removeprefix("群组").strip())
        return segment.stats[feature.name].mean

    def means(self, feature: Feature) -> list[float]:
        """The means of all segments."""
        return [segment.stats[feature.name].mean for segment in self.profile.segments]

    def spread(self, feature: Feature) -> float:
        """S of TRUTH.md."""
        return self.profile.overall[feature.name].std

    def d(self, feature: Feature) -> float:
        """From counts and means alone."""
        everyone, own = self.profile.overall[feature.name], self.segment.stats[feature.name]
        rest = everyone.count - own.count
        if not rest or not everyone.std:
            return 0.0
        others = (everyone.count * everyone.mean - own.count * own.mean) / rest
        return (own.mean - others) / everyone.std

    def names(self) -> dict[str, tuple[Feature, ...]]:
        """Everything that a feature or a whole theme is called."""
        found: dict[str, tuple[Feature, ...]] = {}
        for theme in self.profile.themes:
            for name in (theme.name, *theme.aliases):
                found[name] = self.profile.theme_features(theme.name)
        for feature in self.profile.features:
            for name in (*feature.aliases, feature.label):
                found[name] = (feature,)
            if feature.unit == "岁":
                found["年轻"] = found["年长"] = (feature,)
        found["各项指标"] = found["其余指标"] = self.profile.features
        return found


def number(text: str) -> tuple[float, float]:
    """Value and half a step of the last digit written, in base units."""
    match = re.match(rf"({NUMBER}) ?(万元|亿元|%|个百分点)?", text)
    assert match, text
    digits = match[1].replace(",", "").replace("−", "-")
    scale = UNITS.get(match[2] or "", 1.0)
    places = len(digits.partition(".")[2])
    return float(digits) * scale, 0.5 * 10.0**-places * scale


def same(value: float, text: str) -> None:
    """The text is the value, rounded."""
    written, half = number(text)
    assert abs(value - written) <= half * (1 + 1e-6) + SLACK, f"{value} is not {text}"


def ratio_holds(ratio: float, how: str, what: str) -> None:
    """约为…的两倍, 不到…的一半, 为…的 3.6 倍."""
    if re.match(r" ?\d", what):
        same(ratio, what.strip())
        return
    words = what.strip()
    written = 0.5 if words == "一半" else DIGITS[words[0]] * (1 if words[-1] == "倍" else 0.1)
    if how == "不到":
        assert ratio < written <= ratio * 1.2500001, (ratio, what)
    else:
        assert abs(ratio - written) <= 0.05 * written + SLACK, (ratio, what)


def level_holds(table: Table, feature: Feature, word: str, side: str) -> None:
    """明显高于整体, 高于平均, 略低于整体."""
    d = table.d(feature) * (1 if side in "高长" else -1)
    least = {"明显": 0.5, "显著": 0.5, "略": 0.05, "": 0.2}[word]
    assert d >= least - 1e-6, f"{feature.label}: d = {d:.3f} is not {word}{side}"


def extreme_holds(table: Table, feature: Feature, *, top: bool) -> None:
    """居首位: the mean is beyond all others'."""
    own = table.mean(feature)
    others = [s for s in table.profile.segments if s.label != table.segment.label]
    for other in others:
        theirs = other.stats[feature.name].mean
        assert own > theirs if top else own < theirs, f"{feature.label} is not extreme"


def alike_holds(table: Table, feature: Feature, whose: str) -> None:
    """与整体持平, 与群组 1 相当."""
    gap, other = abs(table.mean(feature) - table.mean(feature, whose)), table.mean(feature, whose)
    assert gap <= 0.05 * abs(other) + SLACK, (feature.label, whose)
    assert gap <= 0.2 * table.spread(feature) + SLACK, (feature.label, whose)


def read(text: str, table: Table) -> int:
    """Hold every clause against the table; how many claims were read."""
    count, current, names = 0, (), table.names()
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    text = _except(text, table, names, pattern)
    for written in re.split(r"[，；。]", text):
        clause, parts = _parts(written, table, names, pattern)
        rest, found = _pairs(clause, table, names, pattern)
        spoken = tuple(
            f for name in re.findall(pattern, _without_groups(rest)) for f in names[name]
        )
        current = (found + spoken) or current
        count += len(found) + parts
        rest, claims = _compare(rest, table, current)
        count += claims
        left = re.sub(pattern, "", rest)
        left = re.sub(r"[两三四五六七八九十]个群组中|\d+ 个群组中", "", left)
        assert not re.search(r"\d", left), f"unread figure: {clause!r} in {text!r}: {left!r}"
    return count


def _without_groups(text: str) -> str:
    return re.sub(r"群组 [^\s，；。（）、的]+", "", text)


def _except(text: str, table: Table, names: dict[str, tuple[Feature, ...]], pattern: str) -> str:
    """除年龄之外，其余指标均居末位."""
    match = re.search(r"除(.+?)之外，其余指标均居(首位|末位)", text)
    if not match:
        return text
    apart = {f.name for name in re.findall(pattern, match[1]) for f in names[name]}
    for feature in table.profile.features:
        if feature.name not in apart:
            extreme_holds(table, feature, top=match[2] == "首位")
    return text.replace(match[0], "")


def _parts(
    clause: str, table: Table, names: dict[str, tuple[Feature, ...]], pattern: str
) -> tuple[str, int]:
    """存款约占总资产的四成, 存款占总资产的 35.5%."""
    shape = rf"({pattern})约?占({pattern})的(一半|[两三四五六七八九]成| {NUMBER}%)"
    count = 0
    for match in re.finditer(shape, clause):
        (part,), (total,) = names[match[1]], names[match[2]]
        ratio_holds(table.mean(part) / table.mean(total), "", match[3])
        count += 1
    return re.sub(shape, "", clause), count


def _pairs(
    clause: str, table: Table, names: dict[str, tuple[Feature, ...]], pattern: str
) -> tuple[str, tuple[Feature, ...]]:
    """Name and figure side by side: 总资产仅 32.5 万元, 年龄最低，达 49.7 岁 is read elsewhere."""
    found: list[Feature] = []
    for match in re.finditer(
        rf"(?:平均)?({pattern})(?:为|仅)? ({NUMBER} ?(?:万元|亿元|%)?)", clause
    ):
        (feature,) = names[match[1]]
        same(table.mean(feature), match[2])
        found.append(feature)
    unit = r"(?: ?(?:万元|亿元|%|[^\W\d，；。（）、]{1,3}))?"
    return re.sub(rf"(?:平均)?({pattern})(?:为|仅)? {NUMBER}{unit}", "", clause), tuple(found)


def _compare(rest: str, table: Table, features: tuple[Feature, ...]) -> tuple[str, int]:
    """Read comparisons one by one and take them out of the clause."""
    whose = r"(整体|群组 [^\s，；。（）、的]+)"
    value = rf"({NUMBER} ?(?:万元|亿元|%|个百分点)?)"
    count = 0
    for shape, judge in (
        (rf"为整体的 ({NUMBER}) 至 ({NUMBER}) 倍", _range),
        (
            rf"(约为|不到|只有|却是|为){whose} ?的"
            rf"(一半|[两三四五六七八九]成|[两三四五]倍| {NUMBER} 倍)",
            _times,
        ),
        (rf"比{whose} ?([高低大小长短多少])约? {value}", _gap),
        (rf"与{whose}（{value}[^）]*）相当", _alike_value),
        (rf"与{whose} ?的 {value} ?\S{{0,3}}?(?:基本持平|相当)", _alike_value),
        (r"与(整体)(?:基本持平|持平|相当)", _alike),
        (rf"仅(次|高)于{whose}(?:（{value}[^）]*）)?", _next),
        (r"高于(群组 [^\s，；。（）、的]+)、低于(群组 [^\s，；。（）、的]+)", _between),
        (rf"(明显)?([高低长短])于{whose} ?的 {value}", _versus),
        (rf"(明显|显著|略|)([高低长短])于(?:整体|平均)(?:的 {value})?", _level),
        (r"接近整体平均", _middle),
        (r"处于中游|居中游", _middle),
        ("|".join(UPS), _top),
        ("|".join(DOWNS), _bottom),
        (rf"(?:达|只有) {value}|以 {value}(?: ?[^\W\d]{{1,2}})? ?居首", _figure),
        (rf"中位数 {value}", _median),
    ):
        for match in re.finditer(shape, rest):
            assert features, rest
            for feature in features:
                judge(table, feature, match)
                count += 1
        rest = re.sub(shape, "", rest)
    return rest, count


def _range(table: Table, feature: Feature, match: re.Match[str]) -> None:
    ratio = table.mean(feature) / table.mean(feature, "整体")
    assert float(match[1]) - SLACK <= ratio <= float(match[2]) + SLACK


def _times(table: Table, feature: Feature, match: re.Match[str]) -> None:
    ratio_holds(table.mean(feature) / table.mean(feature, match[2]), match[1], match[3])


def _gap(table: Table, feature: Feature, match: re.Match[str]) -> None:
    other = table.mean(feature, match[1])
    gap = (table.mean(feature) - other) * (1 if match[2] in "高大长多" else -1)
    assert gap > 0
    percent = match[3].endswith("%") and "百分点" not in match[3]
    same(gap / other if percent else gap, match[3])
    if match[1] == "整体":
        level_holds(table, feature, "", "高" if match[2] in "高大长多" else "低")


def _alike_value(table: Table, feature: Feature, match: re.Match[str]) -> None:
    same(table.mean(feature, match[1]), match[2])
    alike_holds(table, feature, match[1])


def _alike(table: Table, feature: Feature, match: re.Match[str]) -> None:
    alike_holds(table, feature, match[1])


def _next(table: Table, feature: Feature, match: re.Match[str]) -> None:
    own, other = table.mean(feature), table.mean(feature, match[2])
    if match[1] == "次":
        assert [m for m in table.means(feature) if m > own] == [other]
    else:
        assert [m for m in table.means(feature) if m < own] == [other]
    if match[3]:
        same(other, match[3])


def _between(table: Table, feature: Feature, match: re.Match[str]) -> None:
    assert table.mean(feature, match[1]) < table.mean(feature) < table.mean(feature, match[2])


def _versus(table: Table, feature: Feature, match: re.Match[str]) -> None:
    other = table.mean(feature, match[3])
    gap = (table.mean(feature) - other) * (1 if match[2] in "高长" else -1)
    assert gap > 0
    same(other, match[4])
    if match[3] == "整体":
        level_holds(table, feature, match[1] or "", match[2])
    elif match[1]:
        assert gap >= 0.5 * table.spread(feature)


def _level(table: Table, feature: Feature, match: re.Match[str]) -> None:
    level_holds(table, feature, match[1], match[2])
    if match[3]:
        same(table.mean(feature, "整体"), match[3])


def _middle(table: Table, feature: Feature, _: re.Match[str]) -> None:
    means = sorted(table.means(feature))
    inner = len(means) >= 3 and means[0] < table.mean(feature) < means[-1]
    assert abs(table.d(feature)) <= 0.5 + 1e-6 or inner, feature.label


def _top(table: Table, feature: Feature, _: re.Match[str]) -> None:
    extreme_holds(table, feature, top=True)


def _bottom(table: Table, feature: Feature, _: re.Match[str]) -> None:
    extreme_holds(table, feature, top=False)


def _figure(table: Table, feature: Feature, match: re.Match[str]) -> None:
    same(table.mean(feature), match[1] or match[2])
    if match[2]:
        extreme_holds(table, feature, top=True)


def _median(table: Table, feature: Feature, match: re.Match[str]) -> None:
    same(table.segment.stats[feature.name].median, match[1])


def read_grounds(text: str, table: Table) -> int:
    """A name's grounds: a claim, then the effect sizes of its features in brackets."""
    names, count = table.names(), 0
    pattern = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    for clause in text.rstrip("。").split("；"):
        effect = re.search(rf"（效应量 ({NUMBER})(?: 至 ({NUMBER}))?）", clause)
        if effect:
            found = [f for name in re.findall(pattern, clause) for f in names[name]]
            values = sorted(table.d(feature) for feature in found)
            same(values[0], effect[1])
            same(values[-1], effect[2] or effect[1])
            count += read(clause.replace(effect[0], ""), table)
    return count


def read_lead(text: str, table: Table) -> None:
    """Customers, their share, shares of totals."""
    segment, names = table.segment, table.names()
    labels = {feature.label: feature for feature in table.profile.features}
    pattern = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    count = re.search(r"([\d,]+) 位客户", text)
    assert count
    assert int(count[1].replace(",", "")) == segment.n
    text = text.replace(count[0], "")
    share = re.search(rf"占 ({NUMBER}%)", text)
    if share:
        same(segment.n / table.profile.n, share[1])
        text = text.replace(share[0], "", 1)
    for match in re.finditer(rf"({pattern})的 ({NUMBER}%)", text):
        feature = names[match[1]][0]
        total = sum(s.n * s.stats[feature.name].mean for s in table.profile.segments)
        same(segment.n * table.mean(feature) / total, match[2])
    text = re.sub(rf"({pattern})的 {NUMBER}%", "", text)
    assert not re.search(r"\d", re.sub(r"\d+ 个群组", "", text)), text
