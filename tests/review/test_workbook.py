"""Through Excel: what is exported runs nothing, what is filled in is held like any decision."""

from pathlib import Path

from openpyxl import load_workbook

from segreport import store
from segreport.cli import run_command_line
from segreport.models import Draft
from segreport.reviewing.workbook import write_workbook

OPENINGS = ("=", "+", "-", "@", "\t=", "|", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")')


def test_no_cell_is_a_formula(run: Path) -> None:
    """Whatever a draft begins with."""
    for opening in OPENINGS:
        draft = store.load(run, "drafts.json", Draft)
        first, *rest = draft.segments
        summary = first.summary.model_copy(update={"text": f"{opening}1+1，总资产低于整体。"})
        draft = Draft(segments=(first.model_copy(update={"summary": summary}), *rest))
        store.save(run, {"drafts.json": store.dump(draft)}, store.load_run(run))
        (run.parent / "r.xlsx").write_bytes(write_workbook(run))
        sheet = load_workbook(run.parent / "r.xlsx").worksheets[0]
        assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}
        assert any(opening.strip() in str(cell.value) for row in sheet for cell in row)


def test_rows_are_taken_stale_ones_refused_with_what_happened(run: Path, capsys) -> None:
    file = run.parent / "r.xlsx"
    assert run_command_line(["export-review", str(run), str(file)]) == 0
    book = load_workbook(file)
    sheet = book.worksheets[0]
    for number, decided in ((2, "批准"), (3, "批准")):
        sheet.cell(number, 9).value = decided
    book.save(file)
    arguments = ["approve", str(run), "0", "--part", "name", "--reviewer", "张三"]
    assert run_command_line(arguments) == 0
    capsys.readouterr()
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "李四"]) == 1
    printed = capsys.readouterr()
    assert "批准 1 处" in printed.out
    assert "第 2 行没有记下" in printed.err
    assert "张三" in printed.err
    assert len(store.read_entries(run)) == 2
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "李四"]) == 1
    assert len(store.read_entries(run)) == 2


def test_a_final_report_waits_for_every_part_and_bears_no_stamp(run: Path, capsys) -> None:
    assert run_command_line(["render", str(run)]) == 0
    assert "〔草稿〕" in (run / "report.md").read_text("utf-8")
    assert run_command_line(["render", str(run), "--final"]) == 1
    assert "群组 0 的命名（待审）" in capsys.readouterr().err
    for segment in ("0", "1"):
        assert run_command_line(["approve", str(run), segment, "--reviewer", "张三"]) == 0
    assert run_command_line(["render", str(run), "--final"]) == 0
    for name in ("report.md", "report.html"):
        text = (run / name).read_text("utf-8")
        assert "草稿" not in text
        assert store.read_history(run).head in text
        assert "张三" in text
