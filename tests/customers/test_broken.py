"""Broken and hostile files: one clean message each, at once and in little memory."""

import io
import random
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from segreport.customers import read_files
from segreport.customers.bombs import MOST_BYTES
from segreport.errors import CustomerDataError

ROWS = "客户号,年龄,资产,城市\n" + "".join(
    f"{n:04d},{20 + n % 50},{n * 100.5},{'北京' if n % 2 else '上海'}\n" for n in range(1, 60)
)
SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in ROWS.splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(name: str, part: bytes) -> bytes:
    """The workbook with one part of its archive replaced."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for entry in old.namelist():
            archive.writestr(entry, part if entry == name else old.read(entry))
    return stream.getvalue()


def sheet(cells: str) -> bytes:
    return with_part(SHEET, (HEAD + cells + TAIL).encode())


def lying(content: bytes) -> bytes:
    """The central directory says that every part is small."""
    out = bytearray(content)
    at = 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        out[at + 24 : at + 28] = struct.pack("<I", 10)
        at += 4
    return bytes(out)


def parquet() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"客户号": ["1", "2", "3"], "年龄": [1.0, 2.0, 3.0]}).to_parquet(stream)
    return stream.getvalue()


def binary_parquet() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"客户号": ["1", "2"], "照片": [b"\xff\xfe", b"\xfe"]}).to_parquet(stream)
    return stream.getvalue()


def nested_parquet() -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"客户号": ["1", "2"], "年龄": [[1], [2]]}).to_parquet(stream)
    return stream.getvalue()


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311  # no secret


GBK = ROWS.encode("gb18030")
UTF8 = ROWS.encode("utf-8")
BROKEN: dict[str, bytes] = {
    "empty.csv": b"",
    "blank.csv": b" \n\r\n\t\n",
    "only_bom.csv": b"\xef\xbb\xbf",
    "only_commas.csv": b",,,\n,,,\n",
    "only_header.csv": "客户号,年龄\n".encode(),
    "header_and_blanks.csv": "客户号,年龄\n\n\n".encode(),
    "nul.csv": b"id,age\n1,\0\n",
    "utf16_no_bom.csv": ROWS.encode("utf-16-le"),
    "utf16_odd.csv": ROWS.encode("utf-16")[:-1],
    "utf32.csv": ROWS.encode("utf-32"),
    "cut_utf8.csv": (ROWS + "0061,30,5,上海").encode()[:-1],
    "cut_utf8_bom.csv": (ROWS + "0061,30,5,上海").encode("utf-8-sig")[:-2],
    "cut_gbk.csv": (ROWS + "0061,30,5,上海").encode("gb18030")[:-1],
    "stray.csv": UTF8.replace("北京".encode(), b"\xa0", 1),
    "stray_header.csv": b"id,ag\xff,x\n1,2,3\n2,3,4\n",
    "big5.csv": "客戶編號,年齡,資產總額,縣市\n1,2,3,臺北\n2,3,4,高雄\n".encode("big5"),
    "euc_jp.csv": "顧客番号,年齢,残高,都市\n1,2,3,東京都\n2,3,4,大阪府\n".encode("euc_jp"),
    "sjis.csv": "顧客番号,年齢,残高,都市\n1,2,3,東京都\n2,3,4,大阪府\n".encode("cp932"),
    "euc_kr.csv": "고객번호,나이,자산\n1,2,3\n2,3,4\n".encode("euc_kr"),
    "latin1.csv": "id,prénom,âge\n1,Zoé,3\n2,Noël,4\n".encode("latin-1"),
    "cyrillic.csv": "номер,возраст,сумма\n1,2,3\n2,3,4\n".encode("cp1251"),
    "noise.csv": noise(1, 5000),
    "noise_high.csv": bytes(b | 0x80 for b in noise(2, 5000)),
    "ragged_long.csv": b"id,age,x\n1,2,3\n2,3,4,5\n3,4,5\n",
    "ragged_short.csv": b"id,age,x\n1,2,3\n2,3\n3,4,5\n",
    "ragged_all.csv": b"id,age\n1,2,3\n2,3,4\n3,4,5\n",
    "open_quote.csv": b'id,name,age\n1,"a,2\n2,b,3\n3,c,4\n',
    "text_after_quote.csv": b'id,name,age\n1,"a"b,2\n2,b,3\n3,c,4\n',
    "long_cell.csv": b'id,age\n1,2\n2,"' + b"x" * 300_000 + b'"\n',
    "duplicate.csv": b"id,id,age\n1,2,3\n2,3,4\n",
    "no_header.csv": b"1,30,200\n2,40,300\n3,50,500\n",
    "no_header_names.csv": "张三,30,200\n李四,40,300\n王五,50,500\n".encode(),
    "two_readings.csv": b"a,b;c\n1,2;3\n4,5;6\n7,8;9\n",
    "long_header.csv": b"id," + b"x" * 5000 + b"\n1,2\n2,3\n",
    "html.csv": b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>",
    "xml.csv": b'<?xml version="1.0"?><rows><row id="1"/></rows>',
    "xlsx.csv": workbook(),
    "xls.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "gzip.csv": b"\x1f\x8b\x08\x00" + noise(3, 100),
    "pdf.csv": b"%PDF-1.7\n" + noise(4, 500),
    "parquet.csv": parquet(),
    "unknown.doc": b"x",
    "no_suffix": b"id,age\n1,2\n",
    "empty.xlsx": b"",
    "noise.xlsx": noise(5, 3000),
    "no_archive.xlsx": b"PK\x03\x04 no archive",
    "text.xlsx": UTF8,
    "html.xls": b"<html><table><tr><td>1</td></tr></table></html>",
    "cut_half.xlsx": workbook()[:2500],
    "cut_end.xlsx": workbook()[:-30],
    "flipped.xlsx": workbook()[:800] + noise(6, 200) + workbook()[1000:],
    "other_archive.xlsx": with_part("[Content_Types].xml", b"")[:0] + b"PK\x05\x06" + b"\0" * 18,
    "no_sheet.xlsx": with_part("xl/workbook.xml", b"<workbook/>"),
    "bad_xml.xlsx": with_part(SHEET, b"<worksheet><sheetData><row><c r="),
    "empty_sheet.xlsx": sheet(""),
    "one_row.xlsx": sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
    "formula.xlsx": sheet(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v></v></c></row>'
    ),
    "formula_no_value.xlsx": sheet('<row r="2"><c r="A2"><f>1+1</f></c></row>'),
    "shared_formula.xlsx": sheet('<row r="2"><c r="A2"><f t="shared" si="0"/></c></row>'),
    "far_corner.xlsx": sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "bomb.xlsx": sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * (120 << 20)),
    "lying_bomb.xlsx": lying(sheet(" " * (30 << 20))),
    "wide_gap.ods": b"",
    "noise.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(7, 3000),
    "zeros.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000,
    "noise.xlsb": noise(8, 2000),
    "noise.ods": noise(9, 2000),
    "xlsx_as.ods": workbook()[:3000],
    "empty.parquet": b"",
    "noise.parquet": noise(10, 2000),
    "cut.parquet": parquet()[:-20],
    "flipped.parquet": parquet()[:40] + noise(11, 60) + parquet()[100:],
    "footer.parquet": b"PAR1" + noise(12, 100) + struct.pack("<I", 1 << 30) + b"PAR1",
    "binary.parquet": binary_parquet(),
    "nested.parquet": nested_parquet(),
}


def ods_bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            '<table:table><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value="1" table:number-columns-repeated="16384"/>'
            "</table:table-row></table:table>",
        )
    return stream.getvalue()


BROKEN["wide_gap.ods"] = ods_bomb()


def test_there_are_enough_broken_files() -> None:
    assert len(BROKEN) >= 60


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_clean_message(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BROKEN[name])
    start = time.monotonic()
    with pytest.raises(CustomerDataError) as caught:
        read_files([path])
    message = str(caught.value)
    assert name in message
    assert message.endswith("。")
    assert "请" in message or "--encoding" in message or "能读" in message
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("name", ["cut_utf8.csv", "cut_utf8_bom.csv", "cut_gbk.csv"])
def test_a_file_cut_within_a_character_is_named_as_such(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(CustomerDataError, match=r"第 61 行的一个字中间断开了"):
        read_files([tmp_path / name])


@pytest.mark.parametrize("name", ["big5.csv", "euc_jp.csv", "sjis.csv", "euc_kr.csv", "latin1.csv"])
def test_text_that_decodes_by_luck_is_refused_with_the_option(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BROKEN[name])
    with pytest.raises(CustomerDataError, match="--encoding"):
        read_files([tmp_path / name])


def test_a_bomb_is_larger_than_the_limit_or_the_ratio() -> None:
    assert len(BROKEN["bomb.xlsx"]) < 1 << 20 < MOST_BYTES
