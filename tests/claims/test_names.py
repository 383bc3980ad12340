"""Names are claims, differ from each other, and are compared with those of the rules."""

from __future__ import annotations

import pytest

from segreport.claims import check_names, compare_names
from segreport.models import Profile


def test_every_word_of_a_name_is_judged(profile: Profile) -> None:
    (check,) = check_names({"0": "年轻高净值客户群"}, profile)
    assert check.judgement.verdict == "contradicted"
    assert check.judgement.findings[0].written == "年轻"


def test_a_name_is_used_once(profile: Profile) -> None:
    checks = check_names({"0": "大众客户群", "1": "大众客户群", "2": "高净值客户群"}, profile)
    codes = [[finding.code for finding in check.judgement.findings] for check in checks]
    assert codes == [["W90"], ["W90"], []]


@pytest.mark.parametrize(
    ("name", "rule_name", "agreement"),
    [
        ("年轻数字活跃客户群", "年轻数字活跃客户群", "agrees"),
        ("年轻线上活跃低龄客户", "年轻活跃客户", "agrees"),
        ("年轻客户群", "年轻数字活跃客户群", "compatible"),
        ("低活跃年轻客户群", "年轻数字活跃客户群", "conflicts"),
    ],
)
def test_names_are_compared_by_what_they_say(
    profile: Profile, name: str, rule_name: str, agreement: str
) -> None:
    found, reason = compare_names(name, rule_name, profile, "1")
    assert found == agreement
    assert rule_name in reason


def test_an_unknown_segment_is_an_error(profile: Profile) -> None:
    with pytest.raises(KeyError):
        check_names({"9": "大众客户群"}, profile)
