from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

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

    def reminded(self) -> "CampaignQuerySet":
        """The running campaigns that providers of reminders speak of: all, or the one that a page asks for."""
        from apps.reminders.registries import asked

        topic = asked().topic
        kind, _, key = topic.partition(":")
        if topic and kind == self.model._meta.label_lower:
            return self.running().filter(pk=int(key))
        return self.running()


class ProgrammeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ProgrammeQuerySet":
        """Plans made inside the user's subtrees, and those of the committees above."""
        from apps.organizations.access import scope_of

        scope = scope_of(user)
        paths = {m.organization.path for m in scope.memberships if m.role in ("office", "secretary")} | scope.exact
        above = sorted({part for path in paths for part in lineage(path)})
        return self.filter(scope.as_q("organization_path") | Q(organization_path__in=above))

    def for_campaign(self, campaign: Any) -> "ProgrammeQuerySet":
        """Plans under which the campaign may hang: its organizer's and those above, in their years."""
        return self.filter(
            organization_path__in=lineage(campaign.organization_path),
            starts_in__lte=campaign.year,
            ends_in__gte=campaign.year,
        )


class AnnouncementQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "AnnouncementQuerySet":
        """What the user's offices write, what was issued or has reached somebody below them, what reached the user."""
        from apps.organizations.access import scope_of

        if not getattr(user, "is_authenticated", False):
            return self.none()
        receipts: Any = self.model._meta.get_field("receipts").related_model
        own = receipts.objects.filter(announcement=OuterRef("pk"))
        offices = [m.organization for m in scope_of(user).memberships if m.role == "office"]
        issued = Q(Exists(own.filter(user=user.pk)))
        for office in offices:
            issued |= Q(organization_path__startswith=office.path)
            issued |= Q(Exists(own.filter(organization_path__startswith=office.path)))
        return self.filter(Q(organization__in=[office.pk for office in offices]) | (issued & ~Q(status="draft")))


class AnnouncementReceiptQuerySet(ScopedQuerySet):
    def followed_by(self, user: Any) -> "AnnouncementReceiptQuerySet":
        """What the user's offices sent themselves, and what reached those below them."""
        from apps.organizations.access import scope_of

        followed = Q(pk__in=[])
        for each in scope_of(user).memberships:
            if each.role == "office":
                followed |= Q(announcement__organization=each.organization_id)
                followed |= Q(organization_path__startswith=each.organization.path)
        return self.filter(followed)

    def visible_to(self, user: Any) -> "AnnouncementReceiptQuerySet":
        """What the user's offices follow, and the user's own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user.pk) | self.followed_by(user)


class PhaseQuerySet(models.QuerySet):
    def due_to_open(self, moment: Any) -> "PhaseQuerySet":
        return self.filter(campaign__status="open", status="planned", starts_at__lte=moment, ends_at__gte=moment)

    def due_to_close(self, moment: Any) -> "PhaseQuerySet":
        return self.filter(campaign__status="open", status__in=["planned", "open"], ends_at__lt=moment)
