"""Work records (工作记录): written where the work happens, never deleted, cancelled with a reason."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.services import attach_file
from apps.core.states import record as note
from apps.core.verdicts import require

from .. import rules
from ..choices import RecordKind
from ..models import Organization, WorkRecord

FILE_PURPOSE = "work_record"


@transaction.atomic
def add_record(
    *,
    actor: User | None,
    organization: Organization,
    kind: str,
    held_on: dt.date,
    title: str,
    headcount: int | None = None,
    hours: Decimal | float | int | None = None,
    summary: str = "",
    uploads: Iterable[Any] = (),
) -> WorkRecord:
    """Record a meeting, training, visit … that has taken place.

    Args:
        headcount: how many people took part; never who.
        hours: 学时 of a training.
        uploads: files that show it (optional).

    Raises:
        Refused: not this person's to record.
        Invalid: a day to come, no subject, an unknown kind, a negative number.
        FileProblem: a file that cannot be accepted; nothing is stored then.
    """
    acting = require(rules.can_add_record(actor, organization, kind))
    _check(kind, held_on, title, headcount, hours)
    written = WorkRecord.objects.create(
        organization=organization,
        organization_path=organization.path,
        kind=kind,
        held_on=held_on,
        title=title.strip()[:100],
        headcount=headcount,
        hours=hours,
        summary=summary.strip(),
        recorded_by=actor,
        created_at=clock.now(),
    )
    for upload in uploads:
        attach_file(
            actor=actor,
            upload=upload,
            name=upload.name,
            owner=written,
            purpose=FILE_PURPOSE,
            organization_path=organization.path,
        )
    note(written, "create", acting=acting)
    return written


@transaction.atomic
def cancel_record(*, actor: User | None, record: WorkRecord, reason: str) -> WorkRecord:
    """Mark a record as void: it stays to be read and counts no more.

    Raises:
        Refused: not this person's to cancel.
        OutOfTurn: it is cancelled already.
        Invalid: no reason.
    """
    fresh = WorkRecord.objects.select_for_update().get(pk=record.pk)
    if fresh.cancelled_at:
        raise OutOfTurn("该记录已作废，请刷新后查看。")
    acting = require(rules.can_cancel_record(actor, fresh))
    if not reason.strip():
        raise Invalid("请填写作废理由。", code="reason_missing")
    fresh.cancelled_at = clock.now()
    fresh.cancel_reason = reason.strip()[:200]
    fresh.save(update_fields=["cancelled_at", "cancel_reason"])
    note(fresh, "cancel", acting=acting, reason=reason)
    return fresh


def _check(kind: str, held_on: dt.date, title: str, headcount: int | None, hours: Decimal | float | int | None) -> None:
    if kind not in RecordKind.values:
        raise Invalid("请选择工作记录的类型。")
    if held_on > clock.today():
        raise Invalid("日期不能晚于今天：工作记录记已开展的工作。")
    if not title.strip():
        raise Invalid("请填写主题。")
    if (headcount is not None and headcount < 0) or (hours is not None and hours < 0):
        raise Invalid("人数和学时不能为负数。")
