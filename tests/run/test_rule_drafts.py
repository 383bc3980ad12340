"""Every sentence the rules write is one the checker supports, or is opinion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from segreport.assets import find_asset
from segreport.claims import check_draft, check_text
from segreport.models import Feature, Profile, Theme
from segreport.pipeline import Request, profile_customers
from segreport.rules import Pack, read_pack
from segreport.writing import draft_by_rules
from tests.packs.trades import TRADES, write_customers
from tests.rules.making import CALM, ONLINE, RICH, bank_profile, profile_of

SHARED = Path(__file__).parents[3] / "shared"
PACKS = {
    folder.name: read_pack(folder)
    for folder in sorted(find_asset("data/packs").iterdir())
    if folder.is_dir()
}
WIDE = {name: PACKS[name] for name in ("general", "retail_bank", "ecommerce")}
"""Packs that are tried on customers of any kind."""
FILES = (
    *("mall_cn.csv", "mall.csv", "wholesale.csv", "bankloan_gbk.csv"),
    *("telco.csv", "cc_general.csv", "bank_churners.csv", "mobile_cn.xlsx"),
    *("bank_10k.csv", "bank_base.csv", "bank_behavior.csv"),
)
SHOP = (
    Feature(name="age", label="年龄", unit="岁", theme="基本信息"),
    Feature(name="spent", label="消费金额", unit="元", theme="消费", additive=True),
    Feature(name="orders", label="购买次数", unit="次", theme="消费", additive=True),
    Feature(name="rate", label="消费频率", unit="", theme="消费"),
    Feature(name="gap", label="最近购买间隔", unit="天", theme="活跃度"),
    Feature(name="churn", label="流失率", unit="%", theme=""),
    Feature(name="sex", label="性别", role="describe"),
)
SHOP_THEMES = (Theme(name="基本信息"), Theme(name="消费"), Theme(name="活跃度"))


def unfit(profile: Profile, pack: Pack) -> list[str]:
    """The sentences of the rules that are not fit to publish, with what is said against them."""
    judgements = check_draft(draft_by_rules(profile, pack), profile)
    return [
        f"{j.id} {j.verdict} {j.text} {[f.message for f in j.findings]}"
        for j in judgements
        if j.verdict not in ("supported", "opinion") or any(f.blocks for f in j.findings)
    ]


def shop_profile(seed: int) -> Profile:
    """Invented shoppers in two to five segments."""
    draw = np.random.default_rng(seed)
    groups, sexes = [], []
    for _ in range(int(draw.integers(2, 6))):
        size = int(draw.integers(20, 60))
        centre = draw.uniform(0.3, 2.5, 6) * (38, 900, 4, 0.4, 60, 0.2)
        rows = centre * draw.uniform(0.6, 1.4, (size, 6))
        rows[:, 5] = draw.random(size) < min(centre[5], 1)
        groups.append(rows.round(3).tolist())
        sexes += draw.choice(
            ["女", "男"], size, p=(share := draw.uniform(0.2, 0.8), 1 - share)
        ).tolist()
    return profile_of(SHOP, groups, themes=SHOP_THEMES, text={"sex": sexes})


@pytest.mark.parametrize("pack", WIDE.values(), ids=WIDE)
def test_every_sentence_about_generated_banks_is_fit(pack: Pack) -> None:
    draw = np.random.default_rng(3)
    for seed in range(12):
        centres = [np.array(c) * draw.uniform(0.5, 1.8, len(c)) for c in (CALM, ONLINE, RICH, CALM)]
        sizes = draw.integers(15, 80, 2 + seed % 3).tolist()
        profile = bank_profile([c.tolist() for c in centres[: len(sizes)]], sizes, seed=seed)
        assert unfit(profile, pack) == []


@pytest.mark.parametrize("pack", WIDE.values(), ids=WIDE)
def test_every_sentence_about_generated_shoppers_is_fit(pack: Pack) -> None:
    for seed in range(40):
        assert unfit(shop_profile(seed), pack) == []


def test_every_sentence_about_the_sample_is_fit() -> None:
    sample = find_asset("data/customers.csv")
    for k in (3, 4, 5):
        profiled = profile_customers(Request(files=(sample,), k=k), lambda _: None)
        for pack in WIDE.values():
            assert unfit(profiled.profile, pack) == []


@pytest.mark.parametrize("k", [3, 4, 5])
@pytest.mark.parametrize("number", range(1, 8))
def test_every_sentence_about_the_labelled_sets_is_fit(number: int, k: int) -> None:
    folder = SHARED / "claims" / f"D{number}"
    if not folder.is_dir():
        pytest.skip("the shared claims data are not beside the repository")
    request = Request(files=(folder / "customers.csv",), dictionary=folder / "dictionary.yml", k=k)
    profiled = profile_customers(request, lambda _: None)
    assert unfit(profiled.profile, PACKS[profiled.run.pack]) == []


@pytest.mark.parametrize("k", [3, 5, 8])
@pytest.mark.parametrize("name", FILES)
def test_every_sentence_about_the_shared_files_is_fit(name: str, k: int) -> None:
    if not (SHARED / "customers" / name).exists():
        pytest.skip("the shared customer files are not beside the repository")
    profiled = profile_customers(Request(files=(SHARED / "customers" / name,), k=k), lambda _: None)
    assert unfit(profiled.profile, PACKS[profiled.run.pack]) == []


@pytest.mark.parametrize("chinese", [False, True], ids=["english", "chinese"])
@pytest.mark.parametrize("k", [3, 5, 8, 16])
@pytest.mark.parametrize("trade", TRADES)
def test_every_sentence_about_generated_trades_is_fit(
    trade: str, k: int, chinese: bool, tmp_path: Path
) -> None:
    path = write_customers(tmp_path, trade, chinese=chinese)
    profiled = profile_customers(Request(files=(path,), k=k), lambda _: None)
    assert profiled.run.pack == trade
    assert unfit(profiled.profile, PACKS[trade]) == []


@pytest.mark.parametrize("trade", TRADES)
def test_other_customers_of_the_trade_are_no_worse(trade: str, tmp_path: Path) -> None:
    for seed in range(2, 6):
        path = write_customers(tmp_path, trade, chinese=seed % 2 == 0, seed=seed)
        profiled = profile_customers(Request(files=(path,), k=2 + seed), lambda _: None)
        assert unfit(profiled.profile, PACKS[trade]) == []


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("性别为女的客户占{own}，整体为{all}。", "supported"),
        ("女性占{own}。", "supported"),
        ("{own}的客户为女性，高于整体。", "supported"),
        ("性别为女的客户占{all}。", "contradicted"),
        ("性别为女的客户占{own}，整体为{own}。", "contradicted"),
        ("性别为男的客户占{own}。", "contradicted"),
        ("多为女性。", "unverifiable"),
        ("多为已婚人士。", "unsupported"),
    ],
)
def test_categories_are_held_against_their_shares(told: str, verdict: str) -> None:
    rows = [[float(i)] for i in range(200)]
    sexes = ["女"] * 90 + ["男"] * 10 + ["女"] * 20 + ["男"] * 80
    features = [SHOP[1], SHOP[-1]]
    profile = profile_of(features, [rows[:100], rows[100:]], text={"sex": sexes})
    text = told.format(own="90.0%", all="55.0%")
    assert check_text(text, profile, 0).verdict == verdict
