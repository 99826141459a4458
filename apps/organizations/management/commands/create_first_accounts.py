"""The first administrator and the first security officer; from there on people make accounts and grant roles."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.services import create_account
from apps.core.exceptions import PortalError
from apps.core.verdicts import SYSTEM
from apps.organizations.models import Membership, Organization
from apps.organizations.services import grant_role

FIRST = ((Role.ADMINISTRATOR, "administrator", "系统管理员"), (Role.SECURITY_OFFICER, "security", "安全保密管理员"))


class Command(BaseCommand):
    help = "建立首个系统管理员和首个安全保密管理员账号（已有时不重复建立）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", help="所属党组织代码，缺省为最高一级党组织")

    def handle(self, *args: Any, **options: Any) -> None:
        organization = self._organization(options["organization"])
        try:
            with transaction.atomic():
                for role, username, name in FIRST:
                    self._create(role, username, name, organization)
        except PortalError as error:
            raise CommandError(error.message) from error

    def _organization(self, code: str | None) -> Organization:
        found = Organization.objects.filter(code=code).first() if code else Organization.objects.first()
        if found is None:
            raise CommandError("没有找到党组织，请先用 import_organizations 导入，或核对代码。")
        return found

    def _create(self, role: Role, username: str, name: str, organization: Organization) -> None:
        if Membership.objects.filter(role=role, ended_on=None).exists():
            self.stdout.write(f"已有{role.label}，不再建立。")
            return
        password = getpass.getpass(f"请为{role.label}（{username}）设置密码：")
        user = create_account(acting=SYSTEM, username=username, name=name, password=password)
        grant_role(actor=None, user=user, organization=organization, role=role, reason="系统初始化")
        self.stdout.write(f"已建立{role.label}：{username}")
