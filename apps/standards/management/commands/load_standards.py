"""Load every standard file; running it again changes nothing."""

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.exceptions import Invalid
from apps.standards.services import load_standard

DIRECTORY = Path(__file__).resolve().parents[4] / "fixtures" / "standards"


class Command(BaseCommand):
    help = "Load the standards in fixtures/standards (idempotent)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="files; default: all of fixtures/standards")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = options["files"] or sorted(DIRECTORY.glob("*.yaml"))
        for path in paths:
            try:
                version = load_standard(yaml.safe_load(path.read_text(encoding="utf-8")))
            except (Invalid, OSError, yaml.YAMLError) as error:
                raise CommandError(f"{path.name}: {error}") from error
            self.stdout.write(f"{path.name}：{version}")
        self.stdout.write(f"共 {len(paths)} 个标准。")
