"""材料库: files that an organization has given once; renamed, replaced by newer versions, put aside when unused."""

from collections.abc import Sequence
from typing import IO, Any

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import clock
from apps.core.contents import IMAGES, PDF, VIDEO, clean_name, extension_for
from apps.core.contents.kinds import PPT, PPTX, XLS, XLSX
from apps.core.exceptions import Invalid, OutOfTurn, StaleVersion
from apps.core.models import FileUse, StoredFile
from apps.core.registries import use_replacers
from apps.core.services import keep_file, use_again
from apps.core.states import record
from apps.core.verdicts import require

from .. import rules
from ..choices import MaterialKind
from ..models import LibraryFile, Organization
from ..registries import library_purposes

PURPOSE = "library"
MOST_TAGS = 10
LONGEST_TAG = 20


def kind_of(content_type: str) -> str:
    """What a file is for people who look for it."""
    for kinds, kind in (
        (IMAGES, MaterialKind.PICTURE),
        ({PDF}, MaterialKind.PDF),
        ({VIDEO}, MaterialKind.VIDEO),
        ({XLS, XLSX}, MaterialKind.SHEET),
        ({PPT, PPTX}, MaterialKind.SLIDES),
    ):
        if content_type in kinds:
            return kind
    return MaterialKind.TEXT


def file_in(use: FileUse) -> None:
    """What an organization gives for its business stands in its library too; called for every new use of a file."""
    if use.purpose not in library_purposes:
        return
    organization = Organization.objects.filter(path=use.organization_path).first()
    if organization is not None:
        _enter(organization, use.file, use.name, use.uploaded_by)


def _enter(organization: Organization, file: StoredFile, name: str, actor: User | None) -> LibraryFile:
    """The row of the file, back from the bin when it lay there."""
    item, is_new = LibraryFile.objects.get_or_create(
        organization=organization,
        file=file,
        defaults={
            "organization_path": organization.path,
            "name": name,
            "kind": kind_of(file.content_type),
            "added_by": actor,
            "created_at": clock.now(),
        },
    )
    if is_new:
        path = organization.path
        use_again(actor=actor, file=file, name=name, owner=item, purpose=PURPOSE, organization_path=path)
    elif item.binned_at is not None:
        LibraryFile.objects.filter(pk=item.pk).update(binned_at=None)
        item.binned_at = None
    return item


@transaction.atomic
def add_material(*, actor: User, organization: Organization, upload: IO[bytes], name: str) -> LibraryFile:
    """Put a file into the library before anything needs it.

    Raises:
        Refused: not the organization's secretary nor an office above. FileProblem: not a file that is accepted.
    """
    require(rules.can_keep_library(actor, organization))
    stored = keep_file(upload)
    return _enter(organization, stored, clean_name(name, extension_for(stored.content_type, name)), actor)


@transaction.atomic
def edit_material(*, actor: User, item: LibraryFile, version: int, name: str, tags: Sequence[str]) -> LibraryFile:
    """Rename a file and say what it is about.

    Raises:
        Refused: as above. StaleVersion: somebody else saved since. Invalid: no name, too many or too long tags.
    """
    require(rules.can_keep_library(actor, item.organization))
    locked = _locked(item)
    if locked.version != version:
        raise StaleVersion("其他人刚刚修改过这份材料，请刷新后重新修改。")
    kept = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    if not name.strip():
        raise Invalid("请填写材料名称。")
    if len(kept) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in kept):
        raise Invalid(f"标签最多 {MOST_TAGS} 个，每个不超过 {LONGEST_TAG} 个字。")
    locked.name = clean_name(name, extension_for(locked.file.content_type, name))
    locked.tags, locked.version = kept, locked.version + 1
    locked.save(update_fields=["name", "tags", "version"])
    FileUse.objects.of(locked).update(name=locked.name)
    return locked


@transaction.atomic
def bin_material(*, actor: User, item: LibraryFile) -> None:
    """Put a file aside that nothing uses.

    Raises:
        Refused: as above. OutOfTurn: something uses it.
    """
    acting = require(rules.can_keep_library(actor, item.organization))
    locked = _locked(item)
    number = uses_of(locked).count()
    if number:
        raise OutOfTurn(f"“{locked.name}”正在 {number} 处使用，不能移入回收站。请先在使用处移除。")
    if locked.binned_at is None:
        LibraryFile.objects.filter(pk=locked.pk).update(binned_at=clock.now(), version=F("version") + 1)
        record(locked, "bin", acting=acting)


@transaction.atomic
def restore_material(*, actor: User, item: LibraryFile) -> None:
    """Take a file back from the bin."""
    acting = require(rules.can_keep_library(actor, item.organization))
    if LibraryFile.objects.filter(pk=item.pk, binned_at__isnull=False).update(binned_at=None, version=F("version") + 1):
        record(item, "restore", acting=acting)


@transaction.atomic
def replace_material(
    *, actor: User, item: LibraryFile, upload: IO[bytes], name: str, in_drafts: bool = False
) -> tuple[LibraryFile, int]:
    """A newer version of a file; what was signed keeps the old one.

    Args:
        in_drafts: put the newer one in the place of the old wherever nothing is signed yet.

    Returns:
        The newer version, and in how many places it was put.

    Raises:
        Refused, FileProblem: as above. Invalid: the same file. OutOfTurn: it has a newer version already.
    """
    acting = require(rules.can_keep_library(actor, item.organization))
    locked = _locked(item)
    if LibraryFile.objects.filter(previous=locked).exists():
        raise OutOfTurn("这份材料已有更新的版本，请在新版本上替换。")
    stored = keep_file(upload)
    if stored.pk == locked.file_id:
        raise Invalid("新文件与现有文件完全相同，不必替换。")
    newer = _enter(locked.organization, stored, clean_name(name, extension_for(stored.content_type, name)), actor)
    if newer.previous_id is not None or newer.number > 1:
        raise Invalid("这个文件已是另一份材料的版本，请选择其他文件。")
    newer.previous, newer.number, newer.tags = locked, locked.number + 1, locked.tags
    newer.save(update_fields=["previous", "number", "tags"])
    record(newer, "replace", acting=acting, reason=locked.name)
    return newer, _replace_in_drafts(actor, locked, newer) if in_drafts else 0


def _replace_in_drafts(actor: User, older: LibraryFile, newer: LibraryFile) -> int:
    return sum(
        any(replace(actor, use, newer.file, newer.name) for replace in use_replacers) for use in list(uses_of(older))
    )


@transaction.atomic
def show_position(*, actor: User, item: LibraryFile, shown: bool) -> None:
    """Consent to show where a picture was taken, or take the consent back."""
    acting = require(rules.can_keep_library(actor, item.organization))
    FileUse.objects.filter(file=item.file_id, organization_path=item.organization_path).update(shows_position=shown)
    record(item, "show_position" if shown else "hide_position", acting=acting)


def uses_of(item: LibraryFile) -> Any:
    """What uses the file in the organization's name, beside the library itself."""
    found = FileUse.objects.live().filter(file=item.file_id, organization_path=item.organization_path)
    return found.exclude(purpose=PURPOSE)


def _locked(item: LibraryFile) -> LibraryFile:
    return LibraryFile.objects.select_related("file", "organization").select_for_update(of=("self",)).get(pk=item.pk)
