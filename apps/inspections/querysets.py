import datetime as dt
from typing import Any

from apps.organizations.querysets import ScopedQuerySet


class VisitQuerySet(ScopedQuerySet):
    def assigned_to(self, user: Any) -> "VisitQuerySet":
        return self.filter(members__user=user)

    def for_table(self) -> "VisitQuerySet":
        return self.select_related("round__campaign", "organization", "application")


class FindingQuerySet(ScopedQuerySet):
    def unresolved(self) -> "FindingQuerySet":
        return self.filter(status__in=["open", "answered", "sent_back"])

    def owed(self) -> "FindingQuerySet":
        """Findings that the organization still has to answer."""
        return self.filter(status__in=["open", "sent_back"])

    def overdue(self, day: dt.date) -> "FindingQuerySet":
        return self.owed().filter(due_on__lt=day)

    def for_table(self) -> "FindingQuerySet":
        return self.select_related("organization", "criterion", "visit__round", "application__campaign")
