"""The checker: reads Chinese sentences about segments and holds each against the table."""

from segreport.claims.checking import check_draft, check_text, judge
from segreport.claims.nouns import Claim, Doubt, Reading
from segreport.claims.reading import read_claims

__all__ = [
    "Claim",
    "Doubt",
    "Reading",
    "check_draft",
    "check_text",
    "judge",
    "read_claims",
]
