"""What is asked about organizations."""

from .facts import (
    current_facts,
    current_facts_of,
    fact_history,
    facts_by_period,
    record_counts,
    record_dates,
    record_dates_of,
)
from .people import holders_around, holders_of, people_of, people_with_roles, secretaries_of
from .tree import ancestors_in_scope, children_counts, children_of, choose_from, own_organizations

__all__ = [
    "ancestors_in_scope",
    "children_counts",
    "children_of",
    "choose_from",
    "current_facts",
    "current_facts_of",
    "fact_history",
    "facts_by_period",
    "holders_around",
    "holders_of",
    "own_organizations",
    "people_of",
    "people_with_roles",
    "record_counts",
    "record_dates",
    "record_dates_of",
    "secretaries_of",
]
