"""What stands beside an application on a reviewer's desk, in one statement: place in the queue, quotas, remarks, days."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from apps.core.models import CalendarDay
from apps.organizations.models import Organization

from ..models import Application, ReviewComment, ReviewReturn
from .quotas import QuotaLine, counted_quotas, line_of
from .review import queue_of


@dataclass
class Remark:
    """A comment as a page shows it."""

    audience: str
    author: str
    organization_name: str
    text: str
    at: dt.datetime


@dataclass
class Desk:
    """Read once for a page."""

    queue: list[int] = field(default_factory=list)
    quotas: list[QuotaLine] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    working_days: dict[dt.date, bool] = field(default_factory=dict)
    has_returns: bool = False


def desk_for(application: Application, user: Any, offices: list[int]) -> Desk:
    """All of it. One statement.

    Args:
        offices: those whose recommendations are counted against their own quota.
    """
    calendar = CalendarDay.objects.order_by("date").values(told=JSONObject(date="date", is_working="is_working"))
    returns = ReviewReturn.objects.filter(application=OuterRef("pk"), resubmitted_at__isnull=False, recalled_at=None)
    told = Application.objects.filter(pk=application.pk).values(
        queue=ArraySubquery(queue_of(user).values("application_id")),
        quotas=ArraySubquery(counted_quotas(OuterRef("campaign_id"))),
        remarks=ArraySubquery(_remarks(user, OuterRef("pk"))),
        days=ArraySubquery(calendar),
        answered=ArraySubquery(returns.order_by().values("pk")),
    )[0]
    return Desk(
        queue=told["queue"],
        quotas=_lines(told["quotas"], offices, application.organization),
        remarks=[_remark(row) for row in told["remarks"]],
        working_days={dt.date.fromisoformat(row["date"]): row["is_working"] for row in told["days"]},
        has_returns=bool(told["answered"]),
    )


def _lines(rows: list[dict[str, Any]], offices: list[int], applicant: Organization) -> list[QuotaLine]:
    found = [line_of(row, set(offices), applicant) for row in rows]
    return sorted((line for line in found if line is not None), key=lambda line: not line.own)


def remarks_on(application: Application, user: Any) -> list[Remark]:
    """What the person may read of the talk about an application, the oldest first. One statement."""
    return [_remark(row["told"]) for row in _remarks(user, application.pk)]


def _remarks(user: Any, application: Any) -> Any:
    """Remarks on an application; whether the person may see it has been asked before."""
    rows = ReviewComment.objects.filter(application=application).for_reader(user)
    told = JSONObject(
        audience="audience", author="author__name", organization_name="organization_name", text="text", at="at"
    )
    return rows.order_by("at", "pk").values(told=told)


def _remark(row: dict[str, Any]) -> Remark:
    at = parse_datetime(row["at"])
    assert at is not None
    return Remark(row["audience"], row["author"], row["organization_name"], row["text"], at)
