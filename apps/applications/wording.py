"""What the status of an application is called, for each who reads it. One table; every page asks it."""

from typing import Any

from apps.accounts.choices import Role
from apps.organizations.access import scope_of

from .choices import ApplicationStatus as S
from .choices import StepKind, StepStatus

APPLICANT, LEVEL, ISSUER, ABOVE = "applicant", "level", "issuer", "above"
AUDIENCES = (APPLICANT, LEVEL, ISSUER, ABOVE)

#: While it is under review the words depend on where it lies, seen from the reader's office.
BELOW, OWN, BEYOND, RESERVED = "below", "own", "beyond", "reserved"
SIGNING, OWN_SIGNING = "signing", "own_signing"

#: Status, and where it lies → the words for the applicant, a reviewing level, the issuing office, those above.
TABLE: dict[tuple[str, str], tuple[str, str, str, str]] = {
    (S.DRAFT, ""): ("填写中", "下级填写中", "基层填写中", "填写中"),
    (S.IN_REVIEW, ""): ("审核中", "审核中", "逐级审核中", "逐级审核中"),
    (S.IN_REVIEW, BELOW): ("审核中", "下级审核中", "下级审核中", "逐级审核中"),
    (S.IN_REVIEW, OWN): ("审核中", "待本级审核", "待本级审定", "待本级会签"),
    (S.IN_REVIEW, BEYOND): ("审核中", "已报上级审核", "会签中", "逐级审核中"),
    (S.IN_REVIEW, SIGNING): ("审核中", "部门会签中", "部门会签中", "部门会签中"),
    (S.IN_REVIEW, OWN_SIGNING): ("审核中", "待本级会签", "待本级会签", "待本级会签"),
    (S.IN_REVIEW, RESERVED): ("列为备选", "备选", "备选", "备选"),
    (S.RETURNED, ""): ("退回修改", "已退回待修改", "退回修改中", "退回修改中"),
    (S.CREATING, ""): ("已同意，创建中", "创建中", "创建中", "创建中"),
    (S.AWAITING_INSPECTION, ""): ("自评已交，待验收", "待验收", "待验收", "待验收"),
    (S.INSPECTED, ""): ("已验收，待评定", "已验收", "已验收，待评分", "已验收"),
    (S.SCORED, ""): ("已验收，待评定", "已评分", "已评分，待公示", "已评分"),
    (S.PUBLICISED, ""): ("公示中", "公示中", "公示中", "公示中"),
    (S.NAMED, ""): ("已命名", "已命名", "已命名", "已命名"),
    (S.NOT_NAMED, ""): ("未获命名", "未命名", "未命名", "未命名"),
    (S.REJECTED, ""): ("未获推荐", "不予推荐", "不予推荐", "不予推荐"),
    (S.WITHDRAWN, ""): ("已撤回", "申报单位已撤回", "申报单位已撤回", "已撤回"),
}


def status_for(user: Any, application: Any) -> str:
    """The status of an application in the words meant for this reader.

    ``turn`` of ``with_turn`` says where it lies; without it the words for a review under way are general.
    """
    audience = audience_of(user, application)
    key = (application.status, place_of(user, application))
    return TABLE.get(key, TABLE[application.status, ""])[AUDIENCES.index(audience)]


def words_for(audience: str, status: str) -> str:
    """The words of a status for an audience, wherever it lies."""
    return TABLE[status, ""][AUDIENCES.index(audience)]


def audience_of(user: Any, application: Any) -> str:
    memberships = scope_of(user).memberships
    if any(m.role == Role.SECRETARY and m.organization_id == application.organization_id for m in memberships):
        return APPLICANT
    offices = [m.organization for m in memberships if m.role == Role.OFFICE]
    issuer = application.campaign.organization_id
    if any(office.pk == issuer for office in offices):
        return ISSUER
    path = application.campaign.organization_path
    if any(path.startswith(office.path) for office in offices) or not offices:
        return ABOVE
    return LEVEL


def place_of(user: Any, application: Any) -> str:
    """Where a review under way lies, seen from the reader's office; empty where that is not known."""
    turn = getattr(application, "turn", None)
    if application.status != S.IN_REVIEW or not turn:
        return ""
    if all(step.status == StepStatus.RESERVED for step in turn):
        return RESERVED
    scope = scope_of(user)
    offices = {m.organization_id: m.organization.path for m in scope.memberships if m.role == Role.OFFICE}
    if offices:
        offices |= {told["id"]: told["path"] for told in scope.figures.get("delegations") or ()}
    pending = [step for step in turn if step.status == StepStatus.PENDING]
    own = [step for step in pending if step.organization_id in offices]
    if own:
        return OWN if any(step.kind == StepKind.LEVEL for step in own) else OWN_SIGNING
    if all(step.kind == StepKind.COUNTERSIGN for step in pending):
        return SIGNING
    lies = next(step for step in pending if step.kind == StepKind.LEVEL).organization.path
    return BELOW if any(lies.startswith(path) for path in offices.values()) else BEYOND
