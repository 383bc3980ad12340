"""Grammar: the words of the lexicon that are no features, with what each means."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from segreport.claims.nouns import SHARE, Group, Meaning, Reference, term
from segreport.claims.words.lexicon import Lexicon, Words, read_lexicon

Terms = Iterator[tuple[str, Meaning]]
MEASURES = ("类", "群", "批", "拨", "伙", "帮", "些", "档", "组", "部分")
THIS = ("这", "该", "此", "这一", "这么一", "本")
OTHERS = ("其他各", "其余各", "其他几", "其余几", "另外几", "别的几", "剩下几")
JOINTS = ("、", "/", "和", "与", "及", "以及", "跟", "同", "或")


@cache
def general_terms() -> dict[str, Meaning]:
    """Every word that means the same whatever the dictionary; the first meaning counts."""
    lexicon = read_lexicon()
    terms: dict[str, Meaning] = {}
    for word, meaning in (*grammar_terms(lexicon), *neutral_terms(lexicon)):
        terms.setdefault(word, meaning)
    return terms


@cache
def plain_words() -> frozenset[str]:
    """Every such word that has a meaning beside that of a topic."""
    lexicon = read_lexicon()
    terms = (*grammar_terms(lexicon), *neutral_terms(lexicon))
    return frozenset(word for word, meaning in terms if meaning.kind != "topic")


@cache
def topical_words() -> frozenset[str]:
    """Words of things outside of the table, where a dictionary has no feature for them."""
    return frozenset(word for words in read_lexicon().topics.values() for word in words)


@cache
def grammar_words() -> frozenset[str]:
    """The words of `grammar_terms` and of the share of customers."""
    lexicon = read_lexicon()
    return frozenset((*(word for word, _ in grammar_terms(lexicon)), *lexicon.share_of_customers))


def share_terms(lexicon: Lexicon) -> Terms:
    """占比, 人数, 规模: the share of customers."""
    counted = tuple(f"{word}数" for word in _pointed(THIS, lexicon) if word.endswith(("人", "户")))
    share = term("feature", group=Group((SHARE,)))
    yield from _each((*lexicon.share_of_customers, *counted), share)  # 本组|人数


def grammar_terms(lexicon: Lexicon) -> Terms:
    """Everything that says how high, in which place, compared with what."""
    yield from _level_terms(lexicon)
    yield from _rank_terms(lexicon)
    yield from _comparison_terms(lexicon)
    statistics = lexicon.statistics
    for base in lexicon.overall_bases:
        whole = term("ref", ref=Reference("overall"))
        yield from _each(tuple(base + tail for tail in lexicon.overall_tails), whole)
    rest = tuple(w for w in lexicon.others if w.endswith(("客户", "用户", "会员", "人群", "人")))
    sums = tuple(w for w in lexicon.overall if w[0] in "全所" and not set(w) & set("均平线值准"))
    for words, meaning in (
        (lexicon.alike, term("alike")),
        (lexicon.apart, term("apart")),
        (lexicon.between, term("between")),
        (sums, term("ref", ref=Reference("overall", sums=True))),
        (lexicon.overall, term("ref", ref=Reference("overall"))),
        (lexicon.everyone, term("people", note="all")),
        (rest, term("ref", ref=Reference("others", sums=True))),
        (lexicon.others, term("ref", ref=Reference("others"))),
        (lexicon.scopes, term("ref", ref=Reference("scope"))),
        (lexicon.own, term("its", note="own")),
        (_pointed(THIS, lexicon), term("its", note="own")),
        (_pointed(OTHERS, lexicon), term("ref", ref=Reference("others"))),
        (("其", "其的"), term("its")),
        (lexicon.derived, term("derived")),
        (lexicon.former, term("former")),
        (lexicon.latter, term("latter")),
        (lexicon.everything, term("everything")),
        (lexicon.in_turn, term("turn")),
        (lexicon.except_open, term("except")),
        (lexicon.except_close, term("outside")),
        (lexicon.double_negations, term("each")),
        (lexicon.negations, term("not")),
        (statistics["mean"], term("statistic", statistic="mean")),
        (statistics["median"], term("statistic", statistic="median")),
        (statistics["sum"], term("statistic", statistic="sum")),
        (statistics["effect"], term("statistic", statistic="effect")),
        (lexicon.quantifiers, term("each")),
        (lexicon.compare_with, term("with")),
        (lexicon.takes_share, term("takes")),
        (lexicon.customers, term("people")),
        (JOINTS, term("joint")),
    ):
        yield from _each(words, meaning)
    for topic, words in lexicon.topics.items():
        yield from _each(words, term("topic", note=topic))


def _pointed(pointers: Words, lexicon: Lexicon) -> Words:
    """这拨车主, 该类商户, 其他几档会员: a word that points, a measure word and who they are."""
    kinds = tuple(a + b for a in pointers for b in MEASURES)
    return tuple(kind + who for kind in kinds for who in lexicon.customers)


def neutral_terms(lexicon: Lexicon) -> Terms:
    """Words that need no check: note `said` where they carry a meaning of their own."""
    filler = set(lexicon.filler)
    for word in (*lexicon.interpretive, *lexicon.filler, *lexicon.ground_ends):
        yield word, term("neutral", note="" if word in filler else "said")
    yield from _each(lexicon.amounts_to, term("neutral"))
    for family in lexicon.tail_families:
        yield from _each(family, term("neutral"))
    for words in (lexicon.advice, lexicon.targets, lexicon.grounds, lexicon.crowd_marks):
        yield from _each(words, term("neutral", note="said"))
    for name, words in lexicon.stances.items():
        telling = name == "tells"
        yield from _each(words, term("unknown" if telling else "neutral", note="said"))
    for words in lexicon.general["plain"].values():
        yield from _each(words, term("neutral", note="general"))
    for words in lexicon.general["nouns"].values():
        yield from _each(words, term("neutral", note="said"))


def _each(words: Words, meaning: Meaning) -> Terms:
    for word in words:
        yield word, meaning


def _level_terms(lexicon: Lexicon) -> Terms:
    degrees, levels = lexicon.degrees, lexicon.levels
    yield from _each(degrees["weak"], term("degree", strength="weak"))
    yield from _each(degrees["plain"], term("degree"))
    yield from _each(degrees["strong"], term("degree", strength="strong"))
    yield from _each(degrees["most"], term("most"))
    comparing = {*lexicon.comparisons["up"], *lexicon.comparisons["down"]}
    for word in levels["up"]:
        yield word, term("level", direction="up", note="both" if word in comparing else "")
    for word in levels["down"]:
        yield word, term("level", direction="down", note="both" if word in comparing else "")
    yield from _each(levels["not_up"], term("level", direction="up", note="denied"))
    yield from _each(levels["not_down"], term("level", direction="down", note="denied"))
    yield from _each(levels["middle"], term("middle"))
    yield from _each(levels["middle_up"], term("level", direction="up", strength="weak"))
    yield from _each(levels["middle_down"], term("level", direction="down", strength="weak"))


def _rank_terms(lexicon: Lexicon) -> Terms:
    yield from _each(lexicon.ranks["top"], term("rank", rank=(1,)))
    yield from _each(lexicon.ranks["bottom"], term("rank", rank=(-1,)))
    yield from _each(lexicon.ranks["second"], term("rank", rank=(2,)))
    yield from _each(lexicon.ranks["third"], term("rank", rank=(3,)))
    yield from _each(lexicon.ranks["second_low"], term("rank", rank=(-2,)))
    yield from _each(lexicon.only_behind, term("only", direction="down"))
    yield from _each(lexicon.only_ahead, term("only", direction="up"))


def _comparison_terms(lexicon: Lexicon) -> Terms:
    comparisons = lexicon.comparisons
    yield from _each(comparisons["up"], term("compare", direction="up"))
    yield from _each(comparisons["down"], term("compare", direction="down"))
    yield from _each(comparisons["not_below"], term("compare", direction="down", note="not"))
    yield from _each(comparisons["not_above"], term("compare", direction="up", note="not"))
    yield from _each(comparisons["above_place"], term("place", direction="up"))
    yield from _each(comparisons["below_place"], term("place", direction="down"))
    yield from _each(comparisons["gap"], term("compare", note="gap"))
