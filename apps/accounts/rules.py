"""Accounts are the administrator's business alone (三员分立): who grants roles makes no account."""

from typing import Any

from apps.core.verdicts import SYSTEM, Verdict, allow, refuse

from .access import acting_in_role
from .choices import Role


def can_manage_accounts(actor: Any) -> Verdict:
    """Whether the person may make, change, disable accounts. None is the system."""
    if actor is None:
        return allow(SYSTEM)
    acting = acting_in_role(actor, Role.ADMINISTRATOR)
    return allow(acting) if acting else refuse("只有系统管理员可以管理账号。")


def can_manage_account(actor: Any, user: Any) -> Verdict:
    """As above, for one account: never the own one, so that nobody locks out the last administrator."""
    verdict = can_manage_accounts(actor)
    if verdict and actor is not None and actor.pk == user.pk:
        return refuse("不能停用自己的账号或重置自己的密码；修改密码请到“我的账号”。")
    return verdict
