"""The only writers of organizations, roles, facts and records."""

from .editing import edit_organization
from .events import add_event, cancel_event, load_event_kinds
from .facilities import add_person_around, checked_office, close_facility, end_person_around, save_facility, set_posts
from .facility_import import check_facilities, import_facilities
from .fact_import import FactReport, check_fact_import, run_fact_import, stalled_imports, start_fact_import
from .facts import (
    FactRow,
    confirm_fact,
    correct_fact,
    enter_facts,
    record_fact,
    record_facts,
    record_known_fact,
    record_verified,
)
from .figures import Figures, Told
from .grants import end_access, grant_access, prolong_access
from .importing import ImportOutcome, check_import, import_organizations
from .library import (
    add_material,
    bin_material,
    edit_material,
    replace_material,
    restore_material,
    show_position,
    uses_of,
)
from .library_bin import leaves_on, purge_bin
from .merging import merge_effects, seal_of
from .metrics import load_metrics
from .pairings import (
    decide_pairing,
    end_pairing,
    finish_pairing_action,
    pair_organizations,
    plan_pairing_action,
    record_pairing,
    withdraw_pairing,
)
from .path_repair import last_repair, repair_paths
from .planning import PlanLine, plan_year
from .record_import import RecordCheck, check_records, import_records
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
from .reminding import remind_of_facts
from .restructuring import close_organization, merge_organization, obstacles_of, split_organization
from .roles import end_role, grant_role
from .sheet_plans import RowCheck
from .splitting import seal_of_shares, split_shares
from .standing import add_joint_member, end_joint_member, rate_organization
from .tree import found_organization, move_organization, reclassify_organization, rename_organization
from .tree_lock import held_in_place
from .unit_import import check_units, import_units
from .units import add_unit, edit_unit, remove_unit, verify_unit
from .vocabulary import ask_metrics, keep_event_kind, keep_metric, remove_event_kind, remove_metric

__all__ = [
    "FactReport",
    "FactRow",
    "Figures",
    "ImportOutcome",
    "PlanLine",
    "RecordCheck",
    "RowCheck",
    "Told",
    "add_event",
    "add_joint_member",
    "add_material",
    "add_person_around",
    "add_record",
    "add_unit",
    "ask_metrics",
    "bin_material",
    "cancel_event",
    "cancel_record",
    "check_facilities",
    "check_fact_import",
    "check_import",
    "check_records",
    "check_units",
    "checked_office",
    "close_facility",
    "close_organization",
    "confirm_fact",
    "correct_fact",
    "decide_pairing",
    "edit_material",
    "edit_organization",
    "edit_record",
    "edit_unit",
    "end_access",
    "end_joint_member",
    "end_pairing",
    "end_person_around",
    "end_role",
    "enter_facts",
    "file_records",
    "finish_pairing_action",
    "found_organization",
    "grant_access",
    "grant_role",
    "held_in_place",
    "hold_record",
    "import_facilities",
    "import_organizations",
    "import_records",
    "import_units",
    "keep_event_kind",
    "keep_metric",
    "last_repair",
    "leaves_on",
    "load_event_kinds",
    "load_metrics",
    "load_reference",
    "merge_effects",
    "merge_organization",
    "move_organization",
    "obstacles_of",
    "pair_organizations",
    "plan_pairing_action",
    "plan_record",
    "plan_year",
    "prolong_access",
    "purge_bin",
    "rate_organization",
    "reclassify_organization",
    "record_fact",
    "record_facts",
    "record_known_fact",
    "record_pairing",
    "record_verified",
    "remind_of_facts",
    "remove_event_kind",
    "remove_metric",
    "remove_unit",
    "rename_organization",
    "repair_paths",
    "replace_material",
    "restore_material",
    "run_fact_import",
    "save_facility",
    "seal_of",
    "seal_of_shares",
    "set_posts",
    "settle_commitment",
    "show_position",
    "split_organization",
    "split_shares",
    "stalled_imports",
    "start_fact_import",
    "uses_of",
    "verify_unit",
    "withdraw_pairing",
]
