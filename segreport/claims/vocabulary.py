"""The vocabulary of one profile: the lexicon's words and the dictionary's, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from segreport.claims.lexicon import Concept, ConceptWord, Lexicon, read_lexicon
from segreport.claims.nouns import SHARE, Group, Leaning, Reference, Token, TokenKind
from segreport.models import Feature, Profile, Theme

Meaning = Token
"""A token without a place: start and end are 0."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every term a text about a profile may contain."""

    terms: dict[str, Meaning]
    longest: int
    features: tuple[str, ...]
    units: tuple[str, ...]
    labels: tuple[str, ...]
    unit_of: dict[str, str]
    """The dictionary's unit of each feature."""
    themes: dict[str, tuple[str, ...]]
    """For each feature those of its theme with the same unit, itself among them."""
    inverse: frozenset[str]
    """Features where a high value means little activity (间隔)."""

    def match(self, text: str, start: int) -> tuple[int, Meaning] | None:
        """The longest term that begins at `start`: its end and meaning."""
        for size in range(min(self.longest, len(text) - start), 0, -1):
            if meaning := self.terms.get(text[start : start + size]):
                return start + size, meaning
        return None


def vocabulary_of(profile: Profile) -> Vocabulary:
    """The vocabulary of a profile; built once for the same features, themes and segments."""
    return _build(
        (*profile.features, *profile.describing),
        frozenset(feature.name for feature in profile.features),
        profile.themes,
        profile.order_by,
        tuple(segment.label for segment in profile.segments),
    )


@lru_cache(maxsize=32)
def _build(
    features: tuple[Feature, ...],
    numeric: frozenset[str],
    themes: tuple[Theme, ...],
    order_by: str | None,
    labels: tuple[str, ...],
) -> Vocabulary:
    lexicon = read_lexicon()
    counted = tuple(feature for feature in features if feature.name in numeric)
    terms: dict[str, Meaning] = {}
    for source in (
        _dictionary_terms(counted, themes),
        _describing_terms(tuple(f for f in features if f.name not in numeric)),
        _segment_terms(labels),
        _word_terms(lexicon, counted, themes, order_by),
        _truncated_terms(lexicon, counted),
        _share_terms(lexicon),
        _synonym_terms(lexicon, counted, themes, order_by),
        _grammar_terms(lexicon),
        _neutral_terms(lexicon),
    ):
        for term, meaning in source:
            if term and term not in terms:
                terms[term] = replace(meaning, text=term)
    return Vocabulary(
        terms=terms,
        longest=max(map(len, terms)),
        features=tuple(feature.name for feature in counted),
        units=tuple(sorted({feature.unit for feature in counted} - {"", "%"})),
        labels=labels,
        unit_of={feature.name: feature.unit for feature in counted},
        themes={
            feature.name: tuple(
                f.name
                for f in counted
                if f.theme == feature.theme and f.theme and f.unit == feature.unit
            )
            for feature in counted
        },
        inverse=frozenset(
            feature.name
            for feature in counted
            if any(part in feature.label for part in lexicon.inverse)
        ),
    )


def _term(kind: TokenKind, **more: object) -> Meaning:
    return Token(0, 0, kind, "", **more)  # type: ignore[arg-type] # keywords of Token


def _feature(
    names: tuple[str, ...],
    primary: str | None = None,
    *,
    concept: bool = False,
    turned: frozenset[str] = frozenset(),
) -> Meaning:
    return _term("feature", group=Group(names, primary, concept, turned))


def _total(features: tuple[Feature, ...]) -> str:
    """The sum of a theme without a total of its own; empty where a sum means nothing."""
    summable = len(features) > 1 and len({f.unit for f in features}) == 1
    if not summable or _primary(features) or not all(f.additive for f in features):
        return ""
    return "+".join(f.name for f in features)


def _turned(features: tuple[Feature, ...]) -> frozenset[str]:
    """Features of which a high value means little activity."""
    inverse = read_lexicon().inverse
    return frozenset(f.name for f in features if any(part in f.label for part in inverse))


def _primary(features: tuple[Feature, ...]) -> str | None:
    """The feature a theme's number belongs to: the one that is called a total."""
    totals = [f.name for f in features if f.label.startswith(("总", "累计", "综合", "合计"))]
    return totals[0] if totals else None


def _dictionary_terms(
    features: tuple[Feature, ...], themes: tuple[Theme, ...]
) -> Iterator[tuple[str, Meaning]]:
    by_theme = {theme.name: tuple(f for f in features if f.theme == theme.name) for theme in themes}
    said = {term for word in read_lexicon().words for term in word.say}
    spoken = {
        word: members
        for theme in themes
        for word in (theme.name, *theme.aliases)
        if (members := by_theme[theme.name])
    }
    for feature in features:
        yield feature.label, _feature((feature.name,))
    for feature in features:
        for alias in feature.aliases:
            if alias in spoken:
                members = tuple(f.name for f in spoken[alias])
                yield alias, _feature(members, feature.name)
            else:
                yield alias, _feature((feature.name,))
    for word, parts in spoken.items():
        turned = _turned(parts) if "活跃" in word else frozenset()
        meaning = _feature(tuple(f.name for f in parts), _primary(parts), turned=turned)
        yield word, meaning
        for tail in ("活跃度", "度", "类", "能力", "水平"):
            if (
                word.endswith(tail)
                and len(stem := word.removesuffix(tail)) >= 2
                and stem not in said
            ):
                yield stem, meaning
        yield f"{word}类", meaning
        if total := _total(parts):
            stem = word.removesuffix("额")
            for name in (f"总{word}", f"{stem}总额", f"总{stem}额", f"{stem}总量", f"{stem}总规模"):
                yield name, _feature((total,))


def _describing_terms(features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    for feature in features:
        for word in (feature.label, *feature.aliases):
            yield word, _term("absent")


def _segment_terms(labels: tuple[str, ...]) -> Iterator[tuple[str, Meaning]]:
    for label in labels:
        if not label.isdigit() and len(label) > 1:
            yield label, _term("ref", ref=Reference("segments", (label,)))


def _matching(
    concept: Concept,
    features: tuple[Feature, ...],
    themes: tuple[Theme, ...],
    order_by: str | None,
) -> tuple[str, ...]:
    """Features a concept stands for: those of a theme of that name, or by label and unit."""
    names = {t.name for t in themes if any(part in t.name for part in concept.themes)}
    if found := tuple(f.name for f in features if f.theme in names):
        return found
    found: tuple[str, ...] = ()
    for fits in (str.endswith, str.__contains__):
        found = found or tuple(
            f.name
            for f in features
            if any(fits(word, part) for part in concept.labels for word in (f.label, *f.aliases))
        )
    if not found:
        found = tuple(f.name for f in features if f.unit in concept.units)
    if not found and concept.order and order_by:
        return (order_by,)
    return found


def _word_terms(
    lexicon: Lexicon,
    features: tuple[Feature, ...],
    themes: tuple[Theme, ...],
    order_by: str | None,
) -> Iterator[tuple[str, Meaning]]:
    inverse = {f.name for f in features if any(p in f.label for p in lexicon.inverse)}
    absent: list[str] = []
    harmless = {*lexicon.interpretive, *lexicon.name_neutral}
    harmless |= {term for terms in lexicon.levels.values() for term in terms}
    for word in lexicon.words:
        names = _matching(lexicon.concepts[word.about], features, themes, order_by)
        if not names and word.or_:
            names = _matching(lexicon.concepts[word.or_], features, themes, order_by)
        leaning = _leaning(word, names, inverse)
        for term in word.say:
            if names:
                yield term, _term("word", leaning=leaning)
            elif term not in harmless:
                absent.append(term)
    for term in absent:
        yield term, _term("absent")


def _leaning(word: ConceptWord, names: tuple[str, ...], inverse: set[str]) -> Leaning:
    """dormant: long gaps, few actions; recent: short gaps; 活跃 turns gaps around."""
    pairs = []
    for name in names:
        turned = name in inverse
        if word.level == "middle":
            pairs.append((name, word.level))
        elif word.level in ("dormant", "recent"):
            up = (word.level == "dormant") == turned
            if turned or word.level == "dormant":
                pairs.append((name, "up" if up else "down"))
        else:
            flip = turned and word.about in ("活跃",)
            up = (word.level == "up") != flip
            pairs.append((name, "up" if up else "down"))
    return Leaning(tuple(pairs))  # type: ignore[arg-type] # literals


def _truncated_terms(
    lexicon: Lexicon, features: tuple[Feature, ...]
) -> Iterator[tuple[str, Meaning]]:
    """登录次数 and 登录频率 of APP登录次数; a short form of several features names them all."""
    found: dict[str, list[str]] = {}
    for feature in features:
        for label in (feature.label, *feature.aliases):
            for short in _short_forms(label, lexicon):
                names = found.setdefault(short, [])
                if feature.name not in names:
                    names.append(feature.name)
    for short, name in _distinct_heads(features):
        found.setdefault(short, [name])
    for short, name in _first_halves(features, lexicon):
        found.setdefault(short, [name])
    unit_of = {feature.name: feature.unit for feature in features}
    grammar = {term for term, _ in _grammar_terms(lexicon)}
    for short, several in found.items():
        if short in grammar or short.startswith("最"):
            continue  # 最低 of 最低还款额 is no name
        if len({unit_of[name] for name in several}) > 1:
            continue  # 购买 of 购买次数 and 购买间隔 names neither
        yield short, _feature(tuple(several))


def _short_forms(label: str, lexicon: Lexicon) -> Iterator[str]:
    cores = {label}
    for _ in range(2):
        cores |= {
            core.removeprefix(head)
            for core in cores
            for head in lexicon.label_heads
            if core.startswith(head)
        }
    for core in sorted(cores, key=len, reverse=True):
        if len(core) >= 2:
            yield core
        if len(core) == 4:
            yield core[2:] + core[:2]  # 比较产品 for 产品比较
        for tail in lexicon.label_tails:
            if core.endswith(tail) and len(stem := core.removesuffix(tail)) >= 2:
                yield stem
                for family in lexicon.tail_families:
                    if tail in family:
                        yield from (stem + other for other in family)


def _first_halves(features: tuple[Feature, ...], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """洗涤 of 洗涤纸品采购额, where no other feature begins so."""
    general = {*lexicon.interpretive, *lexicon.filler, *lexicon.advice, *lexicon.label_tails}
    spoken = [(f.name, word) for f in features for word in (f.label, *f.aliases)]
    for feature in features:
        for core in _short_forms(feature.label, lexicon):
            half = core[:2]
            alone = all(half not in word for name, word in spoken if name != feature.name)
            if len(core) == 4 and half not in general and alone and half[0] >= "\u4e00":
                yield half, feature.name


def _distinct_heads(features: tuple[Feature, ...]) -> Iterator[tuple[str, str]]:
    """上月 and 本月 where the table has 上月流量 and 本月流量."""
    for feature in features:
        for other in features:
            if other is feature:
                continue
            for cut in range(2, min(len(feature.label), len(other.label)) - 1):
                head = feature.label[:-cut]
                same = feature.label[-cut:] == other.label[-cut:]
                if same and head != other.label[:-cut] and len(head) >= 2:
                    yield head, feature.name


def _share_terms(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    for word in lexicon.share_of_customers:
        yield word, _feature((SHARE,))


def _synonym_terms(
    lexicon: Lexicon,
    features: tuple[Feature, ...],
    themes: tuple[Theme, ...],
    order_by: str | None,
) -> Iterator[tuple[str, Meaning]]:
    harmless = {*lexicon.filler, *lexicon.interpretive, *lexicon.advice}
    absent: list[str] = []
    for name, words in lexicon.synonyms.items():
        names = _matching(lexicon.concepts[name], features, themes, order_by)
        members = tuple(f for f in features if f.name in names)
        for word in words:
            if names:
                turned = _turned(members) if name == "活跃" else frozenset()
                yield word, _feature(names, _primary(members), concept=True, turned=turned)
            elif word not in harmless:
                absent.append(word)
    for word in absent:
        yield word, _term("absent")


def _grammar_terms(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    yield from _rank_and_compare_terms(lexicon)
    for names, meaning in (
        (lexicon.alike, _term("alike")),
        (lexicon.apart, _term("apart")),
        (lexicon.between, _term("between")),
        (lexicon.overall, _term("ref", ref=Reference("overall"))),
        (lexicon.everyone, _term("people", note="all")),
        (lexicon.others, _term("ref", ref=Reference("others"))),
        (lexicon.scopes, _term("ref", ref=Reference("scope"))),
        (lexicon.own, _term("its", note="own")),
        (("其", "其的"), _term("its")),
        (lexicon.former, _term("former")),
        (lexicon.latter, _term("latter")),
        (lexicon.everything, _term("everything")),
        (lexicon.in_turn, _term("turn")),
        (lexicon.except_open, _term("except")),
        (lexicon.except_close, _term("outside")),
        (lexicon.double_negations, _term("each")),
        (lexicon.negations, _term("not")),
        (lexicon.statistics["mean"], _term("statistic", statistic="mean")),
        (lexicon.statistics["median"], _term("statistic", statistic="median")),
        (lexicon.statistics["sum"], _term("statistic", statistic="sum")),
        (lexicon.statistics["effect"], _term("statistic", statistic="effect")),
        (lexicon.quantifiers, _term("each")),
        (lexicon.compare_with, _term("with")),
        (lexicon.takes_share, _term("takes")),
        (lexicon.customers, _term("people")),
        (("、", "/", "和", "与", "及", "以及", "跟", "同", "或"), _term("joint")),
    ):
        for name in names:
            yield name, meaning
    for topic, words in lexicon.topics.items():
        for word in words:
            yield word, _term("topic", note=topic)


def _rank_and_compare_terms(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    for key, strength in (("weak", "weak"), ("plain", "plain"), ("strong", "strong")):
        for word in lexicon.degrees[key]:  # type: ignore[index] # literals
            yield word, _term("degree", strength=strength)
    for word in lexicon.degrees["most"]:
        yield word, _term("most")
    for direction in ("up", "down"):
        for word in lexicon.levels[direction]:  # type: ignore[index] # literals
            both = "both" if word in lexicon.comparisons[direction] else ""  # type: ignore[index] # literals
            yield word, _term("level", direction=direction, note=both)
        for word in lexicon.comparisons[direction]:  # type: ignore[index] # literals
            yield word, _term("compare", direction=direction)
    for word in lexicon.levels["middle"]:
        yield word, _term("middle")
    for word in lexicon.levels["middle_up"]:
        yield word, _term("level", direction="up", strength="weak")
    for word in lexicon.levels["middle_down"]:
        yield word, _term("level", direction="down", strength="weak")
    for key, direction in (("not_below", "down"), ("not_above", "up")):
        for word in lexicon.comparisons[key]:  # type: ignore[index] # literals
            yield word, _term("compare", direction=direction, note="not")
    for key, direction in (("above_place", "up"), ("below_place", "down")):
        for word in lexicon.comparisons[key]:  # type: ignore[index] # literals
            yield word, _term("place", direction=direction)
    for word in lexicon.comparisons["gap"]:
        yield word, _term("compare", note="gap")
    for key, rank in (("top", 1), ("bottom", -1), ("second", 2), ("second_low", -2)):
        for word in lexicon.ranks[key]:  # type: ignore[index] # literals
            yield word, _term("rank", rank=(rank,))
    for word in lexicon.only_behind:
        yield word, _term("only", direction="down")
    for word in lexicon.only_ahead:
        yield word, _term("only", direction="up")


def _neutral_terms(lexicon: Lexicon) -> Iterator[tuple[str, Meaning]]:
    for word in (*lexicon.interpretive, *lexicon.filler, *lexicon.ground_ends):
        yield word, _term("neutral", note="" if word in lexicon.filler else "said")
    for word in (*lexicon.amounts_to, *(w for family in lexicon.tail_families for w in family)):
        yield word, _term("neutral")
    for word in (*lexicon.advice, *lexicon.targets, *lexicon.grounds, *lexicon.crowd_marks):
        yield word, _term("neutral", note="said")
