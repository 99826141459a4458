"""The application form saved as typed, and who else has it open."""

import json
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from apps.accounts.choices import Role
from apps.core.autosave import NO_VERSION, changes_told, own_page, refusal, saved_answer, typed_of, version_of
from apps.core.exceptions import PortalError
from apps.core.merging import changes_since, saves_of
from apps.core.presence import leave, look_in
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..forms import ApplicationForm
from ..forms.answer_fields import as_posted
from ..models import Application
from ..parts import parts_of
from .common import application_of


@role_required(Role.SECRETARY)
@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """Autosave: the changed fields, each merged with what others saved since it was typed."""
    application = queries.typed_by(request.user, pk)
    if application is None:
        raise Http404
    typed = typed_of(request.POST)
    if typed is None:
        return JsonResponse({"message": NO_VERSION}, status=400)
    only = set(request.POST) & set(ApplicationForm.Meta.fields)
    form = ApplicationForm(request.POST, instance=application, only=only)
    form.is_valid()
    form.errors.pop("version", None)
    try:
        saved = services.save_fields(actor=request.user, application=application, typed=typed, **form.values())
    except PortalError as error:
        return refusal(error)
    people = look_in(_desk(pk), user=request.user, page=typed.page, part=_part(application, request.POST))
    values = _values(application)
    return saved_answer(saved, viewer=request.user, values=values, errors=form.errors, people=people)


@role_required(Role.SECRETARY)
@require_POST
def presence(request: HttpRequest, pk: int) -> JsonResponse:
    """A heartbeat of an opened form: who else is there, and what others saved meanwhile."""
    application = application_of(request, pk)
    page = own_page(request.POST)
    if request.POST.get("leave"):
        leave(_desk(pk), page)
        return JsonResponse({})
    people = look_in(_desk(pk), user=request.user, page=page, part=_part(application, request.POST))
    told: dict[str, Any] = {"people": people, "forms": _news(request, application)}
    verdict = rules.can_edit(request.user, application)
    if not verdict:
        told["closed"] = verdict.reason
    return JsonResponse(told)


def _news(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What other pages saved since the version that this page knows."""
    try:
        known = version_of(json.loads(request.POST.get("versions", "{}")).get("application"))
    except (ValueError, AttributeError, RecursionError):
        known = None
    if known is None or known >= application.version:
        return {}
    changes = changes_since(saves_of(application), known, own_page(request.POST))
    told = changes_told(changes, request.user, _values(application))
    return {"application": {"version": application.version, "changes": told}}


def _values(application: Application) -> Any:
    """Stored values as a browser has them, by field."""
    form = ApplicationForm(instance=application)

    def value(name: str) -> list[str]:
        if name not in form.fields:
            return []
        field = form.fields[name]
        return as_posted(field, field.prepare_value(form.get_initial_for_field(field, name)))

    return value


def _desk(pk: int) -> str:
    return f"application:{pk}"


def _part(application: Application, post: Any) -> str | None:
    """The title of the section that the person is in, by the field named."""
    name = post.get("part")
    if name is None:
        return None
    return next((part.title for part in parts_of(application.campaign) if name in part.fields), "")
