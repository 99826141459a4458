from typing import Any

from django.db import models
from django.db.models import Q

from apps.organizations.querysets import ScopedQuerySet, lineage


class CampaignQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "CampaignQuerySet":
        """Campaigns run inside the user's subtrees, and opened ones whose scope covers a place of the user."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        paths = {m.organization.path for m in scope.memberships if m.role in ("office", "secretary")} | scope.exact
        reached = Q(pk__in=[])
        if paths:
            prefixes = {above for path in paths for above in lineage(path)}
            reached = Q(scope_path__in=sorted(prefixes)) & ~Q(status="draft")
        return self.filter(scope.as_q("organization_path") | reached)

    def running(self) -> "CampaignQuerySet":
        return self.filter(status="open")


class PhaseQuerySet(models.QuerySet):
    def due_to_open(self, moment: Any) -> "PhaseQuerySet":
        return self.filter(campaign__status="open", status="planned", starts_at__lte=moment, ends_at__gte=moment)

    def due_to_close(self, moment: Any) -> "PhaseQuerySet":
        return self.filter(campaign__status="open", status__in=["planned", "open"], ends_at__lt=moment)
