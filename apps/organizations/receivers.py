"""What this app answers through the seams of lower apps."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core.registries import Place

from .access import scope_of
from .models import Event, Organization, Pairing, WorkRecord

FILE_ROLES = frozenset({Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER})
SEARCH_LIMIT = 20


def reads_file(user: Any, use: Any) -> bool:
    """A file is readable for whom the scope covers the organization that it belongs to."""
    scope = scope_of(user)
    return bool(scope.roles & FILE_ROLES) and bool(use.organization_path) and scope.covers(use.organization_path)


def reads_pairing_file(user: Any, use: Any) -> bool:
    """What one side recorded of a pairing is readable for whoever sees the pairing, on either side."""
    if use.owner_type_id != ContentType.objects.get_for_model(WorkRecord).pk or not scope_of(user).roles & FILE_ROLES:
        return False
    seen = Pairing.objects.visible_to(user).values("pk")
    return WorkRecord.objects.held().filter(pk=use.owner_id, pairing__in=seen).exists()


def places_of_records(user: Any, uses: Sequence[Any]) -> dict[Any, Place]:
    """Records and events that use files, as far as the user may see them. Two statements where there are any."""
    found: dict[Any, Place] = {}
    for model, kind, name in ((WorkRecord, "工作记录", "record"), (Event, "奖惩", "")):
        mine = [use for use in uses if use.owner_type_id == ContentType.objects.get_for_model(model).pk]
        rows: Any = model.objects.visible_to(user).filter(pk__in=[use.owner_id for use in mine]) if mine else ()
        by_key = {str(row.pk): row for row in rows}
        for use in mine:
            if row := by_key.get(use.owner_id):
                url = reverse("organizations:record", args=[row.pk]) if name else _events(row)
                found[use.pk] = Place(kind, row.title, url, whole=f"{kind}:{row.pk}", is_signed=True)
    return found


def _events(event: Any) -> str:
    return reverse("organizations:events", args=[event.organization_id])


def find_organizations(user: Any, text: str) -> Iterable[tuple[str, str, str]]:
    """Organizations of the user's scope for the search page: label, address, kind."""
    if not text.strip() or not scope_of(user).roles & FILE_ROLES:
        return
    found = Organization.objects.visible_to(user).active().named_like(text)
    for organization in found.only("pk", "short_name", "name")[:SEARCH_LIMIT]:
        yield organization.name, reverse("organizations:detail", args=[organization.pk]), "党组织"
