"""Terms: what a dictionary of customers adds to the vocabulary, short forms and general ideas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from segreport.claims.nouns import GRAND, IS, Group, Lean, Leaning, Meaning, Reference, term
from segreport.claims.words.grammar import grammar_words, plain_words, topical_words
from segreport.claims.words.lexicon import Concept, ConceptWord, Lexicon, read_lexicon
from segreport.claims.words.shortening import (
    distinct_heads,
    first_halves,
    last_halves,
    lone_tails,
    short_forms,
    used_up,
    without_heads,
)
from segreport.models import Feature, Theme

COUNTED = frozenset("单票笔件部台条张门节课场本")
"""Units that also name what is counted (单多价低)."""
SPENDING = frozenset("花掏钱")
"""Letters of words for what is spent, and not for how often."""
ACTIVITY = "活跃"
"""The concept in which a long gap counts as low."""


def _feature(
    names: tuple[str, ...],
    primary: str | None = None,
    *,
    concept: bool = False,
    turned: frozenset[str] = frozenset(),
) -> Meaning:
    return term("feature", group=Group(names, primary, concept, turned=turned))


def _total(features: tuple[Feature, ...]) -> str:
    """The sum of a theme without a total of its own; empty where a sum means nothing."""
    summable = len(features) > 1 and len({f.unit for f in features}) == 1
    if not summable or _primary(features) or not all(f.additive for f in features):
        return ""
    return "+".join(f.name for f in features)


WHOLES = frozenset(
    ("AUM", "总资产", "资产规模", "管理资产", "管理资产规模", "金融资产", "资产总额", "消费总额")
)
"""What the sum of several features is called."""
QUALITIES = ("稳定", "忠诚", "存续质量")
LOSSES = frozenset(
    ("退保", "流失", "逾期", "违约", "取消", "退订", "离网", "退货", "投诉", "断缴", "失效", "坏账")
)

BURDENS = frozenset(
    (
        *("退费", "退款", "空驶", "爽约", "拒单", "拒付", "差评", "不良", "延误", "迟到", "缺勤"),
        *("缺货", "损耗", "出险", "赔付", "断学", "拖欠", "欠费", "停机", "报修", "故障", "跳出"),
    )
)


def _turned(features: tuple[Feature, ...]) -> frozenset[str]:
    """Features of which a high value means little activity."""
    inverse = read_lexicon().inverse
    return frozenset(f.name for f in features if any(part in f.label for part in inverse))


def burdens_of(features: tuple[Feature, ...]) -> frozenset[str]:
    """Features of which less is better: what is lost, complained of, or run empty."""
    parts = LOSSES | BURDENS
    return frozenset(f.name for f in features if any(part in f.label for part in parts))


def _losses(features: tuple[Feature, ...]) -> frozenset[str]:
    """Features of which a high value means that customers leave or default (退保率 of 稳定性)."""
    lost = frozenset(f.name for f in features if any(part in f.label for part in LOSSES))
    return lost if len(lost) < len(features) else frozenset()


def is_whole(feature: Feature) -> bool:
    """Whether a feature is called what the others of its theme add up to (管理资产规模, AUM)."""
    names = (feature.label, *feature.aliases)
    return feature.label.startswith(("总", "累计")) or not WHOLES.isdisjoint(names)


def _primary(features: tuple[Feature, ...]) -> str | None:
    """The feature a theme's number belongs to: the one that is called a total."""
    totals = [f.name for f in features if f.label.startswith(("总", "累计", "综合", "合计"))]
    totals = totals or [f.name for f in features if f.label.endswith(("总额", "总计", "合计"))]
    totals = totals or [f.name for f in features if len(features) > 1 and is_whole(f)]
    return totals[0] if totals else None


def _spent(word: str, features: tuple[Feature, ...]) -> str | None:
    """The total; of 花得 the only feature that adds up over customers (not 客单价)."""
    summed = [f.name for f in features if f.additive] if set(word) & SPENDING else []
    return _primary(features) or (summed[0] if len(summed) == 1 else None)


def _namesake(word: str, features: tuple[Feature, ...]) -> str | None:
    """年消费额 of the theme 消费: the feature that is called as the theme itself."""
    lexicon = read_lexicon()
    named = [f.name for f in features if word in short_forms(f.label, lexicon)]
    return named[0] if len(named) == 1 and len(features) > 1 else None


def dictionary_terms(
    features: tuple[Feature, ...], themes: tuple[Theme, ...]
) -> Iterator[tuple[str, Meaning]]:
    """The words of the dictionary itself: labels, aliases, themes and what is short for a theme."""
    by_theme = {theme.name: tuple(f for f in features if f.theme == theme.name) for theme in themes}
    said = {form for word in read_lexicon().words for form in word.say}
    spoken: dict[str, tuple[Feature, ...]] = {
        word: members
        for theme in themes
        for word in (theme.name, *theme.aliases)
        if word not in read_lexicon().customers and (members := by_theme[theme.name])
    }
    for feature in features:
        yield feature.label, _feature((feature.name,))
    for feature in features:
        for alias in feature.aliases:
            yield alias, _feature((feature.name,))
    named = {word for feature in features for word in (feature.label, *feature.aliases)}
    for word, parts in spoken.items():
        turned = _turned(parts) if "活跃" in word else frozenset()
        turned |= _losses(parts) if any(part in word for part in QUALITIES) else frozenset()
        names = tuple(f.name for f in parts)
        primary = _primary(parts) or _namesake(word, parts)
        group = Group(names, primary, whole=_total(parts), turned=turned)
        meaning = term("feature", group=group)
        yield word, meaning
        for tail in ("活跃度", "度", "类", "能力", "水平"):
            if (
                word.endswith(tail)
                and len(stem := word.removesuffix(tail)) >= 2
                and stem not in said
            ):
                yield stem, term("feature", group=replace(group, concept=True))
        yield f"{word}类", meaning
        if (total := _total(parts)) and word not in named:
            stem = word.removesuffix("额")
            for form in (f"总{word}", f"{stem}总额", f"总{stem}额", f"{stem}总量", f"{stem}总规模"):
                yield form, _feature((total,))


def describing_terms(features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    """Text columns: they have shares of categories and no mean to hold a sentence against."""
    for feature in features:
        for word in (feature.label, *feature.aliases):
            yield word, term("absent")


def category_terms(
    features: tuple[Feature, ...], categories: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[tuple[str, Meaning]]:
    """性别为女, 已婚: the share of the customers in a category of a describing column."""
    found = dict(categories)
    for feature in features:
        for category in found.get(feature.name, ()):
            meaning = _feature((f"{feature.name}{IS}{category}",))
            for label in (feature.label, *feature.aliases):
                for column in (label, f"“{label}”"):
                    for link in ("为", "是", "："):
                        yield f"{column}{link}{category}", meaning
                        yield f"{column}{link}“{category}”", meaning
            for form in _bare_forms(category):
                if form not in plain_words():
                    yield form, meaning
        if set(found.get(feature.name, ())) == {"男", "女"}:
            yield "男女", _feature((f"{feature.name}{IS}男", f"{feature.name}{IS}女"))


def _bare_forms(category: str) -> tuple[str, ...]:
    """女性 for 女; a word of one letter or without Chinese letters says nothing on its own."""
    if category in ("男", "女"):
        return (f"{category}性", f"{category}性客户", f"{category}客户")
    chinese = all("\u4e00" <= c <= "\u9fff" for c in category)
    return (category,) if chinese and len(category) > 1 else ()


def segment_terms(labels: tuple[str, ...]) -> Iterator[tuple[str, Meaning]]:
    """Labels that are words."""
    for label in labels:
        if label.isdigit():
            continue
        meaning = term("ref", ref=Reference("segments", (label,)))
        yield f"群组 {label}", meaning
        yield f"群组{label}", meaning
        if len(label) > 1:
            yield label, meaning


class Meant(NamedTuple):
    """The features a concept stands for."""

    named: tuple[str, ...]
    """By their themes and labels."""
    names: tuple[str, ...]
    """Where there are none, by their units."""


def concepts_in(
    lexicon: Lexicon,
    features: tuple[Feature, ...],
    themes: tuple[Theme, ...],
    order_by: str | None,
) -> dict[str, Meant]:
    """What each concept of the lexicon stands for in a dictionary."""
    found: dict[str, Meant] = {}
    for name, concept in lexicon.concepts.items():
        named = _named_by(concept, features, themes)
        counted = named or tuple(f.name for f in features if f.unit in concept.units)
        first = (order_by,) if concept.order and order_by else ()
        found[name] = Meant(named or first, counted or first)
    return found


def _named_by(
    concept: Concept, features: tuple[Feature, ...], themes: tuple[Theme, ...]
) -> tuple[str, ...]:
    """Features of a theme of that name, or with such a label."""
    named = {t.name for t in themes if any(part in t.name for part in concept.themes)}
    also = {t.name for t in themes for a in t.aliases if any(p in a for p in concept.themes)}
    found = tuple(f.name for f in features if f.theme in named)
    inverse = read_lexicon().inverse
    if not set(concept.labels) & set(inverse):  # 乘机 is how often, not how long ago
        features = tuple(f for f in features if not any(part in f.label for part in inverse))
    for fits in (str.endswith, str.__contains__):
        found = found or tuple(
            f.name
            for f in features
            if any(fits(word, part) for part in concept.labels for word in (f.label, *f.aliases))
        )
    found = found or tuple(f.name for f in features if f.theme in also)
    if found and concept.within:
        held = (f for f in features if f.name in found and f.unit != "%")
        near = tuple(f.name for f in held if any(part in f.label for part in concept.within))
        found = near or found
    return found


def word_terms(
    lexicon: Lexicon, features: tuple[Feature, ...], meant: dict[str, Meant]
) -> Iterator[tuple[str, Meaning]]:
    """年轻, 活跃: words that name features and a direction at once."""
    inverse = {f.name for f in features if any(p in f.label for p in lexicon.inverse)}
    absent: list[str] = []
    harmless = {*lexicon.interpretive, *lexicon.name_neutral}
    harmless |= {form for forms in lexicon.levels.values() for form in forms}
    harmless |= topical_words()
    for word in lexicon.words:
        named, names = meant[word.about]
        if not names and word.or_:
            names = meant[word.or_].names
        members = tuple(f for f in features if f.name in names)
        wider = _leaning(word, names, inverse).directions
        for form in word.say:
            total = _spent(form if word.about == "消费" else "", members)
            leaning = _leaning(word, (total,) if total else names, inverse)
            leaning = replace(leaning, wider=wider)
            if names and (named or "买" not in form):  # 买得多 is not said of 提问次数
                yield form, term("word", leaning=leaning)
            elif form not in harmless:
                absent.append(form)
    for form in absent:
        yield form, term("absent")


def _leaning(word: ConceptWord, names: tuple[str, ...], inverse: set[str]) -> Leaning:
    """dormant: long gaps, few actions; recent: short gaps; 活跃 turns gaps around."""
    pairs: list[tuple[str, Lean]] = []
    for name in names:
        turned = name in inverse
        if word.level == "middle":
            pairs.append((name, "middle"))
        elif word.level in ("dormant", "recent"):
            up = (word.level == "dormant") == turned
            if turned or word.level == "dormant":
                pairs.append((name, "up" if up else "down"))
        else:
            up = (word.level == "up") != (turned and word.about == ACTIVITY)
            pairs.append((name, "up" if up else "down"))
    return Leaning(tuple(pairs))


def truncated_terms(
    lexicon: Lexicon, features: tuple[Feature, ...]
) -> Iterator[tuple[str, Meaning]]:
    """登录次数 and 登录频率 of APP登录次数; a short form of several features names them all."""
    found: dict[str, list[str]] = {}
    for feature, words in without_heads(features):
        for label in (feature.label, *feature.aliases, *words):
            for short in short_forms(label, lexicon):
                names = found.setdefault(short, [])
                if feature.name not in names:
                    names.append(feature.name)
    heads = dict(distinct_heads(features))
    for short, name in heads.items():
        found.setdefault(short, [name])
    for short, name in (*first_halves(features, lexicon), *last_halves(features, lexicon)):
        found.setdefault(short, [name])
    for form, name in used_up(features):
        found.setdefault(form, [name])
    unit_of = {feature.name: feature.unit for feature in features}
    for short, several in found.items():
        if (short in grammar_words() and short not in heads) or (
            short.startswith("最") and len(short) < 4
        ):
            continue  # 最低 of 最低还款额 is no name
        if len({unit_of[name] for name in several}) > 1:
            continue  # 购买 of 购买次数 and 购买间隔 names neither
        yield short, _feature(tuple(several))
    for tail, name in lone_tails(features):
        yield tail, _feature((name,), concept=True)


SUMMED = (
    "天数",
    "次数",
    "时长",
    "时间",
    "件数",
    "笔数",
    "单数",
    "金额",
    "额",
    "量",
    "积分",
    "里程",
)


def grand_terms(features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    """报修总次数, 总停电时长: the sum over all customers of what is counted or measured."""
    for feature in features:
        for word in (feature.label, *feature.aliases) if feature.unit not in ("", "%") else ():
            plain = word.removeprefix("月均").removeprefix("月").removeprefix("年")
            tail = next((end for end in SUMMED if plain.endswith(end)), "")
            stem = plain.removesuffix(tail)
            if not tail or len(stem) < 2 or "总" in word or "均" in word:
                continue
            for form in (f"{stem}总{tail}", f"总{plain}", f"{plain}总量", f"{plain}合计"):
                yield form, _feature((f"{GRAND}{feature.name}",))


def counted_terms(features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    """单多, 票少, 价高: what is counted, by the unit of the only feature that has it; the price."""
    units = [f.unit for f in features]
    counted = [(f.unit, f.name) for f in features if f.unit in COUNTED and units.count(f.unit) == 1]
    priced = [f.name for f in features if f.label.endswith("价")]
    for unit, name in counted:
        for word, lean in (("多", "up"), ("少", "down")):
            yield f"{unit}{word}", term("word", leaning=Leaning(((name, lean),)))  # type: ignore[arg-type] # literals
            yield f"{unit}子{word}", term("word", leaning=Leaning(((name, lean),)))  # type: ignore[arg-type] # literals
    for word, lean in (("高", "up"), ("贵", "up"), ("低", "down")) if len(priced) == 1 else ():
        yield f"价{word}", term("word", leaning=Leaning(((priced[0], lean),)))  # type: ignore[arg-type] # literals
    for unit in COUNTED & set(units):
        yield unit, term("neutral")


def verb_terms(lexicon: Lexicon, features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    """退 of 退费率, 学 of 学习时长: what they do, where no other word is that letter."""
    gaps = _turned(features)
    for letter in lexicon.verbs + lexicon.verbs_before_de:
        named = [f for f in features if any(letter in word for word in (f.label, *f.aliases))]
        counted = [f for f in named if f.unit != "%" and f.name not in gaps]
        if names := tuple(f.name for f in counted or named):
            yield f"{letter}得", _feature(names, concept=True)
            if letter in lexicon.verbs:
                yield letter, _feature(names, concept=True)


def synonym_terms(
    lexicon: Lexicon, features: tuple[Feature, ...], meant: dict[str, Meant]
) -> Iterator[tuple[str, Meaning]]:
    """花得, 下单: general words for what the dictionary calls by its own."""
    harmless = {*lexicon.filler, *lexicon.interpretive, *lexicon.advice, *topical_words()}
    absent: list[str] = []
    for name, words in lexicon.synonyms.items():
        names = meant[name].names
        members = tuple(f for f in features if f.name in names)
        for word in words:
            if names:
                turned = _turned(members) if name == ACTIVITY else frozenset()
                total = _spent(word if name == "消费" else "", members)
                told = (total,) if total else names
                yield word, _feature(told, total, concept=not total, turned=turned)
            elif word not in harmless:
                absent.append(word)
    for word in absent:
        yield word, term("absent")
