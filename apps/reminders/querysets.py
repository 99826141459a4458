import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from apps.organizations.querysets import ScopedQuerySet


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """The person's own lines, without those withdrawn."""
        return self.filter(recipient=user, withdrawn_at__isnull=True)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at__isnull=True)


class ChannelQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "ChannelQuerySet":
        """Channels of the subtrees in which the person is the office."""
        from apps.accounts.choices import Role
        from apps.organizations.access import scope_of

        offices = [each.organization.path for each in scope_of(user).memberships if each.role == Role.OFFICE]
        inside = Q(pk__in=[])
        for path in offices:
            inside |= Q(organization_path__startswith=path)
        return self.filter(inside)

    def active(self) -> "ChannelQuerySet":
        return self.filter(is_active=True)


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Messages through the channels that the person sees, and the person's own."""
        from .models import Channel

        return self.filter(Q(channel__in=Channel.objects.visible_to(user)) | Q(recipient=user))

    def ready(self, moment: dt.datetime) -> "DeliveryQuerySet":
        """Those that may go now: waiting ones, and ones whose sender is gone."""
        return self.filter(status__in=["pending", "sending"], next_try_at__lte=moment)
