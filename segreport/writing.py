"""Who writes the draft: the rules, or a model with the rules behind it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from segreport import store
from segreport.assets import find_asset
from segreport.claims import check_text
from segreport.dictionary import covered_features, parse_terms, parse_trades
from segreport.errors import DictionaryError, PromptError
from segreport.models import Cost, Draft, Drafting, Profile, Run, Usage
from segreport.prompts import Brief, Rejection, Rejections, brief_profile, hash_prompts
from segreport.review import rejections
from segreport.rules import Pack, draft_from_rules, ground_name, read_pack
from segreport.settings import Endpoint, Settings, find_endpoint, read_keyring

if TYPE_CHECKING:
    from segreport.drafting import Answer, Drafter
    from segreport.llm import Complete, Sent

MILLION = 1_000_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is to write, and how it is asked."""

    settings: Settings
    endpoint: Endpoint
    replay: bool = False
    """Only what was recorded; nothing is asked."""
    repeat: int = 1
    """The same questions once more, from 2 on, are recorded beside the first answers."""


@dataclass(frozen=True, slots=True)
class Written:
    """A complete draft; `drafting` says what the model had in it."""

    draft: Draft
    drafting: Drafting | None = None


def choose_model(
    settings: Settings, *, replay: bool = False, keyless: bool = False
) -> Model | None:
    """The model of the settings; None where none is configured.

    A replay needs no key, and neither does what is only shown. Raises DictionaryError,
    PromptError or LLMUnavailable where it cannot be asked.
    """
    if not settings.model:
        return None
    if settings.prompts is not None and not settings.prompts.is_dir():
        raise PromptError(f"提示词目录 {settings.prompts} 不存在。请检查设置 prompts。")
    vault = None if replay else read_keyring
    endpoint = find_endpoint(settings, os.environ, keyless=replay or keyless, vault=vault)
    return Model(settings, endpoint, replay)


def find_pack(name: str) -> Pack:
    """The rule pack of this name. Raises DictionaryError where there is none."""
    folder = find_asset("data/packs") / name
    if not folder.is_dir():
        packs = find_asset("data/packs").glob("*/names.yml")
        known = "、".join(sorted(entry.parent.name for entry in packs))
        raise DictionaryError(f"字典里写的规则包 {name} 不存在。可用的有：{known}。")
    return read_pack(folder)


def try_model(folder: Path, model: Model, say: Say) -> Drafting | None:
    """What a model makes of a run's profile; nothing of the run but its replies is touched."""
    run = store.load_run(folder)
    profile = store.load(folder, "profile.json", Profile)
    return write_draft(profile, run, find_pack(run.pack), folder, model, say).drafting


def preview_again(folder: Path, model: Model) -> tuple[Sent, ...]:
    """What drafting a run again would send."""
    run = store.load_run(folder)
    profile = store.load(folder, "profile.json", Profile)
    return preview_draft(profile, run, find_pack(run.pack), folder, model)


def draft_by_rules(profile: Profile, pack: Pack) -> Draft:
    """The draft of the rules, with names that the checker reads as they are meant."""

    def accepts(name: str, segment: str) -> bool:
        judged = check_text(name, profile, segment, "name")
        blocked = any(finding.blocks for finding in judged.findings)
        return judged.verdict in ("supported", "opinion") and not blocked

    return draft_from_rules(profile, pack, accepts)


def write_draft(
    profile: Profile, run: Run, pack: Pack, folder: Path, model: Model | None, say: Say
) -> Written:
    """Every sentence about every segment, whatever happens to the model.

    What reviewers have rejected in the folder, and why, is told to the model.
    """
    rules = draft_by_rules(profile, pack)
    if model is None:
        return Written(rules)
    from segreport.drafting import draft_with_llm

    say(f"请 {model.settings.model} 撰写")
    brief = _brief(profile, run, rules, model.settings, _rejected(folder, profile))
    with _asking(model, folder) as complete:
        drafted = draft_with_llm(_drafter(brief, pack, model, complete))
    drafting = Drafting(
        provider=model.endpoint.provider,
        model=model.endpoint.model,
        prompts=hash_prompts(model.settings.prompts),
        segments=drafted.record,
        usage=drafted.usage,
        cost=_cost(model.endpoint, drafted.usage),
    )
    return Written(drafted.draft, drafting)


def preview_draft(
    profile: Profile, run: Run, pack: Pack, folder: Path, model: Model
) -> tuple[Sent, ...]:
    """The first request about each segment, to the byte; nothing is sent."""
    from segreport.drafting import Answer, first_messages
    from segreport.llm import preview

    rules = draft_by_rules(profile, pack)
    brief = _brief(profile, run, rules, model.settings, _rejected(folder, profile))
    drafter = _drafter(brief, pack, model, _never)
    return tuple(
        preview(model.endpoint, model.settings, first_messages(drafter, segment), Answer)
        for segment in brief.sent
    )


def _never(*_: object) -> NoReturn:
    raise AssertionError("a preview asks nothing")


def _brief(
    profile: Profile, run: Run, rules: Draft, settings: Settings, rejected: Rejections
) -> Brief:
    covered = _covered(profile) if run.dictionary == "guessed" else None
    return brief_profile(profile, rules, covered, settings.min_cell, rejected)


def _rejected(folder: Path, profile: Profile) -> Rejections:
    """What reviewers have rejected of this very profile; a text of their own stays here."""
    present = hashlib.sha256(store.dump(profile)).hexdigest()
    return {
        part: Rejection(
            decision.drafted if decision.shown.text == decision.drafted else "", decision.reason
        )
        for part, decision in rejections(store.read_history(folder)).items()
        if decision.shown.profile == present
    }


def _covered(profile: Profile) -> frozenset[str]:
    """Of a guessed dictionary: the features that are called by words we know."""
    terms, headers = find_asset("data/terms.yml"), find_asset("data/packs/headers.yml")
    trades = parse_trades(headers.read_text("utf-8"), str(headers))
    labels = {header for trade in trades for header in trade.headers()}
    return covered_features(
        profile.features, parse_terms(terms.read_text("utf-8"), str(terms)), labels
    )


def _drafter(brief: Brief, pack: Pack, model: Model, complete: Complete[Answer]) -> Drafter:
    from segreport.drafting import Drafter

    return Drafter(
        brief,
        complete,
        check_text,
        partial(ground_name, brief.profile, pack),
        model.settings.concurrency,
        model.settings.prompts,
    )


@contextmanager
def _asking(model: Model, folder: Path) -> Iterator[Complete[Answer]]:
    """A function that asks, and remembers in the run folder what was answered."""
    from segreport.drafting import recorded
    from segreport.llm import connect

    again = f"-{model.repeat}" if model.repeat > 1 else ""
    kept = (
        lambda key: store.recall_reply(folder, key + again),
        lambda key, content: store.keep_reply(folder, key + again, content),
    )
    if model.replay:
        yield recorded(None, model.endpoint, model.settings, *kept)
        return
    with connect(model.endpoint, model.settings) as complete:
        yield recorded(complete, model.endpoint, model.settings, *kept)


def _cost(endpoint: Endpoint, usage: Usage) -> Cost | None:
    """By the prices that ship, rounded to a hundredth of a cent; None where they are unknown."""
    price = endpoint.price
    if endpoint.free:
        return Cost(amount=0.0, currency="", date="")
    if price is None:
        return None
    fresh = usage.sent - usage.cached
    cached = price.input if price.cached is None else price.cached
    amount = fresh * price.input + usage.cached * cached + usage.received * price.output
    return Cost(
        amount=round(amount / MILLION, 4), currency=price.currency, date=price.date.isoformat()
    )
