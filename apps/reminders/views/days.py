"""工作日历: which days are worked, by whose word, and the office's own entries."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.choices import Role
from apps.core import clock
from apps.core.exceptions import PortalError
from apps.organizations.access import role_required

from .. import queries, rules, services
from ..forms import DayRangeForm, PasteForm

YEARS = range(2020, 2051)
READERS = (Role.OFFICE, Role.ADMINISTRATOR)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def working_days(request: HttpRequest) -> HttpResponse:
    """The year as it counts; POST says something of some days."""
    year, verdict = _year(request), rules.can_keep_days(request.user)
    form = DayRangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _set(request, form, [form.cleaned_data["range"]]):
        return _back(form.cleaned_data["first"].year)
    context = {
        "form": form,
        "verdict": verdict,
        "year": year,
        "years": [each for each in (year - 1, year + 1) if each in YEARS],
        "months": queries.months_of(year),
        "entries": queries.entries_of(year),
        "guessed": queries.is_guessed(year),
    }
    return render(request, "reminders/working_days.html", context)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def working_days_import(request: HttpRequest) -> HttpResponse:
    """Paste a year: first what was understood, then saved."""
    verdict = rules.can_keep_days(request.user)
    form = PasteForm(request.POST or None)
    ranges: Any = ()
    if request.method == "POST" and form.is_valid():
        ranges = form.read.ranges
        if "save" in request.POST and _set(request, form, ranges):
            return _back(ranges[0].first.year)
    return render(request, "reminders/working_days_import.html", {"form": form, "verdict": verdict, "ranges": ranges})


@role_required(*READERS)
@require_POST
def working_days_remove(request: HttpRequest) -> HttpResponse:
    """Take one entry back."""
    form = DayRangeForm(request.POST)
    form.is_valid()
    found = form.cleaned_data.get("range")
    if found is None or isinstance(found, str):
        messages.error(request, "没有这一段日期，请刷新后再试。")
        return _back(clock.today().year)
    try:
        services.remove_days(actor=request.user, first=found.first, last=found.last)
        messages.success(request, "已删除，按通用日历计算。")
    except PortalError as error:
        messages.error(request, error.message)
    return _back(found.first.year)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else clock.today().year
    return year if year in YEARS else clock.today().year


def _set(request: HttpRequest, form: Any, ranges: Any) -> bool:
    try:
        count = services.set_days(actor=request.user, ranges=ranges)
    except PortalError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, f"已保存 {count} 天，此后的期限和提醒按此计算。")
    return True


def _back(year: int) -> HttpResponse:
    return redirect(f"{reverse('reminders:working_days')}?year={year}")
