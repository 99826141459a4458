"""What each app says is due. Providers answer set-based; they send nothing themselves."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from apps.core.registries import Registry


class DueNotice(NamedTuple):
    """One line that is owed to one person. A tuple, since a run names a hundred thousand.

    ``threshold`` tells the members of a series apart (``7``, ``3``, ``1``, ``0`` days before): after a
    silence only the newest threshold of a series (rule, subject, recipient) is sent.
    ``subject`` is ``app.model:pk``, ``topic`` the campaign's, and ``organization_id`` whom it is about.
    ``words`` fill the office's own wording: {单位}, {事项}, {截止}, {剩余天数}.
    """

    rule: str
    subject: str
    recipient_id: int
    title: str
    threshold: str = ""
    body: str = ""
    url: str = ""
    due_at: dt.datetime | None = None
    topic: str = ""
    organization_id: int | None = None
    words: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Asked:
    """What a page wants to know of the providers: one campaign alone, and all that is owed however far its deadline."""

    topic: str = ""
    everything: bool = False


EVERY_CAMPAIGN = Asked()
_asked: ContextVar[Asked] = ContextVar("asked_of_providers", default=EVERY_CAMPAIGN)


def asked() -> Asked:
    """Providers may read only the rows of ``topic``; whoever asks drops what belongs elsewhere."""
    return _asked.get()


@contextmanager
def asking(*, topic: str, everything: bool = False) -> Iterator[None]:
    """Within it providers speak of one campaign; nothing is sent."""
    token = _asked.set(Asked(topic, everything))
    try:
        yield
    finally:
        _asked.reset(token)


Due = Callable[[dt.datetime], Iterable[DueNotice]]

#: ``due(as_of) -> iterable of DueNotice``
providers: Registry[Due] = Registry()

#: Provider → the rules that it alone speaks for: an unread line of theirs that it names no more is withdrawn.
standing: dict[Due, tuple[str, ...]] = {}

#: Those of ``standing`` that name what is late, or has no day, as long as it is owed.
naming_late: set[Due] = set()


def speaks_for(*rules: str, also_late: bool = False) -> Callable[[Due], Due]:
    """Decorator of a provider that names everything owed under these rules each time it is asked.

    What was told and is owed no more (handed in, called off, put off to another day) then leaves the inboxes
    unless it was read; what has become overdue meanwhile stays.

    Args:
        also_late: it goes on naming what is late or has no day: that too is withdrawn once it is named no more, and
            a repeated line (each day, each week) takes the place of the one before.
    """

    def mark(due: Due) -> Due:
        standing[due] = rules
        if also_late:
            naming_late.add(due)
        return due

    return mark


@dataclass(frozen=True)
class RuleKind:
    """A rule as it comes, and what an office may change of it for a campaign.

    ``days_before``: its thresholds, empty where it follows from an act; ``tells``: who is told, for people.
    """

    key: str
    label: str
    tells: str
    days_before: tuple[int, ...] = ()
    #: The placeholders that its own wording may use.
    words: tuple[str, ...] = ("单位", "事项", "截止", "剩余天数")
    per_campaign: bool = True


rule_kinds: Registry[RuleKind] = Registry()

#: Kind of a topic (``campaigns.campaign``) → the address of the page on which its offices see what is owed.
topic_pages: dict[str, Callable[[int], str]] = {}


class Entry(NamedTuple):
    """A date of a person's calendar: a deadline, a visit, a meeting. All-day where ``starts`` is a date."""

    key: str
    title: str
    starts: dt.datetime | dt.date
    ends: dt.datetime | dt.date | None = None
    place: str = ""
    url: str = ""


#: ``(user, first day, last day) -> iterable of Entry``: what stands in a person's calendar and feed.
calendar_entries: Registry[Callable[[Any, dt.date, dt.date], Iterable[Entry]]] = Registry()
