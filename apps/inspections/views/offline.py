"""The phone's offline app: one shell for everybody, without a word about anybody, and its service worker."""

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

STYLES = (
    "vendor/bootstrap/bootstrap.min.css",
    *(f"css/{name}.css" for name in ("theme", "controls", "data", "work", "narrow", "field")),
)
#: What pages and the service worker share: store, keys, protocol, uploader.
SHARED = tuple(
    f"js/field/{name}.js"
    for name in ("base", "flag", "store", "vault", "api", "account", "bundles", "records", "uploader")
)
PAGES = tuple(
    f"js/field/{name}.js"
    for name in (
        *("ui", "words", "storage", "room", "exif", "photos", "session", "pictures", "exporter", "fields", "points"),
        *("finding", "clause", "recheck", "signature", "site", "ending", "conflict", "visit", "list", "leaving", "app"),
    )
)
SCRIPTS = ("js/portal.js", *SHARED, *PAGES)
WORKER = (*SHARED, "js/field/worker.js")
IMAGES = ("img/icons.svg", "img/favicon.svg")


@login_not_required  # the shell is the same for everybody and is fetched again when no session is left
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page that draws list and visits from what the phone keeps."""
    return _unstored(HttpResponse(_page()))


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of /field/, which carries the version and the list of the shell's files."""
    files = [static(path) for path in (*STYLES, *SCRIPTS, *IMAGES)]
    told = {"version": shell_version(), "page": reverse("inspections:field_shell"), "files": files}
    scripts = ", ".join(json.dumps(static(path)) for path in WORKER)
    return _unstored(HttpResponse(f"self.SHELL = {json.dumps(told)};\nimportScripts({scripts});\n", "text/javascript"))


def shell_version() -> str:
    """Digest of the shell's page and of every file that it is made of."""
    return _computed_version() if settings.DEBUG else _kept_version()


@lru_cache(maxsize=1)
def _kept_version() -> str:
    return _computed_version()


def _computed_version() -> str:
    digest = hashlib.sha256(_page().encode())
    for path in sorted({*STYLES, *SCRIPTS, *WORKER, *IMAGES}):
        digest.update(static(path).encode() + _content(path))
    return digest.hexdigest()[:16]


def _content(path: str) -> bytes:
    """A file's bytes where the sources are at hand; elsewhere its hashed name says as much."""
    found = finders.find(path)
    if not found:
        return b""
    with open(found, "rb") as file:
        return file.read()


def _page() -> str:
    return render_to_string(
        "inspections/field_shell.html",
        {"styles": STYLES, "scripts": SCRIPTS, "portal_is_demo": settings.PORTAL_IS_DEMO},
    )


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    return response
