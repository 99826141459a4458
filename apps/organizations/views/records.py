"""Work records of one organization: the ledger, a new entry, an entry made void."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.models import FileUse
from apps.core.verdicts import refuse, require

from .. import rules, services
from ..access import role_required
from ..choices import RecordKind
from ..forms.records import RecordFilter, RecordForm
from ..models import Organization, WorkRecord
from ..querysets import RecordQuerySet

PAGE_SIZE = 50
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
HEADER = ("日期", "类型", "主题", "参加人数", "学时", "纪实", "登记人", "状态", "作废理由")


@require_safe
@role_required(*READERS)
def record_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger, newest first, filtered by kind, year and state."""
    organization = _organization(request, pk)
    form, found = _found(request, organization)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    files = _files_of(page.object_list)
    context = {
        "organization": organization,
        "form": form,
        "page": page,
        "rows": [
            {"record": each, "files": files.get(str(each.pk), []), "may": rules.can_cancel_record(request.user, each)}
            for each in page
        ],
        "may_add": bool(rules.record_kinds(request.user, organization)),
        "export_url": f"{reverse('organizations:export_records', args=[pk])}?{request.GET.urlencode()}",
    }
    return render(request, "organizations/records.html", context)


@require_safe
@role_required(*READERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows, all pages, as xlsx."""
    organization = _organization(request, pk)
    _form, found = _found(request, organization)
    return xlsx_response("工作记录", HEADER, _rows(found))


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new record; ``?kind=`` chooses the kind beforehand. A leader notes contact visits only."""
    organization = _organization(request, pk)
    kinds = rules.record_kinds(request.user, organization)
    if not kinds:
        require(refuse(rules.can_add_record(request.user, organization, RecordKind.CONTACT_VISIT).reason))
    initial = {"kind": request.GET.get("kind", kinds[0] if len(kinds) == 1 else "")}
    form = RecordForm(request.POST or None, request.FILES or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_record(actor=request.user, organization=organization, **form.cleaned_data)
        except PortalError as error:
            form.add_error("uploads" if error.code == "file_problem" else None, error.message)
        else:
            messages.success(request, "已登记。")
            return redirect("organizations:records", pk=pk)
    return render(request, "organizations/add_record.html", {"organization": organization, "form": form})


@require_POST
@role_required(Role.OFFICE, Role.SECRETARY, Role.LEADER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a record void, with a reason."""
    record = get_object_or_404(WorkRecord.objects.visible_to(request.user), pk=pk)
    services.cancel_record(actor=request.user, record=record, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{record.title}”已作废，不再计数。")
    return redirect("organizations:records", pk=record.organization_id)


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _found(request: HttpRequest, organization: Organization) -> tuple[RecordFilter, RecordQuerySet]:
    form = RecordFilter(request.GET)
    form.is_valid()
    values = form.cleaned_data
    found = WorkRecord.objects.filter(organization=organization).select_related("recorded_by")
    if values.get("q"):
        found = found.filter(title__icontains=values["q"])
    if values.get("kind"):
        found = found.filter(kind=values["kind"])
    if values.get("year"):
        found = found.filter(held_on__year=values["year"])
    if values.get("state") != "all":
        found = found.filter(cancelled_at__isnull=values.get("state") != "cancelled")
    return form, found


def _files_of(records: Any) -> dict[str, list[dict[str, Any]]]:
    """Files of these records by the record's key, in one statement."""
    keys = [str(record.pk) for record in records]
    kind = ContentType.objects.get_for_model(WorkRecord)
    found: dict[str, list[dict[str, Any]]] = {}
    for use in FileUse.objects.live().filter(owner_type=kind, owner_id__in=keys):
        found.setdefault(use.owner_id, []).append({"name": use.name, "url": reverse("core:file", args=[use.pk])})
    return found


def _rows(found: RecordQuerySet) -> Iterator[tuple[Any, ...]]:
    for each in found.iterator(chunk_size=500):
        yield (
            each.held_on,
            each.get_kind_display(),
            each.title,
            each.headcount,
            each.hours,
            each.summary,
            each.recorded_by.name if each.recorded_by else "系统",
            "已作废" if each.cancelled_at else "有效",
            each.cancel_reason,
        )
