"""Looking into a workbook's archive before it is opened: size, emptiness, missing results."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from segreport.errors import CustomerDataError

MOST_BYTES = 600 << 20
"""Uncompressed, of all parts together."""
MOST_CELLS = 20_000_000
_MOST_RATIO = 150
_SMALL = 50 << 20
_CHUNK = 4 << 20
_OVERLAP = 4096

_LAST_CELL = 11
"""BrtCellBlank to BrtFmlaError: records of cells begin with the column."""
_PLACE = re.compile(rb'<c [^<>]{0,80}?r="([A-Z]{1,3})(\d{1,7})"')
_UNCALCULATED = re.compile(
    rb'<c (?![^<>]*t="str")[^<>]*r="([A-Z]+\d+)"[^<>]*>\s*<f(?:[^<>]*/>|[^<>]*>[^<>]*</f>)'
    rb"\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_HIDDEN_ROW = re.compile(rb'<row [^<>]*hidden="(?:1|true)"')
_ERROR = re.compile(rb'<c [^<>]*t="e"')
_ODS_TOKEN = re.compile(rb"<table:(table-row|table-cell|covered-table-cell)\b([^<>]*)")
_ODS_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="(\d{1,12})"')


def inspect_archive(name: str, content: bytes) -> list[str]:
    """Refuse what would fill the memory, and formulas whose results were never saved.

    Returns notes on hidden rows, as a filter leaves them, and on errors such as #DIV/0!. Raises
    CustomerDataError; an archive that is none is left to the reader of workbooks.
    """
    notes: dict[str, None] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_sizes(name, archive)
            for part in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", part.filename):
                    notes |= dict.fromkeys(_inspect_sheet(name, archive, part))
                elif re.fullmatch(r"xl/worksheets/[^/]+\.bin", part.filename):
                    _refuse_area(name, *_binary_corner(archive.read(part)))
                elif part.filename == "content.xml":
                    _inspect_ods(name, archive, part)
                else:
                    with archive.open(part) as stream:  # the sizes it declares are checked, too
                        while stream.read(_CHUNK):
                            pass
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError,
            NotImplementedError, RuntimeError) as error:  # fmt: skip
        raise CustomerDataError(
            f"打不开工作簿 {name}：{error}。它可能加了密码、没有下载完或已损坏，请另存一份后重试。"
        ) from None
    except zlib.error as error:
        raise CustomerDataError(f"打不开工作簿 {name}：{error}。请另存一份后重试。") from None
    return list(notes)


def _refuse_sizes(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if size > MOST_BYTES or (size > _SMALL and size > _MOST_RATIO * max(packed, 1)):
        raise CustomerDataError(
            f"工作簿 {name} 解压后有 {size >> 20} MB（压缩前后相差 {size // max(packed, 1)} 倍），"
            f"超出限度（{MOST_BYTES >> 20} MB、{_MOST_RATIO} 倍）。请导出为 CSV 后重试。"
        )


def _inspect_sheet(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> list[str]:
    widest = deepest = 0
    carried = b""
    hidden = wrong = False
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = carried + chunk
            formula = _UNCALCULATED.search(text) if b"<f" in text else None
            if formula is not None:
                raise CustomerDataError(
                    f"工作簿 {name} 的单元格 {formula[1].decode()} 等是公式，"
                    "但文件里没有存计算结果。"
                    "请用 Excel 或 WPS 打开并保存一次，或把公式粘贴为数值后重试。"
                )
            hidden = hidden or _HIDDEN_ROW.search(text) is not None
            wrong = wrong or _ERROR.search(text) is not None
            for letters, row in _corners(text).items():
                widest = max(widest, _column(letters))
                deepest = max(deepest, int(row))
            carried = text[-_OVERLAP:]
    _refuse_area(name, deepest, widest)
    notes = [f"工作簿 {name} 里有隐藏的行（例如筛选过），一并读取了。"] if hidden else []
    return notes + [f"工作簿 {name} 里有 #DIV/0! 一类的错误值，按缺失处理。"] * wrong


def _binary_corner(records: bytes) -> tuple[int, int]:
    """Rows and columns of a sheet of XLSB, whose records are [MS-XLSB] 2.1.4: id, size, content."""
    at = row = column = 0
    while at < len(records):
        kind, at = _varint(records, at, 2)
        size, at = _varint(records, at, 4)
        if kind == 0:
            row = max(row, int.from_bytes(records[at : at + 4], "little"))
        elif kind <= _LAST_CELL:
            column = max(column, int.from_bytes(records[at : at + 4], "little"))
        at += size
    return row + 1, column + 1


def _varint(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, the lowest first, and where it ends."""
    value = 0
    for place, byte in enumerate(content[at : at + most]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    return value, at + most


def _corners(text: bytes) -> dict[bytes, bytes]:
    """The places of the cells in a part of a sheet, each column letter with its last row."""
    last: dict[bytes, bytes] = {}
    for letters, row in _PLACE.findall(text):
        last[letters] = max(last.get(letters, b"0"), row, key=int)
    return last


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _inspect_ods(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A cell and a row of ODS may stand for thousands: all of them up to the last filled one."""
    if part.file_size > MOST_BYTES // 4:
        raise CustomerDataError(
            f"工作簿 {name} 的内容有 {part.file_size >> 20} MB，超出限度"
            f"（{MOST_BYTES >> 22} MB）。请导出为 CSV 后重试。"
        )
    widest = width = deepest = depth = repeats = 0
    for match in _ODS_TOKEN.finditer(archive.read(part)):
        repeated = _ODS_REPEATED.search(match[2])
        count = int(repeated[1]) if repeated else 1
        if match[1] == b"table-row":
            depth, width, repeats = depth + repeats, 0, count
            continue
        width += count
        if b"office:value-type" in match[2] or b"office:value" in match[2]:
            widest, deepest = max(widest, width), depth + repeats
    _refuse_area(name, deepest, widest)


def _refuse_area(name: str, rows: int, columns: int) -> None:
    if rows * columns > MOST_CELLS:
        raise CustomerDataError(
            f"工作簿 {name} 的一张表占了 {rows} 行 {columns} 列，超出限度"
            f"（{MOST_CELLS // 10_000} 万格）。请删去表外的单元格，或导出为 CSV 后重试。"
        )
