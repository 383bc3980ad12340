"""What stands in the packs: every text may be published, every name is of the trade."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from segreport.assets import find_asset
from segreport.claims import check_text, check_wording
from segreport.dictionary import read_dictionary
from segreport.models import Draft, Profile
from segreport.pipeline import Request, profile_customers
from segreport.profiling import profile_segments
from segreport.rules import Pack, read_pack
from segreport.rules.entries import ANY
from segreport.writing import draft_by_rules
from tests.packs.trades import TRADES, write_customers

FOLDERS = sorted(path.parent for path in find_asset("data/packs").glob("*/names.yml"))
PACKS = {folder.name: read_pack(folder) for folder in FOLDERS}
SPECIAL = {"客户数", "多数指标"}
NEVER = ("最优", "最好", "翻倍", "绝对", "赋能", "抓手", "闭眼", "专业投资者")
"""Besides what data/wording_rules.yml forbids: boasts, jargon, and a status no table shows."""


def everything(trade: str) -> Profile:
    """Three segments with every measure that the trade knows, high, middling and low in turn."""
    dictionary = read_dictionary(find_asset(f"data/packs/{trade}/dictionary.yml"))
    features = tuple(f for f in dictionary.features if f.role == "cluster" or f.unit)
    draw = np.random.default_rng(0)
    codes = np.repeat(np.arange(3), 50).astype(np.intp)
    typical = {"元": 8_000, "%": 0.4, "岁": 40}
    columns = {
        f.name: typical.get(f.unit, 20)
        * np.array([0.5, 1.0, 1.6])[(codes + place) % 3]
        * draw.uniform(0.8, 1.2, 150)
        for place, f in enumerate(features)
    }
    complete = dictionary.model_copy(update={"features": features})
    return profile_segments(pd.DataFrame(columns), codes, ["0", "1", "2"], complete)


def drafted(path: Path, k: int) -> Draft:
    profiled = profile_customers(Request(files=(path,), k=k), lambda _: None)
    return draft_by_rules(profiled.profile, PACKS[profiled.run.pack])


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_no_text_of_a_pack_is_forbidden(pack: Pack) -> None:
    """What may not be said stands in data/wording_rules.yml and nowhere else."""
    texts = [word for entry in pack.strategies for word in (entry.action, entry.product)]
    texts += [portrait.text for portrait in pack.portraits]
    texts += [target.text for target in pack.targets] + [rule.name for rule in pack.rules]
    assert [(t, f.code) for t in texts for f in check_wording(t)] == []
    assert [t for t in texts for word in NEVER if word in t] == []


@pytest.mark.parametrize("trade", [name for name in PACKS if name != "general"])
def test_every_text_of_a_pack_says_nothing_beyond_the_table(trade: str) -> None:
    """Advice and interpretation are opinion, whichever of them a segment gets."""
    profile, pack = everything(trade), PACKS[trade]
    texts = [(entry.action, "strategy") for entry in pack.strategies]
    texts += [(portrait.text, "summary") for portrait in pack.portraits]
    for text, kind in texts:
        judged = check_text(f"{text.rstrip('。')}。", profile, "0", kind)  # type: ignore[arg-type]
        assert judged.verdict == "opinion", (text, [f.message for f in judged.findings])


@pytest.mark.parametrize("trade", [name for name in PACKS if name != "general"])
def test_every_condition_is_about_something_the_trade_knows(trade: str) -> None:
    """A rule about a feature that no dictionary has would never be used."""
    dictionary = read_dictionary(find_asset(f"data/packs/{trade}/dictionary.yml"))
    known = {theme.name for theme in dictionary.themes} | SPECIAL
    for feature in dictionary.features:
        known |= {feature.label, *feature.aliases}
    pack = PACKS[trade]
    conditions = [entry.when for entry in (*pack.strategies, *pack.portraits, *pack.rules)]
    conditions += [entry.when for entry in (*pack.targets, *pack.suitability)]
    keys = {key for when in conditions for key in when if not key.startswith(ANY)}
    keys |= {key for entry in pack.strategies for key in (*entry.grounds, *entry.means)}
    assert keys - known == set()


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_pack_has_enough_to_say(pack: Pack) -> None:
    """Both parts, and some advice that any segment may get."""
    for part in ("marketing", "service"):
        entries = [entry for entry in pack.strategies if entry.part == part]
        assert len(entries) >= 14
        assert sum(not entry.when for entry in entries) >= 3
        assert len({entry.product for entry in entries}) == len(entries)
        assert len({entry.action for entry in entries}) == len(entries)
    assert len(pack.portraits) >= 15


@pytest.mark.parametrize("chinese", [False, True], ids=["english", "chinese"])
@pytest.mark.parametrize("trade", TRADES)
def test_names_are_unique_and_never_numbered(trade: str, chinese: bool, tmp_path: Path) -> None:
    path = write_customers(tmp_path, trade, chinese=chinese)
    for k in (3, 5, 8):
        names = [segment.name.text for segment in drafted(path, k).segments]
        assert len(set(names)) == k
        assert not [name for name in names if "群组" in name or "普通" in name or "的" in name]


@pytest.mark.parametrize(
    ("trade", "expected"),
    [
        ("ecommerce", {"重要价值客户群", "一般挽留客户群"}),
        ("airline", {"重要保持客户群", "久未乘机低里程客户群"}),
        ("securities", {"沉睡低资产投资者群", "高频交易高佣金投资者群"}),
        ("insurance", {"年轻低保费客户群", "高保费高续保率客户群"}),
    ],
)
def test_names_are_those_of_the_trade(trade: str, expected: set[str], tmp_path: Path) -> None:
    """Held by a person against how the customers were made."""
    draft = drafted(write_customers(tmp_path, trade, chinese=False), 5)
    assert expected <= {segment.name.text for segment in draft.segments}


def rfm(recency: float, frequency: float, monetary: float) -> Profile:
    """One segment like this, and one that is middling."""
    dictionary = read_dictionary(find_asset("data/packs/ecommerce/dictionary.yml"))
    wanted = ("recency", "frequency", "monetary")
    features = tuple(f for f in dictionary.features if f.name in wanted)
    draw = np.random.default_rng(1)
    centres = np.array([[60, 5, 800]] * 60 + [[recency, frequency, monetary]] * 40)
    table = pd.DataFrame(centres * draw.uniform(0.8, 1.2, centres.shape), columns=list(wanted))
    codes = np.repeat([0, 1], (60, 40)).astype(np.intp)
    few = dictionary.model_copy(update={"features": features})
    return profile_segments(table, codes, ["0", "1"], few)


@pytest.mark.parametrize(
    ("recency", "frequency", "monetary", "name"),
    [
        (20, 12, 4_000, "重要价值"),
        (200, 12, 4_000, "重要保持"),
        (20, 2, 4_000, "重要发展"),
        (200, 2, 4_000, "重要挽留"),
        (20, 12, 200, "一般价值"),
        (200, 12, 200, "一般保持"),
        (20, 2, 200, "一般发展"),
        (200, 2, 200, "一般挽留"),
    ],
)
def test_the_eight_customers_of_rfm(
    recency: float, frequency: float, monetary: float, name: str
) -> None:
    """The textbook's eight, each only where all three levels carry it."""
    draft = draft_by_rules(rfm(recency, frequency, monetary), PACKS["ecommerce"])
    assert draft.segments[1].name.text == f"{name}客户群"


def test_risky_business_is_for_those_who_carry_it(tmp_path: Path) -> None:
    """Margin, options and private funds never reach small or idle accounts."""
    profiled = profile_customers(
        Request(files=(write_customers(tmp_path, "securities", chinese=False),), k=5),
        lambda _: None,
    )
    draft = draft_by_rules(profiled.profile, PACKS["securities"])
    assets = profiled.profile.overall["total_assets"].mean
    for segment, told in zip(profiled.profile.segments, draft.segments, strict=True):
        advice = "".join(s.text.partition("依据")[0] for s in (*told.marketing, *told.service))
        if segment.stats["total_assets"].mean < assets:
            assert not [w for w in ("两融额度", "期权", "私募") if w in advice], advice
