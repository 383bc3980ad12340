"""Bytes of a text file to text: which encoding it is, and when that cannot be known."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

import pyarrow as pa

from segreport.assets import find_asset
from segreport.errors import CustomerDataError

SHOWN = {"utf-8-sig": "UTF-8（带 BOM）", "utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}
LOST = "\ufffd"
"""Stands where a byte could not be read."""

INVISIBLE = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
"""Soft hyphen, zero-width blanks and joiners, byte order marks in the middle: they make two cells
that look the same differ."""

_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_COMMON_SHARE = 0.7
_SAMPLE = 50_000
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_MOST_STRAY = 100
_GUESSES = {
    "big5": "繁体 Big5",
    "euc_jp": "日文 EUC-JP",
    "cp932": "日文 Shift-JIS",
    "euc_kr": "韩文 EUC-KR",
    "cp1252": "西文 Windows-1252",
}
_CURE = "请用 --encoding 指明编码（例如 --encoding big5），或在 Excel 里另存为“CSV UTF-8”后重试。"
_OTHER = "请换一种编码（常用的有 utf-8、gb18030、big5），或去掉 --encoding，由程序自己判断。"


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as UTF-8."""

    body: bytes
    """UTF-8 without byte order mark."""
    encoding: str
    """As the user is told it."""
    stray: tuple[int, ...] = ()
    """Lines with bytes that belong to no character; LOST stands in their place."""


def read_text(name: str, content: bytes, given: str | None = None) -> Text:
    """The text of a file.

    Raises CustomerDataError where the bytes are no text, are cut within a character, or can be
    read in several ways of which none is plausible.
    """
    if given is not None:
        return _as_told(name, content, given)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as_told(name, content, "utf-16")
    if b"\0" in content:
        raise CustomerDataError(
            f"文件 {name} 不是文本文件（第 {_line(content, content.index(0))} 行有空字节）。"
            "请重新导出为 CSV；如果它是没有 BOM 的 UTF-16，请加 --encoding utf-16-le。"
        )
    if content.startswith(codecs.BOM_UTF8):
        return _utf8(name, content.removeprefix(codecs.BOM_UTF8), "utf-8-sig")
    return Text(content, SHOWN["utf-8"]) if _is_utf8(content) else _not_utf8(name, content)


def without_invisible(text: Text) -> tuple[Text, int]:
    """The text without characters that nobody sees, and how many there were.

    Control characters that are Windows-1252 taken for Latin-1 become what they were: “ ” – €.
    """
    body, found = purge(text.body)
    return replace(text, body=body), found


def purge(body: bytes) -> tuple[bytes, int]:
    """The same for UTF-8, however much of it."""
    found = 0
    if body.isascii():
        return body, 0
    if b"\xc2" in body:
        body = _CONTROLS.sub(lambda match: match[0][1:].decode("cp1252", "ignore").encode(), body)
    signs = [character.encode() for character in INVISIBLE]
    first = {sign for sign in signs if sign[:1] in body}  # one byte is found far quicker than two
    openings = {opening for opening in {sign[:2] for sign in first} if opening in body}
    for sign in (sign for sign in signs if sign[:2] in openings):
        count = body.count(sign)
        body, found = (body.replace(sign, b""), found + count) if count else (body, found)
    return body, found


def tell_invisible(name: str, count: int) -> str:
    """The note on characters that were taken out."""
    return f"{name} 里有 {count} 个看不见的字符（零宽空格等），已去掉。"


def _is_utf8(content: bytes) -> bool:
    """Arrow's validation is several times as fast as making a text of the bytes."""
    ends = pa.array([0, len(content)], pa.int64()).buffers()[1]
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, ends, pa.py_buffer(content)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _as_told(name: str, content: bytes, given: str) -> Text:
    try:
        encoding = codecs.lookup(given).name
        text = content.decode(encoding)
    except LookupError:
        raise CustomerDataError(
            f"不认识编码 {given}。常用的有 utf-8、gb18030、big5、utf-16、cp1252。"
        ) from None
    except UnicodeDecodeError as error:
        raise CustomerDataError(_undecodable(name, content, error, given, _OTHER)) from None
    except (UnicodeError, ValueError) as error:  # codecs such as hex or idna are no text
        raise CustomerDataError(f"文件 {name} 不能按 {given} 解读：{error}。{_OTHER}") from None
    if not isinstance(text, str):
        raise CustomerDataError(f"{given} 不是文字编码。{_OTHER}")
    if "\0" in text:
        raise CustomerDataError(f"文件 {name} 按 {given} 解读后仍有空字符，不是文本。{_OTHER}")
    body = text.removeprefix("\ufeff").encode("utf-8", "replace")
    return Text(body, SHOWN.get(encoding, encoding))


def _utf8(name: str, content: bytes, encoding: str) -> Text:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_cut(content, error):
            raise CustomerDataError(_undecodable(name, content, error, "UTF-8")) from None
        return _stray(name, content, SHOWN[encoding])
    return Text(content, SHOWN[encoding])


def _not_utf8(name: str, content: bytes) -> Text:
    """GB18030 where the characters are those of Chinese tables, UTF-8 with stray bytes, or none."""
    _, cut_utf8 = _decode(content, "utf-8")
    if cut_utf8 is not None:
        raise CustomerDataError(_undecodable(name, content, cut_utf8, "UTF-8"))
    text, cut = _decode(content, "gb18030")
    if text is None:
        return _stray(name, content, SHOWN["utf-8"])
    if cut is not None and text.isascii():
        return _stray(name, content, SHOWN["utf-8"])
    if not _is_chinese(text):
        raise CustomerDataError(
            f"文件 {name} 的编码不能确定：按 GB18030（GBK）能解读，但得到的多是生僻字或乱码"
            f"（例如“{_example(text)}”）{_likely(content)}。{_CURE}"
        )
    if cut is not None:
        raise CustomerDataError(_undecodable(name, content, cut, "GB18030"))
    return Text(text.removeprefix("\ufeff").encode("utf-8"), SHOWN["gb18030"])


def _stray(name: str, content: bytes, encoding: str) -> Text:
    """UTF-8 or plain ASCII with a few bytes that are neither; the reader decides where they lie."""
    text = content.decode("utf-8", "replace")
    lost = [number for number, line in enumerate(text.split("\n"), 1) if LOST in line]
    others = sum(ord(character) > 127 for character in text) - text.count(LOST)
    if text.count(LOST) > max(_MOST_STRAY, others):
        raise CustomerDataError(
            f"文件 {name} 的编码既不是 UTF-8 也不是 GB18030（GBK）{_likely(content)}。{_CURE}"
        )
    return Text(text.encode("utf-8"), encoding, tuple(lost))


def refuse_stray(name: str, lines: tuple[int, ...]) -> CustomerDataError:
    """The error for stray bytes that lie in cells that count."""
    shown = "、".join(str(line) for line in lines[:5])
    return CustomerDataError(
        f"文件 {name} 第 {shown} {'等 ' + str(len(lines)) + ' ' if len(lines) > 5 else ''}行"
        "有不能按 UTF-8 或 GB18030（GBK）解读的字节。请在 Excel 里改正这些行后另存为"
        "“CSV UTF-8”，或用 --encoding 指明编码（例如 --encoding cp1252）。"
    )


def _decode(content: bytes, encoding: str) -> tuple[str | None, UnicodeDecodeError | None]:
    """The text, as far as it goes, and where it is cut; None where the bytes are none."""
    try:
        return content.decode(encoding), None
    except UnicodeDecodeError as error:
        if not _is_cut(content, error):
            return None, None
        return content[: error.start].decode(encoding), error


def _is_cut(content: bytes, error: UnicodeDecodeError) -> bool:
    ends = error.reason.startswith(("unexpected end", "incomplete", "truncated"))
    return ends and error.start >= len(content) - 4


def _undecodable(
    name: str, content: bytes, error: UnicodeDecodeError, encoding: str, cure: str = _CURE
) -> str:
    line = _line(content, error.start)
    if _is_cut(content, error):
        return (
            f"文件 {name} 在第 {line} 行的一个字中间断开了（{encoding}），文件不完整。"
            "请重新导出或重新下载。"
        )
    return f"文件 {name} 第 {line} 行不能按 {encoding} 解读。{cure}"


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


@cache
def _common() -> frozenset[str]:
    return frozenset(find_asset("data/common_characters.txt").read_text("utf-8")) - {"\n"}


def _is_chinese(text: str) -> bool:
    """Whether the characters are mostly common ones: wrongly decoded text has rare ones."""
    found = (match[0] for match in islice(_FOREIGN.finditer(text), _SAMPLE))
    foreign = [character for character in found if not _is_mark(character)]
    if not foreign:
        return True
    return sum(c in _common() for c in foreign) >= _COMMON_SHARE * len(foreign)


def _is_mark(character: str) -> bool:
    """Punctuation and full-width letters that Chinese text is full of."""
    return character in "￥¥·—…“”‘’　《》【】、。℃㎡±×÷" or "\uff01" <= character <= "\uff5e"


def _example(text: str) -> str:
    return "".join(match[0] for match in islice(_FOREIGN.finditer(text), 6))


def _likely(content: bytes) -> str:
    """What else it may be, as a hint only."""
    fits = []
    for encoding, shown in _GUESSES.items():
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        fits.append(f"{shown}（--encoding {encoding}）")
    return f"，也可能是{'、'.join(fits)}" if fits else ""
