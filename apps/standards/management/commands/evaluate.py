"""Evaluate one organization from a file of facts: score, grade and the explained tree."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError

from apps.core import clock
from apps.core.console import SentenceCommand
from apps.core.exceptions import Invalid
from apps.standards import engine, queries
from apps.standards.management.files import STANDARDS, outcome_json, outcome_text, read_facts, read_standard


class Command(SentenceCommand):
    help = "按标准评定一个单位：读入数据文件（JSON），输出得分、等次和逐项说明。输入有误时说明原因，退出码为 2。"
    call = "python3 manage.py evaluate --standard 编码或文件 --facts 数据文件 [--as-of 日期] [--json]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--standard", required=True, help="标准编码（取现行版本），或 YAML 文件路径")
        parser.add_argument(
            "--facts", required=True, type=Path, help="一个单位的数据（JSON），格式见 fixtures/standards/README.md"
        )
        parser.add_argument("--as-of", default="", help="评定日期，如 2026-11-23；不写则取数据文件的日期或当天")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            version = _version(options["standard"])
            as_of = _day(options["as_of"])
            inputs = read_facts(options["facts"], version, as_of or clock.today())
        except Invalid as error:
            raise CommandError(str(error), returncode=2) from error
        if as_of is not None:
            inputs = _on(inputs, as_of)
        outcome = engine.evaluate_version(version, inputs)
        if options["json"]:
            self.stdout.write(json.dumps(outcome_json(outcome, inputs), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(outcome_text(outcome, inputs))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(f"--as-of：日期应写成 2026-11-23 的样子，现为 {text}", code="bad_date") from error


def _on(inputs: engine.Inputs, as_of: dt.date) -> engine.Inputs:
    """The day that the command names beats that of the file."""
    return engine.thaw({**engine.freeze(inputs), "as_of": as_of.isoformat()})


def _version(name: str) -> engine.Version:
    """A file, the published version of a code, or the library's file where nothing is loaded yet."""
    if name.endswith((".yaml", ".yml", ".json")) or "/" in name:
        return engine.build_version(read_standard(Path(name)))
    try:
        found = queries.published_version(name)
    except DatabaseError:
        found = None
    if found is not None:
        return queries.engine_version(found)
    library = STANDARDS / f"{name}.yaml"
    if name.isidentifier() and library.exists():
        return engine.build_version(read_standard(library))
    raise Invalid(f"没有编码为“{name}”的标准", code="no_standard")
