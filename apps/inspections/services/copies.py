"""Copies of visits that had not ended when they were exported: kept for the office, until the record itself arrives."""

from collections.abc import Sequence

from apps.accounts.models import User
from apps.core import clock, states
from apps.core.verdicts import Acting

from ..choices import FieldRecordStatus
from ..models import FieldRecord
from ..queries.sent import Sent, read_stored

UNFINISHED = (
    "检查还没有结束，这是中途导出的副本。督导员结束检查并上传后，副本自动作废；督导员无法继续的，由党建办决定是否采用。"
)
SUPERSEDED = "已收到督导员其后提交的同一份记录，本副本作废。"


def others_of(sent: Sent) -> list[FieldRecord]:
    """Other contents under the record's id. One statement."""
    return list(FieldRecord.objects.filter(sent_id=sent.sent_id).exclude(digest=sent.digest).select_related("author"))


def is_waiting_copy(record: FieldRecord, author: User) -> bool:
    """Nothing of it stands anywhere, and its author went on from there."""
    held = record.status == FieldRecordStatus.HELD and record.author_id == author.pk
    return held and read_stored(record).is_unfinished


def give_way(copies: Sequence[FieldRecord], acting: Acting) -> None:
    """The record has come: what was a copy of it is settled, and stays to be read."""
    for row in copies:
        states.move(row, "discard", acting=acting, reason=SUPERSEDED)
        FieldRecord.objects.filter(pk=row.pk).update(decided_at=clock.now(), problem="")


def is_superseded(sent: Sent) -> bool:
    """A copy whose record is there already."""
    stored = FieldRecord.objects.filter(sent_id=sent.sent_id, status=FieldRecordStatus.STORED)
    return sent.is_unfinished and stored.exists()
