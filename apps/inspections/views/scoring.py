"""A round's scores: who scores and how, how scorers stand beside each other, claims beside what was verified."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.campaigns.queries import read_on_their_day
from apps.core.exports import xlsx_response
from apps.core.paging import page_of
from apps.core.verdicts import require
from apps.organizations.access import role_required

from .. import finding_rules, queries
from ..choices import RoundStatus, VisitStatus
from ..models import Round, Visit, VisitResult
from ..queries.calibration import Calibration, calibration_of

#: The chart: points of a hundred to either side, and its size.
REACH = Decimal(20)
HALF, ROW, TOP = 200, 32, 28


@role_required(Role.OFFICE)
@require_safe
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is harsh, who is lenient, on which leaf: for the office that runs the round, over all its sites."""
    round_ = _round(request, pk)
    require(finding_rules.runs_round(request.user, round_))
    found = calibration_of(round_)
    context = {
        "round": round_,
        "found": found,
        "chart": _chart(found),
        "scaled": page_of(request, _scaled(round_)),
        "words": queries.method_words(round_.scoring, len(found.scorers)),
        "closed": round_.status == RoundStatus.CLOSED,
    }
    return render(request, "inspections/calibration.html", context)


@role_required(Role.OFFICE)
@require_safe
def deviations(request: HttpRequest, pk: int) -> HttpResponse:
    """By site: what was claimed above what the round verified, largest first."""
    round_ = _round(request, pk)
    visits = Visit.objects.visible_to(request.user).filter(round=round_, status=VisitStatus.RECORDED)
    visits = visits.exclude(application=None).select_related("organization", "application")
    keys = {visit.pk: visit.application_id for visit in visits if visit.application_id is not None}
    found = queries.deviations_of(list(keys.values()), visits=visits.values("pk"))
    rows = [(visit, found[keys[visit.pk]]) for visit in visits if keys[visit.pk] in found]
    rows.sort(key=lambda row: (-row[1].gap, -row[1].overturned, row[0].organization_path))
    if request.GET.get("export") == "xlsx":
        return _workbook(round_, rows)
    page = page_of(request, rows)
    read_on_their_day((visit.organization, round_.campaign) for visit, _ in page.object_list)
    return render(request, "inspections/deviations.html", {"round": round_, "page": page})


def _workbook(round_: Round, rows: list[Any]) -> HttpResponse:
    header = [
        "单位",
        "比对项数",
        "自评得分",
        "核实得分",
        "高出（分）",
        "高出比例（%）",
        "由达标改为不达标（项）",
        "差距最大的指标",
    ]
    lines = (
        (
            visit.organization.name, found.compared, found.claimed, found.verified, found.gap, round(found.share, 2),
            found.overturned, "；".join(leaf.title for leaf in found.leaves),
        )
        for visit, found in rows
    )  # fmt: skip
    response: Any = xlsx_response(f"{round_.name} 自评与核实比对", header, lines)
    return response  # type: ignore[no-any-return]


def _chart(found: Calibration) -> dict[str, Any]:
    """Bars to both sides of a middle line, cut at the chart's reach."""
    bars = []
    for at, scorer in enumerate(row for row in found.scorers if row.deviation is not None):
        size = min(abs(scorer.deviation or Decimal(0)), REACH) / REACH * HALF
        bars.append(
            {
                "name": scorer.name,
                "y": TOP + at * ROW,
                "middle": TOP + at * ROW + 11,
                "x": round(HALF - size if (scorer.deviation or 0) < 0 else HALF, 1),
                "width": max(round(size, 1), 1),
                "tone": scorer.tone,
                "scorer": scorer,
            }
        )
    return {"bars": bars, "height": TOP + len(bars) * ROW + 8, "half": HALF, "width": 2 * HALF, "reach": REACH}


def _scaled(round_: Round) -> Any:
    """Leaves whose score was moved, beside the mean before it."""
    if not round_.normalised or round_.status != RoundStatus.CLOSED:
        return VisitResult.objects.none()
    rows = VisitResult.objects.filter(visit__round=round_, raw__isnull=False)
    return rows.select_related("visit__organization", "criterion").order_by("visit__organization_path", "criterion")


def _round(request: HttpRequest, pk: int) -> Round:
    rows = Round.objects.visible_to(request.user).select_related("campaign", "organization")
    found: Round = get_object_or_404(rows, pk=pk)
    return found
