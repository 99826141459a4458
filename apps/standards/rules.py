"""Who may write a standard, and who decides on what it newly asks of the grass roots."""

from typing import Any

from apps.accounts.choices import Role
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_for_exactly, as_acting, scope_of
from apps.organizations.choices import Level

from .choices import VersionStatus


def offices_of(user: Any) -> list[Any]:
    """The organizations for whose office the person works, highest first."""
    offices = [m.organization for m in scope_of(user).memberships if m.role == Role.OFFICE]
    return sorted(offices, key=lambda organization: len(organization.path))


def can_write_standards(user: Any, organization: Any = None) -> Verdict:
    """Whether the person may write standards, for this organization or for any."""
    offices = offices_of(user) if organization is None else [organization]
    acting = acting_for_exactly(user, Role.OFFICE, offices[0].pk) if offices else None
    return allow(acting) if acting else refuse("只有党建办可以制定标准。")


def can_manage_standard(user: Any, standard: Any) -> Verdict:
    """The office that issued it; the library that comes with the portal belongs to the city's offices."""
    if standard.organization_id is not None:
        acting = acting_for_exactly(user, Role.OFFICE, standard.organization_id)
        return allow(acting) if acting else refuse("只有制定单位的党建办可以修改本标准。")
    for membership in scope_of(user).memberships:
        if membership.role == Role.OFFICE and membership.organization.level == Level.CITY:
            return allow(as_acting(membership))
    return refuse("标准库由市级党建办维护；可以复制或改编为本单位的标准。")


def can_edit_version(user: Any, version: Any) -> Verdict:
    """Only a draft changes; a version under approval is taken back first."""
    verdict = can_manage_standard(user, version.standard)
    if verdict and version.status == VersionStatus.REVIEW:
        return refuse("本版正在审批，撤回后方可修改。")
    if verdict and version.status != VersionStatus.DRAFT:
        return refuse("已发布的版本不再改变；请建立下一版草稿。")
    return verdict


def can_decide_ask(user: Any, ask: Any) -> Verdict:
    """Another person than the author, in the office of the issuer or of a committee above it."""
    version = ask.version
    if version.created_by_id == user.pk:
        return refuse("起草人不能审批自己提出的新增填报项。")
    if version.status != VersionStatus.REVIEW:
        return refuse("本版尚未提交审批或已办结。")
    if version.standard.organization is None:
        return can_manage_standard(user, version.standard)
    path = version.standard.organization.path
    for membership in sorted(scope_of(user).memberships, key=lambda m: -len(m.organization.path)):
        if membership.role == Role.OFFICE and path.startswith(membership.organization.path):
            return allow(as_acting(membership))
    return refuse("新增填报项由制定单位或其上级党组织的党建办审批。")
