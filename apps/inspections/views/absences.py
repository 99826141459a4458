"""请假外出: inspectors note their own days, an office those of the inspectors below it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.accounts.models import User
from apps.core import clock
from apps.core.acts import done
from apps.core.components.forms import put_error
from apps.core.exceptions import PortalError
from apps.core.paging import page_of
from apps.organizations.access import role_required, roles_of

from .. import queries, services
from ..forms.absences import AbsenceForm
from ..models import Absence


@role_required(Role.OFFICE, Role.INSPECTOR)
@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Who is away when, with the visits that stand against it; POST notes more days."""
    people = queries.absences.inspectors_below(request.user)
    form, status = AbsenceForm(request.POST or None, people=people, user=request.user), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = services.note_absence(actor=request.user, **form.cleaned_data)
            except PortalError as error:
                put_error(form, error)
            else:
                messages.success(request, _noted(request, made))
                return redirect("inspections:absences")
        status = 422
    past = request.GET.get("past") == "1"
    rows = Absence.objects.visible_to(request.user).standing().select_related("user", "noted_by")
    page = page_of(request, _narrowed(request, rows, past))
    clashes = queries.absences.clashing(request.user, page.object_list)
    for row in page.object_list:
        row.clashes = clashes.get(row.pk, [])
    context = {
        "form": form, "page": page, "past": past, "today": clock.today(),
        "office": Role.OFFICE in roles_of(request.user), "text": request.GET.get("q", "").strip(),
    }  # fmt: skip
    return render(request, "inspections/absences.html", context, status=status)


@role_required(Role.OFFICE, Role.INSPECTOR)
@require_POST
def absence_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not so."""
    row = get_object_or_404(Absence.objects.visible_to(request.user).select_related("user"), pk=pk)
    return done(
        request,
        reverse("inspections:absences"),
        "登记已撤销。",
        lambda: services.withdraw_absence(actor=request.user, absence=row),
    )


def warn_away(request: HttpRequest, people: Any, day: Any) -> None:
    """Point out who of a team is away on the day; the office decides."""
    names: dict[int, User] = {person.pk: person for person in people}
    away = queries.absences.days_away(names.keys(), [day])
    if away:
        words = "、".join(f"{names[key].name}{kind}" for (key, _), kind in away.items())
        messages.warning(request, f"当天{words}，如不能参加请调整人员或日期。")


def _narrowed(request: HttpRequest, rows: Any, past: bool) -> Any:
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(user__name__icontains=text)
    if past:
        return rows.filter(ends_on__lt=clock.today()).order_by("-starts_on", "-pk")
    return rows.filter(ends_on__gte=clock.today()).order_by("starts_on", "pk")


def _noted(request: HttpRequest, made: Absence) -> str:
    count = len(queries.absences.clashing(request.user, [made])[made.pk])
    return (
        f"已登记。这些日期另有 {count} 个检查任务，请调整人员或日期。"
        if count
        else "已登记，安排检查时会避开这些日期。"
    )
