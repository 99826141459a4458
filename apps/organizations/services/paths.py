"""Every row that carries a tree path follows when its organization moves.

A column that holds a path is found by its name: ``organization_path`` and ``scope_path`` on any model of the portal.
Nothing has to be registered, so nothing can be forgotten. What tells of a past moment keeps the path of its day.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext

import pgtrigger
from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

COLUMNS = ("organization_path", "scope_path")
#: model → why its paths stay as they were.
OF_THEIR_DAY = {
    "core.StateChange": "an act reads with the place of its day; only the auditor and the subject's page read it",
}


def path_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that holds a tree path and follows a move; tables of history are left alone."""
    for model in apps.get_models():
        is_history = hasattr(model, "pgh_tracked_model")
        name = f"{model._meta.app_label}.{model._meta.object_name}"
        if not model.__module__.startswith("apps.") or is_history or name in OF_THEIR_DAY:
            continue
        for field in model._meta.concrete_fields:
            if field.name in COLUMNS:
                yield model, field.name


def follow(before: str, after: str) -> int:
    """Rewrite the beginning of every path in the database; returns the number of rows. One statement per column.

    Append-only rows (facts) are rewritten too: their trigger protects what was said, not where it is filed.
    """
    rows = 0
    for model, column in path_columns():
        moved = Concat(Value(after), Substr(F(column), len(before) + 1))
        found = model._base_manager.filter(**{f"{column}__startswith": before})
        with written_anyway(model):
            rows += found.update(**{column: moved})
    return rows


def written_anyway(model: type[models.Model]) -> AbstractContextManager[None]:
    """Within it the paths of append-only rows may be written."""
    protected = [f"{model._meta.label}:{each.name}" for each in getattr(model._meta, "triggers", ()) if _keeps(each)]
    return pgtrigger.ignore(*protected) if protected else nullcontext()


def _keeps(trigger: object) -> bool:
    return isinstance(trigger, pgtrigger.Protect)
