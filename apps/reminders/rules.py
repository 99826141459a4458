"""Who keeps the working days: they are the same for everybody, so the office at the top of the tree."""

from typing import Any

from apps.accounts.choices import Role
from apps.core.verdicts import Verdict, allow, refuse
from apps.organizations.access import as_acting, scope_of


def can_keep_days(user: Any) -> Verdict:
    """The office of an organization without a parent."""
    for membership in scope_of(user).memberships:
        if membership.role == Role.OFFICE and membership.organization.depth == 1:
            return allow(as_acting(membership))
    return refuse("工作日历由最上级党建办维护，需调整请与其联系。")
