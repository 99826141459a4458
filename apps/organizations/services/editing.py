"""Changing what is written about one organization. Code and place in the tree are not edited."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from apps.accounts.models import User
from apps.core import pinyin
from apps.core.exceptions import Refused, StaleVersion
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..models import Organization
from .changes import as_read, note_changed, note_stars
from .checks import check_day, check_past, model_refusal, refuse_field

#: Where a place in this country can lie, in degrees.
RANGES = {"longitude": ("经度", 73, 136), "latitude": ("纬度", 3, 54)}


@transaction.atomic
def edit_organization(
    *, actor: User | None, organization: Organization, version: int | None = None, **fields: Any
) -> Organization:
    """Change fields of an organization: every one by an office above, contact and address by the own secretary.

    Args:
        version: the version that the editor read; None skips the check.
        fields: new values by field name (``rules.EDITABLE_FIELDS``).

    Raises:
        Refused: not this person's organization, or a field that is the office's.
        StaleVersion: somebody else saved since.
        Invalid: a value that the field does not allow.
    """
    acting = require(rules.can_edit(actor, organization))
    if set(fields) - rules.editable_fields(actor, organization):
        raise Refused("名称、类别、层级、领域、星级等由上级党建办修改。")
    fresh = Organization.objects.select_for_update().get(pk=organization.pk)
    if version is not None and version != fresh.version:
        raise StaleVersion("其他人刚刚修改过该党组织的信息，请刷新后重新修改。")
    before, stars = as_read(fresh), fresh.stars
    changes = _apply(fresh, fields)
    if changes:
        fresh.version += 1
        set_pinyin(fresh)
        _validate(fresh, fields)
        fresh.save()
        # What is changed here holds from today on: the past keeps reading as it was.
        note_changed(fresh, before, actor=actor)
        if stars != fresh.stars:
            note_stars(fresh, stars, fresh.stars, actor)
        record(fresh, "edit", acting=acting, reason="；".join(changes))
    return fresh


def set_pinyin(organization: Organization) -> None:
    """Search and sort keys follow the short name."""
    organization.initials = pinyin.initials(organization.short_name)[:120]
    organization.sort_key = pinyin.sort_key(organization.short_name)[:400]


def _apply(organization: Organization, fields: dict[str, Any]) -> list[str]:
    """Set the new values; returns what changed in words, for the history."""
    changes = []
    for name, value in fields.items():
        before = _shown(organization, name)
        if getattr(organization, name) == value:
            continue
        setattr(organization, name, value)
        label = Organization._meta.get_field(name).verbose_name
        changes.append(f"{label}：{before or '空'} → {_shown(organization, name) or '空'}")
    return changes


def _shown(organization: Organization, name: str) -> str:
    display = getattr(organization, f"get_{name}_display", None)
    value = display() if display else getattr(organization, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _validate(organization: Organization, fields: dict[str, Any]) -> None:
    untouched = [f.name for f in Organization._meta.fields if f.name not in fields]
    try:
        organization.clean_fields(exclude=untouched)
    except ValidationError as error:
        raise model_refusal(error, Organization) from error
    for name, (label, least, most) in RANGES.items():
        value = getattr(organization, name)
        if name in fields and value is not None and not least <= value <= most:
            raise refuse_field(name, label, f"应在 {least} 至 {most} 之间，请检查。")
    for name in ("established_on", "weak_since"):
        if name in fields:
            check_past(name, str(Organization._meta.get_field(name).verbose_name), getattr(organization, name))  # type: ignore[union-attr]
    for name in ("next_election_on", "weak_due_on", "ends_on"):
        if name in fields:
            check_day(name, str(Organization._meta.get_field(name).verbose_name), getattr(organization, name))  # type: ignore[union-attr]
