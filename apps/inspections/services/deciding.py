"""The office decides about records that wait: take them, leave them, or put one in the place of another."""

import hashlib
import json
import uuid

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.exceptions import Invalid, OutOfTurn
from apps.core.limits import shortened, within
from apps.core.models import FileUse
from apps.core.services import remove_file, use_again
from apps.core.verdicts import Acting, require

from .. import rules
from ..choices import FieldRecordStatus, FindingStatus, Scoring, VisitStatus
from ..models import FieldRecord, Finding, ScorerResult, Visit
from ..queries.sent import Sent, read_stored
from ..queries.standing import content_of
from .applying import SIGNATURES, Applying, apply_sent
from .field import is_late, locked_visit, told_at_length, told_in_short

LONGEST_REASON = 500
WAITING = (FieldRecordStatus.CONFLICT, FieldRecordStatus.HELD)


@transaction.atomic
def store_record(*, actor: User, record: FieldRecord, reason: str) -> list[str]:
    """Take a record into a visit in which none stands. What the standard refuses is left out; the sentences tell what.

    Raises:
        Refused: not the round's office, or the own record. Invalid: no reason.
        OutOfTurn: decided already, or another record stands in the visit (:func:`displace_record`).
    """
    acting = require(rules.can_decide_record(actor, record))
    _reasoned(reason)
    visit, record = _both(record)
    if standing_record(visit, record.author) is not None or _recorded_by_hand(visit):
        raise OutOfTurn("本次检查已有一份记录，请比对后选择“改用这份记录”。")
    if visit.status == VisitStatus.CANCELLED:
        _revive(visit, acting, reason)
    return _apply(record, visit, acting, reason, anew=False)


@transaction.atomic
def displace_record(*, actor: User, record: FieldRecord, reason: str) -> list[str]:
    """Put a record in the place of the one that stands; that one is kept beside it, with all that it said.

    Problems of the old record that the site has not answered yet and that the new one does not know are withdrawn.

    Raises: as :func:`store_record`; OutOfTurn: nothing stands in the visit.
    """
    acting = require(rules.can_decide_record(actor, record))
    _reasoned(reason)
    visit, record = _both(record)
    standing = standing_record(visit, record.author)
    if standing is None and not _recorded_by_hand(visit):
        raise OutOfTurn("本次检查没有其他记录，请直接采用。")
    if standing is None:
        standing = _kept_by_hand(visit, acting)
    _take_away(visit, standing, read_stored(record), acting, reason)
    FieldRecord.objects.filter(pk=standing.pk).update(
        problem=f"已改用{record.author.name}提交的记录。", decided_by=actor, decided_at=clock.now()
    )
    states.move(standing, "displace", acting=acting, reason=reason)
    states.record(visit, "replace", acting=acting, reason=reason)
    return _apply(record, visit, acting, reason, anew=True)


@transaction.atomic
def discard_record(*, actor: User, record: FieldRecord, reason: str) -> None:
    """Leave a record aside for good; its row and its photos stay to be read."""
    acting = require(rules.can_decide_record(actor, record))
    _, record = _both(record)
    states.move(record, "discard", acting=acting, reason=reason)
    _decided(record, acting)


def standing_record(visit: Visit, author: User) -> FieldRecord | None:
    """The phone's record that is stored for the visit; where several score, that of the same person."""
    stored = FieldRecord.objects.filter(visit=visit, status=FieldRecordStatus.STORED).select_related("author")
    if visit.round.scoring != Scoring.TEAM:
        stored = stored.filter(author=author)
    return stored.first()


def _recorded_by_hand(visit: Visit) -> bool:
    return bool(visit.status == VisitStatus.RECORDED and visit.round.scoring == Scoring.TEAM)


def _reasoned(reason: str) -> None:
    if not reason.strip():
        raise Invalid("请填写处理理由。", code="reason_missing")
    within(reason, LONGEST_REASON, "处理理由", field="reason")


def _both(record: FieldRecord) -> tuple[Visit, FieldRecord]:
    """Both rows under their locks, the visit first, as records are received."""
    visit = locked_visit(record.visit)
    fresh = FieldRecord.objects.select_for_update(of=("self",)).select_related("author").get(pk=record.pk)
    fresh.visit = visit
    if fresh.status not in WAITING:
        raise OutOfTurn(f"该记录当前为“{fresh.get_status_display()}”，已有人处理，请刷新后查看。")
    return visit, fresh


def _revive(visit: Visit, acting: Acting, reason: str) -> None:
    try:
        with transaction.atomic():
            states.move(visit, "revive", acting=acting, reason=reason)
    except IntegrityError as error:  # the site was put into the round once more
        raise OutOfTurn(f"{visit.organization.short_name}在本批次已另行安排检查，不能恢复原检查。") from error


def _apply(record: FieldRecord, visit: Visit, acting: Acting, reason: str, *, anew: bool) -> list[str]:
    job = Applying(visit, read_stored(record), record.author, acting, lenient=True, anew=anew, record=record)
    apply_sent(job)
    if record.late or is_late(visit):
        Visit.objects.filter(pk=visit.pk).update(late=True)
    left_out = list(dict.fromkeys(job.left_out))
    told = f"{reason.strip()}（未采用：{'；'.join(left_out)}）" if left_out else reason
    # However much is left out, the record can be taken.
    states.move(
        record, "store", acting=acting, reason=shortened(told + told_at_length(job.remarks), states.MOST_REASON)
    )
    _decided(record, acting, told_in_short(job.remarks))
    return left_out


def _decided(record: FieldRecord, acting: Acting, remarks: str = "") -> None:
    FieldRecord.objects.filter(pk=record.pk).update(decided_by=acting.user, decided_at=clock.now(), problem=remarks)


# --- What stood before --------------------------------------------------------------------------------------------


def _kept_by_hand(visit: Visit, acting: Acting) -> FieldRecord:
    """A record that was typed on the page, kept as a row like those of phones."""
    if visit.recorded_by is None:
        raise OutOfTurn("本次检查没有其他记录，请直接采用。")
    text = json.dumps(content_of(visit), ensure_ascii=False)
    key = uuid.uuid4()
    row = FieldRecord.objects.create(
        id=key, sent_id=key, visit=visit, organization_path=visit.organization_path, author=visit.recorded_by,
        digest=hashlib.sha256(text.encode()).hexdigest(), content=text, device="网页填写", received_at=visit.recorded_at or clock.now(),
        late=visit.late,
    )  # fmt: skip
    states.move(row, "store", acting=acting)
    return row


def _take_away(visit: Visit, standing: FieldRecord, sent: Sent, acting: Acting, reason: str) -> None:
    """Undo what the standing record put into the visit, as far as the new one does not say the same."""
    kept = {row["criterion"] for row in sent.rows("results")}
    if visit.round.scoring == Scoring.TEAM:
        visit.results.exclude(criterion__in=kept).delete()
        visit.check_results.all().delete()
    else:
        ScorerResult.objects.filter(visit=visit, scorer=standing.author).exclude(criterion__in=kept).delete()
    _end_files(visit, standing)
    known = {row["id"] for row in sent.rows("findings")}
    open_ones = visit.findings.filter(status=FindingStatus.OPEN)
    if visit.round.scoring != Scoring.TEAM:
        open_ones = open_ones.filter(found_by=standing.author)
    for finding in open_ones:
        if str(finding.client_id) not in known and not _told_again(finding, sent):
            states.move(finding, "withdraw", acting=acting, reason=f"已改用另一份检查记录：{reason.strip()}")
            # Its id is free again: should this record be chosen once more, the problem is found anew.
            Finding.objects.filter(pk=finding.pk).update(client_id=None)


def _told_again(finding: Finding, sent: Sent) -> bool:
    """Whether a finding without an id of a phone is told in the same words; it then takes the phone's id."""
    if finding.client_id is not None:
        return False
    same = (finding.criterion_id, finding.description)
    return any((row.get("criterion"), row["description"].strip()) == same for row in sent.rows("findings"))


def _end_files(visit: Visit, standing: FieldRecord) -> None:
    """The record's photos and signatures leave the visit; the photos stay with the record, to be seen and taken back."""
    signatures = [f"signature:{key}" for key, _ in SIGNATURES]
    named = set(read_stored(standing).photo_digests)
    for use in FileUse.objects.of(visit).select_related("file"):
        if use.uploaded_by_id != standing.author_id and use.file.sha256 not in named:
            continue
        if use.purpose.startswith("photo"):
            use_again(
                actor=standing.author,
                file=use.file,
                name=use.name,
                owner=standing,
                purpose="photo",
                organization_path="",
            )
        elif use.purpose not in signatures:
            continue
        remove_file(actor=None, use=use)
