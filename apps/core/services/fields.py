"""Who saved which field last is kept beside the row."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .. import clock
from ..models import FieldSave

LAST = ("version", "saved_by", "saved_at", "page")


@transaction.atomic(savepoint=False)
def note_fields(*, actor: Any, owner: Any, names: Iterable[str], version: int, page: str = "") -> list[FieldSave]:
    """Note that the actor's save made ``version`` of a row and brought these fields. The owner's row is locked."""
    kind, at = ContentType.objects.get_for_model(owner), clock.now()
    rows = [
        FieldSave(
            owner_type=kind, owner_id=owner.pk, field=name, version=version, saved_by=actor, saved_at=at, page=page
        )
        for name in names
    ]
    key = ("owner_type", "owner_id", "field")
    return FieldSave.objects.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=LAST)
