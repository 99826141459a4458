"""A version as a file, out and in; a scoring table from Excel in. Nothing is stored before it is confirmed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.choices import BUSINESS_ROLES, Role
from apps.core.exceptions import Invalid
from apps.core.exports import attachment
from apps.organizations.access import role_required
from apps.organizations.choices import RecordKind
from apps.organizations.models import Metric

from .. import services
from ..drafting.files import FileProblem, read_yaml, write_yaml
from ..drafting.guessing import Names
from ..drafting.problems import problems_of
from ..drafting.workbook import Table, read_table
from ..exports import example_table
from ..forms.exchange import ConfirmForm, UploadForm
from ..models import StandardVersion
from ..queries import difference, document_of, metric_codes
from .common import own_offices, version_of

KEY = "standard_import"


@require_safe
@role_required(*BUSINESS_ROLES)
def yaml_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a version; loaded again it has the same digest."""
    version = version_of(request, pk)
    name = f"{version.definition['code']}_v{version.number}.yaml"
    return attachment(write_yaml(document_of(version)), name, "application/yaml; charset=utf-8")


@require_safe
@role_required(Role.OFFICE)
def example(request: HttpRequest) -> HttpResponse:
    """A small scoring table that shows what is understood."""
    return example_table()


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and read it; what was understood waits in the session."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            request.session[KEY] = _read(file.name, file.read())
        except FileProblem as error:
            form.add_error("file", str(error))
        else:
            return redirect("standards:import_confirm")
    return render(request, "standards/import.html", {"form": form}, status=422 if request.method == "POST" else 200)


def _read(name: str, data: bytes) -> dict[str, Any]:
    stem = name.rsplit(".", 1)[0][:60]
    if name.lower().endswith((".yaml", ".yml")):
        return {"document": read_yaml(data), "kind": "yaml", "name": stem}
    metrics = Metric.objects.filter(is_reference=False).values_list("code", "name", "unit")
    table = read_table(data, Names(tuple(metrics), dict(RecordKind.choices)))
    return {**_told(table), "kind": "table", "name": stem}


def _told(table: Table) -> dict[str, Any]:
    total = table.total if table.declared is None else table.declared
    whole = int(total) if total == total.to_integral_value() else float(total)
    rows = [
        {**asdict(row), "points": None if row.points is None else f"{row.points.normalize():f}"} for row in table.rows
    ]
    return {
        "document": {"kind": "scored", "total": whole or 100, "criteria": table.criteria},
        "rows": rows,
        "columns": table.columns,
        "sheet": table.sheet,
        "leaves": table.leaves,
        "doubts": table.doubts,
        "warning": table.warning,
    }


@require_http_methods(["GET", "POST"])
@role_required(Role.OFFICE)
def confirm(request: HttpRequest) -> HttpResponse:
    """What was understood, or what differs from the version that is there; then a draft is made of it."""
    read = request.session.get(KEY)
    if read is None:
        return redirect("standards:import")
    document = read["document"]
    is_table = read["kind"] == "table"
    initial = {"name": document.get("name") or read["name"], "source": document.get("source", "")}
    form = ConfirmForm(request.POST or None, offices=own_offices(request), initial=initial, table=is_table)
    if request.method == "POST" and form.is_valid():
        document = {**document, **form.named()} if is_table else document
        try:
            version = services.import_draft(
                actor=request.user,
                organization=form.cleaned_data["organization"],
                document=document,
                words=f"由文件“{read['name']}”导入",
            )
        except Invalid as error:
            form.add_error(None, error.message)
        else:
            request.session.pop(KEY, None)
            messages.success(request, "已建立草稿，请逐项核对后发布。")
            return redirect("standards:edit", version.pk)
    context = {"form": form, "read": read, **({} if is_table else _checked(request, document))}
    return render(request, "standards/import_confirm.html", context, status=422 if request.method == "POST" else 200)


def _checked(request: HttpRequest, document: dict[str, Any]) -> dict[str, Any]:
    """Problems of a file, or what differs from the newest version of the same standard."""
    problems = problems_of({"kind": "scored", **document}, metric_codes())
    seen = StandardVersion.objects.visible_to(request.user).select_related("standard")
    there = seen.filter(standard__code=document.get("code", "")).order_by("-number").first()
    if problems or there is None:
        return {"problems": problems, "there": there}
    return {"problems": [], "there": there, "found": difference(document_of(there), document)}
