"""What becomes of a model's text: kept where it holds, sent back, replaced or marked."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from segreport.claims import check_draft, check_text
from segreport.drafting import draft_with_llm
from segreport.errors import PromptError
from segreport.llm import connect
from segreport.models import Draft, Judgement, Sentence
from segreport.prompts import brief_profile
from segreport.prompts.wordings import show
from segreport.settings import Settings, find_endpoint
from tests.drafting.conftest import Drafting, Told, drafter_for
from tests.drafting.replying import (
    answer,
    answering,
    asked_places,
    asked_segment,
    asked_turn,
    replies,
)
from tests.llm.server import Asked, Play, failed, playing, said, serve

FALSE = ("contradicted", "overstated", "unsupported")


def by_model(draft: Draft) -> list[Sentence]:
    return [sentence for sentence in draft.sentences() if sentence.author == "model"]


def texts_of(draft: Draft, segment: str) -> dict[str, str]:
    return {s.place: s.text for s in draft.sentences() if s.segment == segment}


def test_a_good_draft_is_taken_as_it_is(draft: Drafting) -> None:
    drafted, server = draft(answering("good"))
    assert len(server.asked) == 3
    assert [(w.asked, w.at_first, w.written, w.replaced, w.false) for w in drafted.record] == [
        (13, 13, 13, 0, 0)
    ] * 3
    assert {sentence.text for sentence in by_model(drafted.draft)} == {
        text for places in replies("good").values() for (text,) in places.values()
    }
    assert [w.agreement for w in drafted.record] == ["agrees"] * 3
    assert all("规则命名" in w.agreement_reason for w in drafted.record)
    assert drafted.usage.requests == 3
    assert drafted.usage.sent == 300


def test_of_a_subtly_wrong_draft_nothing_false_is_left(draft: Drafting, told: Told) -> None:
    drafted, server = draft(answering("wrong"))
    assert len(server.asked) == 9
    judged = {j.id: j for j in check_draft(drafted.draft, told.profile)}
    kept = by_model(drafted.draft)
    assert {(s.id, judged[s.id].verdict) for s in kept if not judged[s.id].fit} == {
        ("0:trait/消费", "unverifiable")
    }
    assert {s.id for s in kept} == {
        "0:name", "0:trait/APP活跃度", "0:trait/收入", "0:trait/消费", "0:service/2",
        "1:name", "1:trait/APP活跃度", "1:service/1",
    }  # fmt: skip
    assert [(w.written, w.marked, w.replaced) for w in drafted.record] == [
        (5, 1, 8), (3, 0, 10), (0, 0, 13)
    ]  # fmt: skip
    assert all(w.revisions == 2 and w.false > 5 for w in drafted.record)


def test_what_is_replaced_is_the_rule_sentence_of_the_same_place(
    draft: Drafting, told: Told
) -> None:
    drafted, _ = draft(answering("wrong"))
    ruled = {sentence.id: sentence for sentence in told.rules.sentences()}
    for sentence in drafted.draft.sentences():
        if sentence.author == "rule" and not sentence.place.startswith("grounds"):
            assert sentence == ruled[sentence.id]


def test_only_what_failed_is_asked_again_with_what_the_table_says(draft: Drafting) -> None:
    _, server = draft(answering("wrong"))
    first = next(a for a in server.asked if asked_segment(a) == "1" and asked_turn(a) == 1)
    again = first.body["messages"][-1]["content"]
    assert "service/1" not in asked_places(first)
    part = again.split("## ")[1:]
    (age,) = [p for p in part if "39.8 岁" in p]
    assert "38.9 岁" in age
    assert "表支持的说法" in age
    assert "三个群组中最年轻" in age
    for way in ("改正", "减弱", "删去"):
        assert way in again
    second = next(a for a in server.asked if asked_segment(a) == "1" and asked_turn(a) == 2)
    assert set(asked_places(second)) < set(asked_places(first))
    assert "最后一次" in second.body["messages"][-1]["content"]


def test_the_shared_part_comes_first(draft: Drafting) -> None:
    """So that what providers have in their caches is used: all but the segment's own part."""
    _, server = draft(answering("good"))
    starts = {
        "".join(m["content"] for m in asked.body["messages"]).split("# 现在写群组")[0]
        for asked in server.asked
    }
    assert len(starts) == 1
    assert len(starts.pop()) > 1500


def test_banned_wording_is_never_published(draft: Drafting) -> None:
    def script(asked: Asked, _: int) -> Play:
        return answer(dict.fromkeys(asked_places(asked), "保本保收益的理财，稳赚不赔。"))

    drafted, _ = draft(script)
    assert not by_model(drafted.draft)
    assert not any("保本" in sentence.text for sentence in drafted.draft.sentences())


def test_a_name_that_is_taken_is_asked_again_with_the_list(draft: Drafting) -> None:
    def script(asked: Asked, _: int) -> Play:
        turn, segment = asked_turn(asked), asked_segment(asked)
        names = {"0": ["低活跃客户群"] * 3, "1": ["年轻线上客户群"] * 3, "2": ["高净值客户群"] * 3}
        names["2"][0] = "年轻线上活跃客户群"  # what the rules call segment 1
        return answer({"name": names[segment][turn]})

    drafted, server = draft(script)
    assert [s.name.text for s in drafted.draft.segments] == [
        "低活跃客户群", "年轻线上客户群", "高净值客户群"
    ]  # fmt: skip
    again = next(a for a in server.asked if asked_segment(a) == "2" and asked_turn(a) == 1)
    content = again.body["messages"][-1]["content"]
    assert "不能再用的名称" in content
    assert "- 年轻线上活跃客户群" in content


def test_two_segments_never_end_with_one_name(draft: Drafting) -> None:
    drafted, _ = draft(playing(answer({"name": "重点经营客户群"})))
    names = [segment.name.text for segment in drafted.draft.segments]
    assert len(set(names)) == 3


def test_a_name_that_the_table_contradicts_is_not_used(draft: Drafting) -> None:
    drafted, _ = draft(playing(answer({"name": "高净值客户群"})))
    assert [s.name.author for s in drafted.draft.segments] == ["rule", "rule", "model"]
    assert drafted.record[2].agreement == "compatible"
    grounds = drafted.draft.segments[2].grounds
    assert "资产" in grounds.text
    assert "年龄" not in grounds.text


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (failed(401), "密钥"),
        (Play(act="reset"), "没有传完"),
        (said("我不会"), "JSON"),
        (said(None, refusal="不"), "拒绝"),
    ],
)
def test_a_run_ends_with_a_complete_draft_whatever_the_provider_does(
    play: Play, reason: str, draft: Drafting, told: Told
) -> None:
    drafted, _ = draft(playing(play))
    assert drafted.draft == told.rules
    assert all(reason in record.reason for record in drafted.record)
    assert all(record.written == record.replaced == 0 for record in drafted.record)


def test_one_segment_may_fail_alone(draft: Drafting, told: Told) -> None:
    good = answering("good")

    def script(asked: Asked, number: int) -> Play:
        return said("……") if asked_segment(asked) == "1" else good(asked, number)

    drafted, _ = draft(script)
    assert [bool(record.reason) for record in drafted.record] == [False, True, False]
    assert drafted.draft.segments[1] == told.rules.segments[1]
    assert {s.segment for s in by_model(drafted.draft)} == {"0", "2"}


def test_a_revision_that_fails_costs_only_what_it_was_for(draft: Drafting) -> None:
    wrong = answering("wrong")

    def script(asked: Asked, number: int) -> Play:
        return failed(401) if asked_turn(asked) else wrong(asked, number)

    drafted, _ = draft(script)
    assert drafted.record[0].written == 2
    assert drafted.record[0].reason == ""
    assert "0:trait/APP活跃度" in {s.id for s in by_model(drafted.draft)}


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [{"place": "elsewhere", "text": "月收入 2.66 万元。"}],
        [{"place": "summary", "text": ""}],
        [{"place": "summary", "text": "月收入居末位。" * 100}],
        [{"place": "summary", "text": "月收入居末位。"}, {"place": "summary", "text": "年轻。"}],
    ],
    ids=["nothing", "a place that was not asked for", "empty", "too long", "twice"],
)  # fmt: skip
def test_what_cannot_be_used_is_asked_again_then_left_to_the_rules(
    parts: list[dict[str, str]], draft: Drafting, told: Told
) -> None:
    text = json.dumps({"parts": parts}, ensure_ascii=False)
    drafted, server = draft(playing(said(text)))
    assert drafted.draft == told.rules
    assert len(server.asked) == 9
    assert all(record.replaced == 13 for record in drafted.record)


def test_line_breaks_emphasis_and_control_characters_stay_out(draft: Drafting) -> None:
    drafted, _ = draft(lambda *_: answer({"summary": "**月收入**\n居\u202e\x07末位。"}))
    texts = {s.segment: s.text for s in by_model(drafted.draft)}
    assert texts == {"0": "月收入 居 末位。"} or not texts


def test_a_small_segment_is_never_told_of(draft: Drafting, told: Told) -> None:
    """Nor its figures in the comparisons, nor by subtraction: without it no shares are told."""
    profile = told.profile
    small = profile.segments[1].model_copy(update={"n": 9})
    reduced = profile.model_copy(
        update={"segments": (profile.segments[0], small, profile.segments[2])}
    )
    brief = brief_profile(reduced, told.rules)

    def script(asked: Asked, _: int) -> Play:
        nosy = "总资产高于群组 1，年龄不到群组 1 的一半，投资次数仅次于群组 1。"
        return answer(dict.fromkeys(asked_places(asked), nosy))

    drafted, server = draft(script, brief=brief)
    assert {asked_segment(asked) for asked in server.asked} == {"0", "2"}
    assert any(asked_turn(asked) for asked in server.asked)
    assert drafted.draft.segments[1] == told.rules.segments[1]
    assert "9 位" in drafted.record[1].reason or "10 位" in drafted.record[1].reason
    sent = "".join(m["content"] for a in server.asked for m in a.body["messages"])
    own = set(re.findall(r"[\d.]+ (?:万元|岁|个|次|秒)", _table_column(told, "1")))
    others = _table_column(told, "0") + _table_column(told, "2") + _table_column(told, "all")
    assert own
    for figure in own:
        assert figure in others or figure not in sent.replace("约 ", "")
    assert "22.5%" not in sent.split("<data>")[1]


def _table_column(told: Told, label: str) -> str:
    profile = told.profile
    cells = (
        profile.overall[f.name].mean
        if label == "all"
        else profile.segment(label).stats[f.name].mean
        for f in profile.features
    )
    return "、".join(show(f, value) for f, value in zip(profile.features, cells, strict=True))


def test_a_broken_template_is_an_error_before_anything_is_asked(told: Told, tmp_path: Path) -> None:
    (tmp_path / "draft.md.j2").write_text("{{ nothing }}", "utf-8")
    drafter = replace(drafter_for(told, None), prompts=tmp_path)
    with pytest.raises(PromptError, match="nothing"):
        draft_with_llm(drafter)


def test_a_defect_of_the_checker_costs_the_sentence_not_the_run(told: Told) -> None:
    def check(text: str, *others: Any) -> Judgement:
        if "31.6 万元" in text:
            raise KeyError("9")
        return check_text(text, *others)

    with serve(answering("good")) as server:
        settings = Settings(model="m", base_url=server.url)
        with connect(find_endpoint(settings, {}), settings) as complete:
            drafted = draft_with_llm(replace(drafter_for(told, complete), check=check))
    assert [record.replaced for record in drafted.record] == [2, 0, 0]
    assert texts_of(drafted.draft, "0")["trait/资产"] == texts_of(told.rules, "0")["trait/资产"]
