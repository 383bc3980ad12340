"""The checker: reads Chinese sentences about segments and holds each against the table."""

from segreport.claims.annotating import annotate
from segreport.claims.checking import check_draft, check_text, judge
from segreport.claims.explaining import explain
from segreport.claims.lexicon import read_lexicon
from segreport.claims.names import NameCheck, check_names, compare_names
from segreport.claims.nouns import Claim, Doubt, Reading, Reference
from segreport.claims.reading import read_claims
from segreport.claims.reports import CheckedLine, CheckedReport, Unchecked, check_report
from segreport.claims.suitability import WordingRule, check_wording, read_wording_rules

__all__ = [
    "CheckedLine",
    "CheckedReport",
    "Claim",
    "Doubt",
    "NameCheck",
    "Reading",
    "Reference",
    "Unchecked",
    "WordingRule",
    "annotate",
    "check_draft",
    "check_names",
    "check_report",
    "check_text",
    "check_wording",
    "compare_names",
    "explain",
    "judge",
    "read_claims",
    "read_lexicon",
    "read_wording_rules",
]
