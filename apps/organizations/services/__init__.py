"""The only writers of organizations, roles, facts and records."""

from .editing import edit_organization
from .facts import FactRow, record_fact, record_facts
from .grants import end_access, grant_access
from .importing import ImportOutcome, check_import, import_organizations
from .metrics import load_metrics
from .records import add_record, cancel_record
from .reference import load_reference
from .roles import end_role, grant_role

__all__ = [
    "FactRow",
    "ImportOutcome",
    "add_record",
    "cancel_record",
    "check_import",
    "edit_organization",
    "end_access",
    "end_role",
    "grant_access",
    "grant_role",
    "import_organizations",
    "load_metrics",
    "load_reference",
    "record_fact",
    "record_facts",
]
