"""Lays out a demonstration: tables, static files, the demo's rows; and takes it away again."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from apps.core.models import InstanceMark
from campaign_portal import embedded

MARK, UNFINISHED = "demo", "demo-unfinished"
ACCOUNTS = {
    "office": "市级主管部门",
    "office2": "市级主管部门（审批）",
    "district": "县区主管部门",
    "township": "乡镇（街道）",
    "publicity": "会签部门",
    "secretary": "党组织书记",
    "inspector": "检查人员",
    "leader": "领导",
    "auditor": "审计人员",
    "administrator": "系统管理员",
    "security": "安全管理员",
}
Tell = Callable[[str], None]


class DemoError(RuntimeError):
    """The demonstration cannot be laid out; the message is one sentence for a person."""


def is_external() -> bool:
    """Whether the database is one that the environment names."""
    return not embedded.wanted()[0]


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


def marks() -> set[str]:
    """What this database says of itself: laid out as a demonstration, or begun and not finished."""
    return set(InstanceMark.objects.values_list("key", flat=True)) if _has_table(InstanceMark._meta.db_table) else set()


def holds_data() -> bool:
    """Whether anybody has worked in this database: it has accounts."""
    users = get_user_model()
    return _has_table(users._meta.db_table) and users._default_manager.exists()


def wipe() -> None:
    """Drop all tables, messages and files. Raises DemoError for an external database that is not a demonstration's."""
    if is_external() and connection.introspection.table_names() and not marks() & {MARK, UNFINISHED}:
        raise DemoError("DATABASE_URL 指向的数据库不是演示库，拒绝清空；请换用空库或演示库。")
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _forget_messages()
    for path in Path(settings.MEDIA_ROOT).glob("*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _forget_messages() -> None:
    import redis

    with redis.Redis.from_url(settings.REDIS_CLIENT_URL, socket_timeout=5) as client:
        client.flushdb()


def lay_out(password: str, tell: Tell) -> None:
    """Migrate, collect static files and, in a database that holds nothing yet, make the demonstration's rows.

    Raises DemoError for a database in which somebody works already.
    """
    if UNFINISHED in marks():
        tell("上次生成演示数据时中断，现重新生成。")
        wipe()
    fresh = MARK not in marks()
    if fresh and holds_data():
        advice = "请换用空库" if is_external() else "如需清空请加 --fresh"
        raise DemoError(f"数据库已有业务数据且不是演示库，拒绝写入演示数据；{advice}。")
    tell("正在建立数据库结构……" if fresh else "正在检查数据库结构……")
    call_command("migrate", verbosity=0, interactive=False)
    Path(settings.MEDIA_ROOT).mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, stdout=io.StringIO())
    if fresh:
        _make_rows(password, tell)
    else:
        set_password(password)


def _make_rows(password: str, tell: Tell) -> None:
    """Marked while it lasts, so that a start that was interrupted is begun anew."""
    unfinished = InstanceMark.objects.create(key=UNFINISHED)
    tell("正在载入标准和基础数据……")
    for command in ("load_standards", "load_reference"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    tell("正在生成演示数据，约需半分钟……")
    call_command("seed_demo", password=password, verbosity=0, stdout=io.StringIO())
    unfinished.delete()


def set_password(password: str) -> None:
    """Give the demo accounts the password that will be printed, when it is another than at the last start."""
    accounts = get_user_model()._default_manager.filter(username__in=ACCOUNTS)
    probe = accounts.filter(username="office").first()
    if probe is None or probe.check_password(password):
        return
    for account in accounts:
        account.set_password(password)
        account.save(update_fields=["password"])
