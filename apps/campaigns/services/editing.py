"""Changing a draft. From the opening on these refuse: what was published stays."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.exceptions import Invalid
from apps.core.verdicts import require
from apps.organizations.choices import Sector
from apps.standards.choices import VersionStatus
from apps.standards.models import StandardVersion

from ..choices import FormPart
from ..models import Campaign, CampaignStandard
from ..rules import can_edit_campaign
from .checks import checked, locked
from .writing import write_phases, write_quotas, write_route

Rows = Iterable[Mapping[str, Any]]


@transaction.atomic
def update_campaign(*, actor: User, campaign: Campaign, version: int, **fields: Any) -> Campaign:
    """Change settings of a draft.

    Args:
        version: the campaign's version that the editor had read.
        fields: any of ``checks.EDITABLE``, and ``form_parts``: what the application form asks (none: as it was).

    Raises:
        Refused: not the organizer's office, or no longer a draft.
        StaleVersion: somebody else saved meanwhile.
        Invalid: a value is wrong.
    """
    row = locked(campaign, version)
    require(can_edit_campaign(actor, row))
    parts = fields.pop("form_parts", None)
    checked(row, fields)
    if parts:
        row.plan = {**row.plan, "form_parts": _parts(parts)}
    row.version += 1
    row.save(update_fields=[*_columns(fields), "plan"])
    campaign.refresh_from_db()
    return campaign


def _parts(parts: Iterable[str]) -> list[str]:
    """The chosen sections in the order of the form; registration is always among them."""
    chosen = {*parts, FormPart.REGISTRATION.value}
    if chosen - set(FormPart.values):
        raise Invalid("申报表内容的取值有误，请重新选择。")
    return [part for part in FormPart.values if part in chosen]


def _columns(fields: Mapping[str, Any]) -> list[str]:
    return [*fields, "version", *(["scope_path"] if "scope" in fields else [])]


@transaction.atomic
def set_phases(*, actor: User, campaign: Campaign, rows: Rows) -> None:
    """Replace the phases of a draft; see ``writing.write_phases`` for the rows."""
    require(can_edit_campaign(actor, locked(campaign)))
    write_phases(campaign, rows)
    _forget(campaign)


@transaction.atomic
def set_quotas(*, actor: User, campaign: Campaign, rows: Rows) -> None:
    """Replace the quotas of a draft; see ``writing.write_quotas`` for the rows."""
    row = locked(campaign)
    require(can_edit_campaign(actor, row))
    write_quotas(row, rows)
    _forget(campaign)


@transaction.atomic
def set_standards(*, actor: User, campaign: Campaign, versions: Mapping[str, StandardVersion]) -> None:
    """Replace the standards of a draft: versions in force by sector, "" for every other sector.

    A version that the draft holds already may stay although a newer one superseded it.
    """
    require(can_edit_campaign(actor, locked(campaign)))
    kept = set(campaign.standards.values_list("version_id", flat=True))
    for sector, version in versions.items():
        if sector and sector not in Sector.values:
            raise Invalid("标准的领域有误，请重新选择。")
        stays = version.pk in kept and version.status == VersionStatus.SUPERSEDED
        if version.status != VersionStatus.PUBLISHED and not stays:
            raise Invalid(f"“{version}”尚未发布，不能用于活动。", code="standard_unpublished")
    campaign.standards.all().delete()
    for sector, version in versions.items():
        CampaignStandard.objects.create(campaign=campaign, sector=sector, version=version)
    _forget(campaign)


@transaction.atomic
def set_route(*, actor: User, campaign: Campaign, rows: Rows) -> None:
    """Replace the rules of a draft's ladder; see ``writing.write_route`` for the rows."""
    row = locked(campaign)
    require(can_edit_campaign(actor, row))
    write_route(row, rows)
    _forget(campaign)


@transaction.atomic
def save_setup(
    *,
    actor: User,
    campaign: Campaign,
    version: int,
    fields: Mapping[str, Any],
    phases: Rows,
    quotas: Rows,
    standards: Mapping[str, StandardVersion],
    route: Rows = (),
) -> Campaign:
    """Save the whole set-up page, or nothing of it."""
    update_campaign(actor=actor, campaign=campaign, version=version, **fields)
    set_phases(actor=actor, campaign=campaign, rows=phases)
    set_quotas(actor=actor, campaign=campaign, rows=quotas)
    set_standards(actor=actor, campaign=campaign, versions=standards)
    set_route(actor=actor, campaign=campaign, rows=route)
    return campaign


def _forget(campaign: Campaign) -> None:
    """Drop rows that were prefetched before they were replaced."""
    campaign.__dict__.pop("_prefetched_objects_cache", None)
