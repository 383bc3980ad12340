"""Doings: verbs that say how often or how long (来得勤, 拿得久, 久待, 待不住)."""

from __future__ import annotations

from collections.abc import Iterator

from segreport.claims.nouns import Group, Leaning, Meaning, term
from segreport.claims.words.lexicon import Lexicon, measured_in
from segreport.claims.words.terms import Meant
from segreport.models import Feature

TIMES = ("次", "趟", "回", "单", "笔")


def doing_terms(
    lexicon: Lexicon, features: tuple[Feature, ...], meant: dict[str, Meant]
) -> Iterator[tuple[str, Meaning]]:
    """来得勤, 一拿就是340天, 久待, 待不住: a verb for what the dictionary counts or measures."""
    done: dict[str, tuple[Feature, ...]] = {}
    for doing in lexicon.doings:
        several = tuple(f for f in features if f.name in meant[doing.about].named)
        several = tuple(f for f in several if f.unit != "%") or several
        for verb in doing.say if several else ():
            done[verb] = tuple(dict.fromkeys((*done.get(verb, ()), *several)))
    for verb, several in done.items():
        loose = len(several) > 1 or any(f.unit == "%" for f in several)
        meaning = term("feature", group=Group(tuple(f.name for f in several), concept=loose))
        for form in (f"{verb}得", f"一{verb}就", f"一{verb}就是"):
            yield form, meaning
        for tail in (
            ("次数", "趟数", "回数", "频率") if any(f.unit in TIMES for f in several) else ()
        ):
            yield f"{verb}的{tail}", meaning
        if verb[1:]:
            yield verb, term("feature", group=Group(meaning.names, concept=True))
        yield from _how(verb, several)


def _how(verb: str, features: tuple[Feature, ...]) -> Iterator[tuple[str, Meaning]]:
    """久待, 待不久 of what is measured in time, 勤逛, 不常逛 of what is counted."""
    timed = [f.name for f in features if f.unit in measured_in("久")]
    often = [f.name for f in features if f.unit in measured_in("勤")] or timed
    often = often or [f.name for f in features if f.unit in ("%", "人")]  # 爱拼团, 少退货
    ways = (
        ("up", timed, (f"久{verb}", f"长{verb}", f"{verb}得住", f"久{verb}不动")),
        ("down", timed, (f"{verb}不久", f"{verb}不长", f"{verb}不住", f"短{verb}")),
        ("up", often, (f"勤{verb}", f"常{verb}", f"多{verb}", f"爱{verb}", f"频{verb}")),
        ("down", often, (f"少{verb}", f"不常{verb}", f"不爱{verb}", f"很少{verb}", f"懒得{verb}")),
        ("down", often if verb[1:] else [], (f"不{verb}", f"不怎么{verb}")),
    )
    for lean, names, forms in ways:
        leaning = Leaning(tuple((name, lean) for name in names))  # type: ignore[misc] # literals
        for form in forms if names else ():
            yield form, term("word", leaning=leaning)
