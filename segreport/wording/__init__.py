"""How numbers are written and read: 元/万/亿, %, 成, 倍, 岁; and how levels are named."""

from segreport.wording.levels import level_word
from segreport.wording.plain import plain
from segreport.wording.reading import Quantity, half_width, read_quantities
from segreport.wording.spoken import words_value
from segreport.wording.writing import (
    default_decimals,
    displayed,
    format_change,
    format_count,
    format_effect,
    format_moment,
    format_multiple,
    format_p,
    format_percent,
    format_points,
    format_share,
    format_signed,
    format_value,
    rounded,
)

__all__ = [
    "Quantity",
    "default_decimals",
    "displayed",
    "format_change",
    "format_count",
    "format_effect",
    "format_moment",
    "format_multiple",
    "format_p",
    "format_percent",
    "format_points",
    "format_share",
    "format_signed",
    "format_value",
    "half_width",
    "level_word",
    "plain",
    "read_quantities",
    "rounded",
    "words_value",
]
