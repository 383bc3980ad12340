"""Calling: by which numbers and names a report calls the segments, and where a text does so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from segreport.wording import words_value

_NUMERALS = "零一二三四五六七八九十"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_NUMBER = rf"\d+|[{_NUMERALS}]{{1,2}}|[{_ROMAN}]|[{_STEMS}]|[A-Z](?![A-Za-z])"
LABEL = re.compile(
    r"(?:客户群组|客户群体|客户群|用户群|会员群|群组|客群|人群|群体|细分群|细分|分群|类别|聚类|簇|组别"
    rf"|[Ss]egment|[Cc]luster|[Gg]roup|CLUSTER|SEGMENT)\s*[#＃]?\s*(?P<label>{_NUMBER})"
    r"(?:\s*(?:类客户|类客群|类|群组|群|组|簇))?"
    rf"|第\s*(?P<nth>\d+|[{_NUMERALS}]{{1,2}})\s*(?:类客户|类客群|类人群|类用户|类会员|类群体|类|群组|客群|群|组|簇)"
    rf"|(?P<kind>[A-Z{_STEMS}])\s*(?:类客户|类客群|类人群|类用户|类会员|类群体|类群|类|群组|客群|群|组)(?![别合成])"
)
_ALSO = re.compile(
    r"(?:\s*[、，,和与及]\s*|\s*[至到]\s*)(\d{1,2})(?!\d|[.%,:]|\s*[万亿千百元岁次位人个倍成名天秒年月])"
)
"""The 2 of 群组1和2."""
_NUMBERING = re.compile(r"^[\d.、\s（）()一二三四五六七八九十]+(?=\D)")
_COUNTED = re.compile(r"\s*[年月日大个种项点条款张次位名人%％.]")
"""Behind a number that counts something: 人群5大特征."""
_ENDS = (
    *("客户群体", "客户群组", "用户群体", "会员群体", "客户群", "用户群", "会员群", "客户", "客群"),
    *("群体", "人群", "用户", "会员", "群"),
)
_END = "|".join(_ENDS)
_NAME_ENDS = (*_ENDS, "型", "者", "族", "商户", "店")
_SHORT, _LONG = 2, 24
_GENERAL = (
    *("目标", "全体", "全部", "所有", "我们", "我行", "其他", "其余", "潜在", "存量", "重点", "各"),
    *("整体", "总体", "样本", "三类", "两类", "几类", "不同"),
)
_BEHIND_NAME = re.compile(r"[，。；;,（(]|\s+")
_PART = re.compile(rf"(?<![\u4e00-\u9fff])(?P<words>[\u4e00-\u9fff]{{2,12}}?)(?:{_END})")
"""高净值客户, where a word begins."""
_DEGREES = "最更较非不很极潜准次超颇高低"
"""Before words that then describe and do not name: 最年轻客户."""
_SHORTEST, _WORD = 4, 2
"""Letters of a name that is looked for within sentences; of what is left of one."""
_OPENING = re.compile(r"^(?:其中|此外|另外|而|但|至于|对于|总之|可见)?[，,：:]?\s*")


class Mention(NamedTuple):
    """A segment that a text names, and where."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text with 群组 N in the place of other ways to name segments."""

    text: str
    moved: tuple[tuple[int, int, int, int], ...] = ()
    """Of each such place its start and end here, then in the text as written."""

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A span of this text in the text as written."""
        return self._back(start, first=True), self._back(end, first=False)

    def _back(self, position: int, *, first: bool) -> int:
        shift = 0
        for start, end, written, until in self.moved:
            if start < position < end or (first and position == start):
                return written if first else until
            if position >= end:
                shift = until - end
        return position + shift


def respoken(text: str, said: Iterable[tuple[int, int, str]]) -> Spoken:
    """A text with other words in some places: start, end and the words, in their order."""
    parts: list[str] = []
    moved: list[tuple[int, int, int, int]] = []
    at = length = 0
    for start, end, words in said:
        parts += [text[at:start], words]
        length += start - at
        moved.append((length, length + len(words), start, end))
        length, at = length + len(words), end
    return Spoken("".join((*parts, text[at:])), tuple(moved))


@dataclass(frozen=True, slots=True)
class Naming:
    """How a report calls the segments."""

    numbers: Mapping[str, str]
    """Number or letter in the report → label."""
    names: Mapping[str, str]
    """Name in the report → label."""

    def segment_in(self, text: str) -> str | None:
        """The label of the segment a text names: by number, by name, then by a part of one."""
        if label := self.number_in(text):
            return label
        found = [name for name in self.names if name in text]
        if found:
            return self.names[max(found, key=len)]
        like = next(self._by_part(text), None)
        return like.label if like else None

    def number_in(self, text: str) -> str | None:
        """The label of the segment whose number or letter a text gives."""
        found = (self.numbers.get(written_label(match)) for match in LABEL.finditer(text))
        return next((label for label in found if label), None)

    def stranger_in(self, title: str) -> str:
        """The number by which a heading or a sentence calls a segment there is not; or empty."""
        opening = _NUMBERING.match(title)
        match = LABEL.match(title, opening.end() if opening else 0) or LABEL.match(title)
        if match is None or written_label(match) in self.numbers:
            return ""
        counted = (match["label"] or "").isdigit() and _COUNTED.match(title, match.end())
        letter = match["kind"] and not any(n.isalpha() for n in self.numbers)
        number = written_label(match)
        nth = match["nth"] and int(number) <= len(set(self.numbers.values()))
        return "" if counted or letter or nth else number

    def name_in(self, title: str) -> tuple[str, str]:
        """What a heading calls its segment, empty where it only numbers it; and what follows."""
        match = LABEL.search(title)
        if match is not None and written_label(match) in self.numbers:
            before = trimmed(unnumbered(title[: match.start()]))
            if is_name(before):
                return before, trimmed(title[match.end() :])  # 沉寂大众客户（第一类）
            return _split(trimmed(title[match.end() :]))
        found = max((name for name in self.names if name in title), key=len, default="")
        part = next(self._by_part(title), None)
        if part is not None and len(found) < part.end - part.start:
            found = title[part.start : part.end]
        return found, trimmed(title.partition(found)[2]) if found else ""

    def named_in(self, text: str) -> tuple[Mention, ...]:
        """Where a sentence names segments: by number, by name, or by a part of one as it begins."""
        opening = _OPENING.match(text)
        begins = opening.end() if opening else 0
        found = [*self._by_number(text), *self._by_name(text)]
        found += [
            part._replace(start=part.start + begins, end=part.end + begins)
            for part in self._by_part(text[begins:])
            if not part.start
        ]
        found.sort(key=lambda mention: (mention.start, -mention.end))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return tuple(kept)

    def spoken(self, text: str) -> Spoken:
        """The text with every segment called by its label."""
        said: list[tuple[int, int, str]] = []
        for mention in self.named_in(text):
            written = text[mention.start : mention.end]
            own = LABEL.match(written)
            if own is not None and written_label(own) == mention.label:
                continue  # as the checker reads it anyhow
            bare = written.isdigit()
            label = mention.label if bare else f"群组 {mention.label}"
            said.append((mention.start, mention.end, label))
        return respoken(text, said)

    def _by_number(self, text: str) -> Iterator[Mention]:
        for match in LABEL.finditer(text):
            label = self.numbers.get(written_label(match))
            if label is None:
                continue
            yield Mention(match.start(), match.end(), label)
            at = match.end()
            while match["label"] and (also := _ALSO.match(text, at)):
                if (label := self.numbers.get(also[1])) is None:
                    break
                yield Mention(also.start(1), also.end(1), label)
                at = also.end()

    def _by_name(self, text: str) -> Iterator[Mention]:
        """成熟高净值客户群, 成熟高净值客户."""
        for name, label in self.names.items():
            if len(name) < _SHORTEST:
                continue
            core = core_of(name)
            ends = f"(?:{_END})" if core != name else ""
            for match in re.finditer(f"(?<![{_DEGREES}]){re.escape(core)}{ends}", text):
                yield Mention(match.start(), match.end(), label)

    def _by_part(self, text: str) -> Iterator[Mention]:
        """高净值客户 for 成熟高净值客户群, where no other name has these words."""
        cores = {core_of(name): label for name, label in self.names.items()}
        for match in _PART.finditer(text):
            fits = {label for core, label in cores.items() if match["words"] in core}
            if len(fits) == 1:
                yield Mention(match.start(), match.end(), fits.pop())


def written_label(match: re.Match[str]) -> str:
    """The number or letter of a label, plain: 一 → 1, 十二 → 12, Ⅱ → 2, 甲 → A."""
    label = match["label"] or match["nth"] or match["kind"]
    if label.isascii():
        return label
    if label in _ROMAN:
        return str(_ROMAN.index(label) + 1)
    if label in _STEMS:
        return chr(ord("A") + _STEMS.index(label))
    return str(words_value(label))


def core_of(name: str) -> str:
    """What of a name tells: 成熟高净值客户群 → 成熟高净值."""
    end = next((end for end in _ENDS if name.endswith(end)), "")
    return name.removesuffix(end) if len(name) - len(end) >= _WORD else name


def trimmed(text: str) -> str:
    """Without the marks around a name."""
    return re.sub(r"^[\s:：\-—–、，,.（(“\"]+|[”\")）\s]+$", "", text)


def is_name(text: str) -> bool:
    """Whether a text reads like the name of a segment, and not of customers in general."""
    named = _SHORT < len(text) < _LONG and text.endswith(_NAME_ENDS)
    return named and not text.startswith(_GENERAL)


def _split(text: str) -> tuple[str, str]:
    """低活跃客户群，总资产9万元: the name, and what else a heading tells."""
    for match in _BEHIND_NAME.finditer(text):
        if match[0].strip() or is_name(text[: match.start()]):
            return text[: match.start()], trimmed(text[match.end() :])
    return text, ""


def unnumbered(title: str) -> str:
    """A heading without its number: 3.1 高净值客户 → 高净值客户."""
    opening = _NUMBERING.match(title)
    return title[opening.end() :] if opening else title
