"""Writing an application: started once, saved as typed, with its attachments."""

from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.campaigns.queries import version_for
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.core.models import FileUse
from apps.core.services import attach_file, remove_file
from apps.core.states import record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization
from apps.organizations.services import held_in_place
from apps.standards.themes import carriers_named

from .. import rules
from ..models import Application
from ..parts import EDITABLE, PURPOSE, label_of
from .locks import check_version, locked

MOST_FILES = 20


def start_application(*, actor: User, campaign: Campaign, organization: Organization) -> Application:
    """The one application of an organization in a campaign: made with what is known, or the one already there.

    Raises:
        Refused: not the organization's secretary, or it is not in the campaign's scope.
        OutOfPhase: applications are not taken now.
        OutOfTurn: the organization was closed or merged meanwhile.
        Invalid: the campaign names no standard for the organization's sector.
    """
    found = _existing(campaign, organization)
    if found is not None:
        return found
    acting = require(rules.can_start(actor, campaign, organization))
    try:
        with transaction.atomic():
            return _create(acting, campaign, held_in_place(organization))
    except IntegrityError:  # a second click or a second secretary was as fast
        return Application.objects.get(campaign=campaign, organization=organization)


def _existing(campaign: Campaign, organization: Organization) -> Application | None:
    return Application.objects.filter(campaign=campaign, organization=organization).first()


def _create(acting: Acting, campaign: Campaign, organization: Organization) -> Application:
    secretary = acting.user
    application = Application.objects.create(
        campaign=campaign,
        organization=organization,
        organization_path=organization.path,
        standard_version=version_for(campaign, organization),
        secretary_name=secretary.name,
        contact_name=organization.contact_name or secretary.name,
        contact_phone=organization.contact_phone or secretary.phone,
        created_by=secretary,
        created_at=clock.now(),
    )
    record(application, "create", acting=acting)
    return application


@transaction.atomic
def save_application(*, actor: User, application: Application, version: int, **fields: Any) -> Application:
    """Save some fields of a draft.

    Args:
        version: the version that was read; ``application.version`` of the answer is the next one.
        fields: any of ``parts.EDITABLE``.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        StaleVersion: somebody saved or submitted in between; nothing was overwritten.
        Invalid: a value does not fit its field.
    """
    row = locked(application)
    require(rules.can_edit(actor, row))
    check_version(row, version)
    _assign(row, fields)
    row.version, row.saved_at = version + 1, clock.now()
    row.save(update_fields=[*fields, "version", "saved_at"])
    for name in (*fields, "version", "saved_at"):
        setattr(application, name, getattr(row, name))
    return application


def _assign(row: Application, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not fields of an application form: {sorted(unknown)}")
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if len(carriers_named(fields.get("carriers", ()))) != len(fields.get("carriers", ())):
        raise Invalid("活动载体：有不在目录中的载体，请刷新页面后重选。")
    others = {field.name for field in row._meta.fields} - set(fields)
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        name, sentences = next(iter(error.message_dict.items()))
        raise Invalid(f"{label_of(name)}：{'；'.join(sentences)}") from error


@transaction.atomic
def attach_document(*, actor: User, application: Application, upload: IO[bytes], name: str) -> FileUse:
    """Add a file to a draft (登记表扫描件、综合材料 …).

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: too many files, or not an accepted one.
    """
    row = locked(application)
    require(rules.can_edit(actor, row))
    if FileUse.objects.of(row).filter(purpose=PURPOSE).count() >= MOST_FILES:
        raise Invalid(f"附件最多 {MOST_FILES} 份，请先移除不需要的。")
    path = row.organization_path
    return attach_file(actor=actor, upload=upload, name=name, owner=row, purpose=PURPOSE, organization_path=path)


@transaction.atomic
def detach_document(*, actor: User, application: Application, use: FileUse) -> None:
    """Take a file off a draft; it stays in the history."""
    row = locked(application)
    require(rules.can_edit(actor, row))
    own = FileUse.objects.of(row).filter(purpose=PURPOSE, pk=use.pk).first()
    if own is None:
        raise Invalid("附件已不在这份申报中。")
    remove_file(actor=actor, use=own)
