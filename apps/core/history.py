"""History by database triggers: every insert, update and delete of a business row, append-only."""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory
import pgtrigger


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[Any], Any]:
    """Class decorator that keeps a row in ``<model>event`` for every change to a business row."""
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude) or None,
    )


def append_only(name: str) -> Any:
    """Trigger for ``Meta.triggers``: rows are inserted and never changed or deleted."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)
