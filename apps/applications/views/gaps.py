"""差什么: what one organization lacks against a standard, what each item earns, and where it is entered."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.organizations.access import role_required
from apps.organizations.models import Organization
from apps.standards import engine
from apps.standards.engine import show

from ..exports import gaps_workbook
from ..forms.gaps import StandardChoice
from ..gap_rows import GapRow, gap_rows, held_back
from ..guidance import advice_for
from ..queries.gaps import Gaps, applications_of, gaps_of, standards_for


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY)
def gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretary's own organization, the office's every organization; against any standard that applies."""
    organization, form, found = _asked(request, pk)
    context: dict[str, Any] = {"organization": organization, "form": form, "gaps": found}
    if found is None:
        return render(request, "applications/gaps.html", context)
    rows = gap_rows(found)
    export = f"{reverse('applications:gaps_export', args=[pk])}?standard={found.version.pk}"
    context |= {
        "rows": rows,
        "figures": _figures(found, rows),
        "gate": found.tree.is_gate,
        "outlook": _outlook(found, rows),
        "grades": _grades(found),
        "advice": advice_for(found.version, organization, _lacking(found)),
        "export_url": export,
    }
    return render(request, "applications/gaps.html", context)


@require_safe
@role_required(Role.OFFICE, Role.SECRETARY)
def export_gaps(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a workbook."""
    organization, _, found = _asked(request, pk)
    if found is None:
        raise Http404
    return gaps_workbook(organization, found.version, gap_rows(found), gate=found.tree.is_gate)


def _asked(request: HttpRequest, pk: int) -> tuple[Organization, StandardChoice, Gaps | None]:
    organization = get_object_or_404(Organization.objects.visible_to(request.user), pk=pk)
    applications = applications_of(organization)
    offered, first = standards_for(organization, applications)
    form = StandardChoice(request.GET or None, versions=offered, initial={"standard": first.pk if first else None})
    chosen = form.cleaned_data["standard"] if form.is_bound and form.is_valid() else None
    version = next((version for version in offered if version.pk == chosen), first)
    return organization, form, gaps_of(organization, version, applications) if version else None


def _figures(gaps: Gaps, rows: list[GapRow]) -> list[dict[str, Any]]:
    now, best = gaps.outcome, gaps.found.best
    unit = "%" if gaps.tree.is_gate else "分"
    open_points = now.undecided if not gaps.tree.is_gate else None
    return [
        {
            "label": "现达标率" if gaps.tree.is_gate else "现得分",
            "value": show(now.score) if now.score is not None else "—",
            "unit": unit if now.score is not None else "",
            "note": _pending_note(gaps, open_points),
        },
        {"label": "还差", "value": len(rows), "unit": "项", "note": _open_note(rows)},
        {
            "label": "全部做到可达",
            "value": show(best.score) if best.score is not None else "—",
            "unit": unit if best.score is not None else "",
        },
    ]


def _lacking(gaps: Gaps) -> list[engine.Outcome]:
    """The sections in which something is lacking, in the order of the standard."""
    codes = {gaps.numbers[step.leaf.code][1].code for step in gaps.found.steps}
    return [section for section in gaps.outcome.children if section.code in codes]


def _pending_note(gaps: Gaps, open_points: Decimal | None) -> str:
    """What is still open: in a gate by items, in a table of points by points."""
    if gaps.tree.is_gate:
        return f"还有 {gaps.outcome.pending} 项未判定" if gaps.outcome.pending else ""
    return f"另有 {show(open_points)} 分待定" if open_points else ""


def _grades(gaps: Gaps) -> dict[str, Any] | None:
    """The grade as things stand, the one once all is met, and what holds back the best one."""
    if not gaps.tree.whole.ladder:
        return None
    now, best = gaps.outcome, gaps.found.best
    return {
        "now": engine.grade_text(now),
        "best": engine.grade_text(best),
        "top": gaps.tree.whole.ladder[0].title,
        "held_back": held_back(gaps),
    }


def _open_note(rows: list[GapRow]) -> str:
    waiting = sum(row.tone == "warn" for row in rows)
    return f"其中 {waiting} 项缺数据" if waiting else ""


def _outlook(gaps: Gaps, rows: list[GapRow]) -> str:
    """One sentence: how far it is to the pass mark."""
    needed, mark = gaps.found.needed_to_pass, gaps.tree.pass_mark
    goal = "全部必备条件" if gaps.tree.is_gate or mark is None else f"合格线 {show(mark)} 分"
    if gaps.tree.pass_mark is None and not gaps.tree.is_gate and gaps.outcome.gate is None:
        return ""
    if needed == 0:
        return f"现已达到{goal}。"
    if needed is None:
        return f"做到以下各项，仍达不到{goal}，请与上级党组织商定。" if rows else ""
    reached = engine.rounded(gaps.found.steps[needed - 1].score)
    words = "" if gaps.tree.is_gate else f"，可达 {show(reached)} 分"
    return f"做到前 {needed} 项{words}，即达到{goal}。"
