"""A person's dates as iCalendar (RFC 5545)."""

import datetime as dt
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event

from apps.core import clock

from .queries import dates_of
from .registries import Entry

#: What lies further back or ahead is of no use in a calendar that is read anew every day.
BEFORE, AHEAD = dt.timedelta(days=60), dt.timedelta(days=400)


def calendar_of(user: Any) -> bytes:
    """The person's deadlines, visits and events, each with its address in the portal."""
    today = clock.today()
    calendar = Calendar()
    calendar.add("prodid", "-//campaign_portal//reminders//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "示范创建")
    calendar.add("refresh-interval", dt.timedelta(hours=4), parameters={"VALUE": "DURATION"})
    for entry in dates_of(user, today - BEFORE, today + AHEAD):
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@campaign-portal")
    event.add("dtstamp", clock.now())
    event.add("summary", entry.title)
    event.add("dtstart", _utc(entry.starts))
    if entry.ends:
        event.add("dtend", _utc(entry.ends))
    if entry.place:
        event.add("location", entry.place)
    if entry.url and settings.PORTAL_ADDRESS:
        event.add("url", f"{settings.PORTAL_ADDRESS}{entry.url}")
    return event


def _utc(when: dt.datetime | dt.date) -> dt.datetime | dt.date:
    """Moments in UTC, which every calendar reads without a table of time zones; days stay days."""
    return when.astimezone(dt.UTC) if isinstance(when, dt.datetime) else when
