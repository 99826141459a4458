"""Photos of a visit that stand elsewhere too, for who reads its record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.lookalikes import by_picture, hints_for
from apps.organizations.access import role_required

from .. import queries
from ..models import Visit


@role_required(Role.OFFICE, Role.INSPECTOR)
@require_safe
def lookalikes(request: HttpRequest, pk: str) -> HttpResponse:
    """A piece of the record's page, or a page of its own."""
    visit = get_object_or_404(Visit.objects.visible_to(request.user).select_related("organization"), pk=pk)
    context = {
        "pictures": by_picture(hints_for(request.user, list(queries.photos_of(visit)))),
        "subject": str(visit),
        "back": reverse("inspections:visit", args=[pk]),
    }
    piece = request.htmx  # type: ignore[attr-defined]
    response = render(request, "files/_alike.html" if piece else "files/alike.html", context)
    response["Vary"] = "HX-Request"
    return response
