"""Who saved which field last is kept beside the row."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from .. import clock
from ..bulk import Change, make_changes, stored_change
from ..models import FieldSave

KEY = ("owner_type", "owner_id", "field")
LAST = ("version", "saved_by", "saved_at", "page")


@transaction.atomic(savepoint=False)
def note_fields(*, actor: Any, owner: Any, names: Iterable[str], version: int, page: str = "") -> None:
    """Note that the actor's save made ``version`` of a row and brought these fields. The owner's row is locked."""
    make_changes(fields_noted(actor, owner, names, version, page))


def fields_noted(actor: Any, owner: Any, names: Iterable[str], version: int, page: str = "") -> list[Change]:
    """The same as changes, to be made together with the row's own; none without a name."""
    kind, at = ContentType.objects.get_for_model(owner), clock.now()
    rows = [
        FieldSave(
            owner_type_id=kind.pk, owner_id=owner.pk, field=name, version=version, saved_by_id=actor and actor.pk,
            saved_at=at, page=page,
        )
        for name in names
    ]  # fmt: skip
    return [stored_change(rows, KEY, LAST)] if rows else []
