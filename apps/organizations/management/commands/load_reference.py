"""Load the reference data: metrics and the Party tree of one city."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.organizations.services import load_reference


class Command(BaseCommand):
    help = "载入参考数据：数据项目录和行政区划对应的党组织；重复执行不产生变化。"

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = load_reference()
        told = outcome.organizations
        self.stdout.write(f"数据项 {outcome.metrics} 项。")
        self.stdout.write(f"党组织：新增 {told.created} 个，更新 {told.updated} 个，未变 {told.unchanged} 个。")
