"""Text files that memory does not hold: as UTF-8 on the disk, by the rules of the others."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from segreport.customers.csvfile import SAMPLE_BYTES, Layout, find_layout
from segreport.customers.encodings import purge, read_text, tell_invisible
from segreport.customers.ragged import refuse_stray_quotes
from segreport.errors import CustomerDataError

_HEAD = 1 << 20
_CHUNK = 1 << 22
_LONGEST = 1 << 26
_CODECS = {
    "UTF-8": "utf-8",
    "UTF-8（带 BOM）": "utf-8-sig",
    "GB18030": "gb18030",
    "UTF-16": "utf-16",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A text file that is plain UTF-8 where it lies."""

    path: Path
    """The file, or its copy."""
    encoding: str
    """Of the file, as the user is told it."""
    layout: Layout
    notes: tuple[str, ...]


def open_stream(path: Path, folder: Path, encoding: str | None) -> Stream:
    """The file as UTF-8 without what nobody sees: itself where it is so, else a copy in the folder.

    Raises CustomerDataError as `read_text` and `find_layout` do, for lone carriage returns, and
    where a quote stands within a cell.
    """
    shown = _encoding(path, encoding)
    codec = _CODECS.get(shown, shown)
    invisible, place, same = 0, path, codec == "utf-8"
    for lines in _lines(path, codec):
        _refuse_returns(path.name, lines)
        body, count = purge(lines)
        invisible, same = invisible + count, same and body == lines
    if not same:
        place = folder / "text.csv"
        with place.open("wb") as out:
            out.writelines(purge(lines)[0] for lines in _lines(path, codec))
    with place.open("rb") as file:
        start = file.read(SAMPLE_BYTES)
    layout = find_layout(path.name, start.decode("utf-8", "ignore"))
    notes = (tell_invisible(path.name, invisible),) if invisible else ()
    for lines in _lines(place, "utf-8"):
        if b'"' in lines:
            refuse_stray_quotes(path.name, lines, layout.delimiter)
    return Stream(place, shown, layout, (*layout.head.notes, *notes))


def _refuse_returns(name: str, lines: bytes) -> None:
    """Lines that end as DuckDB does not expect."""
    if b"\r" in lines and lines.count(b"\r") != lines.count(b"\r\n"):
        raise CustomerDataError(
            f"文件 {name} 里有单独的回车符（旧 Mac 格式的行尾，或单元格里的换行）。"
            "请另存为一般的 CSV，或用 --memory 提高限额，在内存里读。"
        )


def _encoding(path: Path, given: str | None) -> str:
    """What the beginning of the file is, or where that is ASCII the first lines that are not."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        while head.isascii() and len(head) >= _HEAD and (more := file.read(_HEAD)):
            head = head[head.rfind(b"\n") + 1 :][-_HEAD:] + more if not more.isascii() else more
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not utf16:
        head = head[: head.rfind(b"\n") + 1] or head
    text = read_text(path.name, head[: len(head) // 2 * 2] if utf16 else head, given)
    if text.stray:
        raise CustomerDataError(
            f"文件 {path.name} 有不能按 UTF-8 或 GB18030（GBK）解读的字节。"
            "请在 Excel 里另存为“CSV UTF-8”，或用 --memory 提高限额。"
        )
    return text.encoding


def _lines(path: Path, codec: str) -> Iterator[bytes]:
    """The file in parts of whole lines, as UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)()
    rest = b""
    done = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                part = rest + decoder.decode(chunk).encode("utf-8", "replace")
                end = part.rfind(b"\n") + 1
                rest = part[end:]
                if len(rest) > _LONGEST:
                    raise CustomerDataError(
                        f"文件 {path.name} 第 {done + 1} 行之后有超过 {_LONGEST >> 20} MB 的一行，"
                        "不像客户表。请检查换行符。"
                    )
                done += part.count(b"\n")
                yield part[:end]
        yield rest + decoder.decode(b"", final=True).encode("utf-8", "replace")
    except UnicodeError:
        raise CustomerDataError(
            f"文件 {path.name} 第 {done + 1} 行之后有不能按 {codec} 解读的字节，"
            "也可能文件不完整。请重新导出，或用 --encoding 指明编码。"
        ) from None
