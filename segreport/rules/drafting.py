"""The whole offline text: what a report says without a model."""

from __future__ import annotations

from segreport.models import Draft, Profile, SegmentDraft, Sentence
from segreport.rules.advice import write_advice
from segreport.rules.facts import View, views
from segreport.rules.framing import write_grounds, write_lead
from segreport.rules.naming import Accepts, Name, anything, find_names
from segreport.rules.pack import Pack
from segreport.rules.summary import write_summary
from segreport.rules.traits import write_traits


def draft_from_rules(profile: Profile, pack: Pack, accepts: Accepts = anything) -> Draft:
    """Every sentence about every segment; each is true by TRUTH.md or opinion.

    `accepts` says which names hold in the ears of a reader.
    """
    seen = views(profile, pack)
    used: set[str] = set()
    names = find_names(profile, pack, accepts)
    parts = zip(seen, names, write_traits(seen), write_advice(seen), strict=True)
    return Draft(
        segments=tuple(
            SegmentDraft(
                segment=view.segment.label,
                name=Sentence(
                    segment=view.segment.label, kind="name", place="name", text=name.text
                ),
                grounds=write_grounds(view, name),
                lead=write_lead(view),
                traits=traits,
                summary=write_summary(view, used),
                marketing=advice.marketing,
                service=advice.service,
                targets=advice.targets,
            )
            for view, name, traits, advice in parts
        )
    )


def ground_name(
    profile: Profile, pack: Pack, segment: str, name: str, features: tuple[str, ...]
) -> Sentence:
    """What a name that somebody else gave rests on: the features it speaks of, with effect sizes.

    Raises KeyError where the profile has no such segment.
    """
    view = View(profile, profile.segment(segment), pack)
    return write_grounds(view, Name(name, tuple(profile.feature(f) for f in features)))
