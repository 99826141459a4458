"""``{% load organizations %}``: what every page of one organization carries."""

from typing import Any

from django import template
from django.urls import reverse

from apps.accounts.choices import Role

from ..access import acting_as
from ..models import Organization
from ..registries import Tab, more_tabs

register = template.Library()
KEEPERS = (Role.OFFICE, Role.SECRETARY)


TABS = (
    Tab("detail", "概况", "organizations:detail"),
    Tab("facts", "数据", "organizations:facts", KEEPERS),
    Tab("records", "记录", "organizations:records"),
    Tab("library", "材料库", "organizations:library", KEEPERS),
    Tab("ledgers", "台账", "organizations:ledgers"),
    Tab("events", "奖惩", "organizations:events"),
    Tab("units", "单位", "organizations:units"),
    Tab("facilities", "阵地", "organizations:facilities"),
    Tab("pairings", "结对", "organizations:pairings_of"),
    Tab("history", "沿革", "organizations:history"),
)


@register.inclusion_tag("components/tabs.html", takes_context=True)
def organization_tabs(context: Any, organization: Organization, active: str) -> dict[str, Any]:
    """``{% organization_tabs organization "records" %}`` in the block ``tabs``: the pages that this person may open."""
    user = context["request"].user
    tabs = [
        {
            "label": tab.label,
            "url": reverse(tab.address, args=[organization.pk]),
            "active": tab.key == active,
            "count": None,
        }
        for tab in (*TABS, *more_tabs)
        if any(acting_as(user, role, organization.path) for role in tab.roles)
    ]
    return {"tabs": tabs, "label": "党组织的各页"}
