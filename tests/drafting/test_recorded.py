"""Recorded replies on the bank's ten thousand customers, replayed without a network."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from segreport.claims import check_draft
from segreport.cli import run_command_line
from segreport.models import Draft, Profile
from tests.drafting.rekey import MODEL, rekey
from tests.drafting.replying import replies

BANK = Path(__file__).parents[3] / "shared/customers/bank_10k.csv"
RECORDED = Path(__file__).parent / "recorded"

pytestmark = pytest.mark.skipif(not BANK.is_file(), reason="../shared/customers is not here")


def replayed(name: str, folder: Path) -> dict[str, Any]:
    """The `drafting` of a run from the recorded replies of this name."""
    rekey(f"recorded/{name}", BANK, folder)
    arguments = ["run", str(BANK), "-o", str(folder), "--replay",
                 "--model", MODEL.model, "--provider", MODEL.provider]  # fmt: skip
    assert run_command_line(arguments) == 0
    found: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))["drafting"]
    return found


def draft_of(folder: Path) -> Draft:
    return Draft.model_validate_json((folder / "drafts.json").read_bytes())


def body(folder: Path) -> dict[str, str]:
    """Segment → everything that the report says of it: its chapter, its advice, its evidence."""
    found: dict[str, str] = {}
    for sentence in draft_of(folder).sentences():
        found[sentence.segment] = found.get(sentence.segment, "") + sentence.text + "\n"
    return found


def test_the_good_replies_are_the_report(tmp_path: Path) -> None:
    drafting = replayed("good", tmp_path / "r")
    assert [
        (w["asked"], w["at_first"], w["written"], w["false"]) for w in drafting["segments"]
    ] == [(13, 13, 13, 0)] * 3
    assert [w["agreement"] for w in drafting["segments"]] == ["agrees"] * 3
    assert drafting["usage"] == {"requests": 3, "sent": 12000, "cached": 7500, "received": 2700}
    # (12000 − 7500) × 1.32 + 7500 × 0.044 + 2700 × 3.96 dollars a million
    assert drafting["cost"] == {"amount": 0.017, "currency": "USD", "date": "2026-10-27"}
    report = (tmp_path / "r/report.md").read_text("utf-8").replace("*", "")
    for texts in replies("recorded/good").values():
        for (text,) in texts.values():
            assert text in report


def test_of_the_wrong_replies_the_checker_finds_nothing_false_in_the_report(tmp_path: Path) -> None:
    drafting = replayed("wrong", tmp_path / "r")
    assert all(w["false"] >= 12 and w["revisions"] == 2 for w in drafting["segments"])
    profile = Profile.model_validate_json((tmp_path / "r/profile.json").read_bytes())
    draft = draft_of(tmp_path / "r")
    judged = {j.id: j for j in check_draft(draft, profile)}
    assert all(judged[s.id].fit for s in draft.sentences())
    kept = {s.id for s in draft.sentences() if s.author == "model"}
    assert kept == {
        "0:name", "0:trait/收入", "0:marketing/2", "1:trait/产品", "2:trait/消费", "2:service/2"
    }  # fmt: skip


def test_of_what_was_planted_by_hand_nothing_is_in_the_report(tmp_path: Path) -> None:
    """Independent of the checker: words that a person picked out of the wrong replies."""
    replayed("wrong", tmp_path / "r")
    said = body(tmp_path / "r")
    planted = yaml.safe_load((RECORDED / "planted.yml").read_text("utf-8"))
    for segment, words in planted.items():
        assert len(words) > 15
        assert [word for word in words if word in said[segment]] == []
        written = "".join(t for ts in replies("recorded/wrong")[segment].values() for t in ts)
        assert [word for word in words if word not in written] == []
    pages = [(tmp_path / "r" / name).read_text("utf-8") for name in ("report.md", "report.html")]
    for words in (
        "保本保息",
        "稳赚不赔",
        "211 亿元",
        "承诺收益",
        "5.3 倍",
        "263 秒",
        "工薪家庭",
        "增长趋势",
    ):
        assert not [page for page in pages if words in page]


def test_every_wrong_reply_has_something_planted_in_it() -> None:
    """Or it is kept: the two lists leave nothing out."""
    planted = yaml.safe_load((RECORDED / "planted.yml").read_text("utf-8"))
    true = {
        ("0", "name", 2), ("0", "收入", 2), ("0", "marketing/2", 0), ("1", "产品", 0),
        ("2", "消费", 0), ("2", "service/2", 0),
    }  # fmt: skip
    for segment, places in replies("recorded/wrong").items():
        for place, versions in places.items():
            for turn, text in enumerate(versions):
                found = any(word in text for word in planted[segment])
                assert found != ((segment, place, turn) in true), (segment, place, text)


def test_the_replies_hold_no_row_of_the_customers() -> None:
    """Only the figures of the prompt: at most three digits, none of a customer's own."""
    text = "".join((RECORDED / f"{name}.yml").read_text("utf-8") for name in ("good", "wrong"))
    for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text):
        digits = number.replace(",", "").lstrip("0.")
        digits = digits.replace(".", "") if "." in digits else digits.rstrip("0")
        assert len(digits) <= 3, number
