"""History by database triggers: every insert, update and delete of a business row, append-only."""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
import pgtrigger


def tracked(*, exclude: Sequence[str] = (), inserts: bool = True) -> Callable[[Any], Any]:
    """Class decorator that keeps a row in ``<model>event`` for every change to a business row.

    Args:
        inserts: False for rows that come by the ten thousand and say nothing at first: their history begins with the
            first change.
    """
    return pghistory.track(
        *([pghistory.InsertEvent()] if inserts else []),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
    )


def tracked_when_changed(
    field: str, *, fields: Sequence[str], model_name: str, related_name: str
) -> Callable[[Any], Any]:
    """Class decorator: a history of its own for bulky ``fields``, written only when ``field`` changes.

    Goes with ``tracked(exclude=fields)``: a change to the rest of the row does not copy what is bulky.
    """
    return pghistory.track(
        pghistory.InsertEvent(f"{related_name}_insert"),
        pghistory.UpdateEvent(f"{related_name}_update", condition=pghistory.AnyChange(field)),
        fields=list(fields),
        model_name=model_name,
        obj_field=pghistory.ObjForeignKey(related_name=related_name),
    )


def append_only(name: str) -> Any:
    """Trigger for ``Meta.triggers``: rows are inserted and never changed or deleted."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
