"""The checker: reads Chinese sentences about segments and holds each against the table.

`words` → `clauses`, `subjects`, `quantities`, `comparisons` → `binding`, `reading` → `judging` →
`documents`; each knows only what stands before it.
"""

from segreport.claims.documents.annotating import annotate
from segreport.claims.documents.checking import check_draft, check_text, judge
from segreport.claims.documents.explaining import explain
from segreport.claims.documents.names import NameCheck, check_names, compare_names
from segreport.claims.documents.reports import CheckedLine, CheckedReport, Unchecked, check_report
from segreport.claims.documents.suitability import WordingRule, check_wording, read_wording_rules
from segreport.claims.nouns import Claim, Doubt, Reading, Reference
from segreport.claims.reading import read_claims
from segreport.claims.words.lexicon import read_lexicon

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
