"""Reading inspections."""

from .results import satisfaction, satisfactions, verified_claims, verified_claims_of
from .summary import QuarterSummary, quarter_summary
from .tables import candidates_for, finding_rows, inspectors_for, round_rows
from .visits import Clause, Section, clause_of, leaf_count, photos_of, sections_of, visits_between

__all__ = [
    "Clause",
    "QuarterSummary",
    "Section",
    "candidates_for",
    "clause_of",
    "finding_rows",
    "inspectors_for",
    "leaf_count",
    "photos_of",
    "quarter_summary",
    "round_rows",
    "satisfaction",
    "satisfactions",
    "sections_of",
    "verified_claims",
    "verified_claims_of",
    "visits_between",
]
