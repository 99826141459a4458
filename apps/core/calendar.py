"""Working days with the office's own table read from the database."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from . import working_days
from .models import CalendarDay
from .prepared import prepared


def office_table() -> dict[dt.date, bool]:
    """The office's own days: date → whether it is a working day."""
    return dict(_days())


@prepared
def _days() -> "QuerySet[Any, Any]":
    return CalendarDay.objects.values_list("date", "is_working")


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The date ``days`` working days after ``start``, which itself is not counted."""
    return working_days.add_working_days(start, days, office_table())
