"""Import organizations from a workbook, a dry run first."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.organizations.services import check_import, import_organizations
from apps.organizations.spreadsheet import Report, SpreadsheetError


class Command(BaseCommand):
    help = "从xlsx工作簿导入党组织。先逐行检查；有一行有误就不导入，除非加 --skip-bad。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx文件，表头与模板一致")
        parser.add_argument("--dry-run", action="store_true", help="只检查，不导入")
        parser.add_argument("--skip-bad", action="store_true", help="跳过有误的行，导入其余各行")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._check(options["file"])
        for problem in report.problems:
            self.stderr.write(str(problem))
        bad = bool(report.problems) and not options["skip_bad"]
        self.stdout.write(f"共 {report.total} 行，可导入 {len(report.rows)} 行，问题 {len(report.problems)} 处。")
        if options["dry_run"] or bad:
            self.stdout.write("没有导入任何数据。")
        else:
            outcome = import_organizations(actor=None, report=report, skip_bad=options["skip_bad"])
            self.stdout.write(
                f"新增 {outcome.created} 个，更新 {outcome.updated} 个，"
                f"未变 {outcome.unchanged} 个，跳过 {outcome.skipped} 行。"
            )
        if bad:
            sys.exit(1)

    def _check(self, path: Path) -> Report:
        try:
            return check_import(actor=None, file=path)
        except SpreadsheetError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"无法读取文件 {path.name}：请检查路径和权限。") from error
