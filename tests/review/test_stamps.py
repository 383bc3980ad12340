"""A draft says 草稿 at every text that nobody has approved, a final nowhere.

The stamp stands behind the text; in the index of evidence before it, where its author is named.
A name shares the stamp of its grounds on their line, and goes without in lists of contents.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from segreport import store
from segreport.claims import check_report
from segreport.cli import run_command_line
from segreport.models import Draft, Profile
from segreport.reviewing import lay_out, open_desk, take

TEXTS = {
    "name": "{}类客户群", "grounds": "{}处依据。", "lead": "{}处导语。", "trait/资产": "{}处资产。",
    "trait/APP活跃度": "{}处活跃。", "summary": "{}处特点。", "marketing/1": "{}处营销。",
    "service/1": "{}处服务。",
}  # fmt: skip
LEFT, RIGHT = "梅兰", "竹菊"
STAMP = "〔草稿〕"
_BEHIND = re.compile(r"\*|〔(?:矛盾|夸大|无据|待核)〕")
_TEXT = re.compile(r"[梅兰竹菊]{2}(?:类客户群|处..。)")


@pytest.fixture
def told(run: Path) -> Path:
    """The run with a text at every place that stands at no other."""
    draft = store.load(run, "drafts.json", Draft)
    segments = []
    for segment, word in zip(draft.segments, (LEFT, RIGHT), strict=True):
        changed = {
            place: tuple(
                s.model_copy(update={"text": TEXTS[s.place].format(word)}) for s in sentences
            )
            for place, sentences in {
                "traits": segment.traits,
                "marketing": segment.marketing[:1],
                "service": segment.service[:1],
            }.items()
        }
        single = {
            place: getattr(segment, place).model_copy(update={"text": TEXTS[place].format(word)})
            for place in ("name", "grounds", "lead", "summary")
        }
        segments.append(segment.model_copy(update=changed | single | {"targets": ()}))
    store.save(
        run, {"drafts.json": store.dump(Draft(segments=tuple(segments)))}, store.load_run(run)
    )
    return run


def decide(folder: Path, action: str, segment: str, place: str | None, text: str = "") -> None:
    """A decision of 张三 on one part, or on all of a segment."""
    desk = open_desk(folder)
    with store.open_reviews(folder) as reviews:
        parts = [part for sheet in lay_out(desk, reviews.history()) for part in sheet.parts]
        chosen = [p for p in parts if p.segment == segment and place in (None, p.place)]
        take(desk, reviews, [p.chosen(action, "张三", text, "看过") for p in chosen])


def stamped(folder: Path) -> Iterator[tuple[str, str, set[bool]]]:
    """(output, text, whether a stamp stands at each place where the output has it)."""
    assert run_command_line(["render", str(folder)]) == 0
    page = (folder / "report.html").read_text("utf-8")
    page = re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)
    outputs = {
        "md": (folder / "report.md").read_text("utf-8"),
        "html": re.sub(r"<(?!/?h[23])[^>]*>", "", page).replace("<h2>", "## "),
        "chart": (folder / "charts" / "sizes.svg").read_text("utf-8"),
    }
    for output, text in outputs.items():
        told, _, rest = text.partition("## 附录 B")
        index = re.sub(r"### .*|<h3>.*", "", rest.partition("## 附录 C")[0])
        bare = _BEHIND.sub("", re.sub(r"<[^>]*>", "", told))
        bare = re.sub(r"[梅兰竹菊]{2}类客户群。(?=依据：)", "", bare)
        for sentence in set(_TEXT.findall(bare)):
            yield output, sentence, {s.startswith(STAMP) for s in bare.split(sentence)[1:]}
        for sentence in set(_TEXT.findall(index)):
            before = index.split(sentence)[:-1]
            yield output, sentence, {s.removesuffix("：").endswith(STAMP) for s in before}


def expect(folder: Path, unapproved: set[str]) -> None:
    """These texts and no others are stamped, each wherever it stands."""
    found = list(stamped(folder))
    texts = {text.format(word) for text in TEXTS.values() for word in (LEFT, RIGHT)}
    for output in ("md", "html"):
        assert {text for where, text, _ in found if where == output} >= texts & unapproved
    assert [(output, text) for output, text, marks in found if marks != {text in unapproved}] == []
    assert {output for output, _, _ in found} == {"md", "html", "chart"}


def of(word: str, *places: str) -> set[str]:
    """The texts at these places."""
    return {TEXTS[place].format(word) for place in places or TEXTS}


def test_before_the_review_everything_is_stamped(told: Path) -> None:
    expect(told, of(LEFT) | of(RIGHT))


@pytest.mark.parametrize(
    ("place", "with_it"),
    [("name", ("name", "lead", "grounds")), *((p, (p,)) for p in list(TEXTS)[3:])],
)
def test_an_approval_takes_away_exactly_its_own_stamps(
    told: Path, place: str, with_it: tuple[str, ...]
) -> None:
    """Of a name in headings, tables and charts too; the line and the grounds go with it."""
    decide(told, "approve", "0", place)
    expect(told, (of(LEFT) | of(RIGHT)) - of(LEFT, *with_it))


def test_states_may_be_mixed(told: Path) -> None:
    """Approved, edited, taken back, rejected, void and new, side by side."""
    decide(told, "approve", "0", None)
    decide(told, "edit", "0", "summary", "兰梅处特点。")
    decide(told, "undo", "0", "name")
    decide(told, "reject", "0", "service/1")
    draft = store.load(told, "drafts.json", Draft)
    left, right = draft.segments
    void = left.marketing[0].model_copy(update={"text": "菊竹处营销。"})
    rewritten = Draft(segments=(left.model_copy(update={"marketing": (void,)}), right))
    store.save(told, {"drafts.json": store.dump(rewritten)}, store.load_run(told))
    missing = of(LEFT, "name", "lead", "grounds", "service/1") | {"菊竹处营销。"}
    expect(told, missing | of(RIGHT))


def test_a_final_report_has_none(told: Path) -> None:
    for segment in ("0", "1"):
        decide(told, "approve", segment, None)
    assert run_command_line(["render", str(told), "--final"]) == 0
    expect(told, set())
    for name in ("report.md", "report.html", "charts/sizes.svg"):
        assert "草稿" not in (told / name).read_text("utf-8")


def test_a_draft_is_checked_as_if_it_bore_no_stamp(run: Path) -> None:
    """Whoever checks the report of a draft has the same sentences and names as in a final one."""
    assert run_command_line(["render", str(run)]) == 0
    report = (run / "report.md").read_text("utf-8")
    profile = store.load(run, "profile.json", Profile)
    checked = [line.judgement for line in check_report(report, profile).lines]
    bare = [line.judgement for line in check_report(report.replace("〔草稿〕", ""), profile).lines]
    assert [(j.text, j.segment, j.verdict) for j in checked] == [
        (j.text, j.segment, j.verdict) for j in bare
    ]
    assert len(checked) > 10
