"""Nightly check of the paths that rows carry: one written while a tree move ran may have kept the old path.

The right path of a row is found by the names of its columns, as a move finds the columns themselves: that of its own
``organization`` (``scope``), else of the first thing it must belong to (application, campaign, notice …). Files follow
their owner.
"""

import logging
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast

from apps.core import clock
from apps.core.models import FileUse

from ..models import Organization
from .paths import path_columns, written_anyway
from .tree_lock import one_at_a_time

logger = logging.getLogger(__name__)
LAST_REPAIR = "organization-path-repair"


@transaction.atomic
def repair_paths() -> dict[str, int]:
    """Set every path that differs from the tree; returns the number of rows per column that had one.

    One statement per column and per kind of owner of files; no act on the tree runs meanwhile.
    """
    one_at_a_time()
    found: dict[str, int] = {}
    for model, column in path_columns():
        number = _repair_files() if model is FileUse else _repair(model, column)
        if number:
            found[f"{model._meta.label}.{column}"] = number
    cache.set(LAST_REPAIR, {"rows": sum(found.values()), "at": clock.now().isoformat()}, None)
    if found:
        logger.warning("paths repaired: %s", found)
    else:
        logger.info("paths repaired: none")
    return found


def repair_paths_at(path: str) -> None:
    """Set every path that still is exactly this one though its row belongs elsewhere now; for the end of a merge.

    The caller holds the lock of the tree.
    """
    for model, column in path_columns():
        if model is FileUse:
            _repair_files(path)
        else:
            _repair(model, column, path)


def last_repair() -> dict[str, Any] | None:
    """What the last run found: ``rows`` and ``at``; None when none is remembered."""
    return cache.get(LAST_REPAIR)


def route_to_path(model: type[models.Model], column: str = "organization_path") -> str:
    """The lookup from a row to the path that it should carry, or "" when nothing leads there.

    ``organization__path``, ``application__organization__path``, ``self_assessment__application__organization__path``.
    """
    if model is Organization:
        return "path"
    own = column.removesuffix("_path")
    relations = {field.name: field for field in model._meta.concrete_fields if field.is_relation}
    if own in relations and relations[own].related_model is Organization:
        return f"{own}__path"
    for name, field in relations.items():
        if field.null:
            continue
        related: Any = field.related_model
        if related.__module__.startswith("apps.") and related is not model and (route := route_to_path(related)):
            return f"{name}__{route}"
    return ""


def _repair(model: type[models.Model], column: str, only: str = "") -> int:
    route = route_to_path(model, column)
    if not route:
        return 0
    rows = model._base_manager
    asked = rows.filter(**{column: only}) if only else rows
    # Rows of nobody (what comes with the portal) carry no path and keep it so.
    wrong = asked.exclude(**{route: None}).exclude(**{column: F(route)}).values("pk")
    right = Subquery(rows.filter(pk=OuterRef("pk")).values(route)[:1])
    with written_anyway(model):
        return rows.filter(pk__in=wrong).update(**{column: right})


def _repair_files(only: str = "") -> int:
    number = 0
    asked = FileUse.objects.filter(organization_path=only) if only else FileUse.objects.all()
    for owner_type in ContentType.objects.filter(pk__in=asked.values("owner_type").distinct()):
        owner = owner_type.model_class()
        route = route_to_path(owner) if owner is not None else ""
        if owner is None or not route:
            continue
        owners = owner._base_manager.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("owner_id"))
        held = FileUse._base_manager.filter(organization_path=only) if only else FileUse._base_manager.all()
        uses = held.filter(owner_type=owner_type).annotate(right=Subquery(owners.values(route)[:1]))
        wrong = uses.exclude(right=None).exclude(organization_path=F("right")).values("pk")
        with written_anyway(FileUse):
            right = Subquery(owners.values(route)[:1])
            number += FileUse._base_manager.filter(pk__in=list(wrong.values_list("pk", flat=True))).update(
                organization_path=right
            )
    return number
