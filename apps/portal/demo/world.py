"""What every scene of the demonstration knows: the day, the people, the organizations, the words."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from apps.accounts.models import User
from apps.core import clock
from apps.organizations.models import Metric, Organization

FIXTURES = Path(settings.ROOT) / "fixtures" / "demo"


@cache
def words(name: str) -> dict[str, Any]:
    """A file of ``fixtures/demo``."""
    found: dict[str, Any] = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass
class World:
    """The state of the seeding. ``today`` is fixed at its beginning; every date counts from it."""

    password: str
    now: dt.datetime = field(default_factory=clock.now)
    today: dt.date = field(default_factory=clock.today)
    people: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    secretaries: dict[str, User] = field(default_factory=dict)
    offices: dict[str, User] = field(default_factory=dict)
    metrics: dict[str, Metric] = field(default_factory=dict)
    campaigns: dict[str, Any] = field(default_factory=dict)
    standards: dict[str, Any] = field(default_factory=dict)

    def organization(self, code: str) -> Organization:
        if code not in self.organizations:
            self.organizations[code] = Organization.objects.get(code=code)
        return self.organizations[code]

    def office(self, code: str) -> User:
        """Who works in the office of the organization."""
        return self.offices[code]

    def secretary(self, code: str) -> User:
        return self.secretaries[code]

    def day(self, offset: int) -> dt.date:
        """So many days after today (before it, when negative)."""
        return self.today + dt.timedelta(days=offset)

    def at(self, day: dt.date | int, hour: int = 9, minute: int = 0) -> AbstractContextManager[None]:
        """Move the clock to an hour of a day, never past the present moment."""
        day = self.day(day) if isinstance(day, int) else day
        return clock.moved_to(min(clock.at(day, hour, minute), self.now))

    @property
    def year(self) -> int:
        return self.today.year


Tell = Callable[[str], None]
