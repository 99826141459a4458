"""Writing an application: started once, saved as typed, with its attachments."""

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.campaigns.models import Campaign
from apps.campaigns.queries import read_phases, version_for
from apps.core import clock
from apps.core.exceptions import Invalid, StaleVersion
from apps.core.merging import SavedFields, Typed, changes_since, saves_against, settle
from apps.core.models import FileUse
from apps.core.services import attach_file, note_fields, remove_file
from apps.core.states import record
from apps.core.verdicts import Acting, require
from apps.organizations.models import Organization
from apps.organizations.services import held_in_place
from apps.standards.themes import carriers_named

from .. import rules
from ..models import Application
from ..parts import EDITABLE, PURPOSE, label_of
from .file_room import check_bytes
from .locks import locked

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
def save_fields(*, actor: User, application: Application, typed: Typed, **fields: Any) -> SavedFields:
    """Save some fields of a draft as they are typed, merged by field with what others saved meanwhile.

    Args:
        typed: on which version, and in which opened page; what somebody else saved since then is not overwritten.
        fields: any of ``parts.EDITABLE``. ``application`` shows afterwards what is stored.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        Invalid: a value does not fit its field.
    """
    row = locked(application)
    read_phases(row.campaign)
    require(rules.can_edit(actor, row))
    saves = saves_against(row, row.version, typed)
    settled = settle(typed, saves, _given(fields), {name: getattr(row, name) for name in fields})
    if settled.accepted:
        _assign(row, settled.accepted)
        row.version, row.saved_at = row.version + 1, clock.now()
        row.save(update_fields=[*settled.accepted, "version", "saved_at"])
        note_fields(actor=actor, owner=row, names=settled.accepted, version=row.version, page=typed.page)
    for name in (*EDITABLE, "version", "saved_at"):
        setattr(application, name, getattr(row, name))
    changes = {name: save for name, save in changes_since(saves, typed.version).items() if name not in fields}
    merged = frozenset(name for name, value in settled.accepted.items() if value != _given(fields)[name])
    return SavedFields(row.version, row.saved_at, changes, settled.conflicts, merged)


@transaction.atomic
def save_application(*, actor: User, application: Application, version: int, **fields: Any) -> Application:
    """Save some fields of a draft, all of them or none; ``application.version`` of the answer is the next one.

    Args:
        version: the version that was read.
        fields: any of ``parts.EDITABLE``.

    Raises:
        Refused, OutOfTurn, OutOfPhase: see ``rules.can_edit``.
        StaleVersion: somebody saved one of these fields in between; nothing was overwritten.
        Invalid: a value does not fit its field.
    """
    saved = save_fields(actor=actor, application=application, typed=Typed(version), **fields)
    if saved.conflicts:
        labels = "、".join(f"“{label_of(name)}”" for name in saved.conflicts)
        raise StaleVersion(f"{labels}刚被他人保存过，您的内容没有覆盖，请核对后再改。")
    return application


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not fields of an application form: {sorted(unknown)}")
    return {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value for name, value in fields.items()
    }


def _assign(row: Application, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
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
    check_bytes(row, upload)
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
