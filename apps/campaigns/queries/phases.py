"""Phases with what rules ask of them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch
from django.db.models.functions import JSONObject

from ..models import Phase, PhaseExtension


def with_phases(lookup: str = "phases") -> "Prefetch[Any]":
    """What ``prefetch_related`` takes to read campaigns with their phases and these with their extensions.

    One statement for both; ``rules.extended_until`` reads ``given``, the one granted last first.
    """
    granted = PhaseExtension.objects.filter(phase=OuterRef("pk")).order_by("-granted_at", "-pk")
    told = granted.values(told=JSONObject(organization="organization_id", until="until"))
    return Prefetch(lookup, Phase.objects.annotate(given=ArraySubquery(told)))
