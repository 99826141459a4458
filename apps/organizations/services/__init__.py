"""The only writers of organizations, roles, facts and records."""

from .editing import edit_organization
from .events import add_event, cancel_event, load_event_kinds
from .facts import FactRow, confirm_fact, correct_fact, enter_facts, record_fact, record_facts, record_verified
from .grants import end_access, grant_access
from .importing import ImportOutcome, check_import, import_organizations
from .metrics import load_metrics
from .planning import PlanLine, plan_year
from .records import (
    add_record,
    cancel_record,
    edit_record,
    file_records,
    hold_record,
    plan_record,
    settle_commitment,
)
from .reference import load_reference
from .roles import end_role, grant_role

__all__ = [
    "FactRow",
    "ImportOutcome",
    "PlanLine",
    "add_event",
    "add_record",
    "cancel_event",
    "cancel_record",
    "check_import",
    "confirm_fact",
    "correct_fact",
    "edit_organization",
    "edit_record",
    "end_access",
    "end_role",
    "enter_facts",
    "file_records",
    "grant_access",
    "grant_role",
    "hold_record",
    "import_organizations",
    "load_event_kinds",
    "load_metrics",
    "load_reference",
    "plan_record",
    "plan_year",
    "record_fact",
    "record_facts",
    "record_verified",
    "settle_commitment",
]
