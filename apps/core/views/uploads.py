"""Files in pieces: announced, sent, asked for after a break, given up. Answers are JSON; only the script asks."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import services
from ..exceptions import Invalid, PortalError
from ..models import Upload


def refused(error: PortalError) -> JsonResponse:
    return JsonResponse({"code": error.code, "message": error.message}, status=error.status)


@require_http_methods(["GET", "POST"])
def uploads(request: HttpRequest) -> JsonResponse:
    """GET: the person's unfinished uploads. POST: announce a file."""
    if request.method == "GET":
        found = Upload.objects.filter(owner=request.user, finished_at__isnull=True).prefetch_related("chunks")
        return JsonResponse({"uploads": [_state(upload) for upload in found]})
    try:
        upload = services.begin_upload(
            actor=request.user,
            target=request.POST.get("target", ""),
            name=request.POST.get("name", ""),
            size=_number(request.POST.get("size", "")),
            modified=_number(request.POST.get("modified", "") or "0"),
        )
    except PortalError as error:
        return refused(error)
    return JsonResponse(_state(upload))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise Invalid("文件大小不对，请刷新页面后重新选择文件。")
    return int(text)


@require_safe
def upload(request: HttpRequest, pk: Any) -> JsonResponse:
    """What has arrived."""
    return JsonResponse(_state(_own(request, pk)))


@require_POST
def chunk(request: HttpRequest, pk: Any, number: int) -> JsonResponse:
    """One piece: the body is its bytes, ``X-Chunk-SHA256`` their hash."""
    found = _own(request, pk)
    if number >= found.chunk_count:
        raise Http404
    try:
        services.receive_chunk(
            actor=request.user,
            upload=found,
            number=number,
            content=_body(request, found.size_of(number)),
            sha256=request.headers.get("X-Chunk-SHA256", ""),
        )
    except PortalError as error:
        return refused(error)
    return JsonResponse({"number": number})


def _body(request: HttpRequest, size: int) -> bytes:
    """The bytes; a form's or a longer body is none."""
    if request.content_type != "application/octet-stream" or int(request.META.get("CONTENT_LENGTH") or 0) > size:
        raise Invalid("这一段在传输中出错，将自动重传。", code="chunk_damaged")
    return request.body


@require_POST
def upload_cancel(request: HttpRequest, pk: Any) -> JsonResponse:
    """Give the upload up."""
    services.cancel_upload(actor=request.user, upload=_own(request, pk))
    return JsonResponse({})


def _own(request: HttpRequest, pk: Any) -> Upload:
    return get_object_or_404(Upload.objects.filter(owner=request.user), pk=pk)


def _state(upload: Upload) -> dict[str, Any]:
    return {
        "id": str(upload.pk),
        "target": upload.target,
        "name": upload.name,
        "size": upload.size,
        "modified": upload.modified,
        "chunk": upload.chunk_size,
        "finished": upload.finished_at is not None,
        "received": {chunk.number: chunk.sha256 for chunk in upload.chunks.all()},
    }
