"""A leaf of the self-assessment saved as typed, and who else has its section open."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from apps.accounts.choices import Role
from apps.core.autosave import (
    NO_VERSION,
    by_script,
    changes_told,
    own_page,
    refusal,
    saved_answer,
    typed_of,
    version_of,
)
from apps.core.exceptions import PortalError
from apps.core.merging import Typed, changes_since, saves_of
from apps.core.presence import leave, look_in
from apps.organizations.access import role_required
from apps.standards.queries import engine_version

from .. import assessment_rules as rules
from .. import queries, services
from ..forms.answer_fields import as_posted
from ..forms.self_assessment import LeafForm
from ..models import Application, Response
from ..queries.assessment import Desk
from ..queries.assessment_inputs import assessment_of
from . import assessment_cards as cards
from .common import application_of
from .self_assessment import read_sheet

#: Forms of one page whose versions a heartbeat tells.
MOST_FORMS = 100


class PostedLeaf:
    """The fields of one leaf that were sent, over those that stand there."""

    def __init__(self, desk: Desk, response: Response, data: QueryDict, *, whole: bool) -> None:
        needs = desk.needs[response.criterion.code]
        metrics = cards.metrics_read(desk, needs)
        self._build = {"sheet": desk, "response": response, "needs": needs, "metrics": metrics}
        self.blank = LeafForm(None, **self._build)
        self.shown = {
            name: as_posted(field, self.blank.initial[name])
            for name, field in self.blank.fields.items()
            if not field.disabled
        }
        sent = {name: data.getlist(self.blank.add_prefix(name)) for name in self.shown if whole or self._in(data, name)}
        self.posted = {name: [flat(value) for value in values if value != ""] for name, values in sent.items()}

    def _in(self, data: QueryDict, name: str) -> bool:
        return self.blank.add_prefix(name) in data

    def told(self, accepted: Mapping[str, list[str]]) -> Mapping[str, Any]:
        data = QueryDict(mutable=True)
        for name, values in accepted.items():
            data.setlist(self.blank.add_prefix(name), values or [""])
        form = LeafForm(self.blank.merged(data), **self._build)
        if not form.is_valid():
            raise services.WrongFields({name: [str(line) for line in lines] for name, lines in form.errors.items()})
        return form.arguments()


def flat(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@role_required(Role.SECRETARY)
@require_POST
def answer(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Save one leaf: by script as it is typed (JSON), without script by its button."""
    application = _typed_in(request, pk)
    script = by_script(request)
    typed = typed_of(request.POST, prefix := f"r{key}-")
    if typed is None:
        return JsonResponse({"message": NO_VERSION}, status=400) if script else _back(request, pk, key, NO_VERSION)

    def read(desk: Desk, response: Response) -> PostedLeaf:
        return PostedLeaf(desk, response, request.POST, whole=not script)

    try:
        done = services.answer_fields(actor=request.user, application=application, key=key, typed=typed, read=read)
    except Response.DoesNotExist as error:
        raise Http404 from error
    except services.WrongFields as error:
        if not script:
            return _back(request, pk, key, error.message)
        errors = {f"{prefix}{name}": lines for name, lines in error.errors.items()}
        return JsonResponse({"errors": errors}, status=422)
    except PortalError as error:
        return refusal(error) if script else _back(request, pk, key, error.message)
    return _saved(request, pk, key, typed, done) if script else _back(request, pk, key, _outcome(done))


def _typed_in(request: HttpRequest, pk: int) -> Application:
    """The application with what a save asks of it, and no more; 404 where nothing is filled in."""
    found: Application | None = queries.answered_by(request.user, pk)
    if found is None:
        raise Http404
    return found


def _saved(request: HttpRequest, pk: int, key: int, typed: Typed, done: services.Answered) -> JsonResponse:
    people = look_in(f"assessment:{pk}", user=request.user, page=typed.page)
    return saved_answer(
        done.saved,
        viewer=request.user,
        values=lambda name: list(done.shown.get(name, ())),
        prefix=f"r{key}-",
        people=people,
    )


def _outcome(done: services.Answered) -> str:
    return "这一项有内容刚被他人改过，没有覆盖，请核对后再改。" if done.saved.conflicts else ""


def _back(request: HttpRequest, pk: int, key: int, problem: str) -> HttpResponse:
    """Without a script: to the leaf, with what became of it."""
    sheet = read_sheet(request, pk)
    response = next((row for row in sheet.responses.values() if row.pk == key), None)
    if response is None:
        raise Http404
    found, _ = cards.section_and_number(sheet, response.criterion.code)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, f"“{found.find(response.criterion.code).title}”已保存。")
    return redirect(cards.leaf_url(sheet, found.code, response))


@role_required(Role.SECRETARY)
@require_POST
def presence(request: HttpRequest, pk: int, code: str) -> JsonResponse:
    """A heartbeat of an opened section: who else is in the self-assessment, and what others answered meanwhile."""
    application = application_of(request, pk)
    assessment = assessment_of(application)
    section = next((row for row in engine_version(application.standard_version).criteria if row.code == code), None)
    if assessment is None or section is None:
        raise Http404
    page = own_page(request.POST)
    desk = f"assessment:{pk}"
    if request.POST.get("leave"):
        leave(desk, page)
        return JsonResponse({})
    people = look_in(desk, user=request.user, page=page, part=section.title)
    told: dict[str, Any] = {"people": people, "forms": _news(request, application)}
    verdict = rules.can_answer(request.user, assessment)
    if not verdict:
        told["closed"] = verdict.reason
    return JsonResponse(told)


def _news(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What other pages saved of the leaves shown since the versions that this page knows."""
    known = _versions(request.POST.get("versions", ""))
    rows = assessment_of(application).responses.filter(pk__in=known).values_list("pk", "version")
    newer = [pk for pk, version in rows if version > known[pk]]
    if not newer:
        return {}
    sheet = read_sheet(request, application.pk)
    found = {}
    for row in sheet.responses.values():
        if row.pk in newer and row.criterion.code in sheet.needs:
            leaf = PostedLeaf(sheet, row, QueryDict(), whole=False)
            changes = changes_since(saves_of(row), known[row.pk], own_page(request.POST))
            values = {name: leaf.shown[name] for name in changes if name in leaf.shown}
            told = changes_told({n: changes[n] for n in values}, request.user, values.__getitem__, f"r{row.pk}-")
            found[str(row.pk)] = {"version": row.version, "changes": told}
    return found


def _versions(text: str) -> dict[int, int]:
    """Versions by response, as the page tells them."""
    try:
        told = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    rows = [(version_of(key), version_of(value)) for key, value in told.items()] if isinstance(told, dict) else []
    return {key: version for key, version in rows[:MOST_FORMS] if key is not None and version is not None}
