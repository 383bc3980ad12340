"""Customer ids: always text, and what spreadsheets have done to them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from segreport.customers.cells import trimmed

_POINT_ZERO = r"^\d+\.0$"
_WIDE = r"[\x{FF01}-\x{FF5E}\x{3000}]"
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_EXACT = 2.0**53
_SCIENTIFIC = r"^\d(\.\d+)?[eE]\+?\d+$"


def read_ids(name: str, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str], list[str]]:
    """The ids as text (null where empty), notes on them, and problems.

    A `.0` at the end is a spreadsheet's where every id has it, and is taken off.
    """
    text = trimmed(column)
    if pa.types.is_floating(column.type) and pc.any(pc.greater_equal(column, _EXACT)).as_py():
        problem = (
            f"客户号列 {name} 是小数类型，超过 {_EXACT:.0f} 的客户号已不精确。"
            "请在源系统里按文本重新导出"
        )
        return text, [], [problem]
    notes: list[str] = []
    if not pc.all(pc.string_is_ascii(text)).as_py():
        text, notes = _narrow(name, text)
    pointed = pc.match_substring_regex(text, _POINT_ZERO)
    if pc.any(pointed).as_py():
        if pc.all(pointed).as_py():
            note = f"客户号列 {name} 每个都以“.0”结尾（Excel 当作了小数），已去掉。"
            return pc.utf8_slice_codeunits(text, 0, -2), [*notes, note], []
        count = pc.sum(pointed).as_py()
        note = f"客户号列 {name} 有 {count} 个以“.0”结尾，其余没有，未作改动。"
        return text, [*notes, note], []
    bruised = text.filter(pc.fill_null(pc.match_substring_regex(text, _SCIENTIFIC), False))
    plus = bruised.filter(pc.match_substring(bruised, "+"))
    if len(plus):
        problem = (
            f"客户号列 {name} 有 {len(plus)} 个被 Excel 写成了科学计数法"
            f"（例如“{plus[0].as_py()}”），"
            "末尾的数字已丢失。请在源系统里按文本重新导出"
        )
        return text, [], [problem]
    return text, notes, []


def _narrow(name: str, text: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[str]]:
    """００１ is 001: typed with another keyboard, the same customer."""
    wide = pc.fill_null(pc.match_substring_regex(text, _WIDE), False)
    if not pc.any(wide).as_py():
        return text, []
    count = pc.sum(wide).as_py()
    example = text.filter(wide)[0].as_py()
    cells = [cell and cell.translate(_NARROW).strip() for cell in text.to_pylist()]
    note = f"客户号列 {name} 有 {count} 个带全角字符（例如“{example}”），已换成半角。"
    return pa.chunked_array([pa.array(cells, pa.string())]), [note]
