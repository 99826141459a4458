"""Reminders: many due lines into the inboxes beside the bare statement, and a day's run for a whole city."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, transaction

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign, Phase
from apps.core import clock
from apps.reminders.registries import DueNotice, providers
from apps.reminders.services import send_due_notices

from . import worst_day
from .figures import Figure, under
from .rows import CODE, make_campaign

LINES, CITY, AGAIN = 100_000, 20_000, 3
RATIO, SECONDS = 2.0, 10
RULE = "benchmark.due"
TODAY = dt.date(2026, 11, 23)
#: The same rows by one statement: what the database needs in any case.
BARE = """
INSERT INTO reminders_notice (rule, subject, threshold, recipient_id, title, body, url, due_at, topic,
                              organization_id, outside, created_at)
SELECT %(rule)s, 'campaigns.campaign:1/' || n, '3', %(person)s, '申报未提交，11月26日截止：测速活动 ' || n,
       '测速党组织申报未提交，11月26日截止，请按时办理。', '/applications/start/1/?organization=' || n, %(due_at)s,
       'campaigns.campaign:1', NULL, true, %(now)s
  FROM generate_series(1, %(lines)s) n
"""
PEOPLE = """
WITH made AS (
    INSERT INTO accounts_user (username, name, phone, email, password, is_active, created_at, session_epoch)
    SELECT %(code)s || '-' || o.id, '测速', '', '', '', true, now(), 0
      FROM organizations_organization o WHERE o.path LIKE %(below)s AND o.depth > 1
    RETURNING id, username
)
INSERT INTO organizations_membership (user_id, organization_id, role, started_on, title, reason)
SELECT made.id, split_part(made.username, '-', 2)::bigint, %(role)s, DATE '2020-01-01', '', '' FROM made
"""


def reminder_figures() -> Iterator[Figure]:
    """Ratios in one run; nothing stays."""
    with transaction.atomic():
        campaign = make_owing(CITY)
        yield from _many_lines(campaign)
        yield from _a_days_run()
        transaction.set_rollback(True)


def reminder_city_figures() -> Iterator[Figure]:
    """The same, and the worst day: every organization owes something under each rule."""
    yield from reminder_figures()
    moment = clock.at(worst_day.DAY, 9)
    with transaction.atomic():
        worst_day.make_worst_day(make_owing(CITY))
        _execute("ANALYZE", {})
        lines, before = 0, _from_here()

        def run() -> None:
            nonlocal lines
            lines = send_due_notices(moment)

        seconds = _timed(run)
        transaction.set_rollback(True)
    yield under(f"{CITY} 个党组织的最忙一天（{lines} 条）", seconds, SECONDS)
    yield Figure("  内存峰值增加", f"{_peak() - before} MB")


def _many_lines(campaign: Campaign) -> Iterator[Figure]:
    person, moment, due_at = campaign.created_by_id, clock.at(TODAY, 9), clock.at(TODAY, 18)

    def due(as_of: dt.datetime) -> Iterator[DueNotice]:
        for n in range(1, LINES + 1):
            yield DueNotice(
                RULE, f"campaigns.campaign:1/{n}", person, f"申报未提交，11月26日截止：测速活动 {n}", "3",
                "测速党组织申报未提交，11月26日截止，请按时办理。", f"/applications/start/1/?organization={n}",
                due_at, "campaigns.campaign:1",
            )  # fmt: skip

    told: Any = {"rule": RULE, "person": person, "due_at": due_at, "now": moment, "lines": LINES}
    before = _from_here()
    bare, ours = [], []
    for _ in range(AGAIN):
        bare.append(_timed(lambda: _execute(BARE, told)))
        ours.append(_timed(lambda: send_due_notices(moment, sources=[due])))
    ratio = min(ours) / min(bare)
    yield Figure(f"{LINES} 条到期提醒写入收件箱", f"{min(ours):.2f} s")
    yield Figure("  单条 INSERT … SELECT 写入同样的行", f"{min(bare):.2f} s")
    yield Figure("  两者之比", f"{ratio:.2f} 倍", f"≤ {RATIO:.0f} 倍", ratio <= RATIO)
    yield Figure("  内存峰值增加", f"{_peak() - before} MB")


def _a_days_run() -> Iterator[Figure]:
    """Everybody in a city owes an application that is due in seven days; then nobody is owed anything new."""
    before, moment = _from_here(), clock.at(TODAY, 9)
    with transaction.atomic():
        first = _timed(lambda: send_due_notices(moment), keep=True)
        again = _timed(lambda: send_due_notices(moment + dt.timedelta(minutes=15)), keep=True)
        transaction.set_rollback(True)
    yield under(f"{CITY} 个党组织一天的提醒（{len(list(providers))} 类全部询问）", first, SECONDS)
    yield under("  一刻钟后再次运行，没有新的", again, SECONDS)
    yield Figure("  内存峰值增加", f"{_peak() - before} MB")


def make_owing(number: int) -> Campaign:
    """A campaign whose so many organizations have a secretary each, and owe an application in seven days."""
    campaign = make_campaign(number)
    campaign.refresh_from_db()
    Phase.objects.create(
        campaign=campaign,
        kind="application",
        position=1,
        starts_at=clock.at(TODAY - dt.timedelta(days=20), 9),
        ends_at=clock.at(TODAY + dt.timedelta(days=7), 18),
    )
    _execute(PEOPLE, {"code": CODE, "below": f"{campaign.scope_path}%", "role": Role.SECRETARY})
    _execute("ANALYZE organizations_organization, organizations_membership, accounts_user", {})
    return campaign


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _timed(act: Any, *, keep: bool = False) -> float:
    """Seconds of an act with the checks that its commit would make; it is undone unless it is kept."""
    with transaction.atomic():
        start = perf_counter()
        act()
        _execute("SET CONSTRAINTS ALL IMMEDIATE", {})
        seconds = perf_counter() - start
        _execute("SET CONSTRAINTS ALL DEFERRED", {})
        if not keep:
            transaction.set_rollback(True)
    return seconds


def _from_here() -> int:
    """Forget the peak so far, which the making of the rows may have been; what this process holds now, in MB."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return _peak()


def _peak() -> int:
    """The most memory this process has held since, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
