"""What a reviewer may decide, what is refused, and what a decision is worth later."""

import pytest

from segreport import store
from segreport.errors import NotApproved, Outdated, SegreportError
from segreport.models import Draft, Profile
from segreport.review import Action, Choice, Part
from segreport.reviewing import Desk, lay_out, lay_out_part, open_desk, pending, take

NAME = ("0", "name")
SUMMARY = ("0", "summary")


def part(desk: Desk, reviews: store.Reviews, key: tuple[str, str] = SUMMARY) -> Part:
    return lay_out_part(desk, reviews.history(), *key)


def act(
    desk: Desk,
    reviews: store.Reviews,
    action: Action,
    who: str,
    key: tuple[str, str] = SUMMARY,
    **given: str,
) -> Part:
    take(desk, reviews, [part(desk, reviews, key).chosen(action, who, **given)])
    return part(desk, reviews, key)


def test_everything_that_a_reader_takes_for_ours_is_decided_on(
    desk: Desk, reviews: store.Reviews
) -> None:
    """Every sentence of the draft is a part, but the lead and the grounds go with the name."""
    for sheet, segment in zip(lay_out(desk, reviews.history()), desk.draft.segments, strict=True):
        places = [p.place for p in sheet.parts]
        written = [s.place for s in segment.sentences()]
        assert sorted([*places, "lead", "grounds"]) == sorted(written)
        assert sheet.parts[0].shown.beside == (segment.lead.text, segment.grounds.text)
        assert {p.state for p in sheet.parts} == {"pending"}


def test_an_approved_part_is_done(desk: Desk, reviews: store.Reviews) -> None:
    found = act(desk, reviews, "approve", "张三")
    assert (found.state, found.backers, found.done) == ("approved", ("张三",), True)
    assert (
        len(pending(lay_out(desk, reviews.history())))
        == 2 * len(lay_out(desk, reviews.history())[0].parts) - 1
    )


def test_an_edit_stands_and_is_its_editors_approval(desk: Desk, reviews: store.Reviews) -> None:
    found = act(desk, reviews, "edit", "张三", text="总资产低于整体。")
    assert (found.state, found.text, found.author) == ("edited", "总资产低于整体。", "person")
    assert found.drafted == desk.segment("0").summary.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("总资产在各群组中最高。", "与表不符"),
        ("APP登录次数显著低于整体。", "与表不符"),
        ("推荐保本保息的理财。", "不能批准"),
        ("推荐保 本 理财，稳赚不赔。", "不能批准"),
    ],
)
def test_false_and_banned_text_is_refused(
    desk: Desk, reviews: store.Reviews, text: str, words: str
) -> None:
    """Whatever the reason that is given; nothing of it reaches the record."""
    with pytest.raises(NotApproved, match=words):
        act(desk, reviews, "edit", "张三", text=text, reason="我说了算")
    assert reviews.entries() == ()


@pytest.mark.parametrize("text", ["该群客户多已婚有孩。", "总资产比去年更低，家庭负担更重。"])
def test_what_the_table_does_not_hold_up_needs_a_reason(
    desk: Desk, reviews: store.Reviews, text: str
) -> None:
    with pytest.raises(NotApproved, match="批准要写明理由"):
        act(desk, reviews, "edit", "张三", text=text)
    found = act(desk, reviews, "edit", "张三", text=text, reason="客户经理走访所得")
    assert found.state == "edited"
    assert found.last is not None
    assert found.last.reason == "客户经理走访所得"


def test_two_segments_cannot_have_one_name(desk: Desk, reviews: store.Reviews) -> None:
    with pytest.raises(NotApproved, match="用在了不止一个群组上"):
        act(desk, reviews, "edit", "张三", NAME, text=desk.segment("1").name.text)


def test_one_name_that_came_to_two_segments_is_void_in_both(
    desk: Desk, reviews: store.Reviews
) -> None:
    """By taking back the edit that had made room for it."""
    other, why = ("1", "name"), "业务条线的叫法"
    act(desk, reviews, "edit", "张三", other, text="特别客户群", reason=why)
    act(desk, reviews, "edit", "李四", other, text="另外客户群", reason=why)
    act(desk, reviews, "edit", "李四", NAME, text="特别客户群", reason=why)
    assert part(desk, reviews, NAME).done
    act(desk, reviews, "undo", "李四", other)
    for key in (NAME, other):
        assert part(desk, reviews, key).text == "特别客户群"
        assert part(desk, reviews, key).state == "void"
        with pytest.raises(NotApproved, match="用在了不止一个群组上"):
            act(desk, reviews, "approve", "王五", key, reason=why)


def test_a_rejection_needs_a_reason_and_keeps_the_report_from_being_final(
    desk: Desk, reviews: store.Reviews
) -> None:
    with pytest.raises(SegreportError, match="否决要写明理由"):
        act(desk, reviews, "reject", "张三")
    assert act(desk, reviews, "reject", "张三", reason="太泛").state == "rejected"
    assert act(desk, reviews, "approve", "李四").state == "approved"


def test_only_ones_own_decisions_are_taken_back(desk: Desk, reviews: store.Reviews) -> None:
    act(desk, reviews, "approve", "张三")
    act(desk, reviews, "edit", "李四", text="总资产低于整体。")
    with pytest.raises(SegreportError, match="没有可以撤回的决定"):
        act(desk, reviews, "undo", "王五")
    found = act(desk, reviews, "undo", "李四")
    assert (found.text, found.state) == (desk.segment("0").summary.text, "approved")
    assert act(desk, reviews, "undo", "张三").state == "pending"
    with pytest.raises(SegreportError, match="没有可以撤回的决定"):
        act(desk, reviews, "undo", "张三")
    assert len(reviews.entries()) == 4  # nothing ever leaves the record


def test_the_second_of_two_reviewers_sees_what_the_first_did(
    desk: Desk, reviews: store.Reviews
) -> None:
    seen = part(desk, reviews)
    act(desk, reviews, "edit", "张三", text="总资产低于整体。")
    with pytest.raises(
        Outdated, match=r"张三 于 [\d-]{10} \d\d:\d\d（本地时间）改写成“总资产低于整体。”"
    ):
        take(desk, reviews, [seen.chosen("approve", "李四")])
    with pytest.raises(Outdated):
        take(desk, reviews, [seen.chosen("edit", "李四", "总资产较低。")])
    assert part(desk, reviews).text == "总资产低于整体。"


def test_a_batch_is_taken_whole_or_not_at_all(desk: Desk, reviews: store.Reviews) -> None:
    good = part(desk, reviews, NAME).chosen("approve", "张三")
    bad = part(desk, reviews).chosen("edit", "张三", "总资产在各群组中最高。")
    with pytest.raises(NotApproved):
        take(desk, reviews, [good, bad])
    assert reviews.entries() == ()


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice("approve", "7", "name", "张三"), "没有群组 7，有的是 0、1"),
        (Choice("approve", "0", "nam", "张三"), "没有 nam 这一处，有的是 name"),
        (Choice("approve", "0", "name", " \u200b"), "请写明审核人"),
        (Choice("approve", "0", "name", "张" * 41), "请写短一些"),
        (Choice("edit", "0", "name", "张三", text=" "), "是空的"),
        (Choice("edit", "0", "summary", "张三", text="低" * 401), "不能超过 400 个字"),
        (Choice("reject", "0", "name", "张三", reason="x" * 501), "请不要超过 500 个字"),
    ],
)
def test_a_choice_that_lacks_something_is_told_what(
    desk: Desk, reviews: store.Reviews, choice: Choice, words: str
) -> None:
    with pytest.raises(SegreportError, match=words):
        take(desk, reviews, [choice])


# ── four eyes ───────────────────────────────────────────────────────────────────────────────────


def test_four_eyes_are_two_people_however_they_write_their_names(
    desk: Desk, reviews: store.Reviews
) -> None:
    reviews.require(2, "主管", "2026-01-01T00:00:00+00:00")
    assert act(desk, reviews, "approve", "Li Si").state == "pending"
    for same in ("Li Si", "li si", "ＬＩ ＳＩ", "LiSi\u200b"):
        with pytest.raises(SegreportError, match="已经批准过"):
            act(desk, reviews, "approve", same)
    assert act(desk, reviews, "approve", "张三").state == "approved"


def test_the_editor_cannot_be_the_only_approver(desk: Desk, reviews: store.Reviews) -> None:
    reviews.require(2, "主管", "2026-01-01T00:00:00+00:00")
    assert act(desk, reviews, "edit", "张三", text="总资产低于整体。").state == "pending"
    with pytest.raises(SegreportError, match="已经批准过"):
        act(desk, reviews, "approve", "张三")
    found = act(desk, reviews, "approve", "李四")
    assert (found.state, found.backers) == ("edited", ("张三", "李四"))


def test_an_edit_needs_both_people_anew(desk: Desk, reviews: store.Reviews) -> None:
    reviews.require(2, "主管", "2026-01-01T00:00:00+00:00")
    act(desk, reviews, "approve", "张三")
    act(desk, reviews, "approve", "李四")
    found = act(desk, reviews, "edit", "李四", text="总资产低于整体。")
    assert (found.state, found.backers) == ("pending", ("李四",))


def test_fewer_eyes_are_not_to_be_had(desk: Desk, reviews: store.Reviews) -> None:
    act(desk, reviews, "approve", "张三")
    reviews.require(2, "主管", "2026-01-01T00:00:00+00:00")
    assert not part(desk, reviews).done
    with pytest.raises(SegreportError, match="不能再减为 1 人"):
        reviews.require(1, "张三", "2026-01-01T00:00:00+00:00")
    with pytest.raises(SegreportError, match="1 到 9"):
        reviews.require(0, "张三", "2026-01-01T00:00:00+00:00")


# ── what changed since ──────────────────────────────────────────────────────────────────────────


def rewritten(desk: Desk, text: str) -> Desk:
    """The run after another draft of segment 0's summary."""
    first, *rest = desk.draft.segments
    summary = first.summary.model_copy(update={"text": text, "author": "model"})
    draft = Draft(segments=(first.model_copy(update={"summary": summary}), *rest))
    store.save(desk.folder, {"drafts.json": store.dump(draft)}, store.load_run(desk.folder))
    return open_desk(desk.folder)


def remeasured(desk: Desk) -> Desk:
    """The run after the customers' assets were found to be a tenth of a percent higher."""
    profile = store.load(desk.folder, "profile.json", Profile)
    first, *rest = profile.segments
    stats = first.stats["total_assets"]
    stats = stats.model_copy(update={"mean": stats.mean * 1.001})
    first = first.model_copy(update={"stats": {**first.stats, "total_assets": stats}})
    profile = profile.model_copy(update={"segments": (first, *rest)})
    store.save(desk.folder, {"profile.json": store.dump(profile)}, store.load_run(desk.folder))
    return open_desk(desk.folder)


def test_another_text_is_asked_again_with_the_difference(
    desk: Desk, reviews: store.Reviews
) -> None:
    old = act(desk, reviews, "approve", "张三").text
    later = rewritten(desk, "总资产低于整体。")
    found = part(later, reviews)
    assert (found.state, found.backers) == ("void", ())
    assert [(c.what, c.before, c.after) for c in found.changes] == [
        ("文字", old, "总资产低于整体。")
    ]
    assert pending(lay_out(later, reviews.history()))[0].place == "summary"
    assert found.last is not None
    assert found.last.reviewer == "张三"  # the old decision stays in the record


def test_another_table_voids_every_decision(desk: Desk, reviews: store.Reviews) -> None:
    act(desk, reviews, "approve", "张三")
    act(desk, reviews, "approve", "张三", ("1", "name"))
    later = remeasured(desk)
    assert part(later, reviews).state == "void"
    assert part(later, reviews, ("1", "name")).state == "void"
    change = next(c for c in part(later, reviews).changes if c.what == "数据表")
    assert change.before.startswith("总资产：均值 ")
    assert change.after.startswith("总资产：均值 ")
    assert change.before != change.after


def test_other_rules_void_a_decision(
    desk: Desk, reviews: store.Reviews, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(desk, reviews, "approve", "张三")
    monkeypatch.setattr("segreport.truth.PLAIN", 0.21)
    found = part(open_desk(desk.folder), reviews)
    assert found.state == "void"
    assert "规则版本" in [change.what for change in found.changes]


def test_a_decision_holds_again_when_everything_is_as_it_was(
    desk: Desk, reviews: store.Reviews
) -> None:
    old = act(desk, reviews, "approve", "张三").text
    assert part(rewritten(desk, "总资产低于整体。"), reviews).state == "void"
    assert part(rewritten(desk, old), reviews).state == "approved"


def test_no_model_takes_the_place_of_a_persons_edit(desk: Desk, reviews: store.Reviews) -> None:
    act(desk, reviews, "edit", "张三", text="总资产低于整体。")
    found = part(rewritten(desk, "APP登录次数高于整体。"), reviews)
    assert (found.text, found.state) == ("总资产低于整体。", "edited")
    assert (found.drafted, found.drafted_by) == ("APP登录次数高于整体。", "model")
    later = remeasured(desk)
    assert (part(later, reviews).text, part(later, reviews).state) == ("总资产低于整体。", "void")


def test_a_rejected_edit_makes_room_for_the_next_draft_and_for_no_other(
    desk: Desk, reviews: store.Reviews
) -> None:
    act(desk, reviews, "edit", "张三", text="总资产低于整体。")
    act(desk, reviews, "reject", "李四", reason="太短")
    assert part(desk, reviews).text == "总资产低于整体。"
    found = part(rewritten(desk, "APP登录次数高于整体。"), reviews)
    assert (found.text, found.state) == ("APP登录次数高于整体。", "void")


def test_a_decision_on_a_run_that_was_made_again_is_not_taken(
    desk: Desk, reviews: store.Reviews
) -> None:
    choice = part(desk, reviews).chosen("approve", "张三")
    later = rewritten(desk, "总资产低于整体。")
    with pytest.raises(Outdated, match="重新做过"):
        take(desk, reviews, [choice])
    with pytest.raises(Outdated, match="内容变了"):
        take(later, reviews, [choice])


def test_the_grounds_of_a_name_are_those_of_the_name_that_stands(
    desk: Desk, reviews: store.Reviews
) -> None:
    found = act(desk, reviews, "edit", "张三", NAME, text="高活跃客户群")
    grounds = found.shown.beside[1]
    assert "登录" in grounds or "活跃" in grounds
    assert "资产" not in grounds
