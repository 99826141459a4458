"""Records of phones that the office has to decide, or to bring in from a file."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.components import text
from apps.core.exceptions import Invalid
from apps.core.models import FileUse, StateChange
from apps.core.paging import page_of
from apps.core.states import verb_label
from apps.organizations.access import office_of, role_required

from .. import queries, rules, services
from ..choices import Scoring
from ..forms import RecordFileForm, RecordFilter
from ..models import FieldRecord
from .common import RECORD_TONES, toned

BY_STATUS = {
    "waiting": Q(status__in=["conflict", "held"], decided_at=None), "conflict": Q(status="conflict"), "held": Q(status="held"),
    "late": Q(late=True), "": Q(),
}  # fmt: skip


@role_required(Role.OFFICE)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """What phones sent within the office's reach: what waits, what came late, all."""
    form = RecordFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    rows = FieldRecord.objects.visible_to(request.user).filter(BY_STATUS[data.get("status") or ""]).for_table()
    if data.get("q"):
        words = data["q"]
        rows = rows.filter(
            Q(visit__organization__name__icontains=words)
            | Q(visit__organization__initials__istartswith=words.lower())
            | Q(author__name__icontains=words)
            | Q(visit__round__name__icontains=words)
        )
    page = page_of(request, rows)
    context = {
        "form": form,
        "page": page,
        "records": toned(page.object_list, RECORD_TONES),
        "filtered": any(data.values()),
    }
    return render(request, "inspections/records.html", context)


@role_required(Role.OFFICE, Role.INSPECTOR)
@require_safe
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One record beside the one that stands in its visit, and what the office may do with it."""
    row = _record(request, pk)
    stored = row.status == "stored"
    standing = None if stored else services.standing_record(row.visit, row.author)
    left = _left(row, standing)
    parts = queries.compared(row.visit, left, queries.content_of_record(row))
    waits = row.status in ("conflict", "held")
    context = {
        "record": row,
        "tone": RECORD_TONES[row.status],
        "standing": standing,
        "beside": bool(left),
        "beside_name": standing.author.name
        if standing
        else (row.visit.recorded_by.name if row.visit.recorded_by else "网页填写"),
        "parts": parts,
        "only": bool(left) and request.GET.get("only") == "differing",
        "differing": sum(part.differing for part in parts),
        "photos": FileUse.objects.of(row),
        "photos_beside": queries.photos_of(row.visit) if left else [],
        "facts": _facts(row),
        "history": _history(row),
        "verdict": rules.can_decide_record(request.user, row) if waits else None,
        "replaces": bool(left)
        and row.visit.status == "recorded"
        and (standing is not None or row.visit.round.scoring == "team"),
    }
    return render(request, "inspections/record.html", context)


@role_required(Role.OFFICE)
@require_POST
def store(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it into the visit."""
    return _decided(request, pk, "记录已入库。", services.store_record)


@role_required(Role.OFFICE)
@require_POST
def displace(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put it in the place of the one that stands."""
    return _decided(request, pk, "已改用这份记录，原记录留存备查。", services.displace_record)


@role_required(Role.OFFICE)
@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave it aside."""
    return _decided(request, pk, "已标为不予采用，记录留存备查。", services.discard_record)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a file that a phone exported; it is kept until it is imported."""
    form = RecordFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, office = form.cleaned_data["file"], office_of(request.user)
        try:
            kept = services.keep_import(actor=request.user, office=office, upload=file, name=file.name)
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            return redirect("inspections:records_import_confirm", kept.pk)
    return render(request, "inspections/records_import.html", {"form": form})


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def confirm_import(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The dry run, then the import with an answer for each record; importing checks all of it again."""
    office = office_of(request.user)
    kept = get_object_or_404(FileUse.objects.of(office).select_related("file"), pk=pk, purpose=services.IMPORT_PURPOSE)
    with kept.file.file.open("rb") as file:
        rows = queries.read_export(file)
    if request.method == "POST":
        lines = services.import_records(actor=request.user, rows=rows)
        services.drop_import(actor=request.user, kept=kept)
        return render(request, "inspections/records_import.html", {"lines": lines, "done": True})
    lines = services.check_import(actor=request.user, rows=rows)
    context = {"lines": lines, "fitting": sum(line.fits for line in lines)}
    return render(request, "inspections/records_import.html", context)


def _record(request: HttpRequest, pk: uuid.UUID) -> FieldRecord:
    related = ("visit__application__standard_version", "visit__recorded_by")
    rows = FieldRecord.objects.visible_to(request.user).for_table().select_related(*related)
    return get_object_or_404(rows, pk=pk)


def _left(row: FieldRecord, standing: FieldRecord | None) -> dict[str, Any]:
    """What stands in the visit: another phone's record, or what was typed on the page; nothing for the stored one."""
    if row.status == "stored":
        return {}
    if standing is not None:
        return queries.content_of_record(standing)
    if row.visit.round.scoring != Scoring.TEAM:  # each scorer's stands for itself, and nobody reads the others' before
        return {}
    if row.visit.status == "recorded" or row.visit.results.exists():
        return queries.content_of(row.visit)
    return {}


def _facts(row: FieldRecord) -> list[tuple[str, Any]]:
    found = [
        ("提交人", row.author.name), ("收到时间", text.datetime_cn(row.received_at)),
        ("设备", row.device or "未注明"), ("方式", "文件导入" if row.by_file else "手机上传"),
    ]  # fmt: skip
    if row.decided_by:
        found += [("处理人", row.decided_by.name), ("处理时间", text.datetime_cn(row.decided_at))]
    return found


def _history(row: FieldRecord) -> list[dict[str, Any]]:
    return [
        {
            "title": verb_label("inspections.fieldrecord", change.verb),
            "at": change.at,
            "actor": change.actor.name if change.actor else "系统",
            "meta": change.acting_organization_name,
            "text": change.reason,
        }
        for change in StateChange.objects.of(row).for_table().order_by("-at", "-id")
    ]


def _decided(request: HttpRequest, pk: uuid.UUID, words: str, service: Callable[..., Any]) -> HttpResponse:
    row, reason = _record(request, pk), request.POST.get("reason", "")

    def told(left_out: list[str] | None) -> str:
        if left_out:
            messages.warning(request, f"以下内容不符合标准，未采用：{'；'.join(left_out)}")
        return words

    address = reverse("inspections:record", args=[pk])
    return done(request, address, told, lambda: service(actor=request.user, record=row, reason=reason))
