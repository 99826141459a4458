"""Files received in pieces stand in ``request.FILES`` like any other: no view and no form has to know of pieces."""

import uuid

from django.http import HttpRequest

from .exceptions import Invalid
from .models import Upload
from .services.uploads import GONE, ReceivedFile

#: ``received.<field>`` = ``<upload>`` or ``<upload>:<SHA-256 of the whole>``; several for a field of several files.
PREFIX = "received."


def take_received(request: HttpRequest) -> None:
    """Put the files that a form names by their uploads into its fields.

    Raises:
        Invalid: an upload that is not this person's, or that is gone; the two are not told apart.
    """
    if request.method != "POST":
        return
    named = [(key, values) for key, values in request.POST.lists() if key.startswith(PREFIX)]
    for key, values in named:
        for value in values:
            request.FILES.appendlist(key.removeprefix(PREFIX), _received(request, value))  # type: ignore[attr-defined]


def _received(request: HttpRequest, value: str) -> ReceivedFile:
    key, _, digest = value.partition(":")
    try:
        number = uuid.UUID(key)
    except ValueError:
        raise Invalid(GONE) from None
    owner = request.user.pk
    found = Upload.objects.filter(pk=number, owner=owner).select_related("file").first() if owner else None
    if found is None or found.target != request.path:
        raise Invalid(GONE)
    return ReceivedFile(found, digest)
