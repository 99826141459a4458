"""Load standard files; running it again changes nothing. ``--check`` only validates."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import CommandError, CommandParser

from apps.core.console import SentenceCommand
from apps.core.exceptions import Invalid
from apps.standards.management.files import STANDARDS, read_standard
from apps.standards.schema import warn_standard
from apps.standards.services import load_standard

CATALOGUE = STANDARDS.parent / "reference" / "metrics.yaml"


class Command(SentenceCommand):
    help = "载入标准文件（可重复执行）；--check 只检查，不载入。文件有误时列出文件、位置和原因，退出码为 2。"
    call = "python3 manage.py load_standards [文件…] [--check]，不写文件则载入自带的全部标准"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="YAML 文件；不写则为 fixtures/standards 下的全部文件")
        parser.add_argument("--check", action="store_true", help="只检查格式和内容，不写入数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        own = not options["files"]
        paths: list[Path] = options["files"] or sorted(STANDARDS.glob("*.yaml"))
        metrics = _catalogue() if own else None
        found = list(self._read(paths, metrics))
        problems = [str(data) for _, data in found if isinstance(data, Invalid)]
        if problems:
            raise CommandError("\n".join(problems), returncode=2)
        for path, data in found:
            self.stdout.write(self._checked(path, data) if options["check"] else self._loaded(path, data))
        self.stdout.write(f"共 {len(paths)} 个标准{'，检查通过' if options['check'] else ''}。")

    def _read(self, paths: list[Path], metrics: set[str] | None) -> Iterator[tuple[Path, Any]]:
        for path in paths:
            try:
                yield path, read_standard(path, metrics)
            except Invalid as error:
                yield path, error

    def _checked(self, path: Path, data: dict[str, Any]) -> str:
        doubts = "".join(f"（提示：{doubt}）" for doubt in warn_standard(data))
        return f"{path.name}：{data['name']}（第 {data['version']} 版）无误{doubts}"

    def _loaded(self, path: Path, data: dict[str, Any]) -> str:
        try:
            return f"{path.name}：{load_standard(data)}"
        except Invalid as error:
            raise CommandError(f"{path}：{error}", returncode=2) from error


def _catalogue() -> set[str]:
    """The codes of the metric catalogue of the library."""
    data = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return {item["code"] for item in data["metrics"]}
