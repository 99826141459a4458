"""Who may change organizations, their facts and records, and people's roles. A refusal carries its sentence."""

from collections.abc import Iterable
from typing import Any

from apps.accounts.choices import SEPARATED_ROLES, Role
from apps.core import clock
from apps.core.verdicts import SYSTEM, Acting, Verdict, allow, refuse

from .access import acting_as, acting_in_role, as_acting, scope_of
from .choices import FactSource, Level, RecordKind, RecordStatus
from .fact_values import still_verified

#: What a secretary keeps up to date about the own organization; everything else is the office's.
CONTACT_FIELDS = frozenset({"address", "longitude", "latitude", "contact_name", "contact_phone"})
EDITABLE_FIELDS = CONTACT_FIELDS | {
    "name",
    "short_name",
    "kind",
    "level",
    "sector",
    "division_code",
    "established_on",
    "stars",
    "is_weak",
    "next_election_on",
    "ends_on",
    "weak_since",
    "weak_target_stars",
    "weak_due_on",
}


def can_grant_role(actor: Any, user: Any, role: str, held: Iterable[str] = ()) -> Verdict:
    """Whether ``actor`` may give ``user`` this role.

    Args:
        actor: None for the system (first start, demonstration).
        held: the roles that the person holds now or will hold, for the separation of duties (三员分立).
    """
    verdict = _security_officer(actor, user)
    if not verdict:
        return verdict
    if not user.is_active:
        return refuse(f"“{user.name}”的账号已停用，请先由系统管理员启用。")
    conflict = separation_conflict(role, held)
    return refuse(f"不能授予：{conflict}") if conflict else verdict


def can_end_role(actor: Any, membership: Any) -> Verdict:
    """Whether ``actor`` may end this role."""
    return _security_officer(actor, membership.user)


def separation_conflict(role: str, held: Iterable[str]) -> str:
    """Why the role does not go with those held (三员分立), or an empty string."""
    others = {Role(each) for each in held} - {Role(role)}
    clashing = others if role in SEPARATED_ROLES else others & set(SEPARATED_ROLES)
    if not clashing:
        return ""
    names = "、".join(sorted(each.label for each in clashing))
    return f"该人员已是{names}。按三员分立要求，{_THREE}互不兼任，也不兼任业务角色。"


_THREE = "、".join(role.label for role in SEPARATED_ROLES)


def _security_officer(actor: Any, user: Any) -> Verdict:
    if actor is None:
        return allow(SYSTEM)
    acting = acting_in_role(actor, Role.SECURITY_OFFICER)
    if acting is None:
        return refuse("只有安全保密管理员可以授予或终止角色。")
    if user.pk == actor.pk:
        return refuse("不能办理自己的角色，请由另一位安全保密管理员办理。")
    return allow(acting)


def can_edit(actor: Any, organization: Any) -> Verdict:
    """Office of the subtree or the organization's own secretary (contact and address only)."""
    acting = _keeper(actor, organization.path)
    if acting is not None and organization.closed_on:
        return refuse("该党组织已撤销，不再修改。")
    return allow(acting) if acting else refuse("只有本单位党组织书记或上级党建办可以修改。")


def editable_fields(actor: Any, organization: Any) -> frozenset[str]:
    """The fields that this person may change; empty when none."""
    if actor is None or acting_as(actor, Role.OFFICE, organization.path):
        return EDITABLE_FIELDS
    return CONTACT_FIELDS if acting_as(actor, Role.SECRETARY, organization.path) else frozenset()


def can_record_fact(actor: Any, organization: Any, source: str = FactSource.SELF) -> Verdict:
    """The organization's secretary, an office above, the system; an inspector for what was verified on site."""
    acting = _keeper(actor, organization.path)
    if acting is None and source == FactSource.INSPECTION:
        acting = acting_as(actor, Role.INSPECTOR, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以填报数据。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再填报数据。")
    return allow(acting)


def can_correct_fact(actor: Any, organization: Any, fact: Any) -> Verdict:
    """Who may tell facts may correct them; what a visit verified is corrected by an office above alone."""
    verdict = can_record_fact(actor, organization)
    acting = verdict.acting
    if acting is not None and still_verified(fact, clock.today()) and acting.role != Role.OFFICE:
        return refuse("该数值由检查核实，如有出入请联系上级党建办更正。")
    return verdict


def can_add_record(actor: Any, organization: Any, kind: str = "") -> Verdict:
    """Secretary or office for every kind; a linked leader notes a contact visit."""
    acting = _keeper(actor, organization.path)
    if acting is None and kind == RecordKind.CONTACT_VISIT:
        acting = acting_as(actor, Role.LEADER, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以登记工作记录；联系领导可以登记领导联系。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再登记工作记录。")
    return allow(acting)


def record_kinds(actor: Any, organization: Any) -> list[str]:
    """The kinds of records that this person may add for the organization."""
    return [kind for kind in RecordKind.values if can_add_record(actor, organization, kind)]


def can_plan(actor: Any, organization: Any) -> Verdict:
    """Whether the person may plan work of the organization: its secretary or an office above."""
    acting = _keeper(actor, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以制定工作计划。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再制定工作计划。")
    return allow(acting)


def can_edit_record(actor: Any, record: Any) -> Verdict:
    """Plans may be changed and filed; what took place is cancelled and recorded anew."""
    if not record.is_coming:
        return refuse("只有已计划、已备案的工作可以修改；已开展的如有误，请作废后重新登记。")
    acting = _keeper(actor, record.organization_path)
    return allow(acting) if acting else refuse("只有本单位党组织书记或上级党建办可以修改计划。")


def can_settle(actor: Any, record: Any) -> Verdict:
    """Whether the person may say how a commitment was kept."""
    if record.kind != RecordKind.COMMITMENT or record.status != RecordStatus.HELD:
        return refuse("只有已登记的承诺可以登记践诺结果。")
    acting = _keeper(actor, record.organization_path)
    return allow(acting) if acting else refuse("只有本单位党组织书记或上级党建办可以登记践诺结果。")


def can_cancel_record(actor: Any, record: Any) -> Verdict:
    """Who may add records may cancel them; a leader cancels only what the leader recorded."""
    if record.status == RecordStatus.CANCELLED:
        return refuse("该记录已作废。")
    acting = _keeper(actor, record.organization_path)
    if acting is None and actor is not None and record.recorded_by_id == actor.pk:
        acting = acting_as(actor, Role.LEADER, record.organization_path)
    return allow(acting) if acting else refuse("只有本单位党组织书记、上级党建办或登记人可以作废。")


def can_add_event(actor: Any, organization: Any, kind: Any = None) -> Verdict:
    """The organization's secretary or an office above; adverse events only the office above."""
    acting = _keeper(actor, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以登记荣誉和奖惩事项。")
    if kind is not None and kind.is_adverse and acting.role == Role.SECRETARY:
        acting = acting_as(actor, Role.OFFICE, organization.path)
        if acting is None:
            return refuse("负面事项由上级党建办登记。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再登记。")
    return allow(acting)


def can_cancel_event(actor: Any, event: Any) -> Verdict:
    """Who may enter such an event may cancel it; what an office entered only an office cancels."""
    if event.cancelled_at:
        return refuse("该事项已作废。")
    if event.kind.is_adverse or event.source != FactSource.SELF:
        acting = SYSTEM if actor is None else acting_as(actor, Role.OFFICE, event.organization_path)
        return allow(acting) if acting else refuse("上级登记的事项由上级党建办作废。")
    acting = _keeper(actor, event.organization_path)
    return allow(acting) if acting else refuse("只有本单位党组织书记或上级党建办可以作废。")


def can_keep_vocabulary(actor: Any) -> Verdict:
    """The catalogues are one for all: an office of the city keeps them."""
    if actor is None:
        return allow(SYSTEM)
    for membership in scope_of(actor).memberships:
        if membership.role == Role.OFFICE and membership.organization.level == Level.CITY:
            return allow(as_acting(membership))
    return refuse("数据项和事项目录由市级党建办维护，请向市级党建办提出。")


def can_keep_metric(actor: Any, metric: Any = None) -> Verdict:
    """Added at any time; changed and taken out only while nobody is asked for it."""
    if metric is not None and metric.asked:
        return refuse("该数据项已列入填报，不能再改。")
    return can_keep_vocabulary(actor)


def can_keep_event_kind(actor: Any, kind: Any = None) -> Verdict:
    """Added at any time; changed and taken out only while it is the office's own and no event was entered."""
    if kind is not None and not kind.code.startswith("own_"):
        return refuse("平台自带的事项不能修改。")
    if kind is not None and kind.events.exists():
        return refuse("已登记过该类事项，不能再改。")
    return can_keep_vocabulary(actor)


def is_own(actor: Any, organization: Any) -> bool:
    """Whether the person speaks for exactly this organization as its secretary."""
    return actor is not None and acting_as(actor, Role.SECRETARY, organization.path) is not None


def can_change_tree(actor: Any, *places: Any) -> Verdict:
    """An office of every place concerned: the parent's for a child, both parents' for a move.

    Args:
        places: organizations at which, or above which, the person must work in the office.
    """
    if actor is None:
        return allow(SYSTEM)
    found = None
    for place in places:
        if place is None:
            return refuse("最高一级党组织不能在本平台调整。")
        found = acting_as(actor, Role.OFFICE, place.path)
        if found is None:
            return refuse(f"只有{place.short_name}或其上级党建办可以办理。")
    return allow(found) if found else refuse("只有上级党建办可以办理。")


def can_keep_units(actor: Any, organization: Any) -> Verdict:
    """The ledger of units and facilities: the organization's secretary or an office above."""
    acting = _keeper(actor, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以维护台账。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再维护台账。")
    return allow(acting)


def can_import(actor: Any) -> Verdict:
    """Any office worker may import into the own subtree; the system everywhere."""
    if actor is None:
        return allow(SYSTEM)
    for membership in scope_of(actor).memberships:
        if membership.role == Role.OFFICE:
            return allow(Acting(actor, membership.role, membership.organization_id, membership.organization.name))
    return refuse("只有党建办可以导入党组织。")


def can_remind(actor: Any, organization: Any) -> Verdict:
    """An office reminds what is below it."""
    acting = acting_as(actor, Role.OFFICE, organization.path)
    return allow(acting) if acting else refuse("只有上级党建办可以提醒填报。")


def _keeper(actor: Any, path: str) -> Acting | None:
    if actor is None:
        return SYSTEM
    return acting_as(actor, Role.SECRETARY, path) or acting_as(actor, Role.OFFICE, path)


def can_keep_library(actor: Any, organization: Any) -> Verdict:
    """The library of files: the organization's secretary or an office above."""
    acting = _keeper(actor, organization.path)
    if acting is None:
        return refuse("只有本单位党组织书记或上级党建办可以管理材料库。")
    if organization.closed_on:
        return refuse("该党组织已撤销，不能再改动材料库。")
    return allow(acting)
