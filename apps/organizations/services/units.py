"""The ledger of units (单位台账): written by the organization that answers for them or an office above."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.limits import within
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..models import Organization, Unit
from ..unit_choices import Established
from .checks import check_day, check_past, model_refusal, refuse_field
from .hearing import unit_changed

UNIT_FIELDS = (
    "kind",
    "name",
    "credit_code",
    "operating",
    "employees",
    "members",
    "full_members",
    "investor_is_member",
    "established",
    "party_organization",
    "superior",
    "secretary_from",
    "activity",
    "venue",
    "instructors",
    "instructor_since",
    "instructor_until",
    "verified_on",
)

#: Beyond these a number is a slip of the pen.
MOST = {
    "employees": ("从业人员", 1_000_000),
    "members": ("党员", 100_000),
    "full_members": ("正式党员", 100_000),
    "instructors": ("选派指导员", 100),
}


@transaction.atomic
def add_unit(*, actor: User | None, organization: Organization, **fields: Any) -> Unit:
    """Enter a unit into the organization's ledger.

    Args:
        fields: values by field name (``UNIT_FIELDS``); what is not known stays empty.

    Raises:
        Refused: not this person's ledger.
        Invalid: a value that does not fit, a name or credit code that is in a ledger already.
    """
    acting = require(rules.can_keep_units(actor, organization))
    unit = Unit(organization=organization, organization_path=organization.path)
    _set(unit, fields)
    _save(unit)
    record(unit, "create", acting=acting)
    unit_changed(unit)
    return unit


@transaction.atomic
def edit_unit(*, actor: User | None, unit: Unit, version: int | None = None, **fields: Any) -> Unit:
    """Change what is known of a unit.

    Args:
        version: the version that the editor read; None skips the check.

    Raises:
        Refused, Invalid: as ``add_unit``.
        OutOfTurn: it was taken out of the ledger.
        StaleVersion: somebody else saved since.
    """
    fresh = _locked(unit)
    held = fresh.party_organization_id
    acting = require(rules.can_keep_units(actor, fresh.organization))
    if version is not None and version != fresh.version:
        raise StaleVersion("其他人刚刚修改过该单位的信息，请刷新后重新修改。")
    changed = _set(fresh, fields)
    if changed:
        fresh.version += 1
        _save(fresh)
        record(fresh, "edit", acting=acting, reason="；".join(changed))
        unit_changed(fresh, held)
    return fresh


@transaction.atomic
def verify_unit(*, actor: User | None, unit: Unit) -> Unit:
    """Say that everything written here was checked today and holds.

    Raises:
        Refused: not this person's ledger.
        OutOfTurn: it was taken out of the ledger.
    """
    fresh = _locked(unit)
    acting = require(rules.can_keep_units(actor, fresh.organization))
    fresh.verified_on = clock.today()
    fresh.version += 1
    fresh.save(update_fields=["verified_on", "version"])
    record(fresh, "verify", acting=acting)
    return fresh


@transaction.atomic
def remove_unit(*, actor: User | None, unit: Unit, reason: str) -> Unit:
    """Take a unit out of the ledger; the row and its history stay.

    Raises:
        Refused: not this person's ledger.
        OutOfTurn: it was taken out before.
        Invalid: no reason.
    """
    fresh = _locked(unit)
    acting = require(rules.can_keep_units(actor, fresh.organization))
    if not reason.strip():
        raise Invalid("请填写移出台账的理由。", code="reason_missing")
    fresh.removed_on = clock.today()
    fresh.remove_reason = within(reason, 200, "理由")
    fresh.version += 1
    fresh.save(update_fields=["removed_on", "remove_reason", "version"])
    record(fresh, "remove", acting=acting, reason=reason)
    unit_changed(fresh)
    return fresh


def _locked(unit: Unit) -> Unit:
    fresh = Unit.objects.select_for_update(of=("self",)).select_related("organization").get(pk=unit.pk)
    if fresh.removed_on:
        raise OutOfTurn("该单位已移出台账，请刷新后查看。")
    return fresh


def _set(unit: Unit, fields: dict[str, Any]) -> list[str]:
    """Set new values; returns the labels of what changed."""
    changed = []
    for name in UNIT_FIELDS:
        if name in fields and getattr(unit, name) != fields[name]:
            setattr(unit, name, fields[name])
            changed.append(str(getattr(Unit._meta.get_field(name), "verbose_name", name)))
    unit.name = unit.name.strip()
    return changed


def _save(unit: Unit) -> None:
    """Check by the fields, the constraints and the tree, then save.

    A party organization is somewhere in the tree that is not closed: a joint one may belong to another township.
    """
    check_past("verified_on", "最近核实", unit.verified_on)
    check_day("instructor_since", "选派开始", unit.instructor_since)
    check_day("instructor_until", "选派结束", unit.instructor_until)
    for name, (label, most) in MOST.items():
        if (getattr(unit, name) or 0) > most:
            raise refuse_field(name, label, f"不能大于 {most}，请检查。")
    if unit.party_organization and unit.party_organization.closed_on:
        raise refuse_field("party_organization", "所建党组织", "所建党组织已撤销，请重新选择。")
    if unit.established == Established.NONE:
        unit.secretary_from = ""
    try:
        unit.full_clean(exclude=["organization_path"])
        with transaction.atomic():
            unit.save()
    except ValidationError as error:
        raise model_refusal(error, Unit) from error
    except IntegrityError as error:
        raise Invalid("保存时与其他人同时录入的单位重复，请刷新后查看。") from error
