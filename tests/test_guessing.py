"""A guessed dictionary reads as a Chinese analyst would have written it, and says why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segreport.assets import find_asset
from segreport.dictionary import (
    ColumnFacts,
    Guess,
    find_currency,
    guess_dictionary,
    parse_dictionary,
    parse_terms,
    read_dictionary,
    write_guess,
)
from segreport.dictionary.headers import is_chinese, read_header
from segreport.errors import DictionaryError
from segreport.models import Feature

TERMS = parse_terms(find_asset("data/terms.yml").read_text(encoding="utf-8"), "terms.yml")
ROWS = 1000


def number(name: str, **changes: Any) -> ColumnFacts:
    """A numeric column of amounts, changed where the test says so."""
    facts: dict[str, Any] = {
        "count": ROWS,
        "missing": 0,
        "distinct": 800,
        "mean": 5000.0,
        "std": 3000.0,
        "skew": 1.0,
        "minimum": 10.0,
        "maximum": 90_000.0,
    }
    return ColumnFacts(name=name, numeric=True, **(facts | changes))


def whole(name: str, low: int, high: int, **changes: Any) -> ColumnFacts:
    """A column of whole numbers from `low` to `high`."""
    facts = {
        "distinct": min(high - low + 1, ROWS),
        "mean": (low + high) / 2,
        "minimum": low,
        "maximum": high,
        "integral": True,
    }
    return number(name, **(facts | changes))


def text(name: str, *examples: str, distinct: int | None = None) -> ColumnFacts:
    """A text column with these most frequent values."""
    found = len(examples) if distinct is None else distinct
    return ColumnFacts(name, False, ROWS, 0, found, examples=examples)


def guess(*columns: ColumnFacts, rows: int = ROWS) -> Guess:
    return guess_dictionary(columns, rows, "客户", TERMS)


def feature(facts: ColumnFacts) -> Feature:
    """The feature made of one column beside another that surely is one."""
    found = guess(facts, whole("年龄", 18, 80)).dictionary.features
    return next(f for f in found if f.name == facts.name)


def reason(facts: ColumnFacts) -> str:
    """Why a column was left out; fails where it was not."""
    left = guess(facts, whole("年龄", 18, 80)).left_out
    return next(entry.reason for entry in left if entry.column == facts.name)


def test_a_telecom_table_comes_out_in_chinese() -> None:
    found = guess(
        text("customerID", "C1", "C2", distinct=ROWS),
        text("gender", "Male", "Female"),
        whole("SeniorCitizen", 0, 1),
        text("Partner", "Yes", "No"),
        whole("tenure", 0, 72),
        text("InternetService", "Fiber optic", "DSL", "No"),
        text("PaymentMethod", "Electronic check", "Mailed check"),
        number("MonthlyCharges", mean=64.8, minimum=18.25, maximum=118.75),
        number("TotalCharges", mean=2283.3),
        text("Churn", "No", "Yes"),
    ).dictionary
    assert found.id == "customerID"
    assert found.order_by == "TotalCharges"
    assert [(f.label, f.unit, f.role) for f in found.features] == [
        ("性别", "", "describe"),
        ("老年客户占比", "%", "describe"),
        ("是否有配偶", "", "describe"),
        ("服务时长", "个月", "cluster"),
        ("互联网服务", "", "describe"),
        ("支付方式", "", "describe"),
        ("月费用", "元", "cluster"),
        ("累计费用", "元", "cluster"),
        ("是否流失", "", "describe"),
    ]
    assert [theme.name for theme in found.themes] == ["客户关系", "费用"]


def test_themes_stand_in_the_order_of_their_features() -> None:
    found = guess(number("登录次数"), number("总资产"), number("年龄"), number("月收入"))
    assert [t.name for t in found.dictionary.themes] == ["APP活跃度", "资产", "基本信息", "收入"]
    assert found.dictionary.themes[0].aliases == ("线上活跃度", "数字活跃度")


def test_the_retail_features_get_the_labels_of_the_retail_pack() -> None:
    pack = read_dictionary(find_asset("data/packs/retail_bank/dictionary.yml"))
    wanted = [f for f in pack.features if f.role == "cluster"]
    found = guess(*(number(f.name) for f in wanted)).dictionary
    assert [(f.label, f.unit, f.theme) for f in found.features] == [
        (f.label, f.unit, f.theme) for f in wanted
    ]
    assert found.order_by == "total_assets"


def test_a_table_means_the_same_under_english_and_chinese_headers() -> None:
    english = guess(
        text("customer_id", "0001", "0002", distinct=ROWS),
        text("gender", "Male", "Female"),
        whole("age", 18, 70),
        whole("annual_income_thousands", 15, 137),
        whole("spending_score", 1, 99),
    ).dictionary
    chinese = guess(
        text("客户编号", "0001", "0002", distinct=ROWS),
        text("性别", "男", "女"),
        whole("年龄", 18, 70),
        whole("年收入（千元）", 15, 137),
        whole("消费指数", 1, 99),
    ).dictionary
    assert (english.id, chinese.id) == ("customer_id", "客户编号")
    assert (english.order_by, chinese.order_by) == ("annual_income_thousands", "年收入（千元）")
    nameless = {"name": "", "values": ()}  # 男 stands in the file, Male is translated
    assert [f.model_copy(update=nameless) for f in english.features] == [
        f.model_copy(update=nameless) for f in chinese.features
    ]
    assert [f.role for f in english.features] == ["describe", "cluster", "cluster", "cluster"]


@pytest.mark.parametrize("header", sorted(TERMS.headers))
def test_every_english_term_means_what_its_chinese_does(header: str) -> None:
    chinese = TERMS.headers[header]
    one, two = guess(number(header), number("其他")), guess(number(chinese), number("其他"))
    assert [entry.reason for entry in one.left_out] == [entry.reason for entry in two.left_out]
    first, second = one.dictionary.features[0], two.dictionary.features[0]
    assert first.model_copy(update={"name": ""}) == second.model_copy(update={"name": ""})


@pytest.mark.parametrize(
    ("header", "label", "unit"),
    [
        ("年收入（万元）", "年收入", "万元"),
        ("年收入(万)", "年收入", "万元"),
        ("资产规模_万元", "资产规模", "万元"),
        ("在网时长(月)", "在网时长", "个月"),
        ("消费金额（月）", "月消费金额", ""),
        ("登录次数/月", "月登录次数", ""),
        ("年龄（年）", "年龄", "岁"),
        ("客户满意度(NPS)", "客户满意度", ""),
        ("R(最近消费天数)", "最近消费天数", ""),
        ("页面停留【秒】", "页面停留", "秒"),
        ("TotalCharges", "累计费用", ""),
        ("total charges", "累计费用", ""),
        ("TOTAL_CHARGES", "累计费用", ""),
        ("Annual Income (k$)", "年收入", "千美元"),
        ("Spending Score (1-100)", "消费指数", ""),
        ("monthly_spending_yuan", "月消费", "元"),
        ("data_usage_gb", "流量", "GB"),
        ("wechat_login_count", "微信登录次数", ""),
        ("num_of_coupons", "num_of_coupons", ""),
        ("number_of_store_visits", "门店访问次数", ""),
        ("fund_count", "基金数", ""),
        ("mobile_banking_login_count", "手机银行登录次数", ""),
        ("xyzzy_amount", "xyzzy_amount", ""),
    ],
)
def test_headers_are_read(header: str, label: str, unit: str) -> None:
    found = read_header(header, TERMS)
    assert (found.label, found.unit) == (label, unit)


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("月均消费金额", "元"),
        ("登录次数", "次"),
        ("近3个月交易笔数", "笔"),
        ("产品数量", "个"),
        ("逾期天数", "天"),
        ("通话分钟数", "分钟"),
        ("客户年龄", "岁"),
        ("活跃月数", "个月"),
        ("消费指数", ""),
    ],
)
def test_units_go_with_labels(header: str, unit: str) -> None:
    assert feature(number(header)).unit == unit


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (text("name", "王一", "李二", distinct=900), "个人信息"),
        (text("配偶姓名", "王一", "李二", distinct=15), "个人信息"),
        (text("contact_phone_number", "1", "2", distinct=15), "个人信息"),
        (whole("手机", 13_000_000_000, 18_999_999_999, distinct=990), "个人信息"),
        (whole("col7", 13_000_000_000, 18_999_999_999, distinct=990), "像手机号"),
        (text("col8", "13800138000", "13912345678"), "像手机号"),
        (text("col9", "11010119900307123X", "110101199003071234"), "像身份证号"),
        (text("col10", "someone@example.com", "other@example.org"), "像电子邮箱"),
        (text("col11", "北京市海淀区某某路12号", "上海市徐汇区某某街3号"), "像住址"),
        (whole("col6", 110101 * 10**12, 659001 * 10**12, distinct=990), "像证件号或卡号"),
        (text("客户经理", "王一", "李二"), "个人信息"),
        (whole("地址", 0, 34), "看不出含义"),
        (text("open_account_date", "2019-08-22", "2024-10-01", distinct=700), "日期"),
        (text("col12", "2025-04", "2025-05"), "日期"),
        (whole("col13", 20_240_101, 20_251_231, distinct=700), "日期"),
        (whole("stat_month", 202401, 202512, distinct=24), "日期"),
        (whole("Year_Birth", 1940, 2005), "日期"),
        (whole("is_vip", 1, 1), "整列只有一个值"),
        (whole("RowNumber", 1, ROWS), "行号"),
        (whole("序号", 1, ROWS), "行号"),
        (whole("cluster_label", 0, 3), "已有的分群结果"),
        (text("客群名称", "甲", "乙"), "已有的分群结果"),
        (whole("gender_encoded", 0, 1), "数字编码"),
        (whole("branch_code", 1, 30), "数字编码（30 种取值）"),
        (whole("Channel", 1, 2), "只有 1 和 2 两个值"),
        (number("churn_probability", minimum=0.0, maximum=1.0, mean=0.2), "模型的输出"),
        (text("备注", "甲", "乙", distinct=35), "有 35 种取值"),
        (number("fees", count=300, missing=700), "缺失 70%"),
        (ColumnFacts("空列", False, 0, ROWS, 0), "整列没有值"),
        (ColumnFacts("", True, ROWS, 0, 10), "列名为空"),
        (text("order_id", "A1", "A2", distinct=500), "是编号"),
    ],
)
def test_what_is_no_feature_is_left_out_with_the_reason(facts: ColumnFacts, why: str) -> None:
    assert why in reason(facts)


def test_a_number_beyond_all_days_is_a_number() -> None:
    facts = whole("净流入", -111_111_111_111_111_401, 20_240_101, distinct=700)
    assert [feature.name for feature in guess(facts).dictionary.features] == ["净流入"]


def test_flags_become_shares_and_only_describe() -> None:
    found = feature(whole("deposit_flag", 0, 1, mean=0.9))
    assert (found.label, found.unit, found.role) == ("有存款的占比", "%", "describe")
    found = feature(whole("违约", 0, 1, mean=0.1))
    assert (found.label, found.unit, found.role) == ("违约占比", "%", "describe")
    found = feature(whole("是否逾期", 0, 1, mean=0.1))
    assert (found.label, found.unit, found.role) == ("逾期占比", "%", "describe")


def test_levels_describe_and_counts_cluster() -> None:
    assert feature(whole("教育", 1, 5)).role == "describe"
    assert feature(whole("受抚养人数", 0, 5)).role == "cluster"
    assert feature(text("city", *"甲乙丙丁")).role == "describe"


@pytest.mark.parametrize(
    ("skew", "minimum", "scale"),
    [(3.1, 0.0, "log"), (3.0, 0.0, "linear"), (9.0, -5.0, "linear"), (-4.0, 0.0, "linear")],
)
def test_only_long_tails_above_zero_are_logged(skew: float, minimum: float, scale: str) -> None:
    facts = number("消费金额", skew=skew, minimum=minimum)
    assert feature(facts).scale == scale
    assert ("取对数" in guess(facts, number("年龄")).reasons["消费金额"]) == (scale == "log")


@pytest.mark.parametrize(
    ("header", "additive"),
    [
        ("存款余额", True),
        ("年收入（万元）", True),
        ("交易次数", True),
        ("APP登录次数", False),
        ("客单价", False),
        ("年龄", False),
        ("额度使用率", False),
    ],
)
def test_money_and_transactions_add_up(header: str, additive: bool) -> None:
    facts = number(header)
    found = guess(facts, number("其他")).dictionary.features[0]
    assert found.additive is additive


def test_percentages_must_be_fractions() -> None:
    assert feature(number("负债率", minimum=0.0, maximum=0.9, mean=0.3)).unit == "%"
    assert feature(number("收益率", minimum=-0.4, maximum=1.6, mean=0.05)).unit == "%"
    points = number("负债率", minimum=0.4, maximum=41.3, mean=10.3)
    assert feature(points).unit == ""
    assert "最大值 41.3 超过 1" in guess(points, number("年龄")).reasons["负债率"]


def test_incomes_of_a_few_dozen_are_not_in_yuan() -> None:
    facts = number("收入", mean=45.6, minimum=14.0, maximum=446.0)
    assert feature(facts).unit == ""
    assert feature(facts).additive
    assert "不像以元计" in guess(facts, number("年龄")).reasons["收入"]


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        ([text("id", "a", distinct=ROWS), text("CUST_ID", "b", distinct=ROWS)], "CUST_ID"),
        ([text("用户id", "a", distinct=ROWS)], "用户id"),
        ([whole("id", 1, ROWS, distinct=700)], "id"),
        ([text("CLIENTNUM", "7", distinct=ROWS)], "CLIENTNUM"),
        ([text("stranger", "x1", "x2", distinct=ROWS)], "stranger"),
        ([whole("stranger", 700_000, 900_000, distinct=ROWS)], "stranger"),
        ([whole("stranger", 1, ROWS)], None),
        ([whole("消费金额", 1000, 900_000, distinct=ROWS)], None),
        ([text("email", "a@b.cn", distinct=ROWS)], None),
        ([text("id", "a", "b", distinct=2)], None),
    ],
)
def test_the_id_is_found(columns: list[ColumnFacts], chosen: str | None) -> None:
    found = guess(*columns, whole("年龄", 18, 80))
    assert found.dictionary.id == chosen
    assert chosen not in [f.name for f in found.dictionary.features]


@pytest.mark.parametrize(
    ("headers", "chosen"),
    [
        (["年收入", "总资产", "存款余额"], "总资产"),
        (["PURCHASES", "ONEOFF_PURCHASES", "BALANCE", "PAYMENTS"], "PURCHASES"),
        (["生鲜采购额", "乳品采购额"], None),
        (["登录次数", "年龄"], None),
        (["月均消费金额", "年龄"], "月均消费金额"),
    ],
)
def test_segments_are_numbered_by_value(headers: list[str], chosen: str | None) -> None:
    assert guess(*(number(h) for h in headers)).dictionary.order_by == chosen


def test_two_columns_never_share_a_label() -> None:
    found = guess(number("income"), number("Income"), number("收入")).dictionary
    assert [f.label for f in found.features] == ["收入（income）", "收入（Income）", "收入（收入）"]


def test_a_table_without_features_is_refused_with_every_reason() -> None:
    with pytest.raises(DictionaryError, match=r"name 列名像个人信息.*dt 是日期.*--dictionary"):
        guess(text("name", "王一", distinct=900), text("dt", "2025-01-01", distinct=30))


def test_every_column_has_a_reason() -> None:
    found = guess(text("id", "a", distinct=ROWS), number("income"), text("date", "2025-01-01"))
    assert found.reasons == {
        "id": "列名像客户编号，且互不重复",
        "income": "中文名由词表译出；单位按 元 猜测；各客户之和有意义",
        "date": "是日期，不能直接用于分群；可先换算成距今天数",
    }


def test_a_guess_is_written_with_its_reasons() -> None:
    found = guess(
        text("客户号", "a", distinct=ROWS),
        number("年收入（万元）", skew=4.2),
        text("性别", "男", "女"),
        text("手机号", "13800138000", distinct=900),
    )
    assert write_guess(found).split("删去整行即可。\n\n")[1] == (
        "name: 客户\n"
        "# 列名像客户编号，且互不重复\n"
        "id: 客户号\n"
        "# 群组按它的均值从低到高编号\n"
        "order_by: 年收入（万元）\n"
        "themes:\n"
        "  - {name: 收入}\n"
        "features:\n"
        "  # 单位 万元 取自列名；分布很偏（偏度 4.2），分群时取对数；各客户之和有意义\n"
        "  - {name: 年收入（万元）, label: 年收入, unit: 万元, theme: 收入, scale: log, "
        "additive: true}\n"
        "  # 文字列，2 种取值，只用于描述\n"
        "  - {name: 性别, label: 性别, role: describe}\n"
        "\n"
        "# 没有用的列：\n"
        "#   手机号：列名像个人信息（姓名、电话、证件、地址等），不参与分析，也不会外传\n"
    )


headers = st.text(min_size=1, max_size=12) | st.text(
    "年收入率额（）()万元/_ #:{}'\"\n,次月数a1-", min_size=1
)


@given(
    st.lists(headers, min_size=1, max_size=6, unique=True),
    st.text(min_size=1, max_size=8).filter(lambda title: title.strip() == title),
    st.booleans(),
)
def test_what_is_written_is_read_back(names: list[str], title: str, numeric: bool) -> None:
    columns = [number(n) if numeric else text(n, "甲", "乙") for n in names]
    found = guess_dictionary([*columns, whole("年龄", 18, 80)], ROWS, title, TERMS)
    assert parse_dictionary(write_guess(found), "猜") == found.dictionary


def test_the_term_list_is_large_and_chinese() -> None:
    assert len(TERMS.headers) + len(TERMS.words) >= 500
    assert len(TERMS.headers) >= 250
    for header, chinese in TERMS.headers.items():
        assert is_chinese(chinese), header
        assert header == "_".join(read_header(header, TERMS).tokens)


def test_a_broken_term_list_is_refused_by_line() -> None:
    with pytest.raises(DictionaryError, match=r"(?s)词表 mine\.yml 有 17 处错误.*第 3 行 colour"):
        parse_terms("headers: {age: 年龄}\nwords: {}\ncolour: red\n", "mine.yml")
    with pytest.raises(DictionaryError, match="没有 headers"):
        parse_terms("words: {}\n", "mine.yml")


@pytest.mark.parametrize(
    ("columns", "money"),
    [
        ([text("Income_Category", "Less than $40K", "$120K +")], "美元"),
        ([number("balance_usd"), number("消费金额")], "美元"),
        ([number("余额（港元）")], "港元"),
        ([number("余额（元）"), text("档次", "1万美元以下")], ""),
        ([number("balance"), text("城市", "北京", "上海")], ""),
        ([text("币种", "美元", "欧元")], ""),
    ],
)
def test_a_currency_is_that_of_the_table_where_it_names_one(
    columns: list[ColumnFacts], money: str
) -> None:
    """Amounts beside 4万美元以下 are not 元; where two are named nobody knows."""
    assert find_currency(columns) == money


def test_amounts_beside_dollars_are_dollars() -> None:
    columns = (number("信用额度"), text("收入档次", "$40K - $60K"), whole("年龄", 18, 80))
    money = find_currency(columns)
    found = guess_dictionary(columns, ROWS, "客户", TERMS, money).dictionary.features
    assert found[0].unit == "美元"
