"""One work record: what it says and what became of it; filing, holding, changing, settling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.components import text
from apps.core.exceptions import PortalError
from apps.core.models import StateChange
from apps.core.states import transition_for
from apps.core.verdicts import require

from .. import queries, rules, services
from ..access import role_required
from ..choices import RecordKind, RecordStatus
from ..forms.plans import PlannedForm
from ..forms.records import HoldForm, SettleForm
from ..forms.refusals import refuse_at
from ..models import WorkRecord
from .records import READERS, files_of

KEEPERS = (Role.OFFICE, Role.SECRETARY)


@require_safe
@role_required(*READERS)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one record, and what may be done with it."""
    record = _record(request, pk)
    may_hold = rules.can_add_record(request.user, record.organization, record.kind) if record.is_coming else None
    context = {
        "record": record,
        "organization": record.organization,
        "pairs": _pairs(record),
        "files": files_of([record]).get(str(record.pk), []),
        "overdue": record.is_overdue(clock.today()),
        "changes": _changes(record),
        "may_hold": may_hold,
        "may_edit": rules.can_edit_record(request.user, record),
        "may_file": record.status == RecordStatus.PLANNED and rules.can_edit_record(request.user, record),
        "may_settle": rules.can_settle(request.user, record),
        "may_cancel": rules.can_cancel_record(request.user, record),
    }
    return render(request, "organizations/record.html", context)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that planned work took place."""
    record = _record(request, pk)
    require(rules.can_add_record(request.user, record.organization, record.kind))
    if not record.is_coming:
        messages.error(request, "这项工作已纪实或已作废，不能再次纪实。")
        return redirect("organizations:record", pk=pk)
    last = queries.last_held(record.organization, record.kind)
    form = HoldForm(request.POST or None, request.FILES or None, record=record, last=last)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.hold_record(actor=request.user, record=record, **form.cleaned_data)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error("uploads" if error.code == "file_problem" else None, left)
            status = error.status
        else:
            messages.success(request, "已纪实，开始计数。")
            return redirect("organizations:record", pk=pk)
    context = {"organization": record.organization, "record": record, "form": form}
    return render(request, "organizations/hold_record.html", context, status=status)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is planned."""
    record = _record(request, pk)
    require(rules.can_edit_record(request.user, record))
    form = PlannedForm(request.POST or None, record=record)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_record(actor=request.user, record=record, **form.cleaned_data)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error(None, left)
            status = error.status
        else:
            messages.success(request, "已保存。")
            return redirect("organizations:record", pk=pk)
    context = {"organization": record.organization, "record": record, "form": form}
    return render(request, "organizations/planned_record.html", context, status=status)


@require_POST
@role_required(*KEEPERS)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """File one plan with the office above."""
    record = _record(request, pk)
    if not services.file_records(actor=request.user, records=[record]):
        require(rules.can_edit_record(request.user, record))
    messages.success(request, f"“{record.title}”已备案。")
    return redirect("organizations:record", pk=pk)


@require_http_methods(["GET", "POST"])
@role_required(*KEEPERS)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a commitment was kept."""
    record = _record(request, pk)
    require(rules.can_settle(request.user, record))
    known = {"result": record.result, "result_note": record.result_note} if record.result else {}
    initial = {"result_on": clock.today(), "version": record.version, **known}
    form = SettleForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            services.settle_commitment(actor=request.user, record=record, **form.cleaned_data)
        except PortalError as error:
            if left := refuse_at(form, error):
                form.add_error(None, left)
            status = error.status
        else:
            messages.success(request, "已登记践诺结果。")
            return redirect("organizations:record", pk=pk)
    context = {"organization": record.organization, "record": record, "form": form}
    return render(request, "organizations/settle_record.html", context, status=status)


def _record(request: HttpRequest, pk: int) -> WorkRecord:
    found = WorkRecord.objects.visible_to(request.user).select_related("organization", "recorded_by")
    return get_object_or_404(found, pk=pk)


def _pairs(record: WorkRecord) -> list[tuple[str, Any]]:
    """What was told of it; what this kind of work does not tell is left out."""
    held = record.status == RecordStatus.HELD
    found = [
        ("党组织", record.organization.name),
        ("类型", record.get_kind_display()),
        ("开展日期" if held else "计划日期", text.date_full(record.held_on)),
        ("原计划日期", text.date_full(record.planned_on) if held and record.planned_on else ""),
        ("备案时间", text.datetime_cn(record.filed_at) if record.filed_at else ""),
        ("地点", record.place),
        ("责任人", record.responsible),
        ("应到人数", f"{record.expected} 人" if record.expected is not None else ""),
        ("实到人数", f"{record.headcount} 人" if record.headcount is not None else ""),
        ("学时", f"{text.number(record.hours)} 学时" if record.hours is not None else ""),
        ("培训对象", record.audience_text),
        ("共建单位", record.partner),
        ("践诺结果", _settled(record)),
        ("登记人", record.recorded_by.name if record.recorded_by else "系统"),
        ("作废理由", record.cancel_reason),
    ]
    return [(label, value) for label, value in found if value]


def _settled(record: WorkRecord) -> str:
    if record.kind != RecordKind.COMMITMENT:
        return ""
    if not record.result:
        return "尚未登记"
    day = f"（{text.date_full(record.result_on)}）" if record.result_on else ""
    note = f"：{record.result_note}" if record.result_note else ""
    return f"{record.get_result_display()}{day}{note}"


def _changes(record: WorkRecord) -> list[dict[str, Any]]:
    return [
        {
            "title": transition_for(WorkRecord, change.verb).label,
            "at": change.at,
            "actor": change.actor.name if change.actor else "系统",
            "text": change.reason,
        }
        for change in StateChange.objects.of(record).select_related("actor").order_by("-at", "-id")
    ]
