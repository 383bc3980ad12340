"""Names, descriptions and strategies written by rule: the full report without a model."""

from segreport.rules.drafting import draft_from_rules, ground_name
from segreport.rules.naming import name_segments
from segreport.rules.pack import Pack, read_pack
from segreport.rules.polarity import is_told_apart

__all__ = [
    "Pack",
    "draft_from_rules",
    "ground_name",
    "is_told_apart",
    "name_segments",
    "read_pack",
]
