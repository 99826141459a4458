"""One function moves a state: :func:`move`. Nothing else assigns ``status``.

A model names its table in ``transitions`` (a tuple of :class:`Transition`, kept in the app's
``transitions.py``). The move locks the row, refuses out of turn, writes the new status and one
``StateChange`` row in the caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from . import clock
from .exceptions import Invalid, OutOfTurn
from .verdicts import Acting

#: Letters of a reason; a visit's whole summary fits, a pasted book does not.
MOST_REASON = 3000


@dataclass(frozen=True)
class Transition:
    """``verb`` leads from any of ``sources`` to ``target``; ``label`` is what people read."""

    verb: str
    sources: tuple[str, ...]
    target: str
    label: str
    needs_reason: bool = False


def transition_for(model: type[models.Model], verb: str) -> Transition:
    """The row of the model's table for a verb. Raises KeyError for an unknown verb."""
    for transition in model.transitions:  # type: ignore[attr-defined]
        if transition.verb == verb:
            return transition
    raise KeyError(f"{model.__name__} knows no verb {verb!r}")


def may_move(obj: Any, verb: str) -> bool:
    """Whether the object's present status allows the verb (who may is the rules' business)."""
    return obj.status in transition_for(type(obj), verb).sources


def verb_label(model_label: str, verb: str) -> str:
    """The Chinese label of a verb of ``app_label.model``; the verb itself when unknown."""
    from django.apps import apps

    model = apps.get_model(model_label)
    try:
        return transition_for(model, verb).label
    except KeyError:
        return CREATED_LABEL if verb == "create" else verb


CREATED_LABEL = "创建"


@transaction.atomic
def move(obj: Any, verb: str, *, acting: Acting, reason: str = "") -> Any:
    """Move ``obj`` along ``verb`` and record it.

    Args:
        obj: a model instance with ``status`` and ``transitions``; its ``status`` is refreshed.
        acting: the capacity in which somebody does this (from the rule's verdict).
        reason: free text, required where the transition says so.

    Returns:
        The ``StateChange`` row.

    Raises:
        OutOfTurn: the row in the database is in another state; the sentence says by whom.
        Invalid: a reason is required and missing, or longer than ``MOST_REASON`` letters.
    """
    model = type(obj)
    transition = transition_for(model, verb)
    current = model._base_manager.select_for_update().values_list("status", flat=True).get(pk=obj.pk)
    if current not in transition.sources:
        raise OutOfTurn(_too_late(obj, transition, current))
    _check_reason(transition, reason)
    model._base_manager.filter(pk=obj.pk).update(status=transition.target)
    obj.status = transition.target
    return record(obj, verb, acting=acting, reason=reason, source=current, target=transition.target)


@transaction.atomic
def move_all(objects: Sequence[Any], verb: str, *, acting: Acting, reason: str = "") -> None:
    """:func:`move` for many rows of one model in three statements: all of them, or none.

    Raises:
        OutOfTurn: one of the rows is in another state. Invalid: a reason is required and missing.
    """
    from .models import StateChange

    if not objects:
        return
    model = type(objects[0])
    transition = transition_for(model, verb)
    locked = model._base_manager.select_for_update().order_by("pk").filter(pk__in=[row.pk for row in objects])
    current = dict(locked.values_list("pk", "status"))
    late = next((row for row in objects if current[row.pk] not in transition.sources), None)
    if late is not None:
        raise OutOfTurn(_too_late(late, transition, current[late.pk]))
    _check_reason(transition, reason)
    model._base_manager.filter(pk__in=list(current)).update(status=transition.target)
    StateChange.objects.bulk_create(
        [_change(row, verb, acting, reason, current[row.pk], transition.target) for row in objects], batch_size=500
    )
    for row in objects:
        row.status = transition.target


def _check_reason(transition: Transition, reason: str) -> None:
    if transition.needs_reason and not reason.strip():
        raise Invalid(f"请填写“{transition.label}”的理由。", code="reason_missing")
    if len(reason) > MOST_REASON:
        raise Invalid(f"“{transition.label}”的理由超过 {MOST_REASON} 字，请精简。", code="reason_long")


def record(obj: Any, verb: str, *, acting: Acting, reason: str = "", source: str = "", target: str = "") -> Any:
    """Write a ``StateChange`` for an act (creations, grants and edits that matter use it directly)."""
    change = _change(obj, verb, acting, reason, source, target)
    change.save(force_insert=True)
    return change


def _change(obj: Any, verb: str, acting: Acting, reason: str, source: str, target: str) -> Any:
    from .models import StateChange

    return StateChange(
        subject=obj,
        subject_label=str(obj)[:200],
        verb=verb,
        source=source,
        target=target,
        actor=acting.user,
        acting_role=acting.role,
        acting_organization_id=acting.organization_id,
        acting_organization_name=acting.organization_name,
        organization_path=getattr(obj, "organization_path", "") or "",
        reason=reason.strip(),
        at=clock.now(),
    )


def _too_late(obj: Any, transition: Transition, current: str) -> str:
    from .models import StateChange

    last = StateChange.objects.of(obj).select_related("actor").last()
    label = dict(obj._meta.get_field("status").choices or ()).get(current, current)
    sentence = f"“{obj}”当前为“{label}”，不能办理“{transition.label}”。"
    if last is not None and last.actor is not None and last.target == current:
        sentence += f"{last.actor.name}已先于您办理，请刷新后查看。"
    return sentence
