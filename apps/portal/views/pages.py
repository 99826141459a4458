from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core import office, scanning
from apps.core.registries import search_providers
from apps.organizations.access import role_required

from .. import styleguide as styles

RESULTS_EACH = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the person may see that matches, by kind."""
    text = request.GET.get("q", "").strip()[:60]
    groups: dict[str, list[tuple[str, str]]] = {}
    if text:
        for provider in search_providers:
            for label, url, kind in islice(provider(request.user, text), RESULTS_EACH):
                groups.setdefault(kind, []).append((label, url))
    return render(request, "portal/search.html", {"text": text, "groups": groups, "limit": RESULTS_EACH})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    context = {
        "virus_scan": scanning.is_on(),
        "office_preview": office.program() is not None,
        "most_megabytes": settings.PORTAL_FILE_BYTES // (1024 * 1024),
    }
    return render(request, "portal/help.html", context)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return redirect("accounts:me")


@role_required(Role.ADMINISTRATOR)
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for the people who keep the portal."""
    return styles.styleguide(request)
