"""Files as people get them: each of download, picture and preview asks first whether this person may read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import office, scanning
from ..choices import Derived, Scan
from ..contents import IMAGES, OFFICE, PDF, VIDEO
from ..exceptions import OutOfTurn, Refused
from ..models import FileUse, PictureNote
from ..registries import file_readers
from .serving import serve

#: What browsers show themselves and that runs nothing.
SHOWN = IMAGES | {PDF, VIDEO}


def readable(request: HttpRequest, pk: Any) -> FileUse:
    """The use if the person may read it; anything else does not exist."""
    use = FileUse.objects.live().filter(pk=pk).first()
    if use is None or not any(reads(request.user, use) for reads in file_readers):
        raise Http404
    return use


def served(request: HttpRequest, pk: Any) -> FileUse:
    """The same, for its bytes: what the scanner found bad is never given out, what it has not seen yet waits."""
    use = readable(request, pk)
    if use.file.scan == Scan.INFECTED:
        raise Refused("该文件未通过病毒检查，已停止提供。")
    if use.file.scan != Scan.CLEAN and scanning.is_on():
        raise OutOfTurn("文件正在进行病毒检查，请稍后再打开。")
    return use


@login_not_required  # public notices and brands carry files too: each reader decides
@require_safe
def download_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """The file itself; inside a page only what browsers show safely."""
    use = served(request, pk)
    inline = use.file.content_type in SHOWN and "inline" in request.GET
    return serve(request, use.file.file, use.file.content_type, use.name, inline=inline)


@login_not_required
@require_safe
def thumb_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """The small picture for lists; 404 until it is made."""
    use = served(request, pk)
    if not use.file.thumb:
        raise Http404
    return serve(request, use.file.thumb, "image/jpeg", use.name, inline=True)


@login_not_required
@require_safe
def pdf_file(request: HttpRequest, pk: str) -> HttpResponseBase:
    """An Office file as PDF, to look at; 404 until it is made."""
    use = served(request, pk)
    if not use.file.preview:
        raise Http404
    return serve(request, use.file.preview, PDF, f"{use.name}.pdf", inline=True)


@login_not_required
@require_safe
def preview_file(request: HttpRequest, pk: str) -> HttpResponse:
    """A look at the file with what is known about it: a page, or a piece of one for the dialog."""
    use = readable(request, pk)
    note = PictureNote.objects.filter(file=use.file_id).first() if request.user.is_authenticated else None
    context = {"use": use, "look": _look(use), "note": note, "has_position": bool(note and note.latitude is not None)}
    piece = request.headers.get("X-Requested-With") == "fetch"
    response = render(request, "files/_preview.html" if piece else "files/preview.html", context)
    response["Vary"] = "X-Requested-With"
    return response


def _look(use: FileUse) -> str:
    """How the file is shown: picture, frame, video, waiting, or only offered for download."""
    stored = use.file
    if stored.scan == Scan.INFECTED:
        return "infected"
    if stored.scan != Scan.CLEAN and scanning.is_on():
        return "scanning"
    for kinds, look in ((IMAGES, "picture"), ({PDF}, "frame"), ({VIDEO}, "video")):
        if stored.content_type in kinds:
            return look
    if stored.preview:
        return "document"
    waits = stored.content_type in OFFICE and stored.derived == Derived.WAITING and office.program()
    return "waiting" if waits else "download"
