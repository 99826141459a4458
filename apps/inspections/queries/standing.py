"""What stands in a visit, in the words of a phone's record: kept before another one takes its place, and compared."""

import uuid
from typing import Any

from apps.core.models import FileUse

from ..models import Finding, Visit
from .bundles import result_of
from .sent import FORMAT
from .visits import photos_of


def content_of(visit: Visit) -> dict[str, Any]:
    """The record as it stands, whoever wrote it and on whatever."""
    return {
        "v": FORMAT, "record": str(uuid.uuid4()), "visit": str(visit.pk), "user": visit.recorded_by_id, "bundle": "",
        "started_at": _moment(visit.started_at), "ended_at": _moment(visit.ended_at), "methods": visit.methods,
        "talks": [
            {"method": row.method, "counterpart": row.counterpart, "summary": row.summary} for row in visit.talks.all()
        ],
        "counterpart": visit.counterpart, "summary": visit.summary, "highlights": visit.highlights,
        "results": [result_of(row) for row in visit.results.all()],
        "checks": [
            {"id": row.check_item_id, "verdict": row.verdict, "note": row.note} for row in visit.check_results.all()
        ],
        "findings": [_finding(row) for row in visit.findings.live()],
        "photos": [_photo(use) for use in photos_of(visit)], "signatures": {}, "position": _position(visit),
        "device": "网页填写",
    }  # fmt: skip


def _moment(value: Any) -> str | None:
    return value.isoformat() if value else None


def _position(visit: Visit) -> dict[str, Any] | None:
    if visit.latitude is None or visit.longitude is None:
        return None
    return {"latitude": float(visit.latitude), "longitude": float(visit.longitude), "accuracy": visit.accuracy}


def _finding(row: Finding) -> dict[str, Any]:
    return {
        "id": str(row.client_id or uuid.uuid5(uuid.NAMESPACE_OID, f"finding:{row.pk}")), "criterion": row.criterion_id,
        "severity": row.severity, "description": row.description, "demand": row.demand,
        "due_on": row.due_on.isoformat(), "at_once": row.at_once, "key": row.key, "photos": [],
    }  # fmt: skip


def _photo(use: FileUse) -> dict[str, Any]:
    number = use.purpose.partition(":")[2]
    return {"digest": use.file.sha256, "criterion": int(number) if number else None, "name": use.name}
