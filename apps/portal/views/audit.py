"""The audit trail: who, when, what, why. Read by the auditor alone; changes nothing."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.core.exports import xlsx_response
from apps.core.models import StateChange
from apps.organizations.access import role_required

from ..audit import rows_for
from ..forms import AuditFilter

HEADER = ["时间", "人员", "身份", "所在组织", "动作", "对象类型", "对象", "原状态", "新状态", "理由"]
EXPORT_LIMIT = 100_000


@role_required(Role.AUDITOR)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditFilter(request.GET or None)
    changes = _filtered(form)
    if request.GET.get("export") == "xlsx":
        rows = rows_for(changes[:EXPORT_LIMIT])
        return xlsx_response("审计记录", HEADER, ([*row.cells()] for row in rows))
    page = Paginator(changes, 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query["export"] = "xlsx"
    context = {
        "form": form,
        "page_obj": page,
        "rows": list(rows_for(page.object_list)),
        "total": f"共 {page.paginator.count:,} 条",
        "export_url": f"?{query.urlencode()}",
    }
    return render(request, "portal/audit.html", context)


def _filtered(form: AuditFilter) -> QuerySet[StateChange]:
    changes = StateChange.objects.for_table().order_by("-at", "-id")
    if not form.is_valid():
        return changes
    data: dict[str, Any] = form.cleaned_data
    if data.get("q"):
        text = data["q"]
        changes = changes.filter(
            Q(subject_label__icontains=text)
            | Q(actor__name__icontains=text)
            | Q(actor__username__iexact=text)
            | Q(reason__icontains=text)
            | Q(acting_organization_name__icontains=text)
        )
    if data.get("since"):
        changes = changes.filter(at__date__gte=data["since"])
    if data.get("until"):
        changes = changes.filter(at__date__lte=data["until"])
    if data.get("kind"):
        app_label, model = data["kind"].split(".")
        changes = changes.filter(subject_type=ContentType.objects.get_by_natural_key(app_label, model))
    return changes
