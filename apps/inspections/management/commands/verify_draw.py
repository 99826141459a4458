"""Repeat a draw by lot from its published record: ``verify_draw <file.json | number>``."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from apps.core.console import SentenceCommand
from apps.inspections.lots import Check, Unreadable, read_record, verify

#: What was published before the draw, and must be the same after it.
PUBLISHED = (("pool", "抽取范围"), ("pool_digest", "范围摘要"), ("take", "抽取数量"), ("commitment", "承诺值"))


class Command(SentenceCommand):
    help = (
        "核验抽签：按公布的记录重新抽取一遍。写文件名时不需要数据库；写编号时读取本平台的记录。"
        "退出码：0 一致，1 不一致，2 无法核验。"
    )
    call = "python3 manage.py verify_draw <记录文件.json 或编号> [--before 抽取前下载的记录.json]"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("draw", metavar="记录文件或编号", help="下载的抽签记录，或抽签的编号")
        parser.add_argument("--before", type=Path, metavar="文件", help="抽取前下载的记录，与之比较公布的内容")

    def handle(self, *args: Any, draw: str, before: Path | None = None, **options: Any) -> None:
        data = _read(draw)
        try:
            checks = verify(data)
            if before is not None:
                checks += _compared(read_record(_file(before)), read_record(data))
            record = read_record(data)
        except Unreadable as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{record.get('round', '')} 第 {record.get('number', '')} 次抽签")
        for check in checks:
            self.stdout.write(f"{'一致' if check.passed else '不一致'}：{check.label}（{check.words}）")
        if not all(check.passed for check in checks):
            raise CommandError("核验未通过：记录与公布的内容或算法不一致。", returncode=1)
        self.stdout.write("核验通过：结果由公布的范围、种子和现场报数唯一确定。")


def _read(draw: str) -> bytes:
    if not draw.isdecimal() or Path(draw).is_file():
        return _file(Path(draw))
    from apps.inspections.models import Draw
    from apps.inspections.queries.draws import record_of

    found = Draw.objects.select_related("round__organization", "round__campaign").filter(pk=int(draw[:9])).first()
    if found is None:
        raise CommandError(f"没有编号为 {draw} 的抽签。", returncode=2)
    return record_of(found)


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"无法读取文件“{path}”。", returncode=2) from error


def _compared(before: dict[str, Any], after: dict[str, Any]) -> list[Check]:
    return [
        Check(
            f"{label}与抽取前公布的相同", before[name] == after[name], str(after[name])[:70] if name != "pool" else ""
        )
        for name, label in PUBLISHED
    ]
