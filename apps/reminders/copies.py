"""Copies of reminders for the office above whom they are about: what it may ask for is then before its eyes."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from apps.organizations.models import Organization

from .recipients import Offices
from .registries import DueNotice, topic_pages


class Copies:
    """The nearest office strictly above each organization, read when the first copy is asked for. Two queries."""

    def __init__(self, day: dt.date) -> None:
        self._day = day

    @cached_property
    def _offices(self) -> Offices:
        return Offices(self._day)

    @cached_property
    def _paths(self) -> dict[int, str]:
        return dict(Organization.objects.order_by().values_list("pk", "path"))

    def of(self, item: DueNotice) -> Iterator[DueNotice]:
        """A line for each person of the office, leading to what the campaign's people owe."""
        path = self._paths.get(item.organization_id or 0, "")
        above = self._offices.above(path) if path else ""
        kind, _, key = item.topic.partition(":")
        page = topic_pages.get(kind)
        for user_id in self._offices.of(above) if above else ():
            if user_id != item.recipient_id:
                url = page(int(key)) if page and key.isdecimal() else item.url
                yield item._replace(recipient_id=user_id, title=f"抄送：{item.title}", url=url)
