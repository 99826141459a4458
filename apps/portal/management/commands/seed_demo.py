"""Fill the portal with the demonstration's rows; a second run changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.exceptions import PortalError
from apps.portal.demo import seed


class Command(BaseCommand):
    help = "生成演示数据（须先载入标准和基础数据）；已生成的不再改变。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", required=True, help="各演示账号的密码")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = seed(options["password"], self.stdout.write)
        except PortalError as error:
            raise CommandError(error.message) from error
        self.stdout.write("演示数据已生成。" if made else "演示数据已存在，没有改变。")
