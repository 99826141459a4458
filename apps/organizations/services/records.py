"""Work records (工作记录): 计划 → 备案 → 纪实; never deleted, cancelled with a reason."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.services import attach_file
from apps.core.states import move
from apps.core.states import record as note
from apps.core.verdicts import require

from .. import rules
from ..choices import CommitmentResult, RecordKind, RecordStatus
from ..models import LeaderLink, Organization, Pairing, WorkRecord
from .hearing import facts_changed
from .record_fields import apply, checked

FILE_PURPOSE = "work_record"
STALE = "其他人刚刚修改过这条记录，请刷新后重新修改。"


@transaction.atomic
def add_record(
    *,
    actor: User | None,
    organization: Organization,
    kind: str,
    held_on: dt.date,
    title: str,
    uploads: Iterable[Any] = (),
    pairing: Pairing | None = None,
    **fields: Any,
) -> WorkRecord:
    """Record a meeting, training, visit … that has taken place.

    Args:
        uploads: files that show it (optional).
        pairing: the running pairing of the organization that it belongs to.
        fields: ``place``, ``expected`` and ``headcount`` (how many people, never who), ``hours`` (学时) and
            ``audiences`` of a training, ``partner`` of a pairing, ``responsible``, ``summary``.

    Raises:
        Refused: not this person's to record.
        Invalid: a day to come, no subject, an unknown kind, a negative number.
        FileProblem: a file that cannot be accepted; nothing is stored then.
    """
    acting = require(rules.can_add_record(actor, organization, kind))
    _not_to_come(held_on)
    values = checked(kind=kind, held_on=held_on, title=title, **fields)
    written = _create(actor, organization, values | _links(actor, organization, kind, held_on, pairing))
    _attach(actor, written, uploads)
    move(written, "create", acting=acting)
    facts_changed([organization.pk])
    return written


@transaction.atomic
def plan_record(
    *, actor: User | None, organization: Organization, kind: str, held_on: dt.date, title: str, **fields: Any
) -> WorkRecord:
    """Plan a single piece of work for a day; fields as in :func:`add_record`.

    Raises: as :func:`add_record`, but for a day that is to come.
    """
    acting = require(rules.can_plan(actor, organization))
    values = checked(kind=kind, held_on=held_on, title=title, **fields)
    written = _create(actor, organization, values | {"planned_on": held_on})
    note(written, "plan", acting=acting)
    return written


@transaction.atomic
def edit_record(*, actor: User | None, record: WorkRecord, version: int | None = None, **fields: Any) -> WorkRecord:
    """Change what is planned: day, subject, place, who is responsible …

    Raises:
        Refused: not this person's, or it took place already (cancel it and record it anew).
        StaleVersion: somebody else saved since.
        Invalid: as in :func:`add_record`.
    """
    fresh = _locked(record, version)
    acting = require(rules.can_edit_record(actor, fresh))
    known = {name: getattr(fresh, name) for name in ("kind", "held_on", "title")}
    changes = apply(fresh, checked(**{**known, **fields}))
    if changes:
        fresh.planned_on = fresh.held_on
        _save(fresh)
        note(fresh, "edit", acting=acting, reason="；".join(changes))
    return fresh


@transaction.atomic
def file_records(*, actor: User | None, records: Iterable[WorkRecord]) -> int:
    """File plans with the office above (报备); those filed already are left as they are.

    Returns: how many were filed now.
    """
    ids = [record.pk for record in records]
    fresh = list(WorkRecord.objects.select_for_update().filter(pk__in=ids, status=RecordStatus.PLANNED).order_by("pk"))
    for record in fresh:
        acting = require(rules.can_edit_record(actor, record))
        move(record, "file", acting=acting)
    WorkRecord.objects.filter(pk__in=[record.pk for record in fresh]).update(filed_at=clock.now())
    return len(fresh)


@transaction.atomic
def hold_record(
    *,
    actor: User | None,
    record: WorkRecord,
    held_on: dt.date,
    title: str,
    version: int | None = None,
    uploads: Iterable[Any] = (),
    **fields: Any,
) -> WorkRecord:
    """Write down that planned work took place (纪实); it counts from now on.

    Raises:
        Refused, Invalid, FileProblem: as :func:`add_record`.
        OutOfTurn: it was held or cancelled already.
        StaleVersion: somebody else saved since.
    """
    fresh = _locked(record, version)
    acting = require(rules.can_add_record(actor, fresh.organization, fresh.kind))
    _not_to_come(held_on)
    move(fresh, "hold", acting=acting)
    apply(fresh, checked(kind=fresh.kind, held_on=held_on, title=title, **fields))
    fresh.recorded_by = actor
    fresh.leader_id = _links(actor, fresh.organization, fresh.kind, held_on, None).get("leader_id")
    _save(fresh)
    _attach(actor, fresh, uploads)
    facts_changed([fresh.organization_id])
    return fresh


@transaction.atomic
def settle_commitment(
    *,
    actor: User | None,
    record: WorkRecord,
    result: str,
    result_note: str = "",
    result_on: dt.date | None = None,
    version: int | None = None,
) -> WorkRecord:
    """Say how a commitment was kept (践诺). A later word replaces an earlier one; both stay in the history.

    Args:
        version: the version that the person read; None skips the check.

    Raises:
        StaleVersion: somebody else changed it since.
        Refused: no commitment, or not this person's.
        Invalid: an unknown result, a day to come or before the commitment.
    """
    fresh = _locked(record, version)
    acting = require(rules.can_settle(actor, fresh))
    if result not in CommitmentResult.values:
        raise Invalid("请选择践诺结果。")
    day = result_on or clock.today()
    _not_to_come(day)
    if day < fresh.held_on:
        raise Invalid("践诺日期不能早于承诺日期。")
    fresh.result, fresh.result_note, fresh.result_on = (
        result,
        within(result_note, 200, "践诺情况", field="result_note"),
        day,
    )
    _save(fresh)
    note(fresh, "settle", acting=acting, reason=f"{CommitmentResult(result).label}{_after(fresh.result_note)}")
    return fresh


@transaction.atomic
def cancel_record(*, actor: User | None, record: WorkRecord, reason: str) -> WorkRecord:
    """Mark a record as void: it stays to be read and counts no more.

    Raises:
        Refused: not this person's to cancel.
        OutOfTurn: it is cancelled already.
        Invalid: no reason.
    """
    fresh = _locked(record, None)
    if fresh.status == RecordStatus.CANCELLED:
        raise OutOfTurn("该记录已作废，请刷新后查看。")
    acting = require(rules.can_cancel_record(actor, fresh))
    move(fresh, "cancel", acting=acting, reason=reason)
    fresh.cancelled_at = clock.now()
    fresh.cancel_reason = within(reason, 200, "作废理由")
    fresh.save(update_fields=["cancelled_at", "cancel_reason"])
    return fresh


def _links(
    actor: User | None, organization: Organization, kind: str, held_on: dt.date, pairing: Pairing | None
) -> dict[str, Any]:
    """The pairing that a record belongs to, and whose contact visit it is.

    A visit that a linked leader writes down is the leader's own; one that somebody else does belongs to the only leader
    that the organization has, and to nobody where it has several.
    """
    links: dict[str, Any] = {"pairing": pairing} if pairing is not None else {}
    if kind == RecordKind.CONTACT_VISIT:
        linked = list(
            LeaderLink.objects.filter(organization=organization).on(held_on).values_list("user_id", flat=True)
        )
        if actor is not None and actor.pk in linked:
            links["leader_id"] = actor.pk
        elif len(linked) == 1:
            links["leader_id"] = linked[0]
    return links


def _create(actor: User | None, organization: Organization, values: dict[str, Any]) -> WorkRecord:
    return WorkRecord.objects.create(
        organization=organization,
        organization_path=organization.path,
        recorded_by=actor,
        created_at=clock.now(),
        **values,
    )


def _attach(actor: User | None, record: WorkRecord, uploads: Iterable[Any]) -> None:
    for upload in uploads:
        attach_file(
            actor=actor,
            upload=upload,
            name=upload.name,
            owner=record,
            purpose=FILE_PURPOSE,
            organization_path=record.organization_path,
        )


def _locked(record: WorkRecord, version: int | None) -> WorkRecord:
    fresh = WorkRecord.objects.select_for_update(of=("self",)).select_related("organization").get(pk=record.pk)
    if version is not None and version != fresh.version:
        raise StaleVersion(STALE)
    return fresh


def _save(record: WorkRecord) -> None:
    """Everything but the status, which only the move writes."""
    record.version += 1
    record.save(update_fields=[field.name for field in record._meta.concrete_fields if field.name not in _FIXED])


_FIXED = frozenset({"id", "status", "organization", "organization_path", "created_at"})


def _not_to_come(day: dt.date) -> None:
    if day > clock.today():
        raise Invalid("日期不能晚于今天：工作记录记已开展的工作，将要开展的请列入计划。")


def _after(text: str) -> str:
    return f"：{text}" if text else ""
