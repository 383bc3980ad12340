"""The checker judges the sentences of the case files as a person did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from segreport.claims import check_text, check_wording, explain, read_claims
from segreport.models import Profile

CASES = Path(__file__).parents[1] / "cases" / "claims"


def _sentences() -> list[Any]:
    groups = yaml.safe_load((CASES / "sentences.yml").read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=f"{group}-{number}")
        for group, cases in groups.items()
        for number, case in enumerate(cases)
    ]


@pytest.mark.parametrize("case", _sentences())
def test_a_sentence_gets_the_verdict_a_person_gave_it(
    case: dict[str, Any], profile: Profile
) -> None:
    kind = case.get("kind", "trait")
    judgement = check_text(case["text"], profile, str(case["segment"]), kind)
    reading = read_claims(case["text"], profile, str(case["segment"]), kind)
    assert judgement.verdict == case["verdict"], "\n".join(explain(reading, profile))


@pytest.mark.parametrize("case", _sentences())
def test_every_finding_points_into_the_text_and_says_why(
    case: dict[str, Any], profile: Profile
) -> None:
    judgement = check_text(case["text"], profile, str(case["segment"]), case.get("kind", "trait"))
    for finding in judgement.findings:
        assert 0 <= finding.start < finding.end <= len(case["text"])
        assert finding.message.endswith(("。", "）"))
        assert finding.verdict != "supported"


@pytest.mark.parametrize(
    "case", yaml.safe_load((CASES / "wording.yml").read_text(encoding="utf-8"))
)
def test_banned_wording_is_found_however_it_is_spelled(case: dict[str, Any]) -> None:
    assert [finding.code for finding in check_wording(case["text"])] == case["codes"]
