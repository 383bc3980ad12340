"""Reading rule packs: strict, and helpful about every mistake."""

from __future__ import annotations

import re

import pytest

from segreport.assets import find_asset
from segreport.errors import DictionaryError
from segreport.rules import read_pack

NAMES = """
words:
  - {of: [资产], up_strong: 高净值, up: 高资产, down: 低资产}
  - {of: [活跃度], up: 活跃, down: 低活跃}
kinds:
  金额: {has: [消费]}
rules:
  - {name: 低活跃, when: {活跃度: down}}
"""
STRATEGIES = """
suitability:
  - {risk: middle, when: {投资: not-down}, words: [基金]}
strategies:
  - {id: 甲, part: marketing, product: 存款, channel: 网点, action: 约访一次}
"""


def message(names: str = NAMES, strategies: str = STRATEGIES) -> str:
    """What is said about these texts."""
    with pytest.raises(DictionaryError) as caught:
        read_pack({"names.yml": names, "strategies.yml": strategies})
    return str(caught.value)


def test_shipped_packs_are_read() -> None:
    """Their names, words, risks and wording have passed every check of reading."""
    bank = read_pack(find_asset("data/packs/retail_bank"))
    general = read_pack(find_asset("data/packs/general"))
    assert len(bank.rules) >= 20
    assert len(bank.strategies) >= 40
    assert len(general.strategies) >= 35


def test_a_mistake_is_named_with_its_file_and_entry() -> None:
    """An unknown key is an error, not a silent nothing."""
    text = message(strategies=STRATEGIES.replace("product:", "produkt:"))
    assert "规则文件 strategies.yml 有 2 处错误" in text
    assert "第 5 行 strategies.0.product：缺少必填的键" in text
    assert "第 5 行 strategies.0.produkt：不认识的键" in text


def test_a_level_must_be_one_of_the_classes() -> None:
    """high is not a class of TRUTH.md."""
    text = message(NAMES.replace("{活跃度: down}", "{活跃度: high}"))
    assert "规则文件 names.yml 有 1 处错误" in text
    assert "第 8 行 rules.0.when.活跃度：取值不在允许范围内" in text


def test_a_name_cannot_say_what_its_conditions_do_not() -> None:
    """高净值 on a rule about activity."""
    text = message(NAMES.replace("name: 低活跃", "name: 高净值低活跃"))
    assert "名称里有“高净值”，条件里却没有 资产: up-strong" in text


def test_a_longer_word_is_not_its_part() -> None:
    """低活跃 does not say 活跃."""
    assert read_pack({"names.yml": NAMES, "strategies.yml": STRATEGIES}).rules[0].name == "低活跃"


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        ("推介基金", "提到“基金”，risk 至少要写 middle"),
        ("围绕{label}约访", "用了 {label}，条件里却没有 any"),
        ("送 {gift} 一份", "不认识的占位符 {gift}"),
        ("送 {gift 一份", "花括号没有成对"),
    ],
)
def test_unfit_advice_is_refused(action: str, complaint: str) -> None:
    """Undeclared risk, and placeholders nobody fills."""
    assert complaint in message(strategies=STRATEGIES.replace("约访一次", f"'{action}'"))


def test_kinds_must_be_defined() -> None:
    """`any 次数` where only 金额 is known."""
    text = message(NAMES + "portraits: [{text: 好, when: {any 次数: up}}]\n")
    assert "条件 any 次数 用了没有定义的类别" in text


def test_broken_yaml_names_its_line() -> None:
    """The line, and what to look at."""
    assert re.search("names.yml 第 3 行不是合法的 YAML", message("rules:\n  - {name: 甲\n"))


def test_a_missing_file_is_named() -> None:
    """Both files are needed."""
    with pytest.raises(DictionaryError, match=r"没有 strategies\.yml"):
        read_pack({"names.yml": NAMES})
    with pytest.raises(DictionaryError, match=r"names\.yml。请补上"):
        read_pack(find_asset("data/packs"))
