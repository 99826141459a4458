"""Who may name, suspend, revoke, string belts and link leaders."""

from typing import Any

from apps.accounts.choices import Role
from apps.core.verdicts import Verdict, allow, refuse
from apps.evaluations.rules import can_name
from apps.organizations.access import acting_as, acting_for_exactly

from .models import Belt, Brand, Designation

__all__ = ["can_edit_belt", "can_edit_brand", "can_govern_designation", "can_lead_belt", "can_name"]


def can_govern_designation(user: Any, designation: Designation) -> Verdict:
    """Suspending, restoring and revoking belongs to the office that named."""
    acting = acting_for_exactly(user, Role.OFFICE, designation.campaign.organization_id)
    return allow(acting) if acting else refuse("只有命名机关的工作人员可以暂停、恢复或摘牌。")


def can_lead_belt(user: Any, organization: Any) -> Verdict:
    """A belt is led by an office at or above the leading organization."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    return allow(acting) if acting else refuse("只有牵头党组织及其上级的工作人员可以维护示范带。")


def can_edit_belt(user: Any, belt: Belt) -> Verdict:
    return can_lead_belt(user, belt.organization)


def can_edit_brand(user: Any, brand: Brand) -> Verdict:
    """The branch's own secretary, or an office above it."""
    path = brand.organization_path
    acting = acting_as(user, Role.SECRETARY, path) or acting_as(user, Role.OFFICE, path)
    return allow(acting) if acting else refuse("只有本单位书记和上级工作人员可以修改品牌资料。")
