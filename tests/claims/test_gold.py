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


ALL = ("D1", "D2", "D3", "D4", "D5", "D6", "D7")


def test_no_false_sentence_passes_and_no_true_one_is_called_false() -> None:
    counts, misses = _count(ALL)
    assert counts["silent"] == 0, misses
    assert counts["alarm"] <= 0.005 * counts["true"], misses
    assert counts["verified"] >= 0.90 * counts["supported"], counts


@pytest.mark.parametrize(
    ("name", "verified"),
    [("D1", 34), ("D2", 46), ("D3", 29), ("D4", 53), ("D5", 52), ("D6", 51), ("D7", 41)],
)
def test_what_is_verified_may_only_grow(name: str, verified: int) -> None:
    counts, _ = _count((name,))
    assert counts["verified"] >= verified, counts
