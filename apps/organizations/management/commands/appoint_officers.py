"""The first three officers of a new portal: from then on everything goes through the pages."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.choices import SEPARATED_ROLES, Role
from apps.accounts.services import create_account, make_password
from apps.core.exceptions import PortalError
from apps.core.verdicts import SYSTEM
from apps.organizations.models import Membership, Organization
from apps.organizations.querysets import lasting
from apps.organizations.services import grant_role

USERNAMES = {
    Role.ADMINISTRATOR: "administrator",
    Role.SECURITY_OFFICER: "security",
    Role.AUDITOR: "auditor",
}


class Command(BaseCommand):
    help = "为新系统建立系统管理员、安全保密管理员、安全审计员三个账号并显示初始密码；已有人担任的不再建立。"

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        root = Organization.objects.filter(depth=1).first()
        if root is None:
            raise CommandError("还没有党组织，请先运行 load_reference 或 import_organizations。")
        for role in SEPARATED_ROLES:
            if Membership.objects.filter(lasting(), role=role).exists():
                self.stdout.write(f"{role.label}：已有人担任。")
            else:
                self._appoint(role, root)

    def _appoint(self, role: Role, root: Organization) -> None:
        password = make_password()
        try:
            user = create_account(acting=SYSTEM, username=USERNAMES[role], name=role.label, password=password)
            grant_role(actor=None, user=user, organization=root, role=role, reason="系统启用")
        except PortalError as error:
            raise CommandError(f"{role.label}：{error.message}") from error
        self.stdout.write(f"{role.label}：登录名 {user.username}，初始密码 {password}，请立即修改。")
