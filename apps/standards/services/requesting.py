"""An office that writes a standard asks the city's office for what the catalogues lack."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.verdicts import require
from apps.organizations.choices import Level
from apps.organizations.models import Membership
from apps.reminders.services import notify

from ..choices import CatalogueEntry
from ..rules import can_write_standards


@transaction.atomic
def request_entry(*, actor: User, kind: str, name: str, unit: str = "", reason: str, url: str = "") -> int:
    """Tell every office of the city what is missing and what for; asking the same again tells nobody twice.

    Args:
        kind: a value of ``CatalogueEntry``.
        url: the page where the city's office adds it.

    Returns:
        How many people were told anew.

    Raises:
        Refused: not an office that writes standards.
        Invalid: a name or reason is missing, or nobody is there to be told.
    """
    acting = require(can_write_standards(actor))
    if not name.strip() or not reason.strip():
        raise Invalid("请写明名称和用途。", code="reason_missing")
    found = Membership.objects.filter(role=Role.OFFICE, organization__level=Level.CITY).on(clock.today())
    people = [membership.user for membership in found.select_related("user")]
    if not people:
        raise Invalid("没有市级党建办的经办人，请联系系统管理员。", code="nobody")
    label = CatalogueEntry(kind).label
    said = f"{label}“{name.strip()}”" + (f"（单位：{unit.strip()}）" if unit.strip() else "")
    return notify(
        rule="standard.entry_request",
        subject=f"standards.request:{acting.organization_id}:{kind}:{name.strip()[:40]}",
        recipients=people,
        title=f"提请新增{said}",
        body=f"{acting.organization_name} {actor.name}提请在目录中新增{said}。用途：{reason.strip()}",
        url=url,
    )
