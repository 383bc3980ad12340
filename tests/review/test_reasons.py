"""What the table does not bear out is approved with a reason, and the report prints it."""

import re
from html import unescape
from pathlib import Path

import pytest

from segreport import store
from segreport.cli import run_command_line
from segreport.models import Draft

DOUBTED = [
    ("总资产超过 5 万元。", "夸大"),
    ("该群客户多已婚有孩。", "无据"),
    ("总资产约 3 成。", "待核"),
]
REASON = "客户经理九月走访所得 | 另附<访谈>记录"


def summarise(folder: Path, text: str) -> None:
    """Let the draft of segment 0 sum up in these words."""
    first, *rest = store.load(folder, "drafts.json", Draft).segments
    first = first.model_copy(update={"summary": first.summary.model_copy(update={"text": text})})
    draft = Draft(segments=(first, *rest))
    store.save(folder, {"drafts.json": store.dump(draft)}, store.load_run(folder))


def record(folder: Path) -> list[list[list[str]]]:
    """The rows of 审核记录 in report.md and in report.html, as a reader sees their cells."""
    told = (folder / "report.md").read_text("utf-8").partition("## 附录 C")[2].partition("\n## ")[0]
    lines = [line for line in told.splitlines() if re.match(r"\| \d", line)]
    markdown = [
        [re.sub(r"\\(.)", r"\1", unescape(cell)).strip() for cell in re.split(r"(?<!\\)\|", line)]
        for line in lines
    ]
    page = (folder / "report.html").read_text("utf-8").partition('<section id="review"')[2]
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition("</section>")[0], re.DOTALL)[1:]
    html = [
        [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in re.findall(r"<td.*?</td>", row)]
        for row in rows
    ]
    return [[row[1:-1] for row in markdown], html]


@pytest.mark.parametrize(("text", "verdict"), DOUBTED)
@pytest.mark.parametrize("action", ["approve", "edit"])
def test_the_reason_is_printed(
    run: Path, capsys: pytest.CaptureFixture[str], text: str, verdict: str, action: str
) -> None:
    """In both outputs, with the verdict it was given against; without one nothing is approved."""
    decide = [action, str(run), "0", "--part", "summary", "--reviewer", "张三"]
    if action == "approve":
        summarise(run, text)
    else:
        decide += ["--text", text]
    assert run_command_line(decide) == 1
    assert f"核对结论是{verdict}" in capsys.readouterr().err
    assert store.read_entries(run) == ()
    assert run_command_line([*decide, "--reason", REASON]) == 0
    for rest in (["0"], ["1"]):
        assert run_command_line(["approve", str(run), *rest, "--reviewer", "张三"]) == 0
    for final in ([], ["--final"]):
        assert run_command_line(["render", str(run), *final]) == 0
        for rows in record(run):
            number, _, who, place, done, content, reason, state = rows[0]
            assert (number, who, place, state) == ("1", "张三", "群组 0 · 群组特点", "有效")
            assert done == {"approve": "批准", "edit": "改写"}[action]
            assert content.endswith(f"（{verdict}）")
            assert reason == REASON
        body = (run / "report.md").read_text("utf-8").partition("## 附录")[0]
        assert f"{text}〔{verdict}〕" in body
