"""The clocks of findings in one place: how long a site has, when the next letter is due. Pure but for working days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from apps.core.calendar import office_table
from apps.core.working_days import add_working_days, working_day_before

from .choices import Severity

#: Without a stated limit (practice B23). Calendar days, the day of the finding not counted.
DEFAULT_DAYS = 15
#: 立行立改.
AT_ONCE_DAYS = 3
AT_ONCE = "at_once"
#: A campaign's plan may state others under ``inspections.days``, by severity and ``at_once``.
DAYS: Mapping[str, int] = {**dict.fromkeys(Severity.values, DEFAULT_DAYS), AT_ONCE: AT_ONCE_DAYS}
#: No finding is put off further than this from the day on which it is decided.
LONGEST_DAYS = 180
#: Extensions granted for one finding.
MOST_EXTENSIONS = 2
#: A letter's answer is due so many calendar days after it was issued, unless the office says another day.
LETTER_DAYS = 7
#: A notice not signed for after so many working days is told again.
RECEIPT_DAYS = 3
#: Late by so many working days, a finding goes to the level above, and its first letter is proposed.
PATIENCE = 5
#: Sent back so often, a finding gets its first letter although it is not late.
SENT_BACK_TIMES = 2


def days_of(campaign: Any) -> dict[str, int]:
    """Days by severity and ``at_once`` as the campaign's plan states them, else the usual ones."""
    plan = campaign.plan if isinstance(campaign.plan, Mapping) else {}
    stated = (plan.get("inspections") or {}).get("days") or {}
    return {name: int(stated.get(name, usual)) for name, usual in DAYS.items()}


def due_day(campaign: Any, severity: str, found_on: dt.date, *, at_once: bool = False) -> dt.date:
    """The deadline of a finding for which nobody stated one."""
    days = days_of(campaign)
    return found_on + dt.timedelta(days=days[AT_ONCE] if at_once else days[severity])


def late_before(today: dt.date, working_days: int) -> dt.date:
    """Whatever was due on this day or earlier is late by more than ``working_days`` working days today."""
    table, day = office_table(), today
    for _ in range(working_days + 1):
        day = working_day_before(day, table)
    return day


def working_days_late(due_on: dt.date, today: dt.date) -> int:
    """Working days after the deadline up to today; 0 when it is not late."""
    table, count, day = office_table(), 0, due_on
    while (day := add_working_days(day, 1, table)) <= today:
        count += 1
    return count
