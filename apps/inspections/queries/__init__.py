"""Reading inspections."""

from . import absences, committees, draws, layouts, levels, planning, problems, risk, round_page
from .bundles import as_json, bundle_of, for_copy
from .compared import compared
from .deviation import deviations_of, deviations_of_organizations
from .exported import read_export
from .fingerprints import fingerprints
from .phones import LIMITS, photos_there, records_for_phone, visits_for_phone
from .results import satisfaction, satisfactions, verified_claims, verified_claims_of
from .scoring import method_words
from .sent import content_of_record
from .standing import content_of
from .summary import QuarterSummary, quarter_summary
from .tables import candidates_for, finding_rows, inspectors_for, round_rows
from .totals import running_total
from .visit_parts import files_of, photos_of_finding, record_of, told_in
from .visits import (
    Clause,
    Section,
    clause_of,
    done_count,
    leaf_count,
    photos_of,
    scores_alone,
    sections_of,
)

__all__ = [
    "LIMITS",
    "Clause",
    "QuarterSummary",
    "Section",
    "absences",
    "as_json",
    "bundle_of",
    "candidates_for",
    "clause_of",
    "committees",
    "compared",
    "content_of",
    "content_of_record",
    "deviations_of",
    "deviations_of_organizations",
    "done_count",
    "draws",
    "files_of",
    "finding_rows",
    "fingerprints",
    "for_copy",
    "inspectors_for",
    "layouts",
    "leaf_count",
    "levels",
    "method_words",
    "photos_of",
    "photos_of_finding",
    "photos_there",
    "planning",
    "problems",
    "quarter_summary",
    "read_export",
    "record_of",
    "records_for_phone",
    "risk",
    "round_page",
    "round_rows",
    "running_total",
    "satisfaction",
    "satisfactions",
    "scores_alone",
    "sections_of",
    "told_in",
    "verified_claims",
    "verified_claims_of",
    "visits_for_phone",
]
