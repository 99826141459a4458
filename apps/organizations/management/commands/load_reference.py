"""Load the reference data: metrics, kinds of events and the Party tree of one city."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.exceptions import PortalError
from apps.organizations.services import load_reference
from apps.organizations.services.reference import REFERENCE


class Command(BaseCommand):
    help = "载入参考数据：数据项目录、荣誉和奖惩事项目录、典型问题库和行政区划对应的党组织；重复执行不产生变化。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--directory", type=Path, default=REFERENCE, help="参考数据所在目录")

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        try:
            outcome = load_reference(directory)
        except PortalError as error:
            raise CommandError(error.message) from error
        told = outcome.organizations
        self.stdout.write(f"数据项 {outcome.metrics} 项，荣誉和奖惩事项 {outcome.event_kinds} 类。")
        for sentence in outcome.others:
            self.stdout.write(sentence)
        self.stdout.write(f"党组织：新增 {told.created} 个，更新 {told.updated} 个，未变 {told.unchanged} 个。")
