"""Events (荣誉和奖惩事项): entered once, never changed, cancelled with a reason."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import within
from apps.core.services import attach_file
from apps.core.states import record as note
from apps.core.verdicts import require

from .. import rules
from ..choices import EventLevel, FactSource
from ..models import Event, EventKind, Organization
from .checks import check_past, refuse_field
from .hearing import facts_changed

FILE_PURPOSE = "event"
MOST = 999
TEXTS = {"issuer": 120, "document_number": 60, "note": 200}


@transaction.atomic
def add_event(
    *,
    actor: User | None,
    organization: Organization,
    kind: EventKind | str,
    happened_on: dt.date,
    title: str,
    code: str = "",
    level: str = "",
    role: str = "",
    count: int = 1,
    same_as: Event | None = None,
    uploads: Iterable[Any] = (),
    **texts: str,
) -> Event:
    """Enter an award, an honour, an accident … of an organization.

    Args:
        kind: the kind or its code; adverse kinds are entered by an office above.
        code, level, role: among those of the kind, empty where it has none.
        count: how many of them the entry stands for.
        same_as: an event that is the same thing recognised at another level; both count once.
        texts: ``issuer``, ``document_number``, ``note``.

    Raises:
        Refused: not this person's to enter.
        Invalid: a day to come, no title, a level or role that the kind does not have.
        FileProblem: a file that cannot be accepted; nothing is stored then.
    """
    chosen = _kind(kind)
    acting = require(rules.can_add_event(actor, organization, chosen))
    _check(chosen, happened_on, title, {"code": code, "level": level, "role": role}, count)
    _check_same(organization, same_as)
    event = Event.objects.create(
        organization=organization,
        organization_path=organization.path,
        kind=chosen,
        happened_on=happened_on,
        title=within(title, 120, "事项", field="title"),
        code=code,
        level=level,
        role=role,
        count=count,
        key=same_as.key if same_as else uuid.uuid4().hex,
        source=FactSource.SELF if rules.is_own(actor, organization) else FactSource.IMPORT,
        entered_by=actor,
        created_at=clock.now(),
        **{name: text.strip()[: TEXTS[name]] for name, text in texts.items()},
    )
    for upload in uploads:
        attach_file(
            actor=actor,
            upload=upload,
            name=upload.name,
            owner=event,
            purpose=FILE_PURPOSE,
            organization_path=organization.path,
        )
    note(event, "create", acting=acting)
    facts_changed([organization.pk])
    return event


@transaction.atomic
def cancel_event(*, actor: User | None, event: Event, reason: str) -> Event:
    """Mark an event as void: it stays to be read and counts no more.

    Raises:
        Refused: not this person's to cancel.
        OutOfTurn: it is cancelled already.
        Invalid: no reason.
    """
    fresh = Event.objects.select_for_update(of=("self",)).select_related("kind", "organization").get(pk=event.pk)
    if fresh.cancelled_at:
        raise OutOfTurn("该事项已作废，请刷新后查看。")
    acting = require(rules.can_cancel_event(actor, fresh))
    if not reason.strip():
        raise Invalid("请填写作废理由。", code="reason_missing")
    fresh.cancelled_at, fresh.cancel_reason = clock.now(), within(reason, 200, "作废理由")
    fresh.save(update_fields=["cancelled_at", "cancel_reason"])
    note(fresh, "cancel", acting=acting, reason=reason)
    return fresh


def load_event_kinds(rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert or update kinds of events by their code, in the order given; returns how many there are.

    Args:
        rows: as in ``fixtures/reference/events.yaml``.

    Raises:
        Invalid: a kind that is not as the file's head says.
    """
    fields = ("name", "nature", "unit", "levels", "codes", "roles", "description", "compliance_note")
    kinds = [
        EventKind(code=row["code"], position=position, **{key: row[key] for key in fields if key in row})
        for position, row in enumerate(rows, 1)
    ]
    for kind in kinds:
        kind.clean_fields(exclude=["id", "levels", "codes", "roles"])
        _check_kind(kind)
    EventKind.objects.bulk_create(
        kinds, update_conflicts=True, unique_fields=["code"], update_fields=[*fields, "position"]
    )
    return len(kinds)


def _check_kind(kind: EventKind) -> None:
    strange = set(kind.levels) - set(EventLevel.values)
    if strange:
        raise Invalid(f"“{kind.code}”的级别有误：{'、'.join(sorted(strange))}。")
    for rows in (kind.codes, kind.roles):
        codes = [row.get("code") for row in rows if set(row) == {"code", "title"}]
        if len(codes) != len(rows) or len(set(codes)) != len(codes):
            raise Invalid(f"“{kind.code}”的等次或角色有误：每项写code和title，代码不重复。")


def _kind(kind: EventKind | str) -> EventKind:
    if isinstance(kind, EventKind):
        return kind
    found = EventKind.objects.filter(code=kind).first()
    if found is None:
        raise Invalid(f"没有代码为“{kind}”的事项类型。")
    return found


def _check(kind: EventKind, happened_on: dt.date, title: str, given: Mapping[str, str], count: int) -> None:
    if not title.strip():
        raise refuse_field("title", "事项名称", "请填写事项名称。")
    check_past("happened_on", "日期", happened_on)
    if not 1 <= count <= MOST:
        raise refuse_field("count", "数量", f"数量应为 1 至 {MOST}。")
    allowed = {
        "code": [row["code"] for row in kind.codes],
        "level": list(kind.levels),
        "role": [row["code"] for row in kind.roles],
    }
    words = {"code": "等次", "level": "级别", "role": "承担角色"}
    for name, values in allowed.items():
        if values and given[name] not in values:
            raise refuse_field(name, words[name], f"“{kind.name}”请选择{words[name]}。")
        if not values and given[name]:
            raise Invalid(f"“{kind.name}”不分{words[name]}。")


def _check_same(organization: Organization, same_as: Event | None) -> None:
    if same_as is not None and (same_as.organization_id != organization.pk or same_as.cancelled_at):
        raise Invalid("“同一事项”请在本单位有效的事项中选择。")
