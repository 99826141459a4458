"""整改台账: filtered, sorted, exported as shown, printed as a whole; marks for several findings at once."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.paging import PAGE_SIZE, page_of
from apps.organizations.access import office_of, role_required, roles_of

from .. import exports, finding_rules, services
from ..choices import Rung
from ..finding_forms import COLUMNS, LedgerFilter
from ..models import Finding
from ..queries import ledger
from .common import FINDING_TONES, SEVERITY_TONES, query_of, toned

READERS = (Role.OFFICE, Role.SECRETARY, Role.INSPECTOR, Role.LEADER)
#: Rows of a page that is printed as a whole.
WHOLE = 2000
#: Conditions that the figures above the list set; they count without them.
COUNTED = ("status", "due", "marks", "asked")


@role_required(*READERS)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """The ledger within the user's reach."""
    form = LedgerFilter(request.GET, user=request.user)
    whole = request.GET.get("whole") == "1"
    rows = ledger.ledger_rows(request.user, form.filters, request.GET.get("sort", ""))
    free = {name: value for name, value in form.filters.items() if name not in COUNTED}
    counts = ledger.ledger_counts(ledger.ledger_rows(request.user, free))
    narrowed = any(name in form.filters for name in COUNTED)
    page = page_of(request, rows, WHOLE if whole else PAGE_SIZE, None if narrowed else counts["total"])
    shown = _drawn(page.object_list)
    roles = roles_of(request.user)
    office = Role.OFFICE in roles
    context = {
        "form": form, "more": LedgerFilter.MORE, "page": page, "findings": shown, "query": query_of(request),
        "own": not office and Role.INSPECTOR not in roles, "columns": form.shown, "heads": dict(COLUMNS),
        "figures": _figures(request, counts), "office": office, "unit": office_of(request.user), "whole": whole,
        "whole_url": _with(request, whole="1") if page.has_other_pages() else "",
    }  # fmt: skip
    return render(request, "inspections/findings.html", context)


def _drawn(rows: Any) -> list[Finding]:
    shown = toned(rows, FINDING_TONES)
    read_on_their_day((row.organization, row.visit.round.campaign) for row in shown)
    for row in shown:
        row.severity_tone = SEVERITY_TONES[row.severity]
        row.rung_label = Rung(row.rung).label if row.rung else ""
        row.planned = getattr(row, "plan", None)
    return shown


def _figures(request: HttpRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Each figure leads to its rows: the other conditions stay."""
    plain = dict.fromkeys(COUNTED)
    wanted = (
        ("未销号", "unresolved", {"status": "unresolved"}),
        ("已逾期", "overdue", {"due": "overdue"}),
        ("待复查", "answered", {"status": "answered"}),
        ("待答复申请", "asked", {"asked": "any"}),
        ("重复问题", "repeated", {"marks": "repeated"}),
        ("重点督办", "key", {"status": "unresolved", "marks": "key"}),
        ("已销号", "verified", {"status": "verified"}),
    )
    return [
        {"label": label, "value": counts[name], "unit": "个", "url": _with(request, **{**plain, **condition})}
        for label, name, condition in wanted
    ]


def _with(request: HttpRequest, **changes: str | None) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"{reverse('inspections:findings')}?{query.urlencode()}"


@role_required(*READERS)
@require_safe
def findings_export(request: HttpRequest) -> FileResponse:
    """The rows of the ledger as filtered and sorted, in the columns of the page, as xlsx."""
    form = LedgerFilter(request.GET, user=request.user)
    rows = ledger.ledger_rows(request.user, form.filters, request.GET.get("sort", ""))
    return exports.ledger_workbook(rows, form.shown)


@role_required(Role.OFFICE)
@require_POST
def findings_mark(request: HttpRequest) -> HttpResponse:
    """列为重点督办 for several findings: first what would happen, then the act."""
    keys = [key for text in request.POST.getlist("chosen") if (key := number_of(text)) is not None]
    found = Finding.objects.visible_to(request.user).for_table().filter(pk__in=keys)
    rows = list(found.select_related("visit__round__organization").order_by("organization_path", "due_on", "pk"))
    if not rows:
        messages.error(request, "请先勾选问题。")
        return redirect("inspections:findings")
    if request.POST.get("act") == "notice":
        return redirect(_notices_url(rows))
    key = request.POST.get("act") != "unkey"
    checked = [(row, finding_rules.can_flag(request.user, row), row.key == key) for row in rows]
    able = [row for row, verdict, same in checked if verdict and not same]
    if request.POST.get("confirmed") and able:
        try:
            count = services.follow_findings(actor=request.user, findings=able, key=key)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"已{'列为重点督办' if key else '取消重点督办'} {count} 个问题。")
        return redirect("inspections:findings")
    context = {"rows": checked, "able": able, "key": key}
    return render(request, "inspections/findings_mark.html", context)


def _notices_url(rows: list[Finding]) -> str:
    visits = dict.fromkeys(str(row.visit_id) for row in rows)
    query = "&".join(f"visits={pk}" for pk in visits)
    return f"{reverse('inspections:notices_new')}?{query}"
