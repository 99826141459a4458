"""The ledger of awards and penalties: the list, a new entry, an entry made void."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.verdicts import require

from .. import rules, services
from ..access import role_required
from ..choices import EventNature
from ..forms.events import EventFilter, EventForm
from ..forms.records import OWN
from ..forms.refusals import refuse_at
from ..models import Event, EventKind, Organization
from ..querysets import EventQuerySet
from .records import READERS, files_of, has_below

PAGE_SIZE = 50
OTHERS_OFFERED = 100
HEADER = (
    "党组织",
    "日期",
    "类型",
    "性质",
    "级别",
    "等次",
    "角色或名次",
    "事项",
    "数量",
    "单位",
    "作出单位",
    "文号",
    "说明",
    "来源",
    "登记人",
    "作废理由",
)


@require_safe
@role_required(*READERS)
def event_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The events, newest first; of one organization, or with all that lies below it."""
    organization = _organization(request, pk)
    form, found = _found(request, organization)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    files = files_of(page.object_list)
    context = {
        "organization": organization,
        "form": form,
        "page": page,
        "several": has_below(organization),
        "rows": [
            {"event": each, "files": files.get(str(each.pk), []), "may": rules.can_cancel_event(request.user, each)}
            for each in page
        ],
        "may_add": rules.can_add_event(request.user, organization),
        "export_url": f"{reverse('organizations:export_events', args=[pk])}?{request.GET.urlencode()}",
    }
    return render(request, "organizations/events.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows, all pages, as xlsx."""
    _form, found = _found(request, _organization(request, pk))
    return xlsx_response("荣誉和奖惩事项", HEADER, _rows(found))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new event: first the kind, then what that kind asks for."""
    organization = _organization(request, pk)
    require(rules.can_add_event(request.user, organization))
    kinds = [kind for kind in EventKind.objects.all() if rules.can_add_event(request.user, organization, kind)]
    wanted = request.GET.get("kind", "")
    chosen = next((kind for kind in kinds if kind.code == wanted), None)
    if chosen is None:
        context = {"organization": organization, "groups": _groups(kinds)}
        return render(request, "organizations/choose_event.html", context)
    form = EventForm(request.POST or None, request.FILES or None, kind=chosen, others=_others(organization))
    if request.method == "POST" and form.is_valid():
        try:
            services.add_event(actor=request.user, organization=organization, kind=chosen, **form.cleaned_data)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error("uploads" if error.code == "file_problem" else None, left)
        else:
            messages.success(request, "已登记。")
            return redirect("organizations:events", pk=pk)
    context = {"organization": organization, "kind": chosen, "form": form}
    return render(request, "organizations/add_event.html", context)


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an event void, with a reason."""
    event = get_object_or_404(Event.objects.visible_to(request.user), pk=pk)
    services.cancel_event(actor=request.user, event=event, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{event.title}”已作废，不再计数。")
    return redirect("organizations:events", pk=event.organization_id)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _found(request: HttpRequest, organization: Organization) -> tuple[EventFilter, EventQuerySet]:
    form = EventFilter(request.GET, has_below=has_below(organization))
    form.is_valid()
    found = Event.objects.visible_to(request.user).select_related("kind", "entered_by", "organization")
    if has_below(organization) and form.cleaned_data.get("range") != OWN:
        found = found.below(organization)
    else:
        found = found.filter(organization=organization)
    return form, form.narrow(found)


def _groups(kinds: list[EventKind]) -> list[tuple[str, list[EventKind]]]:
    groups = [(nature.label, [kind for kind in kinds if kind.nature == nature]) for nature in EventNature]
    return [(label, rows) for label, rows in groups if rows]


def _others(organization: Organization) -> EventQuerySet:
    """Standing events of the organization that a new one may be the same thing as."""
    found = Event.objects.standing().filter(organization=organization).exclude(level="")
    newest = list(found.values_list("pk", flat=True)[:OTHERS_OFFERED])
    return Event.objects.filter(pk__in=newest)


def _rows(found: EventQuerySet) -> Iterator[tuple[Any, ...]]:
    for each in found.iterator(chunk_size=500):
        yield (
            each.organization.name,
            each.happened_on,
            each.kind.name,
            each.kind.get_nature_display(),
            each.get_level_display(),
            each.code_text,
            each.role_text,
            each.title,
            each.count,
            each.kind.unit,
            each.issuer,
            each.document_number,
            each.note,
            each.get_source_display(),
            each.entered_by.name if each.entered_by else "系统",
            each.cancel_reason,
        )
