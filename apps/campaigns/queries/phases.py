"""Phases with what rules ask of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from apps.core.prepared import prepared

from ..models import Phase, PhaseExtension


def with_phases(lookup: str = "phases") -> "Prefetch[Any]":
    """What ``prefetch_related`` takes to read campaigns with their phases and these with their extensions.

    One statement for both; ``rules.extended_until`` reads ``given``, the one granted last first.
    """
    return Prefetch(lookup, _with_extensions())


def read_phases(campaign: Any) -> None:
    """The same for one campaign at hand, in a statement that is compiled already."""
    _keep(campaign, _phases_of(campaign.pk))


def _keep(campaign: Any, rows: list[Any]) -> None:
    for phase in rows:
        phase.campaign = campaign
    known: Any = QuerySet(Phase)
    known._result_cache, known._prefetch_done = rows, True
    campaign.__dict__.setdefault("_prefetched_objects_cache", {})["phases"] = known


def phases_told(campaign: str) -> ArraySubquery:
    """The phases of a campaign (a lookup's name) with their extensions, as JSON in another statement."""
    columns = {field.attname: field.attname for field in _columns()}
    rows = _with_extensions().filter(campaign=OuterRef(campaign)).order_by("position", "pk")
    return ArraySubquery(rows.values(phase=JSONObject(**columns, given="given")))


def give_phases(campaign: Any, told: Iterable[Mapping[str, Any]]) -> None:
    """What ``phases_told`` read, given to the campaign."""
    rows = []
    for data in told:
        phase: Any = Phase(**{field.attname: field.to_python(data[field.attname]) for field in _columns()})
        phase._state.adding, phase.given = False, data["given"] or []
        rows.append(phase)
    _keep(campaign, rows)


def _columns() -> "Sequence[Any]":
    return Phase._meta.concrete_fields


def _with_extensions() -> "QuerySet[Any]":
    granted = PhaseExtension.objects.filter(phase=OuterRef("pk")).order_by("-granted_at", "-pk")
    told = granted.values(told=JSONObject(organization="organization_id", until="until"))
    return Phase.objects.annotate(given=ArraySubquery(told))


@prepared
def _phases_of(campaign: int) -> "QuerySet[Any]":
    return _with_extensions().filter(campaign=campaign)
