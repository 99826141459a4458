"""Measure and print figures beside their goals."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.test.utils import override_settings

from apps.portal.benchmark import SECTIONS, Figure, table


class Command(BaseCommand):
    help = "测速：逐项测量并与目标对照，列表输出；不改变数据库中的数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", nargs="+", choices=sorted(SECTIONS), metavar="部分", help="只测这些部分：" + "、".join(SECTIONS)
        )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)  # the first command on a new machine finds an empty database
        for name in options["only"] or SECTIONS:
            with override_settings(DEBUG=False):  # debugging keeps the text of every statement
                figures: list[Figure] = list(SECTIONS[name]())
            self.stdout.write(f"[{name}]\n{table(figures)}")
            missed = [figure.name.strip() for figure in figures if figure.met is False]
            if missed:
                self.stdout.write(f"未达到目标：{'、'.join(missed)}")
