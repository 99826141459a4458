"""What is asked about organizations."""

from .derived import derived_facts, derived_metrics, metrics_named
from .events import EventRow, events_of
from .facilities import facility_facts
from .facts import current_by_period, current_facts, current_facts_of, fact_history, facts_by_period, newest_fact
from .figures import HeldFigure, held_figures, held_posts
from .history import (
    ELECTION_DAYS,
    changes_of,
    effects_of,
    elections_due,
    ending,
    name_as_of,
    names_as_of,
    read_as_of,
    stars_of,
    tree_as_of,
)
from .ledgers import LedgerValue, ledger_facts, ledgers_and_derived
from .people import holders_around, holders_of, people_of, people_with_roles, secretaries_of
from .places import Place, places_as_of, read_in_place
from .records import coming_soon, days_by_kind, last_held, record_counts, record_dates, record_dates_of
from .tree import ancestors_in_scope, children_counts, children_of, choose_from, own_organizations
from .units import (
    ledger_figures,
    organization_figures,
    organizations_to_judge,
    unit_facts,
    units_below,
)

__all__ = [
    "ELECTION_DAYS",
    "EventRow",
    "HeldFigure",
    "LedgerValue",
    "Place",
    "ancestors_in_scope",
    "changes_of",
    "children_counts",
    "children_of",
    "choose_from",
    "coming_soon",
    "current_by_period",
    "current_facts",
    "current_facts_of",
    "days_by_kind",
    "derived_facts",
    "derived_metrics",
    "effects_of",
    "elections_due",
    "ending",
    "events_of",
    "facility_facts",
    "fact_history",
    "facts_by_period",
    "held_figures",
    "held_posts",
    "holders_around",
    "holders_of",
    "last_held",
    "ledger_facts",
    "ledger_figures",
    "ledgers_and_derived",
    "metrics_named",
    "name_as_of",
    "names_as_of",
    "newest_fact",
    "organization_figures",
    "organizations_to_judge",
    "own_organizations",
    "people_of",
    "people_with_roles",
    "places_as_of",
    "read_as_of",
    "read_in_place",
    "record_counts",
    "record_dates",
    "record_dates_of",
    "secretaries_of",
    "stars_of",
    "tree_as_of",
    "unit_facts",
    "units_below",
]
