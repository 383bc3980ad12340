"""The profile of the generated customers, and a way to have it drafted over real HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from segreport.claims import check_text
from segreport.drafting import Drafted, Drafter, draft_with_llm
from segreport.llm import connect
from segreport.models import Draft, Profile
from segreport.pipeline import Request, profile_customers
from segreport.prompts import Brief, brief_profile
from segreport.rules import Pack, draft_from_rules, ground_name, read_pack
from segreport.settings import Settings, find_endpoint
from tests.llm.server import Script, Server, serve

CUSTOMERS = Path(__file__).parents[2] / "data/customers.csv"
PACK = Path(__file__).parents[2] / "data/packs/retail_bank"


@dataclass(frozen=True)
class Told:
    """What the drafts of the tests start from."""

    profile: Profile
    pack: Pack
    rules: Draft
    brief: Brief


@pytest.fixture(scope="session")
def told() -> Told:
    """The three segments of data/customers.csv."""
    profile = profile_customers(Request((CUSTOMERS,)), lambda _: None).profile
    pack = read_pack(PACK)
    rules = draft_from_rules(profile, pack)
    return Told(profile, pack, rules, brief_profile(profile, rules))


def drafter_for(told: Told, complete: Any, brief: Brief | None = None) -> Drafter:
    """A drafter with the real checker."""
    ground = partial(ground_name, told.profile, told.pack)
    return Drafter(brief or told.brief, complete, check_text, ground)


Drafting = Callable[..., tuple[Drafted, Server]]


@pytest.fixture
def draft(told: Told) -> Drafting:
    """Has the segments drafted by a scripted model: (script, settings) → draft and server."""

    def run(script: Script, brief: Brief | None = None, **given: Any) -> tuple[Drafted, Server]:
        quick = {"attempts": 3, "attempt_seconds": 2, "call_seconds": 5, "wait_seconds": 0.01}
        with serve(script) as server:
            settings = Settings.model_validate(
                {"model": "m", "base_url": server.url, **quick, **given}
            )
            with connect(find_endpoint(settings, {}), settings) as complete:
                return draft_with_llm(drafter_for(told, complete, brief)), server

    return run
