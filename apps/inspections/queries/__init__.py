"""Reading inspections."""

from . import problems
from .deviation import deviations_of, deviations_of_organizations
from .results import satisfaction, satisfactions, verified_claims, verified_claims_of
from .scoring import method_words
from .summary import QuarterSummary, quarter_summary
from .tables import candidates_for, finding_rows, inspectors_for, round_rows
from .visits import (
    Clause,
    Section,
    clause_of,
    done_count,
    leaf_count,
    photos_of,
    scores_alone,
    sections_of,
    visits_between,
)

__all__ = [
    "Clause",
    "QuarterSummary",
    "Section",
    "candidates_for",
    "clause_of",
    "deviations_of",
    "deviations_of_organizations",
    "done_count",
    "finding_rows",
    "inspectors_for",
    "leaf_count",
    "method_words",
    "photos_of",
    "problems",
    "quarter_summary",
    "round_rows",
    "satisfaction",
    "satisfactions",
    "scores_alone",
    "sections_of",
    "verified_claims",
    "verified_claims_of",
    "visits_between",
]
