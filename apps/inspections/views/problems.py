"""The library of typical problems: read by all offices, kept by each for its own level."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.choices import Role
from apps.core.acts import done
from apps.core.exceptions import PortalError
from apps.core.numbers import number_of
from apps.core.paging import page_of
from apps.organizations.access import office_of, role_required

from .. import exports, queries, rules, services
from ..forms.library import ProblemFilter, ProblemForm
from ..models import TypicalProblem
from .common import SEVERITY_TONES, query_of


@role_required(Role.OFFICE)
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """All that the office reads and its inspectors tick."""
    form, rows, titles = _listed(request)
    page = page_of(request, rows)
    for row in page.object_list:
        row.leaf_title = titles.get(row.leaf, row.leaf)
        row.tone = SEVERITY_TONES[row.severity]
        row.may_keep = bool(rules.can_keep_problem(request.user, row))
    context = {"form": form, "page": page, "problems": page.object_list, "query": query_of(request)}
    return render(request, "inspections/problems.html", context)


@role_required(Role.OFFICE)
@require_safe
def problems_export(request: HttpRequest) -> FileResponse:
    """What the list shows, as xlsx."""
    _, rows, titles = _listed(request)
    return exports.problems_workbook(rows, titles)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def problem_new(request: HttpRequest) -> HttpResponse:
    """A problem of the own office's."""
    office = office_of(request.user)
    form = ProblemForm(request.POST or None, leaves=_leaves())
    return _save(
        request,
        form,
        {"office": office},
        lambda: services.add_problem(actor=request.user, organization=office, **form.values),
    )


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def problem_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a problem."""
    row = _problem(request, pk)
    form = ProblemForm(request.POST or None, leaves=_leaves(), instance=_problem(request, pk))
    context = {"problem": row, "verdict": rules.can_keep_problem(request.user, row)}
    return _save(
        request,
        form,
        context,
        lambda: services.edit_problem(
            actor=request.user, problem=row, version=form.cleaned_data["version"] or 0, **form.values
        ),
    )


@role_required(Role.OFFICE)
@require_POST
def problem_retire(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, "已停用，现场不再出现；已记下的问题不变。", services.retire_problem)


@role_required(Role.OFFICE)
@require_POST
def problem_restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(request, pk, "已恢复使用。", services.restore_problem)


@role_required(Role.OFFICE)
@require_http_methods(["GET", "POST"])
def problems_often(request: HttpRequest) -> HttpResponse:
    """What inspections found several times and the library does not know yet."""
    office = office_of(request.user)
    visible = TypicalProblem.objects.visible_to(request.user)
    often = queries.problems.found_often(request.user, known=set(visible.values_list("text", flat=True)))
    if request.method == "POST":
        chosen = set(request.POST.getlist("often"))
        taken = [each for at, each in enumerate(often) if f"{at}:{each.text}" in chosen]
        try:
            lines = [(each.text, each.leaf) for each in taken]
            services.add_problems(actor=request.user, organization=office, lines=lines)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            words = f"已加入 {len(taken)} 条，可以补充整改要求和天数。" if taken else "请先勾选要加入的问题。"
            (messages.success if taken else messages.error)(request, words)
            if taken:
                return redirect(f"{reverse('inspections:problems')}?keeper=own")
    return render(request, "inspections/problems_often.html", {"often": often, "office": office})


def _listed(request: HttpRequest) -> tuple[ProblemFilter, Any, dict[str, str]]:
    codes = TypicalProblem.objects.visible_to(request.user).exclude(leaf="").order_by().values_list("leaf", flat=True)
    titles = queries.problems.titles_of(set(codes))
    form = ProblemFilter(request.GET, leaves=sorted(titles.items(), key=lambda item: item[1]))
    data = form.cleaned_data if form.is_valid() else {}
    rows = queries.problems.problem_rows(
        request.user, text=data.get("q", "").strip(), leaf=data.get("leaf", ""), keeper=data.get("keeper", ""),
        retired=bool(data.get("retired")),
    )  # fmt: skip
    return form, rows, titles


def _leaves() -> list[tuple[str, str]]:
    return queries.problems.leaf_titles()


def _problem(request: HttpRequest, pk: int) -> TypicalProblem:
    rows = TypicalProblem.objects.visible_to(request.user).select_related("organization")
    return get_object_or_404(rows, pk=pk)


def _save(request: HttpRequest, form: ProblemForm, context: dict[str, Any], act: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "典型问题已保存，督导员在现场可以勾选。")
            return redirect("inspections:problems")
    return render(request, "inspections/problem_form.html", {"form": form, **context})


def _moved(request: HttpRequest, pk: int, words: str, service: Any) -> HttpResponse:
    row, seen = _problem(request, pk), number_of(request.POST.get("version", ""))
    version = row.version if seen is None else seen
    address = reverse("inspections:problems")
    return done(request, address, words, lambda: service(actor=request.user, problem=row, version=version))
