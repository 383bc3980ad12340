"""Workbooks as people leave them: titles, merged cells, several sheets, formulas, long numbers."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from segreport.customers import RawTable, Reading, read_files
from segreport.errors import CustomerDataError


def book() -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    return made, sheet


def read(tmp_path: Path, made: openpyxl.Workbook, sheet: str | None = None) -> RawTable:
    made.save(tmp_path / "b.xlsx")
    return read_files([tmp_path / "b.xlsx"], reading=Reading(sheet=sheet))


def test_titles_totals_merged_cells_dates_and_truth_values(tmp_path: Path) -> None:
    made, sheet = book()
    sheet.append(["客户明细表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["客户号", "开户日", "余额", "分行", "VIP"])
    for n in range(1, 6):
        sheet.append([f"{n:03d}", datetime.date(2024, 1, n), n * 1.5, None, n > 3])
    sheet["D3"], sheet["D6"] = "北京", "上海"
    sheet.merge_cells("D3:D5")
    sheet.merge_cells("D6:D7")
    sheet.append(["合计", None, 22.5])
    raw = read(tmp_path, made)
    assert raw.columns["客户号"].to_pylist() == ["001", "002", "003", "004", "005"]
    assert raw.columns["开户日"].to_pylist()[0] == "2024-01-01"
    assert raw.columns["分行"].to_pylist() == ["北京", "北京", "北京", "上海", "上海"]
    assert raw.columns["VIP"].to_pylist() == ["FALSE", "FALSE", "FALSE", "TRUE", "TRUE"]
    assert raw.notes == (
        "b.xlsx 第 1 行在表头上方，是标题或说明，已跳过。",
        "b.xlsx 第 8 行是合计，已跳过。",
    )
    assert raw.numbers().tolist() == [3, 4, 5, 6, 7]


def test_sheets_of_one_header_are_told_apart_by_the_user(tmp_path: Path) -> None:
    made, first = book()
    first.title = "一月"
    for sheet, factor in ((first, 1), (made.create_sheet("二月"), 10)):
        for row in (("客户号", "余额"), ("a", factor), ("b", 2 * factor)):
            sheet.append(row)
    with pytest.raises(CustomerDataError, match="表头相同的表：一月、二月。请用 --sheet 指定"):
        read(tmp_path, made)
    assert read(tmp_path, made, "二月").columns["余额"].to_pylist() == ["10", "20"]
    with pytest.raises(CustomerDataError, match="没有叫“三月”的工作表，有的是：一月、二月"):
        read(tmp_path, made, "三月")


def test_a_table_that_begins_in_the_middle_of_the_sheet(tmp_path: Path) -> None:
    made, sheet = book()
    for n, row in enumerate((("客户号", "余额"), ("a", 1), ("b", 2))):
        sheet.cell(5 + n, 3, row[0])
        sheet.cell(5 + n, 4, row[1])
    raw = read(tmp_path, made)
    assert raw.columns.column_names == ["客户号", "余额"]
    assert raw.numbers().tolist() == [6, 7]


def test_numbers_longer_than_a_spreadsheet_keeps_are_told(tmp_path: Path) -> None:
    made, sheet = book()
    for row in (("客户号", "余额"), (110101199003070011, 1), (110101199003070099, 2)):
        sheet.append(row)
    assert "列“客户号”有超过 15 位的数字" in read(tmp_path, made).notes[0]


def test_a_formula_without_its_result_is_named(tmp_path: Path) -> None:
    made, sheet = book()
    for row in (("客户号", "余额"), ("a", 1), ("b", "=B2*2")):
        sheet.append(row)
    with pytest.raises(CustomerDataError, match="单元格 B3 等是公式，但文件里没有存计算结果"):
        read(tmp_path, made)


ODS = """<?xml version="1.0"?><office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="客户">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""
TEXT = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
NUMBER = '<table:table-cell office:value-type="float" office:value="{}"/>'
ROW = (
    '<table:table-row>{}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
)
REST = (
    '<table:table-row table:number-rows-repeated="1048573">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
WIDE = (
    '<table:table-row table:number-rows-repeated="90000">'
    '<table:table-cell office:value-type="float" office:value="1" '
    'table:number-columns-repeated="900"/></table:table-row>'
)


def write_ods(path: Path, rows: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )


def test_ods_is_read_and_its_repeated_cells_are_bounded(tmp_path: Path) -> None:
    cells = [("客户号", "余额"), ("001", 1.5), ("002", 2)]
    rows = "".join(
        ROW.format("".join((TEXT if isinstance(c, str) else NUMBER).format(c) for c in row))
        for row in cells
    )
    write_ods(tmp_path / "a.ods", rows + REST)
    raw = read_files([tmp_path / "a.ods"])
    assert raw.columns.to_pydict() == {"客户号": ["001", "002"], "余额": ["1.5", "2"]}
    write_ods(tmp_path / "bomb.ods", WIDE * 3)
    with pytest.raises(CustomerDataError, match="占了 270000 行 900 列，超出限度"):
        read_files([tmp_path / "bomb.ods"])
