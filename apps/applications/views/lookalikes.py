"""Photos of an application that stand elsewhere too, for who reviews it."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.lookalikes import by_picture, hints_for
from apps.core.models import FileUse
from apps.organizations.access import role_required

from ..models import Application, Response
from .common import application_of


@role_required(Role.OFFICE, Role.INSPECTOR)
@require_safe
def lookalikes(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of the review page, or a page of its own."""
    application = application_of(request, pk)
    context = {
        "pictures": by_picture(hints_for(request.user, _files(application))),
        "subject": str(application),
        "back": reverse("applications:detail", args=[pk]),
    }
    piece = request.htmx  # type: ignore[attr-defined]
    response = render(request, "files/_alike.html" if piece else "files/alike.html", context)
    response["Vary"] = "HX-Request"
    return response


def _files(application: Application) -> list[FileUse]:
    kind = ContentType.objects.get_for_model
    leaves = Response.objects.filter(self_assessment__application=application)
    keys = leaves.annotate(key=Cast("pk", CharField())).values("key")
    own = Q(owner_type=kind(Application), owner_id=str(application.pk))
    return list(FileUse.objects.live().filter(own | Q(owner_type=kind(Response), owner_id__in=keys)))
