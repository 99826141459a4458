"""What a phone asks for first: who is signed in, which visits are waiting, what became of the records sent."""

import datetime as dt
from typing import Any

from django.db.models import Q

from apps.accounts.models import User
from apps.core import clock

from ..choices import OPEN_VISITS, FieldRecordStatus
from ..models import FieldPhoto, FieldRecord, Visit
from .bundles import site_of
from .fingerprints import fingerprints
from .sent import CONTENT_BYTES, PHOTO_BYTES, PHOTOS

LIMITS = {"photo_bytes": PHOTO_BYTES, "photos": PHOTOS, "content_bytes": CONTENT_BYTES}
#: How long a settled record and a recorded visit stay on the list; how many of each.
DAYS, MOST = 30, 200


def visits_for_phone(user: User) -> list[dict[str, Any]]:
    """Open visits of an inspector and those handed in lately; two statements."""
    since = clock.now() - dt.timedelta(days=DAYS)
    wanted = Q(status__in=OPEN_VISITS) | Q(recorded_at__gte=since)
    rows = list(Visit.objects.assigned_to(user).filter(wanted).select_related("round", "organization")[:MOST])
    digests = fingerprints([row.pk for row in rows])
    return [_visit(row, digests.get(row.pk, "")) for row in rows]


def records_for_phone(user: User) -> list[dict[str, Any]]:
    """What became of the records that the person sent: those that wait, and the newest others."""
    since = clock.now() - dt.timedelta(days=DAYS)
    waiting = Q(status__in=[FieldRecordStatus.CONFLICT, FieldRecordStatus.HELD], decided_at=None)
    rows = FieldRecord.objects.filter(waiting | Q(received_at__gte=since), author=user)
    told = rows.values("sent_id", "digest", "visit_id", "status", "problem", "late", "decided_at")[:MOST]
    return [_record(**row) for row in told]


def _record(*, sent_id: Any, visit_id: Any, decided_at: Any, **row: Any) -> dict[str, Any]:
    visit = str(visit_id)
    return {"sent_id": str(sent_id), "visit": visit, "visit_id": visit, "decided": decided_at is not None, **row}


def photos_there(user: User, visit: Visit) -> list[str]:
    """Digests of the photos that have arrived; one statement."""
    return list(FieldPhoto.objects.filter(visit=visit, author=user).values_list("digest", flat=True))


def _visit(row: Visit, digest: str) -> dict[str, Any]:
    site = site_of(row)
    return {
        "id": str(row.pk), "status": row.status, "name": site["short_name"], "address": site["address"],
        "contact": site["contact"], "phone": site["phone"], "round": row.round.name,
        "kind": row.round.get_kind_display(), "scheduled_on": row.scheduled_on,
        "scheduled_time": row.scheduled_time and f"{row.scheduled_time:%H:%M}", "position": row.position, "bundle": digest,
    }  # fmt: skip
