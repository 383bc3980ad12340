"""A file's columns pick the pack of its trade, and get that trade's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from segreport.assets import find_asset
from segreport.dictionary import Dictionary, parse_dictionary, parse_trades, read_dictionary
from segreport.dictionary.choosing import Match, bind_columns, match_trade
from segreport.errors import DictionaryError
from segreport.pipeline import Profiled, Request, Source, guess_text, profile_customers
from tests.packs.trades import TRADES, make_customers, write_customers

HEADERS = find_asset("data/packs/headers.yml")
KNOWN = parse_trades(HEADERS.read_text(encoding="utf-8"), "headers.yml")
SHARED = Path(__file__).parents[3] / "shared/customers"


def pack_of(trade: str) -> Dictionary:
    return read_dictionary(find_asset(f"data/packs/{trade}/dictionary.yml"))


def match(columns: list[str]) -> Match | None:
    return match_trade(columns, KNOWN)


@pytest.mark.parametrize("trade", KNOWN, ids=[trade.pack for trade in KNOWN])
def test_headers_and_dictionary_of_a_trade_know_the_same_features(trade: object) -> None:
    """And a column that is called as the report calls it is known."""
    found = next(entry for entry in KNOWN if entry == trade)
    pack = pack_of(found.pack)
    assert {feature.name for feature in pack.features} == {*found.signs, *found.also}
    assert pack.pack == found.pack
    for feature in pack.features:
        assert bind_columns([feature.label], found).features == {feature.label: feature.name}


def test_no_header_means_two_things_in_one_trade() -> None:
    for trade in KNOWN:
        words = [word.lower() for word in trade.headers()]
        assert sorted(set(words)) == sorted(words), trade.pack


@pytest.mark.parametrize(
    ("columns", "pack"),
    [
        (["总资产", "存款余额", "理财余额", "年龄"], "retail_bank"),
        (["客户编号", "信用额度", "循环余额", "额度使用率"], "credit_card"),
        (["CREDIT_LIMIT", "Cash Advance", "minimumPayments", "age"], "credit_card"),
        (["持仓市值（万元）", "佣金", "换手率(%)"], "securities"),
        (["年缴保费", "保额（万元）", "理赔次数"], "insurance"),
        (["ARPU", "MOU", "DOU"], "telecom"),
        (["R", "F", "M"], "general"),  # of any trade
        (["R(最近一次消费)", "F(消费次数)", "M(消费金额)"], "general"),
        (["R", "F", "M", "客单价"], "ecommerce"),
        (["L", "R", "F", "M", "C"], "general"),
        (["FLIGHT_COUNT", "SEG_KM_SUM", "LAST_TO_END", "avg_discount"], "airline"),
        (["年龄", "收入", "消费指数"], None),
        (["总资产", "存款余额", "年龄"], None),
        ([], None),
    ],
)
def test_three_signs_make_a_trade(columns: list[str], pack: str | None) -> None:
    found = match(columns)
    assert (found.trade.pack if found else None) == pack


def test_of_two_columns_with_one_meaning_the_first_has_it() -> None:
    found = match(["消费次数", "购买次数", "消费金额", "客单价"])
    assert found is not None
    assert found.features == {
        "消费次数": "frequency",
        "消费金额": "monetary",
        "客单价": "avg_order_value",
    }


def members(profiled: Profiled) -> list[str]:
    """Id and segment of every customer."""
    assert callable(profiled.segments)
    return profiled.segments().decode("utf-8-sig").splitlines()[1:]


@pytest.mark.parametrize("trade", TRADES)
def test_a_trade_is_known_under_both_headings_and_said_in_one_line(
    trade: str, tmp_path: Path
) -> None:
    """The customers fall into the same segments; the report says what the columns are."""
    said: list[str] = []
    found = [
        profile_customers(
            Request(files=(write_customers(tmp_path, trade, chinese=chinese),)), said.append
        )
        for chinese in (False, True)
    ]
    english, chinese = found
    assert english.run.pack == chinese.run.pack == trade
    assert members(english) == members(chinese)
    named = [line for line in said if "规则包" in line]
    assert len(named) == 2
    assert all(line.endswith(f"用规则包 {trade}") for line in named)
    labels = {feature.label for feature in english.profile.features}
    assert not [label for label in labels if label.isascii()]


def test_a_chinese_header_stays_and_the_label_of_the_pack_is_another_word(tmp_path: Path) -> None:
    profiled = profile_customers(
        Request(files=(write_customers(tmp_path, "insurance", chinese=True),)), lambda _: None
    )
    profile = profiled.profile
    policies = profile.feature("保单件数")
    assert (policies.label, policies.aliases[0], policies.unit) == ("保单件数", "保单数", "张")
    assert (profile.feature("保额（万元）").label, profile.feature("保额（万元）").unit) == (
        "保额",
        "万元",
    )


def test_columns_that_the_trade_does_not_know_are_guessed(tmp_path: Path) -> None:
    """Nothing is lost because a pack was found."""
    customers = make_customers(TRADES["ecommerce"], 300, 3, chinese=True)
    customers["直播间停留时长（分钟）"] = [(i * 37) % 90 + 0.5 for i in range(300)]
    customers["姓名"] = "张三"
    path = tmp_path / "会员.csv"
    customers.to_csv(path, index=False)
    profiled = profile_customers(Request(files=(path,)), lambda _: None)
    assert profiled.profile.feature("直播间停留时长（分钟）").unit == "分钟"
    assert "姓名" in {left.column for left in profiled.run.load.left_out}


def test_yes_and_no_become_a_rate(tmp_path: Path) -> None:
    path = tmp_path / "telecom.csv"
    rows = ["id,tenure,MonthlyCharges,TotalCharges,Contract,Churn"]
    rows += [
        f"A{i:03d},{i % 60},{20 + i % 70},{i * 7},{'One year' if i % 2 else 'Two year'},"
        f"{'Yes' if i % 4 == 0 else 'No'}"
        for i in range(200)
    ]
    path.write_text("\n".join(rows), encoding="utf-8")
    profile = profile_customers(Request(files=(path,)), lambda _: None).profile
    churn = profile.feature("Churn")
    assert (churn.label, churn.unit, churn.role) == ("流失率", "%", "describe")
    assert profile.overall["Churn"].mean == pytest.approx(0.25)
    shown = {entry.category for entry in profile.segments[0].categories["Contract"]}
    assert shown == {"一年合约", "两年合约"}


def test_a_column_in_the_users_dictionary_wins_over_any_pack(tmp_path: Path) -> None:
    """Naming a pack is up to the dictionary that was given."""
    path = write_customers(tmp_path, "ecommerce", chinese=False)
    given = tmp_path / "mine.yml"
    given.write_text(
        "name: 我的会员\npack: telecom\nid: customer_id\n"
        "features: [{name: monetary, label: 消费金额, unit: 元}]\n",
        encoding="utf-8",
    )
    profiled = profile_customers(Request(files=(path,), dictionary=given), lambda _: None)
    assert (profiled.run.pack, profiled.run.title) == ("telecom", "我的会员")


def test_init_writes_the_dictionary_of_the_trade(tmp_path: Path) -> None:
    text, _ = guess_text(Source((write_customers(tmp_path, "airline", chinese=False),)))
    written = parse_dictionary(text, "init")
    assert (written.pack, written.name, written.order_by) == ("airline", "航空会员", "seg_km_sum")
    assert "规则包 airline 认得这一列：总飞行里程" in text


def test_only_the_chosen_pack_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packs may be many; a run reads the headers of all and the files of one."""
    opened: list[Path] = []
    read_text = Path.read_text

    def reading(path: Path, encoding: str | None = None) -> str:
        opened.append(path)
        return read_text(path, encoding=encoding)

    monkeypatch.setattr(Path, "read_text", reading)
    profile_customers(
        Request(files=(write_customers(tmp_path, "airline", chinese=False),)), lambda _: None
    )
    packs = [path.parent.name for path in opened if "packs" in path.parts and path != HEADERS]
    assert packs == ["airline"]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("bank_churners.csv", "credit_card"),
        ("cc_general.csv", "credit_card"),
        ("telco.csv", "telecom"),
        ("mobile_cn.xlsx", "general"),  # R, F and M of top-ups: nothing of telecom, nor of parcels
        ("bank_10k.csv", "retail_bank"),
        ("mall.csv", "general"),
        ("wholesale.csv", "general"),
        ("bankloan_gbk.csv", "general"),
    ],
)
def test_real_files_pick_their_pack(name: str, pack: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip("the shared customer files are not beside the repository")
    profiled = profile_customers(Request(files=(SHARED / name,)), lambda _: None)
    assert profiled.run.pack == pack


def test_a_broken_list_of_headers_is_refused_by_line() -> None:
    with pytest.raises(DictionaryError, match=r"(?s)h\.yml 有 1 处错误.*第 2 行 trades\.0\.signs"):
        parse_trades("trades:\n  - {pack: a, title: 甲}\n", "h.yml")
