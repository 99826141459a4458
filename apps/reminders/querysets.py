import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from apps.accounts.choices import Role
from apps.organizations.querysets import ScopedQuerySet


def _below_offices(user: Any, column: str) -> Q:
    """The subtrees in which the person is the office."""
    from apps.organizations.access import scope_of

    inside = Q(pk__in=[])
    for membership in scope_of(user).memberships:
        if membership.role == Role.OFFICE:
            inside |= Q(**{f"{column}__startswith": membership.organization.path})
    return inside


class InboxQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "InboxQuerySet":
        """The person's own lines, without those withdrawn."""
        return self.filter(recipient=user, withdrawn_at__isnull=True)

    def unread(self) -> "InboxQuerySet":
        return self.filter(read_at__isnull=True)


class ChannelQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ChannelQuerySet":
        """Channels of the subtrees in which the person is the office."""
        return self.filter(_below_offices(user, "organization_path"))

    def active(self) -> "ChannelQuerySet":
        return self.filter(is_active=True)


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Messages through the channels that the person sees, and the person's own."""
        return self.filter(_below_offices(user, "channel__organization_path") | Q(recipient=user))

    def ready(self, moment: dt.datetime) -> "DeliveryQuerySet":
        """Those that may go now: waiting ones, and ones whose sender is gone."""
        return self.filter(status__in=["pending", "sending"], next_try_at__lte=moment)
