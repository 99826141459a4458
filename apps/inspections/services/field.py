"""What phones send, taken in: each photo and each record once, whatever the order and however often they come."""

import base64
import hashlib
import io
import secrets as random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock, secrets, states
from apps.core.contents import picture_kind
from apps.core.exceptions import Invalid, OutOfTurn, PortalError
from apps.core.services import keep_file, use_again
from apps.core.verdicts import Acting
from apps.organizations.access import acting_in_role
from apps.organizations.models import AccessGrant

from .. import rules
from ..choices import OPEN_VISITS, FieldRecordStatus, RoundStatus, Scoring, VisitStatus
from ..models import FieldKey, FieldPhoto, FieldRecord, Visit, VisitMember
from ..queries.sent import PHOTO_BYTES, PHOTOS, Sent, read_stored
from .applying import Applying, apply_sent, photos_of_author, written_meanwhile
from .copies import UNFINISHED, give_way, is_waiting_copy, others_of
from .scoring import hold_round

STORED, ALREADY, CONFLICT, HELD, MISSING = "stored", "already", "conflict", "held", "photos"
OTHER_CONTENT = "同一编号的记录此前已收到另一份内容，已留存，待党建办比对处理。"
RECORDED_BY_OTHER = "本次检查已由{name}提交，内容不同，已留存，待党建办比对处理。"
RECORDED_BEFORE = "本次检查您此前已提交另一份记录，已留存，待党建办比对处理。"
WRITTEN_MEANWHILE = "手机离线期间检查记录在网页上被改写，内容不同，已留存，待党建办比对处理。"
PROBLEM_LETTERS, REMARK_LETTERS = 300, 2000


@dataclass(frozen=True)
class Received:
    """What the phone is told: ``answer`` and the row behind it; ``missing`` photos instead of a row."""

    answer: str
    record: FieldRecord | None = None
    missing: Sequence[str] = ()


def may_send(user: User, visit: Visit) -> bool:
    """Whether the person is of the team, or ever was."""
    if VisitMember.objects.filter(visit=visit, user=user).exists():
        return True
    return AccessGrant.objects.filter(user=user, source="visit", source_key=str(visit.pk)).exists()


def field_key(user: User) -> str:
    """The key under which the person's records lie on phones, base64; made when it is asked for the first time."""
    row = FieldKey.objects.filter(user=user).first()
    if row is None:
        sealed = secrets.seal(base64.b64encode(random.token_bytes(32)).decode()).encode()
        row, _ = FieldKey.objects.get_or_create(user=user, defaults={"sealed": sealed})
    return secrets.unseal(bytes(row.sealed).decode())


def receive_photo(*, actor: User, visit: Visit, photo_id: uuid.UUID, digest: str, content: bytes) -> bool:
    """Keep a photo until a record that names it comes; whether it is new.

    Raises:
        Invalid: not the bytes that the digest names, too large, no picture, or too many for one visit.
    """
    if hashlib.sha256(content).hexdigest() != digest:
        raise Invalid("照片传输不完整，将自动重传。", code="digest")
    if len(content) > PHOTO_BYTES:
        raise Invalid(f"照片超过 {PHOTO_BYTES // 1000} KB，请压缩后再上传。", code="too_large")
    held = FieldPhoto.objects.filter(visit=visit, author=actor)
    if held.filter(digest=digest).exists():
        return False
    if held.count() >= PHOTOS * 2:
        raise Invalid(f"本次检查的照片超过 {PHOTOS} 张，请删减后再上传。", code="too_many")
    upload = io.BytesIO(content)
    picture_kind(upload)
    try:
        with transaction.atomic():
            row = FieldPhoto(id=photo_id, visit=visit, author=actor, digest=digest, file=keep_file(upload))
            if FieldPhoto.objects.filter(pk=photo_id).exists():
                row.id = uuid.uuid4()
            row.save(force_insert=True)
    except IntegrityError:  # the same photo twice at once
        if held.filter(digest=digest).exists():
            return False
        raise
    return True


@transaction.atomic
def receive_record(*, actor: User, author: User, visit: Visit, sent: Sent, by_file: bool = False) -> Received:
    """Take a record in and apply it. The same content again gets the same answer; another one is kept beside it.

    Args:
        actor: who brings it: the author's phone, or the office with an exported file.
        visit: one of the author's (:func:`may_send`).

    Raises:
        Invalid: the record is another person's.
    """
    if sent.user_id != author.pk:
        raise Invalid("该记录属于另一个账号，请用原账号登录后上传。", code="other_person")
    _one_at_a_time(sent.sent_id)
    visit = locked_visit(visit)
    known = FieldRecord.objects.filter(sent_id=sent.sent_id, digest=sent.digest).first()
    if known is not None:
        return Received(_again(known), known)
    there = photos_of_author(visit, author)
    missing = [digest for digest in sent.photo_digests if digest not in there]
    if missing:
        return Received(MISSING, missing=missing)
    record = _keep(visit, author, sent, by_file)
    acting = _capacity(author) if actor == author else acting_in_role(actor, Role.OFFICE) or _capacity(author)
    others = others_of(sent)
    copies = [row for row in others if is_waiting_copy(row, author)]
    problem = OTHER_CONTENT if len(copies) < len(others) else _conflict(visit, author, sent)
    give_way(copies, acting)
    if problem:
        _set_aside(record, "conflict", acting, problem)
        return Received(CONFLICT, record)
    try:
        remarks = _apply(record, visit, sent, author)
    except PortalError as error:
        _set_aside(record, "hold", acting, error.message)
        return Received(HELD, record)
    if remarks:
        record.problem = told_in_short(remarks)
        FieldRecord.objects.filter(pk=record.pk).update(problem=record.problem)
    states.move(record, "store", acting=acting, reason=told_at_length(remarks))
    return Received(STORED, record)


def _one_at_a_time(sent_id: uuid.UUID) -> None:
    """Two contents under one id may name two visits: whoever comes second waits for the first one's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"fieldrecord:{sent_id}"])


def locked_visit(visit: Visit) -> Visit:
    """The visit under its lock, with what applying reads; before it the round where one record settles all visits."""
    hold_round(visit.round_id)
    related = ("round__campaign", "round__organization", "organization", "application__standard_version")
    return Visit.objects.select_for_update(of=("self",)).select_related(*related).get(pk=visit.pk)


def _again(record: FieldRecord) -> str:
    """What a content that is here already is answered."""
    waiting = {FieldRecordStatus.CONFLICT: CONFLICT, FieldRecordStatus.HELD: HELD}
    return waiting.get(FieldRecordStatus(record.status), ALREADY)


def _keep(visit: Visit, author: User, sent: Sent, by_file: bool) -> FieldRecord:
    taken = FieldRecord.objects.filter(pk=sent.sent_id).exists()
    return FieldRecord.objects.create(
        id=uuid.uuid4() if taken else sent.sent_id,
        sent_id=sent.sent_id,
        visit=visit,
        organization_path=visit.organization_path,
        author=author,
        digest=sent.digest,
        content=sent.text,
        late=is_late(visit),
        device=sent.device,
        by_file=by_file,
        received_at=clock.now(),
    )


def is_late(visit: Visit) -> bool:
    """After the round was closed, or after its last day."""
    return bool(visit.round.status == RoundStatus.CLOSED or clock.today() > visit.round.ends_on)


def _conflict(visit: Visit, author: User, sent: Sent) -> str:
    """Why the record may not simply be applied; empty when nothing stands against it."""
    if visit.round.scoring != Scoring.TEAM:
        stored = FieldRecord.objects.filter(visit=visit, author=author, status=FieldRecordStatus.STORED)
        return RECORDED_BEFORE if stored.exists() else ""
    if visit.status == VisitStatus.RECORDED:
        by = visit.recorded_by
        return RECORDED_BEFORE if by is None or by == author else RECORDED_BY_OTHER.format(name=by.name)
    return WRITTEN_MEANWHILE if written_meanwhile(visit, sent) else ""


def told_in_short(remarks: Sequence[str]) -> str:
    """What of a record could not take effect, as long as its row holds it; the whole stands in its history."""
    text = "".join(remarks)
    return text if len(text) <= PROBLEM_LETTERS else text[: PROBLEM_LETTERS - 1] + "…"


def told_at_length(remarks: Sequence[str]) -> str:
    return "".join(remarks)[:REMARK_LETTERS]


def _apply(record: FieldRecord, visit: Visit, sent: Sent, author: User) -> list[str]:
    """All of it, or nothing and the sentence of the rule that stands against it. What could not take effect any more."""
    with transaction.atomic():
        verdict = rules.can_record(author, visit)
        if not verdict or verdict.acting is None:
            raise verdict.error(verdict.reason)
        if visit.status not in (*OPEN_VISITS, VisitStatus.RECORDED):
            raise OutOfTurn(f"检查当前为“{visit.get_status_display()}”，不能再提交记录。")
        if sent.is_unfinished:
            raise OutOfTurn(UNFINISHED)
        job = Applying(visit, sent, author, verdict.acting)
        apply_sent(job)
        if job.left_out:  # nothing that was recorded at the site is dropped unseen: the office decides
            raise OutOfTurn(f"有内容不能入库：{'；'.join(dict.fromkeys(job.left_out))}。")
        if record.late:
            Visit.objects.filter(pk=visit.pk).update(late=True)
        return job.remarks


def _capacity(user: User) -> Acting:
    """As an inspector where the person is one still."""
    return acting_in_role(user, Role.INSPECTOR) or Acting(user)


def _set_aside(record: FieldRecord, verb: str, acting: Acting, problem: str) -> None:
    """Keep it for the office, with its photos to look at.

    The photos carry no path: the site's own offices must not open them before the round's office has decided.
    """
    record.problem = problem[:PROBLEM_LETTERS]
    named = set(read_stored(record).photo_digests)
    for digest, photo in photos_of_author(record.visit, record.author).items():
        if digest in named:
            use_again(
                actor=record.author, file=photo.file, name="现场照片.jpg", owner=record, purpose="photo",
                organization_path="",
            )  # fmt: skip
    FieldRecord.objects.filter(pk=record.pk).update(problem=record.problem)
    states.move(record, verb, acting=acting, reason=record.problem)
