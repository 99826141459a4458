"""Who should apply and has not handed in: without a draft, with one, or with one that was sent back."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from apps.accounts.choices import Role
from apps.campaigns.models import Campaign
from apps.campaigns.queries import eligible
from apps.core import clock
from apps.organizations.models import Membership
from apps.organizations.querysets import OrganizationQuerySet

from ..models import Application
from ..rules import EDITABLE_STATUSES

#: The state of an organization that has not begun.
NOT_BEGUN = "none"


def unsubmitted(campaign: Campaign) -> OrganizationQuerySet:
    """Eligible organizations that still owe the campaign an application."""
    done = Application.objects.filter(campaign=campaign).exclude(status__in=EDITABLE_STATUSES).order_by()
    return eligible(campaign).exclude(pk__in=done.values("organization_id"))


def unsubmitted_rows(campaign: Campaign, user: Any, filters: Any) -> OrganizationQuerySet:
    """The same within the person's reach, each with ``application_pk``, ``stage`` and ``secretaries``.

    Args:
        filters: ``q``, ``under`` (a path), ``stage`` (``none``, ``draft``, ``returned``).
    """
    own = Application.objects.filter(campaign=campaign, organization=OuterRef("pk")).order_by()
    held = Membership.objects.filter(organization=OuterRef("pk"), role=Role.SECRETARY, user__is_active=True)
    rows = unsubmitted(campaign).visible_to(user)
    if text := filters.get("q"):
        rows = rows.named_like(text)
    if filters.get("under"):
        rows = rows.filter(path__startswith=filters["under"])
    rows = rows.annotate(
        application_pk=Subquery(own.values("pk")[:1], output_field=IntegerField()),
        stage=Coalesce(Subquery(own.values("status")[:1], output_field=CharField()), Value(NOT_BEGUN)),
        secretaries=ArraySubquery(held.on(clock.today()).order_by("pk").values("user__name")),
    )
    return rows.filter(Q(stage=filters["stage"])) if filters.get("stage") else rows
