"""What a phone asks and sends: state, copies of visits, photos, records. The contract stands in apps/README.md."""

import hashlib
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import Invalid
from apps.organizations.access import roles_of

from .. import queries, services
from ..models import FieldKey, FieldRecord, Visit
from ..queries.sent import CONTENT_BYTES, PHOTO_BYTES, read_sent
from .offline import shell_version
from .phone import INSPECTORS, error, phone, told, visit_sent_to

COPY = ("round__campaign", "organization", "application__standard_version")


@phone("GET")
def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in, the visits, what became of the records, the key of what lies on the phone."""
    user: Any = request.user
    inspects = Role.INSPECTOR in roles_of(user)
    return told(
        {
            "user": {"id": user.pk, "name": user.name},
            "csrf": get_token(request),
            "key": services.field_key(user) if inspects else _known_key(user),
            "now": clock.now().isoformat(),
            "visits": queries.visits_for_phone(user) if inspects else [],
            "records": queries.records_for_phone(user),
            "shell": shell_version(),
            "limits": queries.LIMITS,
        }
    )


@phone("GET", roles=INSPECTORS)
def copy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The copy of one visit; 304 when the phone has this one."""
    visit = get_object_or_404(queries.for_copy(Visit.objects.assigned_to(request.user), request.user), pk=pk)
    digest = queries.fingerprints([visit.pk])[visit.pk]
    if _etag(request) == digest:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(
            queries.as_json(queries.bundle_of(visit, digest, request.user)), content_type="application/json"
        )
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@phone("POST", roles=INSPECTORS)
def total(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the visit would come to with what the phone has so far; nothing is stored."""
    visit = get_object_or_404(Visit.objects.assigned_to(request.user).select_related(*COPY), pk=pk)
    return told(queries.running_total(visit, read_sent(_body(request))))


@phone("GET", "POST")
def photos(request: HttpRequest) -> HttpResponse:
    """Which photos of a visit have arrived; or one photo."""
    if request.method == "GET":
        visit = visit_sent_to(request.user, _uuid(request.GET.get("visit")))
        return told({"digests": queries.photos_there(request.user, visit)})
    upload = request.FILES.get("photo")
    if upload is None:
        raise Invalid("没有收到照片，请重新拍摄或选择。")
    if (upload.size or 0) > PHOTO_BYTES:
        raise Invalid(f"照片超过 {PHOTO_BYTES // 1000} KB，请压缩后再上传。", code="too_large")
    photo_id, visit_id = _uuid(request.POST.get("id")), _uuid(request.POST.get("visit"))
    visit, digest = visit_sent_to(request.user, visit_id), request.POST.get("digest", "")
    fresh = services.receive_photo(
        actor=request.user, visit=visit, photo_id=photo_id, digest=digest, content=upload.read()
    )
    return told({"digest": digest, "answer": "stored" if fresh else "already"})


@phone("POST")
def records(request: HttpRequest) -> HttpResponse:
    """One record, as its bytes. The answer's digest is what lets the phone forget its own copy."""
    body = _body(request)
    digest = hashlib.sha256(body).hexdigest()
    if request.headers.get("X-Digest", "") != digest:
        raise Invalid("检查记录传输不完整，将自动重传。", code="digest")
    sent = read_sent(body)
    if request.headers.get("X-Record", "") != str(sent.sent_id):
        raise Invalid("检查记录的编号与内容不一致，请在手机上重新提交。")
    visit = visit_sent_to(request.user, sent.visit_id)
    received = services.receive_record(actor=request.user, author=request.user, visit=visit, sent=sent)
    if received.record is None:
        return told({"answer": received.answer, "missing": list(received.missing)}, status=409)
    return told(answer_of(received.answer, received.record))


def answer_of(answer: str, record: FieldRecord) -> dict[str, Any]:
    return {
        "answer": answer,
        "digest": record.digest,
        "status": record.status,
        "problem": record.problem if record.status in ("conflict", "held") else "",
        "remark": record.problem if record.status == "stored" else "",
        "late": record.late,
        "url": _where(record),
    }


def _where(record: FieldRecord) -> str:
    """The visit that it became, or the comparison where it waits."""
    if record.status in ("conflict", "held"):
        return reverse("inspections:record", args=[record.pk])
    return reverse("inspections:visit", args=[record.visit_id])


def _known_key(user: Any) -> str:
    """Whose role has ended still reads what lies on the phone; whoever never had one needs no key."""
    return services.field_key(user) if FieldKey.objects.filter(user=user).exists() else ""


def _etag(request: HttpRequest) -> str:
    return request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')


def _uuid(text: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as problem:
        raise Invalid("没有指明是哪一次检查或哪一张照片。") from problem


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > CONTENT_BYTES:
        raise Invalid(f"检查记录超过 {CONTENT_BYTES // 1000} KB，请精简文字后再提交。", code="too_large")
    try:
        return bytes(request.body)
    except RawPostDataException as problem:  # sent as a form, which has been read as one
        raise Invalid("检查记录的格式不正确，请在手机上重新提交。") from problem


__all__ = ["answer_of", "copy", "error", "photos", "records", "state", "total"]
