"""Records that a phone could not send itself, brought to the office as a file."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core.contents import JSON
from apps.core.exceptions import PortalError
from apps.core.models import FileUse
from apps.core.services import attach_file, drop_unused, remove_file
from apps.organizations.access import acting_as
from apps.organizations.models import Organization

from ..choices import FieldRecordStatus, Scoring, VisitStatus
from ..models import FieldRecord, Visit
from ..queries.exported import Exported, read_export
from ..queries.sent import Sent
from .applying import photos_of_author
from .copies import is_superseded, is_waiting_copy, others_of
from .field import CONFLICT, HELD, MISSING, may_send, receive_photo, receive_record

#: The file between its dry run and its import, kept by the office that imports.
PURPOSE = "field_import"
WORDS = {
    "stored": "已入库", "already": "此前已收到，未重复入库", CONFLICT: "内容冲突，已留存待比对",
    HELD: "已留存待处理", MISSING: "缺少照片",
}  # fmt: skip
TONES = {"stored": "ok", "already": "idle", CONFLICT: "warn", HELD: "warn"}


@dataclass(frozen=True)
class ImportLine:
    """What becomes, or would become, of one record of the file."""

    site: str = ""
    author: str = ""
    photos: int = 0
    words: str = ""
    tone: str = "bad"
    fits: bool = False
    record: FieldRecord | None = None


@transaction.atomic
def keep_import(*, actor: User, office: Organization, upload: IO[bytes], name: str) -> FileUse:
    """Keep a file until it is imported, in the place of those that the person kept before.

    Raises:
        Invalid: no export of a phone, or too large.
    """
    read_export(upload)
    for before in FileUse.objects.of(office).filter(purpose=PURPOSE, uploaded_by=actor):
        drop_import(actor=actor, kept=before)
    upload.seek(0)
    return attach_file(
        actor=actor, upload=upload, name=name, owner=office, purpose=PURPOSE, organization_path=office.path, kind=JSON
    )


@transaction.atomic
def drop_import(*, actor: User, kept: FileUse) -> None:
    """Give the file up: all that it said is taken in, or it is not wanted any more."""
    remove_file(actor=actor, use=kept)
    drop_unused(kept.file)


def check_import(*, actor: User, rows: Sequence[Exported]) -> list[ImportLine]:
    """What an import would do; nothing is stored."""
    return [_foreseen(actor, row) for row in rows]


def import_records(*, actor: User, rows: Sequence[Exported]) -> list[ImportLine]:
    """Take the records in as if the phones had sent them, each in a transaction of its own."""
    return [_taken(actor, row) for row in rows]


def _found(actor: User, row: Exported) -> tuple[Visit, User, Sent] | ImportLine:
    """Visit and author of a record, or why it cannot be taken here."""
    if row.sent is None:
        return ImportLine(words=row.problem)
    related = ("round__organization", "organization")
    visit = Visit.objects.visible_to(actor).select_related(*related).filter(pk=row.sent.visit_id).first()
    author = User.objects.filter(pk=row.sent.user_id).first()
    if visit is None or author is None or not may_send(author, visit):
        return ImportLine(words="没有找到对应的检查安排，或提交人不是检查组成员")
    if acting_as(actor, Role.OFFICE, visit.round.organization_path) is None:
        words = f"本批次由{visit.round.organization.short_name}组织，请由该单位党建办导入"
        return ImportLine(visit.organization.short_name, author.name, len(row.sent.photo_digests), words)
    return visit, author, row.sent


def _foreseen(actor: User, row: Exported) -> ImportLine:
    found = _found(actor, row)
    if isinstance(found, ImportLine):
        return found
    visit, author, sent = found
    before = _before(visit, author, sent)
    if before is not None:
        return before
    missing = [digest for digest in sent.photo_digests if digest not in row.photos]
    words, tone = _prospect(visit, author, sent)
    if missing and not _known(visit, author, missing):
        lacking = f"缺少照片 {len(missing)} 张，请在手机上重新导出，或由手机联网上传"
        return ImportLine(visit.organization.short_name, author.name, len(row.photos), lacking)
    return ImportLine(visit.organization.short_name, author.name, len(sent.photo_digests), words, tone, fits=True)


def _before(visit: Visit, author: User, sent: Sent) -> ImportLine | None:
    """A record that is here already, or a copy that nobody needs any more: nothing is to be done about it."""
    known = FieldRecord.objects.filter(sent_id=sent.sent_id, digest=sent.digest).first()
    if known is None and not is_superseded(sent):
        return None
    words = (
        f"此前已收到（{known.get_status_display()}），不重复入库"
        if known
        else "检查结束后的记录已入库，不需要这份中途副本"
    )
    photos = len(sent.photo_digests)
    return ImportLine(visit.organization.short_name, author.name, photos, words, "idle", record=known)


def _known(visit: Visit, author: User, digests: Sequence[str]) -> bool:
    there = photos_of_author(visit, author)
    return all(digest in there for digest in digests)


def _prospect(visit: Visit, author: User, sent: Sent) -> tuple[str, str]:
    stored = FieldRecord.objects.filter(visit=visit, author=author, status=FieldRecordStatus.STORED).exists()
    recorded = visit.status == VisitStatus.RECORDED and visit.round.scoring == Scoring.TEAM
    others = any(not is_waiting_copy(row, author) for row in others_of(sent))
    if others or recorded or stored:
        return "本次检查已有记录，将留存待比对", "warn"
    if visit.status == VisitStatus.CANCELLED:
        return "检查已取消，将留存待处理", "warn"
    if sent.is_unfinished:
        return "检查还没有结束，将留存待处理", "warn"
    return "将入库", "ok"


def _taken(actor: User, row: Exported) -> ImportLine:
    found = _found(actor, row)
    if isinstance(found, ImportLine):
        return found
    visit, author, sent = found
    before = _before(visit, author, sent)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            for digest in sent.photo_digests:
                if digest in row.photos:
                    receive_photo(
                        actor=author, visit=visit, photo_id=uuid.uuid4(), digest=digest, content=row.photos[digest]
                    )
            received = receive_record(actor=actor, author=author, visit=visit, sent=sent, by_file=True)
    except PortalError as error:
        return ImportLine(visit.organization.short_name, author.name, words=error.message)
    words = WORDS[received.answer]
    if received.record is not None and received.record.problem:
        words = f"{words}：{received.record.problem}"
    return ImportLine(
        visit.organization.short_name, author.name, len(sent.photo_digests), words,
        TONES.get(received.answer, "bad"), received.record is not None, received.record,
    )  # fmt: skip
