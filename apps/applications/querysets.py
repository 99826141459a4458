from typing import Any

from django.db import models

from apps.organizations.querysets import ScopedQuerySet


class ApplicationQuerySet(ScopedQuerySet):
    def for_table(self) -> "ApplicationQuerySet":
        return self.select_related("campaign", "organization")

    def awaiting(self, organization: Any) -> "ApplicationQuerySet":
        """Applications whose pending review step belongs to this organization."""
        return self.filter(status="in_review", steps__organization=organization, steps__status="pending")

    def approved(self) -> "ApplicationQuerySet":
        """Applications that passed the ladder and were not dropped since."""
        return self.filter(approved_at__isnull=False)


class ReviewStepQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReviewStepQuerySet":
        from apps.organizations.access import scope_of

        return self.filter(scope_of(user).as_q("application__organization_path"))

    def pending_for(self, user: Any) -> "ReviewStepQuerySet":
        """Steps that wait for an office in which the user works."""
        from apps.organizations.access import scope_of

        offices = [m.organization_id for m in scope_of(user).memberships if m.role == "office"]
        return self.filter(status="pending", organization_id__in=offices)
