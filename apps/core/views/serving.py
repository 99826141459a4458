"""Bytes with the headers that keep them harmless, and in parts when a video asks for them."""

import re
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from ..contents import PDF

PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")
FRAMED = "frame-ancestors 'self'"
#: Nothing in a picture or video runs or is fetched. A PDF gets no more than the frame rule: the browser's own viewer
#: is built of objects and styles that a stricter policy of the document would stop.
POLICY = f"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; {FRAMED}"


def serve(request: HttpRequest, file: Any, kind: str, name: str, *, inline: bool) -> HttpResponseBase:
    """The whole file, or the part that the request names."""
    size = file.size
    part = _part(request.headers.get("Range", ""), size)
    if part == ():
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    response: Any = FileResponse(file.open("rb")) if not part else _partial(file, part, size)
    response["Content-Type"] = kind
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    if inline:
        response["X-Frame-Options"] = "SAMEORIGIN"
        response["Content-Security-Policy"] = FRAMED if kind == PDF else POLICY
    return response


def _part(asked: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """First and last byte; None for the whole; empty when there are no such bytes. Several parts: the whole."""
    found = RANGE.match(asked)
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size - 1
    else:
        begin, end = int(first), min(int(last), size - 1) if last else size - 1
    return (begin, end) if begin <= end else ()


def _partial(file: Any, part: tuple[int, int], size: int) -> StreamingHttpResponse:
    begin, end = part
    response = StreamingHttpResponse(_pieces(file, begin, end - begin + 1), status=206)
    response["Content-Length"] = str(end - begin + 1)
    response["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return response


def _pieces(file: Any, begin: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as content:
        content.seek(begin)
        while length > 0 and (piece := content.read(min(PIECE, length))):
            length -= len(piece)
            yield piece
