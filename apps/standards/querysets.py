"""Which versions a person may see: what is in force is for everybody, drafts for those who write them."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.organizations.choices import Level

from .choices import UNPUBLISHED, VersionStatus


class VersionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "VersionQuerySet":
        """Every version once in force; drafts of the person's own office; those in review also below it."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        if not scope.roles & set(BUSINESS_ROLES):
            return self.none()
        reviewed = Q(pk__in=[])
        for prefix in scope.prefixes:
            reviewed |= Q(standard__organization__path__startswith=prefix)
        drafts = self._written_by(user) | (Q(status=VersionStatus.REVIEW) & reviewed)
        return self.filter(~Q(status__in=UNPUBLISHED) | drafts)

    def written_by(self, user: Any) -> "VersionQuerySet":
        """Versions of the standards that the person's office writes."""
        return self.filter(self._written_by(user))

    def _written_by(self, user: Any) -> Q:
        from apps.organizations.access import scope_of

        offices = [m.organization for m in scope_of(user).memberships if m.role == Role.OFFICE]
        own = Q(standard__organization__in=[office.pk for office in offices])
        if any(office.level == Level.CITY for office in offices):
            own |= Q(standard__organization=None)
        return own

    def in_force(self) -> "VersionQuerySet":
        """Published and neither superseded nor retired: what a new campaign may choose."""
        return self.filter(status=VersionStatus.PUBLISHED)

    def for_campaign(self, campaign: Any) -> "VersionQuerySet":
        """What a campaign's draft may choose: versions in force, and superseded ones that it holds already.

        A standard that a committee issued is for the campaigns of its subtree alone.
        """
        from apps.organizations.querysets import lineage

        owners = Q(standard__organization=None) | Q(standard__organization__path__in=lineage(campaign.scope_path))
        held = Q(status=VersionStatus.SUPERSEDED, pk__in=campaign.standards.values("version_id"))
        return self.filter(owners & Q(status=VersionStatus.PUBLISHED) | held)
