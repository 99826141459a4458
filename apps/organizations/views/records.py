"""Work records: the list of one organization or of a subtree, a new entry, an entry made void."""

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
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.core.exports import xlsx_response
from apps.core.models import FileUse
from apps.core.verdicts import refuse, require

from .. import queries, rules, services
from ..access import role_required
from ..choices import Level, RecordKind
from ..forms.records import ORDERS, OWN, RecordFilter, RecordForm, day_of
from ..forms.refusals import refuse_at
from ..ledgers import GROUPS
from ..models import Organization, WorkRecord
from ..querysets import RecordQuerySet
from .strips import strip_of

PAGE_SIZE = 50
READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
WRITERS = (Role.OFFICE, Role.SECRETARY, Role.LEADER)
HEADER = (
    "党组织",
    "日期",
    "类型",
    "主题",
    "地点",
    "应到人数",
    "实到人数",
    "学时",
    "培训对象",
    "共建单位",
    "践诺情况",
    "纪实",
    "计划日期",
    "责任人",
    "状态",
    "登记人",
    "作废理由",
)
#: How many of the kinds used most are offered first.
USUAL = 4


@require_safe
@role_required(*READERS)
def record_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The records, newest first, filtered and sorted; of one organization, or with all that lies below it."""
    organization = _organization(request, pk)
    form, found = _found(request, organization)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    files = files_of(page.object_list)
    today = clock.today()
    context = {
        "organization": organization,
        "form": form,
        "page": page,
        "rows": [
            {"record": each, "files": files.get(str(each.pk), []), "overdue": each.is_overdue(today)} for each in page
        ],
        "several": form.has_below,
        "strip": [] if form.has_below else strip_of(_days(organization, form), _year(form), today),
        "strip_year": _year(form),
        "may_add": bool(rules.record_kinds(request.user, organization)),
        "may_plan": rules.can_plan(request.user, organization),
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
@role_required(*WRITERS)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new record: first the kind, then a form copied from last time. A leader notes contact visits only."""
    organization = _organization(request, pk)
    kinds = rules.record_kinds(request.user, organization)
    if not kinds:
        require(refuse(rules.can_add_record(request.user, organization, RecordKind.CONTACT_VISIT).reason))
    form = _entry_form(request, organization, kinds)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_record(actor=request.user, organization=organization, **form.cleaned_data)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error("uploads" if error.code == "file_problem" else None, left)
        else:
            messages.success(request, "已登记。")
            return redirect("organizations:records", pk=pk)
    context = {"organization": organization, "form": form}
    if not form.chosen and request.method == "GET":
        context |= {"groups": _groups(kinds), "usual": _usual(organization, kinds)}
        return render(request, "organizations/choose_record.html", context)
    context |= {
        "kind_label": RecordKind(form.chosen).label if form.chosen else "",
        "coming": queries.coming_soon(organization, form.chosen, clock.today()) if form.chosen else None,
        "several_kinds": len(kinds) > 1,
    }
    return render(request, "organizations/add_record.html", context)


@require_POST
@role_required(*WRITERS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a record void, with a reason."""
    record = get_object_or_404(WorkRecord.objects.visible_to(request.user), pk=pk)
    services.cancel_record(actor=request.user, record=record, reason=request.POST.get("reason", ""))
    messages.success(request, f"“{record.title}”已作废，不再计数。")
    return redirect("organizations:records", pk=record.organization_id)


def files_of(records: Any) -> dict[str, list[dict[str, Any]]]:
    """Files of these rows of one model by the row's key, in one statement."""
    rows = list(records)
    if not rows:
        return {}
    kind = ContentType.objects.get_for_model(type(rows[0]))
    keys = [str(row.pk) for row in rows]
    found: dict[str, list[dict[str, Any]]] = {}
    for use in FileUse.objects.live().filter(owner_type=kind, owner_id__in=keys):
        found.setdefault(use.owner_id, []).append({"name": use.name, "url": reverse("core:file", args=[use.pk])})
    return found


def has_below(organization: Organization) -> bool:
    """Whether lists of this organization may show a subtree."""
    return organization.level != Level.GRASSROOTS


def _organization(request: HttpRequest, pk: int) -> Organization:
    return get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)


def _entry_form(request: HttpRequest, organization: Organization, kinds: list[str]) -> RecordForm:
    wanted = request.POST.get("kind") or request.GET.get("kind") or (kinds[0] if len(kinds) == 1 else "")
    initial: dict[str, Any] = {"kind": wanted}
    day = day_of(request.GET.get("on", ""))
    if day is not None and day <= clock.today():
        initial["held_on"] = day
    last = queries.last_held(organization, wanted) if wanted in kinds else None
    return RecordForm(request.POST or None, request.FILES or None, kinds=kinds, last=last, initial=initial)


def _groups(kinds: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups = [(title, [(kind.value, kind.label) for kind in group if kind in kinds]) for title, group in GROUPS]
    return [(title, rows) for title, rows in groups if rows]


def _usual(organization: Organization, kinds: list[str]) -> list[tuple[str, str]]:
    """The kinds that this organization enters most."""
    today = clock.today()
    counts = queries.record_counts(organization, today.replace(year=today.year - 1, day=1))
    often = sorted((kind for kind in counts if kind in kinds), key=lambda kind: -counts[kind])
    return [(kind, RecordKind(kind).label) for kind in often[:USUAL]]


def _year(form: RecordFilter) -> int:
    return int(form.cleaned_data.get("year") or clock.today().year)


def _days(organization: Organization, form: RecordFilter) -> Any:
    return queries.days_by_kind(organization, _year(form))


def _found(request: HttpRequest, organization: Organization) -> tuple[RecordFilter, RecordQuerySet]:
    form = RecordFilter(request.GET, has_below=has_below(organization))
    found = WorkRecord.objects.visible_to(request.user).select_related("recorded_by", "organization")
    form.is_valid()
    if form.has_below and form.cleaned_data.get("range") != OWN:
        found = found.below(organization)
    else:
        found = found.filter(organization=organization)
    return form, _sorted(form.narrow(found), request.GET.get("sort", ""))


def _sorted(found: RecordQuerySet, wanted: str) -> RecordQuerySet:
    column = ORDERS.get(wanted.lstrip("-"))
    if column is None:
        return found
    return found.order_by(f"-{column}" if wanted.startswith("-") else column, "-held_on", "-pk")


def _rows(found: RecordQuerySet) -> Iterator[tuple[Any, ...]]:
    for each in found.iterator(chunk_size=500):
        yield (
            each.organization.name,
            each.held_on,
            each.get_kind_display(),
            each.title,
            each.place,
            each.expected,
            each.headcount,
            each.hours,
            each.audience_text,
            each.partner,
            each.get_result_display(),
            each.summary,
            each.planned_on,
            each.responsible,
            each.get_status_display(),
            each.recorded_by.name if each.recorded_by else "系统",
            each.cancel_reason,
        )
