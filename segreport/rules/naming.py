"""Names: true by the table, unique in the report, saying what sets a segment apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from segreport.models import Feature, Profile
from segreport.rules.entries import Level, NameRule
from segreport.rules.facts import (
    LASTING,
    View,
    by_size,
    holds,
    holds_in_theme,
    is_turned,
    size,
    stats,
    theme_words,
    views,
    words,
)
from segreport.rules.matching import fit, resolve
from segreport.rules.pack import Pack

EVEN = "各项均衡"
EVERYONE = "全体"
EXTREMES: tuple[tuple[Level, str], ...] = (("top", "最高"), ("bottom", "最低"))
SHORTEST = 2
"""Words of a composed name, where there are as many traits."""
LONG = 6
"""A word of more characters makes a name nobody says (低最后一次消费距今的时间)."""
BRIEF = 6
"""Characters of a label that a name can bear."""
LONGEST = 3
"""More words than these only where no comparison tells the segment apart."""


Accepts = Callable[[str, str], bool]
"""Whether a name may be given to the segment with this label."""


def anything(_name: str, _segment: str) -> bool:
    """Every name is as good."""
    return True


@dataclass(frozen=True, slots=True)
class Trait:
    """A word of a name and the features that carry it."""

    word: str
    features: tuple[Feature, ...]
    strength: float
    """Mean |d|."""
    tail: str = ""
    """The end of the word that traits of one kind share (高生鲜采购)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name and what it rests on."""

    text: str
    features: tuple[Feature, ...]
    """Those whose levels the words assert, strongest first within the words' order."""
    extreme: str = ""
    """A comparison in the name that is about the number of customers."""


def name_segments(profile: Profile, pack: Pack, accepts: Accepts = anything) -> tuple[str, ...]:
    """A name a segment, in profile order; unique, and true by TRUTH.md."""
    return tuple(name.text for name in find_names(profile, pack, accepts))


def find_names(profile: Profile, pack: Pack, accepts: Accepts = anything) -> tuple[Name, ...]:
    """The names with their grounds.

    A rule names a segment only where it fits no other: what fits two does not tell them apart.
    The rest are composed of their strongest traits, each with as many as make it unique. A word
    may mean more in the mouths of people than its feature (高消费 where there are three amounts):
    `accepts` says which names hold all the same.
    """
    seen = views(profile, pack)
    found: dict[int, Name] = {}
    for rule in pack.rules:
        fitting = [index for index, view in enumerate(seen) if fit(view, rule.when)]
        if len(fitting) == 1 and fitting[0] not in found:
            view = seen[fitting[0]]
            name = _by_rule(view, rule)
            if accepts(name.text, view.segment.label):
                found[fitting[0]] = name
    options = {
        i: _accepted(tuple(_composed(view, accepts)), view, accepts)
        for i, view in enumerate(seen)
        if i not in found
    }
    taken = {name.text for name in found.values()}
    found |= _settle(options, taken)
    return tuple(
        _unlike(found[index], view, [n.text for i, n in found.items() if i != index])
        for index, view in enumerate(seen)
    )


def _by_rule(view: View, rule: NameRule) -> Name:
    features = [f for key in rule.when for f in by_size(view, resolve(view.profile, key))]
    return Name(rule.name + view.pack.suffix, tuple(dict.fromkeys(features)))


def _accepted(names: tuple[Name, ...], view: View, accepts: Accepts) -> tuple[Name, ...]:
    """The names that hold, in their order; all of them where none does."""
    holding = (name for name in names if accepts(name.text, view.segment.label))
    return tuple(holding) or names


def _settle(options: dict[int, tuple[Name, ...]], taken: set[str]) -> dict[int, Name]:
    """For each segment its shortest option that nobody else has, as far as there is one."""
    chosen = {index: names[0] for index, names in options.items()}
    for place in range(1, max(map(len, options.values()), default=0)):
        before = dict(chosen)
        for index, names in options.items():
            others = taken | {name.text for i, name in before.items() if i != index}
            if _said_of_another(before[index].text, others) and place < len(names):
                chosen[index] = names[place]
    for index, names in options.items():
        others = taken | {name.text for i, name in chosen.items() if i != index}
        free = [name for name in names if name.text not in others]
        apart = (name for name in free if not _said_of_another(name.text, others))
        chosen[index] = next(apart, free[0] if free else chosen[index])
    return chosen


def _said_of_another(name: str, others: set[str]) -> bool:
    """Whether another name says the same, be it in other words' order: 低频低消费, 低消费低频."""
    words = _levels(name)
    return any(name == other or _alike(words, _levels(other)) for other in others)


def _alike(words: list[str], others: list[str]) -> bool:
    """Whether each word of one is, or begins, a word of the other."""
    pairs = ((words, others), (others, words))
    return len(words) == len(others) and any(
        all(any(w.startswith(o) or o.startswith(w) for o in theirs) for w in ours)
        for ours, theirs in pairs
    )


def _levels(name: str) -> list[str]:
    """高消费, 低频 of 规模最大的高消费低频客户群; the name itself where it has no such word."""
    plain = name.rpartition("的")[2]
    return _LEVEL.findall(plain) if _LEVEL.match(plain) else [name]


_LEVEL = re.compile(r"[高低多少长短][^高低多少长短客用投（]+|近期[^高低多少长短客用投（]+")


def _composed(view: View, accepts: Accepts) -> Iterator[Name]:
    """Names of the segment from its strongest traits, shortest first, then with comparisons."""
    traits = find_traits(view, accepts)
    suffix = view.pack.suffix
    if view.profile.k == 1:
        yield Name(EVERYONE + suffix, ())
        return
    short = sum(len(t.word) - len(t.tail) <= LONG for t in traits[:SHORTEST])
    sizes = range(max(short, min(1, len(traits))), len(traits) + 1)
    yield from (
        _joined(view, traits[:count])
        for count in sizes
        if 0 < count <= LONGEST and not _repeats(traits[:count])
    )
    if not traits and view.profile.features:
        yield Name(EVEN + suffix, view.profile.features)
    yield from _compared(view, traits[:SHORTEST])
    yield from (_joined(view, traits[:count]) for count in sizes if count > LONGEST)


def _repeats(traits: tuple[Trait, ...]) -> bool:
    """Whether a word says again what another has said: 低消费金额, 低月均消费金额."""
    bare = [_PERIOD.sub("", trait.word) for trait in traits]
    return len(set(bare)) < len(bare)


_PERIOD = re.compile("月均|年均|日均|平均|累计")


def _joined(view: View, traits: tuple[Trait, ...]) -> Name:
    said = _said(view, traits)
    return Name(
        said + view.pack.suffix, tuple(feature for trait in traits for feature in trait.features)
    )


def _compared(view: View, traits: tuple[Trait, ...]) -> Iterator[Name]:
    """The shortest name with a comparison that only this segment can claim."""
    base = _said(view, traits)
    base = base or (EVEN if view.profile.features else "")
    carriers = tuple(feature for trait in traits for feature in trait.features)
    for feature in by_size(view, view.profile.features):
        for level, word in EXTREMES:
            if holds(view, feature, level):
                text = f"{feature.label}{word}的{base}{view.pack.suffix}"
                yield Name(text, tuple(dict.fromkeys((feature, *carriers))))
    sizes = [segment.n for segment in view.profile.segments]
    if sizes.count(view.segment.n) == 1:
        for word, extreme in (("规模最大", max(sizes)), ("规模最小", min(sizes))):
            if view.segment.n == extreme:
                yield Name(f"{word}的{base}{view.pack.suffix}", carriers, word)
    yield Name(f"{base}{view.pack.suffix}", carriers)


def _unlike(name: Name, view: View, others: list[str]) -> Name:
    """The name; with the segment's label where the table cannot tell two segments apart."""
    if name.text not in others:
        return name
    return Name(f"{name.text}（群组 {view.segment.label}）", name.features, name.extreme)


def find_traits(view: View, accepts: Accepts = anything) -> tuple[Trait, ...]:
    """What can be said of the segment with one word each, strongest first, long words last."""

    def fine(word: str) -> bool:
        return accepts(word + view.pack.suffix, view.segment.label)

    traits: list[Trait] = []
    covered: set[str] = set()
    for theme in view.profile.themes:
        trait = _theme_trait(view, theme.name)
        if trait and fine(trait.word):
            traits.append(trait)
            covered |= {feature.name for feature in trait.features}
    for feature in view.profile.features:
        if feature.name not in covered and (
            holds(view, feature, "up") or holds(view, feature, "down")
        ):
            word = _word(view, feature)
            word = word if fine(word) else _plainly(view, feature)
            tail = _tail(view, feature)
            tail = tail if word.endswith(tail) else ""
            traits.append(Trait(word, (feature,), size(view, feature), tail))
    traits.sort(key=lambda trait: (len(trait.word) - len(trait.tail) > LONG, -trait.strength))
    return _one_a_theme(traits)


def _theme_trait(view: View, theme: str) -> Trait | None:
    """A theme all of whose features are on one side, where the trade has a word for it."""
    features = view.profile.theme_features(theme)
    entry = theme_words(view, theme)
    if entry is None or len(features) < 2:
        return None
    strength = sum(size(view, feature) for feature in features) / len(features)
    choices: tuple[tuple[str, Level], ...] = (
        (entry.up_strong, "up-strong"),
        (entry.up, "up"),
        (entry.down, "down"),
    )
    for word, level in choices:
        if word and all(holds_in_theme(view, feature, level) for feature in features):
            return Trait(word, by_size(view, features), strength)
    return None


def _word(view: View, feature: Feature) -> str:
    entry = words(view, feature)
    if tail := _tail(view, feature):
        ending = next(end for end in entry.ends if feature.label.endswith(end))
        side = "低" if stats(view, feature).d < 0 else "高"
        return f"{side}{feature.label.removesuffix(ending)}{tail}"
    if feature.theme and len(view.profile.theme_features(feature.theme)) == 1:
        whole = theme_words(view, feature.theme)
        if whole is not None and is_turned(view, feature):
            return (whole.down if stats(view, feature).d > 0 else whole.up) or _plainly(
                view, feature
            )
        entry = whole or entry
    if stats(view, feature).d < 0:
        down = entry.down if _of_this_alone(view, feature, entry.down) else ""
        return down or _plainly(view, feature)
    if entry.up_strong and holds(view, feature, "up-strong"):
        return entry.up_strong
    up = entry.up if _of_this_alone(view, feature, entry.up) else ""
    return up or _plainly(view, feature)


def _tail(view: View, feature: Feature) -> str:
    """采购, where features of this kind are named together."""
    entry = words(view, feature)
    return entry.joint if entry.joint and feature.label.endswith(entry.ends) else ""


def _plainly(view: View, feature: Feature) -> str:
    entry = words(view, feature)
    high, low = ("长", "短") if entry.more == LASTING["more"] else ("高", "低")
    return f"{low if stats(view, feature).d < 0 else high}{_brief(feature)}"


def _of_this_alone(view: View, feature: Feature, word: str) -> bool:
    """Whether 高频 of 购买次数 says nothing of a 消费频率 that stands elsewhere."""
    if len(word) != 2 or word[0] not in "高低":
        return True
    level: Level = "up" if word[0] == "高" else "down"
    others = [f for f in view.profile.features if f != feature and word[1] in f.label]
    return all(holds(view, other, level) for other in others)


def _brief(feature: Feature) -> str:
    """The label; a long one gives way to the longest alias that is short."""
    if len(feature.label) <= BRIEF:
        return feature.label
    aliases = [alias for alias in feature.aliases if len(alias) < BRIEF]
    return max(aliases, key=len, default=feature.label)


def _one_a_theme(traits: list[Trait]) -> tuple[Trait, ...]:
    """The same order, but second words of a theme after the first words of all others."""
    first: list[Trait] = []
    later: list[Trait] = []
    themes: set[str] = set()
    spoken: set[str] = set()
    for trait in traits:
        theme = trait.features[0].theme
        if trait.word in spoken:
            continue
        spoken.add(trait.word)
        (later if theme and theme in themes else first).append(trait)
        themes.add(theme)
    return (*first, *later)


def _said(view: View, traits: tuple[Trait, ...]) -> str:
    """The words one after the other; those of one kind together: 高生鲜高冷冻品采购."""
    said = last = ""
    for trait in _spoken(view, traits):
        said = (said.removesuffix(last) if last == trait.tail else said) + trait.word
        last = trait.tail
    return said


def _spoken(view: View, traits: tuple[Trait, ...]) -> tuple[Trait, ...]:
    """The traits in the order of the pack's words: 年轻 before 高净值, whichever is stronger."""
    order = {
        word: place
        for place, entry in enumerate(view.pack.words)
        for word in (entry.down, entry.up, entry.up_strong)
        if word
    }
    return tuple(sorted(traits, key=lambda trait: order.get(trait.word, len(order) + 1)))
