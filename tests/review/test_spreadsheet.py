"""Whatever a text holds, the workbook shows it as text and gives it back, or says why it cannot."""

import io
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import python_calamine
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from segreport import store
from segreport.cli import run_command_line
from segreport.models import Draft, Profile, SegmentDraft
from segreport.review import Choice, Decision
from segreport.review.people import person_key
from segreport.reviewing import open_desk, take
from segreport.reviewing.workbook import write_workbook
from segreport.wording import plain
from tests.hostile import TEXTS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DECIDED, TEXT, REASON = 9, 10, 11
STORABLE = [text for text in TEXTS if not re.search("[\ud800-\udfff]", text)]
"""A run folder is UTF-8, which has no lone surrogates."""
BATCH = 12


def save(folder: Path, **artifacts: Draft | Profile) -> None:
    """Put other artifacts into a run."""
    dumped = {f"{name}.json": store.dump(value) for name, value in artifacts.items()}
    store.save(folder, dumped, store.load_run(folder))


def advise(folder: Path, texts: list[str]) -> None:
    """Let segment 0 have these texts for its advice."""
    first, *rest = store.load(folder, "drafts.json", Draft).segments
    (advice, *_) = first.marketing
    marketing = tuple(
        advice.model_copy(update={"place": f"marketing/{number}", "text": text})
        for number, text in enumerate(texts, start=1)
    )
    save(folder, drafts=Draft(segments=(first.model_copy(update={"marketing": marketing}), *rest)))


def cells(content: bytes) -> list[ET.Element]:
    """Every cell of a workbook as its XML has it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        trees = [ET.fromstring(archive.read(name)) for name in names]  # noqa: S314  # our own
        everything = b"".join(map(archive.read, archive.namelist()))
    assert b"<f>" not in everything
    assert b"externalLink" not in everything
    return [cell for tree in trees for cell in tree.iter(f"{MAIN}c")]


def read_back(content: bytes) -> dict[str, list[str]]:
    """Column → its texts, as a reader that knows the escapes of the format has them."""
    book = python_calamine.load_workbook(io.BytesIO(content))
    head, *rows = book.get_sheet_by_index(0).to_python()
    return {title: [row[n] for row in rows] for n, title in enumerate(head)}


def shared(content: bytes) -> bytes:
    """The workbook as Excel saves it: texts in a table of their own."""
    texts: list[str] = []

    def move(match: re.Match[str]) -> str:
        texts.append(match["text"])
        head = match["head"].replace('t="inlineStr"', 't="s"')
        return f"{head}<v>{len(texts) - 1}</v></c>"

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        pattern = r"(?P<head><c [^>]*>)<is>(?P<text>.*?)</is></c>"
        sheet = re.sub(pattern, move, parts["xl/worksheets/sheet1.xml"].decode(), flags=re.DOTALL)
        parts["xl/worksheets/sheet1.xml"] = sheet.encode()
        items = "".join(f"<si>{text}</si>" for text in texts)
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN[1:-1]}">{items}</sst>'.encode()
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
        relation = f'<Relationship Id="rS" Type="{kind}" Target="sharedStrings.xml"/>'
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = parts[relations].replace(
            b"</Relationships>", relation.encode() + b"</Relationships>"
        )
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def stored(text: str) -> str:
    """A text that somebody typed as a spreadsheet stores it (ECMA-376, ST_Xstring)."""
    escaped = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    return ILLEGAL_CHARACTERS_RE.sub(lambda match: f"_x{ord(match[0]):04X}_", escaped)


def decisions(folder: Path) -> list[Decision]:
    """What is on record."""
    events = (entry.event for entry in store.read_entries(folder))
    return [event for event in events if isinstance(event, Decision)]


def test_sentences_are_text_and_come_out_as_they_went_in(run: Path) -> None:
    """Of a draft that a model may have written: no formula, no other character."""
    advise(run, STORABLE)
    content = write_workbook(run)
    found = cells(content)
    assert {cell.get("t") for cell in found if len(cell)} == {"inlineStr"}
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    columns = read_back(content)
    rows = zip(columns["群组"], columns["位置代号"], columns["文字"], strict=True)
    shown = {place: text for label, place, text in rows if label == "0"}
    for number, text in enumerate(STORABLE, start=1):
        assert shown[f"marketing/{number}"] == plain(text)


def relabel(folder: Path, texts: list[str]) -> None:
    """A run with a segment of every one of these names, which is its theme's name as well."""
    profile = store.load(folder, "profile.json", Profile)
    (some, *_) = profile.segments
    feature, *others = profile.features
    feature = feature.model_copy(
        update={"label": texts[0] + "资产", "unit": texts[0], "theme": texts[0]}
    )
    segments = tuple(some.model_copy(update={"label": text}) for text in texts)
    changed = {"segments": segments, "features": (feature, *others), "k": len(texts)}
    draft = store.load(folder, "drafts.json", Draft)
    drafted = tuple(_relabelled(draft.segments[0], text, n) for n, text in enumerate(texts))
    save(folder, profile=profile.model_copy(update=changed), drafts=Draft(segments=drafted))


def _relabelled(draft: SegmentDraft, label: str, number: int) -> SegmentDraft:
    def moved(sentence: Any, **other: str) -> Any:
        return sentence.model_copy(update={"segment": label, **other})

    return SegmentDraft(
        segment=label,
        name=moved(draft.name, text=f"第{chr(0x4E00 + number)}类客户群", author="model"),
        grounds=moved(draft.grounds),
        lead=moved(draft.lead),
        traits=(moved(draft.traits[0], place=f"trait/{label}", text="这类客户各有不同。"),),
        summary=moved(draft.summary, text="这类客户各有不同。"),
        marketing=(),
        service=(),
    )


@pytest.mark.parametrize("begin", range(0, len(STORABLE), BATCH))
def test_labels_and_themes_find_their_way_back(run: Path, begin: int) -> None:
    """Decisions go to the very segment and place whose row they stand in, or to none."""
    texts = STORABLE[begin : begin + BATCH]
    relabel(run, texts)
    content = write_workbook(run)
    assert {cell.get("t") for cell in cells(content) if len(cell)} == {"inlineStr"}
    columns = read_back(content)
    assert set(columns["群组"]) == {plain(text) for text in texts}
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, DECIDED).value = "否决"
        sheet.cell(row, REASON).value = "看过"
    book.save(run.parent / "r.xlsx")
    code = run_command_line(
        ["import-review", str(run), str(run.parent / "r.xlsx"), "--reviewer", "张三"]
    )
    found = {(event.segment, event.place) for event in decisions(run)}
    alike = Counter(map(plain, texts))
    alone = [text for text in texts if alike[plain(text)] == 1]
    wanted = {(text, place) for text in alone for place in ("name", f"trait/{text}", "summary")}
    assert wanted <= found
    assert {segment for segment, _ in found} <= set(texts)
    assert code == (0 if len(alone) == len(texts) else 1)


@pytest.mark.parametrize("as_saved", [bytes, shared], ids=["inline", "shared"])
def test_what_reviewers_type_comes_back_exactly_or_is_refused(
    run: Path, capsys: pytest.CaptureFixture[str], as_saved: Any
) -> None:
    """New texts and reasons, saved by either kind of program."""
    advise(run, [f"请看第 {number} 处。" for number in range(len(STORABLE))])
    book = load_workbook(io.BytesIO(write_workbook(run)))
    sheet = book.worksheets[0]
    typed = {}
    for row in range(2, sheet.max_row + 1):
        place = sheet.cell(row, 12).value
        if place.startswith("marketing/") and sheet.cell(row, 1).value == "0":
            typed[place] = (row, STORABLE[int(place.partition("/")[2]) - 1])
            sheet.cell(row, DECIDED).value = "改写"
            for column in (TEXT, REASON):
                cell = sheet.cell(row, column)
                cell.value = stored(typed[place][1])
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    (run.parent / "r.xlsx").write_bytes(as_saved(out.getvalue()))
    capsys.readouterr()
    run_command_line(["import-review", str(run), str(run.parent / "r.xlsx"), "--reviewer", "张三"])
    refused = capsys.readouterr().err
    kept = {event.place: (event.shown.text, event.reason) for event in decisions(run)}
    assert len(typed) == len(STORABLE)
    assert len(kept) > 200
    for place, (row, text) in typed.items():
        if place in kept:
            assert kept[place] == (plain(text), plain(text))
        else:
            assert f"第 {row} 行没有记下。" in refused


def test_a_reviewer_of_any_name_is_shown_as_text(run: Path) -> None:
    """Names and reasons of decisions that stand in the workbook already."""
    advise(run, [f"请看第 {number} 处。" for number in range(len(STORABLE))])
    desk, shown = open_desk(run), {}
    with store.open_reviews(run) as reviews:
        for number, text in enumerate(STORABLE, start=1):
            if not person_key(plain(text[:40])):
                continue
            place = f"marketing/{number}"
            take(desk, reviews, [Choice("reject", "0", place, text[:40], reason=text)])
            shown[place] = f"已否决（{plain(text[:40])}：{plain(text)}）"
    content = write_workbook(run)
    assert {cell.get("t") for cell in cells(content) if len(cell)} == {"inlineStr"}
    columns = read_back(content)
    found = zip(columns["位置代号"], columns["群组"], columns["现状"], strict=True)
    assert {place: state for place, label, state in found if place in shown and label == "0"} == (
        shown
    )
    assert len(shown) > 200


@pytest.mark.parametrize(
    ("text", "fits"),
    [("长" * 32_767, True), ("长" * 32_768, False), ("𠮷" * 16_383, True), ("𠮷" * 16_384, False),
     ("_x000D_" * 3_000, False)],
    ids=["32767", "32768", "16383 of two units", "16384 of two units", "escapes"],
)  # fmt: skip
def test_a_text_that_no_cell_holds_is_refused(
    run: Path, capsys: pytest.CaptureFixture[str], text: str, *, fits: bool
) -> None:
    """Rather than shown to its reviewer in part."""
    advise(run, [text])
    file = run.parent / "r.xlsx"
    capsys.readouterr()
    assert run_command_line(["export-review", str(run), str(file)]) == (0 if fits else 2)
    if fits:
        assert text in read_back(file.read_bytes())["文字"]
    else:
        told = capsys.readouterr().err
        assert "群组 0 的营销策略" in told
        assert "放不下" in told
        assert not file.exists()


def fill(folder: Path, value: Any, column: int, decided: str) -> Path:
    """A workbook whose first row somebody filled in."""
    book = load_workbook(io.BytesIO(write_workbook(folder)))
    cell = book.worksheets[0].cell(2, column)
    book.worksheets[0].cell(2, DECIDED).value = decided
    cell.number_format = "General"
    cell.value = value
    book.save(folder.parent / "r.xlsx")
    return folder.parent / "r.xlsx"


@pytest.mark.parametrize("column", [TEXT, REASON, DECIDED])
def test_a_formula_is_refused_with_its_cell(
    run: Path, capsys: pytest.CaptureFixture[str], column: int
) -> None:
    """It is not what its writer sees."""
    file = fill(run, '=CONCATENATE("总资产","低")', column, "改写")
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "张三"]) == 2
    told = capsys.readouterr().err
    assert f"单元格 {' IJK'[column - 8]}2 里是公式" in told
    assert decisions(run) == []


@pytest.mark.parametrize("value", [0.5, True, date(2026, 3, 5)], ids=str)
def test_what_the_spreadsheet_made_something_else_of_is_refused(
    run: Path, capsys: pytest.CaptureFixture[str], value: Any
) -> None:
    """50%, TRUE and 3/5 are no longer what was typed."""
    file = fill(run, value, REASON, "否决")
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "张三"]) == 2
    told = capsys.readouterr().err
    assert "第 2 行：“理由”" in told
    assert "文本格式" in told
    assert decisions(run) == []


def test_a_whole_number_is_what_was_typed(run: Path) -> None:
    """A reason may be the number of a ticket."""
    file = fill(run, 20261123, REASON, "否决")
    assert run_command_line(["import-review", str(run), str(file), "--reviewer", "张三"]) == 0
    assert [event.reason for event in decisions(run)] == ["20261123"]
