"""Who keeps the working days and the ways out of the portal."""

from typing import Any

from apps.accounts.choices import Role
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import acting_as, as_acting, scope_of


def can_keep_days(user: Any) -> Verdict:
    """The office of an organization without a parent: working days are the same for everybody."""
    for membership in scope_of(user).memberships:
        if membership.role == Role.OFFICE and membership.organization.depth == 1:
            return allow(as_acting(membership))
    return refuse("工作日历由最上级党建办维护，需调整请与其联系。")


def can_keep_channels(user: Any, organization: Any) -> Verdict:
    """The organization's own office, or one above it."""
    acting = acting_as(user, Role.OFFICE, organization.path)
    return allow(acting) if acting else refuse("提醒渠道由本单位或上级党建办设置。")
