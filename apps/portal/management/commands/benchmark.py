"""Measure and print figures beside their goals."""

import argparse
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.test.utils import override_settings

from apps.portal.benchmark import CITY, SECTIONS, Figure, table, take_step


class Command(BaseCommand):
    help = "测速：逐项测量并与目标对照，列表输出；不改变数据库中的数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--only", nargs="+", choices=sorted(SECTIONS), metavar="部分", help="只测这些部分：" + "、".join(SECTIONS)
        )
        parser.add_argument(
            "--scale", choices=("part", "city"), default="part",
            help="city：摸底按全市规模实测，在临时数据库中由多个进程完成，测后删除；默认 part 只测一部分并折算",
        )  # fmt: skip
        parser.add_argument("--step", help=argparse.SUPPRESS)  # the processes that a measurement starts

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)  # the first command on a new machine finds an empty database
        if options["step"]:
            self.stdout.write(take_step(options["step"]))
            return
        sections = {**SECTIONS, **CITY} if options["scale"] == "city" else SECTIONS
        for name in options["only"] or SECTIONS:
            with override_settings(DEBUG=False):  # debugging keeps the text of every statement
                figures: list[Figure] = list(sections[name]())
            self.stdout.write(f"[{name}]\n{table(figures)}")
            missed = [figure.name.strip() for figure in figures if figure.met is False]
            if missed:
                self.stdout.write(f"未达到目标：{'、'.join(missed)}")
