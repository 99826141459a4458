"""Lines of the form's tables: tasks, funding items, partners, gaps. Each is saved by itself as it is typed."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from apps.accounts.models import User
from apps.campaigns.choices import PhaseKind
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.merging import SavedFields, Typed, changes_since, saves_against, settle
from apps.core.services import note_fields
from apps.core.verdicts import require
from apps.organizations.models import Organization

from .. import rules
from ..models import Application, FundingItem
from ..parts import ADDED, FUNDING, LINES, PARTNERS, TASKS, LineKind
from .locks import locked


@transaction.atomic
def add_line(*, actor: User, application: Application, kind: str, **fields: Any) -> Any:
    """Add a line at the end of a table; without fields an empty one, of which there is one at most.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: the table is full, or a value does not fit.
    """
    table = LINES[kind]
    owner = locked(application)
    require(rules.can_edit(actor, owner))
    rows = table.model.objects.filter(application=owner)
    blank = None if fields else _blank(table, rows)
    if blank is not None:
        return blank
    if kind not in ADDED or rows.count() >= table.most:
        raise Invalid(f"{table.title}最多 {table.most} 项。")
    last = rows.aggregate(last=Max("position"))["last"]
    line = table.model(application=owner, position=0 if last is None else last + 1, **_defaults(owner, table, fields))
    if fields:
        _check(line, tuple(fields))
    line.save()
    _settle(owner, table)
    return line


@transaction.atomic
def save_line_fields(*, actor: User, line: Any, typed: Typed, **fields: Any) -> SavedFields:
    """Save some fields of a line as they are typed, merged by field with what others saved meanwhile.

    Args:
        typed: on which version of the line, and in which opened page; ``line`` shows afterwards what is stored.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: a value does not fit, or the line is gone.
    """
    owner = locked(line.application)
    require(rules.can_edit(actor, owner))
    row = _own(owner, line)
    given = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    saves = saves_against(row, row.version, typed)
    settled = settle(typed, saves, given, {name: getattr(row, name) for name in fields})
    if settled.accepted:
        _store(actor, owner, row, settled.accepted, typed.page)
    for name in (*kind_of(row).fields, "version"):
        setattr(line, name, getattr(row, name))
    changes = {name: save for name, save in changes_since(saves, typed.version).items() if name not in fields}
    return SavedFields(row.version, clock.now(), changes, settled.conflicts)


def _store(actor: User, owner: Application, row: Any, accepted: Mapping[str, Any], page: str) -> None:
    for name, value in accepted.items():
        setattr(row, name, value)
    _check(row, tuple(accepted))
    row.version += 1
    row.save()
    note_fields(actor=actor, owner=row, names=accepted, version=row.version, page=page)
    _settle(owner, kind_of(row))


@transaction.atomic
def save_line(*, actor: User, line: Any, version: int, **fields: Any) -> Any:
    """Save some fields of a line, all of them or none.

    Args:
        version: the version of the line that was read; the answer carries the next one.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        StaleVersion: somebody saved one of these fields in between; nothing was overwritten.
        Invalid: a value does not fit, or the line is gone.
    """
    saved = save_line_fields(actor=actor, line=line, typed=Typed(version), **fields)
    if saved.conflicts:
        labels = "、".join(f"“{line._meta.get_field(name).verbose_name}”" for name in saved.conflicts)
        raise StaleVersion(f"{labels}刚被他人改过，您的内容没有覆盖，请核对后再改。")
    return line


@transaction.atomic
def remove_line(*, actor: User, line: Any) -> None:
    """Take a line out of a form that is still being written; the history keeps it."""
    owner = locked(line.application)
    require(rules.can_edit(actor, owner))
    row = _own(owner, line)
    kind = kind_of(row)
    if kind.key not in ADDED:
        raise Invalid("开工前对照的差距由数据得出，不能移除。")
    row.delete()
    _settle(owner, kind)


def kind_of(line: Any) -> LineKind:
    return next(kind for kind in LINES.values() if isinstance(line, kind.model))


def _blank(table: LineKind, rows: Any) -> Any:
    """The last line, if nothing was typed into it yet."""
    last = rows.order_by("position", "pk").last()
    if last is None or getattr(last, table.fields[0]):
        return None
    others = [name for name in table.fields[1:] if name not in ("responsible", "due_on")]
    return None if any(getattr(last, name) for name in others) else last


def _defaults(owner: Application, table: LineKind, fields: dict[str, Any]) -> dict[str, Any]:
    if table is not TASKS:
        return fields
    return {"responsible": owner.secretary_name, "due_on": _last_day(owner), **fields}


def _last_day(owner: Application) -> Any:
    """The last day of the creation phase, within which tasks are due; the end of the year where there is none."""
    phase = owner.campaign.phases.filter(kind=PhaseKind.CREATION).first()
    return timezone.localtime(phase.ends_at).date() if phase else clock.today().replace(month=12, day=31)


def _own(owner: Application, line: Any) -> Any:
    found = type(line).objects.select_for_update().filter(application=owner, pk=line.pk).first()
    if found is None:
        raise Invalid("这一行已被移除，请刷新后查看。")
    found.application = owner
    return found


def _check(line: Any, names: tuple[str, ...]) -> None:
    others = {field.name for field in line._meta.fields} - set(names)
    try:
        line.clean_fields(exclude=others)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Invalid(f"{line._meta.get_field(name).verbose_name}：{'；'.join(sentences)}") from error
    if kind_of(line) is PARTNERS and "name" in names:
        line.organization = _named(line.name)


def _named(name: str) -> Organization | None:
    """The organization of exactly this name, where there is just one."""
    found = list(Organization.objects.active().filter(name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _settle(owner: Application, table: LineKind) -> None:
    """The time of saving, and the sum of what is requested."""
    now = {"saved_at": clock.now()}
    if table is FUNDING:
        total = FundingItem.objects.filter(application=owner).aggregate(total=Sum("amount"))["total"]
        Application.objects.filter(pk=owner.pk).update(**now, funding_amount=total or None)
    else:
        Application.objects.filter(pk=owner.pk).update(**now)
