"""月调度、季分析、年总结: what the plan of a campaign asks of its own office, told on the period's first working day."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from apps.core import clock
from apps.core.addresses import address_of
from apps.core.calendar import office_table
from apps.core.quarters import quarter_of
from apps.reminders.quarters import first_working_day
from apps.reminders.recipients import Offices
from apps.reminders.registries import DueNotice, RuleKind, asked, speaks_for
from apps.reminders.services import subject_of

from .models import Campaign

RULE = "plan.cadence"
KINDS = (RuleKind(RULE, "方案规定的月调度、季分析、年总结（期初第一个工作日）", "主办单位党建办", words=("事项",)),)

#: What the organizer holds itself; the other cadences of a plan are the branches' and the leaders'.
HELD_BY_OFFICE = ("dispatch", "analysis", "review", "observation", "case_selection")
#: Where each is worked on, by the name of its address.
PLACES = {"dispatch": "applications:board", "analysis": "applications:board"}
DECEMBER = 12


def period_of(every: str, day: dt.date) -> tuple[dt.date, str, str] | None:
    """First day, key and words of the running period; None for what has no regular one."""
    half = (day.month + 5) // 6
    quarter = quarter_of(day)
    return {
        "month": (day.replace(day=1), f"{day:%Y-%m}", f"{day.year}年{day.month}月"),
        "quarter": (quarter.first, quarter.key, quarter.label),
        "half_year": (dt.date(day.year, 6 * half - 5, 1), f"{day.year}H{half}", f"{day.year}年{'上下'[half - 1]}半年"),
        "year": _year(day),
    }.get(every)


def _year(day: dt.date) -> tuple[dt.date, str, str]:
    """A yearly one is told at the start of the year, and again in December: most campaigns open and close inside one."""
    if day.month == DECEMBER:
        return day.replace(day=1), f"{day.year}-end", f"{day.year}年"
    return dt.date(day.year, 1, 1), str(day.year), f"{day.year}年"


@speaks_for(RULE, also_late=True)
def due(as_of: dt.datetime) -> Iterator[DueNotice]:
    """One line per campaign, cadence and person of its office, standing until the period ends. Three statements."""
    if asked().everything:  # a summary is owed by nobody
        return
    today, table = clock.local(as_of).date(), office_table()
    offices = Offices(today)
    for campaign in Campaign.objects.reminded().order_by("pk"):
        began = clock.local(campaign.opened_at).date() if campaign.opened_at else today
        for cadence in campaign.plan.get("cadences") or ():
            period = period_of(cadence["every"], today) if cadence["code"] in HELD_BY_OFFICE else None
            if period is None:
                continue
            opening = first_working_day(period[0], table)
            if began <= opening <= today:
                for user_id in offices.of(campaign.organization_path):
                    yield _line(campaign, cadence, period[1], period[2], user_id)


def _line(campaign: Campaign, cadence: Mapping[str, Any], key: str, words: str, user_id: int) -> DueNotice:
    code, name = cadence["code"], cadence["name"]
    place = PLACES.get(code)
    url = f"{reverse(place)}?campaign={campaign.pk}" if place else address_of("campaigns:detail", campaign.pk)
    clause = f"（{cadence['clause']}）" if cadence.get("clause") else ""
    return DueNotice(
        rule=RULE,
        subject=f"{subject_of(campaign)}/{code}",
        recipient_id=user_id,
        title=f"{words}{name}：{campaign.name}",
        threshold=key,
        body=f"按活动方案{clause}，请组织{words}{name}。",
        url=url,
        topic=subject_of(campaign),
        organization_id=campaign.organization_id,
        words={"事项": f"{words}{name}"},
    )


PROVIDERS = (due,)
