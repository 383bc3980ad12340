"""The vocabulary of one profile: every term with its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from segreport.claims.nouns import IS, Group, Meaning
from segreport.claims.nouns import term as term_of
from segreport.claims.words.doings import doing_terms
from segreport.claims.words.grammar import Terms, general_terms, share_terms
from segreport.claims.words.lexicon import Lexicon, read_lexicon
from segreport.claims.words.terms import (
    burdens_of,
    category_terms,
    concepts_in,
    counted_terms,
    describing_terms,
    dictionary_terms,
    grand_terms,
    segment_terms,
    synonym_terms,
    truncated_terms,
    verb_terms,
    word_terms,
)
from segreport.models import Feature, Profile, Theme

PERIODS = "周月年日"
"""Letters before a label that say over which time it counts."""
THEME_TAILS = ("水平", "规模", "状况", "情况", "表现", "力度", "强度", "量级", "体量")
PUPILS = ("学生", "学员", "学霸", "学渣", "学子", "同学", "同学们", "学习者", "孩子们")
TRADE_TOPICS = ("房产与车", "投资盈亏", "渠道与行为", "信用与健康")
TRADE_LETTERS = "车仓贷险课药票机店卡房飞航网学阅游租"
"""Letters by which a dictionary shows its trade: 豪车 is no fact from outside where it has 车价."""


EACH_TIME = (
    *("每单", "每次", "每笔", "每趟", "单次", "单笔", "单均", "笔均", "件均", "次均", "客单"),
    "平均每单",
)
_WINDOW = re.compile(r"\d+(?:天|日|周|个月|月|年)")
_COUNTED = re.compile(
    r"(?:近|最近|过去)(?P<n>\d+|[一二三四五六七八九十半两])(?P<unit>天|日|周|个月|月|年|季度?)"
    r"|(?P<unit2>[日周月年季])度?(?![龄限纪轻长资份期末底初级])"
)
_DAYS = {
    **dict.fromkeys("天日", (1.0, 1.0)),
    "周": (7.0, 7.0),
    "月": (30.0, 30.4375),
    **dict.fromkeys("季度", (90.0, 91.3125)),
    "年": (360.0, 365.25),
}
_LATIN = re.compile("[A-Za-z]+")
_SEAM = re.compile("(?<=[A-Za-z])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z])")
"""Where many editors put a blank."""
_PERIOD = re.compile(r"[日周月年](?![龄限纪轻长资份期末底初级])")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term a text about a profile may contain."""

    terms: dict[str, Meaning]
    sizes: dict[str, tuple[int, ...]]
    """The lengths of the terms that begin with a letter, the longest first."""
    features: tuple[str, ...]
    units: tuple[str, ...]
    labels: tuple[str, ...]
    unit_of: dict[str, str]
    """The dictionary's unit of each feature."""
    label_of: dict[str, str]
    themes: dict[str, tuple[str, ...]]
    """For each feature those of its theme with the same unit, itself among them."""
    totals: frozenset[str]
    """Features that are called a total."""
    additive: frozenset[str]
    """Features whose sum over customers means something."""
    latin: re.Pattern[str]
    """Its words that end in letters of the alphabet, where a number follows (AUM184万元)."""
    windows: re.Pattern[str]
    """Spans of time that are part of a label, where a number follows (90天只下4.8单)."""
    period_of: dict[str, str]
    """The span of time of features that name one: 月 of 月下单次数."""
    window_of: dict[str, tuple[float, float]]
    """Days that the span of a feature has, in round figures and by the calendar (月在线时长)."""
    each_time: frozenset[str]
    """Features that are told of one purchase already (客单价, 单次购买件数)."""
    inverse: frozenset[str]
    """Features where a high value means little activity (间隔)."""
    burdens: frozenset[str]
    """Features of which less is better (取消率)."""

    def whole_of(self, names: tuple[str, ...]) -> str:
        """What the features of a theme add up to: their total, or their sum."""
        totals = [name for name in names if name in self.totals]
        return totals[0] if totals else "+".join(names)

    def holding(self, word: str) -> frozenset[str]:
        """The features that a longer term with this word in it names alone."""
        return frozenset(
            meaning.names[0]
            for term, meaning in self.terms.items()
            if word in term and len(meaning.names) == 1 and meaning.names[0] in self.features
        )

    def match(self, text: str, start: int) -> tuple[int, Meaning] | None:
        """The longest term that begins at `start`: its end and meaning."""
        for size in self.sizes.get(text[start : start + 1], ()):
            meaning = self.terms.get(text[start : start + size])
            if meaning and start + size <= len(text):
                return start + size, meaning
        return None


class Spoken(NamedTuple):
    """What of a profile its vocabulary is made from."""

    features: tuple[Feature, ...]
    numeric: frozenset[str]
    themes: tuple[Theme, ...]
    order_by: str | None
    labels: tuple[str, ...]
    categories: tuple[tuple[str, tuple[str, ...]], ...]
    """The categories of each describing column."""
    title: str


def vocabulary_of(profile: Profile) -> Vocabulary:
    """The vocabulary of a profile; built once for the same features, themes and segments."""
    return _build(
        Spoken(
            (*profile.features, *profile.describing),
            frozenset(feature.name for feature in profile.features),
            profile.themes,
            profile.order_by,
            tuple(segment.label for segment in profile.segments),
            _categories_of(profile),
            profile.title,
        )
    )


def _categories_of(profile: Profile) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The categories of each describing column."""
    columns = profile.segments[0].categories if profile.segments else {}
    return tuple((name, tuple(e.category for e in column)) for name, column in columns.items())


@lru_cache(maxsize=32)
def _build(spoken: Spoken) -> Vocabulary:
    features, numeric, themes, order_by, labels, categories, title = spoken
    lexicon = read_lexicon()
    counted = tuple(feature for feature in features if feature.name in numeric)
    described = tuple(f for f in features if f.name not in numeric)
    shares = {f"{name}{IS}{category}": "%" for name, found in categories for category in found}
    meant = concepts_in(lexicon, counted, themes, order_by)
    before = _first_meanings(
        dictionary_terms(counted, themes),
        category_terms(described, categories),
        describing_terms(described),
        segment_terms(labels),
        word_terms(lexicon, counted, meant),
        truncated_terms(lexicon, counted),
        doing_terms(lexicon, counted, meant),
        share_terms(lexicon),
        synonym_terms(lexicon, counted, meant),
        grand_terms(counted),
    )
    behind = _first_meanings(verb_terms(lexicon, counted), counted_terms(counted))
    terms = {**behind, **general_terms(), **before}
    for word in tuple(_pieces(counted, terms)):
        terms.setdefault(word, term_of("neutral", note="said"))
    for word in _idle(title, features):
        known = terms.get(word)
        if known is None or known.kind == "unknown" or known.note in TRADE_TOPICS:
            terms[word] = term_of("neutral")
    for word, meaning in _of_themes(themes, terms):
        if word not in terms or terms[word].kind == "absent":
            terms[word] = meaning
    for word in _who_they_are(title, frozenset(_called(counted, themes))):
        if word not in terms or terms[word].kind != "people":
            terms[word] = term_of("people")
    for word in _of_the_trade(lexicon, features):
        if word in terms and terms[word].kind == "topic":
            begun = tuple(f.name for f in counted if _begins(word, f))
            led = Group(begun, concept=True)  # 客户经理 of 客户经理联系次数
            terms[word] = term_of("feature", group=led) if len(begun) == 1 else term_of("absent")
    spans = {span for word in _called(counted, ()) for span in _WINDOW.findall(word)}
    for span in spans:
        terms.setdefault(span, term_of("neutral"))
    own = terms.keys() - general_terms().keys()
    for word in tuple(own):
        for form in _typed(word):
            terms.setdefault(form, terms[word])
    own = terms.keys() - general_terms().keys()
    return Vocabulary(
        terms=terms,
        sizes=_sizes(own),
        features=tuple(feature.name for feature in counted),
        units=tuple(sorted({feature.unit for feature in counted} - {"", "%"})),
        labels=labels,
        unit_of={feature.name: feature.unit for feature in counted} | shares,
        label_of={feature.name: feature.label for feature in counted},
        themes={feature.name: _kin(feature, counted) for feature in counted},
        totals=frozenset(f.name for f in counted if _adds_up(f, counted)),
        additive=frozenset(f.name for f in counted if f.additive),
        latin=_latin(own),
        windows=_windows(spans),
        period_of={
            feature.name: found[0] for feature in counted if (found := _PERIOD.match(feature.label))
        },
        window_of={f.name: days for f in counted if (days := _window_days(f))},
        each_time=frozenset(
            f.name for f in counted for word in (f.label, *f.aliases) if word.startswith(EACH_TIME)
        ),
        inverse=frozenset(
            feature.name
            for feature in counted
            if any(part in feature.label for part in lexicon.inverse)
        ),
        burdens=burdens_of(counted),
    )


def _typed(word: str) -> Iterator[str]:
    """APP 登录次数, App登录次数: how people and their editors type APP登录次数."""
    if word.isascii() or not _LATIN.search(word):
        return
    for cased in {word, word.lower(), _LATIN.sub(lambda run: run[0].capitalize(), word)}:
        yield cased
        yield _SEAM.sub(" ", cased)


def _pieces(features: tuple[Feature, ...], terms: dict[str, Meaning]) -> Iterator[str]:
    """手机银行 of 手机银行月登录次数: what stands before a known word in a label."""
    for word in (name for feature in features for name in (feature.label, *feature.aliases)):
        for cut in range(2, len(word) - 1):
            rest = word[cut:].lstrip(PERIODS)
            plain = not any(letter in terms and terms[letter].direction for letter in word[:cut])
            plain = plain and min(word[:cut]) >= "\u4e00" and word[0] != "最"
            if plain and len(rest) > 1 and rest in terms:
                yield word[:cut]


def _idle(title: str, features: tuple[Feature, ...]) -> Iterator[str]:
    """酒店 of the title 酒店会员, 每周 where the table has 周学习时长: no facts there."""
    pairs = (title[start : start + 2] for start in range(len(title) - 1))
    yield from (pair for pair in pairs if min(pair) >= "\u4e00")
    for letter in PERIODS:
        if any(feature.label.startswith(letter) for feature in features):
            yield f"每{letter}"


def _called(features: tuple[Feature, ...], themes: tuple[Theme, ...]) -> Iterator[str]:
    """Every name of the dictionary, in full."""
    for feature in features:
        yield from (feature.label, *feature.aliases)
    for theme in themes:
        yield from (theme.name, *theme.aliases)


def _of_themes(
    themes: tuple[Theme, ...], terms: dict[str, Meaning]
) -> Iterator[tuple[str, Meaning]]:
    """收入水平 of the theme 收入."""
    for word in (word for theme in themes for word in (theme.name, *theme.aliases)):
        if word in terms and terms[word].kind == "feature":
            yield from ((f"{word}{tail}", terms[word]) for tail in THEME_TAILS)


def _who_they_are(title: str, called: frozenset[str]) -> Iterator[str]:
    """司机 of the title 网约车司机, 学生 too of 在线教育学员: the customers."""
    noun = title[-2:]
    if len(title) > 2 and min(noun) >= "\u4e00" and noun not in called:
        yield noun
    if "学" in title:
        yield from (word for word in PUPILS if word not in called)


def _first_meanings(*sources: Terms) -> dict[str, Meaning]:
    """Of each term the meaning that comes first."""
    terms: dict[str, Meaning] = {}
    for word, meaning in chain.from_iterable(sources):
        if word:
            terms.setdefault(word, meaning)
    return terms


def _sizes(own: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For each letter the lengths of terms, those of a dictionary's `own` among them."""
    sizes = dict(_general_sizes())
    for letter, found in _by_letter(own).items():
        sizes[letter] = tuple(sorted(found.union(sizes.get(letter, ())), reverse=True))
    return sizes


@cache
def _general_sizes() -> dict[str, tuple[int, ...]]:
    lengths = _by_letter(general_terms())
    return {letter: tuple(sorted(found, reverse=True)) for letter, found in lengths.items()}


def _by_letter(terms: Iterable[str]) -> dict[str, set[int]]:
    lengths: dict[str, set[int]] = {}
    for term in terms:
        lengths.setdefault(term[0], set()).add(len(term))
    return lengths


@cache
def _general_latin() -> tuple[str, ...]:
    return tuple(filter(_ends_latin, general_terms()))


def _ends_latin(word: str) -> bool:
    return len(word) > 1 and word[-1].isascii() and word[-1].isalpha()


def _latin(own: Iterable[str]) -> re.Pattern[str]:
    words = [re.escape(word) for word in (*_general_latin(), *filter(_ends_latin, own))]
    ordered = sorted(words, key=len, reverse=True) or ["(?!)"]
    return re.compile(f"(?:{'|'.join(ordered)})(?=\\d)")


def _window_days(feature: Feature) -> tuple[float, float] | tuple[()]:
    """The days over which a feature counts, as its name says; empty where it says none."""
    if feature.unit in ("", "%") or "均" in feature.label[1:3]:
        return ()
    found = _COUNTED.match(feature.label)
    if found is None:
        return ()
    number = found["n"] or "1"
    count = int(number) if number.isdigit() else {"半": 0.5, "两": 2}.get(number, 0)
    count = count or "一二三四五六七八九十".index(number) + 1
    round_, calendar = _DAYS[(found["unit"] or found["unit2"])[-1]]
    return count * round_, count * calendar


def _windows(spans: Iterable[str]) -> re.Pattern[str]:
    any_of = "|".join(map(re.escape, sorted(spans))) or "(?!)"
    return re.compile(rf"(?<![^，。；：、\s])(?:近|最近|过去|这)?(?:{any_of})(?=[^，。；]*\d)")


def _begins(word: str, feature: Feature) -> bool:
    return any(name.startswith(word) for name in (feature.label, *feature.aliases))


def _of_the_trade(lexicon: Lexicon, features: tuple[Feature, ...]) -> Iterator[str]:
    """Things outside of most tables that this dictionary speaks of itself (网点面访次数)."""
    spoken = "|".join(word for feature in features for word in (feature.label, *feature.aliases))
    near = set(spoken) & set(TRADE_LETTERS)
    for topic, words in lexicon.topics.items():
        alike = near if topic in TRADE_TOPICS else frozenset()
        yield from (word for word in words if word in spoken or alike & set(word))
    yield from (word for word, of in lexicon.opposites.items() if of in spoken)


def _adds_up(feature: Feature, features: tuple[Feature, ...]) -> bool:
    """总资产; 年消费总额 beside two amounts of its theme or more."""
    kin = _kin(feature, features)
    summed = len(kin) > 2 and all(f.additive for f in features if f.name in kin)
    ended = summed and feature.label.endswith(("总额", "总计", "合计", "总量", "总值", "总和"))
    return ended or feature.label.startswith(("总", "累计"))


def _kin(feature: Feature, features: tuple[Feature, ...]) -> tuple[str, ...]:
    """The features of its theme with the same unit, itself among them."""
    return tuple(
        other.name
        for other in features
        if other.theme == feature.theme and other.theme and other.unit == feature.unit
    )
