"""The smallest XLSB there is, written record by record after [MS-XLSB]: nothing else writes it.

A record is its number and the size of its content, both seven bits a byte, and the content. Texts
are 32 bits of length and UTF-16; a cell begins with its column and its style.
"""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

Cell = str | float | bool | None

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXCEL = "application/vnd.ms-excel"


def number(value: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    low, high = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + number(high) if high else bytes([low])


def record(kind: int, content: bytes = b"") -> bytes:
    return number(kind) + number(len(content)) + content


def text(value: str) -> bytes:
    encoded = value.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


def cell(column: int, value: Cell) -> bytes:
    place = struct.pack("<II", column, 0)
    match value:
        case None:
            return record(1, place)  # BrtCellBlank
        case bool():
            return record(4, place + bytes([value]))  # BrtCellBool
        case str():
            return record(6, place + text(value))  # BrtCellSt
    return record(5, place + struct.pack("<d", value))  # BrtCellReal


def sheet(rows: Sequence[Sequence[Cell]], first: int = 0) -> bytes:
    """BrtBeginSheet, BrtWsDim, BrtBeginSheetData, rows, and the ends."""
    corner = struct.pack("<IIII", first, first + len(rows) - 1, 0, max(map(len, rows)) - 1)
    made = record(129) + record(148, corner) + record(145)
    for position, row in enumerate(rows, first):
        made += record(0, struct.pack("<IIHHBI", position, 0, 300, 0, 0, 0))  # BrtRowHdr
        made += b"".join(cell(column, value) for column, value in enumerate(row))
    return made + record(146) + record(130)


def write_xlsb(path: Path, sheets: dict[str, bytes]) -> None:
    names = record(131) + record(143)  # BrtBeginBook, BrtBeginBundleShs
    for place, name in enumerate(sheets, 1):
        names += record(156, struct.pack("<II", 0, place) + text(f"rId{place}") + text(name))
    names += record(144) + record(132)
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/worksheet"'
        f' Target="worksheets/sheet{place}.bin"/>'
        for place in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="bin" ContentType="{_EXCEL}.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship'
        f' Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": names,
        "xl/_rels/workbook.bin.rels": f"{_HEAD}<Relationships"
        f' xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    }
    for place, content in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{place}.bin"] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
