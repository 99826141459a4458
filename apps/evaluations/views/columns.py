"""自评, 初审, 验收 side by side: the page, to print or as a workbook."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.choices import Role
from apps.applications.models import Application
from apps.core.exports import xlsx_response
from apps.organizations.access import role_required

from ..columns import NAMES, Columns, columns_of
from ..models import Evaluation

HEADER = [
    "一级指标",
    "编号",
    "指标",
    "条款",
    "分值",
    *(f"{name}{what}" for name in NAMES for what in ("得分", "判定")),
    "差异",
]


@role_required(Role.OFFICE, Role.SECRETARY)
@require_safe
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The comparison of one application; the final column once its reader may see the score.

    ``only=differing`` shows the differences, ``only=none`` every leaf; without it a phone shows the differences
    and a wide screen every leaf.
    """
    related = ("organization", "campaign", "standard_version__standard", "self_assessment")
    application = get_object_or_404(Application.objects.visible_to(request.user).select_related(*related), pk=pk)
    evaluation = Evaluation.objects.visible_to(request.user).filter(application=application).first()
    if evaluation is not None:
        evaluation.application = application
    found = columns_of(application, evaluation)
    if request.GET.get("export") == "xlsx":
        return xlsx_response(f"{application}三方对照", HEADER, _cells(found))
    only = request.GET.get("only", "")
    # The self-assessment stays: it is what the others are compared with.
    unused = [total is None and at > 0 for at, total in enumerate(found.totals)]
    context = {
        "application": application,
        "evaluation": evaluation,
        "columns": found,
        "names": NAMES,
        "heads": list(zip(NAMES, found.totals, found.grades, unused, strict=True)),
        "adjustments": list(zip(NAMES, found.adjustments, unused, strict=True)) if found.adjusted else [],
        "rows": [(row, list(zip(row.cells, NAMES, unused, strict=True))) for row in found.rows],
        "only": only,
        "folds": not only and found.differing > 0,
    }
    return render(request, "evaluations/columns.html", context)


def _cells(found: Columns) -> Iterator[tuple[Any, ...]]:
    for row in found.rows:
        figures = [figure for cell in row.cells for figure in (cell.points, cell.words)]
        yield (row.section, row.code, row.title, row.clause, row.max, *figures, row.change)
    if found.adjusted:
        told = (figure for points in found.adjustments for figure in (points, ""))
        yield ("封顶、扣减和折算", "", "", "", None, *told, None)
    yield (
        "得分",
        "",
        "",
        "",
        None,
        *(figure for total in found.totals for figure in (total, "")),
        _last(found.changes),
    )


def _last(changes: tuple[tuple[str, Decimal], ...]) -> Decimal | None:
    """The difference of the last source that has a total."""
    return changes[-1][1] if changes else None
