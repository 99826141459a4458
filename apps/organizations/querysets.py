"""Sentences about organizations and whose they are."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, Case, Q, When
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from apps.core import clock

from .choices import COMING, RecordStatus

#: How long before its last day an organization is shown, and its people told.
ENDS_SOON = dt.timedelta(days=30)


def lineage(path: str) -> list[str]:
    """Paths from the root down to this one, itself included; computed without a query."""
    return [path[:end] for end in range(MP_Node.steplen, len(path) + 1, MP_Node.steplen)]


class OrganizationQuerySet(MP_NodeQuerySet):
    def visible_to(self, user: Any) -> "OrganizationQuerySet":
        """The organizations of the user's subtrees, own branches and granted sites."""
        from .access import scope_of

        return self.filter(scope_of(user).as_q("path"))

    def below(self, organization: Any) -> "OrganizationQuerySet":
        """The organization and all that is below it."""
        return self.filter(path__startswith=organization.path)

    def active(self) -> "OrganizationQuerySet":
        return self.filter(closed_on__isnull=True)

    def grassroots(self) -> "OrganizationQuerySet":
        return self.filter(level="grassroots")

    def ending(self, when: str) -> "OrganizationQuerySet":
        """Of kinds with an end: those that end within the next 30 days (``soon``) or should have ended (``over``)."""
        today = clock.today()
        if when == "over":
            return self.filter(ends_on__lt=today)
        return self.filter(ends_on__range=(today, today + ENDS_SOON))

    def named_like(self, text: str) -> "OrganizationQuerySet":
        """Whose name, code or pinyin initials fit what a person typed."""
        text = text.strip()
        return self.filter(
            Q(name__icontains=text)
            | Q(short_name__icontains=text)
            | Q(code__istartswith=text)
            | Q(initials__contains=text.lower())
        )


class OrganizationManager(MP_NodeManager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> OrganizationQuerySet:
        return OrganizationQuerySet(self.model, using=self._db).order_by("path")


class ScopedQuerySet(models.QuerySet):
    """For rows that carry ``organization_path``: whose they are is a prefix match."""

    def visible_to(self, user: Any) -> Self:
        from .access import scope_of

        return self.filter(scope_of(user).as_q("organization_path"))

    def below(self, organization: Any) -> Self:
        return self.filter(organization_path__startswith=organization.path)


class RecordQuerySet(ScopedQuerySet):
    def standing(self) -> "RecordQuerySet":
        """Records that were not cancelled: planned, filed and held."""
        return self.exclude(status=RecordStatus.CANCELLED)

    def held(self) -> "RecordQuerySet":
        """What took place: the only records that count."""
        return self.filter(status=RecordStatus.HELD)

    def coming(self) -> "RecordQuerySet":
        """Planned or filed, not yet held."""
        return self.filter(status__in=COMING)

    def overdue(self, today: dt.date) -> "RecordQuerySet":
        """Planned for a day that has passed, and not written down."""
        return self.coming().filter(held_on__lt=today)

    def in_year(self, year: int) -> "RecordQuerySet":
        return self.filter(held_on__range=(dt.date(year, 1, 1), dt.date(year, 12, 31)))


class EventQuerySet(ScopedQuerySet):
    def standing(self) -> "EventQuerySet":
        """Events that were not cancelled."""
        return self.filter(cancelled_at__isnull=True)


class UnitQuerySet(ScopedQuerySet):
    def in_ledger(self) -> "UnitQuerySet":
        """Units that were not taken out of the ledger."""
        return self.filter(removed_on__isnull=True)

    def running(self) -> "UnitQuerySet":
        """Those that operate; what is not known counts as operating."""
        return self.in_ledger().filter(operating__in=["", "normal"])

    def for_rules(self) -> "UnitQuerySet":
        """Each with ``has_instructor``: somebody is sent to it today."""
        sent = Q(instructors__gt=0) & (Q(instructor_until__isnull=True) | Q(instructor_until__gte=clock.today()))
        return self.annotate(has_instructor=Case(When(sent, then=True), default=False, output_field=BooleanField()))

    def stale(self, before: dt.date) -> "UnitQuerySet":
        """Never verified, or last before this day."""
        return self.filter(Q(verified_on__isnull=True) | Q(verified_on__lt=before))

    def named_like(self, text: str) -> "UnitQuerySet":
        text = text.strip()
        return self.filter(Q(name__icontains=text) | Q(credit_code__istartswith=text.upper()))


#: Levels whose offices keep the reference values of their region.
REGIONS = ("city", "district")


class MetricQuerySet(models.QuerySet):
    def like(self, text: str) -> "MetricQuerySet":
        """Whose name, code or description holds what a person typed."""
        text = text.strip()
        wanted = Q(name__icontains=text) | Q(code__icontains=text) | Q(description__icontains=text)
        return self.filter(wanted) if text else self.all()

    def asked_in(self, sector: str = "", level: str = "") -> "MetricQuerySet":
        """Those of a sector and of a level; a metric that names none is for all of them."""
        found = self.filter(Q(sectors=[]) | Q(sectors__contains=sector)) if sector else self.all()
        return found.filter(Q(levels=[]) | Q(levels__contains=level)) if level else found

    def asked_of(self, organization: Any) -> "MetricQuerySet":
        """What this organization is asked to tell: what its sector and its level can know."""
        return self.told().asked_in(organization.sector, organization.level)

    def told(self) -> "MetricQuerySet":
        """What organizations are asked to tell: references apart, and what no published standard reads yet."""
        return self.filter(is_reference=False, asked=True)


def lasting(day: dt.date | None = None) -> Q:
    """Rows that run on this day (today) or will: not ended before it."""
    return Q(ended_on__isnull=True) | Q(ended_on__gte=day or clock.today())


class PeriodQuerySet(models.QuerySet):
    """For rows with ``started_on`` and ``ended_on`` (the last day, inclusive)."""

    def on(self, day: dt.date) -> "PeriodQuerySet":
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), started_on__lte=day)


class ScopedPeriodQuerySet(ScopedQuerySet):
    """For rows with a path and a period (the last day, inclusive)."""

    def on(self, day: dt.date) -> "ScopedPeriodQuerySet":
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), started_on__lte=day)


class FacilityQuerySet(ScopedQuerySet):
    def in_use(self) -> "FacilityQuerySet":
        """Places that were not closed."""
        return self.filter(closed_on__isnull=True)


class LibraryFileQuerySet(ScopedQuerySet):
    """材料库: files of organizations."""

    def kept(self) -> Self:
        """Those that are not in the bin."""
        return self.filter(binned_at__isnull=True)

    def current(self) -> Self:
        """The newest version of each file."""
        return self.kept().filter(next__isnull=True)

    def named_like(self, text: str) -> Self:
        """Whose name or one of whose tags fits what a person typed."""
        text = text.strip()
        return self.filter(Q(name__icontains=text) | Q(tags__contains=[text])) if text else self.all()


class PairingQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PairingQuerySet":
        """Those one side of which lies within the person's reach."""
        from .access import scope_of

        sides: Any = self.model._meta.get_field("sides").related_model
        mine = sides.objects.filter(scope_of(user).as_q("organization_path")).order_by()
        return self.filter(pk__in=mine.values("pairing"))

    def of(self, organization: Any) -> "PairingQuerySet":
        return self.filter(sides__organization=organization)

    def running(self) -> "PairingQuerySet":
        return self.filter(status="running")
