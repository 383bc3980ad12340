"""Recorded replies are found by the hash of what was asked, and that changes with the prompts.

    python -m tests.drafting.rekey recorded/good CUSTOMERS RUN [-k 3]

asks today's questions about the customers, answers them from the file of texts and records the
exchanges in RUN/replies, ready for `segreport run CUSTOMERS -o RUN --replay` with the same model.
No network, no server.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from segreport import store
from segreport.claims import check_text
from segreport.drafting import Drafter, draft_with_llm, recorded
from segreport.llm import Messages, Reply, parse_reply
from segreport.models import Usage
from segreport.pipeline import Request, profile_customers
from segreport.prompts import brief_profile
from segreport.rules import draft_from_rules, ground_name
from segreport.settings import Settings, find_endpoint
from segreport.writing import find_pack
from tests.drafting.replying import texts_for

MODEL = Settings(model="deepseek-v4-pro", provider="deepseek")
"""Whose replies they are recorded as."""
USAGE = Usage(requests=1, sent=4000, cached=2500, received=900)


def rekey(name: str, customers: Path, run: Path, k: int = 3) -> int:
    """Record the replies of a file under the hashes of today's questions; returns how many."""
    profiled = profile_customers(Request((customers,), k=k), lambda _: None)
    pack = find_pack(profiled.run.pack)
    rules = draft_from_rules(profiled.profile, pack)
    endpoint = find_endpoint(MODEL, {}, keyless=True)

    def complete(messages: Messages, schema: type[Any], _: Messages) -> Reply[Any]:
        text = texts_for(name, [dict(message) for message in messages])
        return Reply(parse_reply(text, schema), text, USAGE, endpoint.json_mode)

    kept = (partial(store.recall_reply, run), partial(store.keep_reply, run))
    asking = recorded(complete, endpoint, MODEL, *kept)
    ground = partial(ground_name, profiled.profile, pack)
    brief = brief_profile(profiled.profile, rules)
    draft_with_llm(Drafter(brief, asking, check_text, ground))
    return len(list((run / "replies").iterdir()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name")
    parser.add_argument("customers", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("-k", type=int, default=3)
    given = parser.parse_args()
    print(rekey(given.name, given.customers, given.run, given.k))  # noqa: T201  # its result
