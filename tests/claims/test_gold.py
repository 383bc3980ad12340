"""The 597 labelled sentences that are kept beside the project."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.claims import check_text
from segreport.dictionary import read_dictionary
from segreport.models import Profile
from segreport.profiling import profile_segments

GOLD = Path(__file__).parents[2].parent / "shared" / "claims"
FALSE = {"contradicted", "overstated", "unsupported"}

pytestmark = pytest.mark.skipif(
    not GOLD.is_dir(), reason="the labelled sentences are kept outside of the project"
)


def _profile(folder: Path) -> Profile:
    table = pd.read_csv(folder / "customers.csv")
    labels = sorted(table["segment"].unique())
    codes = table["segment"].map({label: i for i, label in enumerate(labels)}).to_numpy(np.intp)
    names = [str(label) for label in labels]
    return profile_segments(table, codes, names, read_dictionary(folder / "dictionary.yml"))


def _count(names: tuple[str, ...]) -> tuple[Counter[str], list[str]]:
    counts: Counter[str] = Counter()
    misses = []
    for folder in (GOLD / name for name in names):
        profile = _profile(folder)
        for line in (folder / "sentences.jsonl").read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            verdict = check_text(gold["text"], profile, str(gold["segment"]), gold["kind"]).verdict
            false = gold["label"] in FALSE
            counts["false" if false else "true"] += 1
            if false and verdict in ("supported", "opinion"):
                counts["silent"] += 1
                misses.append(gold["id"])
            if not false and verdict in FALSE:
                counts["alarm"] += 1
                misses.append(gold["id"])
            if gold["label"] == "supported":
                counts["supported"] += 1
                counts["verified"] += verdict == "supported"
    return counts, misses


def test_the_goals_are_met_where_the_rules_were_made() -> None:
    counts, misses = _count(("D1", "D3", "D4", "D5", "D6"))
    assert counts["silent"] == 0, misses
    assert counts["alarm"] <= 0.02 * counts["true"], misses
    assert counts["verified"] >= 0.90 * counts["supported"], counts


def test_profiles_nobody_looked_at_stay_near_the_goals() -> None:
    """D2 and D7 were kept unread; these are the figures measured there, and may only improve."""
    counts, _ = _count(("D2", "D7"))
    assert counts["silent"] <= 2, counts
    assert counts["alarm"] <= 0.05 * counts["true"], counts
    assert counts["verified"] >= 0.65 * counts["supported"], counts
