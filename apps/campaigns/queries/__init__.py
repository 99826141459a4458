"""What higher apps and pages ask about campaigns."""

from ..rules import deadline, extended_until, phase_for
from .burden import Burden, burden, burden_of
from .past import day_of, days_of, read_on_their_day, tree_of
from .phases import give_phases, phases_told, read_phases, with_phases
from .programmes import YearRow, campaigns_of, figures_of, hangable, programmes_for, years_of
from .progress import QuotaUse, funnel, owing, place_rows, progress_table, quota_label, quota_use, taken_of
from .readiness import Missing, missing_to_open
from .scope import (
    EligibleRow,
    children_of,
    eligible,
    eligible_in,
    eligible_rows,
    is_eligible,
    standards_of,
    version_for,
    with_standards,
)

__all__ = [
    "Burden",
    "EligibleRow",
    "Missing",
    "QuotaUse",
    "YearRow",
    "burden",
    "burden_of",
    "campaigns_of",
    "children_of",
    "day_of",
    "days_of",
    "deadline",
    "eligible",
    "eligible_in",
    "eligible_rows",
    "extended_until",
    "figures_of",
    "funnel",
    "give_phases",
    "hangable",
    "is_eligible",
    "missing_to_open",
    "owing",
    "phase_for",
    "phases_told",
    "place_rows",
    "programmes_for",
    "progress_table",
    "quota_label",
    "quota_use",
    "read_on_their_day",
    "read_phases",
    "standards_of",
    "taken_of",
    "tree_of",
    "version_for",
    "with_phases",
    "with_standards",
    "years_of",
]
